"""Separated text (CSV and its relations) into lines of cells, with no child lost to a stray quote or byte.

Guessing the encoding by statistics reads short Windows-1252 rolls wrongly; the order here was measured to be
right: byte-order mark, then a look for UTF-16's zero bytes, then strict UTF-8, then Windows-1252. A byte that
Windows-1252 does not define becomes U+FFFD and its line is named.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.exchange.grids import MAX_COLUMNS, MAX_LINES, Grid, Line, Tables

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

GUARDED = re.compile(r"'+[=+\-@\t\r\n]")
"""What a guarded writer's cell looks like: a quote before a sign that a spreadsheet would take for a formula."""


def read_delimited(data: bytes, name: str) -> Tables:
    """The lines of separated text. Problems name each damaged line; refuses text that is no table at all."""
    text, encoding = decode(data)
    lines = _LINE.findall(text)
    if len(lines) > MAX_LINES:
        raise RefusedError(f"“{name}” has {len(lines):,} lines; the most that is read is {MAX_LINES:,}.")
    if any(len(line) > _LONGEST_LINE for line in lines):
        raise RefusedError(f"“{name}” has a line of more than {_LONGEST_LINE:,} letters, so it is no list of pupils.")
    problems: list[Problem] = []
    if "\0" in text:
        problems += _zero_bytes(lines)
        lines = [line.replace("\0", "") for line in lines]
    problems += [_lost(number) for number, line in enumerate(lines, start=1) if "\ufffd" in line]
    start, separator = _separator(lines)
    grid = Grid(name="", lines=tuple(_records(lines, start, separator, problems)))
    if any(len(line.cells) > MAX_COLUMNS for line in grid.lines):
        raise RefusedError(f"“{name}” has lines of more than {MAX_COLUMNS} columns. Choose the list of pupils itself.")
    return Tables(
        source_name=name,
        kind="csv",
        grids=(grid,),
        encoding=encoding,
        separator=separator,
        problems=tuple(problems),
    )


def decode(data: bytes) -> tuple[str, str]:
    """The text of the bytes and the name of the encoding it was read by; never fails, never drops a byte."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            return body.decode(encoding, errors="replace"), encoding
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 6 > 0 and even <= odd // 4:
        return data.decode("utf-16-le", errors="replace"), "utf-16-le"
    if even > len(head) // 6 > 0 and odd <= even // 4:
        return data.decode("utf-16-be", errors="replace"), "utf-16-be"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "windows-1252"


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LONGEST_LINE = 1_000_000
_LONGEST_RECORD = 100  # lines that one quoted value may run over before its opening quote is held to be stray


def _zero_bytes(lines: Sequence[str]) -> list[Problem]:
    return [
        Problem(row=number, sentence="There are zero bytes in this line; they were left out. Check its values.")
        for number, line in enumerate(lines, start=1)
        if "\0" in line
    ]


def _lost(number: int) -> Problem:
    return Problem(
        row=number,
        sentence="A letter in this line could not be read and is shown as “\ufffd”. Correct it in the file.",
    )


def _separator(lines: Sequence[str]) -> tuple[int, str]:
    """The line to begin at (0, or 1 after Excel's own `sep=;`), and the separator most lines agree on."""
    if lines and (told := re.fullmatch(r"\"?sep=([,;\t|])\"?\s*", lines[0], re.IGNORECASE)):
        return 1, told[1]
    best, best_score = ",", 0
    for separator in SEPARATORS:
        widths = Counter(len(line.cells) for line in _records(lines[:60], 0, separator, []))
        score = max((lines_of * (width - 1) for width, lines_of in widths.items()), default=0)
        if score > best_score:
            best, best_score = separator, score
    return 0, best


class _Feed:
    """Physical lines for a csv reader, which stops a value that runs on too long."""

    def __init__(self, lines: Sequence[str], at: int) -> None:
        self.lines, self.at, self.limit = lines, at, at + _LONGEST_RECORD

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self.at >= len(self.lines):
            raise StopIteration
        if self.at >= self.limit:
            raise csv.Error("a quoted value does not end")
        self.at += 1
        return self.lines[self.at - 1]


def _records(lines: Sequence[str], start: int, separator: str, problems: list[Problem]) -> Iterator[Line]:
    """The records from line index `start` on.

    One that breaks the quoting rules is read by its separators alone and by itself, so that a stray quote cannot
    swallow the pupils below it.
    """
    feed = _Feed(lines, start)
    # Hand-made files put a space between a separator and an opening quote.
    spaced = any(f'{separator} "' in line for line in lines)
    reader = csv.reader(feed, delimiter=separator, strict=True, skipinitialspace=spaced)
    while feed.at < len(lines):
        first = feed.at
        feed.limit = first + _LONGEST_RECORD
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            cells = [cell.strip(' "') for cell in lines[first].rstrip("\r\n").split(separator)]
            problems.append(
                Problem(
                    row=first + 1,
                    sentence="The quotation marks in this line do not pair up. "
                    "It was read without them: check its values.",
                )
            )
            feed.at = first + 1
            reader = csv.reader(feed, delimiter=separator, strict=True, skipinitialspace=spaced)
        line = Line(first + 1, tuple(cell[1:] if GUARDED.match(cell) else cell for cell in cells))
        if not line.blank:
            yield line
