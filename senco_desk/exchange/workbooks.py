"""Excel workbooks (.xlsx) into lines of cells, after a look at the package that keeps a hostile one out.

A workbook is a zip of XML. Before the reader sees it, the package is measured: how many parts, how far they
inflate, which cells they claim. A few hundred bytes can otherwise claim seventeen thousand million cells.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import IO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from senco_desk.domain.problems import RefusedError
from senco_desk.exchange.grids import MAX_COLUMNS, MAX_LINES, Cell, Grid, Line, Tables

_MAX_PARTS = 2_000
_MAX_INFLATED = 300_000_000
_MAX_RATIO = 200
_RATIO_FROM = 5_000_000  # small parts may be as repetitive as they like
_MAX_CELLS = 8_000_000


def read_workbook(data: bytes, name: str) -> Tables:
    """Every worksheet of a workbook, with its own line numbers. Refuses what is damaged, hostile or no workbook."""
    _inspect(data, name)
    try:
        grids = _grids(data)
    except (CalamineError, ValueError, OSError) as error:
        if isinstance(error, PasswordError):
            raise RefusedError(
                f"“{name}” has a password. Open it in Excel, save it without one, and choose that file."
            ) from error
        raise _damaged(name) from error
    except BaseException as error:
        # The reader is written in Rust; its own faults arrive as a class that is no Exception.
        if type(error).__name__ == "PanicException":
            raise _damaged(name) from error
        raise
    return Tables(source_name=name, kind="xlsx", grids=grids)


def _grids(data: bytes) -> tuple[Grid, ...]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        return tuple(
            Grid(
                name=sheet.name,
                lines=tuple(_lines(workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False))),
                hidden=sheet.visible != SheetVisibleEnum.Visible,
            )
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        )


def _lines(rows: Iterable[Iterable[object]]) -> Iterable[Line]:
    for number, row in enumerate(rows, start=1):
        line = Line(number, tuple(_cell(value) for value in row))
        if not line.blank:
            yield line


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, (str, bool, float, date)):
        return value
    return float(value) if isinstance(value, int) else str(value)


def _inspect(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            names = [part.filename for part in parts]
            if not any(part.lower().startswith("xl/workbook") for part in names):
                raise RefusedError(_not_a_workbook(names, name))
            inflated = sum(part.file_size for part in parts)
            if len(parts) > _MAX_PARTS or len(set(names)) != len(names) or inflated > _MAX_INFLATED:
                raise _hostile(name)
            for part in parts:
                if part.file_size > _RATIO_FROM and part.file_size > _MAX_RATIO * max(part.compress_size, 1):
                    raise _hostile(name)
            for part in parts:
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename, re.IGNORECASE):
                    with package.open(part) as sheet:
                        _measure(sheet, part.file_size, name)
    except DefusedXmlException as error:
        raise _hostile(name) from error
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        ParseError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        EOFError,
        OSError,
        zlib.error,
    ) as error:
        raise _damaged(name) from error


def _measure(sheet: IO[bytes], size: int, name: str) -> None:
    """Refuses a sheet whose cells reach too far, however few they are."""
    rows = columns = row = column = cells = depth = 0
    for event, element in iterparse(_Capped(sheet, size), events=("start", "end"), forbid_dtd=True):
        if event == "end":
            depth -= 1
            element.clear()
            continue
        depth += 1
        if depth > 100:
            raise _hostile(name)
        tag = element.tag.rpartition("}")[2]
        if tag == "row":
            row = int(element.get("r") or row + 1)
            column = 0
        elif tag == "c":
            found = _REFERENCE.fullmatch(element.get("r") or "")
            if found:
                row, column = int(found[2]), _column(found[1])
            else:
                column += 1
            cells += 1
            rows, columns = max(rows, row), max(columns, column)
            if rows > MAX_LINES or columns > MAX_COLUMNS or cells > _MAX_CELLS or rows * columns > 4 * _MAX_CELLS:
                raise RefusedError(
                    f"A sheet of “{name}” reaches to line {rows:,} and column {columns:,}; at most "
                    f"{MAX_LINES:,} lines and {MAX_COLUMNS} columns are read. Delete what stands far below or far "
                    "to the right of the list, or save the list alone as a new workbook."
                )


class _Capped(io.RawIOBase):
    """A stream that ends in refusal where it gives more than its package declared."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        super().__init__()
        self._stream, self._left = stream, size

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        block = self._stream.read(size if 0 <= size < 65_536 else 65_536)
        self._left -= len(block)
        if self._left < 0:
            raise ValueError("the part is larger than it says")
        return block


_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})", re.ASCII)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _not_a_workbook(names: list[str], name: str) -> str:
    if any(part.startswith("word/") for part in names):
        return f"“{name}” is a Word document. Export the list as CSV or Excel (.xlsx) and choose that."
    if "mimetype" in names or "content.xml" in names:
        return f"“{name}” is an OpenDocument file. Open it and save it as Excel (.xlsx) or CSV."
    return f"“{name}” is a zip file. Unpack it, and choose the list inside it."


def _hostile(name: str) -> RefusedError:
    return RefusedError(
        f"“{name}” was not opened: it is built as files are that do harm (it unpacks to far more than it holds). "
        "Ask for a new export, as CSV if you can."
    )


def _damaged(name: str) -> RefusedError:
    return RefusedError(
        f"“{name}” is a damaged workbook. Open it in Excel and save it again, or export it again as CSV."
    )
