"""Looks for words in everything a folder holds: as UTF-8, as UTF-16, and inside compressed streams."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_DEFLATE = re.compile(rb"PK\x03\x04.{22}(..)(..)", re.DOTALL)
_MOST = 50_000_000


def found(folder: Path, words: Iterable[str], *, apart_from: Iterable[Path] = ()) -> list[tuple[Path, str]]:
    """Every file below a folder with a word that it holds in some form; the folders of `apart_from` are passed over."""
    hidden = tuple(apart_from)
    needles = [(word, each) for word in words for each in _forms(word)]
    return [
        (path, word)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(path.is_relative_to(each) for each in hidden)
        for content in [b"\n".join(_views(path))]
        for word, needle in needles
        if needle in content
    ]


def _forms(word: str) -> Iterator[bytes]:
    for text in {word, word.upper(), word.lower()}:
        yield text.encode()
        yield text.encode("utf-16-le")
        yield text.encode("utf-16-be")


def _views(path: Path) -> Iterator[bytes]:
    """The file's name, its bytes, and what each compressed stream in it unfolds to."""
    yield path.name.encode()
    content = path.read_bytes()
    yield content
    for start in _ZLIB.finditer(content):
        yield _unfolded(content[start.start() :], zlib.MAX_WBITS)
    for entry in _DEFLATE.finditer(content):
        skip = int.from_bytes(entry[1], "little") + int.from_bytes(entry[2], "little")
        yield _unfolded(content[entry.end() + skip :], -zlib.MAX_WBITS)


def _unfolded(content: bytes, bits: int) -> bytes:
    try:
        return zlib.decompressobj(bits).decompress(content, _MOST)
    except zlib.error:
        return b""
