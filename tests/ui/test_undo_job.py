"""A roll is undone and done again while the window goes on: twice at once, stopped, locked, saved into meanwhile."""

import threading
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.pupils import PupilDraft
from senco_desk.services import desks, pupils, records, undoing
from senco_desk.services.desk import done
from senco_desk.store import nouns
from senco_desk.store.trail_faults import faults
from senco_desk.ui.history_undo import UndoSheet
from senco_desk.ui.open_desk import OpenDesk
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil, everything
from tests.screens import cells, press, texts

COUNT = undoing.AT_ONCE + 300
"""More than are undone at once, and more than are written at once."""


class HeldClock(Clock):
    """Holds the worker where it is about to journal what it has written back, until it is let go or asked to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.let_go = threading.Event(), threading.Event()
        self.now = datetime(2026, 11, 20, 12, tzinfo=UTC)
        self.at, self.asked, self.wanted = 0, 0, lambda: True
        self._window = threading.get_ident()

    def hold(self, at, job):
        self.at, self.asked, self.wanted = at, 0, lambda: job.wanted
        self.reached.clear()
        self.let_go.clear()

    def __call__(self) -> datetime:
        if self.at and threading.get_ident() != self._window:
            self.asked += 1
            if self.asked == self.at:
                self.reached.set()
                while self.wanted() and not self.let_go.wait(0.01):
                    pass
                self.at = 0
        return super().__call__()


@pytest.fixture
def clock():
    made = HeldClock()
    yield made
    made.let_go.set()


@pytest.fixture
def desk(tmp_path, clock):
    a_desk(tmp_path).close()
    folder = tmp_path / "school.sencodesk"
    keys = desks.unlock(folder, PASSPHRASE, floor=CHEAP)
    made = desks.open_with(folder, keys, day=lambda: TODAY, clock=clock)
    yield made
    made.close()


@pytest.fixture
def opened(desk, clock, settings, theme):
    known = a_pupil(desk)
    made = OpenDesk(desk, desk.store.folder, settings=settings, theme=theme, clock=clock)
    crashes = []
    made.work.crashed.connect(crashes.append)
    made.window.resize(1366, 768)
    made.window.show()
    made.window.activateWindow()
    assert QTest.qWaitForWindowActive(made.window)
    made.known = known
    yield made
    clock.at = 0
    if not made.over:
        made.close()
    QApplication.processEvents()
    assert not crashes, crashes[0]


def a_note(opened, text="Seen today."):
    return opened.work.do(
        lambda: records.add(opened.desk, NoteDraft(pupil_id=opened.known.id, on=TODAY, text=text))
    ).value


def a_roll(opened, count=COUNT):
    """So many pupils come in by one deed, "Import roll", as a roll brings them."""
    drafts = [PupilDraft(legal_forename="Zoe", legal_surname=f"Smith{n}") for n in range(count)]

    def deed():
        with opened.desk.store.change("Import roll") as change:
            change.add_all(nouns.PUPILS, drafts)
        return done(None, change)

    opened.work.do(deed)


def ctrl(opened, key):
    QTest.keyClick(opened.window, key, Qt.KeyboardModifier.ControlModifier)


def idle(opened, qtbot):
    qtbot.waitUntil(lambda: opened.work.jobs.running is None)
    QApplication.processEvents()


def half_way(opened, qtbot, clock, deed, at=2):
    """Asks for a large undo and answers its job, held once the rows are written and not journalled yet."""
    deed()
    job = opened.work.jobs.running
    clock.hold(at, job)
    qtbot.waitUntil(clock.reached.is_set)
    return job


def actions(opened):
    """What the menu says of undo and redo, and nothing where it is not possible."""
    found = [opened.window.registry.qaction(name) for name in ("desk.undo", "desk.redo")]
    return tuple(each.text().replace("&", "") if each.isEnabled() else "" for each in found)


def test_a_roll_is_undone_and_done_again_on_the_worker_as_one_deed(opened, desk, qtbot):
    before = everything(desk)
    a_roll(opened)
    after = everything(desk)
    told = []
    opened.work.changed.connect(lambda changes, _who: told.append(changes))
    page = opened.window.current_page()
    ctrl(opened, Qt.Key.Key_Z)
    assert opened.work.jobs.running.words == "Undoing “Import roll”"
    assert everything(desk) == after, "the window waited for it"
    idle(opened, qtbot)
    assert everything(desk) == before
    toast = opened.window.toast
    assert toast.words.text() == "Undone: import roll"
    assert not toast.button.isVisibleTo(toast), "it would undo the deed before"
    assert [(changes.label, len(changes.touched["pupil"])) for changes in told] == [("Import roll", COUNT)]
    assert actions(opened) == ("", "Redo import roll")
    ctrl(opened, Qt.Key.Key_Y)
    assert opened.work.jobs.running.words == "Doing “Import roll” again"
    idle(opened, qtbot)
    assert everything(desk) == after
    assert toast.words.text() == "Done again: import roll"
    assert actions(opened) == ("Undo import roll", "")
    assert opened.window.current_page() is page
    assert QApplication.focusWidget() is None or page.window().isAncestorOf(QApplication.focusWidget())
    assert faults(desk.store) == []


@pytest.mark.parametrize("more", [0, 1])
def test_what_is_small_is_undone_at_once(opened, desk, qtbot, more):
    before = everything(desk)
    a_roll(opened, undoing.AT_ONCE + more)
    ctrl(opened, Qt.Key.Key_Z)
    assert (opened.work.jobs.running is not None) == bool(more)
    assert (everything(desk) == before) == (not more)
    idle(opened, qtbot)
    assert everything(desk) == before
    assert opened.window.toast.words.text() == "Undone: import roll"


def test_twice_quickly_undoes_one_deed_that_is_seen(opened, desk, qtbot, clock):
    a_note(opened)
    before = everything(desk)
    a_roll(opened)
    refused = []
    opened.work.refused.connect(refused.append)
    ctrl(opened, Qt.Key.Key_Z)
    ctrl(opened, Qt.Key.Key_Z)
    opened.undo()
    opened.redo()
    clock.hold(2, opened.work.jobs.running)
    qtbot.waitUntil(clock.reached.is_set)
    ctrl(opened, Qt.Key.Key_Z)
    assert actions(opened) == ("", "")
    assert not opened.window.registry.qaction("desk.undo_back").isEnabled()
    clock.let_go.set()
    idle(opened, qtbot)
    assert everything(desk) == before
    assert refused == []
    assert actions(opened) == ("Undo add note", "Redo import roll")
    ctrl(opened, Qt.Key.Key_Z)
    assert pupils.record_of(desk, opened.known.id).notes == ()


def test_the_undo_of_the_toast_is_the_same(opened, desk, qtbot):
    before = everything(desk)
    a_roll(opened)
    press(opened.window.toast, "Undo")
    assert opened.work.jobs.running.words == "Undoing “Import roll”"
    idle(opened, qtbot)
    assert everything(desk) == before


@pytest.mark.parametrize("key", [Qt.Key.Key_Z, Qt.Key.Key_Y])
def test_one_that_is_stopped_half_way_leaves_the_records_as_they_were(opened, desk, qtbot, clock, key):
    a_roll(opened)
    if key == Qt.Key.Key_Y:
        ctrl(opened, Qt.Key.Key_Z)
        idle(opened, qtbot)
    before, possible = everything(desk), actions(opened)
    job = half_way(opened, qtbot, clock, lambda: ctrl(opened, key))
    bar = opened.window.job_bar
    qtbot.waitUntil(lambda: job.words in texts(bar))
    assert bar.meter.value() == COUNT
    assert bar.meter.maximum() == 2 * COUNT
    with qtbot.waitSignal(job.cancelled):
        press(bar, "Cancel")
    assert everything(desk) == before
    assert opened.window.toast.words.text() == (
        f"{job.words} was stopped. Nothing of it was kept: the records are as they were before."
    )
    assert actions(opened) == possible
    assert faults(desk.store) == []
    ctrl(opened, key)
    idle(opened, qtbot)
    assert everything(desk) != before


def test_what_is_saved_meanwhile_is_refused_in_words(opened, desk, qtbot, clock):
    before = everything(desk)
    a_roll(opened)
    half_way(opened, qtbot, clock, opened.undo)
    note = NoteDraft(pupil_id=opened.known.id, on=TODAY, text="Meanwhile.")
    assert opened.work.do(lambda: records.add(desk, note)) is None
    assert opened.window.toast.words.text().startswith("“Import roll” is being undone, so this was not saved.")
    clock.let_go.set()
    idle(opened, qtbot)
    assert everything(desk) == before
    assert opened.work.do(lambda: records.add(desk, note)) is not None


def test_what_is_done_just_before_it_begins_is_not_undone_in_its_place(opened, desk, qtbot):
    a_roll(opened)
    ctrl(opened, Qt.Key.Key_Z)
    a_note(opened)
    before = everything(desk)
    idle(opened, qtbot)
    assert everything(desk) == before
    assert "Nothing was undone, because something else has been done" in opened.window.toast.words.text()
    assert actions(opened) == ("Undo add note", "")


def test_while_other_long_work_writes_it_is_refused_at_once(opened, desk):
    a_roll(opened)
    before = everything(desk)
    with desk.store.turns.taken(object(), "A roll is being imported", waits=False):
        ctrl(opened, Qt.Key.Key_Z)
    assert opened.window.toast.words.text().startswith("A roll is being imported")
    assert opened.work.jobs.running is None
    assert everything(desk) == before
    assert actions(opened) == ("Undo import roll", "")


def test_a_pupil_that_somebody_else_has_changed_since_is_said_in_words(opened, desk, qtbot):
    a_roll(opened)
    last = next(each for each in pupils.all_pupils(desk) if each.legal_surname == f"Smith{COUNT - 1}")
    person, desk.store.person = desk.store.person, "another person"
    records.save(desk, last.model_copy(update={"class_name": "5D"}))
    desk.store.person = person
    before = everything(desk)
    ctrl(opened, Qt.Key.Key_Z)
    idle(opened, qtbot)
    assert "“Import roll” can no longer be undone: the pupil has been changed" in opened.window.toast.words.text()
    assert everything(desk) == before
    assert actions(opened) == ("Undo import roll", "")


def the_sheet(opened):
    assert opened.window.registry.run("desk.undo_back")
    QApplication.processEvents()
    (shown,) = [one for one in opened.window.findChildren(UndoSheet) if one.isVisible()]
    return shown


def test_several_deeds_with_a_roll_among_them_are_all_undone_or_none(opened, desk, qtbot, clock):
    first = everything(desk)
    a_roll(opened)
    a_note(opened)
    before = everything(desk)
    shown = the_sheet(opened)
    assert [row[1:3] for row in cells(shown.table)] == [
        ["Add note", "Amelia O’Neill"],
        ["Import roll", f"Zoe Smith0 and {COUNT - 1} more"],
    ]
    QTest.keyClick(shown.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    # The note asks for the time twice: the roll is written back by the fourth asking.
    job = half_way(opened, qtbot, clock, lambda: press(shown, "Undo 2 deeds"), at=4)
    assert job.words == "Undoing 2 deeds"
    assert not shown.undo_button.isEnabled()
    qtbot.waitUntil(lambda: "Undoing 2 deeds" in texts(shown.job_bar))
    assert shown.job_bar.meter.value() == COUNT + 2
    with qtbot.waitSignal(job.cancelled):
        press(shown.job_bar, "Cancel")
    assert everything(desk) == before
    assert undoing.undo_label(desk) == "Add note"
    assert faults(desk.store) == []
    assert shown.isVisible()
    assert shown.focusWidget() is shown.table
    press(shown, "Undo 2 deeds")
    idle(opened, qtbot)
    assert everything(desk) == first
    assert opened.window.toast.words.text() == "Undone: 2 deeds"
    assert not [one for one in opened.window.findChildren(UndoSheet) if one.isVisible()]
    opened.redo()
    assert opened.work.jobs.running.words == "Doing “Import roll” again"
    idle(opened, qtbot)
    opened.redo()
    assert everything(desk) == before
    assert faults(desk.store) == []


def test_the_list_says_why_a_large_deed_cannot_be_undone(opened, desk, qtbot):
    a_roll(opened)
    child = next(each for each in pupils.all_pupils(desk) if each.legal_surname == "Smith7")
    person, desk.store.person = desk.store.person, "another person"
    records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, text="Depends on the child."))
    desk.store.person = person
    a_note(opened)
    before = everything(desk)
    shown = the_sheet(opened)
    QTest.keyClick(shown.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    press(shown, "Undo 2 deeds")
    idle(opened, qtbot)
    assert "something entered since depends on one of them. Nothing was undone." in shown.said.text()
    assert shown.undo_button.isEnabled()
    assert everything(desk) == before
    shown.close()


def test_the_list_can_be_closed_while_it_goes_on(opened, desk, qtbot, clock):
    before = everything(desk)
    a_roll(opened)
    shown = the_sheet(opened)
    half_way(opened, qtbot, clock, lambda: press(shown, "Undo this deed"))
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    clock.let_go.set()
    idle(opened, qtbot)
    assert everything(desk) == before
    assert opened.window.toast.words.text() == "Undone: import roll"


@pytest.mark.parametrize("how", ["lock", "close"])
def test_locking_or_closing_half_way_keeps_nothing_of_it_and_says_so_afterwards(
    opened, desk, settings, theme, qtbot, clock, how
):
    a_roll(opened)
    before = everything(desk)
    half_way(opened, qtbot, clock, opened.undo)
    if how == "lock":
        opened.lock()
    else:
        opened.window.close()
    assert opened.over
    left_at = opened.left_at
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    keys = desks.unlock(desk.store.folder, PASSPHRASE, floor=CHEAP)
    again = desks.open_with(desk.store.folder, keys, day=lambda: TODAY, clock=Clock())
    said = []
    try:
        assert everything(again) == before
        assert faults(again.store) == []
        window = OpenDesk(again, again.store.folder, settings=settings, theme=theme, clock=Clock())
        window.window.show()
        window.work.refused.connect(lambda problems: said.append(str(problems[0])))
        window.resume(left_at)
        QApplication.processEvents()
        assert [words.partition(".")[0] for words in said] == [
            "The desk was locked or closed while a large deed was being undone or done again"
        ]
        assert actions(window) == (("Undo import roll", "") if how == "lock" else ("", ""))
        window.close()
    finally:
        again.close()
