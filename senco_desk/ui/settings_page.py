"""Settings: school, dates, staff, authorities, people, safety, own fields, leavers, look. Each reads for itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from senco_desk.ui.book import settings_sections
from senco_desk.ui.cards import Tabs
from senco_desk.ui.context import Context
from senco_desk.ui.leavers_policy import RetentionPanel
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.settings_authorities import AuthoritiesPanel
from senco_desk.ui.settings_fields import FieldsPanel
from senco_desk.ui.settings_look import LookPanel
from senco_desk.ui.settings_people import PeoplePanel
from senco_desk.ui.settings_safety import SafetyPanel
from senco_desk.ui.settings_school import SchoolPanel
from senco_desk.ui.settings_staff import StaffPanel
from senco_desk.ui.settings_terms import TermsPanel
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.theme import unit

_Panel = (
    SchoolPanel
    | TermsPanel
    | StaffPanel
    | AuthoritiesPanel
    | PeoplePanel
    | SafetyPanel
    | FieldsPanel
    | RetentionPanel
    | LookPanel
)


class SettingsPage(Page):
    """Sections behind tabs; a place's first argument names one: `settings`, `("terms",)`."""

    nouns = frozenset({"school", "calendar_entry", "staff", "rate", "authority", "person", "assignment", "setting",
                       "custom_field", "custom_value"})  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.head("Settings")
        sections = settings_sections(context)
        self.tabs = Tabs(sections)
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
        make: dict[str, Callable[[], _Panel]] = {
            "school": lambda: SchoolPanel(context, self.room),
            "terms": lambda: TermsPanel(context, self.room),
            "staff": lambda: StaffPanel(context, self.room),
            "authorities": lambda: AuthoritiesPanel(context, self.room),
            "people": lambda: PeoplePanel(context, self.room),
            "safety": lambda: SafetyPanel(context, self.room),
            "fields": lambda: FieldsPanel(context, self.room),
            "retention": lambda: RetentionPanel(context, self.room),
            "look": lambda: LookPanel(context),
        }
        self.panels: dict[str, _Panel] = {name: make[name]() for name, _words in sections}
        for panel in self.panels.values():
            self.stack.addWidget(panel)

    def show_place(self, place: Place) -> None:
        """Shows the section that the place names, else the one that was open."""
        wanted = place.args[0] if place.args and place.args[0] in self.panels else self.tabs.current()
        if wanted != self.tabs.current():
            self.tabs.choose(wanted)
            self.tabs.focus()  # not on the tab of where one was, which Enter would bring back
        super().show_place(place)

    def reload(self) -> None:
        """Reads the section on show again."""
        self._context.work.attempt(self.panels[self.tabs.current()].reload)

    @property
    def school(self) -> SchoolPanel:
        """The section of the school."""
        return cast("SchoolPanel", self.panels["school"])

    @property
    def terms(self) -> TermsPanel:
        """The section of term dates."""
        return cast("TermsPanel", self.panels["terms"])

    @property
    def staff(self) -> StaffPanel:
        """The section of staff and rates."""
        return cast("StaffPanel", self.panels["staff"])

    @property
    def authorities(self) -> AuthoritiesPanel:
        """The section of local authorities."""
        return cast("AuthoritiesPanel", self.panels["authorities"])

    @property
    def people(self) -> PeoplePanel:
        """The section of people."""
        return cast("PeoplePanel", self.panels["people"])

    @property
    def safety(self) -> SafetyPanel:
        """The section of safety."""
        return cast("SafetyPanel", self.panels["safety"])

    @property
    def own_fields(self) -> FieldsPanel:
        """The section of the school's own fields."""
        return cast("FieldsPanel", self.panels["fields"])

    @property
    def look(self) -> LookPanel:
        """The section of the look."""
        return cast("LookPanel", self.panels["look"])

    def _chosen(self, name: str) -> None:
        form = self.room.sheet.form
        if form is not None and not form.dirty:
            self.room.put_away()
        self.stack.setCurrentWidget(self.panels[name])
        self.reload()
