"""Where words typed and not yet kept lie: encrypted with the records, but outside the journal.

Writing them is no change that a person would undo, so nothing is journalled; the transaction is the store's own. Each
person finds their own words only; erasing a pupil forgets everybody's about the child.
"""

from __future__ import annotations

import json
from datetime import datetime

from senco_desk.domain.drafts import TypedWords
from senco_desk.store.gateway import Store
from senco_desk.store.tables import Image

_TABLE = "typed_words"
_LABEL = "Keep what is typed"


def keep(store: Store, words: TypedWords) -> None:
    """Keep what was typed, in place of what was kept for the same form before; a desk to read only refuses."""
    assert words.typed_at is not None
    row: Image = {
        "key": words.key,
        "person_id": store.person,
        "pupil_id": words.pupil_id,
        "title": words.title,
        "place": json.dumps(words.place, ensure_ascii=False),
        "typed": json.dumps(words.typed, ensure_ascii=False),
        "typed_at": words.typed_at.isoformat(timespec="seconds"),
        "is_open": int(words.is_open),
    }
    columns, places = ", ".join(row), ", ".join("?" * len(row))
    with store.change(_LABEL), store.lifted():
        sql = f"insert or replace into main.{_TABLE} ({columns}) values ({places})"  # noqa: S608  our own names
        store.db.execute(sql, list(row.values()))


def find(store: Store, key: str) -> TypedWords | None:
    """What was typed into this form, or None."""
    rows = store.query(f"select * from {_TABLE} where person_id = ? and key = ?", [store.person, key])  # noqa: S608  ours
    return _words(rows[0]) if rows else None


def all_kept(store: Store) -> list[TypedWords]:
    """Everything that was typed and not yet kept, newest first."""
    sql = f"select * from {_TABLE} where person_id = ? order by typed_at desc, key"  # noqa: S608  our own name
    return [_words(row) for row in store.query(sql, [store.person])]


def remove(store: Store, key: str) -> None:
    """Forget what was typed into this form; harmless where nothing was."""
    with store.change(_LABEL), store.lifted():
        store.db.execute(f"delete from main.{_TABLE} where person_id = ? and key = ?", [store.person, key])  # noqa: S608


def remove_of_pupil(store: Store, pupil_id: str) -> int:
    """Forget what was typed about a pupil, also where the pupil is one of several in a form; answers how many."""
    named = f"from main.{_TABLE} where pupil_id = :id or instr(key, :id) or instr(typed, :id) or instr(place, :id)"
    with store.lifted():
        count = int(store.query(f"select count(*) as n {named.replace(':id', '?')}", [pupil_id] * 4)[0]["n"])
    if count:
        with store.change(_LABEL), store.lifted():
            store.db.execute(f"delete {named.replace(':id', '?')}", [pupil_id] * 4)
    return count


def _words(row: Image) -> TypedWords:
    return TypedWords(
        key=row["key"],
        pupil_id=row["pupil_id"],
        title=row["title"],
        place=tuple(json.loads(row["place"])),
        typed=json.loads(row["typed"]),
        typed_at=datetime.fromisoformat(row["typed_at"]),
        is_open=bool(row["is_open"]),
    )
