"""A request is put together: from the list of packs to files on a stick, read back with programs that did not write it.

Then the register summary is printed for the headteacher.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest

from senco_desk.domain.papers import NoteDraft
from senco_desk.services import packs, pupils, records
from senco_desk.services.demo import making
from tests.builders import a_desk
from tests.screens import a_window, cells, go, press, texts, tick
from tests.ui.conftest import nothing_left_behind, settings, shown, theme  # noqa: F401  fixtures

DAY = date(2026, 11, 20)


@pytest.fixture
def desk(tmp_path):
    made = a_desk(tmp_path, today=DAY)
    yield made
    made.close()


@pytest.fixture
def rich(desk):
    """The demo school's first pupil with a full record, and everybody else of a small school."""
    return making.fill(desk, 20, 1)[0]


@pytest.fixture
def window(desk, rich, settings, shown):  # noqa: F811
    return shown(a_window(desk, settings, ("packs", "pack", "reports")))


def test_a_pack_from_the_list_to_the_file_and_the_proof(desk, rich, window, qtbot, tmp_path):
    listed = go(window, "packs")
    qtbot.waitUntil(lambda: listed._job is None, timeout=30_000)
    listed.filters["pupils"].setText(rich.name)
    QTest.keyClick(listed.filters["pupils"], Qt.Key.Key_Down)
    QTest.keyClick(listed.pupils, Qt.Key.Key_Return)
    page = window.current_page()
    assert page.title.text() == f"Pack for {rich.name}"
    qtbot.waitUntil(lambda: page.making.idle and page._shown is not None, timeout=30_000)

    # Somebody else's name comes into a note; the preview follows, and the pack waits for a person.
    other = next(pupil for pupil in pupils.all_pupils(desk) if pupil.surname != rich.surname)
    window.work.do(
        lambda: records.add(desk, NoteDraft(pupil_id=rich.id, on=DAY, text=f"Shared a book with {other.name} today."))
    )
    qtbot.waitUntil(
        lambda: page.making.idle and any(other.name in words for words in texts(page.names)), timeout=30_000
    )
    assert page.choose() is None
    assert not list(tmp_path.glob("*.pdf"))
    page._show_page(page._shown.found_pages[0])
    assert page.preview.view.accessibleName().startswith(f"Preview, page {page._shown.found_pages[0]} of ")
    tick(page.names.box)

    out = tmp_path / "stick" / "pack.pdf"
    out.parent.mkdir()
    dialog = page.choose()
    dialog.fileSelected.emit(str(out))
    dialog.close()
    qtbot.waitUntil(lambda: page.saved.path is not None, timeout=60_000)
    pages = page.preview.view.count

    # Read back: as many pages as the preview had, and what the section list promised.
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == pages
    _sound(out)
    wanted = {section.page: section.title for section in page._shown.plan.sections if section.id == "chronology"}
    for number, title in wanted.items():
        assert title in _text(out, number)
    assert other.name in "".join(_text(out, number) for number in range(1, pages + 1))

    (kept,) = (pack for pack in pupils.record_of(desk, rich.id).packs)
    assert kept.names_checked
    made = go(window, "packs")
    made.tabs.choose("made")
    assert cells(made.made)[0][6] == hashlib.sha256(out.read_bytes()).hexdigest()
    qtbot.waitUntil(lambda: made._job is None, timeout=30_000)


def test_a_pack_in_parts_for_a_portal(desk, rich, window, qtbot, tmp_path):
    page = go(window, "pack", rich.id)
    qtbot.waitUntil(lambda: page.making.idle and page._shown is not None, timeout=30_000)
    if not page.names.looked:
        tick(page.names.box)
    small = (page._shown.about_bytes // 3) / 1_000_000
    page.parts.addItem("Small parts", max(small, 0.1))
    page.parts.setCurrentIndex(page.parts.count() - 1)
    assert "about" in page.size_line.text().split(" · ")[2]
    page.save(tmp_path / "pack.pdf")
    qtbot.waitUntil(lambda: page.saved.path is not None, timeout=60_000)
    files = sorted(tmp_path.glob("pack*.pdf"))
    assert len(files) > 1
    total = 0
    for file in files:
        _sound(file)
        with pikepdf.open(file) as pdf:
            total += len(pdf.pages)
    assert total == page.preview.view.count == packs.preview(desk, rich.id).pages


def test_the_headteacher_gets_the_register_summary_on_paper(desk, rich, window, qtbot, tmp_path):
    page = go(window, "reports")
    qtbot.waitUntil(lambda: page.making.idle and page.preview.view.count > 0, timeout=30_000)
    press(page, "Print…")
    dialog = page.leaving.printing.dialog
    printer = dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setResolution(100)
    with qtbot.waitSignal(page.leaving.printing.printed, timeout=30_000):
        dialog.accepted.emit(printer)
    dialog.close()
    with pikepdf.open(tmp_path / "printed.pdf") as pdf:
        assert len(pdf.pages) == page.preview.view.count


def _sound(file: Path) -> None:
    """qpdf has nothing to say against the file."""
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not here")
    said = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def _text(file: Path, page: int) -> str:
    """The words of a page, by poppler."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not here")
    number = str(page)
    said = subprocess.run(
        ["pdftotext", "-f", number, "-l", number, "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    return said.stdout
