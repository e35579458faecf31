"""Excel workbooks (.xlsx) into lines of cells, after a look at the package that keeps a hostile one out.

A workbook is a zip of XML. Before the reader sees it, the package is measured: how many parts, how far they
inflate, which cells they claim. A few hundred bytes can otherwise claim seventeen thousand million cells.
Both the look and the reading happen in the helper process (`domain.contained`).
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import IO, Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.exchange.feeds import EndlessTagError, Feed
from senco_desk.exchange.grids import MAX_COLUMNS, MAX_LINES, Cell, Grid, Line, Tables
from senco_desk.machine.contained import HELPER, TOOK_LONG, UNFOLDED, StoppedError

_MAX_PARTS = 2_000
_MAX_INFLATED = 200_000_000
_MAX_RATIO = 200
_RATIO_FROM = 5_000_000  # small parts may be as repetitive as they like
_MAX_CELLS = 4_000_000
_MAX_TEXT = 200_000_000  # characters in all cells; many cells may point to one text, which the reader copies for each
_MAX_FILLED = 1_000_000  # cells that hold something; with what they hold they come into the program's own memory
_MAX_LETTERS = 40_000_000
_SIGN = 20_000  # cells after which the reading tells that it goes on


def read_workbook(data: bytes, name: str) -> Tables:
    """Every worksheet of a workbook, with its own line numbers. Refuses what is damaged, hostile or no workbook.

    Raises TroubleError where the helper process does not start.
    """
    try:
        told = HELPER.ask("workbook", {"name": name}, data).told
    except StoppedError as error:
        if error.why == TOOK_LONG:
            raise RefusedError(
                f"“{name}” was not opened: it took too long to read and was stopped. "
                "Save the list alone as a new workbook, or export it as CSV."
            ) from error
        raise (_hostile(name) if error.why == UNFOLDED else _damaged(name)) from error
    return Tables(source_name=name, kind="xlsx", grids=tuple(_grid_told(each) for each in told["grids"]))


def contained_workbook(told: Mapping[str, Any], bodies: Sequence[bytes], progress: Progress) -> dict[str, Any]:
    """What `read_workbook` has the helper process do; refuses as it does."""
    data, name = bodies[0], str(told["name"])
    _inspect(data, name, progress)
    try:
        return {"grids": _grids(data, name, progress)}
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


def _grid_told(told: Mapping[str, Any]) -> Grid:
    lines = (Line(int(number), tuple(map(_cell_told, cells))) for number, cells in told["lines"])
    return Grid(name=str(told["name"]), lines=tuple(lines), hidden=bool(told["hidden"]))


def _cell_told(told: str | float | bool | list[str]) -> Cell:  # noqa: FBT001
    """A cell as it was sent: what is no text, number or yes/no is a pair of what it is and how it is written."""
    if isinstance(told, list):
        kind, written = told
        return datetime.fromisoformat(written) if kind == "time" else date.fromisoformat(written)
    return float(told) if isinstance(told, int) and not isinstance(told, bool) else told


def _grids(data: bytes, name: str, progress: Progress) -> list[dict[str, Any]]:
    filled = letters = 0
    grids = []
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        for sheet in workbook.sheets_metadata:
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            lines = []
            for line in _lines(workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)):
                progress.step()
                filled += sum(cell != "" for cell in line.cells)
                letters += sum(len(cell) for cell in line.cells if isinstance(cell, str))
                if filled > _MAX_FILLED or letters > _MAX_LETTERS:
                    raise RefusedError(
                        f"“{name}” holds more than any list of pupils. Save the list alone as a new workbook."
                    )
                lines.append((line.number, [_sent(cell) for cell in line.cells]))
            grids.append({"name": sheet.name, "lines": lines, "hidden": sheet.visible != SheetVisibleEnum.Visible})
    return grids


def _sent(cell: Cell) -> str | float | bool | tuple[str, str]:
    if isinstance(cell, date):
        return "time" if isinstance(cell, datetime) else "date", cell.isoformat()
    return cell


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


def _inspect(data: bytes, name: str, progress: Progress) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            names = [part.filename for part in parts]
            if not any(part.lower().startswith("xl/workbook") for part in names):
                raise RefusedError(_not_a_workbook(names, name))
            if _bloated(parts):
                raise _hostile(name)
            for part in parts:
                _weigh(package, part)
            texts, area, copied = _shared_texts(package, parts), 0, 0
            for part in _sheets(package, parts):
                with package.open(part) as sheet:
                    cells, letters = _measure(sheet, name, texts, progress)
                area, copied = area + cells, copied + letters
                if area > _MAX_CELLS or copied > _MAX_TEXT:
                    raise _hostile(name)
    except (DefusedXmlException, EndlessTagError) as error:
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


def _bloated(parts: list[zipfile.ZipInfo]) -> bool:
    """Whether a package has too many parts, two of one name, or unpacks to far more than it holds."""
    return (
        len(parts) > _MAX_PARTS
        or len({part.filename.replace("\\", "/").casefold() for part in parts}) != len(parts)
        or sum(part.file_size for part in parts) > _MAX_INFLATED
        or any(
            part.file_size > _RATIO_FROM and part.file_size > _MAX_RATIO * max(part.compress_size, 1) for part in parts
        )
    )


def _sheets(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The parts that may hold a sheet: those in its usual folder, and whatever else the workbook points to."""
    pointed: set[str] = set()
    for part in parts:
        if part.filename.lower().endswith("workbook.xml.rels"):
            with package.open(part) as relations:
                for _, element in iterparse(Feed(relations), forbid_dtd=True):
                    pointed.add(re.split(r"[/\\]", element.get("Target") or "")[-1].lower())
    return [
        part
        for part in parts
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename, re.IGNORECASE)
        or re.split(r"[/\\]", part.filename)[-1].lower() in pointed - {""}
    ]


def _weigh(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpacks a part once, in small pieces, to see that it is no larger than the package says it is."""
    longer = copy.copy(part)
    longer.file_size += 1  # zipfile stops at the size it is told
    left = part.file_size
    with package.open(longer) as stream:
        while block := stream.read(65_536):
            left -= len(block)
            if left < 0:
                raise ValueError("the part is larger than it says")


def _shared_texts(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> list[int]:
    """How long each text is that cells can point to, in the file's order."""
    lengths: list[int] = []
    for part in parts:
        if re.split(r"[/\\]", part.filename)[-1].lower() == "sharedstrings.xml":
            with package.open(part) as strings:
                long = 0
                for _, element in iterparse(Feed(strings), forbid_dtd=True):
                    match element.tag.rpartition("}")[2]:
                        case "t":
                            long += len(element.text or "")
                        case "si":
                            lengths.append(long)
                            long = 0
                    element.clear()
    return lengths


def _measure(sheet: IO[bytes], name: str, texts: Sequence[int], progress: Progress) -> tuple[int, int]:
    """How many cells a sheet spans, and how many letters it copies from the shared texts.

    Refuses one whose cells reach too far, however few they are.
    """
    rows = columns = row = column = cells = depth = letters = 0
    shared = False
    for event, element in iterparse(Feed(sheet), events=("start", "end"), forbid_dtd=True):
        tag = element.tag.rpartition("}")[2]
        if event == "end":
            depth -= 1
            if shared and tag == "v":
                letters += _length(texts, element.text or "")
            element.clear()
            continue
        depth += 1
        if depth > 100:
            raise _hostile(name)
        if tag == "row":
            row = int(element.get("r") or row + 1)
            column = 0
        elif tag == "c":
            found = _REFERENCE.fullmatch(element.get("r") or "")
            if found:
                row, column = int(found[2]), _column(found[1])
            else:
                column += 1
            shared = element.get("t") == "s"
            cells += 1
            if cells % _SIGN == 0:
                progress.step()
            rows, columns = max(rows, row), max(columns, column)
            if rows > MAX_LINES or columns > MAX_COLUMNS or max(cells, rows * columns) > _MAX_CELLS:
                raise RefusedError(
                    f"A sheet of “{name}” reaches to line {rows:,} and column {columns:,}; at most "
                    f"{MAX_LINES:,} lines and {MAX_COLUMNS} columns are read. Delete what stands far below or far "
                    "to the right of the list, or save the list alone as a new workbook."
                )
    return rows * columns, letters


def _length(texts: Sequence[int], pointer: str) -> int:
    """How long the text is that a cell points to; the longest where the pointer is not plain."""
    text = pointer.strip()
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return texts[int(text)] if int(text) < len(texts) else 0
    return max(texts, default=0)


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
