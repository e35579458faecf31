"""The bin, earlier versions and undoing back to a deed, as they are used in the window."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.provision import SessionDraft
from senco_desk.domain.pupils import ContactDraft
from senco_desk.services import bin as removed_things
from senco_desk.services import cycles, desks, provision, pupils, records
from senco_desk.store import nouns
from senco_desk.ui.history_sheet import HistorySheet
from senco_desk.ui.history_undo import UndoSheet
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.pages import Place
from tests import desk_window
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_provision, everything
from tests.screens import cells, press, texts

# The fixtures of the program's window.
children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


@pytest.fixture
def amelia(children):
    return children["amelia"]


def link(where, name):
    """Presses the quiet button that is called so by a screen reader."""
    QApplication.processEvents()
    found = next(one for one in where.findChildren(QPushButton) if one.accessibleName() == name and one.isVisible())
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def ctrl(window, key):
    QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()


def note(desk, pupil, text):
    return records.add(desk, NoteDraft(pupil_id=pupil.id, on=TODAY, text=text)).value


def sheet(opened, kind) -> Any:
    QApplication.processEvents()
    (found,) = [one for one in opened.window.findChildren(kind) if one.isVisible()]
    return found


def bin_page(opened) -> Any:
    assert opened.window.registry.run("desk.bin")
    QApplication.processEvents()
    return opened.window.current_page()


def test_an_empty_bin_says_what_it_is_for(amelia, opened):
    page = bin_page(opened)
    assert any("The bin is empty" in said for said in texts(page))
    assert not page.restore_button.isEnabled()
    assert not page.deed_button.isEnabled()


def test_what_is_removed_goes_to_the_bin_and_comes_back_from_there(amelia, opened, desk):
    page = opened.window.go(Place("pupil", (amelia.id, "views")))
    before = everything(desk)
    view = pupils.record_of(desk, amelia.id).views[0]
    link(page.views, next(
        one.accessibleName() for one in page.views.findChildren(QPushButton) if one.text() == "Remove"
    ))  # fmt: skip
    toast = opened.window.toast
    assert toast.words.text() == "Words moved to the bin"
    assert toast.button.isVisibleTo(toast)
    found = bin_page(opened)
    row = cells(found.table)[0]
    assert row[0].startswith("The child’s words of 20 November 2026")
    assert row[1:3] == ["Amelia O’Neill", "Remove view"]
    found.table.selectRow(0)
    press(found, "Restore")
    assert everything(desk) == before
    assert view.id in {each.id for each in pupils.record_of(desk, amelia.id).views}
    assert toast.words.text().startswith("Restored: The child’s words")
    assert any("The bin is empty" in said for said in texts(found))
    assert opened.window.registry.qaction("desk.undo").text() == "&Undo restore view"


def test_every_way_to_remove_says_where_it_went(children, opened, desk):
    grace = children["grace"]
    contact = records.add(desk, _contact(grace)).value
    group = provision.all_groups(desk)[0]
    page = opened.window.go(Place("pupil", (grace.id,)))
    page.reload()
    page.deeds.remove("contact", contact.id)
    assert opened.window.toast.words.text() == "Contact moved to the bin"
    page = opened.window.go(Place("pupil", (grace.id, "provision")))
    page.provision.deeds.remove(group.provision.id)
    assert opened.window.toast.words.text() == "Provision moved to the bin"
    assert opened.window.toast.button.isVisibleTo(opened.window.toast)
    found = bin_page(opened)
    assert [row[0].partition(",")[0] for row in cells(found.table)] == ["Language group", "Sara Day"]


def _contact(pupil):
    return ContactDraft(pupil_id=pupil.id, name="Sara Day", relation="Mother")


def test_several_things_of_one_deed_come_back_together(amelia, opened, desk):
    notes = [note(desk, amelia, f"Note {at}.") for at in range(3)]
    before = everything(desk)
    with desk.store.change("Remove notes") as change:
        for each in notes:
            change.remove(nouns.NOTES, each.id)
    found = bin_page(opened)
    assert [row[2] for row in cells(found.table)] == ["Remove notes (3 things)"] * 3
    found.filter.show_typed("note 1")
    assert len(cells(found.table)) == 1
    assert found.count.text() == "1 of 3 shown"
    found.table.selectRow(0)
    press(found, "Restore all that went with it")
    assert everything(desk) == before


def test_what_comes_along_is_said_before(amelia, opened, desk):
    group = a_provision(desk, amelia)
    session = provision.log_session(desk, _session(group)).value
    provision.remove_session(desk, session.id)
    provision.remove(desk, group.provision.id)
    found = bin_page(opened)
    found.table.selectRow(1)
    assert "comes back with it: Language group" in found.said.text()


def _session(group):
    return SessionDraft(provision_id=group.provision.id, on=TODAY)


def a_plan_with_versions(desk, pupil):
    cycle = pupils.record_of(desk, pupil.id).cycles[0]
    cycles.save(desk, cycle.model_copy(update={"strategies": "Show pictures."}))
    cycles.save(desk, cycle.model_copy(update={"strategies": "Show pictures first."}))
    return cycle


def test_versions_of_a_plan_are_compared_and_restored(amelia, opened, desk):
    cycle = a_plan_with_versions(desk, amelia)
    opened.window.go(Place("cycle", (amelia.id, cycle.id)))
    ctrl(opened.window, Qt.Key.Key_H)
    shown = sheet(opened, HistorySheet)
    assert shown.subject.kind == "plan"
    assert [row[0].partition(" · ")[0] for row in cells(shown.table)] == ["3", "2", "1"]
    assert shown.differs.text().startswith("1 word added")
    assert "Underlined: added" in shown.differs.text()
    assert format_of(shown.panes, "first").fontUnderline()
    assert not format_of(shown.panes, "Show").fontUnderline()
    QTest.keyClick(shown.table, Qt.Key.Key_Down)
    assert shown.restore_button.text() == "&Restore version 1"
    assert shown.restore_button.accessibleName() == "Restore version 1"
    QTest.keyClick(shown.table, Qt.Key.Key_Up)
    assert format_of(shown.panes, "pictures", last=True) is not None
    press(shown, "Restore version 2")
    assert cycles.get(desk, cycle.id).strategies == "Show pictures."
    assert cells(shown.table)[0][0].startswith("4 · ")
    assert opened.window.toast.words.text() == "Version 2 restored"
    assert "Version 2 is back" in shown.said.text(), "said where it can be seen: the toast is behind"
    assert shown.said.isVisible()
    QTest.mouseDClick(shown.restore_button, Qt.MouseButton.LeftButton)
    assert cycles.get(desk, cycle.id).strategies == "Show pictures."
    assert not shown.restore_button.isEnabled()
    shown.table.selectRow(3)
    assert shown.restore_button.text() == "&Restore version 1"
    assert shown.restore_button.isEnabled()
    assert not shown.said.isVisible()
    shown.close()
    assert opened.window.registry.run("desk.undo")
    assert cycles.get(desk, cycle.id).strategies == "Show pictures first."


def format_of(panes, word, *, last=False):
    """How a word is written in the panes."""
    document, cursor = panes.document(), QTextCursor(panes.document())
    found = None
    while True:
        cursor = document.find(word, cursor)
        if cursor.isNull():
            break
        found = cursor.charFormat()
        if found.fontUnderline() and not last:
            break
    assert found is not None, f"“{word}” is not on show"
    return found


def test_what_was_removed_is_struck_through(amelia, opened, desk):
    cycle = a_plan_with_versions(desk, amelia)
    cycles.save(desk, cycles.get(desk, cycle.id).model_copy(update={"strategies": "Show first."}))
    opened.window.go(Place("cycle", (amelia.id, cycle.id)))
    ctrl(opened.window, Qt.Key.Key_H)
    shown = sheet(opened, HistorySheet)
    assert format_of(shown.panes, "pictures").fontStrikeOut()
    assert "removed: “pictures”" in shown.panes.accessibleDescription()
    shown.panes.setFocus()
    QTest.keyClick(shown.panes, Qt.Key.Key_Right)
    assert shown.panes.textCursor().position() == 1, "a caret walks through what is compared"
    shown.only.setChecked(False)
    assert "Kind of plan (the same)" in shown.panes.toPlainText()
    shown.only.setChecked(True)
    assert "Kind of plan" not in shown.panes.toPlainText()
    shown.close()


def test_two_versions_that_are_selected_are_compared(amelia, opened, desk):
    cycle = a_plan_with_versions(desk, amelia)
    opened.window.go(Place("cycle", (amelia.id, cycle.id)))
    ctrl(opened.window, Qt.Key.Key_H)
    shown = sheet(opened, HistorySheet)
    assert [version.number for version in shown.table.selected_rows()] == [2]
    index = shown.table.rows.index(2, 0)
    at: QPoint = shown.table.visualRect(index).center()
    QTest.mouseClick(
        shown.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, pos=at
    )  # fmt: skip
    said = shown.panes.toPlainText()
    assert "Version 1 · " in said
    assert "Version 2 · " in said
    assert "Version 3" not in said
    shown.close()


@pytest.mark.parametrize("width", [1366, 683])
def test_two_versions_are_selected_with_the_keys_that_the_sheet_names(amelia, opened, desk, width):
    cycle = a_plan_with_versions(desk, amelia)
    opened.window.resize(width, 768)
    opened.window.go(Place("cycle", (amelia.id, cycle.id)))
    ctrl(opened.window, Qt.Key.Key_H)
    shown = sheet(opened, HistorySheet)
    (hint,) = [words for words in texts(shown) if words.startswith("Select two")]
    assert "Ctrl+Down and Ctrl+Space" in hint
    assert shown.table.accessibleDescription() == hint
    QTest.keyClick(shown.table, Qt.Key.Key_Up)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space):
        QTest.keyClick(shown.table, key, Qt.KeyboardModifier.ControlModifier)
    assert [version.number for version in shown.table.selected_rows()] == [3, 1]
    shown.close()


def test_the_versions_of_words_are_opened_from_the_words(amelia, opened, desk):
    view = pupils.record_of(desk, amelia.id).views[0]
    records.save(desk, view.model_copy(update={"words": "I like it when he draws."}))
    page = opened.window.go(Place("pupil", (amelia.id, "views")))
    press(page.views, "Earlier versions")
    shown = sheet(opened, HistorySheet)
    assert shown.subject == shown.subject.__class__("view", view.id, shown.subject.words)
    assert len(cells(shown.table)) == 2
    shown.what.setCurrentIndex(0)
    assert shown.subject.kind == "page"
    assert len(cells(shown.table)) == 1
    assert "only this one version" in shown.differs.text()
    assert not shown.restore_button.isEnabled()
    shown.close()


def test_undo_ends_at_the_opening_of_the_desk(amelia, opened, desk):
    assert not opened.window.registry.qaction("desk.undo").isEnabled()
    assert not opened.window.registry.qaction("desk.undo_back").isEnabled()
    opened.work.do(lambda: records.add(desk, NoteDraft(pupil_id=amelia.id, on=TODAY, text="Now.")))
    assert opened.window.registry.qaction("desk.undo").text() == "&Undo add note"
    ctrl(opened.window, Qt.Key.Key_Z)
    assert not opened.window.registry.qaction("desk.undo").isEnabled()
    assert opened.window.registry.qaction("desk.redo").text() == "&Redo add note"


def test_several_deeds_are_undone_at_once_after_showing_which(amelia, opened, desk):
    before = everything(desk)
    for text in ("One.", "Two.", "Three."):
        draft = NoteDraft(pupil_id=amelia.id, on=TODAY, text=text)
        opened.work.do(lambda draft=draft: records.add(desk, draft))
    done = everything(desk)
    assert opened.window.registry.run("desk.undo_back")
    shown = sheet(opened, UndoSheet)
    assert [row[1:3] for row in cells(shown.table)] == [["Add note", "Amelia O’Neill"]] * 3
    assert shown.undo_button.text() == "&Undo this deed"
    QTest.keyClick(shown.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert shown.undo_button.text() == "&Undo 3 deeds"
    assert [row[0] for row in cells(shown.table)] == ["undone"] * 3
    assert shown.said.text() == "To be undone, in this order: add note; add note; add note."
    press(shown, "Undo 3 deeds")
    assert everything(desk) == before
    assert opened.window.toast.words.text() == "Undone: 3 deeds"
    for _ in range(3):
        assert opened.window.registry.run("desk.redo")
    assert everything(desk) == done


def test_what_cannot_be_undone_is_said_and_nothing_is(amelia, opened, desk):
    opened.work.do(lambda: records.save(desk, amelia.model_copy(update={"class_name": "5C"})))
    opened.work.do(lambda: records.add(desk, NoteDraft(pupil_id=amelia.id, on=TODAY, text="Later.")))
    person, desk.store.person = desk.store.person, "another person"
    records.save(desk, amelia.model_copy(update={"class_name": "5D"}))
    desk.store.person = person
    before = everything(desk)
    assert opened.window.registry.run("desk.undo_back")
    shown = sheet(opened, UndoSheet)
    QTest.keyClick(shown.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    press(shown, "Undo 2 deeds")
    assert "can no longer be undone" in shown.said.text()
    assert everything(desk) == before
    shown.close()


def test_locking_does_not_end_what_can_be_undone(amelia, opened, desk, settings: QSettings, theme, tmp_path):
    opened.work.do(lambda: records.add(desk, NoteDraft(pupil_id=amelia.id, on=TODAY, text="Before the lock.")))
    opened.lock()
    left_at = opened.left_at
    keys = desks.unlock(desk.store.folder, PASSPHRASE, floor=CHEAP)
    again = desks.open_with(desk.store.folder, keys, day=lambda: TODAY, clock=Clock())
    window = OpenDesk(again, tmp_path, settings=settings, theme=theme, clock=Clock())
    try:
        assert not window.window.registry.qaction("desk.undo").isEnabled()
        window.window.show()
        window.resume(left_at)
        assert window.window.registry.qaction("desk.undo").text() == "&Undo add note"
        window.undo()
        assert pupils.record_of(again, amelia.id).notes == ()
        assert removed_things.contents(again)[0].deed == "Undone: add note"
    finally:
        window.close()
