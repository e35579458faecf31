"""The first window: which school, and its passphrase. It must be on screen at once, so it imports next to nothing:

no records, no services beyond the icons. The slow imports run while the passphrase is typed.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore
from PySide6.QtCore import QThread, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from senco_desk.ui.announcing import announce
from senco_desk.ui.ringed import SPACE_ONLY, RingedButton
from senco_desk.ui.theme import unit

# To name one value of Qt's own has PySide build all 140 of its enumerations, which takes as long as the window itself.
_PLAIN_TEXT = 0
"""`Qt.TextFormat.PlainText`; a test holds these equal."""
_SELECTABLE_BY_MOUSE = 1
"""`Qt.TextInteractionFlag.TextSelectableByMouse`"""
_NO_FOCUS = 0
"""`Qt.FocusPolicy.NoFocus`"""


class UnlockWindow(QWidget):
    """Asks for the passphrase, and hands it to `open_desk` on a thread of its own.

    `open_desk(passphrase)` derives the key and opens the records; what it returns comes with `unlocked`. What it
    raises is shown in the window as one sentence, by `explain(error)`; the passphrase stays typed.
    """

    unlocked_with = Signal(str)
    """The passphrase, as soon as it is given."""
    unlocked = Signal(object)
    """What `open_desk` returned."""
    demo_wanted = Signal()
    new_wanted = Signal()
    other_wanted = Signal()
    restore_wanted = Signal()
    """A backup is to be restored, whether or not the desk opens."""
    closed = Signal()

    def __init__(
        self,
        school: str = "",
        open_desk: Callable[[str], object] | None = None,
        explain: Callable[[Exception], str] | None = None,
    ) -> None:
        """`school` is the words for the file that was open last; empty where there is none yet."""
        super().__init__()
        self._open_desk = open_desk
        self._explain = explain or _plainly
        self._thread: _Opening | None = None
        self.setWindowTitle("Senco Desk")
        self.setProperty("role", "page")
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName("Passphrase")
        self.passphrase.returnPressed.connect(self._try)
        self.passphrase.textEdited.connect(self._typed)
        self.unlock = _button("&Unlock", "primary")
        self.unlock.clicked.connect(self._try)
        self.reveal = _button("&Show", "quiet")
        self.reveal.setCheckable(True)
        # It answers to the space bar and the mouse: the passphrase must never be shown by the key that tries it.
        self.reveal.setProperty(SPACE_ONLY, True)  # noqa: FBT003  Qt's own signature
        self.reveal.setAccessibleName("Show the passphrase while it is typed")
        self.reveal.toggled.connect(self._reveal)
        self.problem = _WholeLabel("over")
        self.problem.hide()
        self.screen_shown: QWidget | None = None
        """What stands in place of the passphrase: a state of the desk and the ways on from it."""
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName("Opening the records")
        self.busy.hide()
        self.school = _label("", "heading", wrap=True)
        self.demo = _button("Open the &demo school", "link")
        self.new = _button("&New desk…", "link")
        self.other = _button("Open an&other…", "link")
        self.restore = _button("Restore from a &backup…", "link")
        for made, told in (
            (self.demo, self.demo_wanted),
            (self.new, self.new_wanted),
            (self.other, self.other_wanted),
            (self.restore, self.restore_wanted),
        ):
            made.clicked.connect(told)
        self._lay()
        self.show_school(school)

    def show_school(self, school: str) -> None:
        """Shows which school's records will be opened; without one, only the ways to begin."""
        self.school.setText(school or "Welcome to Senco Desk")
        self._named = bool(school)
        self.put_screen(None)
        _name(self.other, "Open an&other…" if school else "Open a desk that e&xists…")
        if school:
            self.passphrase.setFocus()

    def show_problem(self, sentence: str) -> None:
        """Shows a sentence below the passphrase, which stays typed and selected; nothing takes it away."""
        self.problem.setText(f"■ {sentence}" if sentence else "")
        self.problem.setVisible(bool(sentence))
        self._set_busy(busy=False)
        self._describe()
        announce(sentence, self, urgent=True)
        if sentence and self.passphrase.isVisible():
            self.passphrase.setFocus()
            self.passphrase.selectAll()
        self._make_room()

    def put_screen(self, screen: QWidget | None) -> None:
        """Shows a state of the desk in place of the passphrase, the one before is gone; None for the passphrase."""
        before, self.screen_shown = self.screen_shown, screen
        if before is not None:
            self._place.removeWidget(before)
            before.hide()
            before.deleteLater()
        if screen is not None:
            self._place.addWidget(screen)
            screen.show()
            self.show_problem("")
        if screen is not None:
            self.show_known("")
        asks = self._named and screen is None
        for part in (self._asked, self._typed_row, self._code, self.unlock):
            part.setVisible(asks)
        self._hint.setVisible(not self._named and screen is None)
        self._card.setFixedWidth(unit(54 if screen is None else 72))
        if screen is not None:
            # Slow import on purpose: what is found is told only once the window is on the screen.
            from senco_desk.ui.keyboard import read_in_order  # noqa: PLC0415

            read_in_order(self._content)
        if asks:
            self.passphrase.setFocus()
        self._make_room()

    def show_known(self, words: str) -> None:
        """Says above the passphrase what is known of the desk already: who has it open, that room is scarce."""
        self.known.setText(words)
        self.known.setVisible(bool(words))
        self._describe()
        announce(words, self)
        self._make_room()

    def show_stays(self, words: str) -> None:
        """Says at the foot where the records go: nowhere, or with a cloud program that copies their folder."""
        self.quiet.setText(words)

    def show_note(self, words: str) -> None:
        """Says why the records were closed, where that was not the person's own wish."""
        self.note.setText(words)
        self.note.setVisible(bool(words))
        self._describe()
        if self.isVisible():
            announce(words, self)

    @property
    def opening(self) -> bool:
        """Whether the records are being opened now."""
        return self._thread is not None

    def showEvent(self, event: QShowEvent) -> None:
        """Why the records were closed is said once there is a window that says it."""
        super().showEvent(event)
        announce(self.note.text(), self)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Waits for an opening that has begun, so that nothing is left half open."""
        if self._thread is not None:
            self._thread.wait()
            self._thread = None
        self.closed.emit()
        super().closeEvent(event)

    def _try(self) -> None:
        typed = self.passphrase.text()
        if self._thread is not None:
            return
        if not typed:
            self.show_problem("Please type the passphrase.")
            return
        self.reveal.setChecked(False)
        self.show_problem("")
        self.unlocked_with.emit(typed)
        # Whoever types fast hears only now what is in the way of this desk.
        if self._open_desk is not None and self.screen_shown is None:
            self._set_busy(busy=True)
            self._thread = _Opening(self._open_desk, typed)
            self._thread.finished.connect(self._ended, QtCore.Qt.ConnectionType.QueuedConnection)
            self._thread.start()

    def _ended(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        thread.wait()
        thread.deleteLater()
        self._set_busy(busy=False)
        if thread.error is not None:
            self.show_problem(self._explain(thread.error))
        else:
            self.passphrase.clear()
            self.unlocked.emit(thread.value)

    def _set_busy(self, *, busy: bool) -> None:
        self.busy.setVisible(busy)
        if busy:
            self.passphrase.setFocus()  # a button that is switched off would pass the keyboard on to the next
        # Read only, not switched off: the keyboard stays in the field.
        self.passphrase.setReadOnly(busy)
        for part in (self.unlock, self.reveal, self.demo, self.new, self.other, self.restore):
            part.setEnabled(not busy)

    def _typed(self) -> None:
        self.problem.hide()
        self._describe()

    def _describe(self) -> None:
        """The passphrase is asked for together with what the window says about it now."""
        said = (part for part in (self.note, self.known, self.problem) if not part.isHidden())
        self.passphrase.setAccessibleDescription(" ".join(part.text().removeprefix("■ ") for part in said))

    def _make_room(self) -> None:
        """The window grows with what it has to say; a sentence that is cut helps nobody."""
        layout = self._content.layout()
        if layout is not None:
            layout.activate()
            room = self.screen().availableGeometry().height()
            wanted = max(layout.totalHeightForWidth(self.width()), layout.totalMinimumSize().height()) + unit(1)
            if wanted > self.height():
                self.resize(self.width(), min(wanted, room))
                self._keep_on_screen()

    def _keep_on_screen(self) -> None:
        """What has grown past the foot of the screen moves up."""
        over = self.frameGeometry().bottom() - self.screen().availableGeometry().bottom()
        if over > 0 and self.isVisible():
            self.move(self.x(), max(self.y() - over, self.screen().availableGeometry().top()))

    def _reveal(self, shown: bool) -> None:  # noqa: FBT001  the shape of the signal
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.passphrase.setEchoMode(mode)
        self.reveal.setText("&Hide" if shown else "&Show")

    def _lay(self) -> None:
        self.resize(unit(76), unit(56))
        self._named = False
        self._card = card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(unit(54))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(unit(3), unit(3), unit(3), unit(2.5))
        inside.setSpacing(unit(1))
        self._asked = QLabel("&Passphrase")
        self._asked.setBuddy(self.passphrase)
        self._hint = _label(
            "Begin a desk for your school, open one that exists, or look around in the demo school: "
            "its pupils are invented.", tone="muted", wrap=True,
        )  # fmt: skip
        self._typed_row = QWidget()
        row = QHBoxLayout(self._typed_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.passphrase, 1)
        row.addWidget(self.reveal)
        self.note = _label("", tone="muted", wrap=True)
        self.note.hide()
        self._code = _label("The recovery code works here too.", "small")
        self.known = _WholeLabel("muted")
        self.known.hide()
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.school)
        inside.addWidget(self.note)
        inside.addWidget(self.known)
        inside.addLayout(self._place)
        inside.addSpacing(unit(0.5))
        for part in (self._hint, self._asked, self._typed_row, self._code, self.problem, self.busy):
            inside.addWidget(part)
        inside.addWidget(self.unlock)
        inside.addSpacing(unit(1))
        links = QGridLayout()
        links.setHorizontalSpacing(unit(2))
        for place, made in enumerate((self.new, self.other, self.demo, self.restore)):
            links.addLayout(_row(made, after=1), place // 2, place % 2)
        links.setColumnStretch(2, 1)
        inside.addLayout(links)
        self._around(card)

    def _around(self, card: QWidget) -> None:
        """The card in the middle of the window; a screen at 200 % is too low for all that a damaged desk has to say."""
        name = _label("Senco Desk", "section")
        self.quiet = quiet = _label("Everything stays on this computer.", "small")
        self._content = QWidget()
        self._content.setProperty("role", "page")
        column = QVBoxLayout(self._content)
        column.addStretch(2)
        # Beside stretches, not aligned: an aligned card is not given the height its wrapped lines and buttons need.
        column.addLayout(_row(name, before=1, after=1))
        column.addSpacing(unit(1))
        column.addLayout(_row(card, before=1, after=1))
        column.addSpacing(unit(1))
        column.addLayout(_row(quiet, before=1, after=1))
        column.addSpacing(unit(1))
        column.addStretch(3)
        around = QScrollArea()
        around.setFrameShape(QFrame.Shape.NoFrame)
        around.setWidgetResizable(True)
        around.setProperty("focusPolicy", _NO_FOCUS)
        around.setWidget(self._content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(around)


class _WholeLabel(QLabel):
    """A sentence that wraps, takes the height it needs, and can be selected to be read out or copied."""

    def __init__(self, tone: str) -> None:
        super().__init__()
        self.setProperty("textFormat", _PLAIN_TEXT)
        self.setWordWrap(True)
        self.setProperty("tone", tone)
        self.setProperty("textInteractionFlags", _SELECTABLE_BY_MOUSE)

    def setText(self, text: str) -> None:
        """Shows a sentence in its whole height."""
        super().setText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width is another height."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))


class _Opening(QThread):
    """Derives the key and opens the records off the window's thread."""

    def __init__(self, open_desk: Callable[[str], object], passphrase: str) -> None:
        super().__init__()
        self._open_desk, self._passphrase = open_desk, passphrase
        self.value: object = None
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.value = self._open_desk(self._passphrase)
        except Exception as error:  # noqa: BLE001  every end is told to the person
            self.error = error
        self._passphrase = ""


def _plainly(error: Exception) -> str:
    """The sentence of a refusal, or a general one; nothing technical."""
    problems = getattr(error, "problems", None)
    if problems:
        return " ".join(str(problem) for problem in problems)
    if hasattr(error, "happened") and hasattr(error, "do"):
        return f"{error.happened} {error.do}"
    return "The records could not be opened. They are as they were; please try once more."


def _row(widget: QWidget, *, before: int = 0, after: int = 0) -> QHBoxLayout:
    """A widget with room that may grow before it, after it or both: to the right, to the left or in the middle."""
    row = QHBoxLayout()
    if before:
        row.addStretch(before)
    row.addWidget(widget)
    if after:
        row.addStretch(after)
    return row


def _label(words: str, role: str = "", tone: str = "", *, wrap: bool = False) -> QLabel:
    made = QLabel(words)
    made.setProperty("textFormat", _PLAIN_TEXT)
    made.setWordWrap(wrap)
    made.setProperty("role", role)
    made.setProperty("tone", tone)
    return made


def _button(words: str, kind: str) -> QPushButton:
    made = RingedButton() if kind == "primary" else QPushButton()
    made.setProperty("kind", kind)
    _name(made, words)
    return made


def _name(made: QPushButton, words: str) -> None:
    """Shows words on a button, and has them read out without their letter for Alt."""
    made.setText(words)
    made.setAccessibleName(words.replace("&", "").rstrip("…"))
