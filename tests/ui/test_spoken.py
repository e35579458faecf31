"""What a screen reader is told of the windows before and beside the pages, and what is announced as it happens."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from senco_desk.domain.school import SchoolDraft
from senco_desk.services import desks, people
from senco_desk.services.profiles import Fit
from senco_desk.store import backups, looking
from senco_desk.ui.announcing import announcements
from senco_desk.ui.closing_backup import _Closing
from senco_desk.ui.date_field import DateField
from senco_desk.ui.find_bar import FindBar
from senco_desk.ui.findings_view import CopiesTable, FindingView
from senco_desk.ui.first_unlock import FirstUnlock, show_or_ask
from senco_desk.ui.folders import Folders
from senco_desk.ui.jobs import JobBar
from senco_desk.ui.main import Program
from senco_desk.ui.new_desk import NewDeskWindow
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.pages import Place
from senco_desk.ui.people_forms import removal_form
from senco_desk.ui.profile_form import ProfileForm
from senco_desk.ui.recovery_sheet import RecoverySheet
from senco_desk.ui.salvage_view import PlaceView
from senco_desk.ui.saved import SavedLine
from senco_desk.ui.secret_fields import SecretField
from senco_desk.ui.theme import Theme
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil
from tests.screens import press, type_into, unheard

NEW = "seven quiet otters sing"


@pytest.fixture
def heard() -> Iterator[list[tuple[str, bool]]]:
    """Everything announced, with whether it cut in."""
    told: list[tuple[str, bool]] = []

    def note(words: str, urgent: bool) -> None:
        told.append((words, urgent))

    announcements.said.connect(note)
    yield told
    announcements.said.disconnect(note)


@pytest.fixture
def school(tmp_path: Path) -> Path:
    desk = a_desk(tmp_path)
    a_pupil(desk, legal_forename="Xanthippe", legal_surname="Quill")
    desk.close()
    return tmp_path / "school.sencodesk"


@pytest.fixture
def start(qapp: QApplication, tmp_path: Path, theme: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(looking, "free_space", lambda _folder: 10**12)
    started = []

    def run(path: Path | None, *, typed: str = "") -> Program:
        folders = Folders(settings=tmp_path / "settings", demo=tmp_path / "demo", desks=tmp_path / "desks")
        program = Program(qapp, path, day=lambda: TODAY, clock=Clock(), folders=folders, kdf=CHEAP, demo_pupils=2)
        program.show_unlock()
        started.append(program)
        qtbot.waitUntil(lambda: program.states._looks.running is None)
        if typed:
            assert program.unlock is not None
            program.unlock.passphrase.setText(typed)
            QTest.keyClick(program.unlock.passphrase, Qt.Key.Key_Return)
            window = program.unlock
            qtbot.waitUntil(lambda: program.open is not None or not window.opening)
        return program

    yield run
    for program in started:
        if program.open is not None:
            program.open.close()
        program.put_away_restoring()
        program._put_away_new()
        if program.unlock is not None:
            program.unlock.close()
            program.unlock.deleteLater()
        program.jobs.stop()
    QApplication.processEvents()


@pytest.fixture
def opened(tmp_path: Path, settings: QSettings, theme: Theme) -> Iterator[OpenDesk]:
    desk = a_desk(tmp_path)
    for surname in ("Ash", "Birch", "Cedar"):
        a_pupil(desk, legal_surname=surname)
    made = OpenDesk(desk, tmp_path / "school.sencodesk", settings=settings, theme=theme, clock=Clock())
    made.window.resize(1366, 768)
    made.window.show()
    made.window.activateWindow()
    assert QTest.qWaitForWindowActive(made.window)
    yield made
    if not made.over:
        made.close()
    QApplication.processEvents()


def broken_key_file(school: Path) -> None:
    for name in ("vault.json", "vault.copy.json"):
        (school / name).write_bytes(b"{")


# The first window.


def test_a_wrong_passphrase_is_announced_and_no_longer_described_once_one_types(start, school, heard):
    window = start(school, typed="not the passphrase").unlock
    assert any(urgent and words == window.problem.text().removeprefix("■ ") for words, urgent in heard)
    assert window.passphrase.accessibleDescription() == window.problem.text().removeprefix("■ ")
    assert not unheard(window)
    QTest.keyClicks(window.passphrase, "x")
    assert window.passphrase.accessibleDescription() == ""


def test_why_it_locked_is_announced_and_read_with_the_passphrase(start, school, heard, qtbot):
    program = start(school, typed=PASSPHRASE)
    program.open.lock("Locked, since the computer was asleep.")
    assert ("Locked, since the computer was asleep.", False) in heard
    assert program.unlock.passphrase.accessibleDescription() == "Locked, since the computer was asleep."
    qtbot.waitUntil(lambda: program.states._looks.running is None)
    assert program.unlock.passphrase.accessibleDescription() == "Locked, since the computer was asleep."


def test_who_has_the_desk_open_is_read_with_the_passphrase(start, school, heard):
    (school / "desk.lock").write_text(
        json.dumps({"who": "sam", "where": "OFFICE-7", "pid": 4, "since": "2026-11-20T08:00:00+00:00"})
    )
    program = start(school)
    assert "OFFICE-7" in program.unlock.passphrase.accessibleDescription()
    assert any("OFFICE-7" in words for words, _urgent in heard)


def test_the_link_to_another_desk_is_called_what_it_says(start, school):
    assert start(school).unlock.other.accessibleName() == "Open another"
    none = start(None).unlock
    assert none.other.accessibleName() == "Open a desk that exists"


def test_a_state_is_announced_and_read_with_its_first_way_on(start, school, heard):
    broken_key_file(school)
    view = start(school).unlock.screen_shown
    assert isinstance(view, FindingView)
    assert (view.finding.sentence, True) in heard
    assert next(iter(view.ways.values())).accessibleDescription() == view.finding.sentence


def test_every_way_on_and_every_sentence_of_a_state_has_its_room(start, school):
    broken_key_file(school)
    view = start(school).unlock.screen_shown
    QApplication.processEvents()
    for part in [*view.ways.values(), *view.sentences]:
        assert part.visibleRegion().boundingRect() == part.rect(), part.text()
        assert not isinstance(part, QLabel) or part.height() >= part.heightForWidth(part.width()), part.text()


def test_a_view_that_asks_for_a_place_is_announced_and_read_with_its_deed(shown, tmp_path, heard):
    view = shown(PlaceView("Copy the desk", ("The whole desk is copied.",), "&Copy it", tmp_path / "copy.sencodesk"))
    assert heard == [("Copy the desk. The whole desk is copied.", False)]
    assert view.deed.accessibleDescription() == heard[0][0]
    view.show_problem("The drive is full. Choose another one.")
    assert heard[-1] == ("The drive is full. Choose another one.", True)


def test_each_cell_of_the_copies_says_whose_it_is(start, school):
    shutil.copy(school / "desk.db", school / "desk (SAM-PC’s conflicted copy).db")
    (table,) = start(school, typed=PASSPHRASE).unlock.screen_shown.findChildren(CopiesTable)
    names = [one.accessibleName() for one in table.findChildren(QLabel) if one.accessibleName()]
    assert [name.split(": ")[0] for name in names if "Size" in name] == ["This desk, Size", "Copy 1, Size"]
    assert "Copy 1, File: desk (SAM-PC’s conflicted copy).db" in names
    assert not unheard(table)


# Restoring.


def test_without_a_backup_there_is_nothing_to_look_into(start, school, heard):
    program = start(school)
    program.begin_restore(None)
    window = program.restoring
    assert not window.look.isVisible()
    assert window.elsewhere.accessibleDescription().startswith("No backup was found")
    window.look_in(str(school.parent / "nowhere"))
    assert heard[-1][0].startswith("No backup was found in")
    assert heard[-1][1]
    assert not unheard(window)


def test_what_a_backup_would_bring_back_is_announced_and_the_way_back_leads_to_the_passphrase(
    start, school, heard, qtbot
):
    keys = desks.unlock(school, PASSPHRASE, floor=CHEAP)
    backups.take(backups.Source(school, keys), backups.usual_root(school), "close", clock=Clock())
    program = start(school)
    program.begin_restore(None)
    window = program.restoring
    assert window.look.isVisible()
    window.look_into()
    assert heard[-1] == ("Type the passphrase, or the recovery code, of the day of the backup.", True)
    window.passphrase.set_value(PASSPHRASE)
    window.look_into()
    qtbot.waitUntil(lambda: window.stack.currentIndex() == 1)
    assert heard[-1][0] == f"{window.heading.text()} {window.preview.words.text()}"
    assert not unheard(window)
    program.unlock.reveal.setFocus()
    window.close()
    assert program.unlock.isVisible()
    assert program.unlock.focusWidget() is program.unlock.passphrase


def test_leaving_the_new_desk_leads_back_to_the_passphrase(start, school):
    program = start(school)
    program.unlock.reveal.setFocus()
    program.begin_new()
    program.new.close()
    assert program.unlock.focusWidget() is program.unlock.passphrase


# The recovery code.


def test_the_recovery_code_is_spelled_out_and_tab_stops_there(shown, heard, tmp_path):
    sheet = shown(RecoverySheet())
    sheet.show_code("7G2KW-0XB3M", "hilltop.sencodesk")
    assert sheet.shown.accessibleName() == "Recovery code: 7 G 2 K W, 0 X B 3 M"
    assert sheet.shown.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert not unheard(sheet)
    sheet.save_to(str(tmp_path / "code.txt"))
    assert heard[-1] == (sheet.told.text(), False)
    sheet.save_to(str(tmp_path / "no" / "folder" / "code.txt"))
    assert heard[-1][1]
    sheet.cover()
    assert "7" not in sheet.shown.accessibleName()
    sheet.forget()
    assert sheet.shown.accessibleName() == ""


def test_a_new_desk_says_what_its_code_is_for_and_what_is_wrong(shown, tmp_path, qtbot, heard):
    def make(path: Path, passphrase: str, draft: SchoolDraft) -> tuple[Any, str]:
        desk, code = desks.create(path, passphrase, draft, day=lambda: TODAY, clock=Clock(), kdf=CHEAP, floor=CHEAP)
        desk.close()
        return desk.store.keys, code

    window = shown(NewDeskWindow(tmp_path, make))
    press(window, "Make the desk")
    assert heard == [("School: Give the school’s name. Passphrase: Choose a passphrase.", True)]
    assert not unheard(window)
    type_into(window.form, name="Hilltop", passphrase=NEW, again=NEW)
    press(window, "Make the desk")
    qtbot.waitUntil(lambda: window.stack.currentIndex() == 1)
    assert heard[-1][0].startswith("If the passphrase is ever forgotten, this code opens the desk.")
    assert not unheard(window)
    window.kept.click()
    press(window, "Check the code and open the desk")
    assert heard[-1] == (window.typed.problem(), True)
    assert not unheard(window)
    press(window, "Later")


# Pages.


def test_what_was_done_is_announced_once(opened, heard):
    opened.work.said.emit("Note kept", True)
    assert heard == [("Note kept", False)]


def test_a_count_is_told_after_a_pause_and_not_for_each_letter(opened, heard, qtbot):
    page = opened.window.go(Place("register", ("everyone",)))
    heard.clear()
    page.filter.setFocus()
    QTest.keyClicks(page.filter, "birch")
    assert heard == []
    qtbot.waitUntil(lambda: bool(heard), timeout=5000)
    assert heard == [(page.count.text(), False)]
    assert heard[0][0].startswith("1 of 3 pupils shown")


def test_how_large_the_pages_are_drawn_is_heard(opened, qtbot):
    page = opened.window.go(Place("reports"))
    qtbot.waitUntil(lambda: page.making.idle and page.preview.view.count > 0)
    assert page.preview.percent.isVisible()
    assert page.preview.percent.accessibleName() == f"Zoom: {page.preview.percent.text()}"


def test_a_search_tells_what_it_found_and_each_hit_the_arrows_reach(opened, heard, qtbot):
    opened.window.registry.run("desk.search")
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "cedar")
    qtbot.waitUntil(lambda: any("found" in words for words, _urgent in heard), timeout=5000)
    assert "Cedar" in heard[-1][0]
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert "Cedar" in heard[-1][0] or len(field.hits()) > 1
    assert len(heard) == 2
    QTest.keyClick(field, Qt.Key.Key_Escape)


def test_long_work_is_announced_at_its_beginning_and_its_end_and_quick_work_is_not(opened, heard, qtbot):
    job = opened.work.jobs.start("Making the pack", lambda watcher: watcher.start("Pages", 3))
    qtbot.waitSignal(job.ended).wait()
    assert heard == []
    going = []

    def slow(watcher: Any) -> None:
        watcher.start("Pages", 1)
        while not going:
            watcher.step(0)

    job = opened.work.jobs.start("Making the pack", slow)
    qtbot.waitUntil(lambda: bool(heard), timeout=JobBar.AFTER + 5000)
    with qtbot.waitSignal(job.ended):
        going.append(True)
    assert heard == [("Making the pack…", False), ("Done: making the pack.", False)]
    heard.clear()
    going.clear()
    job = opened.work.jobs.start("Making the pack", slow)
    qtbot.waitUntil(lambda: bool(heard), timeout=JobBar.AFTER + 5000)
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert heard[-1] == ("Stopped: making the pack.", False)


def test_what_was_saved_is_announced_with_its_place(shown, heard, tmp_path):
    shown(SavedLine()).tell("Saved as register.pdf in Documents.", tmp_path / "register.pdf")
    assert heard == [("Saved as register.pdf in Documents.", False)]


def test_a_notice_is_announced_and_one_that_is_grave_cuts_in(opened, heard):
    opened.notices.say("info", "A note from before.", "Nothing is lost.", (), lambda: None)
    opened.notices.say("over", "Some records are damaged.", "", (), lambda: None)
    assert heard == [("A note from before. Nothing is lost.", False), ("Some records are damaged.", True)]


def test_what_came_back_into_a_form_is_announced(opened, heard):
    page = opened.window.go(Place("register", ("everyone",)))
    page.add_pupil()
    form = page.room.sheet.form
    form.show_back(datetime(2026, 11, 20, 9, tzinfo=UTC))
    assert heard[-1] == (form.back.words.text(), False)
    form.send()
    assert heard[-1][1]
    assert heard[-1][0].startswith(f"{form.fields['legal_surname'].words}: ")


def test_an_empty_chair_is_warned_a_minute_before(opened, heard):
    for _ in range(14 * 6 + 1):  # looks, ten seconds apart
        opened._clock.now += timedelta(seconds=9)
        opened.idle.look()
    warnings = [words for words, _urgent in heard if "locks in a minute" in words]
    assert warnings == ["Senco Desk locks in a minute, since nobody is typing. Press any key to stay."]
    assert not opened.over


def test_the_place_that_enter_goes_to_is_told_and_enter_on_a_button_is_the_buttons(shown, heard):
    bar, gone = FindBar(), []
    shown(bar)
    bar.stepped.connect(gone.append)
    bar.open_bar()
    bar.activateWindow()
    assert QTest.qWaitForWindowActive(bar)
    QTest.keyClicks(bar.input, "cat")
    QTest.keyClick(bar.input, Qt.Key.Key_Return)
    bar.tell(60)
    assert [words for words, _urgent in heard] == ["1 of 60"]
    QTest.keyClick(bar.input, Qt.Key.Key_Return)
    QTest.keyClick(bar.input, Qt.Key.Key_Return)
    assert [words for words, _urgent in heard] == ["1 of 60", "2 of 60", "3 of 60"]
    bar.before.setFocus()
    QTest.keyClick(bar.before, Qt.Key.Key_Return)
    assert gone == [0, 1, 2, 1]
    bar.done.setFocus()
    QTest.keyClick(bar.done, Qt.Key.Key_Return)
    assert gone == [0, 1, 2, 1]
    assert bar.isHidden()
    bar.open_bar()
    bar.after.setFocus()
    QTest.keyClick(bar.after, Qt.Key.Key_Escape)
    assert bar.isHidden()


def test_what_enter_made_of_a_line_of_the_rollover_is_told(opened, heard):
    opened.window.registry.run("desk.rollover")
    page = opened.window.current_page()
    page.table.select(page.table.rows.all_rows()[0].id)
    name = page.table.selected_rows()[0].pupil.name
    in_already = page.table.selected_rows()[0].id in page.ticked()
    page.table.setFocus()
    heard.clear()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    both = [f"{name}: left out", f"{name}: included"]
    assert [words for words, _urgent in heard] == (both if in_already else both[::-1])


# Forms and fields.


def test_what_a_profile_has_room_for_is_told_as_it_turns_and_a_long_line_is_described(shown, heard):
    form = ProfileForm("", TODAY, ())
    shown(form)
    form.guard.tell(Fit(1, 0.4), 300)
    assert heard == []
    form.guard.tell(Fit(2, 1.2, 40), 3000)
    form.guard.tell(Fit(2, 1.3, 60), 3200)
    assert [words for words, _urgent in heard] == [
        "Longer than one page: about 40 words too many. It prints on 2 pages."
    ]  # fmt: skip
    form.guard.tell(Fit(1, 0.9), 900)
    assert heard[-1][0].startswith("Fits on one page")
    heard.clear()
    line = form.fields["know_1"].input
    QTest.keyClicks(line, "word " * 30)
    assert len(heard) == 1
    assert heard[0][0].startswith("Must know 1: Long for one line")
    assert line.accessibleDescription() == form.fields["know_1"].help.text().removeprefix("▲ ")
    line.selectAll()
    QTest.keyClicks(line, "Wait.")
    assert line.accessibleDescription() == ""


def test_a_sheet_without_fields_takes_the_keyboard_and_is_read_out(opened):
    page = opened.window.go(Place("register"))
    only = people.everybody(opened.desk)[0]
    form = removal_form(only)
    page.room.open(form)
    assert QApplication.focusWidget() is form.cancel
    said = form.cancel.accessibleDescription()
    assert said.startswith(f"Remove {only.person.name}")
    assert "opens this desk no longer" in said


def test_advice_that_says_what_the_problem_says_gives_way_to_it(shown):
    field = shown(SecretField("Pass&phrase", "Several words.", advise=lambda typed: "Too short." if typed else ""))
    QTest.keyClicks(field.input, "abc")
    assert field.help.text() == "Too short."
    field.show_problem("Too short.")
    assert field.help.isHidden()
    field.show_problem("")
    assert field.help.isVisible()


@pytest.mark.parametrize("words", ["&From", "Review &on"])
def test_the_button_of_a_date_names_its_field_first(words, shown):
    field = shown(DateField(words, TODAY))
    assert field.pick.accessibleName() == f"{words.replace('&', '')}: choose from a calendar"


def test_a_first_passphrase_of_ones_own_has_its_words(opened, heard):
    asks = FirstUnlock(opened)
    asks.show()
    asks.form.send()
    assert not unheard(asks)
    asks.hide()
    asks.deleteLater()
    assert show_or_ask(opened) is None


def test_the_backup_at_closing_says_what_it_is_doing(opened, heard):
    window = _Closing(opened.desk)
    window.show()
    [(words, _urgent)] = heard
    assert words.startswith("Everything is saved. A backup is being made.")
    assert words.endswith("Leave USB sticks in until this window closes.")
    window.close()
    window.deleteLater()
