"""Says that something went wrong where nobody caught it, as in a slot of Qt or in a thread.

A fault of the program's own is said as that; a drive that is full or gone is said in its own words.

Without this the button would simply do nothing. Light: it is made before the first window shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from senco_desk.ui.tips import unmarked

if TYPE_CHECKING:
    from senco_desk.domain.problems import TroubleError

QUIET = 3_000
"""Milliseconds after the message was closed in which no other opens: what goes wrong while a window is painted would
else go wrong again each time the message goes away."""


class Unforeseen(QObject):
    """One message at a time over whatever window is there; may be told from any thread."""

    _raised = Signal(str, str, object)

    def __init__(self) -> None:
        super().__init__()
        self.box: QMessageBox | None = None
        self._closed_at = QElapsedTimer()
        self._raised.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def tell(self, report: str, kept: str, trouble: TroubleError | None = None) -> None:
        """Opens the message soon, in the window's thread.

        Args:
            report: where it happened, without any word of the records.
            kept: where the report was kept; empty where it could not be.
            trouble: something outside the program, which is said in place of a fault.
        """
        self._raised.emit(report, kept, trouble)

    def _show(self, report: str, kept: str, trouble: TroubleError | None) -> None:
        over = _over()
        quiet = self._closed_at.isValid() and self._closed_at.elapsed() < QUIET
        if over is None or self.box is not None or quiet:
            return
        if trouble is None:
            self.box = _fault(report, kept, over)
        else:
            # A slow import on purpose: the records' own modules are there once there is trouble, and not before.
            from senco_desk.ui.work import open_trouble  # noqa: PLC0415

            self.box = open_trouble(trouble, over)
        self.box.destroyed.connect(self._gone)

    def _gone(self) -> None:
        self.box = None
        self._closed_at.start()


def _fault(report: str, kept: str, over: QWidget) -> QMessageBox:
    words = "Your records are safe. Something went wrong inside Senco Desk just now."
    close = QMessageBox.StandardButton.Close
    box = QMessageBox(QMessageBox.Icon.Information, "Your records are safe", words, close, over)
    where = f" It is kept at {kept}." if kept else ""
    more = (
        "What you saved before is kept. Look whether what you did last is there, and try it again if it is not. If"
        " this happens again, send the report below to your support contact. It names places in the program only,"
        f" no pupil and nothing you typed.{where}"
    )
    box.setInformativeText(unmarked(more))
    box.setDetailedText(report)
    box.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box


def _over() -> QWidget | None:
    """The window that a person is looking at; None where none is open any more."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return None
    active = app.activeWindow()
    if active is not None and active.isVisible():
        return active
    return next((each for each in app.topLevelWidgets() if each.isWindow() and each.isVisible()), None)
