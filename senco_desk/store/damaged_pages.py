"""Reads what is left of a damaged records file, page by page, without SQLCipher, which gives up at the first bad page.

A page of SQLCipher 4 is 4,096 bytes: text sealed with AES-256-CBC, then 80 bytes of its start value and an HMAC-SHA512
over both and the page's number. So each page is known to be whole or not, by itself. Of the whole ones, the leaves of
tables are read as SQLite's file format lays them out (sqlite.org/fileformat2.html), its log included. Only salvaging
uses this; nothing here writes.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from senco_desk.domain.progress import Progress, Silent
from senco_desk.store.keys import Keys

PAGE = 4096
_RESERVED = 80
_USABLE = PAGE - _RESERVED
_SALT = 16
_LEAF, _INTERIOR = 13, 5
_MOST_LOCAL = _USABLE - 35
_LEAST_LOCAL = (_USABLE - 12) * 32 // 255 - 23

Row = tuple[Any, ...]
"""The values of a row in the order of the table's columns: text, whole number, float, bytes or None."""


@dataclass(frozen=True)
class Remains:
    """What a damaged file still holds.

    Attributes:
        tables: rows found in the tables that the schema still names, by table.
        strays: rows found on whole pages that no whole page leads to; which table they are from is for the reader
            to tell, and they may be rows that were removed long ago.
        pages: how many pages the file had.
        damaged: the numbers of the pages that are not whole.
    """

    tables: Mapping[str, tuple[Row, ...]]
    strays: tuple[Row, ...]
    pages: int
    damaged: tuple[int, ...]


def read(path: Path, keys: Keys, progress: Progress | None = None) -> Remains:
    """Reads every whole page of a records file and of the log beside it. Needs memory of the file's size."""
    watch = progress or Silent()
    sealed = _sealed_pages(path)
    watch.start("Reading what is left", 2 * len(sealed))
    whole: dict[int, bytes] = {}
    for number, raw in sealed.items():
        page = _opened(number, raw, keys)
        if page is not None:
            whole[number] = page
        watch.step()
    reader = _Reader(whole, watch.step)
    tables: dict[str, tuple[Row, ...]] = {}
    for name, root in reader.schema():
        tables[name] = tuple(reader.table(root))
    damaged = tuple(sorted(sealed.keys() - whole.keys()))
    strays = tuple(reader.strays()) if damaged else ()
    return Remains(tables, strays, len(sealed), damaged)


def _sealed_pages(path: Path) -> dict[int, bytes]:
    content = path.read_bytes()
    pages = {start // PAGE + 1: content[start : start + PAGE] for start in range(0, len(content), PAGE)}
    log = path.with_name(path.name + "-wal")
    if log.exists():
        pages.update(_logged(log.read_bytes()))
    return pages


def _logged(log: bytes) -> dict[int, bytes]:
    """The newest committed state of each page in a write-ahead log, up to the first frame that is not whole."""
    if len(log) < 32 or log[:4] not in (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83"):
        return {}
    order = ">" if log[3] & 1 else "<"
    sums = _summed(log[:24], (0, 0), order)
    if struct.unpack(">II", log[24:32]) != sums or int.from_bytes(log[8:12], "big") != PAGE:
        return {}
    committed: dict[int, bytes] = {}
    since: dict[int, bytes] = {}
    for start in range(32, len(log) - 24 - PAGE + 1, 24 + PAGE):
        head, page = log[start : start + 24], log[start + 24 : start + 24 + PAGE]
        sums = _summed(page, _summed(head[:8], sums, order), order)
        if head[8:16] != log[16:24] or struct.unpack(">II", head[16:24]) != sums:
            break
        since[int.from_bytes(head[:4], "big")] = page
        if any(head[4:8]):  # the size after a commit; nothing where the change goes on
            committed.update(since)
            since = {}
    return committed


def _summed(content: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    first, second = sums
    words = struct.unpack(f"{order}{len(content) // 4}I", content)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second


def _opened(number: int, raw: bytes, keys: Keys) -> bytes | None:
    """The text of a page, or None where its seal is broken."""
    if len(raw) != PAGE:
        return None
    start = _SALT if number == 1 else 0
    body, start_value, seal = raw[start:_USABLE], raw[_USABLE : _USABLE + 16], raw[_USABLE + 16 :]
    mac = hmac.new(_seal_key(keys), body + start_value + number.to_bytes(4, "little"), hashlib.sha512)
    if not hmac.compare_digest(mac.digest(), seal):
        return None
    opening = Cipher(algorithms.AES(keys.database_key), modes.CBC(start_value)).decryptor()
    text = opening.update(body) + opening.finalize()
    return (b"SQLite format 3\0" if number == 1 else b"") + text


def _seal_key(keys: Keys) -> bytes:
    salt = bytes(byte ^ 0x3A for byte in keys.database_salt)
    return hashlib.pbkdf2_hmac("sha512", keys.database_key, salt, 2, 32)


class _Reader:
    """Walks the whole pages; what cannot be made sense of is passed over."""

    def __init__(self, pages: Mapping[int, bytes], step: Callable[[], object]) -> None:
        self._pages, self._step = pages, step
        self._seen: set[int] = set()
        self._overflows: set[int] = set()

    def schema(self) -> list[tuple[str, int]]:
        """The tables that the schema still names, each with the number of its first page."""
        found = [row for row in self.table(1) if len(row) >= 4]
        return [(str(row[1]), row[3]) for row in found if row[0] == "table" and isinstance(row[3], int)]

    def table(self, root: int) -> Iterator[Row]:
        """The rows under a table's first page, in order, as far as whole pages lead to them."""
        to_visit = [root]
        while to_visit:
            number = to_visit.pop()
            page = self._pages.get(number)
            if page is None or number in self._seen:
                continue
            self._seen.add(number)
            self._step()
            head = 100 if number == 1 else 0
            if page[head] == _INTERIOR:
                below = [int.from_bytes(page[at : at + 4], "big") for at in self._cells(page, head)]
                last = int.from_bytes(page[head + 8 : head + 12], "big")
                to_visit += [last, *reversed(below)]
            elif page[head] == _LEAF:
                yield from self._rows(page, head)

    def strays(self) -> Iterator[Row]:
        """The rows of leaves that nothing led to."""
        for number in sorted(self._pages.keys() - self._seen - self._overflows - {1}):
            page = self._pages[number]
            if page[0] == _LEAF:
                yield from self._rows(page, 0)

    def _cells(self, page: bytes, head: int) -> list[int]:
        """Where the cells of a page begin."""
        count = int.from_bytes(page[head + 3 : head + 5], "big")
        start = head + (12 if page[head] == _INTERIOR else 8)
        if start + 2 * count > _USABLE:
            return []
        places = [int.from_bytes(page[start + 2 * n : start + 2 * n + 2], "big") for n in range(count)]
        return [place for place in places if start < place < _USABLE]

    def _rows(self, page: bytes, head: int) -> Iterator[Row]:
        for place in self._cells(page, head):
            try:
                length, at = _varint(page, place)
                _rowid, at = _varint(page, at)
                payload = self._payload(page, at, length)
                if payload is not None:
                    yield _values(payload)
            except (IndexError, ValueError, struct.error):
                continue

    def _payload(self, page: bytes, at: int, length: int) -> bytes | None:
        """The whole content of a cell, with what overflowed to other pages; None where one of them is gone."""
        local = length
        if length > _MOST_LOCAL:
            surplus = _LEAST_LOCAL + (length - _LEAST_LOCAL) % (_USABLE - 4)
            local = surplus if surplus <= _MOST_LOCAL else _LEAST_LOCAL
        if at + local > _USABLE:
            return None
        content = bytearray(page[at : at + local])
        following = int.from_bytes(page[at + local : at + local + 4], "big") if local < length else 0
        while len(content) < length:
            more = self._pages.get(following)
            if more is None or following in self._overflows:
                return None
            self._overflows.add(following)
            following = int.from_bytes(more[:4], "big")
            content += more[4 : 4 + min(_USABLE - 4, length - len(content))]
        return bytes(content)


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """A whole number of one to nine bytes, and where the next thing begins."""
    value = 0
    for count in range(8):
        byte = content[at + count]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + count + 1
    return value << 8 | content[at + 8], at + 9


def _values(payload: bytes) -> Row:
    """The values of a record, by the kinds that its head names."""
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Any] = []
    at = end
    for kind in kinds:
        length = _LENGTHS[kind] if kind < 12 else (kind - 12) // 2
        raw = payload[at : at + length]
        if len(raw) != length:
            raise ValueError("A record ends too early.")
        values.append(_value(kind, raw))
        at += length
    return tuple(values)


_LENGTHS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)


def _value(kind: int, raw: bytes) -> Any:
    if kind == 0:
        return None
    if kind in (8, 9):
        return kind - 8
    if kind == 7:
        return struct.unpack(">d", raw)[0]
    if kind < 7:
        return int.from_bytes(raw, "big", signed=True)
    return raw.decode() if kind % 2 else raw
