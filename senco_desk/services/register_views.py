"""Views of the register that people keep: one's own, and those that all see."""

from __future__ import annotations

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.register_views import RegisterView, ShippedView, problems_of_view, shipped_for
from senco_desk.domain.saved_views import SavedView, SavedViewDraft
from senco_desk.services import register
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns


def listed(desk: Desk) -> list[SavedView]:
    """The views that the person sees, in their order: their own, and the shared ones."""
    me = desk.store.person
    return [each for each in nouns.SAVED_VIEWS.all(desk.store) if each.shared or each.person_id == me]


def shipped(desk: Desk) -> tuple[ShippedView, ...]:
    """The views that come with the program, as they are called in this school; those that the person may see."""
    found = shipped_for(register.years_on_roll(desk))
    return tuple(each for each in found if desk.may("rates") or not each.money)


def keep(desk: Desk, name: str, view: RegisterView, *, shared: bool = False) -> Done[SavedView]:
    """Keep a view under a new name, after the others; refused where there is one of that name."""
    others = listed(desk)
    place = max((each.position for each in others), default=0) + 1
    draft = SavedViewDraft(
        name=name,
        person_id=desk.store.person,
        shared=shared,
        position=place,
        document=view.document(shared=shared),
    )
    _refuse(draft, others)
    with desk.store.change("Save view") as change:
        kept = change.add(nouns.SAVED_VIEWS, draft)
    return done(kept, change)


def put(desk: Desk, view_id: str, view: RegisterView) -> Done[SavedView]:
    """Keep what is on show under the name it has already."""
    before = nouns.SAVED_VIEWS.get(desk.store, view_id)
    return _save(desk, before, "Save view", document=view.document(shared=before.shared))


def rename(desk: Desk, view_id: str, name: str) -> Done[SavedView]:
    """Give a view another name; refused where there is one of that name."""
    before = nouns.SAVED_VIEWS.get(desk.store, view_id)
    renamed = SavedView.model_validate(dict(before) | {"name": name})
    _refuse(renamed, listed(desk))
    return _save(desk, before, "Rename view", name=renamed.name)


def share(desk: Desk, view_id: str, *, shared: bool, view: RegisterView) -> Done[SavedView]:
    """Let everybody who sees the register have a view, or give it back to who made it. Typed words are not shared.

    It stays the view of who made it, unless they no longer open this desk. Refused where a colleague's view is taken
    back by anybody but the SENCO.
    """
    before = nouns.SAVED_VIEWS.get(desk.store, view_id)
    me = desk.store.person
    mine = before.person_id == me
    if not shared and not mine and "people" not in desk.rights:
        raise RefusedError(
            "A colleague made this view and shares it. Only they or the SENCO can take it back; save it under another"
            " name to have one of your own."
        )
    owner = nouns.PEOPLE.find(desk.store, before.person_id)
    orphaned = not shared and (owner is None or owner.removed_on is not None)  # nobody would see it any more
    label = "Share view" if shared else "Keep view to myself" if mine or orphaned else "Give view back to who made it"
    of = me if orphaned else before.person_id
    return _save(desk, before, label, shared=shared, person_id=of, document=view.document(shared=shared))


def remove(desk: Desk, view_id: str) -> Done[None]:
    """Take a view out; undo brings it back."""
    with desk.store.change("Remove view") as change:
        change.remove(nouns.SAVED_VIEWS, view_id)
    return done(None, change)


def move(desk: Desk, view_id: str, by: int) -> Done[None]:
    """Move a view up (-1) or down (1) among the others."""
    order = listed(desk)
    at = next((place for place, each in enumerate(order) if each.id == view_id), -1)
    if at < 0:
        raise RefusedError("This view is no longer there.")
    to = min(max(at + by, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    with desk.store.change("Move view") as change:
        change.save_all(
            nouns.SAVED_VIEWS,
            [each.model_copy(update={"position": place}) for place, each in enumerate(order, 1)],
        )
    return done(None, change)


def _save(desk: Desk, before: SavedView, label: str, **changed: object) -> Done[SavedView]:
    kept = before.model_copy(update=changed)
    with desk.store.change(label) as change:
        change.save(nouns.SAVED_VIEWS, kept)
    return done(kept, change)


def _refuse(draft: SavedViewDraft, others: list[SavedView]) -> None:
    problems = problems_of_view(draft, others)
    if problems:
        raise RefusedError(problems)
