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

from senco_desk.domain.disarming import armed
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.exchange.grids import MAX_COLUMNS, MAX_LINES, Grid, Line, Tables

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def read_delimited(data: bytes, name: str) -> Tables:
    """The lines of separated text. Problems name each damaged line; refuses text that is no table at all.

    What is too much for a list of pupils is refused before it is taken apart, so that memory stays small: a file of
    line ends alone would otherwise become fifty million texts.
    """
    if len(data) > _LARGEST:
        raise RefusedError(
            f"“{name}” is {len(data) // 1_000_000} MB; the most that is read of a text file is "
            f"{_LARGEST // 1_000_000} MB. Export fewer columns or fewer pupils at a time."
        )
    text, encoding = decode(data)
    if (ends := text.count("\n") + text.count("\r") - text.count("\r\n")) > MAX_LINES:
        raise RefusedError(
            f"“{name}” has {ends:,} lines; the most that is read is {MAX_LINES:,}. "
            "Delete what is no part of the list, or export fewer pupils at a time."
        )
    lines = _LINE.findall(text)
    if any(len(line) > _LONGEST_LINE for line in lines):
        raise RefusedError(f"“{name}” has a line of more than {_LONGEST_LINE:,} letters, so it is no list of pupils.")
    problems: list[Problem] = []
    del text
    if zeros := [number for number, line in enumerate(lines, start=1) if "\0" in line]:
        problems += _named(zeros, "There are zero bytes in this line; they were left out. Check its values.")
        lines = [line.replace("\0", "") for line in lines]
    lost = [number for number, line in enumerate(lines, start=1) if "\ufffd" in line]
    problems += _named(
        lost, "A letter in this line could not be read and is shown as “\ufffd”. Correct it in the file."
    )
    start, separator = _separator(lines)
    grid = Grid(name="", lines=tuple(_counted(_records(lines, start, separator, problems), name)))
    return Tables(
        source_name=name,
        kind="csv",
        grids=(grid,),
        encoding=encoding,
        separator=separator,
        problems=tuple(problems),
    )


def _counted(records: Iterator[Line], name: str) -> Iterator[Line]:
    """The lines, as long as they and their cells are no more than a list of pupils has."""
    cells = 0
    for line in records:
        cells += len(line.cells)
        if len(line.cells) > MAX_COLUMNS:
            raise RefusedError(
                f"“{name}” has lines of more than {MAX_COLUMNS} columns. Choose the list of pupils itself."
            )
        if cells > _MOST_CELLS:
            raise RefusedError(
                f"“{name}” has more than {_MOST_CELLS:,} values. Export fewer columns or fewer pupils at a time."
            )
        yield line


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
_LARGEST = 12_000_000
_MOST_CELLS = 1_000_000
_MOST_AGAIN = 500_000  # lines that may be read again because of quotes that do not pair up
_MOST_BROKEN = 2_000  # lines with such quotes
_MOST_NAMED = 1_000  # lines with the same fault that are named one by one
_LONGEST_LINE = 1_000_000
_LONGEST_RECORD = 100  # lines that one quoted value may run over before its opening quote is held to be stray


def _named(numbers: Sequence[int], sentence: str) -> list[Problem]:
    """The lines with a fault, each by its number; the rest of very many together."""
    named = [Problem(row=number, sentence=sentence) for number in numbers[:_MOST_NAMED]]
    if len(numbers) > _MOST_NAMED:
        named.append(Problem(sentence=f"{len(numbers) - _MOST_NAMED:,} more lines have the same fault: {sentence}"))
    return named


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
    again = broken = 0
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
            again += feed.at - first
            broken += 1
            if again > _MOST_AGAIN or broken > _MOST_BROKEN:
                raise RefusedError(
                    "The quotation marks in this file do not pair up in far too many lines. Export the list again."
                ) from None
            feed.at = first + 1
            reader = csv.reader(feed, delimiter=separator, strict=True, skipinitialspace=spaced)
        line = Line(first + 1, tuple(armed(cell) for cell in cells))
        if not line.blank:
            yield line
