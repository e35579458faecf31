"""The register: who is on it, with what status and needs, when each review is due and what the support costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.money import in_pounds
from senco_desk.domain.register import Register, RegisterRow, count_line
from senco_desk.domain.register_list import Listing, listing
from senco_desk.domain.register_views import ON_REGISTER, SHIPPED, RegisterView
from senco_desk.domain.thresholds import AuthorityProfile
from senco_desk.services import trail
from senco_desk.ui.announcing import CountAloud, announce
from senco_desk.ui.cards import Chips, EmptyState, button, label, restyle
from senco_desk.ui.context import Context
from senco_desk.ui.flow import Flow
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.paper_ways import add_papers
from senco_desk.ui.register_changing import RegisterChanging
from senco_desk.ui.register_header import order_words
from senco_desk.ui.register_line import PastLine, RegisterLine
from senco_desk.ui.register_menus import ColumnsButton, day_menu, leaving_menu
from senco_desk.ui.register_narrowing import EVERYONE, RegisterNarrowing
from senco_desk.ui.register_preview import RegisterPreview
from senco_desk.ui.register_reading import RegisterReading
from senco_desk.ui.register_showing import RegisterShowing
from senco_desk.ui.register_table import RegisterTable, day_words
from senco_desk.ui.register_views_menu import ViewsMenu
from senco_desk.ui.register_writing import RegisterWriting
from senco_desk.ui.sheet_room import Chosen, SheetRoom
from senco_desk.ui.tables import FilterField
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import unmarked

if TYPE_CHECKING:
    from senco_desk.ui.register_printing import RegisterPrint

_STATUSES = (("K", "SEN Support"), ("E", "EHC plan"), ("monitoring", "Monitoring"), (EVERYONE, "Not on the register"))
_TYPED = "typed:"
_A_LOOK = 1500
"""Milliseconds for which a child's panel stays in sight until that counts as a look at the record."""

_PAST = (
    "As it stood on {day}: status, needs, cycles, contacts, attendance, promises and spending. Names, year, class,"
    " flags, a review date that was moved since and the school’s own fields are as they are today."
)


class RegisterPage(Page):
    """The table with its chips, filters and views, and beside it the selected child."""

    nouns = frozenset(
        {"pupil", "status", "need", "cycle", "meeting", "provision", "provision_pupil", "session", "rate", "staff",
         "calendar_entry", "authority", "school", "view", "area_note", "note", "review", "attendance", "commitment",
         "custom_field", "custom_value", "saved_view"}
    )  # fmt: skip
    can_filter = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = context.desk
        self._money = context.may("rates")
        self.reading = RegisterReading(context, self)
        self._build()
        self._lay()
        usual = self.showing.usual()
        self.table.lay_out(usual.columns, usual.widths)
        self._connect()
        context.bind("pupil.open", self._open_selected)

    def reload(self) -> None:
        """Reads the register again; selection, sorting and filter stay. A large one is read on the worker."""
        self._context.work.attempt(lambda: self.reading.begin(everyone=EVERYONE in self.chips.on()))

    def show_place(self, place: Place) -> None:
        """A place may name a shipped view (`due`), `everyone`, and what is typed in the filter (`typed:grace`)."""
        views = [name for name in place.args if any(each.id == name for each in SHIPPED)]
        typed = [name.removeprefix(_TYPED) for name in place.args if name.startswith(_TYPED)]
        elsewhere = place != self.place
        if elsewhere and (typed or EVERYONE in place.args):
            self.chips.set_on([*ON_REGISTER, *(name for name in place.args if name == EVERYONE)])
        super().show_place(place)
        if views and elsewhere:
            self.views.choose(views[0])
        if typed and elsewhere:
            self.filter.show_typed(typed[0])

    def first_focus(self) -> QWidget | None:
        """The list, so that the arrows walk it at once; where there is none, the button that begins."""
        return self.table if self.table.isVisibleTo(self) else super().first_focus()

    def start_filter(self) -> bool:
        """Ctrl+F."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()
        return True

    def show_as_at(self, day: date | None) -> None:
        """Shows the register as it stood on a day; None for today."""
        self.reading.show_day(day)
        past = self.reading.day
        self.as_at.setText("As at &today" if past is None else f"As at {day_words(past)}")
        self.as_at.setProperty("kind", None if past is None else "primary")
        restyle(self.as_at)
        self.past.show_day(past, over=not self._on_paper)
        announce(self.past.words or "As at today", self)
        self.reload()
        self._aloud.soon()  # the count of another day is told though it be the same

    def _back_to_today(self) -> None:
        self.show_as_at(None)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)  # the button that was pressed is not there any more

    def add_pupil(self) -> None:
        """Opens the form for a new pupil."""
        self.writing.add_pupil()

    def write_note(self, pupil_id: str) -> None:
        """Opens the quick note about a child of the list."""
        self.table.select(pupil_id)
        self._context.write_note(pupil_id)

    def clear_filters(self) -> None:
        """Shows the whole register again."""
        self.filter.clear()
        self.table.rows.filter("")
        self.chips.set_on(ON_REGISTER)
        self.narrowing.put(())
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)  # the button that was pressed is not there any more

    def show_view(self, view: RegisterView) -> None:
        """Shows the register in another way."""
        self.showing.show(view)
        self._remember()

    def listed(self) -> Listing:
        """What is on show, as a list that may leave the desk; what was typed just now counts."""
        self.filter.settle()
        shown = [self.table.known[name] for name in self.table.shown_columns()]
        read = self.reading.register
        return listing(
            shown,
            self.table.rows.rows_shown(),
            as_at=self.reading.as_at,
            on_roll=read.on_roll if read else 0,
            known=self.table.known,
            chosen=self.narrowing.chosen(self.chips.on(), self.filter.text()),
            sorts=self.table.rows.sorted_by,
            name="" if self.views.changed else self.views.name,
        )

    @cached_property
    def paper(self) -> RegisterPrint:
        """The preview of what prints, made when it is first wanted: with it come the libraries that write papers."""
        from senco_desk.ui.register_printing import RegisterPrint  # noqa: PLC0415  slow import

        made = RegisterPrint(self._context, self.listed, self.print_summary, self)
        made.left.connect(self._leave_paper)
        self.stack.addWidget(made)
        self._foot.insertWidget(1, made.saved)
        self._context.limit(made)
        return made

    @property
    def _on_paper(self) -> bool:
        return "paper" in self.__dict__ and self.stack.currentWidget() is self.paper

    def _save_as(self, ending: str) -> None:
        self.paper.choose(ending)

    def print_register(self) -> None:
        """Shows what would be printed of what is on show."""
        if self.reading.register is None:
            return
        self.stack.setCurrentWidget(self.paper)
        self._empty_or_table()
        self.paper.begin()

    def print_summary(self) -> None:
        """Goes to the preview of the register summary, as at the day on show."""
        self._context.go("reports", "register", *([self.reading.day.isoformat()] if self.reading.day else []))

    def showEvent(self, event: QShowEvent) -> None:
        """Ctrl+Shift+N adds a pupil here, Ctrl+P prints."""
        super().showEvent(event)
        self._context.offer(
            self,
            {"desk.new": ("&New pupil…", self.add_pupil), "desk.print": ("&Print register…", self.print_register)},
        )

    def hideEvent(self, event: QHideEvent) -> None:
        """Remembers columns and widths, which say nothing about a pupil."""
        super().hideEvent(event)
        self._reading_on.stop()
        self._context.withdraw(self)
        self._remember()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window keeps the list and gives up the panel."""
        super().resizeEvent(event)
        self._share()

    def _build(self) -> None:
        self.as_at = button("As at &today")
        self.as_at.setProperty("menu", "true")
        self.as_at.setMenu(day_menu(self.as_at, self._desk.today, self.show_as_at))
        self.table = RegisterTable(
            self._desk.today, self.reading.profile, money=self._money, guarded=self._context.may("confidential")
        )
        self.columns_button = ColumnsButton(self.table, self._laid_out, self)
        self.columns = self.columns_button.button
        self.add = button("&Add pupil", self.add_pupil, kind="primary", needs="change")
        self.filter = FilterField(self.table, "Type to filter")
        self.filter.setFixedWidth(unit(22))
        self.chips = Chips(_STATUSES, ON_REGISTER)
        self.narrowing = RegisterNarrowing(self.table, self.reading, self)
        self.narrowing.chips_on = self.chips.on
        self.showing = RegisterShowing(self._context, self.table, self.chips, self.filter, self.narrowing)
        self.views = ViewsMenu(self._context, self.showing.now, self.open_form, self.put_away, self)
        self.views.usual_view = self.showing.usual
        self.preview = RegisterPreview()
        self.line, self.past = RegisterLine(), PastLine(self._back_to_today)
        self.count, self.clear = self.line.count, self.line.clear
        self.footnote = label("", "small", wrap=True)
        self.empty = EmptyState(
            "There are no pupils yet. Import your school’s roll, and everybody on it is here to choose from.",
            "Import your school’s roll", self.import_roll, needs="change",
        )  # fmt: skip
        self.nobody = EmptyState(
            "No child is on the SEN register on this day. Show the whole roll, open a child,"
            " and choose Change status.",
            "Show the whole roll", self._show_everyone,
        )  # fmt: skip
        self.unchosen = EmptyState(
            "No status is chosen above, so no child is shown. Choose one or more, or show everybody on the register.",
            "Show the register", self._show_usual_statuses,
        )  # fmt: skip
        self.print = button("Pr&int or save", needs="export")
        self.print.setProperty("menu", "true")
        self.print.setMenu(leaving_menu(self.print, self.print_register, self._save_as, self.print_summary))
        self.writing = RegisterWriting(self._context, self, self._open_id, self)
        self.changing = RegisterChanging(self._context, self.open_form, self.put_away, self)

    def _lay(self) -> None:
        deeds = QWidget()
        around = Flow(deeds, gap=1.5)  # a day gone by is a long word on a small screen
        for made in (self.as_at, self.columns, self.print, self.add):
            around.addWidget(made)
        self.head("Register", deeds)
        chips = QHBoxLayout()
        chips.setSpacing(unit(0.75))
        self.chips.add(self.narrowing.button)
        self.chips.add(self.views.button)
        chips.addWidget(self.chips, 1)
        chips.addWidget(self.filter, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(chips)
        self.body.addWidget(self.past)
        content = QWidget()
        across = QHBoxLayout(content)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(unit(2))
        self.stack = QStackedWidget()
        for part in (self.table, self.empty, self.nobody, self.unchosen):
            self.stack.addWidget(part)
        across.addWidget(self.stack, 1)
        across.addWidget(self.preview)
        self.room = SheetRoom(content, wide=40)
        self.body.addWidget(self.room, 1)
        self._foot = foot = QVBoxLayout()
        foot.setSpacing(unit(0.25))
        foot.addWidget(self.line)
        foot.addWidget(self.footnote)
        self.body.addLayout(foot)

    def _connect(self) -> None:
        self._reading_on = QTimer(self)
        self._reading_on.setSingleShot(True)
        self._reading_on.setInterval(_A_LOOK)
        self._reading_on.timeout.connect(self._note_look)
        self.table.opened.connect(self._open)
        self.table.selected.connect(self._selected)
        self.table.rows.narrowed.connect(self._narrowed)
        self.table.laid_out.connect(self._laid_out)
        self.table.customContextMenuRequested.connect(self._rows_menu)
        self.chips.changed.connect(self._chips_changed)
        self.line.clear.clicked.connect(self.clear_filters)
        self.line.taken_off.connect(self.narrowing.take_off)
        self.narrowing.changed.connect(self._narrow)
        self.reading.began.connect(self._began)
        self.reading.read.connect(self._shown)
        self.reading.costed.connect(self._costed)
        self.line.selected.clicked.connect(self._change_selected)
        self.views.chosen.connect(self.show_view)
        ways = (self.filter.textChanged, self.chips.changed, self.narrowing.changed, self.views.chosen)
        self._aloud = CountAloud(self.count, self.count.text, *ways)
        self._counted = ""
        self.preview.open_wanted.connect(self._open_id)
        self.preview.note_wanted.connect(self.write_note)
        self.preview.session_wanted.connect(self._log_session)
        self.preview.change_wanted.connect(self._change_selected)

    # What the table shows.

    def _began(self) -> None:
        if self.reading.register is None:
            self.line.show_count("Reading the register…")

    def _shown(self, found: Register) -> None:
        self.table.show_columns_for(found.as_at, self.reading.profile, found.fields)
        self.footnote.setText(self._footnote())
        self._show_rows(found.rows)
        self._empty_or_table()
        if self._counted not in ("", self.count.text()):
            self._aloud.soon()  # the same count is not told anew each time something was saved
        self._counted = self.count.text()

    def _costed(self, found: Register) -> None:
        self._show_rows(found.rows)

    def _footnote(self) -> str:
        said = [] if self.reading.day is None else [_PAST.format(day=day_words(self.reading.day))]
        if self._money:
            said.append(footnote(self.reading.profile))
        return "\n".join(said)

    def _show_rows(self, rows: Sequence[RegisterRow]) -> None:
        self.table.rows.keep_only(self.narrowing.rule(self.chips.on()), rows=rows)
        self._tell_filters()
        self._selected(self.table.selected_rows())

    def _narrow(self) -> None:
        self.table.rows.keep_only(self.narrowing.rule(self.chips.on()))
        self._tell_filters()
        if (self.stack.currentWidget() is self.unchosen) == bool(self.chips.on()):
            self._empty_or_table()

    def _tell_filters(self) -> None:
        self.table.show_filtered(each.column for each in self.narrowing.filters)
        self._tell_order()
        self.line.show_filters(self.narrowing.words())
        self._tell_clear()
        self.views.refresh()

    def _tell_order(self) -> None:
        filtered = [each.column for each in self.narrowing.filters]
        self.table.setAccessibleDescription(order_words(self.table.asked, filtered, self.table.known))

    def _chips_changed(self, on: tuple[str, ...]) -> None:
        read = self.reading.register
        if read is not None and (EVERYONE in on) != (len(read.rows) == read.on_roll):
            self.reload()
        else:
            self._narrow()

    def _narrowed(self, _shown: int, _all: int) -> None:
        if self.reading.register is not None:
            counted = count_line(self.table.rows.rows_shown(), self.reading.register)
            self.line.show_count(counted if self.chips.on() else f"{counted} · no status is chosen")
        self._tell_clear()
        self.views.refresh()

    def _tell_clear(self) -> None:
        self.clear.setVisible(
            bool(self.filter.text() or self.narrowing.filters) or set(self.chips.on()) != set(ON_REGISTER)
        )

    def _empty_or_table(self) -> None:
        read = self.reading.register
        if read is None:
            return
        nobody = not read.rows
        if not self._on_paper:
            wanted = self.empty if not read.on_roll else self.nobody if nobody else self.table
            self.stack.setCurrentWidget(wanted if self.chips.on() or nobody else self.unchosen)
        for part in (self.line, self.footnote, self.chips, self.filter):
            part.setVisible((not nobody or EVERYONE in self.chips.on()) and not self._on_paper)
        self.past.show_day(self.reading.day, over=not self._on_paper)
        self._share()

    def _leave_paper(self) -> None:
        self.stack.setCurrentWidget(self.table)
        self._empty_or_table()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is asked of it.

    def _selected(self, rows: tuple[RegisterRow, ...]) -> None:
        self._context.set_states(pupil_selected=len(rows) == 1)
        self._reading_on.stop()
        self.line.show_selected(f"Change {len(rows):,} selected…" if len(rows) > 1 and self._changes else "")
        if len(rows) == 1:
            self._reading_on.start()
            self.room.turn(rows[0].pupil_id)
            self._context.work.attempt(lambda: self.preview.show_pupil(self._desk, rows[0]))
        elif rows:
            self.preview.show_several(len(rows), change=self._changes)
        else:
            self.preview.show_none()

    @property
    def _changes(self) -> bool:
        """Whether several can be changed from here: what is changed is changed today."""
        return self.reading.day is None and self._context.may("change")

    def _change_selected(self) -> None:
        rows = self.table.selected_rows()
        read = self.reading.register
        if rows and self._changes and read is not None:
            self.changing.begin([row.pupil_id for row in rows], read.fields)

    def _note_look(self) -> None:
        """A child whose panel stays in sight was looked at; one passed on the way down the list was not."""
        rows = self.table.selected_rows()
        if len(rows) == 1 and self.preview.isVisible() and self.preview.pupil_id == rows[0].pupil_id:
            trail.looked(self._desk, rows[0].pupil_id, "Beside the register")

    def _open(self, row: RegisterRow) -> None:
        self._open_id(row.pupil_id)

    def _open_id(self, pupil_id: str) -> None:
        self._context.go("pupil", pupil_id)

    def _open_selected(self) -> None:
        for row in self.table.selected_rows()[:1]:
            self._open(row)

    def _log_session(self, pupil_id: str) -> None:
        self._context.go("pupil", pupil_id, "provision")

    def import_roll(self) -> None:
        """Goes to the page that brings in a roll."""
        self._context.go("import")

    def _show_everyone(self) -> None:
        self.chips.set_on([*ON_REGISTER, EVERYONE])

    def _show_usual_statuses(self) -> None:
        """The filters of columns stay: it was the chips that were all off."""
        self.chips.set_on(ON_REGISTER)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_form(self, form: Any, *, about: Sequence[tuple[str, str]] = (), chosen: Chosen = ()) -> bool:
        """Opens a form beside the list; False while another one there holds typed words."""
        opened = self.room.open(form, about=about, chosen=chosen)
        if opened:
            form.closed.connect(self._share)
        self._share()
        return opened

    def put_away(self) -> None:
        """Takes the form away."""
        self.room.put_away()
        self._share()

    def _share(self) -> None:
        """The panel gives way to a form, to an empty register, to pages and to a narrow window."""
        empty = self.stack.currentWidget() is not self.table
        self.preview.setVisible(not empty and self.room.sheet.form is None and self.width() >= unit(108))

    # Menus, and what is remembered.

    def _rows_menu(self, where: QPoint) -> QMenu:
        """Of the lines that are selected; below the last line, where nobody is pointed at, of the list alone."""
        rows = self.table.selected_rows() if self.table.indexAt(where).isValid() else ()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if rows:
            whose = rows[0].name if len(rows) == 1 else f"{len(rows):,} children"
            menu.addAction(unmarked(whose.replace("&", "&&"))).setEnabled(False)
            menu.addSeparator()
        if len(rows) == 1:
            menu.addAction("&Open", self._open_selected)
            if self._context.may("change"):
                menu.addAction("Write a &note…", partial(self.write_note, rows[0].pupil_id))
        if rows and self._changes:
            words = "Change &this child…" if len(rows) == 1 else f"Change &these {len(rows):,}…"
            menu.addAction(words, self._change_selected)
        if len(rows) == 2:
            both = partial(self._context.go, "beside", rows[0].pupil_id, rows[1].pupil_id)
            menu.addAction("Compare &side by side", both)
        if rows:
            menu.addAction("&Copy as a table", self.table.copy)
        if rows and self._context.may("export"):
            add_papers(menu, self._context, [(row.pupil_id, row.class_name) for row in rows])
        menu.addAction("&Select all shown", self.table.selectAll)
        at = self.table.currentIndex().column() if rows else self.table.columnAt(where.x())
        name = self.table.rows.columns[max(at, 0)].id
        column = menu.addMenu("This co&lumn")
        for action in self.narrowing.menu_of(name).actions():
            column.addAction(action)
        menu.popup(self.table.viewport().mapToGlobal(where))
        return menu

    def _laid_out(self) -> None:
        self._tell_order()
        self._remember()
        self.views.refresh()

    def _remember(self) -> None:
        """Columns as they are without a view: those of a view are its own."""
        if not self.views.current:
            self.showing.remember()


def footnote(profile: AuthorityProfile) -> str:
    """What the meter is beside: the authority, its basis, and that it is a measure and no condition."""
    threshold = profile.threshold
    core = in_pounds(threshold.core_counted, whole=True)
    basis = f"core {core} + additional" if threshold.core_counted else "additional spending only"
    return (
        f"* {profile.name}: {basis}, forecast for the year. A measure of spending; an assessment can be requested"
        " at any level of spend."
    )
