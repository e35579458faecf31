"""Where a file's bytes come from, what kind of file they are, and how big a file we take.

The kind is told from the first bytes, never from the name. Limits: 100 MB a file, 5,000 pages a PDF,
50 million pixels a picture.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

Source = bytes | Path | Callable[[], BinaryIO]
"""Bytes, a file's path, or a function that opens it for reading."""

MAX_BYTES = 100 * 1024 * 1024
MAX_PAGES = 5_000
MAX_PIXELS = 50_000_000

PDF, PNG, JPEG, UNKNOWN = "application/pdf", "image/png", "image/jpeg", "application/octet-stream"
_AS_PDF = "Save it as a PDF in the program that made it, and attach the PDF."
_KINDS = {
    "application/zip": f"It is a Word, Excel or other office document. {_AS_PDF}",
    "application/x-ole-storage": f"It is an older Word, Excel or e-mail document. {_AS_PDF}",
    "application/rtf": f"It is a rich text document. {_AS_PDF}",
    "image/heic": "It is a phone picture in a form that cannot be printed here. Save it as a JPEG and attach that.",
    "image/other": "It is a picture in a form that cannot be printed here. Save it as a JPEG or PNG and attach that.",
    UNKNOWN: f"It is not a PDF, a PNG or a JPEG. {_AS_PDF}",
}


def opened(source: Source) -> BinaryIO:
    """The source, open for reading from its beginning; the caller closes it."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    return source.open("rb") if isinstance(source, Path) else source()


def size_of(file: BinaryIO) -> int:
    """How many bytes an open file has; it stands at its beginning afterwards."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size


def media_type(file: BinaryIO) -> str:
    """The kind of an open file, by its first bytes; it stands at its beginning afterwards."""
    head = file.read(1024)
    file.seek(0)
    if b"%PDF-" in head:
        return PDF
    for start, kind in (
        (b"\x89PNG\r\n\x1a\n", PNG),
        (b"\xff\xd8\xff", JPEG),
        (b"PK\x03\x04", "application/zip"),
        (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
        (b"{\\rtf", "application/rtf"),
        (b"GIF8", "image/other"),
        (b"II*\x00", "image/other"),
        (b"MM\x00*", "image/other"),
        (b"BM", "image/other"),
        (b"RIFF", "image/other"),
    ):
        if head.startswith(start):
            return kind
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"mif1", b"avif"}:
        return "image/heic"
    return UNKNOWN


def not_taken(kind: str) -> str:
    """Why a kind of file cannot be bound in and what to do instead; empty for PDF, PNG and JPEG."""
    return "" if kind in {PDF, PNG, JPEG} else _KINDS[kind]
