"""How far a packed stream unfolds, found out without unfolding it further than a limit."""

from __future__ import annotations

import zlib

from pikepdf import Array, Name, Stream


def unpacked_size(stream: Stream, limit: int) -> int:
    """How many bytes a stream unpacks to, counted up to `limit`; packings other than Flate count as they are."""
    raw = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    names = list(filters) if isinstance(filters, Array) else [filters]
    try:
        for _ in range(sum(name == Name.FlateDecode for name in names)):
            raw = zlib.decompressobj().decompress(raw, limit)
    except zlib.error:
        return len(raw)
    return len(raw)
