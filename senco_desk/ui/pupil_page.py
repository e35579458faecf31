"""A child's page: a header strip and tabs, with every form of the record in one side sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from senco_desk.domain.chronology import Event
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.services import costs, pupils, trail
from senco_desk.services.costs import Spend
from senco_desk.services.recent import kept_under
from senco_desk.services.versions import Kind, Subject
from senco_desk.ui import clipboard
from senco_desk.ui.cards import Tabs
from senco_desk.ui.chronology_tab import ChronologyTab
from senco_desk.ui.context import Context
from senco_desk.ui.custom_fields_card import open_own_fields
from senco_desk.ui.cycles_tab import CyclesTab
from senco_desk.ui.document_arrivals import Catcher
from senco_desk.ui.documents_tab import DocumentsTab
from senco_desk.ui.forms import Form
from senco_desk.ui.history_sheet import open_versions
from senco_desk.ui.overview_tab import OverviewTab
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.promises_card import PromisesCard
from senco_desk.ui.provision_tab import ProvisionTab
from senco_desk.ui.pupil_deeds import PupilDeeds
from senco_desk.ui.pupil_header import PupilHeader
from senco_desk.ui.pupil_photo import photo_of
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.theme import unit
from senco_desk.ui.views_tab import ViewsTab

TABS = (
    ("overview", "&Overview"),
    ("cycles", "C&ycles"),
    ("provision", "Prov&ision && cost"),
    ("chronology", "Chronolo&gy"),
    ("documents", "&Documents"),
    ("views", "Profile && vie&ws"),
)


class _Room(SheetRoom):
    """What the longest of the tabs would like must not make the page longer than the window: each tab scrolls."""

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return QSize(unit(80), unit(40))


_COSTED = frozenset(
    {"pupil", "provision", "provision_pupil", "session", "rate", "staff", "calendar_entry", "authority", "school"}
)
"""What the figures of what support costs are worked out from."""


class PupilPage(Page):
    """One page for every child; the place says whose and which tab."""

    nouns = frozenset(
        {"pupil", "contact", "status", "need", "area_note", "view", "cycle", "outcome", "review", "meeting",
         "provision", "provision_pupil", "session", "involvement", "document", "note", "commitment", "suspension",
         "rate", "staff", "calendar_entry", "authority", "school", "pack", "diagnosis", "profile",
         "attendance", "assessment", "custom_field", "custom_value"}
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.record: PupilRecord | None = None
        self._spend: Spend | None = None
        self._spent_by: date | None = None
        """The day as at which `_spend` tells: a window can stay open past midnight."""
        self.header = PupilHeader()
        cost = context.may("rates")
        self.tabs = Tabs([(name, words if cost else words.removesuffix(" && cost")) for name, words in TABS])
        self.overview = OverviewTab()
        self.promises = PromisesCard(context)
        self.overview.put_below(self.overview.contacts, self.promises)
        self.cycles = CyclesTab(context)
        self.provision = ProvisionTab(context)
        self.chronology = ChronologyTab(context)
        self.documents = DocumentsTab(context)
        self.views = ViewsTab(context)
        self.stack = QStackedWidget()
        self._of_tab: dict[str, QWidget] = {
            "overview": self.overview,
            "cycles": self.cycles,
            "provision": self.provision,
            "chronology": self.chronology,
            "documents": self.documents,
            "views": self.views,
        }
        for widget in self._of_tab.values():
            self.stack.addWidget(widget)
        self.stack.setMinimumWidth(unit(20))
        self.room = _Room(self.stack, wide=46)
        self.deeds = PupilDeeds(context, self.room, self)
        self.documents.room = self.room
        if context.may("change"):
            Catcher(self, self.documents.arrivals)
        self._lay()
        self._connect()
        self._bind()

    @property
    def pupil_id(self) -> str:
        """The child on show."""
        return self.place.args[0] if self.place.args else ""

    @property
    def tab(self) -> str:
        """The tab on show."""
        return self.place.args[1] if len(self.place.args) > 1 and self.place.args[1] in self._of_tab else "overview"

    def show_place(self, place: Place) -> None:
        """Another child's page leaves no form of the last child open; what was typed into it is kept."""
        if place.args:  # a place from before two records were made one is that of the one that is left
            place = Place(place.page, (kept_under(self._context.desk, place.args[0]), *place.args[1:]))
        self.room.turn(*place.args[:1])
        if place.args[:1] != self.place.args[:1]:
            self._spend = None
        super().show_place(place)
        if self.tab == "documents" and len(place.args) > 2:  # the third says which document
            self.documents.select(place.args[2])

    def outdate(self, nouns: frozenset[str]) -> None:
        """What support costs is worked out again only where that can have changed."""
        super().outdate(nouns)
        if nouns & _COSTED:
            self._spend = None

    def reload(self) -> None:
        """Reads the child's record again, and shows the tab on show; the others are filled when they are."""
        found = self._context.work.attempt(lambda: pupils.record_of(self._context.desk, self.pupil_id))
        if found is None:
            return
        self.record = found
        self.deeds.record = found
        self.documents.arrivals.turn(found.pupil.id, found.pupil.forename)
        desk = self._context.desk
        if self._spend is None or self._spent_by != desk.today:
            self._spent_by = desk.today
            self._spend = self._context.work.attempt(lambda: costs.for_pupil(desk, found.pupil.id))
        self.header.show_record(found, desk, self._spend)
        if (photo := photo_of(found)) is not None:
            self.header.disc.show_photo(self._context, photo, found.pupil.name)
        self.tabs.count("documents", len(found.documents) or None)
        self._context.set_states(cycle_open=found.current_cycle() is not None)
        self._show_tab(found)
        trail.looked(self._context.desk, self.pupil_id)

    def showEvent(self, event: QShowEvent) -> None:
        """F2 edits the details here; the quick note (Ctrl+N) is about this child."""
        super().showEvent(event)
        deeds: dict[str, tuple[str, Callable[[], object]]] = {"page.edit": ("&Edit details…", self.deeds.edit)}
        if self._context.may("export"):
            deeds["desk.print"] = ("&Print timeline…", self._print_timeline)
        self._context.offer(self, deeds)

    def hideEvent(self, event: QHideEvent) -> None:
        """Takes the page's own meanings of keys back."""
        super().hideEvent(event)
        self._context.withdraw(self)

    def own_fields(self) -> Form[Any]:
        """Opens the form for the school's own fields."""
        return open_own_fields(self._context, self.room, self.pupil_id)

    def _show_tab(self, record: PupilRecord) -> None:
        name = self.tab
        if self.tabs.current() != name:
            self.tabs.choose(name)
        self.stack.setCurrentWidget(self._of_tab[name])
        if name == "overview":
            self._context.work.attempt(lambda: self.overview.show_record(record, self._context.desk, self._spend))
            self.promises.show_record(record)
        elif name == "cycles":
            self.cycles.show_pupil(record.pupil.id)
        elif name == "provision":
            self.provision.show_pupil(record.pupil.id)
        elif name == "chronology":
            self.chronology.show_record(record)
        elif name == "documents":
            self.documents.show_record(record)
        else:
            self.views.show_record(record)

    def _lay(self) -> None:
        self.body.setSpacing(unit(1.25))
        self.body.addWidget(self.header)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.room, 1)

    def _connect(self) -> None:
        deeds = self.deeds
        self.tabs.chosen.connect(self._tab_chosen)
        self.header.note.clicked.connect(self._write_note)
        self.header.record_review.clicked.connect(deeds.record_review)
        self.header.make_pack.clicked.connect(self._make_pack)
        self.overview.asked.connect(self._asked)
        self.overview.removed.connect(deeds.remove)
        self.overview.copied.connect(self._copy)
        self.overview.ordered.connect(deeds.order_contacts)
        self.views.added.connect(deeds.view)
        self.views.edited.connect(lambda record_id: deeds.edit_record("view", record_id))
        self.views.removed.connect(lambda record_id: deeds.remove("view", record_id))
        self.views.picture_opened.connect(self._show_document)
        self.views.profile.history.connect(lambda record_id: self._open_versions(Subject("profile", record_id)))
        self.views.history.connect(lambda record_id: self._open_versions(Subject("view", record_id)))
        self.provision.history.connect(lambda record_id: self._open_versions(Subject("provision", record_id)))
        self.documents.came.connect(self._show_documents)
        self.chronology.opened.connect(self._open_event)
        self.chronology.note_wanted.connect(self._write_note)

    def _bind(self) -> None:
        bind, deeds = self._context.bind, self.deeds
        for action_id, deed in (
            ("pupil.status", deeds.status),
            ("review.record", deeds.record_review),
            ("pupil.pack", self._make_pack),
            ("pupil.trail", self._show_trail),
            ("pupil.edit", deeds.edit),
            ("pupil.contact", deeds.contact),
            ("pupil.view", deeds.view),
            ("pupil.profile", lambda: self._context.go("profile", self.pupil_id)),
            ("pupil.meeting", deeds.meeting),
            ("pupil.involvement", deeds.involvement),
            ("pupil.document", self._add_document),
            ("pupil.versions", self._open_versions),
            ("pupil.erase", lambda: self._context.go("erase", self.pupil_id)),
        ):
            bind(action_id, deed)

    def _tab_chosen(self, name: str) -> None:
        if name != self.tab:
            self._context.go("pupil", self.pupil_id, name)

    def _write_note(self) -> None:
        self._context.write_note(self.pupil_id)

    def _show_trail(self) -> None:
        self._context.go("trail", self.pupil_id)

    def _make_pack(self) -> None:
        self._context.go("pack", self.pupil_id)

    def _open_versions(self, subject: Subject | None = None) -> None:
        """Earlier versions of what the tab is about, or of one thing on it."""
        record = self.record
        if record is None:
            return
        if subject is None:
            plans = [cycle.id for cycle in (record.current_cycle(), *reversed(record.cycles)) if cycle is not None]
            views = [view.id for view in reversed(record.views)]
            lines = [line.provision.id for line in reversed(record.lines)]
            of_tab: dict[str, tuple[Kind, list[str]]] = {
                "cycles": ("plan", plans), "views": ("view", views), "provision": ("provision", lines)
            }  # fmt: skip
            kind, ids = of_tab.get(self.tab, ("page", []))
            subject = Subject(kind, ids[0]) if ids else Subject("page", self.pupil_id)
        open_versions(self._context, self.pupil_id, subject, self)

    def _show_document(self, document_id: str) -> None:
        self._context.go("pupil", self.pupil_id, "documents")
        self.documents.select(document_id)

    def _add_document(self) -> None:
        self._context.go("pupil", self.pupil_id, "documents")
        self.documents.choose_files()

    def _show_documents(self) -> None:
        if self.tab != "documents":
            self._context.go("pupil", self.pupil_id, "documents")

    def _asked(self, what: str, record_id: str) -> None:
        """What a card of the overview asks for."""
        if what == "cycle":
            if self.record is not None and self.record.current_cycle() is None:
                self.cycles.show_pupil(self.pupil_id)
                self.cycles.open_cycle()
            else:
                self._context.go("cycle", self.pupil_id)
        elif what == "pupil":
            self.deeds.edit(record_id)
        elif what == "own fields":
            self.own_fields()
        elif what == "provision":
            self._context.go("pupil", self.pupil_id, "provision")
        elif what == "new area":
            self.deeds.area(record_id)
        elif record_id:
            self.deeds.edit_record(what, record_id)
        else:
            starts: dict[str, Callable[[], object]] = {
                "contact": self.deeds.contact,
                "involvement": self.deeds.involvement,
                "meeting": self.deeds.meeting,
                "view": self.deeds.view,
                "area": self.deeds.area,
                "status": self.deeds.status,
                "needs": self.deeds.needs,
                "diagnosis": self.deeds.diagnosis,
                "put_on": lambda: self.deeds.status("K"),
                "carry_on": self.deeds.carry_on,
                "end_monitoring": lambda: self.deeds.status("N"),
            }
            starts[what]()

    def _print_timeline(self) -> None:
        """Shows the pages of the child's timeline and chronology as they print."""
        self._context.go("pupil", self.pupil_id, "chronology")
        self.chronology.print()

    def _copy(self, words: str) -> None:
        """A number or an address, for a minute: other programs read the clipboard too."""
        clipboard.copy_for_a_minute(words)
        self._context.work.said.emit(f"Copied for a minute: {words}", False)  # noqa: FBT003  a signal

    def _open_event(self, event: Event) -> None:
        """Shows an entry of the chronology where it comes from."""
        where: dict[str, str] = {
            "document": "documents", "view": "views", "provision": "provision", "profile": "views"
        }  # fmt: skip
        if event.noun == "cycle":
            self._context.go("cycle", self.pupil_id, event.record_id)
        elif event.noun == "review" and self.record is not None:
            review = next((each for each in self.record.reviews if each.id == event.record_id), None)
            if review is not None:
                self._context.go("cycle", self.pupil_id, review.cycle_id)
        elif event.noun in where:
            self._context.go("pupil", self.pupil_id, where[event.noun])
            if event.noun == "document":
                self.documents.select(event.record_id)
        elif event.noun in ("note", "meeting", "involvement", "status", "diagnosis"):
            self.deeds.edit_record(event.noun, event.record_id)
        elif event.noun == "commitment":
            self.promises.deeds.run("edit", event.record_id)
