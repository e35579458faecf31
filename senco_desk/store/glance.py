"""What can be seen of an open desk's health in a moment, on the way in: its tables, and its attachments' names.

The whole check reads every page and takes seconds; a desk that lost half its attachments need not wait for that. A
records file that was cut short is refused by SQLite itself as it is opened.
"""

from __future__ import annotations

from senco_desk.store import connection
from senco_desk.store.gateway import Store
from senco_desk.store.nouns import TABLES


def missing_tables(store: Store) -> list[str]:
    """What of the records' tables is not there, in words; empty where nothing is missing."""
    with connection.telling_troubles():
        there = {row[0] for row in store.db.execute("select name from sqlite_master where type = 'table'").fetchall()}
    missing = TABLES.keys() - there
    return [f"{len(missing)} of the tables of the records are missing."] if missing else []


def absent_attachments(store: Store) -> int:
    """How many documents name a file that is not in the desk's folder."""
    there = frozenset(store.blobs.names())
    with connection.telling_troubles():
        rows = store.db.execute("select blob from document where blob <> ''").fetchall()
    return sum(row[0] not in there for row in rows)
