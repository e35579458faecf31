"""Promises in the window: chased from Today, from their own page and from the child's overview."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from senco_desk.domain.commitments import CommitmentDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.services import previews, promise_papers, promises, records
from senco_desk.store import nouns
from senco_desk.ui.pages import Place
from tests.builders import TODAY
from tests.desk_window import children, desk, opened  # noqa: F401  fixtures
from tests.screens import cells, press, texts, type_into, unheard


@pytest.fixture
def late(desk, children):  # noqa: F811
    draft = CommitmentDraft(
        pupil_id=children["grace"].id, made_on=date(2026, 11, 2), who="Dr Reed", what="Send the report",
        due=date(2026, 11, 17),
    )  # fmt: skip
    records.add(desk, draft.model_copy(update={"who": "We", "what": "Ring back", "due": None}))
    return records.add(desk, draft).value


def link(where, words):
    QApplication.processEvents()
    found = next(one for one in where.findChildren(QPushButton) if one.text() == words and one.isVisible())
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def test_a_late_promise_is_ticked_off_on_today(opened, desk, late):  # noqa: F811
    page = opened.window.go(Place("today"))
    page.stale = True
    page.show_place(Place("today"))
    page.chips.set_on(["promise"])
    assert cells(page.table)[0][:2] == ["17 Nov 2026", "Grace Day"]
    assert not page.promise_bar.isVisible()
    page.table.selectRow(0)
    press(page, "Done…")
    form = page.room.sheet.form
    assert form.title.text() == "Promise done: Dr Reed, “Send the report” · Grace Day"
    type_into(form, outcome="It came by post")
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    kept = nouns.COMMITMENTS.get(desk.store, late.id)
    assert (kept.state, kept.kept_on, kept.outcome) == ("kept", TODAY, "It came by post")
    assert "Dr Reed" not in str(cells(page.table))
    assert opened.window.toast.words.text() == "Promise done"
    opened.undo()
    assert nouns.COMMITMENTS.get(desk.store, late.id) == late


def test_put_off_and_dropped_ask_for_a_day_and_a_reason(opened, desk, late):  # noqa: F811
    page = opened.window.go(Place("promises"))
    page.table.select(late.id)
    press(page, "Put off…")
    type_into(page.room.sheet.form, due="next friday")
    press(page.room.sheet, "Put off")
    assert nouns.COMMITMENTS.get(desk.store, late.id).due == date(2026, 11, 27)
    press(page, "Drop…")
    press(page.room.sheet, "Drop")
    assert "why it is no longer needed" in page.room.sheet.form.fields["outcome"].problem()
    type_into(page.room.sheet.form, outcome="Not needed")
    press(page.room.sheet, "Drop")
    assert nouns.COMMITMENTS.get(desk.store, late.id).state == "dropped"
    assert late.id not in {row.id for row in page.table.rows.rows_shown()}


def test_writing_to_chase_fills_the_clipboard_and_changes_nothing(opened, desk, late):  # noqa: F811
    page = opened.window.go(Place("promises"))
    page.table.select(late.id)
    press(page, "Write to chase")
    assert QGuiApplication.clipboard().text().startswith("Dear Dr Reed,")
    assert "Nothing was sent" in opened.window.toast.words.text()
    assert nouns.COMMITMENTS.get(desk.store, late.id) == late


def test_the_page_narrows_by_chip_by_child_and_by_person(opened, desk, children, late):  # noqa: F811
    done = CommitmentDraft(pupil_id=children["amelia"].id, made_on=TODAY, who="Mum", what="Glasses", state="kept",
                           kept_on=TODAY)  # fmt: skip
    records.add(desk, done)
    page = opened.window.go(Place("promises"))

    def shown():
        return [row.kept.what for row in page.table.rows.rows_shown()]

    assert page.summary.text() == "2 open · 1 late · 1 without a day"
    assert shown() == ["Send the report", "Ring back"]
    page.chips._chips["late"].click()
    assert shown() == ["Send the report"]
    page.chips.set_on(["ours"])
    assert shown() == ["Ring back"]
    page.chips.set_on(["ended"])
    assert len(shown()) == 3
    page.filter.show_typed("amelia")
    assert shown() == ["Glasses"]
    page.table.selectRow(0)
    press(page, "Open again")
    assert promises.listed(desk)[-1].kept.what == "Glasses"
    page.filter.show_typed("reed")
    assert shown() == ["Send the report"]
    page.table.selectRow(0)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert opened.window.history.here == Place("pupil", (children["grace"].id,))
    assert opened.window.registry.run("desk.promises")
    assert opened.window.history.here == Place("promises")


def test_the_list_on_paper(desk, late, tmp_path):  # noqa: F811
    out = tmp_path / "promises.pdf"
    assert promise_papers.sheet_pdf(desk, out, [late.id], shown="Narrowed to: late.") == 1
    assert previews.paper(out.read_bytes()).pages == 1


def test_the_card_on_the_overview_has_the_ways_and_the_last_contact(opened, desk, children, late):  # noqa: F811
    grace = children["grace"].id
    meeting = MeetingDraft(pupil_id=grace, on=date(2026, 11, 18), agreed="Mum to bring the form by Monday.")
    records.add(desk, meeting)
    page = opened.window.go(Place("pupil", (grace,)))
    said = texts(page.promises)
    assert "3 days late" in said
    assert "Dr Reed: “Send the report”, promised 2 Nov." in said
    assert "no day was named" in said
    assert "Last contact: 18 Nov, meeting with parents" in said
    assert unheard(page.promises) == []
    press(page.promises, "Keep it as a promise")
    assert ("Mum", date(2026, 11, 23)) in {(each.who, each.due) for each in nouns.COMMITMENTS.all(desk.store)}
    assert not page.promises.take_offer.isVisible()
    link(page.promises, "Edit")
    form = page.room.sheet.form
    type_into(form, who="Dr Anna Reed")
    press(form, "Save")
    assert nouns.COMMITMENTS.get(desk.store, late.id).who == "Dr Anna Reed"
    press(page.promises, "Add promise")
    press(page.room.sheet, "Save")
    form = page.room.sheet.form
    assert form.fields["who"].problem() == "Say who promised it."
    type_into(form, who="Dad", what="Come in", due="friday")
    press(form, "Save")
    assert ("Dad", date(2026, 11, 27)) in {(each.who, each.due) for each in nouns.COMMITMENTS.all(desk.store)}


def test_an_offer_that_was_kept_and_changed_since_is_not_offered_again(opened, desk, children):  # noqa: F811
    grace = children["grace"].id
    text = "Mum promised to bring the form by Friday. Mum promised to ring the clinic."
    records.add(desk, NoteDraft(pupil_id=grace, on=date(2026, 11, 18), text=text, kind="call", with_whom="Mum"))
    page = opened.window.go(Place("pupil", (grace,)))
    press(page.promises, "Keep it as a promise")
    link(page.promises, "Edit")
    type_into(page.room.sheet.form, what="The signed form", due="30/11/2026")
    press(page.room.sheet.form, "Save")
    assert [each.what for each in nouns.COMMITMENTS.all(desk.store)] == ["The signed form"]
    told = [words for words in texts(page.promises) if words.startswith("Told of on")]
    assert [words.partition(". ")[2] for words in told] == ["Mum: “ring the clinic”"]


def test_the_form_of_a_note_has_its_kind_and_with_whom(opened, desk, children):  # noqa: F811
    page = opened.window.go(Place("pupil", (children["grace"].id,)))
    opened.quick_note().begin()
    QTest.keyClicks(opened.window.focusWidget(), "call mum: fine")
    QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Return)
    (note,) = nouns.NOTES.all(desk.store)
    page.deeds.edit_record("note", note.id)
    form = page.room.sheet.form
    assert (form.fields["kind"].value(), form.fields["with_whom"].value()) == ("call", "mum")
    form.fields["kind"].set_value("talk")
    type_into(form, with_whom="Ruth Day")
    press(form, "Save")
    (note,) = nouns.NOTES.all(desk.store)
    assert (note.kind, note.with_whom) == ("talk", "Ruth Day")


def test_promises_that_ended_are_read_only_when_asked_for_and_stay_within_reach(opened, desk, late, monkeypatch):  # noqa: F811
    for each in nouns.COMMITMENTS.all(desk.store):
        promises.drop(desk, each.id, "Not needed")
    asked, listed = [], promises.listed

    def counted(desk, *, everything=False):
        asked.append(everything)
        return listed(desk, everything=everything)

    monkeypatch.setattr(promises, "listed", counted)
    page = opened.window.go(Place("promises"))
    assert asked == [False]
    assert page.stack.currentIndex() == 0, "the chip is within reach though nothing is open"
    assert page.table.rows.rows_shown() == []
    page.chips.set_on(["ended"])
    page.chips.changed.emit(("ended",))
    assert asked == [False, True]
    assert len(page.table.rows.rows_shown()) == 2
    page.chips.set_on(["ended", "late"])
    page.chips.changed.emit(("ended", "late"))
    assert asked == [False, True]


def test_the_list_of_promises_says_days_as_of_today_past_midnight(opened, desk, late, monkeypatch):  # noqa: F811
    page = opened.window.go(Place("promises"))
    assert "2 Nov" in str(cells(page.table))
    monkeypatch.setattr(type(desk), "today", property(lambda _self: date(2027, 1, 4)))
    page.reload()
    assert "2 Nov 2026" in str(cells(page.table))
