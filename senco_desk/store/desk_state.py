"""What a desk knows of itself, by name: the last backup, and whether the recovery code was checked.

It is no record of anybody’s: it stands outside the journal, so that undo cannot take a backup back.
"""

from __future__ import annotations

from senco_desk.store.gateway import Store

RECOVERY = "keys.recovery"
"""Under this name stand the recovery codes that open the desk (`ways_in`)."""

RECOVERY_CHECKED = "safety.recovery_checked"
"""Under this name stands the recovery code that was typed back, or has opened the desk."""


NOT_PROMISED = "promises.not."
"""How the names begin under which is kept what a note or a meeting says and is no promise; its id follows."""


def read(store: Store, name: str) -> str:
    """What is kept under a name; empty where nothing is."""
    waiting = store.put_by.found(f"desk_state {name}")
    if waiting is not None:
        return str(waiting[0])
    rows = store.query("select value from desk_state where key = ?", [name])
    return str(rows[0]["value"]) if rows else ""


def keep(store: Store, name: str, value: str) -> None:
    """Keeps a value under a name, in place of what was there. Refused in a desk that is open for reading only.

    Whoever may not change people does not say either which recovery code opens the desk, or that it was checked.
    """
    if name in {RECOVERY, RECOVERY_CHECKED}:
        store.require("person", None, None)

    def write() -> None:
        with store.change("Keep state"), store.lifted():  # nothing of it is journalled: only rows of the records are
            store.db.execute("insert or replace into main.desk_state (key, value) values (?, ?)", [name, value])

    store.put_by.do(write, name=f"desk_state {name}", value=value)


def begun(store: Store) -> str:
    """The moment of the desk’s first change as the journal has it (ISO); empty in one without any."""
    rows = store.query("select min(at) as first from journal_change")
    return str(rows[0]["first"] or "")
