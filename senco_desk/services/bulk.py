"""One change for many children at once, seen before it is made, and undone as one.

The plan is worked out the same way for the preview and for the deed, so that what was seen is what is done.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from senco_desk.domain.bulk import BulkDraft, BulkLine, BulkPlan
from senco_desk.domain.codes import SEN_TYPES, YEAR_GROUPS, year_order
from senco_desk.domain.custom_fields import CustomField, problems_of_value
from senco_desk.domain.cycles import Cycle, problems_of_plan
from senco_desk.domain.folding import folded
from senco_desk.domain.needs import (
    STATUS_WORDS,
    Need,
    NeedDraft,
    Status,
    StatusDraft,
    needs_on,
    problems_of_status,
    status_on,
    unended_needs,
)
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.pupil_records import by_pupil
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.register_columns import year_words
from senco_desk.domain.status_history import problems_of_new_end
from senco_desk.domain.terms import in_words
from senco_desk.services import custom_fields, records, register, statuses
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns
from senco_desk.store.gateway import Change
from senco_desk.store.tables import Table

AT_ONCE = 60
"""So many children are changed while the window waits; more on the worker."""

_SAME = "It is so already."


def plan(desk: Desk, draft: BulkDraft) -> BulkPlan:
    """What a change would do to each child, in the order given. Refused where it is not complete yet, in words."""
    return _planned(desk, draft).plan


def apply(desk: Desk, draft: BulkDraft, progress: Progress | None = None) -> Done[BulkPlan]:
    """Make the change to every child that is not left out, as one step of undo. Refused where that is nobody.

    Nothing else changes the desk between the reading and the writing: whole records are written, so that what was
    saved meanwhile would be lost.
    """
    told = progress or Silent()
    with desk.store.alone("Several children are being changed"):
        told.start("Looking at each child", 0)
        made = _planned(desk, draft)
        count = len(made.plan.changed)
        if not count:
            raise RefusedError("Nobody would change. Look below at why each child is left out.")
        told.start(made.plan.label, 2 * count)
        with desk.store.change(made.plan.label, progress=told) as change:
            for line in made.plan.changed:
                made.do(change, line.pupil_id)
    return done(made.plan, change)


@dataclass(frozen=True)
class _Planned:
    """A plan and how it is done for one child, within a change that is open."""

    plan: BulkPlan
    do: Callable[[Change, str], object]


Judged = tuple[str, str, str]
"""Before, after, and why a child is left out (empty where it is not)."""


def _planned(desk: Desk, draft: BulkDraft) -> _Planned:
    wanted = list(dict.fromkeys(draft.pupils))
    found = {each.id: each for each in _of(desk, nouns.PUPILS, wanted)}
    made = _DEEDS[draft.deed](desk, draft, found)
    lines = tuple(BulkLine(each, found[each].name, *made.judge(found[each])) for each in wanted if each in found)
    changed = [found[line.pupil_id] for line in lines if not line.left_out]
    label = f"{made.label} for {len(changed):,} {'child' if len(changed) == 1 else 'children'}"
    return _Planned(BulkPlan(label, lines, made.past, tuple(_remarks(desk, draft, changed))), made.do)


@dataclass(frozen=True)
class _Made:
    """A deed: its name in the menu of undo, what it did, how a child is judged, and how it is done."""

    label: str
    past: str
    judge: Callable[[Pupil], Judged]
    do: Callable[[Change, str], object]


def _remarks(desk: Desk, draft: BulkDraft, changed: Sequence[Pupil]) -> Iterable[str]:
    """What somebody who picked a wrong line, or mistyped a class, would want to be told before the change."""
    if draft.deed == "class" and changed:
        names = register.classes_on_roll(desk)
        if draft.class_name not in names:
            alike = sorted(name for name in names if folded(name) == folded(draft.class_name))
            yield (
                f"On the roll this class is written {alike[0]}."
                if alike
                else f"Nobody on roll is in class {draft.class_name} yet: it would be a new class."
            )
    if draft.deed in ("class", "year"):
        years = Counter(each.year_group for each in changed)
        if len(years) > 1:
            told = [f"{_year_said(code)} ({years[code]:,})" for code in sorted(years, key=year_order)]
            yield f"They are in different years now: {', '.join(told)}."


def _year_said(code: str) -> str:
    return year_words(code) if code else "no year"


def _class(_desk: Desk, draft: BulkDraft, found: dict[str, Pupil]) -> _Made:
    _wanted(draft.class_name, "class_name", "Type the class.")
    past = f"Class {draft.class_name} set"
    return _of_pupil("Change class", past, "class_name", draft.class_name, found, str)


def _year(_desk: Desk, draft: BulkDraft, found: dict[str, Pupil]) -> _Made:
    _wanted(draft.year_group, "year_group", "Choose the year group.")
    past = f"{YEAR_GROUPS.name_of(draft.year_group) or draft.year_group} set"
    return _of_pupil("Change year group", past, "year_group", draft.year_group, found, year_words)


def _of_pupil(
    label: str, past: str, name: str, value: str, found: dict[str, Pupil], said: Callable[[str], str]
) -> _Made:
    def judge(pupil: Pupil) -> Judged:
        before = getattr(pupil, name)
        return said(before), said(value), _SAME if before == value else ""

    def do(change: Change, pupil_id: str) -> object:
        return change.save(nouns.PUPILS, found[pupil_id].model_copy(update={name: value}))

    return _Made(label, past, judge, do)


def _need(desk: Desk, draft: BulkDraft, found: dict[str, Pupil]) -> _Made:
    _wanted(draft.need, "need", "Choose the need.")
    needs = by_pupil(_of(desk, nouns.NEEDS, found))
    today = desk.today

    def judge(pupil: Pupil) -> Judged:
        codes = [need.code for need in needs_on(needs.get(pupil.id, []), today)]
        standing = draft.need in codes
        return ", ".join(codes), ", ".join([*codes, draft.need]), "The need is there already." if standing else ""

    def do(change: Change, pupil_id: str) -> object:
        return _add_need(change, pupil_id, needs.get(pupil_id, []), draft.need, desk)

    name = SEN_TYPES.name_of(draft.need)
    return _Made(f"Add need {name}", f"Need {name} added", judge, do)


def _add_need(change: Change, pupil_id: str, needs: list[Need], code: str, desk: Desk) -> object:
    """After the needs that there are; one that is to begin later begins today instead."""
    unended = unended_needs(needs, desk.today)
    later = next((need for need in unended if need.code == code), None)
    if later is not None:
        return change.save(nouns.NEEDS, later.model_copy(update={"since": desk.today}))
    rank = max((need.rank for need in unended), default=0) + 1
    return change.add(nouns.NEEDS, NeedDraft(pupil_id=pupil_id, code=code, rank=rank, since=desk.today))


def _review(desk: Desk, draft: BulkDraft, found: dict[str, Pupil]) -> _Made:
    day = draft.review_due
    if day is None:
        raise RefusedError([Problem(field="review_due", sentence="Give the day of the review.")])
    cycles: dict[str, Cycle] = {}
    for cycle in _of(desk, nouns.CYCLES, found):
        if cycle.stage != "closed":
            cycles[cycle.pupil_id] = cycle  # the last one: cycles come by their number

    def judge(pupil: Pupil) -> Judged:
        cycle = cycles.get(pupil.id)
        if cycle is None:
            return "", in_words(day), "No cycle is open: open one, and set the day in its plan."
        wrong = problems_of_plan(cycle.model_copy(update={"review_due": day}))
        before = in_words(cycle.review_due) if cycle.review_due else "not set"
        return before, in_words(day), wrong[0].sentence if wrong else _SAME if cycle.review_due == day else ""

    def do(change: Change, pupil_id: str) -> object:
        return change.save(nouns.CYCLES, cycles[pupil_id].model_copy(update={"review_due": day}))

    return _Made("Set next review date", f"Next review set to {in_words(day)}", judge, do)


def _status(desk: Desk, draft: BulkDraft, found: dict[str, Pupil]) -> _Made:
    history = by_pupil(_of(desk, nouns.STATUSES, found))
    if draft.start is None:
        raise RefusedError([Problem(field="start", sentence="Give the day from which this status holds.")])
    if not draft.reason:
        sentence = "Say why in a few words; a parent or an inspector will ask."
        raise RefusedError([Problem(field="reason", sentence=sentence)])

    def new(pupil_id: str) -> StatusDraft:
        return StatusDraft(
            pupil_id=pupil_id,
            status=draft.status,
            start=draft.start,
            reason=draft.reason,
            decided_by=draft.decided_by,
            parents_told_on=draft.parents_told_on,
        )

    def judge(pupil: Pupil) -> Judged:
        had: list[Status] = history.get(pupil.id, [])
        now = status_on(had, desk.today)
        before, after = now.words if now else STATUS_WORDS["N"], STATUS_WORDS[draft.status]
        if now is None and draft.status == "N":
            return before, after, _SAME
        made = new(pupil.id)
        wrong = problems_of_status(made, had, today=desk.today, born=pupil.date_of_birth)
        wrong += problems_of_new_end(made, had)
        return before, after, wrong[0].sentence if wrong else ""

    def do(change: Change, pupil_id: str) -> object:
        return statuses.put_into(change, history.get(pupil_id, []), new(pupil_id))

    words = STATUS_WORDS[draft.status]
    return _Made(f"Change status to {words}", f"Status changed to {words}", judge, do)


def _note(desk: Desk, draft: BulkDraft, _found: dict[str, Pupil]) -> _Made:
    note = NoteDraft(pupil_id="", on=draft.on or desk.today, text=draft.text)
    problems = records.problems_of(desk, note)
    if problems:
        raise RefusedError(problems)

    def judge(_pupil: Pupil) -> Judged:
        return "", f"Note of {in_words(note.on)}", ""

    def do(change: Change, pupil_id: str) -> object:
        return change.add(nouns.NOTES, note.model_copy(update={"pupil_id": pupil_id}))

    return _Made("Add note", "Note added", judge, do)


def _field(desk: Desk, draft: BulkDraft, found: dict[str, Pupil]) -> _Made:
    if not draft.field_id:
        raise RefusedError([Problem(field="field_id", sentence="Choose the field.")])
    field: CustomField = nouns.CUSTOM_FIELDS.get(desk.store, draft.field_id)
    problems = problems_of_value(field, draft.value)
    if problems:
        raise RefusedError(problems)
    kept = {each.pupil_id: each for each in _of(desk, nouns.CUSTOM_VALUES, found) if each.field_id == field.id}

    def judge(pupil: Pupil) -> Judged:
        before = kept[pupil.id].value if pupil.id in kept else ""
        return before, draft.value or "nothing", _SAME if before == draft.value else ""

    def do(change: Change, pupil_id: str) -> object:
        custom_fields.put(desk, change, {pupil_id: {field.id: draft.value}})
        return None

    return _Made(f"Set {field.name}", f"{field.name} {'set' if draft.value else 'emptied'}", judge, do)


_DEEDS: dict[str, Callable[[Desk, BulkDraft, dict[str, Pupil]], _Made]] = {
    "class": _class,
    "year": _year,
    "need": _need,
    "review": _review,
    "status": _status,
    "note": _note,
    "field": _field,
}


def _of(desk: Desk, table: Table[Any], ids: Iterable[str]) -> list[Any]:
    """The records of these children."""
    condition = f"{table.subject} in (select value from json_each(?))"  # noqa: S608  from the closed list of tables
    return table.where(desk.store, condition, [json.dumps(list(ids))])


def _wanted(value: str, name: str, sentence: str) -> None:
    if not value:
        raise RefusedError([Problem(field=name, sentence=sentence)])
