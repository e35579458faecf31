"""What the child and the parents say, in their own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, TypeVar

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


Whose = Literal["child", "parent"]
PICTURE_KINDS: dict[Whose, str] = {"child": "child-view", "parent": "parent-view"}
"""The kind of document that a drawing, or photographed work, of the child or of a parent is."""


class Shown(Protocol):
    """A document, as far as views are concerned."""

    @property
    def id(self) -> str:
        """Its id; later ones are greater."""

    @property
    def kind(self) -> str:
        """What kind of document it is."""

    @property
    def author(self) -> str:
        """Whose work it is."""

    @property
    def dated(self) -> date | None:
        """The day it bears."""

    @property
    def added_on(self) -> date:
        """The day it came in."""

    @property
    def view_id(self) -> str | None:
        """The words beside which it was added."""


D = TypeVar("D", bound=Shown)


@dataclass(frozen=True)
class Voice:
    """What was said on a day, in words, pictures or both; `view` is None for a drawing without words."""

    on: date
    view: View | None
    pictures: tuple[Shown, ...]


def voices(views: Iterable[View], documents: Iterable[D], whose: Whose) -> list[Voice]:
    """What the child (or the parents) said, the latest first, each with its pictures.

    A picture belongs to the words beside which it was added, whatever becomes of the dates. One that was added by
    itself belongs to the words of its own day: of several, to those of the same person, else to the last of them. One
    of a day without words stands for itself.
    """
    said = sorted((view for view in views if view.whose == whose), key=lambda view: (view.on, view.id))
    of: dict[str, list[D]] = {view.id: [] for view in said}
    alone: list[Voice] = []
    for picture in documents:
        if picture.kind != PICTURE_KINDS[whose]:
            continue
        if picture.view_id in of:
            of[picture.view_id].append(picture)
            continue
        on = picture.dated or picture.added_on
        same_day = [view for view in said if view.on == on]
        own = [view for view in same_day if picture.author and view.person == picture.author] or same_day
        if own:
            of[own[-1].id].append(picture)
        else:
            alone.append(Voice(on, None, (picture,)))
    found = [Voice(view.on, view, tuple(of[view.id])) for view in said] + alone
    return sorted(found, key=lambda voice: (voice.on, voice.view.id if voice.view else ""), reverse=True)


def heard_since(views: Sequence[View], whose: Whose, day: date) -> bool:
    """Whether any words of the child (or the parents) are kept from a day on."""
    return any(view.whose == whose and view.on >= day for view in views)
