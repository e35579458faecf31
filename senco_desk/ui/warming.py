"""What is made ready behind the unlock window while a passphrase is typed, one small part at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

TO_LOOK = (
    "pydantic", "senco_desk.domain.problems", "senco_desk.domain.papers", "senco_desk.store.connection",
    "senco_desk.store.slots", "senco_desk.store.backup_places", "senco_desk.store.opening",
    "senco_desk.services.before_opening", "senco_desk.ui.opening_states",
)  # fmt: skip
"""What a look at the desk's place needs, in parts so small that what is typed meanwhile is seen at once."""
TO_OPEN = (
    "cryptography.hazmat.backends.openssl.backend", "_strptime",  # imported by their libraries at the first use
    "senco_desk.services.desks", "senco_desk.services.register", "senco_desk.ui.open_desk", "senco_desk.ui.today_page",
    "senco_desk.ui.register_page", "senco_desk.documents.page_sizes", "senco_desk.documents.fonts",
    "senco_desk.documents.layout", "senco_desk.services.previews", "senco_desk.ui.pupil_page",
    "senco_desk.ui.first_unlock", "senco_desk.services.erased_since", "holidays.calendars.germany_school",
    "holidays.countries",
)  # fmt: skip
"""What the window needs, in the order in which it is wanted."""

Step = Callable[[], object]
_FIRST, _BREATH = 30, 10
"""Milliseconds until the first step, and between two."""


class Warming(QObject):
    """Does one step, lets the window breathe, and goes on with the next."""

    def __init__(self, steps: Iterable[Step], parent: QObject) -> None:
        super().__init__(parent)
        self._steps = list(steps)

    @property
    def going(self) -> bool:
        """Whether there is something left to do."""
        return bool(self._steps)

    def begin(self) -> None:
        """Begins once the first window has been drawn."""
        QTimer.singleShot(_FIRST, self, self._next)

    def stop(self) -> None:
        """Forgets what is left; it is imported when it is wanted."""
        self._steps.clear()

    def _next(self) -> None:
        if self._steps:
            self._steps.pop(0)()
            QTimer.singleShot(_BREATH, self, self._next)


def imports(names: Iterable[str]) -> list[Step]:
    """A step for each module."""
    return [partial(import_module, name) for name in names]


def draw_icons() -> None:
    """Draws the icons of the window."""
    from senco_desk.ui.icons import draw_ahead  # noqa: PLC0415  slow import

    draw_ahead()


def know_holidays(day: date) -> None:
    """Works out the bank holidays of the years about a day, which are remembered where they are worked out."""
    from senco_desk.domain.working_days import bank_holidays  # noqa: PLC0415  slow import
    from senco_desk.services.schools import calendar_years  # noqa: PLC0415

    bank_holidays(calendar_years(day))
