"""What encryption costs: the same services on the same records, once sealed as always and once in a plain database.

And what unlocking costs beside Argon2id alone, at the cost that a new desk gets.
"""

from __future__ import annotations

import itertools
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.side_by_side import Ratio, race
from senco_desk.domain import upn
from senco_desk.domain.school import PersonDraft, SchoolDraft
from senco_desk.services import desks, pupils, register, rolls
from senco_desk.services.demo import making
from senco_desk.services.desk import Desk
from senco_desk.store import connection, kdf, nouns
from senco_desk.store.blobs import Blobs
from senco_desk.store.gateway import Store
from senco_desk.store.keys import keys_from
from senco_desk.store.migrations import migrate

PUPILS = 2_000
IMPORTED = 5_000
TODAY = date(2026, 11, 20)


def main() -> list[Ratio]:
    """The goals are 1.3 times plain for reading, 1.7 for an import, 1.15 times Argon2id for unlocking."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ratios = []
        with _sealed(folder / "read.sencodesk") as sealed, _plain(folder / "read") as plain:
            for desk in (sealed, plain):
                making.fill(desk, PUPILS, 1)
            everybody = pupils.all_pupils(sealed)[:200]
            same = dict(zip((child.upn for child in pupils.all_pupils(plain)), pupils.all_pupils(plain), strict=True))
            times = race(
                {
                    "register, sealed": lambda: register.as_at(sealed, spend=False),
                    "register, plain": lambda: register.as_at(plain, spend=False),
                    "pages, sealed": lambda: [pupils.record_of(sealed, child.id) for child in everybody],
                    "pages, plain": lambda: [pupils.record_of(plain, same[child.upn].id) for child in everybody],
                }
            )
            for what, words in (("register", f"register of {PUPILS:,}"), ("pages", "200 pupils’ pages")):
                ours, theirs = times[f"{what}, sealed"].median, times[f"{what}, plain"].median
                ratios.append(Ratio(words, ours, "plain SQLite", theirs, goal=1.3))
        ratios += [_import(folder), _unlocking(folder)]
    return ratios


def _import(folder: Path) -> Ratio:
    path = folder / "roll.csv"
    lines = ["UPN,Surname,Forename,DOB,Sex,Year Group"]
    for number in range(IMPORTED):
        code = upn.make(887, 1000 + number // 1000, 2020, number % 1000)
        lines.append(f"{code},Quill{number},Child{number},02/03/2018,F,4")
    path.write_text("\n".join(lines), encoding="utf-8")
    roll = rolls.read(path)
    numbers = itertools.count()

    def imported(sealed: bool) -> None:  # noqa: FBT001  the two rivals
        place = folder / f"import-{next(numbers)}"
        with _sealed(place.with_suffix(".sencodesk")) if sealed else _plain(place) as desk:
            rolls.apply(desk, rolls.plan(desk, roll))

    times = race({"sealed": lambda: imported(True), "plain": lambda: imported(False)}, rounds=3)  # noqa: FBT003
    return Ratio(f"import of {IMPORTED:,}", times["sealed"].median, "plain SQLite", times["plain"].median, goal=1.7)


def _unlocking(folder: Path) -> Ratio:
    place = folder / "unlock.sencodesk"
    with _sealed(place, cost=desks.RECOMMENDED):
        pass
    salt = secrets.token_bytes(16)

    def opened() -> None:
        keys = desks.unlock(place, making.PASSPHRASE)
        desks.open_with(place, keys, day=lambda: TODAY, clock=lambda: datetime.now(UTC)).close()

    times = race(
        {
            "unlock": opened,
            "Argon2id": lambda: kdf.derive_key(making.PASSPHRASE, salt, desks.RECOMMENDED),
        }
    )
    return Ratio("unlock and open", times["unlock"].median, "Argon2id alone", times["Argon2id"].median, goal=1.15)


@contextmanager
def _sealed(path: Path, cost: kdf.KdfParameters | None = None) -> Iterator[Desk]:
    cheap = kdf.KdfParameters(memory_kib=64, iterations=1, lanes=1)
    school = SchoolDraft(name="Bench")
    desk, _code = desks.create(
        path, making.PASSPHRASE, school, day=lambda: TODAY, clock=lambda: datetime.now(UTC), kdf=cost or cheap,
        floor=cost or cheap,
    )  # fmt: skip
    yield desk
    desk.close()


@contextmanager
def _plain(folder: Path) -> Iterator[Desk]:
    """A desk in a plain database with the same settings; its folder holds no attachments."""
    folder.mkdir()
    keys = keys_from(secrets.token_bytes(32), "bench", "bench")
    db = connection.connect_unencrypted_for_measurement(folder / "desk.db")
    db.execute("pragma synchronous = full")
    migrate(db)
    db.table("desk_state").insert({"key": "generation", "value": "0"})
    (folder / "files").mkdir()
    store = Store(folder, db, Blobs(folder / "files", keys), clock=lambda: datetime.now(UTC), person="")
    with store.change("Make desk") as change:
        store.person = change.add(nouns.PEOPLE, PersonDraft(name="SENCO")).id
        change.add(nouns.SCHOOLS, SchoolDraft(name="Bench"))
    yield Desk(store, lambda: TODAY)
    db.close()
