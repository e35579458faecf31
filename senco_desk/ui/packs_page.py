"""Packs: who is on the register and how ready their papers are, and every pack that was made, with its proof."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.papers import Pack
from senco_desk.domain.problems import CancelledError
from senco_desk.domain.readiness import Readiness
from senco_desk.domain.register import RegisterRow
from senco_desk.domain.terms import in_words
from senco_desk.services import readiness, register, schools
from senco_desk.services.desk import Desk
from senco_desk.services.pack_list import all_packs
from senco_desk.ui.announcing import CountAloud
from senco_desk.ui.cards import EmptyState, Tabs, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.pages import Page
from senco_desk.ui.tables import Column, FilterField, RowsTable
from senco_desk.ui.theme import unit

AT_ONCE = 300
"""Children whose readiness is worked out unasked; on a larger register it is seen when a pack is opened."""


@dataclass(frozen=True)
class PupilRow:
    """A child on the register, how ready the papers are, and the last pack."""

    pupil: RegisterRow
    ready: Readiness | None
    last: Pack | None

    @property
    def id(self) -> str:
        """The pupil's id."""
        return self.pupil.pupil_id


@dataclass(frozen=True)
class PackRow:
    """A pack that was made; `files` are pairs of name and SHA-256."""

    pack: Pack
    who: str
    authority: str
    files: tuple[tuple[str, str], ...]


class PacksPage(Page):
    """Two lists behind tabs; Enter opens the child's pack."""

    nouns = frozenset(
        {"pupil", "status", "need", "cycle", "view", "review", "meeting", "provision", "provision_pupil", "session",
         "involvement", "document", "assessment", "attendance", "pack", "authority"}
    )  # fmt: skip
    can_filter = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._again = False
        self.open_button = button("&Open pack", self._open_selected, kind="primary")
        self.head("Packs", self.open_button)
        self.tabs = Tabs((("pupils", "On the register"), ("made", "Made earlier")))
        self.tabs.chosen.connect(self._chosen)
        self.pupils: RowsTable[PupilRow] = RowsTable(
            "Pupils on the register", _PUPILS, lambda row: row.id, several=False
        )
        self.made: RowsTable[PackRow] = RowsTable("Packs made", _MADE, lambda row: row.pack.id, several=False)
        self.pupils.opened.connect(self._open_pupil)
        self.made.opened.connect(self._open_made)
        for table in (self.pupils, self.made):
            table.selected.connect(self._selected)
        self.filters = {
            "pupils": FilterField(self.pupils, "Type a name, a year or a class"),
            "made": FilterField(self.made, "Type a name or the beginning of a SHA-256"),
        }
        for name, table in (("pupils", self.pupils), ("made", self.made)):
            CountAloud(table, table.rows.count_words, self.filters[name].textChanged)
        self.count_line = label("", tone="muted", wrap=True)
        self.stack = QStackedWidget()
        for name, table in (("pupils", self.pupils), ("made", self.made)):
            self.stack.addWidget(_listed(self.filters[name], table))
        self.empty = EmptyState(
            "Nobody is on the register yet. A pack gathers what is already recorded of a child.",
            "Open the register",
            lambda: context.go("register"),
        )
        self.stack.addWidget(self.empty)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.count_line)

    def reload(self) -> None:
        """Reads both lists at once; how ready each child's papers are follows from the worker."""
        read = self._context.work.attempt(self._read)
        if read is None:
            return
        rows, made = read
        before = {row.id: row.ready for row in self.pupils.rows.all_rows()}
        rows = [replace(row, ready=before.get(row.id)) for row in rows]
        self.pupils.set_rows(rows)
        self.made.set_rows(made)
        self.tabs.count("pupils", len(rows))
        self.tabs.count("made", len(made))
        self._show_stage()
        self._work_out([row.id for row in rows[:AT_ONCE]])

    def showEvent(self, event: QShowEvent) -> None:
        """What was left off when the page was left is taken up again."""
        super().showEvent(event)
        if self._job is None:
            self._work_out([row.id for row in self.pupils.rows.all_rows()[:AT_ONCE] if row.ready is None])

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever opens a pack is not kept waiting until the whole list is worked out."""
        if self._job is not None:
            self._again = False
            self._job.cancel()
        super().hideEvent(event)

    def start_filter(self) -> bool:
        """Ctrl+F: narrows the list on show."""
        self.filters[self.tabs.current()].setFocus()
        return True

    def _read(self) -> tuple[list[PupilRow], list[PackRow]]:
        desk = self._context.desk
        kept = all_packs(desk)
        names = {profile.authority_id: profile.name for profile in schools.profiles(desk)}
        last: dict[str, Pack] = {}
        for pack, _ in kept:
            last.setdefault(pack.pupil_id, pack)
        rows = [PupilRow(row, None, last.get(row.pupil_id)) for row in register.as_at(desk, spend=False).rows]
        made = [PackRow(pack, who, names.get(pack.authority_id, pack.authority_id), _files(pack)) for pack, who in kept]
        return rows, made

    def _work_out(self, pupil_ids: list[str]) -> None:
        if self._job is not None:
            self._again = True
            return
        if not pupil_ids:
            return

        def run(desk: Desk, watcher: Watcher) -> object:
            watcher.start("Looking at what the packs would hold", len(pupil_ids))
            found: dict[str, Readiness] = {}
            with suppress(CancelledError):  # the page was left: what is known by now is shown when it is seen again
                for pupil_id in pupil_ids:
                    found[pupil_id] = readiness.of(desk, pupil_id)
                    watcher.step()
            return found

        self._job = job = self._context.read_job("Looking at what the packs would hold", run)
        job.finished.connect(self._worked_out)
        job.ended.connect(self._ended)

    def _worked_out(self, found: object) -> None:
        if isinstance(found, dict):
            rows = [replace(row, ready=found.get(row.id, row.ready)) for row in self.pupils.rows.all_rows()]
            self.pupils.set_rows(rows)

    def _ended(self) -> None:
        self._job = None
        if self._again:
            self._again = False
            self._work_out([row.id for row in self.pupils.rows.all_rows()[:AT_ONCE]])

    def _chosen(self, _name: str) -> None:
        self._show_stage()

    def _show_stage(self) -> None:
        on_pupils = self.tabs.current() == "pupils"
        nobody = on_pupils and not self.pupils.rows.all_rows()
        self.stack.setCurrentIndex(2 if nobody else 0 if on_pupils else 1)
        self.open_button.setVisible(not nobody)
        self.count_line.setText(
            "What is missing never stands in the way: a pack can be made, and a request sent, at any time."
            if on_pupils
            else "The SHA-256 proves which file was sent: the same file always gives the same figure."
        )
        self._selected(())

    def _selected(self, _rows: object) -> None:
        table: RowsTable[PupilRow] | RowsTable[PackRow]
        table = self.pupils if self.tabs.current() == "pupils" else self.made
        self.open_button.setEnabled(bool(table.selected_rows()))

    def _open_selected(self) -> None:
        if self.tabs.current() == "pupils":
            for row in self.pupils.selected_rows()[:1]:
                self._open_pupil(row)
        else:
            for made in self.made.selected_rows()[:1]:
                self._open_made(made)

    def _open_pupil(self, row: PupilRow) -> None:
        self._context.go("pack", row.id)

    def _open_made(self, row: PackRow) -> None:
        self._context.go("pack", row.pack.pupil_id)


def _listed(found: FilterField, table: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(unit(1))
    found.setFixedWidth(unit(38))
    row = QHBoxLayout()
    row.addWidget(found)
    row.addStretch(1)
    column.addLayout(row)
    column.addWidget(table, 1)
    return made


def _files(pack: Pack) -> tuple[tuple[str, str], ...]:
    files = json.loads(pack.manifest).get("files", [])
    return tuple((str(each.get("name", "")), str(each.get("sha256", ""))) for each in files)


def _test(row: PupilRow) -> Mark | None:
    if row.ready is None:
        return None
    asked = [item for item in row.ready.legal_test if not item.id.startswith("head.")]
    ready = sum(item.state == "ready" for item in asked)
    look = "good" if ready == len(asked) else "due"
    return mark(look, f"{ready} of {len(asked)} answered", meaning="the legal test")  # type: ignore[arg-type]


def _wishes(row: PupilRow) -> Mark | None:
    if row.ready is None:
        return None
    asked = [item for item in row.ready.authority_view if item.state != "not_needed"]
    ready = sum(item.state == "ready" for item in asked)
    look = "good" if ready == len(asked) else "info"
    return mark(look, f"{ready} of {len(asked)} there", meaning="what the authority looks for")  # type: ignore[arg-type]


def _words(shown: Mark | None) -> str:
    return shown.words if shown is not None else ""


def _year(row: PupilRow) -> str:
    year = row.pupil.year_group
    return f"Y{year}" if year.isdigit() else year


def _made_on(pack: Pack | None) -> date | None:
    return pack.made_on if pack else None


_PUPILS: tuple[Column[PupilRow], ...] = (
    Column("name", "Pupil", lambda row: row.pupil.name, kind="strong", width=26),
    Column("year", "Year", lambda row: row.pupil.year_group, text=_year, width=6),
    Column("class", "Class", lambda row: row.pupil.class_name, width=7),
    Column("status", "Status", lambda row: row.pupil.status_words, width=14),
    Column("cycles", "Cycles", lambda row: row.pupil.cycle_number, width=7, right=True,
           text=lambda row: str(row.pupil.cycle_number or "—")),
    Column("test", "The legal test", lambda row: _words(_test(row)), kind="mark", mark=_test, width=20),
    Column("wishes", "The authority looks for", lambda row: _words(_wishes(row)), kind="mark", mark=_wishes, width=22),
    Column("last", "Last pack", lambda row: _made_on(row.last), kind="muted", stretch=True,
           text=lambda row: f"{in_words(row.last.made_on)} · {row.last.pages} pages" if row.last else "none yet"),
)  # fmt: skip
_MADE: tuple[Column[PackRow], ...] = (
    Column("on", "Made on", lambda row: row.pack.made_on, text=lambda row: in_words(row.pack.made_on), width=18),
    Column("who", "Pupil", lambda row: row.who, kind="strong", width=26),
    Column("authority", "For", lambda row: row.authority, width=24),
    Column("pages", "Pages", lambda row: row.pack.pages, right=True, width=7),
    Column("parts", "Files", lambda row: len(row.files), right=True, width=6),
    Column("names", "Names", lambda row: row.pack.names_checked, width=14,
           text=lambda row: "looked at" if row.pack.names_checked else "none found"),
    Column("sha", "SHA-256", lambda row: ", ".join(sha for _, sha in row.files), kind="muted", stretch=True,
           tip=lambda row: "\n".join(f"{name}\n{sha}" for name, sha in row.files)),
)  # fmt: skip
