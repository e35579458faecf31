"""A one-page profile through its real form: typed, brought in, measured, seen, kept, printed, with a photo."""

import io
from datetime import date

import pikepdf
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from senco_desk.documents.inspect import text_of
from senco_desk.domain.profiles import ProfileDraft
from senco_desk.services import drafts, profiles, pupils, records, trail
from senco_desk.ui.announcing import announcements
from senco_desk.ui.mnemonics import MENU_LETTERS
from senco_desk.ui.pages import Place
from tests import desk_window
from tests.builders import TODAY
from tests.papers import a_picture, a_text_pdf
from tests.screens import press, texts, type_into, unheard
from tests.ui.test_accessible import RAIL_DIGITS, clashes

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


@pytest.fixture
def amelia(children, desk):
    records.save(desk, children["amelia"].model_copy(update={"strengths": "Draws with care", "interests": "Biscuit"}))
    return children["amelia"]


@pytest.fixture
def page(amelia, opened, qtbot):
    made = opened.window.go(Place("profile", (amelia.id,)))
    settled(made, qtbot)
    return made


def settled(page, qtbot):
    qtbot.waitUntil(lambda: page.making.idle and not page._soon.isActive(), timeout=10_000)


def said(page):
    paper = page.preview.view.paper
    return " ".join(" ".join(text_of(paper.leaves[0].file())).split())


def link(where, name):
    QApplication.processEvents()
    found = next(one for one in where.findChildren(QPushButton) if one.accessibleName() == name and one.isVisible())
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def drop(widget, mime):
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip
    widget.dropEvent(event)


def a_face(tmp_path):
    path = tmp_path / "face.png"
    path.write_bytes(a_picture("PNG"))
    return path


def test_a_profile_is_typed_seen_as_it_prints_and_kept(page, amelia, desk, opened, qtbot):
    assert page.form is not None  # nobody has written one, so the form is open
    type_into(page.form, liked="I am kind.", matters="Nan on Fridays.", helps="Count to ten.", know_1="Wait.",
              know_2="Show me.", made_with="Amelia and her mum")  # fmt: skip
    settled(page, qtbot)
    for words in ("I am kind.", "Nan on Fridays.", "Count to ten.", "1. Wait.", "2. Show me.", "Two things to know"):
        assert words in said(page), words
    assert profiles.of(desk, amelia.id) is None  # to look at it keeps nothing
    QTest.keyClick(page.form.fields["liked"].input, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    kept = profiles.of(desk, amelia.id)
    assert (kept.liked, kept.must_knows, kept.made_with, kept.on) == (
        "I am kind.", ("Wait.", "Show me."), "Amelia and her mum", TODAY,
    )  # fmt: skip
    assert page.form is None
    assert opened.window.toast.words.text() == "Profile kept"
    settled(page, qtbot)
    QTest.keyClick(opened.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert profiles.of(desk, amelia.id) is None
    settled(page, qtbot)


def test_what_is_known_is_brought_in_and_typed_words_stay(page, qtbot):
    form = page.form
    type_into(form, liked="Kind")
    link(form, "Bring in Strengths to What people like about me")
    assert form.values()["liked"] == "Kind\nDraws with care"
    link(form, "Bring in Strengths to What people like about me")
    assert form.values()["liked"] == "Kind\nDraws with care"  # not twice
    link(form, "Bring in Interests to What matters to me")
    name = next(one.accessibleName() for one in form.findChildren(QPushButton) if "Own words" in one.accessibleName())
    link(form, name)
    assert form.values()["matters"] == "Biscuit\nI like it when Mr Price draws."
    settled(page, qtbot)
    assert "Draws with care" in said(page)


def test_the_guard_says_calmly_when_it_is_longer_than_a_page_as_it_prints(page, qtbot):
    form = page.form
    settled(page, qtbot)
    assert form.guard.words.text() == "Fits on one page"
    form.fields["helps"].input.setPlainText("Count to ten in your head before you ask again. " * 22)
    settled(page, qtbot)
    assert form.guard.words.text().startswith("Fits on one page. Shorter is read sooner")
    assert page.preview.view.count == 1
    form.fields["matters"].input.setPlainText("Knowing what comes next. " * 200)
    settled(page, qtbot)
    assert "Longer than one page: about" in form.guard.words.text()
    assert "It prints on 2 pages" in form.guard.words.text()
    assert page.preview.view.count == 2
    assert form.submit.isEnabled()  # nobody is kept from keeping it
    QTest.keyClicks(form.fields["know_1"].input, "word " * 25)
    assert "read at a glance" in form.fields["know_1"].help.text()
    settled(page, qtbot)


def test_no_letter_of_the_form_is_the_previews_and_no_digit_is_taken_from_the_rail(page, opened, qtbot):
    settled(page, qtbot)
    assert page.form is not None
    assert page.preview.wide.isVisible()
    assert not clashes(opened.window, MENU_LETTERS | RAIL_DIGITS)


def test_an_empty_one_says_what_to_write_beside_the_field(page, qtbot):
    press(page.form, "Save")
    assert page.form.fields["liked"].problem() == "Write at least one thing about the child."
    settled(page, qtbot)


def test_words_left_open_at_the_end_come_back_in_no_other_childs_form(page, children, amelia, desk, opened, qtbot):
    profiles.keep(desk, ProfileDraft(pupil_id=children["grace"].id, on=TODAY, liked="I sing."))
    press(page.form, "Close")
    press(page, "Write…")
    type_into(page.form, liked="Half a sent")
    opened.keeper.flush()
    (left,) = drafts.still_open(desk)
    assert left.pupil_id == amelia.id
    settled(page, qtbot)
    opened.keeper._watched.clear()  # as after a crash: what is kept is all there is
    page.room.sheet._take_away()
    opened._tried.clear()
    opened.window.go(Place("profile", (children["grace"].id,)))
    assert page.form is None, "Grace’s profile is read, and Amelia’s words are not put into it"
    press(page, "Edit…")
    assert page.form.values()["liked"] == "I sing."
    settled(page, qtbot)
    opened.window.go(Place("profile", (amelia.id,)))
    assert page.form.values()["liked"] == "Half a sent"
    settled(page, qtbot)


def test_typed_words_come_back_after_another_child_was_shown(page, children, amelia, opened, qtbot):
    type_into(page.form, liked="Half a sent")
    settled(page, qtbot)
    window = opened.window
    assert window.go(Place("profile", (children["grace"].id,))) is page
    assert page.form is not None
    assert page.form.values()["liked"] == ""
    settled(page, qtbot)
    window.go(Place("profile", (amelia.id,)))
    assert page.form.values()["liked"] == "Half a sent"
    settled(page, qtbot)
    assert "Half a sent" in said(page)


def test_a_photo_is_dropped_shown_on_the_page_and_taken_away(page, amelia, desk, opened, qtbot, tmp_path):
    type_into(page.form, liked="I am kind.")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(a_face(tmp_path)))])
    drop(page.photo, mime)
    qtbot.waitUntil(lambda: bool(pupils.record_of(desk, amelia.id).documents))
    settled(page, qtbot)
    qtbot.waitUntil(lambda: page._picture is not None)
    assert page.form.values()["liked"] == "I am kind."  # the photo takes nothing that is typed
    press(page.form, "Save")
    (photo,) = pupils.record_of(desk, amelia.id).documents
    assert (photo.kind, photo.in_pack) == ("photo", False)
    assert profiles.of(desk, amelia.id).photo_id == photo.id
    settled(page, qtbot)
    with pikepdf.open(io.BytesIO(page.preview.view.paper.leaves[0].file())) as pdf:
        assert len(pdf.pages[0].Resources.XObject) == 1
    QTest.keyClick(opened.window, Qt.Key.Key_F2)
    press(page.form, "Remove photo")
    assert profiles.of(desk, amelia.id).photo_id is None
    assert pupils.record_of(desk, amelia.id).documents == ()
    assert opened.window.toast.words.text() == "Photo moved to the bin"
    settled(page, qtbot)
    assert page._picture is None


def test_a_photo_is_pasted_and_what_is_no_picture_is_said(page, amelia, desk, opened, qtbot, tmp_path):
    QGuiApplication.clipboard().setText("no picture")
    with qtbot.waitSignal(announcements.said, check_params_cb=lambda words, _urgent: "no picture" in words):
        press(page.form, "Paste")
    assert "no picture on the clipboard" in page.photo.told.text()
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    QGuiApplication.clipboard().setImage(image)
    press(page.form, "Paste")
    qtbot.waitUntil(lambda: bool(pupils.record_of(desk, amelia.id).documents))
    settled(page, qtbot)
    wrong = tmp_path / "face.png"
    wrong.write_bytes(a_text_pdf("No face"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(wrong))])
    drop(page.photo, mime)
    qtbot.waitUntil(lambda: opened.work.jobs.running is None)
    assert len(pupils.record_of(desk, amelia.id).documents) == 1
    QGuiApplication.clipboard().clear()
    settled(page, qtbot)


def test_it_is_printed_and_saved_and_both_are_noted(page, amelia, desk, opened, qtbot, tmp_path):
    type_into(page.form, liked="I am kind.")
    press(page.form, "Save")
    settled(page, qtbot)
    QTest.keyClick(opened.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = page.leaving.printing.dialog
    printer = dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setResolution(100)
    with qtbot.waitSignal(page.leaving.printing.printed, timeout=10_000):
        dialog.accepted.emit(printer)
    dialog.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    first = trail.listed(desk).entries[0]
    assert (first.pupil_id, first.what) == (amelia.id, "One-page profile, 1 page")
    chosen = page.choose()
    assert "Amelia" not in chosen.selectedFiles()[0]  # a file's name is seen by whoever sees the folder
    chosen.fileSelected.emit(str(tmp_path / "profile.pdf"))
    chosen.close()
    qtbot.waitUntil(lambda: page.saved.path is not None)
    assert "I am kind." in " ".join(text_of((tmp_path / "profile.pdf").read_bytes()))
    assert trail.listed(desk).entries[0].what == "One-page profile, PDF file"


def test_large_print_and_easy_read_are_seen_before_they_are_printed(page, amelia, desk, qtbot):
    type_into(page.form, liked="I am kind. I draw.", helps="Count to ten.")
    for at, voice in ((1, 0), (2, 1)):
        page.print_form.setCurrentIndex(at)
        page.print_form.activated.emit(at)
        page.own_voice.setCurrentIndex(voice)
        page.own_voice.activated.emit(voice)
        settled(page, qtbot)
    assert "How to help Amelia" in said(page)
    assert "• I draw." in said(page)


def test_everything_has_a_name_to_be_read_out(page, qtbot):
    settled(page, qtbot)
    assert unheard(page) == []
    assert texts(page.form)


def test_the_views_tab_shows_it_and_leads_to_it(page, amelia, desk, opened, qtbot):
    press(page.form, "Close")
    settled(page, qtbot)
    profiles.keep(desk, ProfileDraft(pupil_id=amelia.id, on=date(2026, 11, 2), liked="Kind.", must_knows=("Wait.",),
                                     made_with="her mum"))  # fmt: skip
    tab = opened.window.go(Place("pupil", (amelia.id, "views")))
    shown = texts(tab.views.profile)
    assert shown.index("What people like about me") < shown.index("Kind.")
    assert "Made with her mum, 2 November 2026" in shown
    assert "1. Wait." in shown
    press(tab.views.profile, "Earlier versions")
    sheets = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not opened.window]
    assert [texts(each)[:1] for each in sheets] == [["Earlier versions · Amelia O’Neill"]]
    for each in sheets:
        each.close()
    press(tab.views, "Edit profile…")
    assert opened.window.current_page() is page
    assert page.form.values()["know_1"] == "Wait."
    settled(page, qtbot)
