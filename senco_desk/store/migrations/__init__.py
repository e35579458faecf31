"""From any older schema to today's, step by step; a newer one is refused."""

from __future__ import annotations

from senco_desk.store.connection import Database
from senco_desk.store.migrations import (
    m0001_first,
    m0002_drafts,
    m0003_people,
    m0004_trail,
    m0005_leavers,
    m0006_record,
    m0007_found,
)

STEPS: tuple[str, ...] = (
    m0001_first.SQL,
    m0002_drafts.SQL,
    m0003_people.SQL,
    m0004_trail.SQL,
    m0005_leavers.SQL,
    m0006_record.SQL,
    m0007_found.SQL,
)
"""The SQL of each step; a desk whose `user_version` is n has had the first n."""

SCHEMA_VERSION = len(STEPS)


def version_of(db: Database) -> int:
    """How many steps a desk has had."""
    return int(db.execute("pragma user_version").fetchone()[0])


def migrate(db: Database) -> None:
    """Bring a desk to today's schema; each step commits whole, with its number, or not at all.

    Foreign keys are off meanwhile (rebuilding a table that others refer to would otherwise cascade), and are checked
    before each commit.
    """
    for number, sql in enumerate(STEPS[version_of(db) :], start=version_of(db) + 1):
        db.execute("pragma foreign_keys = off")
        try:
            with db.atomic():
                for statement in filter(str.strip, sql.split(";\n")):
                    db.execute(statement)
                broken = db.execute("pragma foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"schema step {number} leaves {len(broken)} broken references")
                db.execute(f"pragma user_version = {number}")
                db.execute("update desk_state set value = cast(value as integer) + 1 where key = 'generation'")
        finally:
            db.execute("pragma foreign_keys = on")
