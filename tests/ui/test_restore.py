"""Restoring from the first window, also when the desk does not open; and the backups a window makes by itself."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.school import PersonDraft
from senco_desk.services import backups as services_backups
from senco_desk.services import desks, erasing, people, records, safety
from senco_desk.store import backups
from senco_desk.store.errors import WrongPassphraseError
from senco_desk.store.nouns import NOTES, PUPILS
from senco_desk.ui.folders import Folders
from senco_desk.ui.main import Program
from senco_desk.ui.safety_deeds import safety_of
from senco_desk.ui.second_place import remembered
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil
from tests.screens import cells, press
from tests.screens import texts as texts_of


def texts(widget):
    """All its words as one text."""
    return "\n".join(texts_of(widget))


@pytest.fixture
def start(qapp, tmp_path, theme):
    """Starts the program as `run_window` does, and puts everything away afterwards."""
    started = []
    folders = Folders(settings=tmp_path / "settings", demo=tmp_path / "demo", desks=tmp_path / "desks")

    def run(path=None):
        clock = Clock(datetime(2026, 11, 20, 12, len(started), tzinfo=UTC))
        program = Program(qapp, path, day=lambda: TODAY, clock=clock, folders=folders, kdf=CHEAP, demo_pupils=12)
        program.show_unlock()
        started.append(program)
        return program

    yield run
    for program in started:
        if program.open is not None:
            program.open.close()
        program.put_away_restoring()
        for window in (program.new, program.unlock):
            if window is not None:
                window.close()
                window.deleteLater()
        program.jobs.stop()
    QApplication.processEvents()


@pytest.fixture
def school(tmp_path):
    """A desk with one child and a backup, and a second child since; closed."""
    desk = a_desk(tmp_path)
    a_pupil(desk, legal_forename="Xanthippe", legal_surname="Quill")
    source = backups.Source(desk.store.folder, desk.store.keys)
    backups.take(source, backups.usual_root(desk.store.folder), "close", clock=Clock())
    a_pupil(desk, legal_forename="Łucja", legal_surname="Świątek")
    desk.close()
    return tmp_path / "school.sencodesk"


def offered(program, qtbot):
    """Presses the link in the first window, as anybody can."""
    press(program.unlock, "Restore from a backup…")
    qtbot.waitUntil(lambda: program.restoring is not None and program.restoring.isVisible())
    return program.restoring


def looked_into(window, qtbot, secret=PASSPHRASE):
    window.passphrase.set_value(secret)
    QTest.keyClick(window.passphrase.input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.jobs.running is None)


def restored(program, window, qtbot):
    press(window, "Restore this backup")
    qtbot.waitUntil(lambda: program.open is not None and program.restoring is None, timeout=10_000)
    return program.open.desk


def test_a_backup_is_looked_into_restored_and_opened(school, start, qtbot):
    program = start(school)
    window = offered(program, qtbot)
    assert not program.unlock.isVisible()
    assert [row[1] for row in cells(window.table)] == ["When the desk was closed"]
    looked_into(window, qtbot)
    shown = texts(window)
    assert "Riverbank Primary School" in shown
    assert [row[:2] + row[2:3] for row in cells(window.preview.counts)] == [["Pupils", "1", "2"]]
    assert [row[1:] for row in cells(window.preview.newer)] == [["Add pupil", "Łucja Świątek"]]
    assert window.restore.hasFocus()
    desk = restored(program, window, qtbot)
    assert [each.legal_forename for each in PUPILS.all(desk.store)] == ["Xanthippe"]
    assert program.path == school
    assert (school.parent / "school before restore 2026-11-20.sencodesk").is_dir()
    assert "before restore" in program.open.window.toast.words.text()


@pytest.mark.parametrize("left", [True, False])
def test_a_child_erased_since_is_told_in_red_and_erased_again_unless_the_tick_goes(school, start, qtbot, left):
    keys = desks.unlock(school, PASSPHRASE, floor=CHEAP)
    desk = desks.open_with(school, keys, day=lambda: TODAY, clock=Clock())
    child = next(each for each in PUPILS.all(desk.store) if each.legal_forename == "Xanthippe")
    plan = erasing.plan(desk, child.id)
    done = erasing.erase(desk, plan, typed_name=child.name, reason="Past its day").value
    erasing.finish(desk, done, erasing.scrub(desk, done))
    desk.close()
    program = start(school)
    window = offered(program, qtbot)
    looked_into(window, qtbot)
    preview = window.preview
    assert preview.erasures.isVisible()
    assert preview.erased.property("tone") == "over"
    assert "1 child you erased since this backup was made would come back" in preview.erased.text()
    assert preview.erase_again.value()
    if not left:
        preview.erase_again.input.click()
    desk = restored(program, window, qtbot)
    assert len(erasing.certificates(desk)) == 1
    assert [each.id for each in PUPILS.all(desk.store)] == ([] if left else [child.id])
    lines = program.open.notices.lines
    assert len(lines) == (0 if left else 1)
    if left:
        return
    assert "erased is here again" in lines[0].head.toolTip()
    press(lines[0], "Erase again…")
    page = program.open.window.current_page()
    qtbot.waitUntil(lambda: page.plan is not None, timeout=10_000)
    assert page.plan.pupil.id == child.id
    program.open.close()
    program = start(school)
    window = program.unlock
    window.passphrase.setText(PASSPHRASE)
    QTest.keyClick(window.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.open is not None, timeout=10_000)
    assert len(program.open.notices.lines) == 1, "told until it is done"


def test_the_second_place_stays_after_a_restore_also_of_a_desk_that_cannot_be_read(school, start, qtbot, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    program = start(school)
    program.open_with(school, desks.unlock(school, PASSPHRASE, floor=CHEAP))
    own = program.open.desk
    safety_of(program.open.context).keep_second(stick)
    qtbot.waitUntil(lambda: program.open.work.jobs.running is None, timeout=10_000)
    second = services_backups.overview(own).second
    program.open.close()
    content = bytearray((school / "desk.db").read_bytes())
    content[16:] = bytes(len(content) - 16)
    (school / "desk.db").write_bytes(content)
    program = start(school)
    window = offered(program, qtbot)
    window.table.select(backups.listed(backups.usual_root(school))[-1].folder)
    looked_into(window, qtbot)
    desk = restored(program, window, qtbot)
    assert services_backups.overview(desk).second == second == remembered(program.settings, school)


@pytest.mark.parametrize("brought", [False, True])
def test_whoever_was_removed_since_is_named_and_comes_back_only_if_asked_for(school, start, qtbot, brought):
    secret = "three brown foxes"
    desk = desks.open_with(school, desks.unlock(school, PASSPHRASE, floor=CHEAP), day=lambda: TODAY, clock=Clock())
    slot = people.first_slot(desk, secret, secret)
    person = people.add(desk, PersonDraft(name="Mrs A Begum", role="assistant"), [], slot).value
    source = backups.Source(desk.store.folder, desk.store.keys)
    made = backups.take(
        source, backups.usual_root(school), "asked", clock=Clock(datetime(2026, 11, 20, 11, tzinfo=UTC))
    )
    people.remove(desk, person.id)
    desk.close()
    program = start(school)
    window = offered(program, qtbot)
    window.table.select(made.folder)
    looked_into(window, qtbot)
    assert window.preview.people.isVisible()
    assert "Mrs A Begum was removed since" in texts(window)
    assert not window.preview.with_removed.value()
    if brought:
        window.preview.with_removed.input.click()
    desk = restored(program, window, qtbot)
    there = [each.person.name for each in people.everybody(desk)]
    assert ("Mrs A Begum" in there) == brought
    program.open.close()
    try:
        desks.unlock(school, secret, floor=CHEAP)
    except WrongPassphraseError:
        assert not brought
    else:
        assert brought


@pytest.mark.parametrize("harm", ["garbled", "gone"])
def test_a_desk_that_does_not_open_is_restored_in_five_clicks(school, start, qtbot, harm):
    """Two clicks and a passphrase: the link, and “Restore this backup”."""
    program = start(school)
    if harm == "garbled":
        (school / "desk.db").write_bytes(os.urandom(20_000))
    else:
        shutil.rmtree(school)
    window = offered(program, qtbot)
    looked_into(window, qtbot)
    assert ("cannot be read" in texts(window)) is (harm == "garbled")
    desk = restored(program, window, qtbot)
    assert len(PUPILS.all(desk.store)) == 1


def test_a_wrong_passphrase_is_said_and_nothing_was_done(school, start, qtbot):
    program = start(school)
    window = offered(program, qtbot)
    looked_into(window, qtbot, "")
    assert "Type the passphrase" in window.passphrase.problem()
    looked_into(window, qtbot, "not this one at all")
    assert "does not open" in window.problem.text()
    assert window.stack.currentIndex() == 0
    press(window, "Back")
    qtbot.waitUntil(program.unlock.isVisible)
    assert program.restoring is None


def test_a_desk_that_nobody_knows_comes_from_a_stick(school, start, qtbot, tmp_path):
    stick = tmp_path / "stick"
    shutil.copytree(tmp_path / "school backups", stick / "school backups")
    shutil.rmtree(school)
    program = start()
    window = offered(program, qtbot)
    assert "No backup was found" in texts(window)
    window.look_in(str(tmp_path / "settings"))
    assert "No backup was found in" in window.problem.text()
    window.look_in(str(stick))
    looked_into(window, qtbot)
    desk = restored(program, window, qtbot)
    assert desk.store.folder == tmp_path / "desks" / "school.sencodesk"
    assert len(PUPILS.all(desk.store)) == 1


def test_restoring_from_the_open_desk_closes_it_first(school, start, qtbot):
    program = start(school)
    program.unlock.passphrase.setText(PASSPHRASE)
    press(program.unlock, "Unlock")
    qtbot.waitUntil(lambda: program.open is not None)
    safety_of(program.open.context).restore()
    qtbot.waitUntil(lambda: program.restoring is not None and program.restoring.isVisible())
    assert program.open is None
    looked_into(program.restoring, qtbot)
    assert len(PUPILS.all(restored(program, program.restoring, qtbot).store)) == 1


def opened(program, qtbot):
    program.unlock.passphrase.setText(PASSPHRASE)
    press(program.unlock, "Unlock")
    qtbot.waitUntil(lambda: program.open is not None)
    return program.open


def made(school):
    return [one.moment.why for one in backups.listed(backups.usual_root(school))]


def test_closing_makes_a_backup_and_locking_does_not(school, start, qtbot):
    program = start(school)
    (school.parent / "school backups").rename(school.parent / "elsewhere")
    opened(program, qtbot).lock()
    assert made(school) == []
    window = opened(program, qtbot)
    window.close()
    assert made(school) == ["close"]
    program = start(school)
    opened(program, qtbot).close()
    assert made(school) == ["close"], "nothing was changed since"


def test_a_backup_that_fails_at_close_keeps_nobody_and_is_said_next_time(school, start, qtbot, monkeypatch):
    program = start(school)
    window = opened(program, qtbot)
    with monkeypatch.context() as patched:
        patched.setattr(backups, "free_space", lambda _folder: 1_000)
        window.close()
    assert window.over
    again = opened(start(school), qtbot)
    assert again.window.bar.backup.shown.words == "Backup failed"
    assert "too full" in again.window.bar.backup.toolTip()


def test_the_days_backup_is_made_while_people_work_and_the_bar_tells_its_age(school, start, qtbot):
    shutil.rmtree(school.parent / "school backups")
    window = opened(start(school), qtbot)
    deeds = safety_of(window.context)
    (child, *_rest) = PUPILS.all(window.desk.store)
    window.work.do(lambda: records.add(window.desk, NoteDraft(pupil_id=child.id, on=TODAY, kind="note", text="x")))
    assert deeds._soon.isActive()
    deeds._soon.stop()
    deeds.back_up_quietly()
    qtbot.waitUntil(lambda: deeds._quiet.running is None and made(school) == ["daily"])
    assert window.window.bar.backup.text() == "Backed up today"
    window.work.do(lambda: records.add(window.desk, NoteDraft(pupil_id=child.id, on=TODAY, kind="note", text="y")))
    assert not deeds._soon.isActive()
    assert len(NOTES.all(window.desk.store)) == 2


def test_the_second_place_is_chosen_copied_to_and_told(school, start, qtbot, tmp_path):
    program = start(school)
    window = opened(program, qtbot)
    window.context.go("settings", "safety")
    card = window.window.page("settings").safety.backup
    assert "None." in texts(card)
    stick = tmp_path / "stick"
    stick.mkdir()
    deeds = safety_of(window.context)
    deeds.keep_second(stick)
    qtbot.waitUntil(lambda: window.work.jobs.running is None and "last copied to today" in texts(card))
    assert "same drive" in texts(card)
    assert len(backups.listed(stick / "school backups")) == len(made(school))
    shutil.rmtree(stick)
    deeds.refresh()
    assert "It is not there now" in texts(card)
    assert remembered(program.settings, school) == stick / "school backups"
    assert remembered(program.settings, school.with_name("another.sencodesk")) is None, "one for each desk"
    deeds.keep_second(None)
    assert "None." in texts(card)
    assert remembered(program.settings, school) is None


def test_the_second_place_is_offered_for_its_own_desk_alone(school, start, qtbot, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    program = start(school)
    window = opened(program, qtbot)
    safety_of(window.context).keep_second(stick)
    qtbot.waitUntil(lambda: window.work.jobs.running is None)
    window.close()
    (tmp_path / "b").mkdir()
    other = a_desk(tmp_path / "b", name="Other School")
    other.close()
    program.show_unlock()
    program.use(other.store.folder)
    assert not offered(program, qtbot).table.rows.all_rows()
    program.restoring.close()
    program.use(school)
    assert {str(each.path.parent) for each in offered(program, qtbot).table.rows.all_rows()} == {
        str(backups.usual_root(school)), str(stick / "school backups"),
    }  # fmt: skip


def test_another_schools_backup_becomes_a_desk_of_its_own(school, start, qtbot, tmp_path):
    (tmp_path / "b").mkdir()
    other = a_desk(tmp_path / "b", name="Other School")
    a_pupil(other)
    source = backups.Source(other.store.folder, other.store.keys)
    taken = backups.take(source, tmp_path / "stick" / "hilltop backups", "close", clock=Clock())
    other.close()
    window = offered(program := start(school), qtbot)
    window.look_in(str(taken.root))
    looked_into(window, qtbot)
    assert "This backup is of another desk, of Other School" in window.problem.text()
    assert window.restore.isHidden()
    press(window, "Restore it as a desk of its own")
    qtbot.waitUntil(lambda: window.jobs.running is None)
    assert window.apart.isHidden()
    press(window, "Choose another")
    assert window.heading.text() == "Which backup of school?"
    press(window, "Look into it")
    qtbot.waitUntil(lambda: window.jobs.running is None)
    assert window.apart.isVisible(), "another choice is compared with the desk at hand again"
    press(window, "Restore it as a desk of its own")
    qtbot.waitUntil(lambda: window.jobs.running is None)
    assert "hilltop.sencodesk" in window.will.text()
    desk = restored(program, window, qtbot)
    assert desk.store.folder == tmp_path / "hilltop.sencodesk"
    assert school.is_dir()
    assert sorted(each.name for each in tmp_path.glob("*.sencodesk")) == ["hilltop.sencodesk", "school.sencodesk"]


def test_an_old_copy_in_the_second_place_is_amber(school, start, qtbot, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    window = opened(start(school), qtbot)
    safety_of(window.context).keep_second(stick)
    qtbot.waitUntil(lambda: window.work.jobs.running is None)
    qtbot.waitUntil(lambda: safety.state(window.desk).copied_days == 0)
    window.desk._day = lambda: TODAY + timedelta(days=9)
    safety_of(window.context).refresh()
    assert window.window.bar.backup.shown.words == "Second copy 9 days old"
    assert window.window.bar.backup.shown.state == "due"
