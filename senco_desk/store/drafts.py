"""Where words typed and not yet kept lie: encrypted with the records, but outside the journal.

Writing them is no change that a person would undo, so nothing is journalled; the transaction is the store's own. Each
person finds their own words only; erasing a pupil forgets everybody's about the child, and none is kept again after.
"""

from __future__ import annotations

import json
from datetime import datetime

from senco_desk.domain.drafts import TypedWords
from senco_desk.store.gateway import Store
from senco_desk.store.tables import Image

_TABLE = "typed_words"
_LABEL = "Keep what is typed"
_OF_ERASED = """
    select 1 from main.erasure where not exists (select 1 from main.pupil where main.pupil.id = erased_pupil)
    and ({})
"""
"""Whether words name a child who was erased, and was not brought back since by a restore that was asked to."""
_ABOUT = (
    "erased_pupil = ?1 or instr(?2, erased_pupil) or instr(?3, erased_pupil) or (?1 = '' and instr(?4, erased_pupil))"
)
_PLACED = "instr(?, erased_pupil)"


def keep(store: Store, words: TypedWords) -> None:
    """Keep what was typed, in place of what was kept for the same form before; a desk to read only refuses.

    Words about a child who was erased are not kept: a form that was left open must not bring the child back.
    """
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

    def write() -> None:
        with store.change(_LABEL), store.lifted():
            named = [row["pupil_id"], row["key"], row["typed"], row["place"]]
            if store.db.execute(_OF_ERASED.format(_ABOUT), named).fetchone() is not None:
                return
            if store.db.execute(_OF_ERASED.format(_PLACED), [row["place"]]).fetchone() is not None:
                row["place"] = '[""]'
            sql = f"insert or replace into main.{_TABLE} ({columns}) values ({places})"  # noqa: S608  our own names
            store.db.execute(sql, list(row.values()))

    store.put_by.do(write, name=f"{_TABLE} {words.key}", value=row)


def find(store: Store, key: str) -> TypedWords | None:
    """What was typed into this form, or None."""
    rows = store.query(f"select * from {_TABLE} where person_id = ? and key = ?", [store.person, key])  # noqa: S608  ours
    return next(iter(_with_put_by(store, rows, [key])), None)


def all_kept(store: Store) -> list[TypedWords]:
    """Everything that was typed and not yet kept, newest first."""
    sql = f"select * from {_TABLE} where person_id = ? order by typed_at desc, key"  # noqa: S608  our own name
    waiting = [name.removeprefix(f"{_TABLE} ") for name in store.put_by.names(f"{_TABLE} ")]
    return _with_put_by(store, store.query(sql, [store.person]), waiting)


def of_person(store: Store, person_id: str) -> list[TypedWords]:
    """What a person typed and did not save, newest first: for whoever decides about it when their way in ends."""
    sql = f"select * from {_TABLE} where person_id = ? order by typed_at desc, key"  # noqa: S608  our own name
    return [_words(row) for row in store.query(sql, [person_id])]


def remove_of_person(store: Store, person_id: str) -> None:
    """Forget everything a person typed and did not save."""
    with store.change(_LABEL), store.lifted():
        store.db.execute(f"delete from main.{_TABLE} where person_id = ?", [person_id])  # noqa: S608  our own name


def remove(store: Store, key: str) -> None:
    """Forget what was typed into this form; harmless where nothing was."""

    def write() -> None:
        with store.change(_LABEL), store.lifted():
            store.db.execute(f"delete from main.{_TABLE} where person_id = ? and key = ?", [store.person, key])  # noqa: S608

    store.put_by.do(write, name=f"{_TABLE} {key}")


def _with_put_by(store: Store, rows: list[Image], keys: list[str]) -> list[TypedWords]:
    """What is kept, with what waits to be kept for these keys in its place; newest first."""
    waiting = {key: found[0] for key in keys if (found := store.put_by.found(f"{_TABLE} {key}")) is not None}
    if not waiting:
        return [_words(row) for row in rows]
    newer = [row for row in waiting.values() if isinstance(row, dict)]
    left = [row for row in rows if row["key"] not in waiting]
    return sorted((_words(row) for row in [*newer, *left]), key=lambda words: str(words.typed_at), reverse=True)


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
