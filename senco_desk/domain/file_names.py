"""Names for files that stay in their folder and show what they are, on every system.

A name may come from a child, a school, or a file sent by a stranger. Separators would lead it out of its folder, a
mark that turns the direction of writing would hide what its ending is, and some words mean a device on Windows.
https://learn.microsoft.com/windows/win32/fileio/naming-a-file
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

MOST_BYTES = 200
"""Of 255 that file systems take, so that a number or `.part` can be put to a name."""

_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\.|\s|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_JOINERS = "\u200c\u200d"
_HIDING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def plain_name(given: str, longest: int = MOST_BYTES) -> str:
    """A given file's own name: what stands after the last separator, without marks that are not seen.

    At most `longest` characters, of which its ending is kept. Empty where nothing is left (“..”, “C:”). It is for
    keeping and showing; `file_name` makes one to write to.
    """
    name = re.split(r"[/\\]", given)[-1]
    name = _seen(re.sub(r"^[A-Za-z]:", "", name)).strip()
    if not name.strip("."):
        return ""
    return _cut(name, longest, len)


def file_name(title: str, ending: str = "", otherwise: str = "Document") -> str:
    """A name to write a file to, made of a title: one name, in any script, no longer than a file system takes.

    Args:
        title: a name or a title as people write it.
        ending: with its dot; kept whole, and not counted as part of the title.
        otherwise: the name where nothing of the title can be used.
    """
    stem = _FORBIDDEN.sub(" ", _seen(unicodedata.normalize("NFC", title)))
    stem = " ".join(stem.split()).strip(". ")
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    room = MOST_BYTES - len(ending.encode())
    stem = _cut(stem, room, lambda text: len(text.encode())).strip(". ")
    return f"{stem or otherwise}{ending}"


def plain_line(text: str) -> str:
    """One line of what is seen of a text: no control characters, none that turns the direction of writing."""
    return " ".join(_seen(re.sub(r"[\s\x1c-\x1f]", " ", text)).split())


def _seen(text: str) -> str:
    """Without control characters, half characters and marks of direction; the joiners that some scripts need stay."""
    return "".join(each for each in text if each in _JOINERS or unicodedata.category(each) not in _HIDING)


def _cut(name: str, room: int, size: Callable[[str], int]) -> str:
    """The beginning that fits, with the ending."""
    if size(name) <= room:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or len(ending) > 10:
        stem, ending = name, ""
    tail = f"{dot}{ending}" if ending else ""
    while stem and size(stem + tail) > room:
        stem = stem[:-1]
    return stem + tail
