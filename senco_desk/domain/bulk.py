"""One change for many children: what it is, and for each child what is there now and what would be there after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from senco_desk.domain.needs import StatusCode
from senco_desk.domain.records import Code, Line, Record, Text

Deed = Literal["class", "year", "need", "review", "status", "note", "field"]
DEEDS: dict[Deed, str] = {
    "class": "Class",
    "year": "Year group",
    "need": "Add a need",
    "review": "Next review date",
    "status": "Status",
    "note": "Add a note",
    "field": "One of the school’s own fields",
}


class BulkDraft(Record):
    """What is to be done to each child. Which fields count depends on `deed`; the others are left alone."""

    pupils: tuple[str, ...]
    deed: Deed
    class_name: Line = ""
    year_group: Code = ""
    need: Code = ""
    review_due: date | None = None
    status: StatusCode = "K"
    start: date | None = None
    reason: Text = ""
    decided_by: Line = ""
    parents_told_on: date | None = None
    on: date | None = None
    text: Text = ""
    field_id: str = ""
    value: Text = ""


@dataclass(frozen=True)
class BulkLine:
    """One child: what is there now and what would be after; or, with `left_out`, why nothing would change."""

    pupil_id: str
    name: str
    before: str
    after: str
    left_out: str = ""

    @property
    def id(self) -> str:
        """The child's id."""
        return self.pupil_id


@dataclass(frozen=True)
class BulkPlan:
    """What a change would do, child by child, and the label it would have in the menu.

    `deed` is the change in the past tense, without the children (`Class 5B set`); `remarks` are sentences worth
    reading before it is made, and stop nothing.
    """

    label: str
    lines: tuple[BulkLine, ...]
    deed: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def done_words(self) -> str:
        """What was done, once it was: `Class 5B set for 5 children`."""
        count = len(self.changed)
        return f"{self.deed or self.label} for {count:,} {'child' if count == 1 else 'children'}"

    @property
    def changed(self) -> tuple[BulkLine, ...]:
        """Those who would be changed."""
        return tuple(line for line in self.lines if not line.left_out)

    @property
    def words(self) -> str:
        """`12 children would change; 3 are left out.`"""
        some, none = len(self.changed), len(self.lines) - len(self.changed)
        said = f"{some:,} {'child' if some == 1 else 'children'} would change"
        return f"{said}; {none:,} {'is' if none == 1 else 'are'} left out." if none else f"{said}."
