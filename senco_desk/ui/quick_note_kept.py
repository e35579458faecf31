"""Whom a quick note is about to begin with, and the quick notes that were typed and not kept."""

from __future__ import annotations

from collections.abc import Sequence

from senco_desk.domain.drafts import TypedWords
from senco_desk.services import drafts
from senco_desk.services.desk import Desk
from senco_desk.ui.pages import Page

KEY = "QuickNote"
"""How the key of its typed words begins; the id of the child follows where it began with one."""

_MOST_CHOSEN = 12
"""So many selected children are taken over from a list; of more, none are: that many were hardly meant."""
_TABLES = {"register": "table", "promises": "table", "assigned": "pupils"}
"""The pages whose selected rows are children, or about one, and what their table is called."""


def chosen_on(page: Page | None) -> tuple[str, ...]:
    """The child whose page shows, or those selected in the register or among the pupils assigned; at most twelve."""
    if page is None:
        return ()
    place = page.place
    if place.page in {"pupil", "cycle", "pack"}:
        return place.args[:1]
    table = getattr(page, _TABLES.get(place.page, ""), None)
    if table is None:
        return ()
    ids = tuple(str(getattr(row, "pupil_id", "") or getattr(row, "id", "")) for row in table.selected_rows())
    return ids if len(ids) <= _MOST_CHOSEN else ()


def kept_notes(desk: Desk) -> list[TypedWords]:
    """The quick notes that were typed and not kept, newest first."""
    return [each for each in drafts.kept(desk) if each.key == KEY or each.key.startswith(f"{KEY}|")]


def children_of(words: TypedWords) -> tuple[str, ...]:
    """The ids of the children that a quick note is about."""
    given = words.typed.get("children")
    return tuple(map(str, given)) if isinstance(given, list) else ()


def kept_for(desk: Desk, pupil_ids: Sequence[str]) -> TypedWords | None:
    """The words that come back where these children are on show: about the one child; where nobody is, the newest."""
    kept = kept_notes(desk)
    if len(pupil_ids) == 1:
        return next((each for each in kept if pupil_ids[0] in children_of(each)), None)
    return None if pupil_ids else next(iter(kept), None)


def free_key(desk: Desk, pupil_ids: Sequence[str]) -> str:
    """The key for a new note; words about another child that were begun here stay under their own."""
    key = f"{KEY}|{pupil_ids[0]}" if pupil_ids else KEY
    taken = {each.key for each in kept_notes(desk)}
    while key in taken:
        key += "|more"
    return key
