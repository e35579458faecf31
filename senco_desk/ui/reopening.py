"""Which deed opens the form again that somebody was typing into when the window ended.

A form that is not named here loses nothing: what was typed comes back as soon as somebody opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from senco_desk.domain.drafts import TypedWords
from senco_desk.ui.pages import Page

_NEW = {
    "Form.NoteDraft": "note",
    "Form.ContactDraft": "contact",
    "Form.MeetingDraft": "meeting",
    "Form.InvolvementDraft": "involvement",
    "Form.AreaNoteDraft": "area",
    "Form.StatusEntry": "status",
    "Form.DiagnosisDraft": "diagnosis",
    "Form.Pupil": "edit",
    "Form.OwnValues": "own_fields",
    "ReviewForm._draft": "record_review",
}
"""The deeds of a child's page by the forms that they open."""

_CHANGED = {
    "Form.Note": "note",
    "Form.View": "view",
    "Form.Contact": "contact",
    "Form.Meeting": "meeting",
    "Form.Involvement": "involvement",
    "Form.AreaNote": "area",
    "Form.Document": "document",
    "Form.Status": "status",
    "Form.Diagnosis": "diagnosis",
}
"""The nouns that a child's page can change by the forms that change them; the key goes on with the record's id."""


def opener(page: Page, words: TypedWords) -> Callable[[], object] | None:
    """The deed of a page that opens the form of these words; None where the page has none."""
    kind, first, *_ = (*words.key.split("|"), "")
    deeds: Any = getattr(page, "deeds", None)
    at = words.place[0]
    if kind == "QuickNote":
        quick = getattr(page.window(), "quick_note", None)
        return None if quick is None else lambda: quick().bring_back()
    if at == "register" and kind == "Form._new_pupil":
        return _deed(page, "add_pupil")
    if at == "assigned" and kind == "Form.NoteDraft":
        return _deed(page, "write_note", words.pupil_id)
    if at in {"provision", "assigned"}:
        return _provision(deeds, kind, words)
    if at == "cycle":
        return _of_cycle(deeds, kind, first, words)
    if at == "profile" and kind.startswith("ProfileForm"):
        return _deed(page, "edit")
    return _of_pupil(page, kind, first, words) if at == "pupil" else None


def _of_pupil(page: Page, kind: str, first: str, words: TypedWords) -> Callable[[], object] | None:
    deeds: Any = getattr(page, "deeds", None)
    if kind.startswith(("ProvisionForm", "SessionForm")):
        return _provision(getattr(getattr(page, "provision", None), "deeds", None), kind, words)
    if kind == "Form.ViewDraft":
        return _deed(deeds, "view", words.typed.get("whose", "child"))
    if kind in _CHANGED:
        return _deed(deeds, "edit_record", _CHANGED[kind], first)
    if kind in _NEW:
        return _deed(page if _NEW[kind] == "own_fields" else deeds, _NEW[kind])
    return None


def _of_cycle(deeds: Any, kind: str, first: str, words: TypedWords) -> Callable[[], object] | None:
    if kind == "Form.ViewDraft":
        return _deed(deeds, "add_child" if words.typed.get("whose", "child") == "child" else "add_parents")
    if kind.startswith("ReviewForm"):
        return _deed(deeds, "review")
    if kind.startswith("OutcomeForm"):
        record, cycle = getattr(deeds, "record", None), getattr(deeds, "cycle", None)
        outcomes = record.outcomes_of(cycle) if record is not None and cycle is not None else ()
        outcome = next((each for each in outcomes if each.id == first), None)
        return _deed(deeds, "add_outcome") if outcome is None else _deed(deeds, "edit_outcome", outcome)
    return None


def _provision(deeds: Any, kind: str, words: TypedWords) -> Callable[[], object] | None:
    """A new line's key has no id that belongs to a line; `edit` refuses, in words, one that is gone."""
    ids = [part for part in words.key.split("|")[1:] if part.count("-") == 4]
    pupil = words.pupil_id if words.place[0] == "pupil" else ""
    if kind.startswith("ProvisionForm"):
        return _deed(deeds, "edit", ids[0], pupil) if ids else _deed(deeds, "add", pupil)
    if kind.startswith("SessionForm") and len(ids) == 1:
        return _deed(deeds, "log", ids[0])
    return None


def _deed(owner: Any, name: str, *arguments: Any) -> Callable[[], object] | None:
    deed = getattr(owner, name, None)
    return None if deed is None else lambda: deed(*arguments)
