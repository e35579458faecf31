"""The quick note on another day and on a full drive: its day stays the one meant, and its words are never let go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from senco_desk.domain.problems import TroubleError
from senco_desk.services import drafts
from senco_desk.store import nouns
from senco_desk.ui.pages import Place
from tests.builders import TODAY
from tests.desk_window import children, desk, opened  # noqa: F401  fixtures
from tests.ui.test_quick_note import ALT, ENTER, ESC, notes, typist  # noqa: F401  a fixture


def full(*_args):
    raise TroubleError("The drive is full.", "Nothing was lost.", "Make room.")


def days_later(desk, monkeypatch, days):  # noqa: F811
    now = desk.today + timedelta(days=days)
    monkeypatch.setattr(type(desk), "today", property(lambda _self: now))
    return now


def test_a_note_begun_past_midnight_is_of_the_new_day(typist, opened, desk, children, monkeypatch):  # noqa: F811
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    typist.key(ESC)
    days_later(desk, monkeypatch, 1)
    typist.ctrl_n()
    typist.words("Call with mum this morning: dad promised to bring the form by Monday")
    typist.key(Qt.Key.Key_P, ALT)
    typist.key(ENTER)
    (note,) = notes(desk, children["grace"])
    assert note.on == date(2026, 11, 21)
    typist.ctrl_n()
    typist.words("rang mum yesterday: fine")
    typist.key(Qt.Key.Key_P, ALT)
    typist.frame.promises.lines[0].due.input.setText("tomorrow")
    typist.frame.promises.lines[0].what.input.setText("ring back")
    typist.key(ENTER)
    assert {each.on for each in notes(desk, children["grace"])} == {date(2026, 11, 21), date(2026, 11, 20)}
    assert {each.due for each in nouns.COMMITMENTS.all(desk.store)} == {date(2026, 11, 23), date(2026, 11, 22)}


@pytest.mark.parametrize("chosen", [False, True])
def test_a_note_that_comes_back_later_keeps_its_day(typist, opened, desk, children, monkeypatch, chosen):  # noqa: F811
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    typist.words("Spoke with mum: fine" if chosen else "call mum yesterday: dad will ring by Monday")
    frame = typist.frame
    if chosen:
        frame.contact.day.input.setText("yesterday")
        frame.contact.day.input.textEdited.emit("yesterday")
    typist.key(Qt.Key.Key_P, ALT)
    frame.promises.lines[0].what.input.setText("ring")
    frame.promises.lines[0].due.input.setText("monday")
    frame.text.setFocus()
    typist.key(ESC)
    days_later(desk, monkeypatch, 3)
    typist.ctrl_n()
    assert frame.contact.day.value() == date(2026, 11, 19)
    typist.words(", she says")
    assert frame.contact.day.value() == date(2026, 11, 19), "“yesterday” was said on the day it was typed"
    typist.key(ENTER)
    (note,) = notes(desk, children["grace"])
    assert note.on == date(2026, 11, 19)
    assert nouns.COMMITMENTS.all(desk.store)[0].due == date(2026, 11, 23)


def test_once_discarded_it_is_a_note_of_today(typist, opened, desk, children, monkeypatch):  # noqa: F811
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    typist.words("Half a sen")
    typist.key(ESC)
    now = days_later(desk, monkeypatch, 3)
    typist.ctrl_n()
    assert typist.frame.contact.day.value() == TODAY
    typist.frame.discard()
    assert typist.frame.contact.day.value() == now


def test_words_that_cannot_be_written_stay_in_the_note(typist, opened, desk, children, monkeypatch):  # noqa: F811
    grace, said = children["grace"], []
    opened.keeper.said.connect(said.append)
    opened.window.go(Place("pupil", (grace.id,)))
    typist.ctrl_n()
    typist.words("Long words")
    frame = typist.frame

    with monkeypatch.context() as patch:
        patch.setattr(drafts, "keep", full)
        typist.key(ESC)
        assert (frame.isVisible(), frame.text.words()) == (True, "Long words")
        assert "could not be kept" in frame.problem.text()
        assert "The drive is full." in said[-1]
        assert not any("is kept" in each for each in said)
        opened.window.go(Place("pupil", (children["amelia"].id,)))
        typist.ctrl_n()
        assert (frame.whose.text(), frame.text.words()) == ("Grace Day", "Long words"), "another child's page too"
        frame.text.setPlainText("")
        frame.text.setFocus()
        typist.key(ESC)
        assert not frame.isVisible(), "nothing typed is nothing to lose"
    typist.ctrl_n()
    typist.words("Kept again")
    typist.key(ESC)
    assert not frame.isVisible()
    assert [each.typed["text"] for each in drafts.kept(desk)] == ["Kept again"]


def test_words_that_are_written_already_are_put_away(typist, opened, desk, children, monkeypatch):  # noqa: F811
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    typist.words("Written")
    opened.keeper.flush()

    with monkeypatch.context() as patch:
        patch.setattr(drafts, "keep", full)
        typist.key(ESC)
    assert not typist.frame.isVisible()
    assert [each.typed["text"] for each in drafts.kept(desk)] == ["Written"]
