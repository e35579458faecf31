"""Texts given as “-”: read from standard input, since what stands in a command can be seen by others while it runs."""

from __future__ import annotations

import argparse
import sys

from senco_desk.cli.world import World
from senco_desk.domain.problems import RefusedError

TEXTS = {
    "text": "TEXT",
    "reason": "--reason",
    "sole_purpose": "--sole-purpose",
    "not_given": "--not-given",
    "what": "--what",
    "title": "--title",
    "where": "--where",
}
"""What may be given so: the name in the parsed command, and what a person knows it by."""

LONGEST = 1_000_000
"""Bytes that are read; a record's text is far shorter, and a mistaken pipe must not fill the memory."""


def fill_in(asked: argparse.Namespace, world: World) -> None:
    """Put standard input's text in the place of a “-”, without the line end that a shell adds.

    Refuses more than one “-”, an empty or endless input, and bytes that are no text.
    """
    names = [name for name in TEXTS if getattr(asked, name, None) == "-"]
    if not names:
        return
    if len(names) > 1:
        both = " and ".join(TEXTS[name] for name in names)
        raise RefusedError(f"Only one text can come from standard input, not {both}. Give the others in the command.")
    source = world.typed or getattr(sys.stdin, "buffer", None)
    content = b"" if source is None else source.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise RefusedError(f"{TEXTS[names[0]]}: what came from standard input is too long for a text.")
    text = _text(content).removesuffix("\n").removesuffix("\r")
    if not text.strip():
        raise RefusedError(f"{TEXTS[names[0]]}: nothing came from standard input. Write the text to it.")
    setattr(asked, names[0], text)


def _text(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 where its mark says so, else Windows' own letters."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except ValueError:
        return content.decode("cp1252", errors="replace")
