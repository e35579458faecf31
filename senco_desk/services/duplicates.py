"""Records that may be one child's: which pairs to look at, what each record holds, and which were found to be two."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from senco_desk.domain.codes import (
    ENROLMENT_STATUS,
    ETHNICITY,
    FIRST_LANGUAGE,
    FSM_CATEGORY,
    KINSHIP_CARE,
    POST_LOOKED_AFTER,
    PUPIL_PREMIUM,
    SERVICE_CHILD,
    SEX,
    YEAR_GROUPS,
    YOUNG_CARER,
)
from senco_desk.domain.duplicates import Differing, Pair, PairKey, differing, pair_key, pairs, proposed
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.record_words import fields_of
from senco_desk.domain.school import SettingDraft
from senco_desk.services import trail
from senco_desk.services.bin import plural
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import child_reach, nouns
from senco_desk.store.gateway import Change

__all__ = ["Compared", "Pair", "PairKey", "candidates", "compare", "found_different", "not_the_same", "say_again"]

_KEY = "duplicates.different"

OF_PUPIL = tuple(name for name, table in nouns.TABLES.items() if table.subject == "pupil_id")
"""The tables whose rows are each about one child."""

_CODED = {
    "ethnicity": ETHNICITY,
    "first_language": FIRST_LANGUAGE,
    "sex": SEX,
    "year_group": YEAR_GROUPS,
    "enrolment_status": ENROLMENT_STATUS,
    "fsm_category": FSM_CATEGORY,
    "pupil_premium_reason": PUPIL_PREMIUM,
    "young_carer": YOUNG_CARER,
    "service_child": SERVICE_CHILD,
    "kinship_care": KINSHIP_CARE,
    "post_looked_after": POST_LOOKED_AFTER,
}
_SILENT = frozenset({"roll_image", "merged_pupil"})


@dataclass(frozen=True)
class Field:
    """A field in which two records differ, in words."""

    id: str
    name: str
    first: str
    second: str


@dataclass(frozen=True)
class Compared:
    """Two records beside each other.

    Attributes:
        first: the one that stays, unless they are turned round.
        second: the other.
        fields: where they differ.
        proposed: the fields that are taken of the second unless somebody says otherwise.
        same: how many fields are filled in alike.
        holds: for each kind of record either has, its words and how many the first and the second have.
    """

    first: Pupil
    second: Pupil
    fields: tuple[Field, ...]
    proposed: frozenset[str]
    same: int
    holds: tuple[tuple[str, int, int], ...]


def candidates(desk: Desk) -> list[Pair]:
    """The pairs to look at, the likeliest first. Held against every child, so for who sees them all."""
    desk.need("change")
    desk.need("everybody")
    return pairs(nouns.PUPILS.all(desk.store), found_different(desk))


def compare(desk: Desk, first_id: str, second_id: str) -> Compared:
    """Two records beside each other; noted as a look at both, and nothing else is written."""
    desk.need("change")
    desk.need("everybody")
    if first_id == second_id:
        raise RefusedError("This is one record. Choose another pupil to compare it with.")
    first, second = nouns.PUPILS.get(desk.store, first_id), nouns.PUPILS.get(desk.store, second_id)
    for each in (first_id, second_id):
        trail.looked(desk, each, "Compared with another record")
    unlike = differing(first, second)
    other = {each.field for each in unlike}
    same = sum(1 for name in type(first).model_fields if name not in other and name != "id" and getattr(first, name))
    return Compared(
        first, second, tuple(map(field_words, unlike)), proposed(first, second), same, _holds(desk, first_id, second_id)
    )


def field_words(unlike: Differing) -> Field:
    """A differing field as people read it."""
    name = unlike.field
    return Field(name, _words(name, unlike)[0], value_words(name, unlike.first), value_words(name, unlike.second))


def value_words(field: str, value: object) -> str:
    """What a field of a pupil holds, as people read it; empty where it holds nothing, `no` where it says so."""
    if value is False:
        return "no"
    if isinstance(value, str) and value and field in _CODED:
        return _CODED[field].name_of(value)
    said = _said(field, value)
    return said[0][1] if said else "" if value is None else str(value)


def found_different(desk: Desk) -> frozenset[PairKey]:
    """The pairs that somebody looked at and found to be two children."""
    kept = nouns.SETTINGS.of(desk.store, key=_KEY)
    return frozenset((str(one), str(other)) for one, other in (json.loads(kept[0].value) if kept else ()))


def not_the_same(desk: Desk, first_id: str, second_id: str) -> Done[None]:
    """Remember that two records are two children's: the pair is not shown again. Undo takes it back."""
    desk.need("settings")
    with desk.store.change("Not the same child") as change:
        _put(desk, change, found_different(desk) | {pair_key(first_id, second_id)})
    return done(None, change)


def say_again(desk: Desk) -> Done[None]:
    """Show every pair again, those too that were found to be two children."""
    desk.need("settings")
    with desk.store.change("Show all pairs again") as change:
        _put(desk, change, frozenset())
    return done(None, change)


def typed_about(desk: Desk, pupil_id: str) -> bool:
    """Whether somebody has typed something about a child into a form that is not saved yet, whoever it was.

    For who makes two records one: it is asked of everybody's words, of which nothing else is told.
    """
    desk.need("people")
    with desk.store.lifted():
        sql = f"select count(*) as n from main.typed_words where {child_reach.TYPED}"  # noqa: S608  our own words
        return bool(desk.store.query(sql, [pupil_id] * 4)[0]["n"])


def _put(desk: Desk, change: Change, wanted: frozenset[PairKey]) -> None:
    there = {row["id"] for row in desk.store.query("select id from pupil")}
    text = json.dumps(sorted(key for key in wanted if there.issuperset(key)))
    kept = nouns.SETTINGS.of(desk.store, key=_KEY)
    if kept:
        change.save(nouns.SETTINGS, kept[0].model_copy(update={"value": text}))
    else:
        change.add(nouns.SETTINGS, SettingDraft(key=_KEY, value=text))


def _holds(desk: Desk, first_id: str, second_id: str) -> tuple[tuple[str, int, int], ...]:
    found = []
    for noun in OF_PUPIL:
        if noun in _SILENT:
            continue
        sql = f'select pupil_id, count(*) as n from "{noun}" where pupil_id in (?, ?) group by pupil_id'  # noqa: S608
        counts = {row["pupil_id"]: int(row["n"]) for row in desk.store.query(sql, [first_id, second_id])}
        if counts:
            words = plural(noun)[1]
            found.append((words[:1].upper() + words[1:], counts.get(first_id, 0), counts.get(second_id, 0)))
    return tuple(found)


def _words(field: str, unlike: Differing) -> tuple[str, str]:
    for value in (unlike.first, unlike.second):
        if said := _said(field, value):
            return said[0]
    return field.replace("_", " ").capitalize(), ""


def _said(field: str, value: object) -> list[tuple[str, str]]:
    """The name and the words of one field; nothing where it holds nothing."""
    alone: dict[str, Any] = {"id": "", field: value}
    return fields_of(Pupil.model_construct(**alone))
