"""Who tampers with the audit trail is found, also with the right keys in hand: through raw SQL on a real desk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.progress import Silent
from senco_desk.domain.pupils import PupilDraft
from senco_desk.domain.school import SchoolDraft
from senco_desk.store import connection, copies, counted, journal, marker, opening, restoring, salvage, trail, vault
from senco_desk.store.gateway import Store
from senco_desk.store.health import back_up, journal_gaps
from senco_desk.store.kdf import KdfParameters
from senco_desk.store.keys import Keys, keys_from
from senco_desk.store.nouns import NOTES, PUPILS

CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)
PASSPHRASE = "correct horse battery"
START = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Clock:
    """A clock that moves on by a second each time it is asked, and further when told to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class Kept:
    """A desk on the drive, opened and closed as a person would, and tampered with while it is closed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        store, _code = opening.create_desk(
            folder, PASSPHRASE, SchoolDraft(name="Riverbank"), clock=self.clock, kdf=CHEAP, floor=CHEAP
        )
        with store.change("Add pupils") as change:
            self.amelia, self.ben = (
                pupil.id for pupil in change.add_all(PUPILS, [child("Amelia", "O'Neill"), child("Ben", "Zhao")])
            )
        with store.change("Add note") as change:
            change.add(NOTES, NoteDraft(pupil_id=self.amelia, on=date(2026, 11, 2), text="Quiet week"))
        store.note("view", self.amelia)
        store.note("export", "", "Register, 2 pupils, CSV file")
        store.note("view", self.ben)
        with store.change("Add note") as change:
            change.add(NOTES, NoteDraft(pupil_id=self.ben, on=date(2026, 11, 3), text="Good week"))
        store.close()
        self.keys: Keys = vault.unlock(folder, PASSPHRASE, CHEAP)

    def open(self) -> Store:
        return opening.open_desk(self.folder, self.keys, clock=self.clock)

    def tamper(self, *statements: str) -> None:
        """What somebody with the keys and a database program does, while the desk is closed."""
        db = connection.connect(self.folder / "desk.db", self.keys)
        db.execute("pragma foreign_keys = off")
        for statement in statements:
            db.execute(statement)
        connection.close(db)

    def found(self) -> list[str]:
        store = self.open()
        try:
            return journal_gaps(store)
        finally:
            store.close()


def child(forename: str, surname: str) -> PupilDraft:
    return PupilDraft(legal_forename=forename, legal_surname=surname, date_of_birth=date(2017, 3, 2))


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "school.sencodesk")


@pytest.fixture
def store(kept: Kept) -> Iterator[Store]:
    opened = kept.open()
    yield opened
    opened.close()


def deeds(store: Store) -> list[tuple[str, str]]:
    return [(row["deed"], row["subject_id"]) for row in store.query("select * from trail order by seq")]


def test_every_change_and_every_note_is_one_entry_in_order(kept: Kept, store: Store) -> None:
    assert deeds(store) == [
        ("change", ""),  # the making of the desk
        ("change", ""),  # two children at once
        ("change", kept.amelia),
        ("view", kept.amelia),
        ("export", ""),
        ("view", kept.ben),
        ("change", kept.ben),
    ]
    assert journal_gaps(store) == []


def test_a_change_that_fails_leaves_no_entry(store: Store) -> None:
    before = deeds(store)

    def fail() -> None:
        with store.change("Add pupil") as change:
            change.add(PUPILS, child("Cy", "Dow"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert deeds(store) == before
    with store.change("Add pupil") as change:
        change.add(PUPILS, child("Cy", "Dow"))
    assert journal_gaps(store) == []


def test_undo_and_redo_keep_the_trail_whole(store: Store) -> None:
    journal.undo(store)
    journal.undo(store)
    journal.redo(store)
    assert journal_gaps(store) == []


def test_looking_twice_in_a_quarter_of_an_hour_is_one_look(kept: Kept, store: Store) -> None:
    kept.clock.now += timedelta(hours=1)
    assert store.note("view", kept.amelia)
    assert not store.note("view", kept.amelia)
    assert store.note("view", kept.ben)
    assert store.note("print", kept.amelia)
    assert store.note("print", kept.amelia)
    kept.clock.now += timedelta(minutes=15)
    assert store.note("view", kept.amelia)


TAMPERINGS: dict[str, tuple[str, ...]] = {
    "a look taken out": ("delete from trail where seq = 4",),
    "a look taken out and the rest renumbered": (
        "delete from trail where seq = 4",
        "update trail set seq = seq - 1 where seq = 5",
        "update trail set seq = seq - 1 where seq = 6",
        "update trail set seq = seq - 1 where seq = 7",
    ),
    "the end cut off": ("delete from trail where seq > 5",),
    "the whole trail taken out": ("delete from trail",),
    "the whole trail and its key taken out": ("delete from trail", "delete from desk_state where key = 'trail-key'"),
    "the key altered": (
        """update desk_state set value = case when value like '00%' then 'FF' else '00' end || substr(value, 3)
        where key = 'trail-key'""",
    ),
    "somebody else is said to have looked": ("update trail set person_id = 'another' where seq = 4",),
    "another child is said to have been looked at": ("update trail set subject_id = 'x' where seq = 4",),
    "another time": ("update trail set at = '2026-11-22T08:00:00.000+00:00' where seq = 4",),
    "other words": ("update trail set words = 'Register, 1 pupil' where seq = 5",),
    "words emptied": ("update trail set words = '', salt = '' where seq = 5",),
    "words emptied as if by an erasure": ("update trail set words = '', salt = '', scrubbed_by = 4 where seq = 5",),
    "two exchanged": (
        "update trail set seq = 100 where seq = 4",
        "update trail set seq = 4 where seq = 6",
        "update trail set seq = 6 where seq = 100",
    ),
    "one put in": (
        """insert into trail select 8, at, person_id, deed, subject_id, words, '', salt, digest, chain, null
        from trail where seq = 5""",
    ),
    "an image altered, and the row with it": (
        "update note set text = 'Bad week' where text = 'Quiet week'",
        "update journal_row set after = replace(after, 'Quiet week', 'Bad week')",
    ),
    "an image emptied": (
        """update journal_row set after = null, salt = ''
        where rowid = (select max(rowid) from journal_row where noun = 'note')""",
    ),
    "an image emptied as if by an erasure": (
        "update journal_row set after = null, salt = '', scrubbed_by = 4 where noun = 'note'",
    ),
    "a change taken out whole": (
        "delete from note where text = 'Quiet week'",
        "delete from journal_row where after like '%Quiet week%'",
        "delete from journal_change where id not in (select change_id from journal_row)",
    ),
    "a change taken out of everything": (
        "delete from note where text = 'Good week'",
        "delete from journal_row where after like '%Good week%'",
        "delete from journal_change where id not in (select change_id from journal_row)",
        "delete from trail where seq = 7",
    ),
    "a change put in": (
        """insert into journal_change
        select '00000000-0000-7000-8000-000000000000', label, kind, target, undone_by, person_id, at
        from journal_change limit 1""",
    ),
    "a row of a change put in": (
        """insert into journal_row (change_id, position, noun, row_id, subject_id)
        select change_id, 99, noun, row_id, subject_id from journal_row where noun = 'note' limit 1""",
    ),
    "a change said to be another's": ("update journal_change set person_id = 'another' where label = 'Add note'",),
    "a change said to be undone": (
        "update journal_change set undone_by = (select max(id) from journal_change) where label = 'Add pupils'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_found(kept: Kept, what: str) -> None:
    assert kept.found() == []
    kept.tamper(*TAMPERINGS[what])
    assert kept.found(), what


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_still_found_after_the_desk_was_worked_with(kept: Kept, what: str) -> None:
    kept.tamper(*TAMPERINGS[what])
    for _ in range(3):
        store = kept.open()
        with store.change("Add pupil") as change:
            change.add(PUPILS, child("Cy", "Dow"))
        store.note("view", kept.ben)
        store.close()
    assert kept.found(), what


BESIDE = (counted.FILE, marker.FILE, marker.COPY)


@pytest.mark.parametrize("what", ["the end cut off", "the whole trail and its key taken out"])
@pytest.mark.parametrize("worked_with", [False, True])
def test_a_cut_is_found_where_the_files_beside_the_records_are_gone_too(
    kept: Kept, what: str, worked_with: bool
) -> None:
    kept.open().close()
    store = kept.open()
    store.note("view", kept.ben, "again")
    store.close()
    kept.tamper(*TAMPERINGS[what])
    for name in BESIDE:
        (kept.folder / name).unlink()
    if worked_with:
        for _ in range(3):
            store = kept.open()
            with store.change("Add pupil") as change:
                change.add(PUPILS, child("Cy", "Dow"))
            store.close()
        store = kept.open()
        assert ("cut", "") in deeds(store)
        store.close()
    assert kept.found()


def test_a_desk_whose_files_beside_it_are_gone_is_told_of_though_nothing_was_cut(kept: Kept) -> None:
    """Nobody can tell it from one that was cut."""
    assert kept.found() == []
    for name in BESIDE:
        (kept.folder / name).unlink()
    assert [each for each in kept.found() if "audit trail" in each]


def test_what_the_program_copies_takes_the_end_of_its_trail_along(kept: Kept, tmp_path: Path) -> None:
    store = kept.open()
    store.note("view", kept.ben, "again")
    back_up(store, tmp_path / "copy.sencodesk", Silent())
    store.close()
    copies.make_desk(kept.folder, kept.folder / "desk.db", tmp_path / "own.sencodesk")
    stray = kept.folder / "desk (conflict).db"
    stray.write_bytes((kept.folder / "desk.db").read_bytes())
    copies.make_desk(kept.folder, stray, tmp_path / "stray.sencodesk", keys=kept.keys)
    restoring.restore(
        restoring.origin_of(tmp_path / "copy.sencodesk"), kept.keys, tmp_path / "back.sencodesk",
        day="2026-11-20", clock=kept.clock, progress=Silent(),
    )  # fmt: skip
    for name in ("copy", "own", "stray", "back"):
        folder = tmp_path / f"{name}.sencodesk"
        for _ in range(2):
            again = opening.open_desk(folder, kept.keys, clock=kept.clock)
            assert journal_gaps(again) == [], name
            again.note("export", "", "A list")
            again.close()
        db = connection.connect(folder / "desk.db", kept.keys)
        db.execute("delete from trail where seq > 6")
        connection.close(db)
        again = opening.open_desk(folder, kept.keys, clock=kept.clock)
        assert journal_gaps(again), name
        again.close()


def test_a_desk_from_before_there_was_a_trail_gets_one_without_a_word(kept: Kept) -> None:
    kept.tamper("delete from trail", "delete from desk_state where key = 'trail-key'",
                "update journal_row set salt = '', digest = ''")  # fmt: skip
    for name in BESIDE:
        (kept.folder / name).unlink()
    assert kept.found() == []
    store = kept.open()
    store.note("view", kept.ben)
    assert [deed for deed, _about in deeds(store)] == ["change"] * 4 + ["view"]
    store.close()
    assert kept.found() == []


def test_the_findings_say_which_entries(kept: Kept) -> None:
    kept.tamper("delete from trail where seq in (3, 4)", "update trail set person_id = 'x' where seq = 6")
    assert kept.found() == [
        "The audit trail has a gap: entries 3 to 4 are missing.",
        "Entry 6 of the audit trail was altered or moved.",
        "The journal holds 1 change that the audit trail does not.",
    ]


def test_a_cut_end_is_told_by_the_marker_where_the_count_is_gone(kept: Kept) -> None:
    (kept.folder / counted.FILE).unlink()
    kept.tamper("delete from trail where seq = 7")
    assert "The end of the audit trail was cut off: entry 7 is missing." in kept.found()


def test_a_kill_after_the_commit_leaves_a_sound_trail(kept: Kept) -> None:
    """The file beside the records may be one change behind; that is no cut."""
    behind = (kept.folder / counted.FILE).read_bytes()
    store = kept.open()
    store.note("export", "", "Register, 2 pupils, CSV file")
    store.close()
    (kept.folder / counted.FILE).write_bytes(behind)
    assert kept.found() == []


def test_an_older_copy_that_was_opened_on_purpose_says_so_in_the_trail(kept: Kept) -> None:
    older = (kept.folder / "desk.db").read_bytes()
    store = kept.open()
    with store.change("Add pupil") as change:
        change.add(PUPILS, child("Cy", "Dow"))
    store.close()
    (kept.folder / "desk.db").write_bytes(older)
    store = opening.open_desk(kept.folder, kept.keys, clock=kept.clock, older_too=True)
    with store.change("Add pupil") as change:
        change.add(PUPILS, child("Dee", "Fox"))
    assert journal_gaps(store) == []
    assert ("older", "") in deeds(store)
    store.close()
    assert kept.found() == []


def test_an_erasure_empties_what_it_answers_for_and_nothing_else(kept: Kept, store: Store) -> None:
    store.note("outside", kept.amelia, "Amelia letter")  # words that should not have named her
    rows = [
        (row["change_id"], row["position"])
        for row in store.query("select * from journal_row where subject_id = ?", [kept.amelia])
    ]
    with store.erasing(kept.amelia, "Retention period over") as erasure:
        erasure.db.execute("delete from note where pupil_id = ?", [kept.amelia])
        erasure.db.execute("delete from pupil where id = ?", [kept.amelia])
        erasure.empty(rows)
        erasure.empty_notes([8])
    assert journal_gaps(store) == []
    left = json.dumps([store.query("select * from journal_row"), store.query("select * from trail")])
    assert "Amelia" not in left
    assert "Quiet week" not in left
    assert "Ben" in left
    store.db.execute('update journal_row set "before" = null, "after" = null, salt = \'\', scrubbed_by = 9')
    assert journal_gaps(store) != []


def test_two_erasures_that_share_a_row_leave_the_trail_whole(kept: Kept, store: Store) -> None:
    rows = [(row["change_id"], row["position"]) for row in store.query("select * from journal_row")]
    for pupil, some in ((kept.amelia, rows[:3]), (kept.ben, rows[2:4])):
        with store.erasing(pupil, "Retention period over") as erasure:
            erasure.empty(some)
    assert [fault for fault in journal_gaps(store) if "trail" in fault] == []


def test_emptied_rows_hold_nothing_to_guess_from(kept: Kept, store: Store) -> None:
    """The digest stays without its salt: who guesses the child's name cannot confirm it."""
    (row,) = store.query("select * from journal_row where subject_id = ? and noun = 'pupil'", [kept.amelia])
    assert trail.digest_of_row(row) == row["digest"]
    with store.erasing(kept.amelia, "") as erasure:
        erasure.empty([(row["change_id"], row["position"])])
    (after,) = store.query("select * from journal_row where subject_id = ? and noun = 'pupil'", [kept.amelia])
    assert after["salt"] == ""
    assert after["digest"] == row["digest"]
    assert trail.digest_of_row(row | {"salt": ""}) != row["digest"]


def test_a_new_master_key_keeps_the_trail(kept: Kept, store: Store) -> None:
    new = keys_from(bytes(32), "another", "slot")
    store.db.execute("begin")
    trail.rewrap(store.db, kept.keys, new)
    store.db.execute("commit")
    assert trail.key_of(store.db, kept.keys) is None
    store.keys = new
    (kept.folder / counted.FILE).unlink()
    assert journal_gaps(store) == []


def test_a_salvaged_desk_has_a_sound_trail_that_says_so(kept: Kept, tmp_path: Path) -> None:
    store = kept.open()
    with store.erasing(kept.ben, "") as erasure:
        erasure.empty([(row["change_id"], row["position"]) for row in store.query("select * from journal_row")][-1:])
    store.close()
    looked = [("view", kept.amelia), ("view", kept.ben)]
    to = tmp_path / "again.sencodesk"
    salvage.salvage(kept.folder, kept.keys, to, clock=kept.clock)
    again = opening.open_desk(to, kept.keys, clock=kept.clock)
    assert [fault for fault in journal_gaps(again) if "trail" in fault] == []
    assert [deed for deed in deeds(again) if deed[0] == "view"] == looked
    assert deeds(again)[-1] == ("salvage", "")
    again.close()


def test_the_end_survives_a_torn_count_and_an_opening(kept: Kept) -> None:
    end = marker.head(kept.folder, kept.keys)
    assert end is not None
    assert end.seq == 7
    counted.begin(kept.folder, kept.keys, counted.read(kept.folder, kept.keys) or 0)
    torn = (kept.folder / counted.FILE).read_bytes()
    (kept.folder / counted.FILE).write_bytes(bytes(512) + torn[512:])
    assert marker.head(kept.folder, kept.keys) == counted.Head(end.seq, end.chain)


@given(
    st.lists(st.sampled_from(["add", "note", "look", "undo", "redo", "reopen"]), min_size=1, max_size=12),
    st.integers(0, 1000),
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_the_trail_is_whole_and_losing_any_entry_is_found(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], which: int
) -> None:
    kept = Kept(tmp_path_factory.mktemp("desk") / "school.sencodesk")
    store = kept.open()
    done: dict[str, Callable[[], object]] = {
        "note": lambda: store.note("export", "", "A list"),
        "look": lambda: store.note("view", kept.ben),
        "undo": lambda: journal.undo(store) if journal.undoable(store) else None,
        "redo": lambda: journal.redo(store) if journal.redoable(store) else None,
    }
    for step in steps:
        if step == "reopen":
            store.close()
            store = kept.open()
        elif step == "add":
            with store.change("Add pupil") as change:
                change.add(PUPILS, child("Cy", "Dow"))
        else:
            done[step]()
    assert journal_gaps(store) == []
    count = store.query("select count(*) as n from trail")[0]["n"]
    store.close()
    kept.tamper(f"delete from trail where seq = {which % count + 1}")
    assert any("trail" in fault for fault in kept.found())
