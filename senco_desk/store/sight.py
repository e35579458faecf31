"""What somebody with limited rights can see and write through a connection: held by SQLite, whatever SQL is asked.

For each table that a person may see only part of, a temporary view of the same name stands before it, so that every
question the program asks finds the visible part. An authorizer, which SQLite asks about each column while it prepares
a statement, refuses everything else: the tables behind the views, every write, every file, every setting. The program's
own writes go through the gateway alone, which lifts the limits for its own few statements and asks `require` first.

Two things about SQLite decide the shape. The authorizer is told through which view a table is read, but a common table
expression of the same name is told just so: therefore the tables are read by inner views whose names are random, each
by itself, and cannot be looked up; `explain` does not tell them either, since they dissolve in the question. What it
does tell, the name of the index of assigned children, opens nothing. And an inner view reads its own few tables only.
The index of words (`found`) is read by nobody with limits: the store searches for them, narrowed by `of_found`.
A statement that was prepared while the limits were lifted would run again from the cache: setting an authorizer makes
SQLite prepare every statement anew, so it is set each time.

A SENCO's connection has none of this, and costs nothing more.
"""

from __future__ import annotations

import json
import re
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
    "school", "authority", "calendar_entry", "setting", "staff", "person", "custom_field", "desk_state",
    "sqlite_master", "json_each", "json_tree",
})  # fmt: skip
"""What everybody reads: nothing of a child is in it."""

_NEVER = "typeof(id) = ''"
_CONFIDENTIAL = "A confidential document"
_OUTSIDE_JOURNAL = frozenset({"typed_words", "desk_state"})
_PRAGMAS = frozenset({"query_only", "user_version", "foreign_keys", "journal_mode", "data_version", "wal_checkpoint"})
_RIGHT_TO: dict[str, Right] = {
    "person": "people", "assignment": "people",
    "school": "settings", "authority": "settings", "calendar_entry": "settings", "setting": "settings",
    "staff": "settings", "custom_field": "settings", "rate": "rates",
    "erasure": "erase",
}  # fmt: skip
"""The right that writing to a table takes; where none is named, `change`."""
_LOGGED = frozenset({"session", "note", "commitment"})
"""What a teaching assistant keeps."""

_INDEX = "found_"
"""How the tables of the index of words begin: nobody with limits reads any of them."""

_MAIN = re.compile(r'\bmain\."?(\w+)')
"""The tables that the SQL of a view reads."""

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
        self._inner: dict[str, frozenset[str]] = {}
        self._assigned = ""
        self._behind: frozenset[str] = frozenset()
        self._depth = 0

    @property
    def everybody(self) -> bool:
        """Whether every pupil is seen."""
        return "everybody" in self.rights

    def limit(self, db: Database) -> None:
        """Put the limits on an open connection, for as long as it is open."""
        tables = [
            row[0]
            for row in db.execute("select name from main.sqlite_master where type = 'table'")
            if not row[0].startswith(_INDEX)
        ]
        assigned = f"assigned_{secrets.token_hex(16)}"
        query_only = db.execute("pragma query_only").fetchone()[0]
        db.execute("pragma query_only = off")  # it holds for temporary tables too
        db.execute(f'create temp table "{assigned}" (id text primary key) without rowid')
        db.execute(
            f'insert into temp."{assigned}" select pupil_id from main.assignment where person_id = ?',  # noqa: S608
            [self.person.id],
        )
        views = {table: sql for table in tables if (sql := self._view(db, table, f'temp."{assigned}"')) is not None}
        names = {table: f"view_{secrets.token_hex(16)}" for table in views}
        for table, sql in views.items():
            db.execute(f'create temp view "{names[table]}" as {sql}')
            db.execute(f'create temp view "{table}" as select * from temp."{names[table]}"')  # noqa: S608
        db.execute(f"pragma query_only = {query_only}")
        self._db = db
        self._assigned = assigned
        self._inner = {names[table]: frozenset({table, *_MAIN.findall(sql)}) for table, sql in views.items()}
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
                self._write_index(self._db)
                self._db.conn.set_authorizer(self._judge)

    @staticmethod
    def _write_index(db: Database) -> None:
        """Has what the index of words still holds back written while the limits are lifted.

        FTS5 writes its tables at the next savepoint, with statements that would then be judged as the person's own.
        """
        if db.conn.in_transaction:
            db.execute("savepoint index_written")
            db.execute("release index_written")

    def of_found(self) -> tuple[str, list[str], tuple[str, ...] | None]:
        """What of the index of words is the person's to find, for the store's own statements on it.

        A condition on `found_place p` with `?` for its values; and the children that are seen, None for all.
        """
        conditions: list[str] = ["1"]
        values: list[str] = []
        if "confidential" not in self.rights:
            conditions.append(
                "(p.noun <> 'document' or exists (select 1 from main.document d where d.id = p.row_id"
                " and d.confidential = 0))"
            )
        if self.everybody:
            return " and ".join(conditions), values, None
        conditions.append("p.pupil_id in (select pupil_id from main.assignment where person_id = ?)")
        # What “My pupils” shows of them, and no more: what is planned, and the own notes and promises.
        conditions.append(
            "(p.noun = 'provision_pupil' or (p.noun in ('note', 'commitment') and ? = (select c.person_id"
            " from main.journal_row r join main.journal_change c on c.id = r.change_id where r.noun = p.noun"
            " and r.row_id = p.row_id order by r.change_id, r.position limit 1)))"
        )
        values += [self.person.id, self.person.id]
        return " and ".join(conditions), values, tuple(sorted(self._seen()))

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
            return {**after, "rate_pence": before["rate_pence"], "one_off_pence": before["one_off_pence"]}
        if table == "pack" and "confidential" not in self.rights:
            return {**after, "manifest": before["manifest"]}
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
        if table in ("note", "commitment"):
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
        # A column is always asked for: of a table of which none is, the authorizer is not told through which view. And
        # it is asked for in words that SQLite does not see through, as it would through `is not null` or `0`.
        where = " and ".join([f"""typeof("{columns[0]}") <> ''""", *conditions])
        return f'select {chosen} from main."{table}" where {where}'  # noqa: S608

    def _column(self, table: str, name: str, seen: str) -> str:
        if table == "provision" and name == "rate_pence" and "rates" not in self.rights:
            return f'null as "{name}"'
        if table == "provision" and name == "one_off_pence" and "rates" not in self.rights:
            return f'0 as "{name}"'
        if table == "pack" and name == "manifest" and "confidential" not in self.rights:
            return f'{_masked_manifest(name)} as "{name}"'
        if table == "session" and name == "absent" and not self.everybody:
            chosen = f"select json_group_array(e.value) from json_each(absent) e where e.value in {seen}"  # noqa: S608
            return f"({chosen}) as absent"
        if table == "journal_row" and name in {"before", "after"}:
            masks = list(self._masked_images(name))
            return f"""case noun {" ".join(masks)} else "{name}" end as "{name}\"""" if masks else f'"{name}"'
        return f'"{name}"'

    def _masked_images(self, name: str) -> Iterator[str]:
        """What the person sees of the journal's images, noun by noun, as the branches of a `case`."""
        if "rates" not in self.rights:
            yield f"""when 'provision' then json_set("{name}", '$.rate_pence', null, '$.one_off_pence', 0)"""
        if "confidential" not in self.rights:
            manifest = _masked_manifest(f"""json_extract("{name}", '$.manifest')""")
            yield f"""when 'pack' then json_set("{name}", '$.manifest', {manifest})"""

    def _conditions(self, table: str, columns: list[str], seen: str) -> Iterator[str]:
        if table == "rate" and "rates" not in self.rights:
            yield _NEVER
        if "confidential" not in self.rights:
            if table == "document":
                yield "confidential = 0"
            elif table == "journal_row":
                yield f"(noun <> 'document' or not {_ever_confidential('journal_row.row_id')})"
        if table == "journal_row" and "rates" not in self.rights:
            yield "noun <> 'rate'"
        me = _quoted(self.person.id)
        yield from _own_views(table, me)
        if self.everybody or table in _OPEN:
            return
        of_group = f"(select provision_id from main.provision_pupil where pupil_id in {seen})"  # noqa: S608
        own: Mapping[str, str] = {
            "pupil": f"id in {seen}",
            "provision": f"id in {of_group}",
            "session": f"provision_id in {of_group}",
            "journal_row": " and ".join([f"subject_id in {seen}", *_of_seen_alone(seen)]),
            "journal_change": f"person_id = {me}",
            "trail": f"person_id = {me}",
            "assignment": f"person_id = {me}",
            "rate": "1",
            "saved_view": "1",
        }
        if table in own:
            yield own[table]
        elif "pupil_id" in columns:
            yield f"pupil_id in {seen}"
        elif "subject_id" in columns:
            yield f"subject_id in {seen}"
        else:
            yield f"""typeof("{columns[0]}") = ''"""

    def _judge(self, deed: int, one: str | None, two: str | None, schema: str | None, source: str | None) -> int:
        if deed in _HARMLESS:
            return _OK
        if deed in _READS:
            if schema == "temp":
                hidden = str(one).startswith("sqlite_") or (one == self._assigned and source not in self._inner)
                return _DENY if hidden else _OK
            return _OK if one in self._behind or one in self._inner.get(str(source), ()) else _DENY
        if deed == _FUNCTION:
            return _DENY if str(two).lower() in _UNSAFE_FUNCTIONS else _OK
        if deed == _PRAGMA:
            harmless = one in _PRAGMAS and (two is None or one == "wal_checkpoint")
            return _OK if harmless or one == "table_info" else _DENY
        return _DENY


def limit_to_notes(db: Database) -> None:
    """Let a connection do nothing at all, but within `noting`."""
    db.conn.set_authorizer(_nothing)


@contextmanager
def noting(db: Database) -> Iterator[None]:
    """Within this block a connection limited to notes adds to the audit trail, counts the change, and does no more.

    The store's own statements alone run here: somebody who only reads leaves their notes through it.
    """
    db.conn.set_authorizer(_judge_of_notes)
    try:
        yield
    finally:
        db.conn.set_authorizer(_nothing)


def _judge_of_notes(deed: int, one: str | None, two: str | None, schema: str | None, _source: str | None) -> int:
    if deed in _HARMLESS or deed == _FUNCTION:
        return _OK
    if deed in _READS:
        return _OK if two in _READ_FOR_NOTES.get(str(one), ()) else _DENY
    writes = (deed, one) in {(_INSERT, "trail"), (_INSERT, "desk_state")} or (deed, one, two) == (_UPDATE, *_GENERATION)
    return _OK if schema == "main" and writes else _DENY


_GENERATION = ("desk_state", "value")
_READ_FOR_NOTES: Mapping[str, frozenset[str]] = {
    "trail": frozenset({"", "seq", "chain", "at", "subject_id", "deed", "person_id", "words"}),
    "desk_state": frozenset({"key", "value"}),
    "journal_row": frozenset({"digest"}),
}
"""What is asked before a note is added: whether the same look was noted just now, and how the trail stands."""


def _nothing(*_deed: Any) -> int:
    return _DENY


def _ever_confidential(document: str) -> str:
    """Whether a paper is confidential or has ever been, as SQL: also one that was removed then is not told of."""
    return (
        f"(exists (select 1 from main.document d where d.id = {document} and d.confidential = 1)"  # noqa: S608  ours
        f" or exists (select 1 from main.journal_row s where s.noun = 'document' and s.row_id = {document}"
        """ and (coalesce(json_extract(s."before", '$.confidential'), 0) = 1"""
        """ or coalesce(json_extract(s."after", '$.confidential'), 0) = 1)))"""
    )


def _own_views(table: str, me: str) -> Iterator[str]:
    """Whether a saved view is or was the person's own or everybody's, as conditions in SQL: also where all are seen."""
    if table == "saved_view":
        yield f"(shared = 1 or person_id = {me})"
    elif table == "journal_row":
        for image in ("before", "after"):
            shared = f"""json_extract("{image}", '$.shared') = 1"""
            own = f"""json_extract("{image}", '$.person_id') = {me}"""
            yield f"""(noun <> 'saved_view' or "{image}" is null or {shared} or {own})"""


def _of_seen_alone(seen: str) -> Iterator[str]:
    """What of the journal of seen pupils is about them alone, as conditions in SQL.

    A row that went from one pupil to another, or was in the wrong record for a while, names the other; what was
    written when two records were made one, and taken back since, holds both; a document that is gone may have gone
    because it was about somebody else. A record that was made one with a seen pupil's is that pupil.
    """
    one = f"select former_id from main.merged_pupil where pupil_id in {seen}"  # noqa: S608  our own words
    for image in ("before", "after"):
        whose = f"""json_extract("{image}", '$.pupil_id')"""
        yield f"({whose} is null or {whose} in {seen} or {whose} in ({one}))"
    former = """json_extract(coalesce(m."after", m."before"), '$.former_id')"""
    yield (
        "change_id not in (select m.change_id from main.journal_row m where m.noun = 'merged_pupil'"  # noqa: S608
        f" and {former} not in (select former_id from main.merged_pupil))"
    )
    yield "(noun <> 'document' or row_id in (select id from main.document))"


def _masked_manifest(manifest: str) -> str:
    """What a pack's manifest says to somebody who sees no confidential papers, as SQL.

    A paper may have become confidential after the pack was made. One that is not so any more keeps its title.
    """
    paper = "json_extract(a.value, '$.document')"
    hidden = (
        f"(a.type = 'object' and {_ever_confidential(paper)} and not exists"  # noqa: S608  our own words
        f" (select 1 from main.document d where d.id = {paper} and d.confidential = 0))"
    )
    said = f"json(case when {hidden} then json_set(a.value, '$.title', '{_CONFIDENTIAL}') else a.value end)"
    every = f"json_each({manifest}, '$.appendices') a"
    return (
        f"case when json_valid({manifest}) and exists (select 1 from {every} where {hidden})"  # noqa: S608
        f" then json_set({manifest}, '$.appendices', json((select json_group_array({said}) from {every})))"
        f" else {manifest} end"
    )


def _anything(*_deed: Any) -> int:
    return _OK


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
