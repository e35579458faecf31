"""The pupils somebody looked at last, from their own looks in the audit trail: no list is kept a second time."""

from __future__ import annotations

import json

from senco_desk.domain.pupils import Pupil
from senco_desk.services.desk import Desk
from senco_desk.services.trail import VIEW
from senco_desk.store import nouns

MOST = 10
"""As many as are taken in at a glance."""

_REACH = 5000
"""So many rows of the trail are looked through: the last weeks of one person, found in a few milliseconds."""


def recent(desk: Desk, most: int = MOST) -> list[Pupil]:
    """The pupils whom the person at the desk looked at last, the latest first; only those still there to be seen.

    A look at a record that was merged into another since counts for that other.
    """
    rows = desk.store.query(
        "select subject_id, max(seq) as last from trail where person_id = ? and deed = ? and subject_id <> ''"
        " and seq > (select coalesce(max(seq), 0) from trail) - ? group by subject_id order by last desc",
        [desk.store.person, VIEW, _REACH],
    )
    looked = [str(row["subject_id"]) for row in rows]
    merged = {each.former_id: each.pupil_id for each in nouns.MERGED_PUPILS.all(desk.store)}
    wanted = list(dict.fromkeys(_now(each, merged) for each in looked))
    there = {
        pupil.id: pupil
        for pupil in nouns.PUPILS.where(
            desk.store, "id in (select value from json_each(?))", [json.dumps(wanted)], order="id"
        )
    }
    return [there[each] for each in wanted if each in there][:most]


def kept_under(desk: Desk, pupil_id: str) -> str:
    """Under which id a child's record is kept now: another one where it was made one with another record since."""
    return _now(pupil_id, {each.former_id: each.pupil_id for each in nouns.MERGED_PUPILS.all(desk.store)})


def _now(pupil_id: str, merged: dict[str, str]) -> str:
    """Under which id a record is kept now; a chain of mergings is followed to its end."""
    seen = set()
    while pupil_id in merged and pupil_id not in seen:
        seen.add(pupil_id)
        pupil_id = merged[pupil_id]
    return pupil_id
