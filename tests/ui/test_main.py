"""From the passphrase to the window and back: unlocking, locking, a new desk, the demo school, recent desks."""

import gc
import json
import platform
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPlainTextEdit, QScrollArea, QWidget

from senco_desk.services import desks, drafts, pupils, schools
from senco_desk.ui import clipboard
from senco_desk.ui.folders import Folders
from senco_desk.ui.main import Program
from senco_desk.ui.marks import MarkLabel
from senco_desk.ui.pages import Place
from senco_desk.ui.recent_desks import called
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_cycle, a_desk, a_pupil, a_status
from tests.screens import press, texts, type_into


@pytest.fixture
def folders(tmp_path):
    return Folders(settings=tmp_path / "settings", demo=tmp_path / "demo", desks=tmp_path / "desks")


@pytest.fixture
def school(tmp_path):
    """A desk with one child on the register, closed."""
    desk = a_desk(tmp_path)
    a_status(desk, a_pupil(desk, legal_forename="Xanthippe", legal_surname="Quill"))
    desk.close()
    return tmp_path / "school.sencodesk"


@pytest.fixture
def start(qapp, folders, theme, qtbot):
    """Starts the program as `run_window` does, and puts everything away afterwards."""
    started = []

    def run(path=None):
        program = Program(qapp, path, day=lambda: TODAY, clock=Clock(), folders=folders, kdf=CHEAP, demo_pupils=12)
        program.show_unlock()
        started.append(program)
        return program

    yield run
    for program in started:
        if program.open is not None:
            program.open.close()
        for window in (program.new, program.unlock):
            if window is not None:
                if hasattr(window, "code"):
                    window.code = ""
                window.close()
                window.deleteLater()
        program.jobs.stop()
    QApplication.processEvents()


def unlock(program, qtbot, passphrase=PASSPHRASE):
    window = program.unlock
    window.passphrase.clear()
    QTest.keyClicks(window.passphrase, passphrase)
    QTest.keyClick(window.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: (
            program.open is not None
            or window.problem.isVisible()
            or (window.screen_shown is not None and not window.opening)
        )
    )


def words_in_widgets():
    """Every word that any widget of the program still holds."""
    held = []
    for widget in QApplication.allWidgets():
        held += [widget.windowTitle(), widget.accessibleName(), widget.toolTip()]
        if isinstance(widget, (QLabel, QLineEdit)):
            held.append(widget.text())
        elif isinstance(widget, QPlainTextEdit):
            held.append(widget.toPlainText())
    return "\n".join(held)


def test_a_wrong_passphrase_is_told_and_the_right_one_opens(start, school, qtbot):
    program = start(school)
    assert program.unlock.school.text() == "School"
    unlock(program, qtbot, "wrong words here")
    assert program.open is None
    assert "passphrase" in program.unlock.problem.text().lower()
    unlock(program, qtbot)
    assert program.unlock is None
    window = program.open.window
    assert window.isVisible()
    assert window.windowTitle() == "Riverbank Primary School · Senco Desk"
    assert window.bar.school.text() == "Riverbank Primary School · 2026/27"
    assert window.history.here == Place("today")


def test_locking_leaves_no_pupil_in_any_window_and_unlocking_returns(start, school, qtbot):
    program = start(school)
    unlock(program, qtbot)
    window = program.open.window
    page = window.go(Place("register"))
    page.table.selectRow(0)
    window.go(Place("pupil", (page.table.selected_rows()[0].pupil_id,)))
    assert "Xanthippe" in words_in_widgets()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert program.open is None
    assert program.unlock.isVisible()
    del window, page
    gc.collect()
    QApplication.sendPostedEvents(None, 52)  # deferred deletes
    QApplication.processEvents()
    assert "Xanthippe" not in words_in_widgets()
    assert not (school / "desk.db-wal").exists() or (school / "desk.db-wal").stat().st_size == 0
    unlock(program, qtbot)
    assert program.open.window.isVisible()


def a_note_half_typed(program, words="She asked for the blue ch"):
    """Goes to the first child's chronology and types into a new note; answers the form."""
    opened = program.open
    pupil = pupils.all_pupils(opened.desk)[0]
    page = opened.window.go(Place("pupil", (pupil.id, "chronology")))
    page.deeds.note()
    form = page.room.sheet.form
    QTest.keyClicks(form.fields["text"].input, words)
    return form


def test_locking_keeps_what_is_typed_and_unlocking_brings_it_back_at_the_same_place(start, school, qtbot):
    program = start(school)
    unlock(program, qtbot)
    a_note_half_typed(program)
    place = program.open.window.history.here
    program.open.lock()
    assert program.open is None
    gc.collect()
    QApplication.sendPostedEvents(None, 52)  # deferred deletes
    assert "blue ch" not in words_in_widgets()
    unlock(program, qtbot)
    window = program.open.window
    assert window.history.here == place
    form = window.current_page().room.sheet.form
    assert form.fields["text"].value() == "She asked for the blue ch"
    assert form.back.isVisible()
    assert form.back.words.text() == "What you had typed on 20 Nov 09:00 is back."
    form.send()
    assert drafts.kept(program.open.desk) == []
    assert [note.text for note in notes(program)] == ["She asked for the blue ch"]


def notes(program):
    pupil = pupils.all_pupils(program.open.desk)[0]
    return pupils.record_of(program.open.desk, pupil.id).notes


def test_closing_the_window_keeps_what_is_typed_and_the_next_start_goes_back_to_it(start, school, qtbot):
    program = start(school)
    unlock(program, qtbot)
    a_note_half_typed(program)
    program.open.close()
    again = start(school)
    unlock(again, qtbot)
    window = again.open.window
    assert window.history.here.page == "pupil"
    assert window.current_page().room.sheet.form.fields["text"].value() == "She asked for the blue ch"
    press(window.current_page().room.sheet.form, "Discard")
    again.open.lock()
    unlock(again, qtbot)
    assert again.open.window.current_page().room.sheet.form is None


def test_words_typed_straight_into_a_cycle_come_back_half_a_date_included(start, school, qtbot):
    program = start(school)
    unlock(program, qtbot)
    desk = program.open.desk
    pupil = pupils.all_pupils(desk)[0]
    a_cycle(desk, pupil)
    page = program.open.window.go(Place("cycle", (pupil.id,)))
    page.fields.fields["strategies"].input.setPlainText("A quiet table")
    page.fields.fields["review_due"].input.setText("31 feb")
    page.fields.fields["review_due"].changed.emit()
    program.open.lock()
    unlock(program, qtbot)
    page = program.open.window.current_page()
    assert page.fields.fields["strategies"].value() == "A quiet table"
    assert page.fields.fields["review_due"].value() == "31 feb"
    assert program.open._back.isVisible()
    program.open._back.button.click()
    assert page.fields.fields["review_due"].value() != "31 feb"
    page.fields.touched.emit()
    program.open.keeper.flush()
    assert drafts.kept(program.open.desk) == []


def test_what_came_back_and_was_saved_is_not_offered_to_be_discarded(start, school, qtbot):
    program = start(school)
    unlock(program, qtbot)
    desk = program.open.desk
    pupil = pupils.all_pupils(desk)[0]
    a_cycle(desk, pupil)

    def comes_back(typed):
        due = program.open.window.go(Place("cycle", (pupil.id,))).fields.fields["review_due"]
        due.input.setText(typed)
        due.changed.emit()
        program.open.lock()
        unlock(program, qtbot)
        assert program.open._back.isVisible()
        return program.open.window.current_page()

    page = comes_back("31 feb")
    page.fields.fields["review_due"].input.setText("28/2/2027")
    page.fields.fields["review_due"].changed.emit()
    assert page.save()
    assert not program.open._back.isVisible()
    comes_back("31 feb")
    program.open._back.button.click()
    program.open.keeper.flush()
    assert program.open._back.button.text() == "Put it back"
    assert program.open._back.isVisible(), "what was discarded can still be put back"


@pytest.mark.parametrize(
    ("folder", "words"),
    [("st-oda-s-primary", "St Oda’s Primary"), ("demo", "Demo"), ("s", "S"), ("St Oda's", "St Oda's")],
)
def test_a_locked_desk_is_called_as_the_school_writes_it(tmp_path, folder, words):
    assert called(tmp_path / f"{folder}.sencodesk") == words


def test_a_lock_leaves_no_dialog_over_the_unlock_window(start, school, qtbot):
    program = start(school)
    unlock(program, qtbot)
    box = QMessageBox(QMessageBox.Icon.Information, "Xanthippe", "Xanthippe Quill", parent=program.open.window)
    box.open()
    program.open.lock()
    assert not box.isVisible()
    assert [each for each in QApplication.topLevelWidgets() if each.isVisible()] == [program.unlock]


def test_an_empty_chair_locks_and_says_why(start, school, qtbot):
    program = start(school)
    clock = program.clock
    unlock(program, qtbot)
    a_note_half_typed(program)
    for _ in range(15 * 6):
        clock.now += timedelta(seconds=9)
        program.open.idle.look()
        if program.open is None:
            break
    assert program.open is None
    assert program.unlock.note.text() == "Locked after 15 minutes without a key or the mouse."
    unlock(program, qtbot)
    assert program.open.window.current_page().room.sheet.form.fields["text"].value() == "She asked for the blue ch"


def test_return_on_a_wrong_passphrase_tries_again_and_never_shows_it(start, school, qtbot):
    program = start(school)
    window = program.unlock
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    window.reveal.click()
    assert window.passphrase.echoMode() == QLineEdit.EchoMode.Normal
    for _ in range(3):
        window.passphrase.setFocus()
        unlock(program, qtbot, "wrong words here")
        assert window.passphrase.echoMode() == QLineEdit.EchoMode.Password
        assert window.focusWidget() is window.passphrase
        assert not window.passphrase.isReadOnly()
    QTest.keyClick(window.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.opening and window.problem.isVisible())
    window.reveal.setFocus()
    QTest.keyClick(window.reveal, Qt.Key.Key_Return)
    assert window.passphrase.echoMode() == QLineEdit.EchoMode.Password
    assert window.problem.height() >= window.problem.heightForWidth(window.problem.width())
    assert window.problem.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    assert "The recovery code works here too." in texts(window)


def test_closing_the_window_closes_the_desk_cleanly(start, school, qtbot):
    program = start(school)
    unlock(program, qtbot)
    program.open.close()
    assert program.open is None
    desk = desks.open_with(school, desks.unlock(school, PASSPHRASE, floor=CHEAP), day=lambda: TODAY, clock=Clock())
    assert not desk.store.check_wanted
    desk.close()


@pytest.mark.parametrize("locking", [False, True])
def test_a_stick_pulled_out_leaves_no_program_without_a_window(start, school, qtbot, tmp_path, locking):
    stick = tmp_path / "stick"
    stick.mkdir()
    program = start(school.rename(stick / school.name))
    unlock(program, qtbot)
    opened, heard = program.open, []
    opened.closed.connect(lambda: heard.append("closed"))
    opened.locked.connect(lambda _why: heard.append("locked"))
    stick.rename(tmp_path / "pulled out")
    if locking:
        opened.lock()
    else:
        opened.window.close()
    assert heard == ["locked" if locking else "closed"]
    assert program.open is None
    (tmp_path / "pulled out").rename(stick)
    path = stick / school.name
    desk = desks.open_with(path, desks.unlock(path, PASSPHRASE, floor=CHEAP), day=lambda: TODAY, clock=Clock())
    assert desk.store.check_wanted, "nobody saw how it was left"
    assert desks.verify(desk).ok
    desk.close()


def test_only_paths_are_remembered(start, school, qtbot, folders):
    program = start(school)
    unlock(program, qtbot)
    program.open.window.go(Place("register"))
    program.open.close()
    kept = b"".join(path.read_bytes() for path in folders.settings.rglob("*") if path.is_file())
    assert b"school.sencodesk" in kept
    assert b"Xanthippe" not in kept
    assert b"Riverbank" not in kept
    again = start()
    assert again.path == school.absolute()


def test_a_desk_that_is_open_elsewhere_says_so_and_can_be_read(start, school, qtbot):
    other = desks.open_with(school, desks.unlock(school, PASSPHRASE, floor=CHEAP), day=lambda: TODAY, clock=Clock())
    program = start(school)
    unlock(program, qtbot)
    assert program.open is None
    said = " ".join(texts(program.unlock.screen_shown))
    assert "already open" in said
    assert platform.node() in said
    assert set(program.unlock.screen_shown.ways) == {"read", "again"}
    press(program.unlock, "Open to read only")
    window = program.open.window
    assert "Read only" in "\n".join(chip.accessibleName() for chip in window.bar.findChildren(MarkLabel))
    form = a_note_half_typed(program, "Not kept")
    assert form.only_shown
    assert not form.submit.isVisible()
    assert form.fields["text"].value() == ""
    program.open.lock()
    other.close()
    unlock(program, qtbot)
    assert program.open is not None
    assert drafts.kept(program.open.desk) == []


def test_a_lock_that_another_computer_left_can_be_taken_over(start, school, qtbot):
    (school / "desk.lock").write_text(
        json.dumps({"who": "sam", "where": "OFFICE-7", "pid": 4, "since": "2026-11-20T08:00:00+00:00"})
    )
    program = start(school)
    unlock(program, qtbot)
    assert program.open is None
    assert "OFFICE-7" in " ".join(texts(program.unlock.screen_shown))
    press(program.unlock, "Take over")
    assert program.open is not None
    assert drafts.can_keep(program.open.desk)


def test_a_folder_that_is_no_desk_is_told_in_words(start, tmp_path, qtbot):
    (tmp_path / "empty.sencodesk").mkdir()
    program = start(tmp_path / "empty.sencodesk")
    unlock(program, qtbot)
    assert program.open is None
    assert "No records file was found" in " ".join(texts(program.unlock.screen_shown))


def test_a_new_desk_is_made_its_code_kept_and_opened(start, folders, qtbot, tmp_path):
    program = start()
    assert program.unlock.school.text() == "Welcome to Senco Desk"
    program.unlock.new.click()
    new = program.new
    folders.desks.mkdir()
    press(new, "Make the desk")
    assert new.form.fields["name"].problem() == "Give the school’s name."
    assert new.form.fields["passphrase"].problem() == "Choose a passphrase."
    type_into(new.form, name="St. Anne's Primary", passphrase="short", again="other")
    assert new.form.fields["place"].value().endswith("st-anne-s-primary.sencodesk")
    press(new, "Make the desk")
    assert "differ" in new.form.fields["again"].problem()
    type_into(new.form, again="short")
    press(new, "Make the desk")
    qtbot.waitUntil(lambda: bool(new.form.fields["passphrase"].problem()))
    type_into(new.form, passphrase="seven green buses hum", again="seven green buses hum")
    press(new, "Make the desk")
    qtbot.waitUntil(lambda: new.stack.currentIndex() == 1)
    code = new.code
    assert code
    assert code in texts(new)
    new.close()
    assert new.isVisible()
    assert new.warning.isVisible()
    press(new, "Copy")
    assert QApplication.clipboard().text() == code
    new.sheet.save_to(str(tmp_path / "code.txt"))
    assert code in (tmp_path / "code.txt").read_text("utf-8")
    clipboard.forget_now()
    new.kept.click()
    press(new, "Later")
    assert program.new is None
    assert schools.school(program.open.desk).name == "St. Anne's Primary"
    path = program.path
    program.open.close()
    assert desks.unlock(path, code, floor=CHEAP)
    assert code.encode() not in b"".join(each.read_bytes() for each in path.rglob("*") if each.is_file())
    QApplication.clipboard().clear()


def test_closing_the_new_desk_form_returns_to_the_unlock_window(start, qtbot):
    program = start()
    program.unlock.new.click()
    assert not program.unlock.isVisible()
    program.new.close()
    assert program.unlock.isVisible()


def test_the_demo_school_is_one_click_and_opens_again_at_once(start, qtbot, folders):
    program = start()
    program.unlock.demo.click()
    qtbot.waitUntil(lambda: program.open is not None, timeout=60_000)
    assert len(pupils.all_pupils(program.open.desk)) == 12
    assert program.open.window.windowTitle() == "Demo school · Senco Desk"
    bar = program.open.window.bar
    assert "Demo: invented pupils" in [chip.accessibleName() for chip in bar.findChildren(MarkLabel)]
    assert (folders.demo / "demo.sencodesk").is_dir()
    made = (folders.demo / "demo.sencodesk" / "vault.json").read_bytes()
    program.open.lock()
    program.unlock.demo.click()
    qtbot.waitUntil(lambda: program.open is not None, timeout=10_000)
    assert (folders.demo / "demo.sencodesk" / "vault.json").read_bytes() == made


def test_search_finds_a_pupil_whatever_the_accents_and_opens_the_page(start, school, qtbot, tmp_path):
    program = start(school)
    unlock(program, qtbot)
    opened = program.open
    a_pupil(opened.desk, legal_forename="Zoë", legal_surname="Świątek-Jones")
    hits = list(opened._hits("zoe jon"))
    assert [hit.words for hit in hits] == ["Zoë Świątek-Jones"]
    hits[0].choose()
    assert opened.window.history.here.page == "pupil"
    assert list(opened._hits("z")) == []


def test_the_unlock_window_needs_no_records():
    """What the first window imports decides how soon it is there."""
    import subprocess
    import sys

    code = (
        "import sys, senco_desk.ui.main; "
        "print([m for m in ('pydantic', 'sqlite_utils', 'reportlab', 'senco_desk.store') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"


def test_the_first_picture_waits_for_none_of_what_is_slow(start, tmp_path):
    """PySide builds all of Qt's own values once one of them is named: as long as the rest of the window takes."""
    import subprocess
    import sys

    code = f"""
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from PySide6 import QtCore
from senco_desk.ui.folders import Folders
from senco_desk.ui.main import Program, application
app, folder = application(), Path({str(tmp_path)!r})
(folder / "window.ini").write_text("[look]\\nsystem_contrast=usual\\n", encoding="utf-8")
folders = Folders(settings=folder, demo=folder, desks=folder)
program = Program(app, folder / "a.sencodesk", day=date.today, clock=lambda: datetime.now(UTC), folders=folders)
program.start()
app.processEvents()
late = ("senco_desk.ui.jobs", "senco_desk.ui.second_place", "senco_desk.domain", "shiboken6")
print("Qt" in vars(QtCore), [each for each in late if each in sys.modules], program.unlock.passphrase.hasFocus())
print(program.settings.value("look/system_contrast"), __builtins__.__import__ is __builtins__.__feature_import__)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["False ['shiboken6'] True", "usual False"]


def test_the_values_of_qt_written_as_numbers_are_those_values(start, school):
    window = start(school).unlock
    assert window.school.textFormat() == window.problem.textFormat() == Qt.TextFormat.PlainText
    assert window.problem.textInteractionFlags() == Qt.TextInteractionFlag.TextSelectableByMouse
    assert [each.focusPolicy() for each in window.findChildren(QScrollArea)] == [Qt.FocusPolicy.NoFocus]


def test_what_the_system_says_of_contrast_is_kept_for_the_first_picture_of_the_next_start(
    qapp, folders, theme, school, qtbot
):
    program = Program(qapp, school, day=lambda: TODAY, clock=Clock(), folders=folders, kdf=CHEAP)
    program.start()
    assert program.settings.value("look/system_contrast") is None
    qtbot.waitUntil(lambda: program.settings.value("look/system_contrast") == "usual")
    # A passphrase given before the desk's place was looked at has it looked at first.
    assert program._not_looked is program.unlock
    unlock(program, qtbot)
    assert program._not_looked is None
    program.warming.stop()
    program.open.close()
    program.jobs.stop()


def test_the_day_is_asked_anew(start, school, qtbot):
    program = start(school)
    unlock(program, qtbot)
    assert program.open.desk.today == date(2026, 11, 20)
    assert isinstance(program.open.window, QWidget)
