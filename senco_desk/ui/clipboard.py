"""Secrets on the clipboard, for a minute only: other programs read it, and some systems keep what was on it."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QGuiApplication

SECONDS = 60


def copy_for_a_minute(text: str) -> None:
    """Copies text, and clears the clipboard after a minute or at the end of the program, if it is still there then."""
    _clearing().copy(text)


def forget_now() -> None:
    """Clears the clipboard now if what was copied is still there: when the desk is locked, say."""
    _clearing().forget()


class _Clearing(QObject):
    """One for the program. Of what was copied it keeps no more than what is needed to know it again."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self._known = b""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECONDS * 1000)
        self._timer.timeout.connect(self.forget)
        app.aboutToQuit.connect(self.forget)

    def copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._known = _known_by(text)
        self._timer.start()

    def forget(self) -> None:
        self._timer.stop()
        clipboard = QGuiApplication.clipboard()
        if self._known and _known_by(clipboard.text()) == self._known:
            clipboard.clear()
        self._known = b""


def _clearing() -> _Clearing:
    app = QCoreApplication.instance()
    assert app is not None
    return app.findChild(_Clearing) or _Clearing(app)


def _known_by(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
