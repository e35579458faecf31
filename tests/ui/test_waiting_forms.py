"""Forms that wait with typed words: said beside what is saved, listed, and gone back to from anywhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from senco_desk.domain.problems import TroubleError
from senco_desk.services import drafts
from senco_desk.store import nouns
from senco_desk.ui.pages import Place
from tests import desk_window
from tests.screens import type_into

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


def typed_note(opened, child, words):
    page = opened.window.go(Place("pupil", (child.id, "chronology")))
    page.deeds.note()
    form = page.room.sheet.form
    form.fields["text"].input.setPlainText(words)
    opened.keeper.flush()
    return page, form


def listed(opened):
    opened.window.bar.waiting.click()
    found = [each.text() for each in opened.forms.menu.actions()]
    opened.forms.menu.hide()
    return found


def test_forms_put_away_are_counted_after_another_save_and_gone_back_to(opened, desk, children):
    page, form = typed_note(opened, children["amelia"], "Half a note")
    form.leave()
    page, form = typed_note(opened, children["grace"], "Another half")
    form.leave()
    page = opened.window.go(Place("pupil", (children["yusuf"].id,)))
    page.deeds.edit()
    type_into(page.room.sheet.form, class_name="5D")
    page.room.sheet.form.send()
    QApplication.processEvents()
    bar = opened.window.bar
    assert bar.saved.accessibleName().startswith("Saved ")
    assert bar.waiting.isVisible()
    assert bar.waiting.text() == "2 forms not saved"
    first, second = listed(opened)
    assert first.startswith("Note · Grace Day · typed ")
    assert second.startswith("Note · Amelia O’Neill · typed ")
    bar.waiting.click()
    QTest.keyClick(opened.forms.menu, Qt.Key.Key_Down)
    QTest.keyClick(opened.forms.menu, Qt.Key.Key_Return)
    QApplication.processEvents()
    page = opened.window.current_page()
    assert page.place.args[0] == children["amelia"].id
    form = page.room.sheet.form
    assert form.values()["text"] == "Half a note"
    form.send()
    QApplication.processEvents()
    assert [note.text for note in nouns.NOTES.of(desk.store, pupil_id=children["amelia"].id)] == ["Half a note"]
    assert bar.waiting.text() == "1 form not saved"


def test_a_quick_note_and_a_form_left_open_are_gone_back_to(opened, desk, children):
    typed_note(opened, children["amelia"], "Left open")
    note = opened.quick_note()
    note.begin(children["grace"].id)
    note.text.setPlainText("In the frame")
    opened.keeper.flush()
    note.put_away()
    opened.window.go(Place("costs"))
    QApplication.processEvents()
    bar = opened.window.bar
    wide = bar.size()
    bar.resize(wide.width() // 2, wide.height())
    assert bar.waiting.text() == "2 forms"  # the number stays where the words do not fit
    bar.resize(wide)
    assert bar.waiting.text() == "2 forms not saved"
    assert listed(opened)[0].startswith("Note · ")
    assert len(listed(opened)) == 2
    quick = next(each for each in drafts.kept(desk) if each.key.startswith("QuickNote"))
    opened.forms.go_to(quick)
    assert note.isVisible()
    assert note.text.words() == "In the frame"
    assert note.whose.text() == "Grace Day"
    note.put_away()
    left = next(each for each in drafts.kept(desk) if not each.key.startswith("QuickNote"))
    opened.forms.go_to(left)
    page = opened.window.current_page()
    assert page.room.sheet.form.values()["text"] == "Left open"
    assert page.room.sheet.form.isVisible()


def test_a_drive_that_is_gone_leaves_the_count_and_is_told_in_its_own_words(opened, children, monkeypatch):
    _page, form = typed_note(opened, children["amelia"], "Kept before")
    form.leave()
    QApplication.processEvents()
    bar = opened.window.bar
    assert bar.waiting.text() == "1 form not saved"

    def gone(_desk):
        raise TroubleError("The drive is gone.", "Nothing was changed.", "Connect it again.")

    opened.window.go(Place("costs"))
    QApplication.processEvents()
    monkeypatch.setattr(drafts, "kept", gone)
    opened.keeper.forgot.emit()
    QApplication.processEvents()
    assert bar.waiting.text() == "1 form not saved"
    bar.waiting.click()
    assert not opened.forms.menu.isVisible()
    assert opened.window.toast.words.text() == "The drive is gone. Nothing was changed. Connect it again."


def test_with_nothing_typed_there_is_no_mark_and_the_menu_cannot_be_opened(opened, children):
    QApplication.processEvents()
    assert not opened.window.bar.waiting.isVisible()
    action = opened.window.registry.qaction("desk.forms")
    assert not action.isEnabled()
    _page, form = typed_note(opened, children["amelia"], "x")
    QApplication.processEvents()
    assert action.isEnabled()
    action.trigger()
    assert opened.forms.menu.isVisible()
    opened.forms.menu.hide()
    form.discard()
    opened.keeper.flush()
    QApplication.processEvents()
    assert not opened.window.bar.waiting.isVisible()
    assert not action.isEnabled()


def test_a_form_that_a_page_opened_by_itself_is_gone_back_to_on_that_page(opened, desk, children):
    opened.window.go(Place("today"))
    page = opened.window.go(Place("profile", (children["amelia"].id, "edit")))
    page.form.fields["liked"].input.setPlainText("Half a line")
    opened.keeper.flush()
    (kept,) = drafts.kept(desk)
    assert kept.place[:2] == ("profile", children["amelia"].id)
