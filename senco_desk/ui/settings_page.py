"""Settings: school, term dates, staff and rates, local authorities, safety, and the look. Each reads for itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from senco_desk.ui.cards import Tabs
from senco_desk.ui.context import Context
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.settings_authorities import AuthoritiesPanel
from senco_desk.ui.settings_look import LookPanel
from senco_desk.ui.settings_safety import SafetyPanel
from senco_desk.ui.settings_school import SchoolPanel
from senco_desk.ui.settings_staff import StaffPanel
from senco_desk.ui.settings_terms import TermsPanel
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.theme import unit

SECTIONS = (
    ("school", "School"),
    ("terms", "Term dates"),
    ("staff", "Staff and rates"),
    ("authorities", "Local authorities"),
    ("safety", "Safety"),
    ("look", "Look and about"),
)


class SettingsPage(Page):
    """Sections behind tabs; a place's first argument names one: `settings`, `("terms",)`."""

    nouns = frozenset({"school", "calendar_entry", "staff", "rate", "authority"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.head("Settings")
        self.tabs = Tabs(SECTIONS)
        self.tabs.chosen.connect(self._chosen)
        self.stack = QStackedWidget()
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(unit(1.5))
        inside.addWidget(self.tabs)
        inside.addWidget(self.stack, 1)
        self.room = SheetRoom(holder)
        self.body.addWidget(self.room, 1)
        self.school = SchoolPanel(context, self.room)
        self.terms = TermsPanel(context, self.room)
        self.staff = StaffPanel(context, self.room)
        self.authorities = AuthoritiesPanel(context, self.room)
        self.safety = SafetyPanel(context, self.room)
        self.look = LookPanel(context)
        self._reload: dict[str, Callable[[], None]] = {}
        for name, panel in (
            ("school", self.school),
            ("terms", self.terms),
            ("staff", self.staff),
            ("authorities", self.authorities),
            ("safety", self.safety),
            ("look", self.look),
        ):
            self._reload[name] = panel.reload
            self.stack.addWidget(panel)

    def show_place(self, place: Place) -> None:
        """Shows the section that the place names, else the one that was open."""
        wanted = place.args[0] if place.args and place.args[0] in self._reload else self.tabs.current()
        if wanted != self.tabs.current():
            self.tabs.choose(wanted)
        super().show_place(place)

    def reload(self) -> None:
        """Reads the section on show again."""
        self._context.work.attempt(self._reload[self.tabs.current()])

    def _chosen(self, name: str) -> None:
        form = self.room.sheet.form
        if form is not None and not form.dirty:
            self.room.put_away()
        self.stack.setCurrentIndex([each for each, _ in SECTIONS].index(name))
        self.reload()
