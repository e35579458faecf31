"""A line of the SEN register, and how a register is counted and filtered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from senco_desk.domain.codes import area_of
from senco_desk.domain.custom_fields import CustomField
from senco_desk.domain.finding import searchable, wanted, year_line
from senco_desk.domain.needs import BROAD_AREAS, STATUS_WORDS, StatusCode
from senco_desk.domain.papers import CONTACT_KINDS

FLAGS: dict[str, tuple[str, str]] = {
    "premium": ("PP", "Pupil premium"),
    "care": ("LAC", "Looked after by a local authority"),
    "eal": ("EAL", "English as an additional language"),
    "fsm": ("FSM", "Free school meals"),
    "carer": ("YC", "Young carer"),
    "unit": ("Unit", "In the SEN unit"),
    "resourced": ("RP", "In resourced provision"),
    "health": ("IHP", "Individual healthcare plan"),
}
"""What else is known of a child that a SENCO looks for: letters for a narrow column, and words.

That somebody should ask the safeguarding lead is not among them: lists are filtered, printed and sent by these.
"""

CONTACTS: dict[str, str] = {kind: words for kind, words in CONTACT_KINDS.items() if kind != "note"} | {"view": "Views"}
"""What a last contact was. A plain note is none: nobody spoke or wrote."""


@dataclass(frozen=True)
class RegisterRow:
    """One pupil as the register shows them on a day. Money is whole pence; None means "not worked out".

    `counted_pence` is what stands beside `threshold_pence` on the authority's basis (forecast, with the core where
    the basis includes it); `to_date_pence` is what has accrued on lines that count. `stage` is where the child is in
    the open cycle; `decide_by` is when monitoring asks for a decision; `last_meeting` is the last one with parents.
    `days_overdue` counts from the day of the next review, or of the decision, to the day the register is of; None
    where nothing is overdue. `attendance` is the latest percent known, of a stretch that ended on `attendance_to`.
    `last_contact` is the last day on which somebody spoke or wrote, and `contact_kind` how (see `CONTACTS`). `promises`
    are open ones, `promises_late` those past their day. `custom` holds the school's own fields by the field's id.
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
    flags: tuple[str, ...] = ()
    see_dsl: bool = False
    days_overdue: int | None = None
    attendance: Decimal | None = None
    attendance_to: date | None = None
    last_contact: date | None = None
    contact_kind: str = ""
    promises: int = 0
    promises_late: int = 0
    admitted: date | None = None
    custom: Mapping[str, str] = field(default_factory=dict, hash=False)
    sort_name: str = ""
    """Surname first, folded; made where the row is read, since a window has no time for it."""

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
    def areas(self) -> tuple[str, ...]:
        """The broad areas of the needs, each once, in the order of the needs; `BROAD_AREAS` names them."""
        return tuple(dict.fromkeys(area for code in self.needs if (area := area_of(code)) in BROAD_AREAS))

    @property
    def share(self) -> Decimal | None:
        """The forecast in percent of the threshold; None where nothing was worked out. A measure, and no gate."""
        if self.counted_pence is None or not self.threshold_pence:
            return None
        return (Decimal(100 * self.counted_pence) / self.threshold_pence).quantize(Decimal("0.1"))

    @property
    def status_words(self) -> str:
        """The status as people say it."""
        return STATUS_WORDS[self.status]


@dataclass(frozen=True)
class Register:
    """The register as it stood on a day: its lines, how many pupils were on roll altogether, and the own fields."""

    as_at: date
    rows: tuple[RegisterRow, ...]
    on_roll: int
    fields: tuple[CustomField, ...] = ()

    @property
    def counts(self) -> dict[StatusCode, int]:
        """Pupils by status; N is everybody else on roll."""
        found = Counter(row.status for row in self.rows)
        on = found["K"] + found["E"] + found["monitoring"]
        return {"N": self.on_roll - on, "K": found["K"], "E": found["E"], "monitoring": found["monitoring"]}


def filtered(rows: Iterable[RegisterRow], words: str) -> list[RegisterRow]:
    """The rows in which everything typed is found: names, UPN, year (`year 4`, `Y4`), class, status or needs.

    Case and accents do not matter; `senco_desk/domain/finding.py` says how what is typed is read.
    """
    asked, listed = wanted(words), list(rows)
    return [listed[at] for at in asked.among(range(len(listed)), [searched(row) for row in listed])]


def searched(row: RegisterRow) -> str:
    """The line of words in which a row is looked for, on screen and from the command line alike."""
    status = f"{row.status_words} ehcp" if row.status == "E" else row.status_words
    year = year_line(row.year_group)
    return searchable(row.forename, row.surname, year, "class", row.class_name, status, *row.needs, row.upn)


def count_line(shown: Sequence[RegisterRow], register: Register) -> str:
    """The line beneath the table: `132 of 418 pupils shown · 94 SEN Support · 21 EHC plan · 17 monitoring`."""
    by = Counter(row.status for row in shown)
    parts = [f"{len(shown):,} of {register.on_roll:,} pupils shown"]
    parts += [f"{by[code]:,} {words}" for code, words in _COUNTED if by[code]]
    return " · ".join(parts)


_COUNTED: tuple[tuple[StatusCode, str], ...] = (("K", "SEN Support"), ("E", "EHC plan"), ("monitoring", "monitoring"))
