"""XML from outside, given to its reader in steps that cost no more than the file is long.

The reader begins a tag again with each step it is given, so one tag of many megabytes costs the square of its length:
a small file could keep the program busy for hours. No real list has such a tag, and no value in one is that long.
"""

from __future__ import annotations

from typing import IO

LONGEST = 1_000_000
"""So many bytes may stand between one `<` and the next."""

_STEP = 256 * 1024


class EndlessTagError(Exception):
    """A tag or a value goes on for longer than any that was not made to do harm."""


class Feed:
    """A stream of XML for `iterparse`.

    Raises EndlessTagError, while it is read, where no new tag begins for more than `LONGEST` bytes.
    """

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._since = 0

    def read(self, _size: int = -1) -> bytes:
        """The next step, larger than the reader asks for; nothing at the end."""
        block = self._source.read(_STEP)
        first = block.find(b"<")
        reached = self._since + (len(block) if first == -1 else first)
        if reached > LONGEST:
            raise EndlessTagError
        self._since = reached if first == -1 else len(block) - block.rfind(b"<")
        return block
