"""What the child and the parents say, in their own words."""

from __future__ import annotations

from datetime import date
from typing import Literal

from senco_desk.domain.records import Kept, Line, Record, Text

Method = Literal["", "spoken", "scribed", "written", "drawn", "symbols", "form", "observed", "message"]
METHODS: dict[Method, str] = {
    "": "",
    "spoken": "spoken",
    "scribed": "spoken and written down by an adult",
    "written": "written",
    "drawn": "drawn",
    "symbols": "given with symbols",
    "form": "on a form",
    "observed": "observed",
    "message": "in a message",
}


class ViewDraft(Record):
    """Words of a child or a parent, kept exactly; `person` says who spoke, `method` how."""

    pupil_id: str
    whose: Literal["child", "parent"]
    on: date
    words: Text
    method: Method = ""
    person: Line = ""
    prompt: Line = ""
    cycle_id: str | None = None


class View(Kept, ViewDraft):
    """Words as kept."""
