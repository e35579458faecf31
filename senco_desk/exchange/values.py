"""What a single cell says, by itself: a number, the day in a title line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from senco_desk.exchange.dates import read_any
from senco_desk.exchange.grids import Cell, Line, as_text


def number_in(text: str) -> Decimal | None:
    """A plain number, thousands commas and a percent sign allowed; None where it is none."""
    plain = text.replace(",", "") if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?%?", text) else text
    plain = plain.removesuffix("%").strip()
    if not re.fullmatch(r"[+-]?\d{1,12}(\.\d{0,12})?|[+-]?\.\d{1,12}", plain, re.ASCII):
        return None
    return Decimal(plain)


def short(text: str) -> str:
    """A value as a sentence quotes it, no longer than a line bears."""
    return text if len(text) <= 40 else f"{text[:39]}…"


def written_date(lines: Sequence[Line]) -> date | None:
    """The day that a title line says a list was made or speaks of, such as `Printed 03/11/2026`."""
    for line in lines:
        for place, cell in enumerate(line.cells):
            says = _SAYS_WHEN.search(cell) if isinstance(cell, str) else None
            if says is None:
                continue
            after = as_text(cell)[says.end() :].strip(" :.-")
            following = line.cells[place + 1 : place + 2] if not after else ()
            for candidate in (after, *_DATE_LIKE.findall(after), *following):
                if day := _day(candidate):
                    return day
    return None


def _day(cell: Cell) -> date | None:
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    return read_any(as_text(cell))


_SAYS_WHEN = re.compile(
    r"\b(?:printed|produced|exported|generated|created|run|effective|as at|as of|on roll (?:at|on)|report date"
    r"|date|correct at)\b(?: on| date| at)?",
    re.IGNORECASE,
)
_DATE_LIKE = re.compile(r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9},? \d{4}")
