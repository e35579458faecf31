"""The small pieces every page is made of: cards, fact rows, chips, tabs, empty states, meters, quotes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from senco_desk.ui.cells import paint_meter
from senco_desk.ui.flow import Flow
from senco_desk.ui.icons import icon, icon_size
from senco_desk.ui.marks import Mark, MarkLabel
from senco_desk.ui.mnemonics import plain
from senco_desk.ui.role_limits import Button
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip


def label(words: str, role: str = "", tone: str = "", *, wrap: bool = False) -> QLabel:
    """A line of plain text (never mark-up) in a role (`title`, `heading`, `section`, `small`, `strong`) or tone."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    return made


def button(
    words: str, deed: Callable[[], object] | None = None, *, kind: str = "", picture: str = "", needs: str = ""
) -> Button:
    """A button: `primary` for the one thing a page is for, `quiet` without a border, `link` as a word in text.

    `needs` are the rights without which the window withholds it (see `role_limits`); empty for everybody.
    """
    made = _PictureButton(words, picture, "on_accent" if kind == "primary" else "text") if picture else Button(words)
    made.needs = needs
    if kind:
        made.setProperty("kind", kind)
    made.setAccessibleName(plain(words))
    if deed is not None:
        made.clicked.connect(_without_the_checked_flag(deed))
    return made


class _PictureButton(Button):
    """A button with an icon, drawn again in the ink of another theme or at another size of text."""

    def __init__(self, words: str, picture: str, ink: str) -> None:
        super().__init__(words)
        self._picture, self._ink = picture, ink
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self._draw()

    def _draw(self) -> None:
        self.setIcon(icon(self._picture, self._ink))
        self.setIconSize(QSize(icon_size(), icon_size()))


def _without_the_checked_flag(deed: Callable[[], object]) -> Callable[[], None]:
    """`clicked` brings a flag along, which a deed with an optional argument would take for its own."""

    def run() -> None:
        deed()

    return run


def restyle(widget: QWidget) -> None:
    """Reads a widget's properties into its look again, after one of them changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def tab_order(*widgets: QWidget) -> None:
    """Has Tab walk through these in this order: parts that were made later than what stands below them."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)


def show_if(widget: QWidget, wanted: bool) -> None:  # noqa: FBT001  reads as "show if"
    """Shows a part or hides it. A part without a parent is only marked: showing it would open a window of its own."""
    if not wanted:
        widget.hide()
    elif widget.parentWidget() is not None:
        widget.show()
    else:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, on=False)


class Card(QFrame):
    """A titled surface with a quiet border; add to `body`. `tone` colours the border of a card that warns."""

    def __init__(self, title: str = "", parent: QWidget | None = None, *, tone: str = "") -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        if tone:
            self.setProperty("tone", tone)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(unit(2), unit(1.75), unit(2), unit(2))
        self.body.setSpacing(unit(1))
        self.title = label(title, "section", tone, wrap=True)
        show_if(self.title, bool(title))
        self.body.addWidget(self.title)
        self.setAccessibleName(title)

    def add(self, widget: QWidget) -> QWidget:
        """Adds a widget below the others."""
        if isinstance(widget, QPushButton):
            self.body.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self.body.addWidget(widget)
        return widget

    def add_stretch(self) -> None:
        """Keeps what is above at the top."""
        self.body.addStretch(1)


class FactRow(QWidget):
    """A quiet name, and below it what is known; a dash where nothing is."""

    def __init__(self, name: str, words: str | Mark = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, unit(0.25), 0, unit(0.5))
        layout.setSpacing(0)
        self._name = label(name, tone="muted")
        self._words = label("", wrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._mark = MarkLabel()
        for part in (self._name, self._words, self._mark):
            layout.addWidget(part)
        self.show_words(words)

    def show_words(self, words: str | Mark) -> None:
        """Shows other words, or a mark."""
        marked = isinstance(words, Mark)
        self._mark.show_mark(words if isinstance(words, Mark) else None)
        show_if(self._mark, marked)
        show_if(self._words, not marked)
        self._words.setText("" if isinstance(words, Mark) else words or "—")
        spoken = words.spoken() if isinstance(words, Mark) else words or "nothing yet"
        self.setAccessibleName(f"{self._name.text()}: {spoken}")


class Chip(QPushButton):
    """A filter that is on or off: `EHC plan`."""

    def __init__(self, words: str, *, on: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setCheckable(True)
        self.setChecked(on)
        self.setProperty("kind", "chip")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.say(words)

    def say(self, words: str) -> None:
        """Shows other words, a count with them; they are read out as they are shown."""
        self.setText(words)
        self.setAccessibleName(f"Filter: {words}")


class Chips(QWidget):
    """A row of chips that wraps where it is narrow; `changed` carries the ids that are on."""

    changed = Signal(object)

    def __init__(
        self, choices: Sequence[tuple[str, str]], on: Iterable[str] = (), parent: QWidget | None = None
    ) -> None:
        """`choices` are pairs of id and words."""
        super().__init__(parent)
        self._flow = Flow(self)
        self._chips: dict[str, Chip] = {}
        wanted = set(on)
        for name, words in choices:
            chip = Chip(words, on=name in wanted, parent=self)
            chip.toggled.connect(self._toggled)
            self._chips[name] = chip
            self._flow.addWidget(chip)

    def on(self) -> tuple[str, ...]:
        """The ids that are on, in their order."""
        return tuple(name for name, chip in self._chips.items() if chip.isChecked())

    def set_on(self, names: Iterable[str]) -> None:
        """Switches exactly these on; tells once."""
        wanted = set(names)
        for name, chip in self._chips.items():
            with QSignalBlocker(chip):
                chip.setChecked(name in wanted)
        self.changed.emit(self.on())

    def chips(self) -> tuple[Chip, ...]:
        """The chips, in their order."""
        return tuple(self._chips.values())

    def add(self, widget: QWidget) -> None:
        """Adds a widget after the chips: a button, say."""
        self._flow.addWidget(widget)

    def _toggled(self) -> None:
        self.changed.emit(self.on())


class Tabs(QWidget):
    """A strip of underlined tabs; arrows move between them. `chosen` carries the id."""

    chosen = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`tabs` are pairs of id and words; the first is chosen."""
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        self._words = dict(tabs)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        strip = Flow(gap=1.5)  # beside the room each tab keeps for its focus ring
        for name, words in tabs:
            made = QPushButton(words, self)
            made.setCheckable(True)
            made.setAutoExclusive(True)  # read out as one of several, not as a box to tick
            made.setProperty("kind", "tab")
            made.setAccessibleName(f"{plain(words)} tab")
            made.clicked.connect(self._clicked)
            made.setObjectName(name)
            self._group.addButton(made)
            self._buttons[name] = made
            strip.addWidget(made)
        outer.addLayout(strip)
        outer.addWidget(rule())
        if tabs:
            self._buttons[tabs[0][0]].setChecked(True)

    def current(self) -> str:
        """The id of the chosen tab."""
        return next((name for name, made in self._buttons.items() if made.isChecked()), "")

    def choose(self, name: str) -> None:
        """Chooses a tab and tells, unless it is chosen already."""
        if not self._buttons[name].isChecked():
            self._buttons[name].setChecked(True)
            self.chosen.emit(name)

    def focus(self) -> None:
        """Puts the keyboard on the chosen tab."""
        self._buttons[self.current()].setFocus(Qt.FocusReason.OtherFocusReason)

    def count(self, name: str, number: int | None) -> None:
        """Shows a number after a tab's words: `Documents 14`."""
        made, words = self._buttons[name], self._words[name]
        made.setText(words if number is None else f"{words}  {number}")
        made.setAccessibleName(f"{plain(words)} tab" if number is None else f"{plain(words)} tab, {number:,}")

    def _clicked(self) -> None:
        self.chosen.emit(self.current())


class EmptyState(QWidget):
    """What a page shows while it has nothing: one sentence, and one button that begins."""

    def __init__(
        self,
        sentence: str,
        words: str = "",
        deed: Callable[[], object] | None = None,
        parent: QWidget | None = None,
        *,
        needs: str = "",
    ) -> None:
        """`needs` is the right of whoever may begin here; others are told the sentence alone."""
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setSpacing(unit(2))
        layout.addStretch(1)
        said = label(sentence, tone="muted", wrap=True)
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        said.setMaximumWidth(unit(60))
        # Beside stretches, not aligned: an aligned label is not given the height its wrapped lines need.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(said, 100)
        middle.addStretch(1)
        layout.addLayout(middle)
        self.button = button(words, deed, kind="primary", needs=needs)
        show_if(self.button, bool(words))
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        self._column = layout

    def put_below(self, other: QWidget) -> None:
        """Puts another way to begin under the button."""
        self._column.insertWidget(self._column.count() - 1, other, 0, Qt.AlignmentFlag.AlignHCenter)


class Meter(QWidget):
    """A thin bar with its sentence for those who cannot see it."""

    def __init__(self, filled: float | None = None, spoken: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filled = filled
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_part(filled, spoken)

    def show_part(self, filled: float | None, spoken: str) -> None:
        """Fills another part (0 to 1), and says it in words."""
        self._filled = filled
        self.setAccessibleName(spoken)
        set_tip(self, spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as in the register."""
        return QSize(unit(11.5), unit(2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The track and its filled part."""
        painter = QPainter(self)
        paint_meter(painter, QRectF(self.rect()), self._filled)
        painter.end()


class QuoteBox(QFrame):
    """A child's or a parent's own words, with who said them and when."""

    def __init__(self, words: str = "", source: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "quote")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(unit(1.5), unit(1), unit(1), unit(1))
        layout.setSpacing(unit(0.5))
        self._words = label("", wrap=True)
        font = self._words.font()
        font.setItalic(True)
        self._words.setFont(font)
        self._source = label("", "small", wrap=True)
        layout.addWidget(self._words)
        layout.addWidget(self._source)
        self.show_words(words, source)

    def show_words(self, words: str, source: str = "") -> None:
        """Shows other words; the quotation marks are added here."""
        self._words.setText(f"“{words}”" if words else "")
        self._source.setText(source)
        show_if(self._source, bool(source))
        show_if(self, bool(words))


def rule() -> QFrame:
    """A hairline across."""
    made = QFrame()
    made.setProperty("role", "rule")
    made.setFixedHeight(1)
    return made
