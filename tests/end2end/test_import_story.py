"""The first morning: the school's roll comes in through the window, twice, is taken back, and names who is due."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from senco_desk.services import pupils, register, schools, undoing
from tests.builders import everything, reopened
from tests.rich_child import CALENDAR
from tests.screens import a_window, cells, desk, go, press  # noqa: F401  fixtures
from tests.ui.conftest import nothing_left_behind, settings, shown, theme  # noqa: F401  fixtures

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "roll"


@pytest.fixture
def window(desk, settings, shown):  # noqa: F811
    schools.replace_calendar(desk, CALENDAR)
    return shown(a_window(desk, settings, ("today", "import", "register", "reports")))


def choose(page, qtbot, path: Path) -> None:
    """Chooses a file in the dialog, as the person does."""
    dialog = page.choose()
    dialog.fileSelected.emit(str(path))
    dialog.close()
    qtbot.waitUntil(lambda: page._job is None and page._plan is not None, timeout=15_000)


def bring_in(page, qtbot) -> None:
    """Presses Import and waits until the records have it."""
    press(page, page.go_button.text().replace("&", ""))
    qtbot.waitUntil(lambda: page._job is None and bool(page.done.words.text()), timeout=15_000)


def test_a_roll_comes_in_twice_is_taken_back_and_stays_after_reopening(desk, window, qtbot):  # noqa: F811
    file = SAMPLES / "sims.csv"
    if not file.exists():
        pytest.skip("the sample rolls are not here")
    before = everything(desk)
    page = go(window, "import")
    choose(page, qtbot, file)
    read = len(page._plan.roll.rows)
    assert f"{read:,} pupils" in page.panel.recognised.text()
    assert {row[2] for row in cells(page.panel.changes)} == {"New pupil"}
    assert len(cells(page.panel.problems)) == len(page._plan.problems)
    assert everything(desk) == before, "looking at a roll writes nothing"

    bring_in(page, qtbot)
    assert len(pupils.all_pupils(desk)) == read
    assert window.registry.qaction("desk.undo").text().replace("&", "") == "Undo import roll"
    after = everything(desk)

    # The same file again changes nothing.
    press(page.done, "Import another file…")
    choose(page, qtbot, file)
    assert not page.go_button.isEnabled()
    assert len(page._plan.new) + len(page._plan.changed) + len(page._plan.left) == 0

    # One step back, one step forward, from the keyboard.
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: everything(desk) == before, timeout=15_000)
    QTest.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: everything(desk) == after, timeout=15_000)
    qtbot.waitUntil(lambda: page._job is None, timeout=15_000)

    # Who came with SEN Support or a plan and has no cycle yet waits on Today.
    on_register = register.as_at(desk, spend=False)
    wanted = {row.name for row in on_register.rows if row.status in {"K", "E"}}
    today = go(window, "today")
    today.chips._chips["no_review"].click()
    assert {row[1] for row in cells(today.table)} == wanted

    window.close()
    again = reopened(desk)
    try:
        assert len(register.as_at(again, spend=False).rows) == len(on_register.rows)
        assert undoing.undo_label(again) == "Import roll"
    finally:
        again.close()


@pytest.mark.parametrize("name", ["arbor.csv", "bromcom.xlsx", "8879999_CTF_8879998_001.xml"])
def test_every_kind_of_roll_is_recognised_and_imported(desk, window, qtbot, name):  # noqa: F811
    file = SAMPLES / name
    if not file.exists():
        pytest.skip("the sample rolls are not here")
    page = go(window, "import")
    choose(page, qtbot, file)
    expected = {"arbor.csv": "CSV", "bromcom.xlsx": "Excel workbook", "8879999_CTF_8879998_001.xml": "Transfer File"}
    assert expected[name] in page.panel.recognised.text()
    bring_in(page, qtbot)
    planned = page.done.words.text()
    assert f"{len(pupils.all_pupils(desk)):,} new" in planned
