"""A title that would have Qt fetch a picture from somebody's machine stands there letter by letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as Guessing
from PySide6.QtWidgets import QLabel, QLineEdit

from senco_desk.domain.problems import TroubleError
from senco_desk.services import register_views
from senco_desk.ui.fields import ChoiceField
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.pages import Place
from senco_desk.ui.tables import Column, RowsModel
from senco_desk.ui.tips import set_tip, unmarked
from senco_desk.ui.work import open_trouble
from tests import desk_window
from tests.builders import a_pupil, a_status

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened

HOSTILE = '<img src="//host/share/x.png">'
GUESSED = ["<b>", "<img src=x>", "&lt;", "<?xml", "<!doctype html>", "<", "&", "a", " ", "\n", ">", "/", "!"]


@given(st.lists(st.sampled_from(GUESSED) | st.text(max_size=6), max_size=8).map("".join))
def test_no_words_are_ever_guessed_to_be_mark_up_and_none_is_lost(words):
    shown = unmarked(words)
    assert not Guessing.mightBeRichText(shown)
    assert shown.replace("\N{WORD JOINER}", "") == words.replace("\N{WORD JOINER}", "")
    assert unmarked(shown).replace("\N{WORD JOINER}", "") == shown.replace("\N{WORD JOINER}", "")


def test_what_qt_would_guess_is_known():
    assert Guessing.mightBeRichText(HOSTILE)


@pytest.mark.parametrize("make", [QLineEdit, lambda: QAction("x"), lambda: QLabel("x")])
def test_a_tip_is_plain_on_every_part(qtbot, make):
    part = make()
    set_tip(part, HOSTILE)
    assert "host/share" in part.toolTip()
    assert not Guessing.mightBeRichText(part.toolTip())
    set_tip(part, "Health & safety")
    assert part.toolTip() == "Health & safety"


def test_tables_marks_choices_and_messages_are_plain(qtbot):
    model = RowsModel((Column("name", "Name", str, tip=str),), str)
    model.set_rows((HOSTILE,))
    tip = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    shown = MarkLabel(mark("due", HOSTILE))
    choice = ChoiceField("Who", [("a", "Plain"), ("b", HOSTILE)])
    for part in (shown, choice):
        qtbot.addWidget(part)
    choice.input.setCurrentIndex(choice.input.count() - 1)
    box = open_trouble(
        TroubleError(happened=f"{HOSTILE} could not be read.", safe="All is safe.", do="Try again."), shown
    )
    for words in (tip, shown.toolTip(), choice.input.toolTip(), box.text()):
        assert "host/share" in words
        assert not Guessing.mightBeRichText(words)
    box.close()


def test_nothing_in_the_window_guesses_about_a_hostile_school(desk, children, opened):
    odd = a_pupil(desk, legal_forename=HOSTILE, legal_surname=HOSTILE, class_name=HOSTILE)
    a_status(desk, odd, "K", ("ASD",))
    page = opened.window.go(Place("register"))
    register_views.keep(desk, HOSTILE, page.showing.now(), shared=True)
    page.views.choose(register_views.listed(desk)[0].id)
    page.views.menu.aboutToShow.emit()
    seen = 0
    for place in (Place("register"), Place("pupil", (odd.id,)), Place("duplicates"), Place("today")):
        opened.window.go(place)
        for part in opened.window.findChildren(QLabel):
            if part.textFormat() == Qt.TextFormat.AutoText:
                assert not Guessing.mightBeRichText(part.text()), part.text()
            seen += "host/share" in part.text()
        tips = [part.toolTip() for part in opened.window.findChildren(QAction)]
        tips += [part.toolTip() for part in opened.window.findChildren(QLineEdit)]
        assert not [words for words in tips if Guessing.mightBeRichText(words)]
    assert seen
