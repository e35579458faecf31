"""When rows were first written, by whom and with which deed: the journal asked once for many rows.

Somebody who sees few pupils sees the head of their own changes only: of another's they are told nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from senco_desk.store.gateway import Store


@dataclass(frozen=True)
class FirstKept:
    """The change that brought a row in: when, by whom (an id), and what it was called."""

    at: datetime
    person: str
    label: str


_ASKED = (
    "select w.noun, w.row_id, c.at, c.person_id, c.label from ("
    " select r.noun as noun, r.row_id as row_id, min(r.change_id) as change_id"
    " from json_each(?) e join journal_row r"
    " on r.noun = json_extract(e.value, '$[0]') and r.row_id = json_extract(e.value, '$[1]')"
    " group by r.noun, r.row_id"
    ") w join journal_change c on c.id = w.change_id"
)


def first_kept(store: Store, rows: Iterable[tuple[str, str]]) -> dict[tuple[str, str], FirstKept]:
    """By noun and row id, how each row came in; one that the journal does not tell of is left out."""
    asked = json.dumps(sorted(set(rows)))
    return {
        (row["noun"], row["row_id"]): FirstKept(datetime.fromisoformat(row["at"]), row["person_id"], row["label"])
        for row in store.query(_ASKED, [asked])
    }
