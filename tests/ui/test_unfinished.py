"""What somebody had half typed when they were removed: said beforehand, and handed to the SENCO or discarded."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtTest import QTest

from senco_desk.domain.problems import RefusedError
from senco_desk.services import people, unfinished
from senco_desk.store import drafts
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.pages import Place
from tests import two_children
from tests.screens import press, texts
from tests.two_children import FIRST, MARYAM, MAY, School

school = two_children.school


def tess_types(school: School) -> None:
    page = school.open(FIRST).window.current_page()
    page.pupils.select(school.ids[MAY])
    press(page, "Write a note")
    QTest.keyClicks(page.room.sheet.form.fields["text"].input, "Read a whole pa")
    page.pupils.select(school.ids[MARYAM])
    page.lines.select(school.lines[MARYAM])
    press(page, "Log session")
    page.room.sheet.form.fields["on"].set_value(date(2026, 11, 17))
    page.room.sheet.form.fields["on"].changed.emit()


def removing(school: School) -> OpenDesk:
    opened = school.open()
    opened.window.go(Place("settings", ("people",)))
    panel = opened.window.page("settings").people  # type: ignore[attr-defined]
    tess = next(each for each in people.everybody(opened.desk) if each.person.name == "Tess")
    panel.remove(tess)
    return opened


def remove(opened: OpenDesk, qtbot: object) -> None:
    form = opened.window.page("settings").room.sheet.form  # type: ignore[attr-defined]
    press(form, "Remove Tess")
    qtbot.waitUntil(lambda: [each.person.name for each in people.everybody(opened.desk)] == ["SENCO"], timeout=60_000)  # type: ignore[attr-defined]


def test_what_is_unfinished_is_said_and_comes_up_for_the_senco(school: School, qtbot: object) -> None:
    tess_types(school)
    opened = removing(school)
    form = opened.window.page("settings").room.sheet.form  # type: ignore[attr-defined]
    words = " ".join(texts(form))
    assert "Tess has 2 unfinished things" in words
    assert "Note · May Winter" in words
    assert "In-class support · Maryam Brown" in words
    assert form.fields["unfinished"].value() == "hand"
    remove(opened, qtbot)
    page = school.page("pupil", school.ids[MAY])
    assert page.room.sheet.form.fields["text"].value() == "Tess: Read a whole pa"
    press(page.room.sheet.form, "Save")
    tab = school.page("pupil", school.ids[MARYAM], "provision").provision
    assert tab.room.sheet.form.fields["on"].value() == date(2026, 11, 17)


def test_it_is_discarded_where_that_is_chosen(school: School, qtbot: object) -> None:
    tess_types(school)
    opened = removing(school)
    form = opened.window.page("settings").room.sheet.form  # type: ignore[attr-defined]
    form.fields["unfinished"].set_value("discard")
    remove(opened, qtbot)
    assert drafts.all_kept(opened.desk.store) == []
    assert opened.desk.store.query("select * from typed_words") == []


def test_with_nothing_unfinished_nothing_is_asked(school: School) -> None:
    opened = removing(school)
    form = opened.window.page("settings").room.sheet.form  # type: ignore[attr-defined]
    assert not form.fields
    assert "unfinished" not in " ".join(texts(form))


def test_both_halves_of_a_note_that_two_had_begun_are_kept(school: School) -> None:
    tess_types(school)
    opened = school.open()
    page = school.page("pupil", school.ids[MAY])
    page.deeds.note()
    QTest.keyClicks(page.room.sheet.form.fields["text"].input, "Mine")
    opened.keeper.flush()
    tess = next(each for each in people.everybody(opened.desk) if each.person.name == "Tess").person
    assert unfinished.hand_over(opened.desk, tess.id) == 2
    typed = next(words for words in drafts.all_kept(opened.desk.store) if words.key.startswith("Form.NoteDraft"))
    assert typed.typed["text"] == "Mine\n\nTess: Read a whole pa"
    assert unfinished.of(opened.desk, tess.id) == []


def test_nobody_but_the_senco_reads_it(school: School) -> None:
    tess_types(school)
    opened = school.open(FIRST)
    with pytest.raises(RefusedError):
        unfinished.of(opened.desk, opened.desk.store.person)
    with pytest.raises(RefusedError):
        unfinished.discard(opened.desk, opened.desk.store.person)
