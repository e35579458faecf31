"""The bin: what was removed in the last thirty days, by whom, and the way back for each thing or a whole deed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.finding import searchable
from senco_desk.services import bin as service
from senco_desk.services.bin import KEPT_DAYS, Removed
from senco_desk.services.desk import Done
from senco_desk.ui.announcing import CountAloud
from senco_desk.ui.cards import EmptyState, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.history_words import moment_words
from senco_desk.ui.pages import Page
from senco_desk.ui.tables import Column, FilterField, RowsTable
from senco_desk.ui.theme import unit
from senco_desk.ui.whole_line import WholeLine

_ABOUT = (
    f"What was removed in the last {KEPT_DAYS} days. After that it leaves this list; the child’s history keeps it until"
    " the child’s record is erased."
)
_NOTHING = (
    f"The bin is empty. Whatever is removed, or undone for good, stays here for {KEPT_DAYS} days and can be brought"
    " back. To take back the last thing you did, use Edit › Undo."
)
_CHOOSE = "Select what is to come back. Several things can be selected."


class BinPage(Page):
    """A table of removed things, the latest first."""

    nouns = service.NOUNS
    can_filter = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.restore_button = button("&Restore", self._restore, kind="primary", needs="change")
        self.deed_button = button("Restore all that went &with it", self._restore_deed, needs="change")
        self.head("Bin", self.deed_button, self.restore_button)
        self.body.addWidget(label(_ABOUT, tone="muted", wrap=True))
        self.table: RowsTable[Removed] = RowsTable(
            "Bin",
            (
                Column("what", "Removed", _first, kind="two_line", stretch=True, width=30, subtitle=_beneath,
                       tip=lambda each: f"{each.what}\n{_beneath(each)}"),
                Column("child", "Child", lambda each: each.child, width=20),
                Column("deed", "How it went", self._deed, width=20, kind="muted"),
                Column("who", "Removed by", lambda each: each.who, width=17, kind="muted"),
                Column("at", "When", lambda each: each.at, width=18,
                       text=lambda each: moment_words(each.at, context.desk.today)),
                Column("left", "Listed for", lambda each: each.days_left, text=_left, right=True, width=9,
                       kind="muted"),
            ),
            lambda each: (each.change_id, each.key),
            lines=2,
            searched=_searched,
        )  # fmt: skip
        self.whole = WholeLine(self.table)
        self._of_deed: dict[str, int] = {}
        self.filter = FilterField(self.table, "Type a name, a word or a deed")
        self.filter.setFixedWidth(unit(36))
        self.count = label("", "small")
        self.said = label(_CHOOSE, tone="muted", wrap=True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay()
        self.table.selected.connect(self._selected)
        self.table.opened.connect(lambda _row: self._restore())
        self.table.rows.narrowed.connect(self._counted)
        CountAloud(self.count, self.count.text, self.filter.textChanged)
        self._selected(())

    def reload(self) -> None:
        """Reads the journal again."""
        found = self._context.work.attempt(lambda: service.contents(self._context.desk))
        if found is None:
            return
        self._of_deed = {}
        for each in found:
            self._of_deed[each.change_id] = self._of_deed.get(each.change_id, 0) + 1
        self.table.set_rows(found)
        self.stack.setCurrentIndex(1 if found else 0)
        self._selected(self.table.selected_rows())

    def start_filter(self) -> bool:
        """Puts the keyboard into the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()
        return True

    def _lay(self) -> None:
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1.25))
        row = QHBoxLayout()
        row.addWidget(self.filter)
        row.addStretch(1)
        row.addWidget(self.count)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self.whole.label)
        column.addWidget(self.said)
        self.stack = QStackedWidget()
        self.stack.addWidget(EmptyState(_NOTHING))
        self.stack.addWidget(full)
        self.body.addWidget(self.stack, 1)

    def _deed(self, row: Removed) -> str:
        number = self._of_deed.get(row.change_id, 1)
        return f"{row.deed} ({number} things)" if number > 1 else row.deed

    def _counted(self, shown: int, total: int) -> None:
        self.count.setText(f"{shown:,} of {total:,} shown" if shown != total else f"{total:,} in all")

    def _selected(self, rows: tuple[Removed, ...]) -> None:
        one = rows[0] if len(rows) == 1 else None
        self.restore_button.setEnabled(bool(rows))
        self.deed_button.setEnabled(one is not None and self._of_deed.get(one.change_id, 1) > 1)
        if one is None:
            self.said.setText(f"{len(rows)} things selected." if rows else _CHOOSE)
            return
        words = self._context.work.attempt(lambda: service.comes_with(self._context.desk, one)) or ""
        self.said.setText(f"{one.what}. {words}".replace("..", ".").strip())

    def _restore(self) -> None:
        """Brings back what is selected, one deed for each, so that each can be undone."""
        rows, back = self.table.selected_rows(), 0
        done: set[str] = set()
        for row in rows:
            if row.whole and row.change_id in done:
                continue  # it came back with another of the same deed
            done.add(row.change_id)
            if self._context.work.do(_Restoring(self._context, row), initiator=self, say=_said(row)) is not None:
                back += 1
            else:
                return
        if back > 1:
            self._context.work.said.emit(f"{back} things restored", False)  # noqa: FBT003  the shape of the signal
        if self.stale:
            self.stale = False
            self.reload()

    def _restore_deed(self) -> None:
        for row in self.table.selected_rows()[:1]:
            number, desk = self._of_deed.get(row.change_id, 1), self._context.desk
            self._context.work.do(
                lambda: service.restore_deed(desk, row.change_id),  # noqa: B023  the first only
                initiator=self,
                say=f"{number} things restored",
            )


class _Restoring:
    """Restores one thing; an object, because a lambda in a loop would take the last one."""

    def __init__(self, context: Context, row: Removed) -> None:
        self._context, self._row = context, row

    def __call__(self) -> Done[None]:
        return service.restore(self._context.desk, self._row)


def _said(row: Removed) -> str:
    return f"Restored: {row.what[:60]}" + (f" · {row.child}" if row.child else "")


def _searched(row: Removed) -> str:
    """Everything a row can be found by, folded."""
    return searchable(row.what, row.parts, row.child, row.deed, row.who)


def _first(row: Removed) -> str:
    """What kind of thing it is; its words stand below."""
    return row.what.partition(": ")[0]


def _beneath(row: Removed) -> str:
    parts = f"with {row.parts}" if row.parts else ""
    return " · ".join(part for part in (row.what.partition(": ")[2], parts) if part)


def _left(row: Removed) -> str:
    return "1 more day" if row.days_left == 1 else f"{row.days_left} days"
