"""What somebody with limited rights can see and write through a connection: held by SQLite, whatever SQL is asked.

For each table that a person may see only part of, a temporary view of the same name stands before it, so that every
question the program asks finds the visible part. An authorizer, which SQLite asks about each column while it prepares
a statement, refuses everything else: the tables behind the views, every write, every file, every setting. The program's
own writes go through the gateway alone, which lifts the limits for its own few statements and asks `require` first.

Two things about SQLite decide the shape. The authorizer is told through which view a table is read, but a common table
expression of the same name is told just so: therefore the tables are read by inner views whose names are random
and cannot be looked up. And a statement that was prepared while the limits were lifted would run again from the cache:
setting an authorizer makes SQLite prepare every statement anew, so it is set each time.

A SENCO's connection has none of this, and costs nothing more.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.roles import Right, require
from senco_desk.domain.school import Person
from senco_desk.store.connection import Database

if TYPE_CHECKING:
    from senco_desk.store.gateway import Store
    from senco_desk.store.tables import Image

_OPEN = frozenset({
    "school", "authority", "calendar_entry", "setting", "staff", "person", "desk_state", "sqlite_master", "json_each",
    "json_tree",
})  # fmt: skip
"""What everybody reads: nothing of a child is in it."""

_OUTSIDE_JOURNAL = frozenset({"typed_words", "desk_state"})
_PRAGMAS = frozenset({"query_only", "user_version", "foreign_keys", "journal_mode", "data_version", "wal_checkpoint"})
_RIGHT_TO: dict[str, Right] = {
    "person": "people", "assignment": "people",
    "school": "settings", "authority": "settings", "calendar_entry": "settings", "setting": "settings",
    "staff": "settings", "rate": "rates",
    "erasure": "erase",
}  # fmt: skip
"""The right that writing to a table takes; where none is named, `change`."""
_LOGGED = frozenset({"session", "note"})
"""What a teaching assistant keeps."""

_OK, _DENY = 0, 1
_READS = frozenset({20})
_HARMLESS = frozenset({21, 22, 32, 33})  # select, transaction, savepoint, recursive
_FUNCTION, _PRAGMA, _INSERT, _UPDATE = 31, 19, 18, 23
_UNSAFE_FUNCTIONS = frozenset({"load_extension", "sqlcipher_export", "fts3_tokenizer", "writefile", "readfile", "edit"})


class Sight:
    """The limits of one person on one connection.

    Args:
        person: whose they are.
        rights: what that person may do.
    """

    def __init__(self, person: Person, rights: frozenset[Right]) -> None:
        self.person = person
        self.rights = rights
        self._db: Database | None = None
        self._inner: frozenset[str] = frozenset()
        self._behind: frozenset[str] = frozenset()
        self._depth = 0

    @property
    def everybody(self) -> bool:
        """Whether every pupil is seen."""
        return "everybody" in self.rights

    def limit(self, db: Database) -> None:
        """Put the limits on an open connection, for as long as it is open."""
        tables = [row[0] for row in db.execute("select name from main.sqlite_master where type = 'table'")]
        secret = secrets.token_hex(16)
        query_only = db.execute("pragma query_only").fetchone()[0]
        db.execute("pragma query_only = off")  # it holds for temporary tables too
        db.execute(f'create temp table "seen_{secret}" (id text primary key) without rowid')
        db.execute(
            f'insert into temp."seen_{secret}" select pupil_id from main.assignment where person_id = ?',  # noqa: S608
            [self.person.id],
        )
        views = {table: sql for table in tables if (sql := self._view(db, table, f'temp."seen_{secret}"')) is not None}
        for table, sql in views.items():
            db.execute(f'create temp view "{secret}_{table}" as {sql}')
            db.execute(f'create temp view "{table}" as select * from temp."{secret}_{table}"')  # noqa: S608
        db.execute(f"pragma query_only = {query_only}")
        self._db = db
        self._inner = frozenset(f"{secret}_{table}" for table in views)
        # A table that nobody thought of here is seen whole by those who see every pupil, and by nobody else.
        self._behind = _OPEN | (frozenset(tables) - views.keys() if self.everybody else frozenset())
        db.conn.set_authorizer(self._judge)

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """Within this block the connection is the gateway's own: it writes, and reads what it keeps images of."""
        assert self._db is not None
        if not self._depth:
            self._db.conn.set_authorizer(_anything)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if not self._depth:
                self._db.conn.set_authorizer(self._judge)

    def require(self, store: Store, table: str, before: Image | None, after: Image | None) -> None:
        """Raises RefusedError, in words, where the person may not write this row so."""
        if table in _OUTSIDE_JOURNAL:
            return
        wanted = _RIGHT_TO.get(table, "change")
        if table == "document" and any(image is not None and image["confidential"] for image in (before, after)):
            require(self.rights, "confidential")
        if wanted in self.rights:
            return
        if table not in _LOGGED or "log" not in self.rights:
            require(self.rights, wanted)
        if before is not None and not self._began(store, table, before["id"]):
            raise RefusedError("You can change what you wrote yourself. Ask the SENCO to change this.")
        for image in (before, after):
            if image is not None and not self._reaches(store, table, image):
                require(self.rights, "everybody")

    def completed(self, table: str, before: Image, after: Image) -> Image:
        """The row to be written: what the person gave, with what they cannot see left as it is."""
        if table == "provision" and "rates" not in self.rights:
            return {**after, "rate_pence": before["rate_pence"]}
        if table == "session" and not self.everybody:
            seen = self._seen()
            unseen = [each for each in json.loads(before["absent"]) if each not in seen]
            own = [each for each in json.loads(after["absent"]) if each in seen]
            return {**after, "absent": json.dumps(unseen + own, ensure_ascii=False)}
        return after

    def _seen(self) -> frozenset[str]:
        assert self._db is not None
        sql = "select pupil_id from main.assignment where person_id = ?"
        with self.lifted():
            return frozenset(row[0] for row in self._db.execute(sql, [self.person.id]))

    def _reaches(self, store: Store, table: str, image: Image) -> bool:
        if table == "note":
            return image["pupil_id"] in self._seen()
        with self.lifted():
            rows = store.query(
                "select 1 as reached from main.provision_pupil p join main.assignment a on a.pupil_id = p.pupil_id"
                " where p.provision_id = ? and a.person_id = ?",
                [image["provision_id"], self.person.id],
            )
        return bool(rows)

    def _began(self, store: Store, table: str, row_id: str) -> bool:
        with self.lifted():
            rows = store.query(
                "select c.person_id from main.journal_row r join main.journal_change c on c.id = r.change_id"
                " where r.noun = ? and r.row_id = ? order by r.change_id, r.position limit 1",
                [table, row_id],
            )
        return not rows or rows[0]["person_id"] == self.person.id

    def _view(self, db: Database, table: str, seen: str) -> str | None:
        """What the person sees of a table, as SQL; None where it is read as it stands."""
        if table == "typed_words":
            return f"select * from main.typed_words where person_id = {_quoted(self.person.id)}"  # noqa: S608
        columns = [row[1] for row in db.execute(f'pragma main.table_info("{table}")')]
        chosen = ", ".join(self._column(table, name, seen) for name in columns)
        conditions = list(self._conditions(table, columns, seen))
        if not conditions and chosen == ", ".join(f'"{name}"' for name in columns):
            return None
        return f'select {chosen} from main."{table}" where {" and ".join(conditions) or "1"}'  # noqa: S608

    def _column(self, table: str, name: str, seen: str) -> str:
        if table == "provision" and name == "rate_pence" and "rates" not in self.rights:
            return f'null as "{name}"'
        if table == "session" and name == "absent" and not self.everybody:
            chosen = f"select json_group_array(e.value) from json_each(absent) e where e.value in {seen}"  # noqa: S608
            return f"({chosen}) as absent"
        if table == "journal_row" and name in {"before", "after"} and "rates" not in self.rights:
            masked = f"""case when noun = 'provision' then json_set("{name}", '$.rate_pence', null) else "{name}" end"""
            return f'{masked} as "{name}"'
        return f'"{name}"'

    def _conditions(self, table: str, columns: list[str], seen: str) -> Iterator[str]:
        if table == "rate" and "rates" not in self.rights:
            yield "0"
        if "confidential" not in self.rights:
            if table == "document":
                yield "confidential = 0"
            elif table == "journal_row":
                yield (
                    """(noun <> 'document' or (coalesce(json_extract("before", '$.confidential'), 0) = 0"""
                    """ and coalesce(json_extract("after", '$.confidential'), 0) = 0"""
                    """ and row_id not in (select id from main.document where confidential = 1)))"""
                )
        if table == "journal_row" and "rates" not in self.rights:
            yield "noun <> 'rate'"
        if self.everybody or table in _OPEN:
            return
        me = _quoted(self.person.id)
        of_group = f"(select provision_id from main.provision_pupil where pupil_id in {seen})"  # noqa: S608
        own: Mapping[str, str] = {
            "pupil": f"id in {seen}",
            "provision": f"id in {of_group}",
            "session": f"provision_id in {of_group}",
            "journal_row": f"subject_id in {seen}",
            "journal_change": f"person_id = {me}",
            "trail": f"person_id = {me}",
            "assignment": f"person_id = {me}",
            "rate": "1",
        }
        if table in own:
            yield own[table]
        elif "pupil_id" in columns:
            yield f"pupil_id in {seen}"
        elif "subject_id" in columns:
            yield f"subject_id in {seen}"
        else:
            yield "0"

    def _judge(self, deed: int, one: str | None, two: str | None, schema: str | None, source: str | None) -> int:
        if deed in _HARMLESS:
            return _OK
        if deed in _READS:
            if schema == "temp":
                hidden = str(one).startswith(("sqlite_", "seen_")) and source not in self._inner
                return _DENY if hidden else _OK
            return _OK if one in self._behind or source in self._inner else _DENY
        if deed == _FUNCTION:
            return _DENY if str(two).lower() in _UNSAFE_FUNCTIONS else _OK
        if deed == _PRAGMA:
            harmless = one in _PRAGMAS and (two is None or one == "wal_checkpoint")
            return _OK if harmless or one == "table_info" else _DENY
        return _DENY


def limit_to_notes(db: Database) -> None:
    """Let a connection add to the audit trail, count the change, and do nothing else.

    Somebody who only reads leaves their notes through it.
    """

    def judge(deed: int, one: str | None, _two: str | None, schema: str | None, _source: str | None) -> int:
        if deed in _HARMLESS or deed == _FUNCTION:
            return _OK
        if deed == _PRAGMA:
            return _OK if one == "wal_checkpoint" else _DENY
        if deed in _READS:
            return _OK if one in {"trail", "desk_state"} else _DENY
        if schema == "main" and (deed, one) in {(_INSERT, "trail"), (_INSERT, "desk_state"), (_UPDATE, "desk_state")}:
            return _OK
        return _DENY

    db.conn.set_authorizer(judge)


def _anything(*_deed: Any) -> int:
    return _OK


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
