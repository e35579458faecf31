"""A line of the SEN register, and how a register is counted and filtered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from senco_desk.domain.folding import folded
from senco_desk.domain.needs import STATUS_WORDS, StatusCode


@dataclass(frozen=True)
class RegisterRow:
    """One pupil as the register shows them on a day. Money is whole pence; None means "not worked out".

    `counted_pence` is what stands beside `threshold_pence` on the authority's basis (forecast, with the core where
    the basis includes it); `to_date_pence` is what has accrued on lines that count. `stage` is where the child is in
    the open cycle; `decide_by` is when monitoring asks for a decision; `last_meeting` is the last one with parents.
    """

    pupil_id: str
    upn: str
    forename: str
    surname: str
    year_group: str
    class_name: str
    status: StatusCode
    since: date | None
    needs: tuple[str, ...]
    next_review: date | None = None
    stage: str = ""
    cycle_number: int = 0
    decide_by: date | None = None
    to_date_pence: int | None = None
    counted_pence: int | None = None
    threshold_pence: int | None = None
    basis: str = ""
    last_meeting: date | None = None
    sex: str = ""
    pupil_premium: bool | None = None

    @property
    def id(self) -> str:
        """The pupil's id, by which tables keep a selection."""
        return self.pupil_id

    @property
    def name(self) -> str:
        """Forename first."""
        return f"{self.forename} {self.surname}".strip()

    @property
    def primary_need(self) -> str:
        """The first-ranked need's code, or empty."""
        return self.needs[0] if self.needs else ""

    @property
    def secondary_need(self) -> str:
        """The second-ranked need's code, or empty."""
        return self.needs[1] if len(self.needs) > 1 else ""

    @property
    def status_words(self) -> str:
        """The status as people say it."""
        return STATUS_WORDS[self.status]


@dataclass(frozen=True)
class Register:
    """The register as it stood on a day: its lines, and how many pupils were on roll altogether."""

    as_at: date
    rows: tuple[RegisterRow, ...]
    on_roll: int

    @property
    def counts(self) -> dict[StatusCode, int]:
        """Pupils by status; N is everybody else on roll."""
        found = Counter(row.status for row in self.rows)
        on = found["K"] + found["E"] + found["monitoring"]
        return {"N": self.on_roll - on, "K": found["K"], "E": found["E"], "monitoring": found["monitoring"]}


def filtered(rows: Iterable[RegisterRow], words: str) -> list[RegisterRow]:
    """The rows in which every word typed is found: in name, UPN, year ("Y4"), class, status or needs.

    Case and accents do not matter.
    """
    wanted = folded(words).split()
    return [row for row in rows if all(map(_searched(row).__contains__, wanted))]


def count_line(shown: Sequence[RegisterRow], register: Register) -> str:
    """The line beneath the table: `132 of 418 pupils shown · 94 SEN Support · 21 EHC plan · 17 monitoring`."""
    by = Counter(row.status for row in shown)
    parts = [f"{len(shown):,} of {register.on_roll:,} pupils shown"]
    parts += [f"{by[code]:,} {words}" for code, words in _COUNTED if by[code]]
    return " · ".join(parts)


_COUNTED: tuple[tuple[StatusCode, str], ...] = (("K", "SEN Support"), ("E", "EHC plan"), ("monitoring", "monitoring"))


def _searched(row: RegisterRow) -> str:
    parts = (row.name, row.surname, row.upn, f"y{row.year_group}", row.class_name, row.status_words, *row.needs)
    return folded(" ".join(parts))
