"""A school roll as some file gave it: what each line said of a child, before anything of it is believed.

The rows are typed, but nothing here has met the desk's own records. Two rules let an import be safe:

* `Roll.fields` names what the file carries at all. A field outside it says nothing, so it changes nothing.
* An empty cell in a column the file does carry is `""`, `None` or `()`. It also says nothing: exports leave
  cells empty for "not recorded" far more often than for "taken away", so an import must not blank a record
  with it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from senco_desk.domain.problems import Problem
from senco_desk.domain.records import Record

RollKind = Literal["csv", "xlsx", "ctf"]
SenStatus = Literal["", "N", "K", "E"]


class RollRow(Record):
    """What one line of a roll says of one child. Codes are DfE's; an unknown one is kept as it came."""

    row: int
    """The file's own line number, from 1. In a Common Transfer File, which child of the file it is."""
    upn: str = ""
    """Capitals without spaces; kept even when the check letter is wrong (there is a problem then)."""
    former_upn: str = ""
    legal_surname: str = ""
    legal_forename: str = ""
    middle_names: str = ""
    preferred_surname: str = ""
    preferred_forename: str = ""
    date_of_birth: date | None = None
    sex: str = ""
    """`M`, `F`, `U`, or as it came."""
    year_group: str = ""
    """`N1`, `N2`, `R`, `1` to `14`, `X`, or as it came."""
    class_name: str = ""
    school_number: str = ""
    """The school's own admission number."""
    admission_date: date | None = None
    leaving_date: date | None = None
    sen_status: SenStatus = ""
    sen_start: date | None = None
    needs: tuple[tuple[str, int], ...] = ()
    """(code, rank) in order of rank, from 1, no rank or code twice."""
    fsm: bool | None = None
    fsm_category: str = ""
    pupil_premium: bool | None = None
    in_care: bool | None = None
    first_language: str = ""
    eal: bool | None = None
    ethnicity: str = ""
    attendance_percent: Decimal | None = None
    """Of possible sessions, 0 to 100."""
    enrol_status: str = ""
    extra: dict[str, str] = Field(default_factory=dict)
    """Heading to text, for the columns that were not recognised. Kept, so that nothing is lost unseen."""
    doubtful: frozenset[str] = frozenset()
    """Fields the export damaged (letters lost to `?`): fit for a new child, never to replace a whole value."""

    @property
    def name(self) -> str:
        """Forename and surname, preferred before legal, for a person to know whose line it is."""
        forename = self.preferred_forename or self.legal_forename
        surname = self.preferred_surname or self.legal_surname
        return f"{forename} {surname}".strip()


class ReadColumn(Record):
    """How one column of a file was read: `field` is empty for a column that was kept aside."""

    number: int
    header: str
    field: str = ""
    date_shape: str = ""


class Roll(Record):
    """All that a roll file said, and everything that was odd about it, each tied to its row and column."""

    source_name: str
    kind: RollKind
    as_of: date | None = None
    """The day the file speaks of, where it says so itself."""
    rows: tuple[RollRow, ...]
    problems: tuple[Problem, ...] = ()
    columns: tuple[ReadColumn, ...] = ()
    fields: frozenset[str] = frozenset()
    """Names of the `RollRow` fields that the file carries at all."""
    encoding: str = ""
    separator: str = ""
    date_shape: str = ""
    """How the dates of birth were written, such as `day/month/year`."""
    sheet: str = ""
    version: str = ""
    """The version a Common Transfer File gives itself."""
