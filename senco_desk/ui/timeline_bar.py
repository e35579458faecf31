"""The line over a timeline: how much of it shows, which lanes, a note to add, and the way to paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QSettings, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from senco_desk.domain.timeline_spans import LANES
from senco_desk.ui.cards import button
from senco_desk.ui.flow import Flow
from senco_desk.ui.theme import unit
from senco_desk.ui.timeline import ZOOM, TimelineView
from senco_desk.ui.tips import set_tip

_HIDDEN, _FOLDED = "timeline/hidden", "timeline/folded"


class TimelineBar(QWidget):
    """Buttons for one `TimelineView`; which lanes show and which are folded is remembered in this computer's window."""

    note_wanted = Signal()
    print_wanted = Signal()

    def __init__(self, view: TimelineView, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._settings = settings
        self.menu: QMenu | None = None
        self.whole = button("Whole re&cord", partial(self._show, view.show_whole))
        self.year = button("Thi&s year", partial(self._show, view.show_year))
        self.term = button("This ter&m", partial(self._show, view.show_term))
        self.closer = self._small("+", "Zoom in", partial(self._show, partial(view.zoom, ZOOM)))
        self.wider = self._small("−", "Zoom out", partial(self._show, partial(view.zoom, 1 / ZOOM)))
        self.lanes = button("&Lanes…", self._open_menu)
        self.note = button("&Add note", self.note_wanted.emit, needs="log")
        self.print = button("Prin&t…", self.print_wanted.emit, needs="export")
        flow = Flow(self)
        for part in (self.whole, self.year, self.term, self.wider, self.closer, self.lanes, self.note, self.print):
            flow.addWidget(part)
        view.lane_toggled.connect(self.fold)
        view.menu_wanted.connect(self.open_menu)
        self._tell()

    @property
    def hidden(self) -> frozenset[str]:
        """The lanes that do not show."""
        return self._kept(_HIDDEN)

    @property
    def folded(self) -> frozenset[str]:
        """The lanes that show as one thin line."""
        return self._kept(_FOLDED)

    def fold(self, lane: str) -> None:
        """Folds a lane, or unfolds it."""
        self._keep(_FOLDED, self.folded ^ {lane})

    def show_lane(self, lane: str, shown: bool) -> None:  # noqa: FBT001  as a menu's entry tells it
        """Shows a lane or hides it."""
        self._keep(_HIDDEN, self.hidden - {lane} if shown else self.hidden | {lane})

    def open_menu(self, at: QPoint) -> QMenu:
        """The lanes this child has, ticked where they show; and a way to fold or unfold all of them."""
        menu = QMenu(self)
        menu.setAccessibleName("Lanes")
        there = [lane.id for lane in self._view.timeline.lanes] if self._view.timeline is not None else []
        for lane in there:
            entry = QAction(LANES[lane], menu)
            entry.setCheckable(True)
            entry.setChecked(lane not in self.hidden)
            entry.toggled.connect(partial(self.show_lane, lane))
            menu.addAction(entry)
        menu.addSeparator()
        menu.addAction("&Fold all").triggered.connect(lambda: self._keep(_FOLDED, frozenset(LANES)))
        menu.addAction("&Unfold all").triggered.connect(lambda: self._keep(_FOLDED, frozenset()))
        menu.addAction("&Show all").triggered.connect(lambda: self._keep(_HIDDEN, frozenset()))
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        menu.popup(at)
        return menu

    def _show(self, deed: Callable[[], object]) -> None:
        deed()
        self._view.say_days()

    def _open_menu(self) -> None:
        self.open_menu(self.lanes.mapToGlobal(self.lanes.rect().bottomLeft()))

    def _small(self, words: str, name: str, deed: object) -> QWidget:
        made = button(words, deed)  # type: ignore[arg-type]
        made.setFixedWidth(unit(4.5))
        made.setAccessibleName(name)
        set_tip(made, name)
        return made

    def _kept(self, name: str) -> frozenset[str]:
        return frozenset(str(self._settings.value(name, "") or "").split()) & frozenset(LANES)

    def _keep(self, name: str, lanes: frozenset[str]) -> None:
        self._settings.setValue(name, " ".join(sorted(lanes)))
        self._tell()

    def _tell(self) -> None:
        self._view.show_lanes(self.hidden, self.folded)
