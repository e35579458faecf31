"""What stands in a change's way among the records themselves, in words: something still names what is to go.

SQLite speaks of such a thing only when the change is committed, and says neither what nor where. So it is looked for
afterwards, when everything is as it was before the change.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from senco_desk.domain.problems import RefusedError
from senco_desk.store.nouns import TABLES
from senco_desk.store.tables import Image

if TYPE_CHECKING:
    from senco_desk.store.gateway import Store

Written = Sequence[tuple[str, str, str, Image | None, Image | None]]
"""What a change wrote: (table, row id, subject id, before, after)."""


class InTheWayError(RefusedError):
    """Another record stands in the way of a change; nothing was written."""


def refusal(store: Store, written: Written, error: Exception) -> InTheWayError | None:
    """Why the records refused a change that has been rolled back; None where the fault is the program's own.

    Args:
        store: the desk as it is again.
        written: what the change had written.
        error: the database's own word.
    """
    match str(error).partition(" constraint")[0]:  # SQLite's own words; a code for each, the driver does not ask for
        case "FOREIGN KEY":
            wanted = {(table, row_id): after for table, row_id, _subject, _before, after in written}
            with store.lifted():
                return InTheWayError(_still_named(store, wanted) or _names_nothing(store, wanted) or _SOMETHING)
        case "UNIQUE":
            found = re.search(r"failed: (\w+)\.", str(error))
            words = TABLES[found[1]].words if found and found[1] in TABLES else "record"
            return InTheWayError(
                f"There is another {words} like this one already, and only one can be kept. Look for it on the same"
                " page, and change or remove it first."
            )
        case _:
            return None


_SOMETHING = (
    "This cannot be done: something else in the records depends on it. Look at the child’s page, and change that first."
)


def _still_named(store: Store, wanted: Mapping[tuple[str, str], Image | None]) -> str:
    """What still names something that was to go."""
    for (table, row_id), after in wanted.items():
        if after is not None:
            continue
        for name in TABLES:
            for column, owner in _references(store, name):
                if owner != table:
                    continue
                sql = f'select id from main."{name}" where "{column}" = ?'  # noqa: S608  from our closed list
                if any((name, row["id"]) not in wanted for row in store.query(sql, [row_id])):
                    return (
                        f"This {TABLES[table].words} cannot be removed while {_a(name)} names it. Choose another there,"
                        " or none, then try again."
                    )
    return ""


def _names_nothing(store: Store, wanted: Mapping[tuple[str, str], Image | None]) -> str:
    """What was to be written though something it names is gone."""
    for (table, _row_id), after in wanted.items():
        for column, owner in _references(store, table) if after is not None else ():
            named = after.get(column) if after is not None else None
            if not named or wanted.get((owner, named)) is not None or list(store.images(TABLES[owner], [named])):
                continue
            return (
                f"This {TABLES[table].words} names {_a(owner)} that has been removed since, so it cannot be kept like"
                " this. Restore that from the bin first (File › Bin), or choose another."
            )
    return ""


def _references(store: Store, table: str) -> list[tuple[str, str]]:
    """The columns of a table that name a row of another, and which table that is."""
    rows = store.db.execute(f'pragma main.foreign_key_list("{table}")').fetchall()
    return [(str(row[3]), str(row[2])) for row in rows if row[2] in TABLES]


def _a(table: str) -> str:
    words = TABLES[table].words
    spoken_as_a_vowel = words.startswith(("a", "e", "i", "o", "hour")) and not words.startswith("one")
    return f"{'an' if spoken_as_a_vowel else 'a'} {words}"
