"""Looks for words in all that a desk's folder holds, decrypted: every page, free or not, the log, every attachment."""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

from senco_desk.store import damaged_pages
from senco_desk.store.blobs import Blobs
from senco_desk.store.keys import Keys

_FRAME = 24 + damaged_pages.PAGE
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


def found(folder: Path, keys: Keys, words: set[str]) -> dict[str, set[str]]:
    """Which of these words stand anywhere under a folder, by the file; every desk.db and attachment is decrypted."""
    wanted = {form: word for word in words for form in _forms(word)}
    result: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        for content in _contents(path, keys):
            hits = {word for form, word in wanted.items() if form in content}
            if hits:
                result.setdefault(str(path.relative_to(folder)), set()).update(hits)
    return result


def _forms(word: str) -> set[bytes]:
    escaped = json.dumps(word)[1:-1]
    return {
        form.encode(encoding)
        for form in (word, word.lower(), word.upper(), escaped)
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    }


def _contents(path: Path, keys: Keys) -> Iterator[bytes]:
    raw = path.read_bytes()
    yield from _opened(raw)
    if path.name == "desk.db":
        for text in _pages(raw, keys):
            yield from _opened(text)
    elif "-wal" in path.name:
        for text in _frames(raw, keys):
            yield from _opened(text)
    elif len(path.name) == 64:
        yield from _opened(Blobs(path.parent, keys).read(path.name))


def _pages(raw: bytes, keys: Keys) -> Iterator[bytes]:
    texts = [
        damaged_pages._opened(start // damaged_pages.PAGE + 1, raw[start : start + damaged_pages.PAGE], keys)
        for start in range(0, len(raw), damaged_pages.PAGE)
    ]
    assert None not in texts, "a page could not be opened, so it was not searched"
    yield from (text for text in texts if text is not None)


def _frames(raw: bytes, keys: Keys) -> Iterator[bytes]:
    """Every frame of a log, also those that a later commit or an earlier log left behind."""
    for start in range(32, len(raw) - _FRAME + 1, _FRAME):
        number = int.from_bytes(raw[start : start + 4], "big")
        text = damaged_pages._opened(number, raw[start + 24 : start + _FRAME], keys)
        if text is not None:
            yield text


def _opened(content: bytes) -> Iterator[bytes]:
    yield content
    for head in _ZLIB:
        at = content.find(head)
        while at >= 0:
            with contextlib.suppress(zlib.error):
                yield zlib.decompressobj().decompress(content[at:])
            at = content.find(head, at + 1)
