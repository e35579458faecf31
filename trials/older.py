"""Desks as earlier versions left them, and what becomes of one that is killed while it is brought up to date.

A desk of step n is made by the SQL of the first n steps alone, so that nothing of today's program has touched it.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from senco_desk.domain.problems import TroubleError
from senco_desk.services import desks
from senco_desk.store import connection, vault
from senco_desk.store.migrations import SCHEMA_VERSION, STEPS
from trials.workload import CHEAP, DESK, PASSPHRASE, opened

CHILDREN = 400
"""Enough that bringing it up to date takes a while in which it can be killed."""

_AT = "2026-11-20T09:00:00.000+00:00"
_CHANGE = "019a9f00-0000-7000-8000-000000000001"


def make(folder: Path, steps: int, children: int = CHILDREN) -> None:
    """Makes a desk at a step of the schema: a school, a SENCO, children with a note each, and the journal of it all."""
    keys, _code = vault.create(folder, PASSPHRASE, CHEAP, floor=CHEAP)
    (folder / "files").mkdir()
    db = connection.connect(folder / "desk.db", keys, create=True)
    for number, sql in enumerate(STEPS[:steps], start=1):
        with db.atomic():
            for statement in filter(str.strip, sql.split(";\n")):
                db.execute(statement)
            db.execute(f"pragma user_version = {number}")
    rows: list[tuple[str, dict[str, object]]] = [
        ("school", {"id": "school-1", "name": "Riverbank", "authority_id": "medway", "phase": "primary"}),
        ("person", {"id": "person-1", "name": "SENCO", "role": "senco"}),
    ]
    for number in range(children):
        child = f"child-{number:04}"
        rows.append(("pupil", {"id": child, "legal_forename": f"Amelia{number}", "legal_surname": "O’Neill"}))
        text = f"{number} spoke with Mum about reading " * 8
        note = {"id": f"note-{number:04}", "pupil_id": child, "on": "2026-11-20", "kind": "note", "text": text}
        rows.append(("note", note))
    with db.atomic():
        db.table("desk_state").insert({"key": "generation", "value": "1"})
        change = {"id": _CHANGE, "kind": "do", "label": "Import roll", "person_id": "person-1", "at": _AT}
        db.table("journal_change").insert(change)
        if "slot_id" in db.table("person").columns_dict:
            rows[1][1]["slot_id"] = keys.slot_id
        for position, (noun, wanted) in enumerate(rows):
            db.table(noun).insert(_filled(db, noun, wanted))
            image = next(iter(db.query(f'select * from "{noun}" where id = ?', [wanted["id"]])))
            db.table("journal_row").insert(
                {
                    "change_id": _CHANGE,
                    "position": position,
                    "noun": noun,
                    "row_id": wanted["id"],
                    "subject_id": str(image.get("pupil_id", wanted["id"] if noun == "pupil" else "")),
                    "before": None,
                    "after": json.dumps(image, ensure_ascii=False, sort_keys=True),
                }
            )
    connection.close(db)


def kill_while_it_is_brought_up(seed: int) -> str:
    """Makes a desk of an older step, kills its opening at a random moment, once or oftener; `ok`, or what is wrong."""
    chance = random.Random(seed)
    place = Path(tempfile.mkdtemp(prefix="older-"))
    try:
        folder = place / DESK
        make(folder, chance.randrange(1, SCHEMA_VERSION), children=chance.choice((5, 100, CHILDREN)))
        before = rows_of(folder)
        for _ in range(chance.choice((1, 1, 2, 3))):
            opening = multiprocessing.Process(target=_open, args=(str(folder),))
            opening.start()
            opening.join(chance.random() ** 2 * 0.5)
            if opening.pid and opening.is_alive():
                os.kill(opening.pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
            opening.join()
        return judge(folder, before)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def judge(folder: Path, before: dict[str, list[dict[str, object]]]) -> str:
    """Opens the desk and says whether all that `before` held is in it, sound, and its person has a way in."""
    try:
        desk = opened(folder)
        try:
            sound = desks.verify(desk)
            slots = [row["slot_id"] for row in desk.store.query("select slot_id from person")]
            recorded = len(desk.store.query("select 1 from journal_row"))
        finally:
            desk.close()
        after = rows_of(folder)
    except TroubleError as trouble:
        return f"lost: it does not open: {trouble}"
    for noun, rows in before.items():
        now = {row["id"]: row for row in after[noun]}
        for row in rows:
            known = now.get(row["id"], {})
            if any(known.get(name) != value for name, value in row.items() if name != "slot_id"):
                return f"lost: {noun} {row['id']}"
    if recorded < sum(map(len, before.values())):
        return "lost: part of the journal"
    if not all(slots):
        return "corrupt: a person was left without a way in"
    return "ok" if sound.ok else f"corrupt: {sound}"


def rows_of(folder: Path) -> dict[str, list[dict[str, object]]]:
    """What the tables hold, read without the program's opening."""
    db = connection.connect(folder / "desk.db", vault.unlock(folder, PASSPHRASE, CHEAP), read_only=True)
    try:
        return {name: list(db.query(f'select * from "{name}"')) for name in ("school", "person", "pupil", "note")}
    finally:
        db.close()


def _open(folder: str) -> None:
    with contextlib.suppress(TroubleError):
        opened(Path(folder)).close()


def _filled(db: connection.Database, noun: str, wanted: dict[str, object]) -> dict[str, object]:
    """A row with what the table insists on, and nothing else."""
    row: dict[str, object] = {}
    for column in db.table(noun).columns:
        if column.notnull and column.default_value is None:
            row[column.name] = 0 if column.type.upper() == "INTEGER" else ""
    return row | wanted
