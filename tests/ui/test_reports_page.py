"""The register summary: seen as it prints, for governors without names, printed and saved."""

from io import BytesIO

import pikepdf
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from senco_desk.documents.inspect import text_of
from senco_desk.domain.pupils import PupilDraft
from senco_desk.services import records, trail
from tests.builders import a_pupil, a_status, everything
from tests.screens import a_window, desk, go, press, tick  # noqa: F401  fixtures


@pytest.fixture
def window(desk, settings, shown):  # noqa: F811
    for number in range(60):
        draft = PupilDraft(legal_forename="Grace", legal_surname=f"Day {number}", year_group="4", class_name="4B")
        a_status(desk, records.add(desk, draft).value)
    return shown(a_window(desk, settings, ("reports", "today")))


@pytest.fixture
def page(window, qtbot):
    made = window.current_page()
    qtbot.waitUntil(lambda: made.making.idle and made.preview.view.count > 0)
    return made


def words(page):
    paper = page.preview.view.paper
    return " ".join(text_of(paper.leaves[0].file()))


def settled(page, qtbot):
    qtbot.waitUntil(lambda: page.making.idle)


def test_the_preview_shows_the_real_pages_and_turns_them(page, qtbot):
    view = page.preview.view
    assert view.count >= 2
    assert "Day 7, Grace" in words(page)
    assert page.pages_line.text().startswith(f"{view.count} pages · as at 20 November 2026")
    qtbot.waitUntil(lambda: (1, view._pixels(1)) in view._drawn)
    image = view._drawn[1, view._pixels(1)]
    assert len({image.pixelColor(x, y).rgb() for x in range(0, image.width(), 7) for y in range(0, 200, 3)}) > 3

    assert view.accessibleName() == f"Preview, page 1 of {view.count}"
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert page.preview.page == 2
    qtbot.waitUntil(lambda: (2, view._pixels(2)) in view._drawn)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert page.preview.page == view.count
    assert not page.preview.forward.isEnabled()
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert page.preview.page == 1
    page.preview.field.setText("2")
    QTest.keyClick(page.preview.field, Qt.Key.Key_Return)
    assert page.preview.page == 2


def test_it_zooms_by_keys_and_shows_a_whole_page(page, qtbot):
    view = page.preview.view
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert page.preview.percent.text() == "125 %"
    assert view._size(1)[0] > view.viewport().width()
    QTest.keyClick(view, Qt.Key.Key_Minus)
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert page.preview.percent.text() == "80 %"
    press(page.preview, "Whole page")
    assert view._size(1)[1] <= view.viewport().height()
    press(page.preview, "Width")
    assert page.preview.percent.text() == "100 %"


def test_for_governors_no_name_is_left_and_the_list_is_not_offered(page, qtbot):
    tick(page.governors.input)
    settled(page, qtbot)
    qtbot.waitUntil(lambda: "Grace" not in words(page))
    assert not page.list_button.isEnabled()
    assert not page.where.isEnabled()


def test_another_day_and_a_filter_make_the_preview_anew(page, qtbot):
    page.where.input.setText("no such child")
    page.where.input.editingFinished.emit()
    settled(page, qtbot)
    qtbot.waitUntil(lambda: "Grace" not in words(page))
    page.where.input.clear()
    page.as_at.input.setText("1/9/2026")
    page.as_at.input.editingFinished.emit()
    settled(page, qtbot)
    assert "as at 1 September 2026" in page.pages_line.text()
    page.as_at.input.setText("31 feb")
    page.as_at.input.editingFinished.emit()
    assert page.as_at.problem()
    assert page.making.idle


def test_a_change_of_the_register_shows_at_the_same_place(page, window, desk, qtbot):  # noqa: F811
    page.preview.go(2)
    a_status(desk, a_pupil(desk, legal_forename="Yusuf", legal_surname="Khan"))
    page.stale = True
    page.show_place(page.place)
    settled(page, qtbot)
    qtbot.waitUntil(lambda: "Khan, Yusuf" in words(page))
    assert page.preview.page == 2


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "csv"])
def test_it_is_saved_by_its_ending_and_says_where(page, desk, qtbot, tmp_path, ending):  # noqa: F811
    before = everything(desk)
    dialog = page.choose(ending)
    assert isinstance(dialog, QFileDialog)
    path = tmp_path / f"register.{ending}"
    dialog.fileSelected.emit(str(path))
    dialog.close()
    qtbot.waitUntil(lambda: page.saved.path == path)
    assert path.stat().st_size > 100
    assert page.saved.words.text() == f"Saved as register.{ending}."
    assert everything(desk) == before


def test_it_prints_every_page_through_the_systems_dialog(page, window, qtbot, tmp_path):
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = page.leaving.printing.dialog
    assert dialog is not None
    printer = dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setResolution(150)
    with qtbot.waitSignal(page.leaving.printing.printed, timeout=20_000) as said:
        dialog.accepted.emit(printer)
    dialog.close()
    assert said.args == [page.preview.view.count]
    with pikepdf.open(tmp_path / "printed.pdf") as printed:
        assert len(printed.pages) == page.preview.view.count
        box = [float(edge) for edge in printed.pages[0].mediabox]
    assert box[2:] == pytest.approx([595, 842], abs=1)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_what_went_out_is_noted_as_it_went_whatever_the_screen_says_since(page, desk, qtbot, tmp_path):  # noqa: F811
    def last():
        return trail.listed(desk).entries[0].what

    job = page.save(tmp_path / "register.pdf")
    tick(page.governors.input)  # while it is still being written
    with qtbot.waitSignal(job.ended):
        pass
    assert last() == "Register, PDF file"
    settled(page, qtbot)
    qtbot.waitUntil(lambda: "Grace" not in words(page))
    page.print()
    page.leaving.printing.dialog.reject()
    tick(page.governors.input)
    page.leaving.printing.printed.emit(2)
    assert last() == "Register, for governors, 2 pages"
    settled(page, qtbot)


def test_keys_that_are_not_its_own_pass_through(page):
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier)
    page.preview.view.keyPressEvent(event)
    assert not event.isAccepted()
    assert BytesIO(page.preview.view.paper.leaves[0].file()).read(5) == b"%PDF-"
