"""Bytes in and bytes out: what a file really is, how big it may be, and how one is replaced whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.machine.drive import keep, keep_folder, open_to_the_usual_readers

MAX_BYTES = 50_000_000

FileKind = Literal["text", "xlsx", "xml"]

_UNCHANGED = "Nothing in the desk was changed."

# The first bytes of what people offer by mistake, and what to do about each.
_NOT_READABLE_HERE: tuple[tuple[bytes, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        "an older Excel workbook, or one with a password. Open it in Excel and save it as .xlsx without a password",
    ),
    (b"%PDF", "a PDF, which holds a picture of a list. Export the list again as CSV or Excel"),
    (b"{\\rtf", "a word-processor document. Export the list again as CSV or Excel"),
    (b"\x89PNG", "a picture. Export the list again as CSV or Excel"),
    (b"\xff\xd8\xff", "a picture. Export the list again as CSV or Excel"),
    (b"\x1f\x8b", "a compressed file. Unpack it first"),
    (b"7z\xbc\xaf", "a compressed file. Unpack it first"),
    (b"SQLite format 3", "a database. Export the list again as CSV or Excel"),
    (b"MZ\x90", "a program. Choose the list that your school system exported"),
)


def read_bytes(path: Path, most: int = MAX_BYTES) -> bytes:
    """The whole of a file of at most so many bytes.

    Raises TroubleError, in words, where there is no such file or it cannot be read, and RefusedError where it is
    too large or empty.
    """
    try:
        if path.is_dir():
            raise RefusedError(f"“{path.name}” is a folder. Choose a file in it.")
        size = path.stat().st_size
        if size > most:
            raise RefusedError(
                f"“{path.name}” is {size // 1_000_000} MB; the most that is read is {most // 1_000_000} MB. "
                "Export fewer columns or fewer pupils at a time."
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise TroubleError(
            f"At {path} there is no file.", _UNCHANGED, "Check the name and the folder, then try again."
        ) from None
    except (OSError, ValueError) as error:
        raise TroubleError(
            f"The file {path} could not be read ({_reason(error)}).",
            _UNCHANGED,
            "Close it in other programs, check that you may open it, then try again.",
        ) from error
    if not data.strip(b"\0\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise RefusedError(f"“{path.name}” is empty. Export the list again and choose the new file.")
    return data


def kind_of(data: bytes, name: str) -> FileKind:
    """What the bytes are, whatever the name ends in; refuses, with what to do, what no reader here can read."""
    for magic, words in _NOT_READABLE_HERE:
        if data.startswith(magic):
            raise RefusedError(f"“{name}” is {words}.")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx"
    # An XML file may begin with a byte-order mark, and may be in UTF-16.
    start = data[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith((b"<?xml", b"<CTfile", b"<!DOCTYPE", b"<!--")) and b"<html" not in start.lower():
        return "xml"
    if start.startswith(b"<"):
        raise RefusedError(
            f"“{name}” is a web page, not a list. Export it again as CSV or Excel (.xlsx), "
            "or open it in Excel and save it as .xlsx."
        )
    return "text"


def replace_file(path: Path, write: Callable[[Path], None]) -> None:
    """Makes `path` what `write` writes: beside it first, then in its place in one step, so never half of it.

    It is a list to be given to others: finished, it has the rights of any new file of this person in that folder.

    Raises TroubleError where the folder or the disk stands in the way; the old file is then as it was.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        os.close(handle)
        beside = Path(name)
        try:
            write(beside)
            with beside.open("rb+") as written:
                keep(written.fileno())
            open_to_the_usual_readers(beside)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        with suppress(OSError):  # the file is there and whole, whatever becomes of its name in a power cut
            keep_folder(path.parent)
    except (OSError, ValueError) as error:
        raise TroubleError(
            f"The file {path} could not be written ({_reason(error)}).",
            "What was there before is unchanged, and so are your records.",
            "Close it in other programs, check that the folder exists and has room, then try again.",
        ) from error


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)).lower()
