"""A child's timeline to look at: to scale, zoomed and moved by mouse and keys, walked in the order of its days."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QSizePolicy, QToolTip, QWidget

from senco_desk.domain.chronology import Event
from senco_desk.domain.terms import AcademicYear, in_words
from senco_desk.domain.timeline import Mark, Timeline
from senco_desk.domain.timeline_scale import Scale, Window, shifted
from senco_desk.domain.timeline_spans import LANES
from senco_desk.ui.announcing import announce
from senco_desk.ui.page_room import is_low, set_least
from senco_desk.ui.theme import unit
from senco_desk.ui.timeline_paint import Canvas, Key, Shown, axis_height, gaps_height
from senco_desk.ui.timeline_rows import Row, found_at, mark_area, rows_of
from senco_desk.ui.timeline_walk import crossed, stepped, tip_of

ZOOM = 1.5
"""One step of zooming shows so many times fewer days."""

_KEYS = (
    "Left and Right go from entry to entry, Up and Down from lane to lane, Enter opens. Plus and minus zoom, Shift with"
    " Left or Right, Page Up and Page Down move the days, Home and End go to the first and the last entry, 0 shows the"
    " whole record, Space folds the lane or unfolds it."
)


_NONE = Window(date(2000, 1, 1), date(2000, 12, 31))
"""Some days to reckon with while there is no picture; nothing of them is seen."""


class TimelineView(QAbstractScrollArea):
    """The picture. What is chosen here is told by `chosen`; `opened` asks for the place where an entry comes from."""

    chosen = Signal(object)
    """An Event, chosen by mouse or keys; not where `choose` was called."""
    opened = Signal(object)
    """An Event: Enter, or a double click."""
    lane_toggled = Signal(str)
    """A lane's name was clicked: it folds, or unfolds."""
    menu_wanted = Signal(QPoint)
    """A right click, in global places: the lanes to choose from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.timeline: Timeline | None = None
        self.window_shown: Window | None = None
        self._hidden: frozenset[str] = frozenset()
        self._folded: frozenset[str] = frozenset()
        self._kept: frozenset[Key] | None = None
        self._chosen: Key | None = None
        self._rows: tuple[Row, ...] = ()
        self._high = 0.0
        self._press: QPointF | None = None
        self._moving: Window | None = None
        self._tip: tuple[Key, ...] = ()
        key = Qt.Key
        self._deeds: dict[int, Callable[[], bool]] = {
            key.Key_Left: partial(self._walk, -1),
            key.Key_Right: partial(self._walk, 1),
            key.Key_Up: partial(self._cross, -1),
            key.Key_Down: partial(self._cross, 1),
            key.Key_Home: partial(self._end, 0),
            key.Key_End: partial(self._end, -1),
            key.Key_PageUp: partial(self._shift, -1),
            key.Key_PageDown: partial(self._shift, 1),
            key.Key_Plus: partial(self._zoom_by, ZOOM),
            key.Key_Equal: partial(self._zoom_by, ZOOM),
            key.Key_Minus: partial(self._zoom_by, 1 / ZOOM),
            key.Key_Underscore: partial(self._zoom_by, 1 / ZOOM),
            key.Key_0: self._all,
            key.Key_Return: self._open_chosen,
            key.Key_Enter: self._open_chosen,
            key.Key_Space: self._fold_chosen,
        }
        self._held: dict[int, Callable[[], bool]] = {
            key.Key_Left: partial(self._shift, -1 / 8),
            key.Key_Right: partial(self._shift, 1 / 8),
        }
        """What Shift or Ctrl makes of a key."""
        self.setFrameShape(QAbstractScrollArea.Shape.StyledPanel)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName("Timeline")
        self.setWhatsThis(_KEYS)
        self.horizontalScrollBar().valueChanged.connect(self._scrolled_across)
        self.verticalScrollBar().valueChanged.connect(lambda _at: self.viewport().update())

    # ------------------------------------------------------------------------------------------- what is shown

    def show_timeline(self, timeline: Timeline, *, anew: bool = False) -> None:
        """Shows a picture. The days on show and what is chosen stay, unless it is another child's (`anew`)."""
        self.timeline = timeline
        if anew or self.window_shown is None:
            self.window_shown = self._with_margin(timeline.opening)
            self._chosen = None
            self.verticalScrollBar().setValue(0)
        self.window_shown = self.window_shown.within(self._whole())
        if self._chosen not in timeline.places:
            self._chosen = None
        self._describe()
        self._lay()

    def show_lanes(self, hidden: Collection[str], folded: Collection[str]) -> None:
        """Which lanes do not show, and which show as one thin line."""
        self._hidden, self._folded = frozenset(hidden), frozenset(folded)
        self._lay()
        self.fit_page()

    def keep_only(self, kept: Collection[Key] | None) -> None:
        """What a filter beside it keeps; the rest is pale. None for all."""
        self._kept = None if kept is None else frozenset(kept)
        self.viewport().update()

    @property
    def chosen_event(self) -> Event | None:
        """What is chosen now."""
        mark = self._mark()
        return mark.event if mark else None

    def choose(self, key: Key | None) -> None:
        """Chooses an event's mark and brings it into view; nothing is told of it."""
        if self.timeline is None or key not in self.timeline.places:
            key = None
        if key != self._chosen:
            self._chosen = key
            self._bring()
            self._describe()
            self.viewport().update()

    def show_whole(self) -> None:
        """The whole record."""
        self._show(self._whole())

    def show_year(self) -> None:
        """This school year."""
        if self.timeline is not None:
            year = AcademicYear.of(self.timeline.today)
            last = min(year.end, max(self._whole().last, year.start + timedelta(days=42)))
            self._show(Window(year.start, last), clip=False)

    def show_term(self) -> None:
        """This term, or in a holiday the next."""
        if self.timeline is not None:
            self._show(self.timeline.term_of(self.timeline.today), clip=False)

    def zoom(self, factor: float, at: float | None = None) -> None:
        """Shows so many times fewer days around a place across (pixels), or else around what is chosen, or today."""
        if self.timeline is None or self.window_shown is None:
            return
        scale = self.scale()
        if at is not None and scale.left <= at <= scale.left + scale.width:
            around = scale.day_at(at)
        else:
            mark = self._mark()
            around = mark.on if mark is not None else self.timeline.today
            if not self.window_shown.first <= around <= self.window_shown.last:
                around = scale.day_at(scale.left + scale.width / 2)
        self._show(self.window_shown.zoomed(factor, around, self._whole()), clip=False)

    def pan(self, days: int) -> None:
        """Moves so many days on, or back."""
        if self.window_shown is not None:
            self._show(self.window_shown.moved(days, self._whole()), clip=False)

    def say_days(self) -> None:
        """Has it said which days show: after a key or a button, since the picture alone tells it to those who see."""
        shown = self.window_shown
        if shown is not None:
            announce(f"{in_words(shown.first)} to {in_words(shown.last)}", self)

    def scale(self) -> Scale:
        """The scale as it is drawn now."""
        shown = self.window_shown or _NONE
        left = self._names()
        return Scale(shown.first, shown.last, max(self.viewport().width() - left - unit(1), 1), left)

    def area_of(self, key: Key) -> QRectF:
        """Where an event is drawn in the viewport; empty where it is not on show."""
        for row in self._rows:
            for mark in row.lane.marks:
                if mark.event.key == key:
                    return mark_area(row, mark, self.scale()).translated(0, self._top() - self._down())
        return QRectF()

    def lane_area(self, lane: str) -> QRectF:
        """Where a lane lies in the viewport; empty where it does not show."""
        for row in self._rows:
            if row.lane.id == lane:
                return QRectF(0, self._top() - self._down() + row.top, self.viewport().width(), row.height)
        return QRectF()

    # -------------------------------------------------------------------------------------------------- events

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture as it stands."""
        if self.timeline is None:
            return
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        shown = Shown(self.timeline, self._rows, self.scale(), self._names(), self._chosen, self._kept, self.hasFocus())
        Canvas(painter, QRectF(self.viewport().rect()), shown, self._down()).paint()
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width is another scale."""
        super().resizeEvent(event)
        self._lay()

    def changeEvent(self, event: QEvent) -> None:
        """A new text size gives other heights."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange, QEvent.Type.StyleChange}:
            self._lay()

    def sizeHint(self) -> QSize:
        """As high as its lanes."""
        return QSize(unit(90), int(self.whole_height()))

    def minimumSizeHint(self) -> QSize:
        """The axis and a few lanes."""
        return QSize(unit(30), unit(14))

    def whole_height(self) -> float:
        """How high the picture is with all its lanes, in pixels."""
        bar = self.horizontalScrollBar().sizeHint().height()
        return self._top() + self._high + bar + 2 * self.frameWidth() + 2

    def fit_page(self) -> None:
        """As high as what it holds where the page scrolls as a whole."""
        set_least(self, int(self.whole_height()) if self.isVisible() and is_low(self) else 0)

    def event(self, event: QEvent) -> bool:
        """Shown on another page, it may be asked to be as high as it is."""
        done = super().event(event)
        if event.type() in {QEvent.Type.Show, QEvent.Type.Hide}:
            self.fit_page()
        return done

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring becomes a strong one."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring becomes a quiet one."""
        super().focusOutEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses what is under the pointer, folds a lane by its name, or begins to move the days."""
        if event.button() != Qt.MouseButton.LeftButton or self.timeline is None:
            return
        point = event.position()
        if point.x() < self._names():
            row = self._row_at(point)
            if row is not None:
                self.lane_toggled.emit(row.lane.id)
            return
        self._press, self._moving = point, self.window_shown
        found = self._found(point)
        if found:
            keys = [mark.event.key for mark in found]
            # Several on one place: each click goes to the next of them.
            at = (keys.index(self._chosen) + 1) % len(keys) if self._chosen in keys else 0
            self._take(found[at])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Moves the days while the button is down; else a tip with the words of what is under the pointer."""
        point = event.position()
        if self._press is not None and self._moving is not None:
            across = point.x() - self._press.x()
            if abs(across) >= 4:
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
                days = -round(across / self.scale().per_day)
                self._show(self._moving.moved(days, self._whole()), clip=False)
            return
        found = self._found(point) if point.x() >= self._names() else ()
        over_name = point.x() < self._names() and self._row_at(point) is not None
        shape = Qt.CursorShape.PointingHandCursor if found or over_name else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        keys = tuple(mark.event.key for mark in found)
        if keys != self._tip:
            self._tip = keys
            QToolTip.showText(event.globalPosition().toPoint(), self._tip_words(found, point), self.viewport())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The days stay where they are."""
        self._press = self._moving = None
        self.viewport().unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens what is under the pointer."""
        found = self._found(event.position()) if event.position().x() >= self._names() else ()
        mark = next((each for each in found if each.event.key == self._chosen), found[0] if found else None)
        if mark is not None:
            self._press = None
            self._take(mark)
            self.opened.emit(mark.event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The lanes to show or fold."""
        self.menu_wanted.emit(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl it zooms about the pointer, with Shift it moves the days; else the lanes move."""
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(ZOOM ** (turned.y() / 120), event.position().x())
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(turned.x()) > abs(turned.y()):
            shown = self.window_shown
            step = (turned.x() or turned.y()) / 120
            if shown is not None:
                self.pan(-round(step * max(shown.days / 10, 1)))
            event.accept()
        elif self.verticalScrollBar().maximum() > 0:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - round(turned.y() / 120 * unit(6)))
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walks, zooms and moves: see what F1 or a screen reader says of the keys."""
        held = event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        deed = (self._held if held else {}).get(event.key()) or self._deeds.get(event.key())
        if self.timeline is None or deed is None or not deed():
            super().keyPressEvent(event)

    # ------------------------------------------------------------------------------------------------- private

    def _walkable(self) -> list[Mark]:
        """The marks of the lanes on show that the filter keeps, in the order of the chronology."""
        if self.timeline is None:
            return []
        return [
            mark for mark in self.timeline.marks
            if mark.lane not in self._hidden and (self._kept is None or mark.event.key in self._kept)
        ]  # fmt: skip

    def _mark(self) -> Mark | None:
        if self.timeline is None or self._chosen is None:
            return None
        place = self.timeline.places.get(self._chosen)
        return None if place is None else self.timeline.marks[place]

    def _walk(self, step: int) -> bool:
        return self._go(stepped(self._walkable(), self._mark(), step, self.window_shown or _NONE), last=step > 0)

    def _cross(self, step: int) -> bool:
        now = self._mark()
        if now is None:
            return self._walk(step)
        found = crossed([row.lane.id for row in self._rows], self._walkable(), now, step)
        if found is None:
            announce("Last lane" if step > 0 else "First lane", self)
        return self._take(found)

    def _end(self, place: int) -> bool:
        marks = self._walkable()
        return self._go(marks[place] if marks else None, last=place < 0)

    def _go(self, mark: Mark | None, *, last: bool) -> bool:
        """Chooses, or says that it goes no further."""
        if mark is None or mark.event.key == self._chosen:
            announce(("Last entry" if last else "First entry") if mark is not None else "No entries", self)
        return self._take(mark)

    def _shift(self, share: float) -> bool:
        """Moves on by a part of the days on show."""
        shown = self.window_shown
        if shown is not None:
            self.pan(round(share * shown.days) or (1 if share > 0 else -1))
            self.say_days()
        return True

    def _open_chosen(self) -> bool:
        mark = self._mark()
        if mark is not None:
            self.opened.emit(mark.event)
        return mark is not None

    def _fold_chosen(self) -> bool:
        mark = self._mark()
        if mark is not None:
            self.lane_toggled.emit(mark.lane)
            announce(f"{LANES[mark.lane]} {'folded' if mark.lane in self._folded else 'unfolded'}", self)
        return mark is not None

    def _zoom_by(self, factor: float) -> bool:
        self.zoom(factor)
        self.say_days()
        return True

    def _all(self) -> bool:
        self.show_whole()
        self.say_days()
        return True

    def _take(self, mark: Mark | None) -> bool:
        """Chooses, tells, and has it said; nothing where there is nothing to choose. True, since the key is used up."""
        if mark is not None and mark.event.key != self._chosen:
            self._chosen = mark.event.key
            self._bring()
            self._describe()
            self.viewport().update()
            if self.hasFocus():
                announce(mark.spoken, self)
                self._bring_on_page()
            self.chosen.emit(mark.event)
        return True

    def _bring(self) -> None:
        """Has the chosen mark within the days and the lanes on show."""
        mark, shown = self._mark(), self.window_shown
        if mark is None or shown is None:
            return
        start, end = (mark.span.start, mark.span.end) if mark.span is not None else (mark.on, mark.on)
        if end < shown.first or start > shown.last or (mark.span is None and not shown.first <= mark.on <= shown.last):
            self._show(shown.moved((mark.on - shown.first).days - shown.days // 3, self._whole()), clip=False)
        row = next((each for each in self._rows if each.lane.id == mark.lane), None)
        if row is not None:
            top, height = row.line(mark.level)
            bar, room = self.verticalScrollBar(), self.viewport().height() - self._top()
            if top < bar.value():
                bar.setValue(int(top))
            elif top + height > bar.value() + room:
                bar.setValue(int(top + height - room) + 2)

    def _bring_on_page(self) -> None:
        """Where the page scrolls as a whole, the ring stays in view, and not only the top of the picture."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        inside = above.widget() if isinstance(above, QScrollArea) else None
        if above is not None and inside is not None and self._chosen is not None and is_low(self):
            at = self.viewport().mapTo(inside, self.area_of(self._chosen).center().toPoint())
            above.ensureVisible(at.x(), at.y(), unit(2), unit(10))

    def _describe(self) -> None:
        mark = self._mark()
        said = self.timeline.sentence if self.timeline is not None else "Nothing has been recorded yet."
        self.setAccessibleDescription(mark.spoken if mark is not None else f"{said} {_KEYS}")

    def _found(self, point: QPointF) -> tuple[Mark, ...]:
        if point.y() < self._top():
            return ()
        return found_at(self._rows, self.scale(), QPointF(point.x(), point.y() - self._top() + self._down()))

    def _row_at(self, point: QPointF) -> Row | None:
        y = point.y() - self._top() + self._down()
        if point.y() < self._top():
            return None
        return next((row for row in self._rows if row.top <= y < row.top + row.height), None)

    def _tip_words(self, found: tuple[Mark, ...], point: QPointF) -> str:
        """The words of what is under the pointer; over the captions, those of the gap."""
        instead: list[str] = []
        if self.timeline is not None and self._names() <= point.x() and point.y() < self._top():
            day = self.scale().day_at(point.x())
            instead = [gap.words for gap in self.timeline.gaps if gap.start <= day <= gap.end]
        return tip_of(found, instead)

    def _show(self, window: Window, *, clip: bool = True) -> None:
        self.window_shown = window.within(self._whole()) if clip else window
        self._lay()

    def _whole(self) -> Window:
        """The whole record, with a little room after its last day, and never less than a term."""
        if self.timeline is None:
            return _NONE
        return self._with_margin(self.timeline.window)

    def _with_margin(self, window: Window) -> Window:
        days = max(window.days, 90)
        margin = max(days // 50, 1)
        return Window(shifted(window.last, 1 - days - margin), shifted(window.last, margin))

    def _names(self) -> float:
        """How wide the lanes' names are: as long as the longest, within a third of the picture."""
        metrics = self.fontMetrics()
        lanes = self.timeline.lanes if self.timeline is not None else ()
        longest = max((metrics.horizontalAdvance(lane.words) for lane in lanes), default=unit(10))
        return min(longest + unit(3), self.viewport().width() * 0.3)

    def _top(self) -> int:
        return axis_height() + (gaps_height(self.timeline) if self.timeline is not None else 0)

    def _down(self) -> int:
        return self.verticalScrollBar().value()

    def _lay(self) -> None:
        """Finds the lanes' places anew, and how far the bars go."""
        if self.timeline is None or self.window_shown is None:
            return
        self._rows, self._high = rows_of(self.timeline, self.scale(), self._hidden, self._folded)
        whole, shown = self._whole(), self.window_shown
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        with QSignalBlocker(across):
            across.setRange(0, max(whole.days - shown.days, 0))
            across.setPageStep(shown.days)
            across.setSingleStep(max(shown.days // 12, 1))
            across.setValue((shown.first - whole.first).days)
        room = self.viewport().height() - self._top()
        down.setRange(0, max(int(self._high) - room, 0))
        down.setPageStep(max(room, 1))
        down.setSingleStep(unit(3))
        self.updateGeometry()
        self.viewport().update()

    def _scrolled_across(self, value: int) -> None:
        shown = self.window_shown
        if shown is not None:
            first = self._whole().first + timedelta(days=value)
            self.window_shown = Window(first, first + timedelta(days=shown.days - 1))
            self._lay()
