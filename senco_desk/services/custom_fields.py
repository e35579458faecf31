"""Fields of the school's own: the list of them, what each child has in them, and the deeds on both.

What was typed is never lost: a choice that is taken off a list stays where it was chosen, and is shown as such; a field
that is removed lies in the bin with all its values and comes back with them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from senco_desk.domain.custom_fields import (
    CustomField,
    CustomFieldDraft,
    CustomValue,
    CustomValueDraft,
    problems_of_field,
    problems_of_value,
    standard_text,
    typed_value,
)
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns
from senco_desk.store.gateway import Change

__all__ = ["CustomField", "CustomFieldDraft", "CustomValue", "typed_value"]


def fields(desk: Desk) -> list[CustomField]:
    """Every field in the order the school gave them."""
    return nouns.CUSTOM_FIELDS.all(desk.store)


def of_pupil(desk: Desk, pupil_id: str) -> dict[str, str]:
    """What one child has: `{field id: text}`."""
    kept = nouns.CUSTOM_VALUES.of(desk.store, pupil_id=pupil_id)
    return {each.field_id: each.value for each in kept if each.value}


def how_many(desk: Desk, field_id: str) -> int:
    """How many children have something in a field."""
    sql = "select count(*) as n from custom_value where field_id = ? and \"value\" <> ''"
    return int(desk.store.query(sql, [field_id])[0]["n"])


def misfits(desk: Desk, field: CustomFieldDraft, field_id: str) -> list[str]:
    """The values kept in a field that would not fit it as it is given here, each once, in order.

    They stay as they are; whoever changes the field's choices is told of them.
    """
    held = {each.value for each in nouns.CUSTOM_VALUES.of(desk.store, field_id=field_id)}
    return sorted(value for value in held if problems_of_value(field, value))


def fits(field: CustomFieldDraft, value: str) -> bool:
    """Whether a kept value is of its field's kind, and among its choices where it has any."""
    return not problems_of_value(field, value)


def add(desk: Desk, draft: CustomFieldDraft) -> Done[CustomField]:
    """Add a field behind the others; refused with every problem its rule finds."""
    there = fields(desk)
    _refuse(problems_of_field(draft, there))
    last = max((each.position for each in there), default=-1)
    with desk.store.change("Add own field") as change:
        kept = change.add(nouns.CUSTOM_FIELDS, draft.model_copy(update={"position": last + 1}))
    return done(kept, change)


def save(desk: Desk, field: CustomField) -> Done[CustomField]:
    """Keep a field's new name, choices or kind; what children have in it stays as it was typed."""
    _refuse(problems_of_field(field, fields(desk)))
    with desk.store.change("Change own field") as change:
        change.save(nouns.CUSTOM_FIELDS, field)
    return done(field, change)


def move(desk: Desk, field_id: str, by: int) -> Done[None]:
    """Move a field up (-1) or down (1) in the order; past an end it stays."""
    order = fields(desk)
    at = next((number for number, each in enumerate(order) if each.id == field_id), None)
    if at is None:
        raise RefusedError("This field is no longer there. It may have been removed or undone.")
    order.insert(max(0, min(at + by, len(order) - 1)), order.pop(at))
    with desk.store.change("Change order of own fields") as change:
        change.save_all(
            nouns.CUSTOM_FIELDS, [each.model_copy(update={"position": number}) for number, each in enumerate(order)]
        )
    return done(None, change)


def remove(desk: Desk, field: CustomField) -> Done[None]:
    """Take a field out with all its values; the bin keeps them together, and undo brings them back."""
    desk.need("settings")
    desk.need("change")
    with desk.store.change("Remove own field") as change:
        for value in nouns.CUSTOM_VALUES.of(desk.store, field_id=field.id):
            change.remove(nouns.CUSTOM_VALUES, value.id)
        change.remove(nouns.CUSTOM_FIELDS, field.id)
    return done(None, change)


def set_value(desk: Desk, pupil_id: str, field_id: str, text: str) -> Done[None]:
    """Keep what one child has in one field; an empty text takes it out. Refused where it is not of the field's kind."""
    return set_for_many(desk, [pupil_id], field_id, text)


def set_for_many(desk: Desk, pupil_ids: Collection[str], field_id: str, text: str) -> Done[None]:
    """Keep the same in one field for several children, in one change; an empty text takes it out of each."""
    field = nouns.CUSTOM_FIELDS.get(desk.store, field_id)
    value = standard_text(field, text)
    _refuse(problems_of_value(field, value))
    words = "own field" if len(pupil_ids) == 1 else f"own field for {len(pupil_ids):,} pupils"
    with desk.store.change(f"Change {words}") as change:
        put(desk, change, {pupil_id: {field_id: value} for pupil_id in pupil_ids})
    return done(None, change)


def set_all(desk: Desk, pupil_id: str, held: Mapping[str, str]) -> Done[None]:
    """Keep what one child has in several fields, `{field id: text}`, in one change; fields not named stay.

    A text that was there before is kept though it no longer fits its field. Problems name the field by its id.
    """
    by_id = {each.id: each for each in fields(desk)}
    gone = held.keys() - by_id.keys()
    if gone:
        raise RefusedError("One of these fields is no longer there. It may have been removed or undone.")
    before = of_pupil(desk, pupil_id)
    values = {field_id: standard_text(by_id[field_id], text) for field_id, text in held.items()}
    problems = []
    for field_id, value in values.items():
        if value != before.get(field_id, ""):
            found = problems_of_value(by_id[field_id], value)
            problems += [Problem(field=field_id, sentence=each.sentence) for each in found]
    _refuse(problems)
    with desk.store.change("Change own fields") as change:
        put(desk, change, {pupil_id: values})
    return done(None, change)


def put(desk: Desk, change: Change, wanted: Mapping[str, Mapping[str, str]]) -> None:
    """Write, change or take out values within a change, `{pupil id: {field id: text}}`.

    What is as wanted already is not written. That the texts fit their fields (`standard_text`, `problems_of_value`)
    was asked first.
    """
    new: list[CustomValueDraft] = []
    changed: list[CustomValue] = []
    for pupil_id, held in wanted.items():
        nouns.PUPILS.get(desk.store, pupil_id)  # refused for a child who is gone, or not theirs to see
        there = {each.field_id: each for each in nouns.CUSTOM_VALUES.of(desk.store, pupil_id=pupil_id)}
        for field_id, value in held.items():
            kept = there.get(field_id)
            if kept is None and value:
                new.append(CustomValueDraft(pupil_id=pupil_id, field_id=field_id, value=value))
            elif kept is not None and value:
                changed.append(kept.model_copy(update={"value": value}))
            elif kept is not None:
                change.remove(nouns.CUSTOM_VALUES, kept.id)
    change.add_all(nouns.CUSTOM_VALUES, new)
    change.save_all(nouns.CUSTOM_VALUES, changed)


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise RefusedError(problems)
