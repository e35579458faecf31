"""Who did what, in the window: looks are noted as pages open, lists narrowed, printed and saved; papers handed over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from senco_desk.services import attachments, trail
from senco_desk.ui import handed_over
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.pages import Place
from senco_desk.ui.trail_page import TrailPage
from tests.desk_window import children, desk, opened  # noqa: F401  fixtures
from tests.papers import a_text_pdf
from tests.screens import press


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache" / "opened"
    monkeypatch.setattr(handed_over, "common", lambda: folder)
    return folder


def page_of(opened: OpenDesk, *place: str) -> TrailPage:  # noqa: F811
    opened.window.go(Place("trail", place))
    page = opened.window.current_page()
    assert isinstance(page, TrailPage)
    return page


def shown(page: TrailPage) -> list[tuple[str, str, str]]:
    rows = (page.table.rows.row_at(line) for line in range(page.table.rows.rowCount()))
    return [(row.did, row.what, row.pupil) for row in rows if row is not None]


def test_opening_a_child_s_page_is_a_look_and_coming_back_soon_is_the_same_one(
    opened: OpenDesk, children: dict[str, Any]  # noqa: F811
) -> None:  # fmt: skip
    for tab in ("overview", "documents", "overview"):
        opened.window.go(Place("pupil", (children["amelia"].id, tab)))
    opened.window.go(Place("cycle", (children["grace"].id,)))
    rows = shown(page_of(opened))
    looks = [row for row in rows if row[0] == "Looked"]
    assert looks == [("Looked", "The record", "Grace Day"), ("Looked", "The record", "Amelia O’Neill")]


def test_a_child_s_own_list_is_one_command_away(opened: OpenDesk, children: dict[str, Any]) -> None:  # noqa: F811
    opened.window.go(Place("pupil", (children["amelia"].id,)))
    assert opened.context.actions is not None
    assert opened.context.actions.run("pupil.trail")
    page = opened.window.current_page()
    assert isinstance(page, TrailPage)
    assert page.about.text() == "Who saw or changed the record of Amelia O’Neill"
    assert page.table.isColumnHidden(4)
    assert {row[2] for row in shown(page)} <= {"Amelia O’Neill", "5 pupils"}
    page.all_button.click()
    assert not page.table.isColumnHidden(4)
    assert len({row[2] for row in shown(page)}) > 3
    assert opened.context.actions.run("desk.trail")


def test_kind_person_and_words_narrow_the_list_and_an_empty_one_says_what_to_do(
    opened: OpenDesk, children: dict[str, Any]  # noqa: F811
) -> None:  # fmt: skip
    opened.window.go(Place("pupil", (children["grace"].id,)))
    page = page_of(opened)
    page.deed.set_value("view")
    page.deed.changed.emit()
    assert {row[0] for row in shown(page)} == {"Looked"}
    page.deed.set_value("erase")
    page.deed.changed.emit()
    assert page.stack.currentIndex() == 1
    assert not page.print_button.isEnabled()
    page._clear()
    assert page.stack.currentIndex() == 0
    assert page.start_filter()
    page.filter.show_typed("grace")
    assert {row[2] for row in shown(page)} == {"Grace Day"}
    page.filter.show_typed("")
    QTest.keyClicks(page.since.input, "1/1/2030")
    QTest.keyClick(page.since.input, Qt.Key.Key_Return)
    page.since.input.editingFinished.emit()
    assert page.stack.currentIndex() == 1


def test_what_was_typed_for_one_list_does_not_narrow_the_next_and_an_empty_one_says_why(
    opened: OpenDesk, children: dict[str, Any]  # noqa: F811
) -> None:  # fmt: skip
    for child in ("grace", "amelia"):
        opened.window.go(Place("pupil", (children[child].id,)))
    page = page_of(opened)
    whole = page.table.rows.rowCount()
    page.filter.show_typed("grace")
    assert page.count_line.text().startswith(f"{page.table.rows.rowCount()} of {whole} entries shown.")
    page.filter.show_typed("nobody at all")
    assert page.stack.currentIndex() == 2
    assert page.count_line.text().startswith(f"0 of {whole} entries shown.")
    press(page.stack.currentWidget(), "Show everything")
    assert (page.table.rows.rowCount(), page.filter.text()) == (whole, "")
    page.filter.show_typed("grace")
    page = page_of(opened, children["amelia"].id)
    assert page.filter.text() == ""
    assert page.count_line.text().startswith(f"{page.table.rows.rowCount()} entries.")


def test_it_is_saved_and_printed_and_both_are_noted(
    opened: OpenDesk, children: dict[str, Any], tmp_path: Path, qtbot: Any  # noqa: F811
) -> None:  # fmt: skip
    page = page_of(opened, children["amelia"].id)
    page.save(tmp_path / "list.csv")
    qtbot.waitUntil(lambda: not page.saved.isHidden())
    assert "Amelia O’Neill" in (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
    assert "Grace" not in (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
    page.print()
    qtbot.waitUntil(lambda: page.printing.dialog is not None)
    assert page.printing.dialog is not None
    page.printing.dialog.reject()
    page.printing.printed.emit(2)
    assert [row[:2] for row in shown(page)][:2] == [
        ("Printed", "Who did what, 2 pages"),
        ("Saved as a file", f"Who did what, {len(shown(page)) - 2} entries, CSV file"),
    ]
    assert QPrinter is not None


def test_opening_the_window_is_noted(opened: OpenDesk) -> None:  # noqa: F811
    opened.resume()
    assert shown(page_of(opened))[0] == ("Opened the desk", "Window", "")


def test_a_paper_is_handed_over_after_it_was_said_what_that_means_and_taken_back_on_locking(
    opened: OpenDesk, children: dict[str, Any], cache: Path, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    given: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: given.append(url) or True)
    child = children["amelia"].id
    attachments.attach(opened.desk, child, a_text_pdf("A letter"), filename="Amelia letter.pdf", title="Letter")
    opened.window.go(Place("pupil", (child, "documents")))
    tab = opened.window.current_page().documents  # type: ignore[union-attr]
    tab.table.selectRow(0)
    tab.open_outside.click()
    box = tab.outside.box
    assert box is not None
    assert "not encrypted" in box.informativeText()
    assert "lock or close" in box.informativeText()
    assert not given
    next(each for each in box.buttons() if "Open" in each.text()).click()
    QApplication.processEvents()
    (url,) = given
    path = Path(url.toLocalFile())
    assert path.is_relative_to(cache)
    assert path.name == "Document.pdf"
    assert trail.listed(opened.desk).entries[0].deed == "outside"
    opened.lock()
    assert not path.exists()
    assert not any(handed_over.handed_over().iterdir())


def test_what_a_crash_left_handed_over_is_taken_back(cache: Path) -> None:
    (cache / "x").mkdir(parents=True)
    (cache / "x" / "Document.pdf").write_bytes(b"left")
    handed_over.take_back()
    assert list(cache.rglob("*.pdf")) == []
