"""Lists out of the desk: CSV and Excel files that open rightly everywhere and run nothing.

A text that begins like a formula is a formula to a spreadsheet. In CSV such a text gets an apostrophe before it,
which the reader of this floor takes off again; in a workbook it is written as text, whatever it begins with.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from senco_desk.domain.disarming import disarmed
from senco_desk.exchange.files import replace_file

Value = str | int | float | Decimal | bool | date | datetime | None
"""What a cell may hold. A date with a time is a datetime without a zone; None is an empty cell."""

_SEPARATING = re.compile(r'[",;|\t\r\n]')
_LONGEST_CELL = 32_767
_CUT = " … (cut: a spreadsheet cell holds no more)"


def write_csv(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Writes a CSV file in one step: UTF-8 with its mark, CRLF, ISO dates, plain numbers, formulas disarmed.

    Raises TroubleError, with the old file as it was, where the folder or the disk stands in the way.
    """
    lines = (",".join(_quoted(_plain(value)) for value in row) or '""' for row in ([*headers], *rows))
    data = "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig", errors="replace")
    replace_file(path, lambda beside: _write_bytes(beside, data))


def write_xlsx(
    path: Path,
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Value]],
    widths: Sequence[float] | None = None,
) -> None:
    """Writes a workbook in one step: one sheet, heading frozen and filtered, texts as texts, dates as dates.

    Args:
        path: where; replaced whole.
        title: the sheet's name (made to fit Excel's rules) and the document's title.
        headers: the heading line.
        rows: one sequence a line.
        widths: column widths in characters; without them columns are as wide as what they hold, to a limit.

    Raises TroubleError, with the old file as it was, where the folder or the disk stands in the way.
    """
    lines = [list(row) for row in rows]
    replace_file(path, lambda beside: _write_workbook(beside, title, headers, lines, widths))


def _write_bytes(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _write_workbook(
    path: Path,
    title: str,
    headers: Sequence[str],
    lines: Sequence[Sequence[Value]],
    widths: Sequence[float] | None,
) -> None:
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True})
    # A fixed day: the same list gives the same bytes, and nothing here reads a clock.
    book.set_properties({"title": title, "created": datetime(2000, 1, 1)})  # noqa: DTZ001 (a workbook knows no zones)
    sheet = book.add_worksheet(_sheet_name(title))
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"}),
        "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss", "align": "left", "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
    }
    for column, header in enumerate(headers):
        sheet.write_string(0, column, _fitting(header), formats["head"])
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line):
            _write_cell(sheet, row, column, value, formats)
    for column in range(len(headers)):
        sheet.set_column(column, column, _width(column, headers, lines, widths))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    if headers:
        sheet.autofilter(0, 0, len(lines), len(headers) - 1)
    book.close()
    path.write_bytes(memory.getvalue())


def _write_cell(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    value: Value,
    formats: dict[str, xlsxwriter.format.Format],
) -> None:
    match value:
        case None | "":
            pass
        case bool():
            sheet.write_string(row, column, "Yes" if value else "No", formats["text"])
        case datetime():
            sheet.write_datetime(row, column, value, formats["moment"])
        case date():
            sheet.write_datetime(row, column, value, formats["date"])
        case int() | float() | Decimal() if _exact(value):
            sheet.write_number(row, column, value, formats["number"])
        case _:
            sheet.write_string(row, column, _fitting(str(value)), formats["text"])


def _exact(value: Value) -> bool:
    """Whether a spreadsheet's fifteen digits hold the number; one that is longer is written as text."""
    return isinstance(value, (int, float, Decimal)) and -(10**15) < value < 10**15


def _plain(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case str():
            return disarmed(value)
        case _:
            return str(value)


def _quoted(cell: str) -> str:
    """A cell in quotes where it holds what separates cells or lines, here or in a spreadsheet set otherwise."""
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if _SEPARATING.search(cell) else cell


def _fitting(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - len(_CUT)] + _CUT


def _sheet_name(title: str) -> str:
    """A title within Excel's rules: at most 31 characters, certain marks left out, no apostrophe at an end."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip("' ")[:31].strip("' ")
    return plain if plain and plain.casefold() != "history" else "List"


def _width(
    column: int,
    headers: Sequence[str],
    lines: Sequence[Sequence[Value]],
    widths: Sequence[float] | None,
) -> float:
    if widths is not None and column < len(widths):
        return widths[column]
    held = [len(headers[column]), *(len(_plain(line[column])) for line in lines[:500] if column < len(line))]
    return min(max(8, max(held) + 2), 60)
