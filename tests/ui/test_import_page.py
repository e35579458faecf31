"""Importing a roll: the file is dropped or chosen, seen as it would be, and imported in one step."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from senco_desk.services import pupils
from tests.builders import a_pupil, everything
from tests.screens import a_window, cells, choose, desk, go, press, texts  # noqa: F401  fixtures

ROLL = """UPN,Surname,Forename,DOB,Year,Reg,SEN,Form tutor
H887999922001,Young,Grace,02/03/2018,4,4B,K,Mr Price
B887999922002,Khan,Yusuf,14/11/2015,6,6A,N,Mrs Begum
X887999922999,Day,Will,31/02/2018,4,4B,,Mr Price
"""


@pytest.fixture
def window(desk, settings, shown):  # noqa: F811
    return shown(a_window(desk, settings, ("import", "today")))


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "roll.csv"
    made.write_text(ROLL, encoding="utf-8")
    return made


def read(page, qtbot, path):
    page.read(path)
    qtbot.waitUntil(lambda: page._job is None)


def test_a_dropped_file_is_read_and_nothing_is_written(desk, window, qtbot, file):  # noqa: F811
    page, before = go(window, "import"), everything(desk)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    enter = QDragEnterEvent(
        page.drop.rect().center(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(page.drop, enter)
    assert enter.isAccepted()
    assert page.drop.property("tone") == "accent"
    drop = QDropEvent(
        QPointF(page.drop.rect().center()), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(page.drop, drop)
    qtbot.waitUntil(lambda: page._plan is not None)
    assert page.go_button.text().replace("&", "") == "Import 3 pupils"
    assert "dates as day/month/year" in page.panel.recognised.text()
    changes = cells(page.panel.changes)
    assert [row[1:3] for row in changes] == [["Grace Young", "New pupil"], ["Yusuf Khan", "New pupil"],
                                             ["Will Day", "New pupil"]]  # fmt: skip
    assert changes[0][4] == "Y4 · 4B · SEN Support"
    problems = cells(page.panel.problems)
    assert any(row[:3] == ["4", "Will Day", "DOB"] for row in problems)
    assert page.panel.advice.text() == "Import adds 3 pupils. Nothing else is touched."
    QApplication.processEvents()
    assert page.go_button.hasFocus()
    assert everything(desk) == before


def test_the_dialog_is_opened_not_waited_for(window, qtbot, file):
    page = go(window, "import")
    press(page, "Choose the file…")
    assert isinstance(page._dialog, QFileDialog)
    assert page._dialog.isVisible()
    page._dialog.fileSelected.emit(str(file))
    page._dialog.close()
    qtbot.waitUntil(lambda: page._plan is not None)


def test_a_file_that_is_no_roll_says_so_where_it_was_dropped(desk, window, qtbot, tmp_path):  # noqa: F811
    wrong = tmp_path / "shopping.csv"
    wrong.write_text("milk,bread\n1,2\n", encoding="utf-8")
    page = go(window, "import")
    read(page, qtbot, wrong)
    assert page.stack.currentWidget() is page.drop
    assert page.drop.problems.text().startswith("■")
    assert not page.go_button.isVisible()


def test_a_column_is_read_as_something_else(window, qtbot, file):
    page = go(window, "import")
    read(page, qtbot, file)
    page.panel.tabs.choose("columns")
    columns = {row[0]: row for row in cells(page.panel.columns)}
    assert columns["Form tutor"][1:3] == ["left aside", "Mr Price"]
    assert columns["DOB"][2:] == ["02/03/2018", "day/month/year"]
    page.panel.columns.select(7)
    page.panel.columns.opened.emit(page.panel.columns.selected_rows()[0])
    form = page.room.sheet.form
    assert form.fields["field"].value() == "sen_status"
    choose(form, field="")
    press(page.room, "Read again")
    qtbot.waitUntil(lambda: page._job is None)
    assert cells(page.panel.changes)[0][4] == "Y4 · 4B"
    assert page.room.sheet.form is None


def test_what_a_person_entered_stays_and_the_difference_is_told(desk, window, qtbot, file):  # noqa: F811
    a_pupil(desk, upn="H887999922001", legal_forename="Grace", legal_surname="Young", class_name="4A")
    page = go(window, "import")
    read(page, qtbot, file)
    page.panel.tabs.choose("kept")
    kept = {row[2]: row[3:5] for row in cells(page.panel.kept)}
    assert kept["Class"] == ["4A", "4B"]


def test_importing_is_one_step_and_a_change_elsewhere_makes_the_plan_anew(desk, window, qtbot, file):  # noqa: F811
    page, before = go(window, "import"), everything(desk)
    read(page, qtbot, file)
    press(page, "Import 3 pupils")
    qtbot.waitUntil(lambda: page._importing is None)
    assert page.stack.currentWidget() is page.done
    assert "3 new" in page.done.words.text()
    QApplication.processEvents()
    assert page.done.register.hasFocus()
    assert len(pupils.all_pupils(desk)) == 3
    assert window.toast.words.text().startswith("Roll imported: 3 new")

    press(page.done, "Import another file…")
    read(page, qtbot, file)
    assert not page.go_button.isEnabled()
    assert page.go_button.text() == "Nothing to import"

    window.registry.run("desk.undo")
    qtbot.waitUntil(lambda: page._job is None and page.go_button.isEnabled())
    assert page.go_button.text().replace("&", "") == "Import 3 pupils"
    assert everything(desk) == before


def test_reading_can_be_cancelled(desk, window, qtbot, file):  # noqa: F811
    page = go(window, "import")
    job = page.read(file)
    with qtbot.waitSignal(job.cancelled):
        job.cancel()
    assert page._plan is None
    assert page.drop.button.isEnabled()


def test_a_missing_file_is_trouble_told_in_a_dialog(window, qtbot, tmp_path: Path):
    page = go(window, "import")
    with qtbot.waitSignal(window.work.troubled):
        page.read(tmp_path / "gone.csv")
    qtbot.waitUntil(lambda: page._job is None)
    assert page.stack.currentWidget() is page.drop
    for box in QApplication.topLevelWidgets():
        if box is not window and box.isVisible():
            box.close()


def test_the_preview_says_what_is_changed_for_whom(desk, window, qtbot, file):  # noqa: F811
    page = go(window, "import")
    read(page, qtbot, file)
    press(page, "Import 3 pupils")
    file.write_text(ROLL.replace("4B,K", "4A,E").replace("6,6A", "6,6B"), encoding="utf-8")
    read(page, qtbot, file)
    said = page.panel.advice.text().splitlines()[0]
    assert said == "Import changes 2 pupils (Class of 2, SEN status of 1). Nothing else is touched."
