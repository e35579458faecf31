"""Earlier versions (Ctrl+H): of a plan, a review, a view or any text of one child, compared and brought back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.services import pupils, versions
from senco_desk.services.versions import Subject, Version
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button, label
from senco_desk.ui.context import Context
from senco_desk.ui.history_panes import Panes, change_words
from senco_desk.ui.history_words import moment_words
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.theme import unit

_ONE = "There is only this one version. Each change kept from now on is another."
_HINT = "Select two to compare them (Shift+Down, or Ctrl+Down and Ctrl+Space); one is compared with what it is now."
_RESTORED = (
    "Version {number} is back, and stands at the top as version {now}. To go back, choose another version here, or undo"
    " it in the window behind."
)
_LEGEND = "Struck through: removed. Underlined: added."


class HistorySheet(QDialog):
    """The versions of one thing at the left, two of them compared at the right. Opened and never waited for.

    Args:
        context: the open desk and how deeds are done.
        pupil_id: the child whose texts these are.
        subject: what is shown first; anything else of the child can be chosen above the list.
        parent: the window.
    """

    def __init__(self, context: Context, pupil_id: str, subject: Subject, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._pupil_id = context, pupil_id
        self._listed: list[Version] = []
        self._pair: tuple[Version, Version] | None = None
        self._restored = 0
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        name = pupils.get(context.desk, pupil_id).name
        self.setWindowTitle(f"Earlier versions · {name}")
        self.what = QComboBox()
        self.what.setAccessibleName("Whose earlier versions are shown")
        self.what.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.what.setMinimumContentsLength(16)
        today = context.desk.today
        self.table: RowsTable[Version] = RowsTable(
            "Versions, the latest first",
            (
                Column("at", "Version", lambda each: each.number, kind="two_line", stretch=True, width=24,
                       text=lambda each: f"{each.number} · {moment_words(each.at, today)}"
                       + (" · as it is now" if each.is_now else ""),
                       subtitle=lambda each: f"{each.deed}, {each.who}"),
            ),
            lambda each: each.number,
            lines=2,
        )  # fmt: skip
        self.table.horizontalHeader().hide()
        self.panes = Panes()
        self.differs = label("", wrap=True)
        self.only = QCheckBox("Only what &differs")
        self.only.setChecked(True)
        self.restore_button = button("&Restore", self._restore, kind="primary", needs="change")
        self._lay(name)
        self._subjects = versions.subjects(context.desk, pupil_id)
        keys = [(choice.kind, choice.id) for choice in self._subjects]
        self.what.addItems([choice.words for choice in self._subjects])
        self.what.setCurrentIndex(keys.index((subject.kind, subject.id)) if (subject.kind, subject.id) in keys else 0)
        self.what.currentIndexChanged.connect(self._chosen)
        self.table.selected.connect(self._selected)
        self.only.toggled.connect(self._show_pair)
        context.work.changed.connect(self._changed)
        self.table.setAccessibleDescription(_HINT)
        self.reload()
        room = parent.window().size()
        self.resize(min(unit(150), room.width() - unit(3)), min(unit(86), room.height() - unit(3)))
        context.limit(self)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def subject(self) -> Subject:
        """What is shown."""
        return self._subjects[self.what.currentIndex()]

    def reload(self) -> None:
        """Reads the versions again; the two that are compared stay, as far as they are there."""
        found = self._context.work.attempt(lambda: versions.versions(self._context.desk, self.subject))
        self._listed = found or []
        self.table.set_rows(self._listed)
        self._hint.setVisible(len(self._listed) > 1)
        if self._listed and not self.table.selected_rows():
            self.table.select(self._listed[min(1, len(self._listed) - 1)].number)
        self._selected(self.table.selected_rows())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the list stands above the texts."""
        super().resizeEvent(event)
        narrow = self.width() < unit(92)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._across.setDirection(way)
        self._side.setMaximumWidth(16_777_215 if narrow else unit(44))
        self._side.setMaximumHeight(unit(14) if narrow else 16_777_215)

    def _lay(self, name: str) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(unit(2), unit(1.5), unit(2), unit(1.5))
        outer.setSpacing(unit(1))
        top = QHBoxLayout()
        top.setSpacing(unit(1.5))
        title = label(f"Earlier versions · {name}", "heading")
        top.addWidget(title)
        top.addWidget(self.what, 1)
        outer.addLayout(top)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(unit(0.75))
        side.addWidget(self.table, 1)
        self._across = QHBoxLayout()
        self._across.setSpacing(unit(1.5))
        self._across.addWidget(self._side, 2)
        self._across.addWidget(self.panes, 5)
        outer.addLayout(self._across, 1)
        self._hint = label(_HINT, "small", wrap=True)
        outer.addWidget(self._hint)
        self.said = label("", "strong", wrap=True)
        self.said.hide()
        outer.addWidget(self.said)
        foot = QHBoxLayout()
        foot.setSpacing(unit(1.5))
        foot.addWidget(self.differs, 1)
        foot.addWidget(self.only)
        foot.addWidget(self.restore_button)
        close = button("&Close", self.close)
        close.setDefault(True)  # Enter elsewhere restores nothing
        foot.addWidget(close)
        outer.addLayout(foot)

    def _chosen(self) -> None:
        self.table.clearSelection()
        self.reload()

    def _selected(self, rows: tuple[Version, ...]) -> None:
        """Two that are selected are compared; one with what it is now, and the newest with the one before it."""
        listed = self._listed
        if self._restored and not (rows and rows[0].is_now):
            self._restored = 0  # another version was chosen
            self.said.hide()
        if not listed or not rows:
            self._pair = None
        elif len(rows) > 1:
            self._pair = (rows[-1], rows[0])
        elif rows[0].number == listed[0].number:
            self._pair = (listed[min(1, len(listed) - 1)], listed[0])
        else:
            self._pair = (rows[0], listed[0])
        self._show_pair()

    def _show_pair(self) -> None:
        pair = self._pair
        # At rest after a restoring, so that a second click in the same place brings no other version back.
        may = pair is not None and not pair[0].is_now and not self._restored
        self.restore_button.setEnabled(may)
        words = f"Restore version {pair[0].number}" if pair and may else "Restored" if self._restored else "Restore"
        self.restore_button.setText(f"&{words}")
        self.restore_button.setAccessibleName(words)
        if pair is None:
            self.panes.show_passages("", "", ())
            self.differs.setText("")
            return
        found = versions.compare(*pair)
        if len(self._listed) == 1:
            self.differs.setText(_ONE)
            self.panes.setAccessibleDescription(_ONE)
            self.panes.show_one(self._words(pair[1]), pair[1].passages)
            return
        said = versions.difference(found)
        self.differs.setText(said if said.startswith("Both") else f"{said} {_LEGEND}")
        shown = [passage for passage in found if passage.changed or not self.only.isChecked()]
        self.panes.show_passages(self._words(pair[0]), self._words(pair[1]), shown)
        self.panes.setAccessibleDescription(" ".join([said, *map(change_words, found)]).strip())

    def _words(self, version: Version) -> str:
        now = ", as it is now" if version.is_now else ""
        return f"Version {version.number}{now} · {moment_words(version.at, self._context.desk.today)} · {version.who}"

    def _restore(self) -> None:
        pair, subject, desk = self._pair, self.subject, self._context.desk
        if pair is None:
            return
        done = self._context.work.do(
            lambda: versions.restore(desk, subject, pair[0]), initiator=self, say=f"Version {pair[0].number} restored"
        )
        if done is not None:
            self._show_restored(pair[0].number)

    def _show_restored(self, number: int) -> None:
        """Says in this window, which hides the one behind it, what was done, and selects what it is now."""
        self._restored = number
        self.table.clearSelection()
        self.reload()
        if self._listed:
            self._restored = number
            self.table.select(self._listed[0].number)
            self.said.setText(_RESTORED.format(number=number, now=self._listed[0].number))
            self.said.show()
            announce(self.said.text(), self)

    def _changed(self, _changes: object, initiator: object) -> None:
        if self.isVisible() and initiator is not self:
            self.reload()


def open_versions(context: Context, pupil_id: str, subject: Subject, over: QWidget) -> HistorySheet | None:
    """Opens the sheet over a window; None where it cannot be read, which is then said in the line at the foot."""

    def make() -> HistorySheet:
        return HistorySheet(context, pupil_id, subject, over.window())

    sheet = context.work.attempt(make)
    if sheet is not None:
        sheet.show()
    return sheet
