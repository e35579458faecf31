"""Brings what is left of a damaged desk into a new one. The damaged desk is only read, never written to.

What people typed lies in a desk twice: in its table and in the journal. So a row whose page is gone is brought back
from the journal, and the other way round; what neither holds is named. A backup that is whole is better than this, and
is what the window offers first; salvage is for what was typed since.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.machine.drive import keep_folder
from senco_desk.store import connection, damaged_pages, marker, trail, vault, vault_header, ways_in
from senco_desk.store.blobs import Blobs
from senco_desk.store.building import built_beside
from senco_desk.store.connection import Database, IntegrityError
from senco_desk.store.damaged_pages import Remains
from senco_desk.store.files import copy_whole, telling_file_troubles
from senco_desk.store.ids import Ids
from senco_desk.store.keys import Keys
from senco_desk.store.migrations import migrate
from senco_desk.store.nouns import TABLES
from senco_desk.store.tables import Image
from senco_desk.store.vault import SlotSeen

_CHANGES, _ROWS, _STATE = "journal_change", "journal_row", "desk_state"
_LABEL = "Salvage damaged desk"
_NO_SENCO = (
    "The SENCO’s entry among the people was lost. Open the new desk with a SENCO’s passphrase or the printed recovery"
    " code, then set up the people again under Settings, People."
)
_STAND_INS: dict[str, Image] = {
    "pupil": {"legal_surname": "(name lost)", "legal_forename": "Child"},
    "person": {"name": "SENCO", "role": "senco"},
    "school": {"name": "School (name lost)", "authority_id": "generic", "phase": "primary"},
}
"""What stands in for a row that others need and that is nowhere to be found."""


@dataclass(frozen=True)
class Salvaged:
    """What came out.

    Attributes:
        folder: the new desk.
        rows: how many rows of each kind are in it, by the words for the kind.
        from_journal: how many of them were only in the journal.
        damaged_pages: how many pages of the old file could not be read, out of `pages`.
        missing: what could not be brought back, a sentence each.
    """

    folder: Path
    rows: Mapping[str, int]
    from_journal: int
    damaged_pages: int
    pages: int
    missing: tuple[str, ...]


def salvage(
    folder: Path, keys: Keys, to: Path, *, clock: Callable[[], datetime], progress: Progress | None = None
) -> Salvaged:
    """Makes the new desk `to` of what the desk `folder` still holds.

    It opens with the same passphrases. Refuses a target that is there. Attachments that are damaged stay behind and are
    named; those that are whole are copied.
    """
    watch = progress or Silent()
    if to.exists():
        raise RefusedError(f"{to.name} is already there. Choose another name for the salvaged desk.")
    files = Blobs(folder / "files", keys)
    names = sorted(files.names())
    with telling_file_troubles(folder):
        remains = damaged_pages.read(folder / "desk.db", keys, watch)
    with telling_file_troubles(to):
        to.parent.mkdir(parents=True, exist_ok=True)
    with built_beside(to) as made, telling_file_troubles(to):
        part = made.folder
        (part / "files").mkdir(mode=0o700)
        vault_header.copy_both(folder, part)
        watch.start("Writing the new desk", len(names) + 2)
        rebuilt = _rebuilt(
            part / "desk.db", keys, remains, _floor_of_generation(folder, keys), vault.slots(folder, keys), clock
        )
        watch.step()
        for name in names:
            if files.check(name) == "ok":
                copy_whole(files.folder / name, part / "files" / name)
            watch.step()
        missing = rebuilt.missing + _papers_left_behind(part, keys)
        keep_folder(part / "files")
        watch.step()
    return Salvaged(to, rebuilt.rows, rebuilt.from_journal, len(remains.damaged), remains.pages, tuple(missing))


@dataclass(frozen=True)
class _Rebuilt:
    rows: dict[str, int]
    from_journal: int
    missing: list[str]


def _rebuilt(
    path: Path,
    keys: Keys,
    remains: Remains,
    generation: int,
    slots: Sequence[SlotSeen],
    clock: Callable[[], datetime],
) -> _Rebuilt:
    db = connection.connect(path, keys, create=True)
    try:
        with connection.telling_troubles():
            migrate(db)
            db.execute("pragma foreign_keys = off")
            with db.atomic():
                found = _Found(db, remains)
                missing = found.into_tables()
                missing += _mended_references(db)
                found.roles(slots)
                missing += found.stand_ins(slots, keys)
                _journal(db, found, Ids(clock).new(), clock)
                _state(db, found, generation, slots)
                _trail(db, keys, clock)
            db.execute("pragma foreign_keys = on")
            rows = {table.words: db.table(name).count for name, table in TABLES.items() if db.table(name).count}
            return _Rebuilt(rows, found.from_journal, missing)
    finally:
        connection.close(db)


class _Found:
    """The rows that were found, sorted out: by table, and the journal's newest image of each row."""

    def __init__(self, db: Database, remains: Remains) -> None:
        self.db = db
        self.from_journal = 0
        self._columns = {
            name: [(column.name, column.default_value) for column in db.table(name).columns]
            for name in db.table_names()
            if not name.startswith(("sqlite_", "found_"))  # the index of words is made anew from what goes in
        }
        self.rows = {name: self._images(name, remains.tables.get(name, ())) for name in self._columns}
        self._claim_strays(remains.strays)
        self.newest: dict[tuple[str, str], Image | None] = {}
        for row in sorted(self.rows[_ROWS], key=lambda row: (row["change_id"], row["position"])):
            if row["noun"] in TABLES:
                self.newest[row["noun"], row["row_id"]] = json.loads(row["after"]) if row["after"] else None

    def into_tables(self) -> list[str]:
        """Writes every row that was found, and those that only the journal holds; answers what would not go in."""
        refused: Counter[str] = Counter()
        for name in [*TABLES, *(self._columns.keys() - TABLES.keys() - {_CHANGES, _ROWS, _STATE})]:
            refused[name] += self._insert_all(name, self.rows[name])
        for (noun, row_id), image in self.newest.items():
            if image is not None and not self._there(noun, row_id):
                known = {column for column, _default in self._columns[noun]}
                lost = self._insert_all(noun, [{key: value for key, value in image.items() if key in known}])
                refused[noun] += lost
                self.from_journal += 1 - lost
        return [_told(noun, count, "what was found of it is not sound") for noun, count in refused.items() if count]

    def roles(self, slots: Iterable[SlotSeen]) -> None:
        """Gives everybody the role that the key file has for their way in.

        Whoever breaks the pages with their own entry, or with the newest of it, must not become more than they were.
        """
        for slot in slots:
            if slot.role:
                self.db.execute("update person set role = ? where slot_id = ?", [slot.role, slot.id])

    def stand_ins(self, slots: Iterable[SlotSeen], keys: Keys) -> list[str]:
        """A desk cannot be opened without its school and a SENCO; answers what to know of those that stand in.

        Where no SENCO's entry is left, the one who stands in has the way in of a SENCO, by the key file: nobody else
        becomes one by salvaging. The printed recovery code opens the desk in that name too.
        """
        if not self.db.table("school").count:
            self._insert_all("school", [_stand_in(self.db, "school", "salvaged-school")])
        others = self.db.execute("select 1 from person").fetchone()
        if self.db.execute("select 1 from person where role = 'senco' and removed_on is null").fetchone():
            return []
        ways = [slot.id for slot in slots if slot.kind == "passphrase" and slot.role == "senco"]
        ways.sort(key=lambda slot_id: slot_id != keys.slot_id)
        slot = {"slot_id": next(iter(ways), "")}
        self._insert_all("person", [_stand_in(self.db, "person", "salvaged-person") | slot])
        return [_NO_SENCO] if others or keys.role != "senco" else []

    def _images(self, name: str, rows: tuple[damaged_pages.Row, ...]) -> list[Image]:
        """A row written before a column was added is shorter than the table is now; the rest is the default."""
        columns = self._columns[name]
        return [
            {
                column: row[place] if place < len(row) else _literal(default)
                for place, (column, default) in enumerate(columns)
            }
            for row in rows
            if len(row) <= len(columns)
        ]

    def _claim_strays(self, strays: tuple[damaged_pages.Row, ...]) -> None:
        """Rows of the journal are known by their shape; other strays may be long gone, and the journal has them too."""
        known = {(row["change_id"], row["position"]) for row in self.rows[_ROWS]}
        for row in strays:
            if (
                7 <= len(row) <= len(self._columns[_ROWS])
                and isinstance(row[1], int)
                and row[2] in TABLES
                and (row[0], row[1]) not in known
            ):
                self.rows[_ROWS] += self._images(_ROWS, (row,))
        changes = {row["id"] for row in self.rows[_CHANGES]}
        for row in strays:
            if len(row) >= 7 and row[2] in {"do", "undo", "redo"} and row[0] not in changes:
                self.rows[_CHANGES] += self._images(_CHANGES, (row,))

    def _there(self, noun: str, row_id: str) -> bool:
        return bool(self.db.execute(f'select 1 from "{noun}" where id = ?', [row_id]).fetchone())  # noqa: S608

    def _insert_all(self, name: str, images: list[Image]) -> int:
        """How many would not go in: a row that breaks a rule of the table is not sound, or is there already."""
        refused = 0
        for image in images:
            try:
                self.db.table(name).insert(image)
            except IntegrityError:
                refused += 1
        return refused


def _mended_references(db: Database) -> list[str]:
    """Takes out rows whose owner is nowhere to be found, except a child's: there a stand-in is put."""
    told: list[str] = []
    taken: Counter[str] = Counter()
    parted: Counter[str] = Counter()
    while broken := list(db.execute("pragma foreign_key_check").fetchall()):
        for name, rowid, parent, number in broken:
            column = next(
                each[3] for each in db.execute(f'pragma foreign_key_list("{name}")').fetchall() if each[0] == number
            )
            optional = not next(each.notnull for each in db.table(name).columns if each.name == column)
            found = db.execute(f'select "{column}" from "{name}" where rowid = ?', [rowid]).fetchone()  # noqa: S608
            if found is None:
                continue
            if parent == "pupil":
                db.table("pupil").insert(_stand_in(db, "pupil", found[0]), ignore=True)
                told.append(
                    "The name of a child was lost; what is left of the record stands under “Child (name lost)”."
                )
            elif optional:
                db.execute(f'update "{name}" set "{column}" = null where rowid = ?', [rowid])  # noqa: S608
                parted[name] += 1
            else:
                db.execute(f'delete from "{name}" where rowid = ?', [rowid])  # noqa: S608
                taken[name] += 1
    told += [_told(name, count, "what it belongs to was lost") for name, count in taken.items()]
    told += [f"{_counted(name, count)}: kept, but what it belonged to was lost." for name, count in parted.items()]
    return list(dict.fromkeys(told))


def _journal(db: Database, found: _Found, change_id: str, clock: Callable[[], datetime]) -> None:
    """The journal as it was found, and in it, as one more change, all that salvaging itself brought about."""
    changes = {row["id"]: row for row in found.rows[_CHANGES]}
    at = clock().isoformat(timespec="milliseconds")
    person = db.execute("select id from person order by id limit 1").fetchone()[0]
    blank = {"kind": "do", "target": None, "undone_by": None, "person_id": person, "at": at}
    for row in found.rows[_ROWS]:
        changes.setdefault(
            row["change_id"], {"id": row["change_id"], "label": "Change of which only part is left"} | blank
        )
    for row in changes.values():
        row["target"] = row["target"] if row["target"] in changes else None
        row["undone_by"] = row["undone_by"] if row["undone_by"] in changes else None
    db.table(_CHANGES).insert_all([*changes.values(), {"id": change_id, "label": _LABEL} | blank])
    db.table(_ROWS).insert_all(found.rows[_ROWS], ignore=True)
    differing: list[tuple[str, Image | None, Image | None]] = []
    for name in TABLES:
        now = {row["id"]: row for row in db.query(f'select * from "{name}"')}  # noqa: S608
        for row_id, row in now.items():
            before = found.newest.get((name, row_id))
            if before is None or any(row.get(key) != value for key, value in before.items()):
                differing.append((name, before, row))
        differing += [
            (noun, image, None)
            for (noun, row_id), image in found.newest.items()
            if noun == name and image is not None and row_id not in now
        ]
    db.table(_ROWS).insert_all(
        {
            "change_id": change_id,
            "position": position,
            "noun": noun,
            "row_id": (after or before or {})["id"],
            "subject_id": str((after or before or {}).get(TABLES[noun].subject, "")),
            "before": before and json.dumps(before, ensure_ascii=False, sort_keys=True),
            "after": after and json.dumps(after, ensure_ascii=False, sort_keys=True),
        }
        for position, (noun, before, after) in enumerate(differing)
    )


def _state(db: Database, found: _Found, generation: int, slots: Iterable[SlotSeen]) -> None:
    for row in found.rows[_STATE]:
        db.table(_STATE).upsert(row, pk="key")
    if ways_in.recovery_known(db) is None:
        ways_in.know_recovery(db, [slot.id for slot in slots if slot.kind == "recovery"])
    row = db.execute("select value from desk_state where key = 'generation'").fetchone()
    known = int(row[0]) if row else 0
    # One more than anything that was ever saved, so that the salvaged desk is never taken for an older copy.
    db.table(_STATE).upsert({"key": "generation", "value": str(max(known, generation) + 1)}, pk="key")


def _trail(db: Database, keys: Keys, clock: Callable[[], datetime]) -> None:
    person = db.execute("select id from person order by id limit 1").fetchone()[0]
    trail.salvaged(db, keys, clock().isoformat(timespec="milliseconds"), person)


def _floor_of_generation(folder: Path, keys: Keys) -> int:
    left = marker.read(folder, keys)
    return left.generation if left else 0


def _papers_left_behind(part: Path, keys: Keys) -> list[str]:
    """The documents whose file is not among those that were copied; a confidential one is named to a SENCO only."""
    copied = set(Blobs(part / "files", keys).names())
    db = connection.connect_copy(part / "desk.db", keys)
    try:
        rows = db.execute("select title, filename, blob, confidential from document where blob <> ''").fetchall()
    finally:
        db.close()
    return [
        "The file of a confidential document is damaged or gone."
        if confidential and keys.role != "senco"
        else f"The file of “{title or filename}” is damaged or gone."
        for title, filename, blob, confidential in rows
        if blob not in copied
    ]


def _stand_in(db: Database, name: str, row_id: str) -> Image:
    """A row with nothing in it but what the table insists on."""
    image: Image = {}
    for column in db.table(name).columns:
        if column.notnull and column.default_value is None:
            image[column.name] = 0 if column.type.upper() == "INTEGER" else ""
    return image | _STAND_INS[name] | {"id": row_id}


def _literal(default: Any) -> Any:
    """What a column that was added later holds in older rows, from SQLite's own words for it."""
    if not isinstance(default, str):
        return default
    if default.startswith("'"):
        return default[1:-1].replace("''", "'")
    return int(default) if default.lstrip("-").isdigit() else None


def _told(noun: str, count: int, why: str) -> str:
    return f"{_counted(noun, count)} could not be brought back: {why}."


def _counted(noun: str, count: int) -> str:
    words = TABLES[noun].words if noun in TABLES else "row"
    return f"{count} {words}{'' if count == 1 else ' entries'}"
