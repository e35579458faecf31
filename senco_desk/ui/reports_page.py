"""Reports: the register summary for the headteacher, seen as it prints, then printed or saved.

The papers about the children of a class are pages of their own (`paper_page`), reached by the strip above each.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from senco_desk.domain.terms import in_words
from senco_desk.services import previews, summaries, trail
from senco_desk.services.desk import Desk
from senco_desk.services.previews import Paper
from senco_desk.ui.cards import Card, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import CheckField, LineField
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.pages import Page
from senco_desk.ui.paper_leaving import Note, PaperLeaving
from senco_desk.ui.paper_making import PaperMaking
from senco_desk.ui.paper_page import PaperParts, report_tabs
from senco_desk.ui.parted import Part
from senco_desk.ui.preview_pane import PreviewPane
from senco_desk.ui.saved import SavedLine
from senco_desk.ui.sheet_room import Scrolled
from senco_desk.ui.theme import unit


class ReportsPage(Page):
    """Options at the left, the real pages at the right; every option shows at once what it changes."""

    nouns = frozenset({"pupil", "status", "need", "cycle", "meeting", "school"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        # Below what its lines ask for: at that width the parts stand behind tabs, and then they ask for less.
        self.setMinimumWidth(unit(60))
        self.save_button = button("&Save as PDF…", self._save_pdf)
        self.list_button = button("Save &list…", self._open_list_menu)
        self.print_button = button("Pr&int…", self.print, kind="primary")
        self.pages_line = label("", tone="muted")
        self.head("Register summary", self.list_button, self.save_button, self.print_button)
        self.body.addWidget(report_tabs(context, "reports"))
        self.preview = PreviewPane()
        self.as_at = DateField("&As at", context.desk.today, "The register as it stood on this day.")
        self.governors = CheckField("For gover&nors", "No names, and numbers under five are not shown.")
        self.where = LineField("&Only", "A word all listed pupils must have, such as Y4 or SLCN.")
        self.saved = SavedLine()
        self.making = PaperMaking(context, self.preview, self)
        self.making.made.connect(self._made)
        self.leaving = PaperLeaving(context, self, self.saved)
        self.as_at.set_value(context.desk.today)
        self.as_at.input.editingFinished.connect(self._changed)
        self.as_at.changed.connect(self._picked)
        self.governors.changed.connect(self._for_governors)
        self.where.input.editingFinished.connect(self._changed)
        self._shown: tuple[date | None, bool, str] | None = None
        self._previewed: tuple[date | None, bool, str] = (None, False, "")
        self.parted = PaperParts(
            (Part("options", "Options", self._options(), 38), Part("pages", "Pages", self.preview)), least=84
        )
        self.parted.bring("pages")
        self.body.addWidget(self.parted, 1)

    def reload(self) -> None:
        """Makes the preview anew."""
        asked = self._shown = self._asked()
        day, suppressed, where = asked

        def run(desk: Desk, watcher: Watcher) -> object:
            out = io.BytesIO()
            summaries.summary_pdf(desk, out, day, suppressed=suppressed, where=where, progress=watcher)
            return previews.paper(out.getvalue()), asked

        self.making.make("Making the register summary", run)

    def showEvent(self, event: QShowEvent) -> None:
        """Ctrl+P prints while the page shows."""
        super().showEvent(event)
        self._context.offer(self, {"desk.print": ("&Print register summary…", self.print)})

    def hideEvent(self, event: QHideEvent) -> None:
        """And no longer."""
        self._context.withdraw(self)
        super().hideEvent(event)

    def print(self) -> None:
        """Opens the print dialog for what the preview shows."""
        note = self._note_of(for_governors=self._previewed[1])
        self.leaving.print(self.preview.view.paper, "SEN register summary", note)

    def save(self, path: Path) -> Job:
        """Writes the report, or the list, to a file by its ending; says where it is."""
        day, suppressed, where = self._asked()
        as_pdf = path.suffix.casefold() == ".pdf"

        def write(desk: Desk, target: Path, watcher: Watcher) -> object:
            if as_pdf:
                return summaries.summary_pdf(desk, target, day, suppressed=suppressed, where=where, progress=watcher)
            return summaries.write_register(desk, target, day, where, progress=watcher)

        # The list itself has every name.
        return self.leaving.save(path, write, self._note_of(for_governors=as_pdf and suppressed))

    def choose(self, ending: str) -> QFileDialog:
        """Opens the dialog for a file of a kind, without waiting for it."""
        day, suppressed, _ = self._asked()
        named = f"SEN register {(day or self._context.desk.today).isoformat()}"
        if suppressed and ending == "pdf":
            named += " governors"
        return self.leaving.choose("Save the register", f"{named}.{ending}", self.save)

    def _options(self) -> QWidget:
        scroll = Scrolled()
        card = Card("What it shows")
        for widget in (self.as_at, self.governors, self.where):
            card.add(widget)
        card.add(self.pages_line)
        scroll.body.addWidget(card)
        told = Card("Before it leaves the school")
        told.add(
            label(
                "With names, this is personal information: print it for those who need it, and keep the file where"
                " only they can open it. A saved file is not encrypted.",
                tone="muted",
                wrap=True,
            )
        )
        scroll.body.addWidget(told)
        scroll.body.addWidget(self.saved)
        scroll.body.addStretch(1)
        return scroll

    def _asked(self) -> tuple[date | None, bool, str]:
        day = self.as_at.value()
        return (day if isinstance(day, date) else None, bool(self.governors.value()), str(self.where.value()))

    def _for_governors(self) -> None:
        """A paper without names has no list to narrow, and the list itself is never one without names."""
        named = not self.governors.value()
        self.where.setEnabled(named)
        self.list_button.setEnabled(named)
        self.list_button.setToolTip("" if named else "The list has every name: untick “For governors” to save it.")
        self._changed()

    def _picked(self) -> None:
        """A day taken from the calendar counts at once; one being typed waits until the field is left."""
        if not self.as_at.input.hasFocus():
            self._changed()

    def _changed(self) -> None:
        self.as_at.show_problem(self.as_at.unreadable())
        if not self.as_at.unreadable() and self._asked() != self._shown:
            self.reload()

    def _made(self, made: tuple[Paper, tuple[date | None, bool, str]]) -> None:
        paper, self._previewed = made
        self.preview.show_paper(paper)
        day = self._previewed[0] or self._context.desk.today
        count = "1 page" if paper.pages == 1 else f"{paper.pages} pages"
        self.pages_line.setText(f"{count} · as at {in_words(day)}")

    def _save_pdf(self) -> None:
        self.choose("pdf")

    def _save_xlsx(self) -> None:
        self.choose("xlsx")

    def _save_csv(self) -> None:
        self.choose("csv")

    def _open_list_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("&Excel workbook…").triggered.connect(self._save_xlsx)
        menu.addAction("&CSV…").triggered.connect(self._save_csv)
        menu.popup(self.list_button.mapToGlobal(self.list_button.rect().bottomLeft()))
        return menu

    def _note_of(self, *, for_governors: bool) -> Note:
        desk, governors = self._context.desk, ", for governors" if for_governors else ""
        return lambda deed, how: trail.note(desk, deed, "", f"Register{governors}, {how}")
