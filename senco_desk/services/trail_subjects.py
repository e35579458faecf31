"""Whose record a change was about, also where its own rows name no child: a line of provision, a session of it.

Such a row is about every child who was on the line when the change was made, or, for a session, at any time since it
was logged; about nobody who joined the line later or had left it before. Who was on it when is read from the journal,
where each place on a line came and went.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from senco_desk.services.desk import Desk
from senco_desk.store.tables import Image

_LINE = """coalesce(json_extract("after", '$.provision_id'), json_extract("before", '$.provision_id'))"""
_LINE_OF_ROW = f"case noun when 'provision' then row_id else {_LINE} end"
_PLACES = (
    f"""select change_id, row_id, subject_id, {_LINE} as line, "after" is not null as stays from journal_row"""  # noqa: S608
    " where noun = 'provision_pupil' and "
)
_BEGUN = """case noun when 'session' then (select min(b.change_id) from journal_row b
    where b.noun = 'session' and b.row_id = j.row_id) else j.change_id end"""
_THROUGH_LINES = (
    "select distinct j.change_id from journal_row j join json_each(?) s"  # noqa: S608  our own words
    f" on {_LINE_OF_ROW} = json_extract(s.value, '$[0]')"
    f" and j.change_id >= json_extract(s.value, '$[1]') and {_BEGUN} <= json_extract(s.value, '$[2]')"
    " where j.noun in ('provision', 'session')"
)
_IN_ORDER = " order by change_id, position"
_END = "\x7f"  # after every id of a change


@dataclass(frozen=True)
class _Stay:
    """From which change to which a child was on a line, both included."""

    line: str
    pupil_id: str
    first: str
    last: str


def changes_through_lines(desk: Desk, pupil_id: str) -> list[str]:
    """The ids of the changes of lines and sessions that were made while the child was on the line."""
    sql = f"{_PLACES} subject_id = ? {_IN_ORDER}"
    stays = [[each.line, each.first, each.last] for each in _stays(desk.store.query(sql, [pupil_id]))]
    if not stays:
        return []
    return [row["change_id"] for row in desk.store.query(_THROUGH_LINES, [json.dumps(stays)])]


def pupils_of_changes(desk: Desk, change_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By change, the ids of all the children it was about; a change about nobody is left out."""
    wanted = json.dumps(list(change_ids))
    found: dict[str, set[str]] = {}
    for row in desk.store.query(
        "select distinct change_id, subject_id from journal_row"
        " where change_id in (select value from json_each(?)) and subject_id <> ''",
        [wanted],
    ):
        found.setdefault(row["change_id"], set()).add(row["subject_id"])
    of_lines = desk.store.query(
        f"select distinct change_id, {_LINE_OF_ROW} as line, {_BEGUN} as begun from journal_row j"  # noqa: S608  ours
        " where change_id in (select value from json_each(?)) and noun in ('provision', 'session')",
        [wanted],
    )
    lines = sorted({row["line"] for row in of_lines if row["line"]})
    places = f"{_PLACES} {_LINE} in (select value from json_each(?)) {_IN_ORDER}"  # noqa: S608  our own words
    stays: dict[str, list[_Stay]] = {}
    for stay in _stays(desk.store.query(places, [json.dumps(lines)]) if lines else ()):
        stays.setdefault(stay.line, []).append(stay)
    for row in of_lines:
        change = row["change_id"]
        on_line = stays.get(row["line"], ())
        there = {stay.pupil_id for stay in on_line if stay.first <= change and row["begun"] <= stay.last}
        if there:
            found.setdefault(change, set()).update(there)
    return {change: tuple(sorted(about)) for change, about in found.items()}


def _stays(rows: Iterable[Image]) -> list[_Stay]:
    """The stays that places on lines tell of, given in the order in which they were written."""
    ended: list[_Stay] = []
    running: dict[str, _Stay] = {}
    for row in rows:
        if not row["line"]:
            continue  # emptied by an erasure: of that child nothing is told
        before = running.pop(row["row_id"], None)
        first = before.first if before else row["change_id"]
        stay = _Stay(row["line"], row["subject_id"], first, _END if row["stays"] else row["change_id"])
        if row["stays"]:
            running[row["row_id"]] = stay
        else:
            ended.append(stay)
    return [*ended, *running.values()]
