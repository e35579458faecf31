"""A form whose words the drive would not take stays where they can be read, and whoever opened it knows that it did."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from senco_desk.domain.problems import TroubleError
from senco_desk.domain.profiles import ProfileDraft
from senco_desk.services import drafts, profiles
from senco_desk.ui.forms import Form
from senco_desk.ui.pages import Place
from tests import desk_window
from tests.builders import TODAY
from tests.papers import a_picture
from tests.screens import press, type_into

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened

LIKED = "Draws with care"


@pytest.fixture
def full(monkeypatch):
    """Makes the drive take no typed word any more; what it answers ends that."""

    kept = drafts.keep

    def begin():
        monkeypatch.setattr(drafts, "keep", refuse)
        return lambda: monkeypatch.setattr(drafts, "keep", kept)

    def refuse(*_args):
        raise TroubleError("The drive is full.", "Nothing was lost.", "Make room.")

    return begin


def close_it(form):
    QTest.keyClick(form, Qt.Key.Key_Escape)
    QApplication.processEvents()


def stray_windows(opened):
    shown = [each for each in QApplication.topLevelWidgets() if isinstance(each, Form) and each.isVisible()]
    return [each.title.text() for each in shown if each.window() is not opened.window]


def test_no_other_form_opens_beside_it_and_it_still_belongs_to_its_own_child(opened, desk, children, full):
    amelia, grace = children["amelia"], children["grace"]
    window = opened.window
    page = window.go(Place("pupil", (amelia.id,)))
    window.registry.run("pupil.view")
    form = page.room.sheet.form
    type_into(form, words="I like drawing.")
    room_again = full()
    window.registry.run("pupil.meeting")
    assert page.room.sheet.form is form
    assert stray_windows(opened) == []
    window.go(Place("pupil", (grace.id,)))
    window.registry.run("pupil.meeting")
    assert page.room.sheet.form is form
    assert form.isVisible()
    assert stray_windows(opened) == []
    room_again()
    window.go(Place("pupil", (grace.id, "chronology")))
    assert page.room.sheet.form is None, "it is Amelia’s, and Grace is on show"
    assert [words.pupil_id for words in drafts.kept(desk)] == [amelia.id]
    window.registry.run("pupil.meeting")
    assert page.room.sheet.form.title.text() == f"Add meeting · {grace.name}"


@pytest.fixture
def page(opened, children):
    return opened.window.go(Place("profile", (children["amelia"].id,)))


def settled(page, qtbot):
    qtbot.waitUntil(lambda: page.making.idle and not page._soon.isActive(), timeout=10_000)


def test_a_profile_that_could_not_be_put_away_can_be_saved(page, desk, children, full, qtbot):
    amelia = children["amelia"]
    form = page.form
    type_into(form, liked=LIKED)
    full()
    close_it(form)
    assert page.room.sheet.form is form
    assert page.form is form
    assert page.photo.isVisibleTo(form)
    assert not page.edit_button.isVisible()
    press(form, "Save")
    assert profiles.of(desk, amelia.id).liked == LIKED
    assert page.form is None
    assert page.edit_button.isVisible()
    settled(page, qtbot)


def test_a_profile_that_stays_open_on_another_childs_page_keeps_to_its_own_child(
    page, opened, desk, children, full, qtbot
):
    amelia, grace = children["amelia"], children["grace"]
    kept = ProfileDraft(pupil_id=grace.id, on=TODAY, liked="Sings in assembly")
    profiles.keep(desk, kept)
    profiles.keep_photo(desk, grace.id, a_picture("PNG"), "face.png")
    form = page.form
    type_into(form, liked=LIKED)
    full()
    opened.window.go(Place("profile", (grace.id,)))
    settled(page, qtbot)
    assert page.room.sheet.form is form
    assert form.title.text().endswith(amelia.name)
    assert page.form is None, "the page shows what is kept of Grace"
    assert not form.isAncestorOf(page.photo)
    shown = page._draft()
    assert (shown.pupil_id, shown.liked) == (grace.id, "Sings in assembly")
    press(form, "Save")
    saved = profiles.of(desk, amelia.id)
    assert (saved.liked, saved.photo_id) == (LIKED, None)
    assert profiles.of(desk, grace.id).liked == "Sings in assembly"
    assert page.room.sheet.form is None
    settled(page, qtbot)


@pytest.fixture
def documents(opened, desk, children, tmp_path, qtbot):
    """The page of a child for whom two papers have just come, with the sheet of the first; ends with what was said."""
    files = [tmp_path / f"{name}.txt" for name in ("One", "Two")]
    for each in files:
        each.write_text(f"{each.stem} for Amelia O'Neill")
    page = opened.window.go(Place("pupil", (children["amelia"].id, "documents")))
    page.said = []
    opened.work.said.connect(lambda words, _urgent: page.said.append(words))
    page.documents.add_files([str(each) for each in files])
    qtbot.waitUntil(lambda: page.room.sheet.form is not None)
    yield page
    page.documents.reader.stop()


def test_the_papers_that_wait_behind_a_sheet_that_stays_are_asked_about_after_it(documents, full):
    page, form = documents, documents.room.sheet.form
    assert form.title.text().startswith("Document 1 of 2")
    type_into(form, author="Dr Ash")
    room_again = full()
    close_it(form)
    assert page.room.sheet.form is form
    assert not any("kept as suggested" in each for each in page.said)
    room_again()
    QTest.keyClick(form.fields["title"].input, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.room.sheet.form.title.text().startswith("Document 2 of 2")


def test_those_behind_a_sheet_that_is_closed_are_kept_as_suggested(documents):
    close_it(documents.room.sheet.form)
    assert documents.room.sheet.form is None
    assert "1 more document is kept as suggested" in documents.said
