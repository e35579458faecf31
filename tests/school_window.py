"""A school's desk in the program's own window, opened by whoever has the passphrase, and put away again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest

from senco_desk.services import desks
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.theme import Theme
from senco_desk.ui.window import MainWindow
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock


class SchoolWindow:
    """The desk at `path`, opened and closed as often as a test wants; `today` can be moved on between."""

    def __init__(self, path: Path, settings: QSettings, theme: Theme) -> None:
        self.path, self.settings, self.theme, self.today = path, settings, theme, TODAY
        self.crashes: list[str] = []
        self.opened: OpenDesk | None = None

    def unlocked(self, secret: str = PASSPHRASE, *, read_only: bool = False) -> OpenDesk:
        """The desk behind its window, which is not shown yet."""
        keys = desks.unlock(self.path, secret, floor=CHEAP)
        desk = desks.open_with(self.path, keys, day=lambda: self.today, clock=Clock(), read_only=read_only)
        self.opened = OpenDesk(desk, self.path, settings=self.settings, theme=self.theme, clock=Clock())
        self.opened.work.crashed.connect(self.crashes.append)
        self.window.resize(1366, 768)
        return self.opened

    def shown(self) -> None:
        """The window on the screen, with the keyboard."""
        self.window.show()
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)

    @property
    def window(self) -> MainWindow:
        assert self.opened is not None
        return self.opened.window

    def opens_with(self, secret: str) -> bool:
        """Whether a passphrase or a recovery code opens the desk."""
        try:
            desks.unlock(self.path, secret, floor=CHEAP)
        except Exception:  # noqa: BLE001
            return False
        return True

    def put_away(self) -> None:
        """Closes what is open, and fails the test where anything went wrong inside the program."""
        if self.opened is not None:
            self.opened.work.jobs.stop()
            if not self.opened.over:
                self.opened.close()
        assert not self.crashes, self.crashes[0]
