"""The bin: what was removed in the last thirty days, and ways to bring it back.

It holds nothing of its own. Whatever a change took out is read from the journal, so nothing can be missing from it,
and erasing a child empties it of that child too. After thirty days a thing is not listed any more; the child's history
keeps it until the child's record is erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import ValidationError

from senco_desk.domain.needs import Status, StatusDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.record_words import title_of
from senco_desk.domain.status_history import put_in
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns, past
from senco_desk.store.gateway import Change, Store
from senco_desk.store.past import Removal
from senco_desk.store.tables import Image

KEPT_DAYS = 30
"""How long a removed thing is listed."""

_NEVER = frozenset({"person", "assignment", "retention", "setting", "school", "authority", "roll_image",
                    "merged_pupil", "custom_value"})  # fmt: skip
"""What the bin does not list: the desk's own settings, and people, whose keys lie outside the records."""

NOUNS = frozenset(nouns.TABLES)
"""Whatever changes may put something into the bin, or take it out."""

_LONGEST = 240
"""How many letters tell what a thing is: enough to know whether it is the one that is looked for."""

Key = tuple[str, str]
"""A row: its noun and its id."""


@dataclass(frozen=True)
class Removed:
    """One thing in the bin, with everything that belonged to it and went with it.

    Args:
        key: its noun and id.
        change_id: the change that took it out; all that went in one deed share it.
        deed: what that change was called; `Undone: add note` where it went by undoing.
        who: the name of the person who did it.
        at: the moment, by the journal's clock.
        child: whose record it was, by name; empty where it is about no child.
        pupil_id: that child's id, or empty.
        what: the thing in one line.
        parts: what went with it, in words: `with 2 places and 14 sessions`; empty for nothing.
        whole: whether it only comes back together with everything of its deed.
        days_left: the days for which it is still listed.
    """

    key: Key
    change_id: str
    deed: str
    who: str
    at: datetime
    child: str
    pupil_id: str
    what: str
    parts: str
    whole: bool
    days_left: int


def contents(desk: Desk) -> list[Removed]:
    """Everything in the bin, the latest first; what belonged to a thing that went with it stands in its `parts`."""
    store, now = desk.store, desk.store.clock()
    found = past.removals(store, now - timedelta(days=KEPT_DAYS))
    by_change: dict[str, dict[Key, Removal]] = {}
    for removal in found:
        by_change.setdefault(removal.entry.id, {})[removal.noun, removal.row_id] = removal
    people = {person.id: person.name for person in nouns.PEOPLE.all(store)}
    names = _names(store, found)
    merged = past.merged_by(store)
    listed = []
    for together in by_change.values():
        if _parts_two(together):
            continue
        belonging: dict[Key, list[Removal]] = {}
        for key, removal in together.items():
            root = _key(_root(removal, together))
            belonging.setdefault(root, [])
            if root != key:
                belonging[root].append(removal)
        for key, parts in belonging.items():
            if key[0] not in _NEVER:
                one = _listed(store, together[key], parts, people, names, now)
                parted = key[0] == "pupil" and one.change_id in merged
                listed.append(replace(one, whole=True) if parted else one)
    return listed


def comes_with(desk: Desk, removed: Removed) -> str:
    """What restoring a thing brings back beside it, as a sentence; empty where it comes alone."""
    if removed.whole and removed.change_id in past.merged_by(desk.store):
        return (
            "It was made one with another record. It comes back as a record of its own, with everything that went over"
            " from it; the other one is as it was before."
        )
    if removed.whole:
        others = [each for each in past.removed_by(desk.store, removed.change_id) if _key(each) != removed.key]
        if not others:
            return ""
        return f"It went when “{removed.deed[8:]}” was undone, and comes back as that deed left it: {_counted(others)}."
    wanted, _loose = _needed(desk.store, [removed.key])
    own = _root_keys(desk.store, removed)
    others = [each for key, each in wanted.items() if key not in own]
    if not others:
        return ""
    named = [each for each in others if _owner_within(each, wanted) is None]
    rest = [each for each in others if each not in named]
    words = "; ".join(_title(each) for each in named[:3]) + (" and more" if len(named) > 3 else "")
    return f"It belonged to what was removed since, which comes back with it: {words}{_tail(rest)}."


def restore(desk: Desk, removed: Removed) -> Done[None]:
    """Bring back one thing with all that belonged to it, and what it belonged to where that was removed since.

    A new change, so undo takes it back. Refused in words where something else has taken its place.
    """
    if removed.whole:
        return restore_deed(desk, removed.change_id)
    wanted, loose = _needed(desk.store, [removed.key])
    return _put_back(desk, wanted, loose, f"Restore {nouns.TABLES[removed.key[0]].words}")


def restore_deed(desk: Desk, change_id: str) -> Done[None]:
    """Bring back all that one deed took out: everything as it was before, else what is still out of it."""
    store = desk.store
    gone = past.removed_by(store, change_id)
    if not gone:
        raise RefusedError("Everything this deed removed is back already.")
    undone = gone[0].entry.kind == "undo"
    steps = past.whole_steps(store, change_id)
    merged = change_id in past.merged_by(store)
    wholly = merged or _NEVER.isdisjoint(set(steps) - _SILENT)
    if wholly and all(_as_left(store, noun, each) for noun, each in steps.items()):
        try:
            return _reversed(desk, steps)
        except RefusedError:
            if undone:
                raise
    if merged:
        raise RefusedError(
            "Something in the record that the two were made into has been changed since, so they cannot be parted as"
            " they were. Add the other child again, and move what belongs there by hand."
        )
    if undone:
        raise RefusedError(
            "What was undone here has been changed since, so it cannot come back as it was. Enter it again by hand."
        )
    wanted, loose = _needed(store, [_key(each) for each in gone if each.noun not in _NEVER])
    return _put_back(desk, wanted, loose, "Restore from the bin")


_SILENT = frozenset({"roll_image"})
"""Goes and comes with its pupil, unseen."""


def _reversed(desk: Desk, steps: Mapping[str, Mapping[str, tuple[Image | None, Image | None]]]) -> Done[None]:
    """Make everything as it was before a deed, in a new change."""
    with desk.store.change("Restore from the bin") as change:
        for noun, each in steps.items():
            change.replay(nouns.TABLES[noun], list(each.values()))
    return done(None, change)


def _parts_two(together: Mapping[Key, Removal]) -> bool:
    """Whether this took out what making two records one had written: the two are two again.

    The note on it says in one child's record what the other's holds, and all of that is back where it was. Redo makes
    them one again; the bin offers none of it.
    """
    return any(
        removal.noun == "merged_pupil" and ("pupil", removal.image["pupil_id"]) not in together
        for removal in together.values()
    )


def _listed(
    store: Store,
    removal: Removal,
    parts: Sequence[Removal],
    people: Mapping[str, str],
    names: Mapping[str, str],
    now: datetime,
) -> Removed:
    child = _child(store, removal, parts)
    undone = removal.entry.kind == "undo"
    label = removal.entry.label
    return Removed(
        key=_key(removal),
        change_id=removal.entry.id,
        deed=f"Undone: {label[:1].lower()}{label[1:]}" if undone else label,
        who=people.get(removal.entry.person, "somebody no longer here"),
        at=removal.entry.at,
        child=names.get(child, "a child whose record is gone") if child else "",
        pupil_id=child,
        what=_title(removal),
        parts=_counted(parts),
        whole=undone,
        days_left=max(1, KEPT_DAYS - (now - removal.entry.at).days),
    )


def _put_back(desk: Desk, wanted: Mapping[Key, Removal], loose: Mapping[Key, set[str]], label: str) -> Done[None]:
    _refuse_twins(desk.store, wanted.values())
    images: dict[str, list[Image]] = {}
    stretches: list[Status] = []
    for key, removal in wanted.items():
        if removal.noun == "status":
            stretches.append(nouns.STATUSES.decode(removal.image))
        else:
            image = past.whole_image(desk.store, removal) | dict.fromkeys(loose.get(key, ()), None)
            image |= {name: removal.image[name] for name in ("pupil_id",) if name in removal.image}
            images.setdefault(removal.noun, []).append(image)
    with desk.store.change(label) as change:
        for noun, each in images.items():
            change.replay(nouns.TABLES[noun], [(None, image) for image in each])
        for stretch in sorted(stretches, key=lambda each: each.since):
            _fit_in(change, stretch)
    return done(None, change)


def _fit_in(change: Change, stretch: Status) -> None:
    """Put a stretch of status back among its neighbours, as if it were entered anew."""
    history = nouns.STATUSES.of(change.store, pupil_id=stretch.pupil_id)
    draft = StatusDraft.model_validate({name: value for name, value in dict(stretch).items() if name != "id"})
    fit = put_in(draft, history)
    if fit.gone:
        raise RefusedError(
            f"“{fit.gone[0].words}” is entered from the same day now. Remove that first, then restore this."
        )
    change.save_all(nouns.STATUSES, fit.changed)
    back = nouns.STATUSES.encode(stretch.model_copy(update={"end": fit.end}))
    change.replay(nouns.STATUSES, [(None, back)])


def _refuse_twins(store: Store, wanted: Iterable[Removal]) -> None:
    for removal in wanted:
        if past.twin_of(store, removal.noun, removal.image) is not None:
            raise RefusedError(_TWINS.get(removal.noun, "The same thing has been entered anew: it is there already."))


_TWINS = {
    "pupil": "Another pupil has this UPN now. Take it off that record first, then restore this one.",
    "cycle": "A cycle with this number has been opened since. Remove that one first, then restore this one.",
    "profile": "The child has a one-page profile now. Remove that one first, then restore this one.",
    "provision_pupil": "The child is on this provision again already, so there is nothing to restore.",
}


def _needed(store: Store, keys: Iterable[Key]) -> tuple[dict[Key, Removal], dict[Key, set[str]]]:
    """All rows that come back with these: what belonged to them, and what they belong to where that is out too.

    And for each row, the columns that point to something of which nothing is left; they come back empty.
    """
    wanted: dict[Key, Removal] = {}
    loose: dict[Key, set[str]] = {}
    waiting = list(keys)
    now = past.merged_into(store)
    while waiting:
        key = waiting.pop()
        if key in wanted or _is_there(store, key):
            continue
        removal = past.last_removal(store, *key)
        if removal is None:
            raise RefusedError("Nothing is left of this to restore: the record has been erased.")
        if removal.image.get("pupil_id") in now:  # what was of a record that was made one with another is of that now
            removal = replace(removal, image={**removal.image, "pupil_id": now[removal.image["pupil_id"]]})
        wanted[key] = removal
        together = {_key(each): each for each in past.removed_by(store, removal.entry.id)}
        waiting += [part for part, each in together.items() if key in map(_key, _owners_within(each, together))]
        for column, noun in past.OWNERS.items():
            owner = removal.image.get(column)
            if not owner or _is_there(store, (noun, owner)):
                continue
            if past.last_removal(store, noun, owner) is not None:
                waiting.append((noun, owner))
            elif _may_be_empty(removal.noun, column):
                loose.setdefault(key, set()).add(column)
            else:
                raise RefusedError(
                    f"The {nouns.TABLES[noun].words} that this belonged to has been erased, so it cannot come back."
                )
    return wanted, loose


def _may_be_empty(noun: str, column: str) -> bool:
    return not nouns.TABLES[noun].kept.model_fields[column].is_required()


def _is_there(store: Store, key: Key) -> bool:
    return next(iter(store.images(nouns.TABLES[key[0]], [key[1]])), None) is not None


def _as_left(store: Store, noun: str, steps: Mapping[str, tuple[Image | None, Image | None]]) -> bool:
    """Whether every row is still as the deed left it."""
    there = {image["id"]: image for image in store.images(nouns.TABLES[noun], steps)}
    return all(there.get(row_id) == left for row_id, (left, _before) in steps.items())


def _key(removal: Removal) -> Key:
    return removal.noun, removal.row_id


def _owners_within(removal: Removal, together: Mapping[Key, Removal]) -> list[Removal]:
    found = []
    for column, noun in past.OWNERS.items():
        owner = removal.image.get(column)
        if owner and (noun, owner) in together:
            found.append(together[noun, owner])
    return found


def _owner_within(removal: Removal, together: Mapping[Key, Removal]) -> Removal | None:
    return next(iter(_owners_within(removal, together)), None)


def _root(removal: Removal, together: Mapping[Key, Removal]) -> Removal:
    """The topmost of what a row belonged to, among what went with it."""
    while (owner := _owner_within(removal, together)) is not None:
        removal = owner
    return removal


def _root_keys(store: Store, removed: Removed) -> set[Key]:
    """A thing and the parts that went with it."""
    together = {_key(each): each for each in past.removed_by(store, removed.change_id)}
    return {key for key, each in together.items() if _key(_root(each, together)) == removed.key}


def _title(removal: Removal) -> str:
    try:
        record = nouns.TABLES[removal.noun].decode(removal.image)
    except ValidationError:
        return nouns.TABLES[removal.noun].words.capitalize()
    return title_of(record, longest=_LONGEST) if not isinstance(record, Pupil) else record.name


def _child(store: Store, removal: Removal, parts: Iterable[Removal]) -> str:
    """The id of the child a removal is about; for a provision, of the first child that was on it."""
    subjects = [removal.subject_id, *(each.subject_id for each in parts)]
    if not any(subjects) and removal.image.get("provision_id"):
        places = nouns.PROVISION_PUPILS.of(store, provision_id=removal.image["provision_id"])
        subjects += [place.pupil_id for place in places]
    return next((subject for subject in subjects if subject), "")


def _names(store: Store, found: Iterable[Removal]) -> dict[str, str]:
    """The names of all children, those in the bin themselves included."""
    gone = [nouns.PUPILS.decode(each.image) for each in found if each.noun == "pupil"]
    return {pupil.id: pupil.name for pupil in [*gone, *nouns.PUPILS.all(store)]}


def _counted(parts: Iterable[Removal]) -> str:
    """`2 places and 14 sessions`."""
    counts: dict[str, int] = {}
    for part in parts:
        if part.noun not in _SILENT:
            counts[part.noun] = counts.get(part.noun, 0) + 1
    said = []
    for noun, count in counts.items():
        one, several = plural(noun)
        said.append(f"{count} {one if count == 1 else several}")
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


def _tail(parts: list[Removal]) -> str:
    words = _counted(parts)
    return f", with {words}" if words else ""


def plural(noun: str) -> tuple[str, str]:
    """What one and several rows of a table are called."""
    words = nouns.TABLES[noun].words if noun != "provision_pupil" else "child’s place"
    return _PLURALS.get(noun, (words, f"{words}s"))


_PLURALS = {
    "provision_pupil": ("child’s place", "children’s places"),
    "calendar_entry": ("calendar entry", "calendar entries"),
    "staff": ("member of staff", "members of staff"),
    "status": ("status", "statuses"),
    "area_note": ("note on strengths and difficulties", "notes on strengths and difficulties"),
    "diagnosis": ("diagnosis", "diagnoses"),
    "merged_pupil": ("merging of two records", "mergings of two records"),
    "custom_field": ("field of the school’s own", "fields of the school’s own"),
    "custom_value": ("value in a field of the school’s own", "values in fields of the school’s own"),
    "roll_image": ("roll entry", "roll entries"),
}
