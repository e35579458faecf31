"""Saved views of the register: columns, order and filters under a name, one's own or everybody's."""

from __future__ import annotations

from senco_desk.domain.records import Kept, Line, Record


class SavedViewDraft(Record):
    """A view of the register. `document` is its JSON text; a shared one is seen by all who see the register."""

    name: Line
    person_id: Line = ""
    shared: bool = False
    position: int = 0
    document: str = "{}"


class SavedView(Kept, SavedViewDraft):
    """A view as kept."""
