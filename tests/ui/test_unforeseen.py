"""An error that nobody caught is said in the window: that the records are safe, and where the report lies."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from senco_desk.app import folders, main
from senco_desk.domain.problems import TroubleError
from senco_desk.ui import main as window
from senco_desk.ui import unforeseen
from senco_desk.ui.unforeseen import Unforeseen

NAME = "Zanthippe Quillersby"


def fails(*_told: object) -> None:
    raise ValueError(f"{NAME} could not be shown")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The program's own hooks, over a window that is open."""
    usual = folders.Folders(*(tmp_path / name for name in ("settings", "logs", "crashes", "demo", "desks")))
    monkeypatch.setattr(folders, "usual", lambda: usual)
    for name in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    made: list[Unforeseen] = []

    class Kept(Unforeseen):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    monkeypatch.setattr(unforeseen, "Unforeseen", Kept)
    return made


def in_a_window(monkeypatch: pytest.MonkeyPatch, deed: Any) -> None:
    """Runs the deed where the program's window would be."""
    monkeypatch.setattr(window, "run_window", lambda *_given, **_named: deed() or 0)
    main._say_no_values()
    assert main.main(["open"]) == 0


@pytest.mark.parametrize("where", ["slot", "timer", "thread"])
def test_it_is_said_once_with_a_report_and_without_its_words(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch, told: list[Unforeseen], tmp_path: Path, where: str
) -> None:
    button = QPushButton("Do it")
    button.clicked.connect(fails)
    qtbot.addWidget(button)

    def deed() -> None:
        button.show()
        if where == "slot":
            with qtbot.captureExceptions():
                sys.excepthook = hook
                button.click()
                button.click()
        elif where == "timer":
            with qtbot.captureExceptions():
                sys.excepthook = hook
                QTimer.singleShot(0, fails)
                qtbot.waitUntil(lambda: told[0].box is not None)
        else:
            thread = threading.Thread(target=fails)
            thread.start()
            thread.join()
        qtbot.waitUntil(lambda: told[0].box is not None)
        box = told[0].box
        assert box is not None
        assert box.isVisible()
        assert box.text().startswith("Your records are safe.")
        (report, *_more) = (tmp_path / "crashes").iterdir()
        assert str(tmp_path / "crashes") in box.informativeText()
        assert "ValueError" in box.detailedText()
        assert "test_unforeseen.py" in box.detailedText() or "fails" in box.detailedText()
        assert len([each for each in QApplication.topLevelWidgets() if each.windowTitle() == box.windowTitle()]) == 1
        for text in (box.text(), box.informativeText(), box.detailedText(), report.read_text(encoding="utf-8")):
            assert "Quillersby" not in text
        box.close()
        qtbot.waitUntil(lambda: told[0].box is None)
        told[0].tell("again, as a painting that fails", "")
        QApplication.processEvents()
        assert told[0].box is None
        monkeypatch.setattr(unforeseen, "QUIET", 0)
        told[0].tell("later", "")
        qtbot.waitUntil(lambda: told[0].box is not None)
        assert "kept at" not in told[0].box.informativeText()  # type: ignore[union-attr]
        told[0].box.close()  # type: ignore[union-attr]
        qtbot.waitUntil(lambda: told[0].box is None)

    main._say_no_values()
    hook = sys.excepthook
    in_a_window(monkeypatch, deed)
    assert main._WINDOWS == []


def test_a_drive_that_is_gone_is_said_in_its_own_words_and_is_no_fault(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch, told: list[Unforeseen], tmp_path: Path, capsys: Any
) -> None:
    button = QPushButton("Go there")
    qtbot.addWidget(button)

    def gone() -> None:
        raise TroubleError("The drive of the records is gone.", "Nothing was changed.", "Connect it again.")

    def deed() -> None:
        button.show()
        with qtbot.captureExceptions():
            sys.excepthook = hook
            QTimer.singleShot(0, gone)
            qtbot.waitUntil(lambda: told[0].box is not None)
        box = told[0].box
        assert box is not None
        assert box.text() == "The drive of the records is gone."
        assert box.informativeText() == "Nothing was changed.\n\nConnect it again."
        assert box.detailedText() == ""
        box.close()
        qtbot.waitUntil(lambda: told[0].box is None)

    main._say_no_values()
    hook = sys.excepthook
    in_a_window(monkeypatch, deed)
    assert not (tmp_path / "crashes").exists()
    assert "went wrong inside" not in capsys.readouterr().err


def test_where_no_window_is_open_any_more_nothing_opens(qtbot: Any) -> None:
    message = Unforeseen()
    message.tell("report", "")
    QApplication.processEvents()
    assert message.box is None
