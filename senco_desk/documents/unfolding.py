"""A packed stream unfolded no further than a limit, whatever packings it is wrapped in and however often."""

from __future__ import annotations

import base64
import re
import zlib

from pikepdf import Array, Dictionary, Stream

_SLOW = 4 * 1024 * 1024
"""Packings that are unfolded here step by step are not begun for more raw bytes than this."""
_PICTURES = frozenset({"/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"})
_MOST_FILTERS = 8


def unpacked(stream: Stream, limit: int) -> bytes | None:
    """A stream's bytes unpacked, a picture's as far as its own coding; None if they are more than `limit` bytes.

    None too where the packing cannot be bounded: one that is unknown, broken at its start, or long and slow.
    """
    data = stream.read_raw_bytes()
    for name, settings in _filters(stream):
        if name in _PICTURES:
            break
        if name == "/Crypt":
            continue
        unfolded = _unfolded(name, settings, data, limit)
        if unfolded is None or len(unfolded) > limit:
            return None
        data = unfolded
    return data if len(data) <= limit else None


def unpacked_size(stream: Stream, limit: int) -> int:
    """How many bytes a stream unpacks to, counted up to `limit`; `limit` too where that cannot be told."""
    names = [name for name, _ in _filters(stream)]
    if names in (["/FlateDecode"], ["/Fl"]):
        return _flate_size(stream.read_raw_bytes(), limit)
    data = unpacked(stream, limit)
    return limit if data is None else min(len(data), limit)


def _filters(stream: Stream) -> list[tuple[str, Dictionary | None]]:
    named, settings = stream.get("/Filter"), stream.get("/DecodeParms")
    names = [str(each) for each in named] if isinstance(named, Array) else [] if named is None else [str(named)]
    given = list(settings) if isinstance(settings, Array) else [settings]
    if len(names) > _MOST_FILTERS:
        return [("many", None)]
    found: list[tuple[str, Dictionary | None]] = []
    for at, name in enumerate(names):
        own = given[at] if at < len(given) else None
        found.append((name, own if isinstance(own, Dictionary) else None))
    return found


def _flate_size(raw: bytes, limit: int) -> int:
    """Counted a piece at a time, so that not even `limit` bytes are held at once."""
    unpacker, size = zlib.decompressobj(), 0
    try:
        while raw and not unpacker.eof and size < limit:
            size += len(unpacker.decompress(raw, min(1 << 20, limit - size)))
            raw = unpacker.unconsumed_tail
    except zlib.error:
        return max(size, min(len(raw), limit))
    return size


def _unfolded(name: str, settings: Dictionary | None, data: bytes, limit: int) -> bytes | None:
    match name:
        case "/FlateDecode" | "/Fl":
            return _flate(data, limit)
        case "/ASCIIHexDecode" | "/AHx":
            return _hex(data)
        case "/ASCII85Decode" | "/A85":
            return _base_85(data, limit)
        case "/RunLengthDecode" | "/RL":
            return _run_length(data, limit)
        case "/LZWDecode" | "/LZW":
            early = 1 if settings is None else int(settings.get("/EarlyChange", 1))
            return _lzw(data, limit, early)
    return None


def _flate(data: bytes, limit: int) -> bytes | None:
    unpacker, gathered = zlib.decompressobj(), bytearray()
    try:
        while data and not unpacker.eof and len(gathered) <= limit:
            gathered += unpacker.decompress(data, 1 << 20)
            data = unpacker.unconsumed_tail
    except zlib.error:
        return bytes(gathered) if gathered else None
    return bytes(gathered)


def _hex(data: bytes) -> bytes | None:
    digits = re.sub(rb"\s+", b"", data.split(b">", 1)[0])
    try:
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    except ValueError:
        return None


def _base_85(data: bytes, limit: int) -> bytes | None:
    data = data.split(b"~", 1)[0]
    if len(data) > _SLOW or data.count(b"z") * 4 > limit:
        return None
    try:
        return base64.a85decode(data, ignorechars=b" \t\n\r\v\f\0")
    except ValueError:
        return None


def _run_length(data: bytes, limit: int) -> bytes | None:
    if len(data) > _SLOW:
        return None
    gathered, at = bytearray(), 0
    while at < len(data) and data[at] != 128 and len(gathered) <= limit:
        run = data[at]
        if run < 128:
            gathered += data[at + 1 : at + 2 + run]
            at += 2 + run
        else:
            gathered += data[at + 1 : at + 2] * (257 - run)
            at += 2
    return bytes(gathered)


def _lzw(data: bytes, limit: int, early: int) -> bytes | None:
    if len(data) > _SLOW:
        return None
    single = [bytes([value]) for value in range(256)] + [b"", b""]
    table, width, held, bits = single[:], 9, 0, 0
    gathered, before = bytearray(), b""
    for byte in data:
        held, bits = (held << 8 | byte) & 0xFFFFFF, bits + 8
        if bits < width:
            continue
        bits -= width
        code = held >> bits & ((1 << width) - 1)
        if code == 257 or len(gathered) > limit:
            break
        if code == 256:
            table, width, before = single[:], 9, b""
            continue
        if code > len(table) or (code == len(table) and not before):
            return bytes(gathered) if gathered else None
        entry = table[code] if code < len(table) else before + before[:1]
        gathered += entry
        if before and len(table) < 4096:
            table.append(before + entry[:1])
        before = entry
        while width < 12 and len(table) + early >= 1 << width:
            width += 1
    return bytes(gathered)
