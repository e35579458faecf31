"""A passphrase to choose before the desk: a first one is known to two, and one behind a recovery code is forgotten.

Without one of their own a person goes no further than here. Whoever has the recovery code may do it later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.records import Record
from senco_desk.services import people, safety, trail
from senco_desk.ui.announcing import JobsAloud
from senco_desk.ui.cards import Card, label
from senco_desk.ui.jobs import JobBar
from senco_desk.ui.secret_fields import SecretField, SecretForm
from senco_desk.ui.theme import unit

if TYPE_CHECKING:
    from senco_desk.ui.open_desk import OpenDesk


_FIRST = (
    "You opened this desk with a passphrase that somebody gave you. Choose one that only you know: from then on the one"
    " you were given opens nothing. If you ever forget yours, the SENCO can give you a new first one; nobody can look"
    " it up."
)
_FORGOTTEN = "Choose a new passphrase"
_AFTER_CODE = (
    "You opened this desk with the recovery code. Choose a new passphrase for {name} now, in place of the forgotten"
    " one. The recovery code goes on working: put it back into the safe."
)


class OwnPassphrase(Record):
    """A passphrase of one's own, typed twice."""

    passphrase: SecretStr
    again: SecretStr


class FirstUnlock(QWidget):
    """Stands before the window of an open desk until a passphrase was chosen.

    Closing it closes the desk after a first passphrase, and goes on into the desk after the recovery code.
    """

    def __init__(self, opened: OpenDesk) -> None:
        # A window of its own all the same: it belongs to the desk's window, and goes with it.
        super().__init__(opened.window, Qt.WindowType.Window)
        self._opened = opened
        self._chosen = False
        self._recovered = safety.may_choose_anew(opened.desk)
        self.setWindowTitle("Your own passphrase · Senco Desk")
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.form: SecretForm[OwnPassphrase] = SecretForm(
            OwnPassphrase,
            {
                "passphrase": SecretField(
                    "Your own pass&phrase",
                    "Several words that only you would put together, such as a line nobody else sings.",
                    advise=safety.advice,
                ),
                "again": SecretField("Your own passphrase, a&gain"),
            },
            title=_FORGOTTEN if self._recovered else f"Welcome, {opened.desk.me.name}",
            submit="&Use it and open the desk",
        )
        if self._recovered:
            self.form.cancel.setText("&Later")
        self.form.body.insertWidget(
            0,
            label(
                _AFTER_CODE.format(name=opened.desk.me.name) if self._recovered else _FIRST,
                wrap=True,
            ),
        )
        self.form.submitted.connect(self._choose)
        self.form.closed.connect(self.close)
        card = Card()
        card.setFixedWidth(unit(64))
        card.body.addWidget(self.form)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(card)
        across.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addLayout(across, 1)
        outer.addWidget(JobBar(opened.work.jobs, self))
        JobsAloud(opened.work.jobs, self, after=JobBar.AFTER)
        room = self.screen().availableGeometry()
        self.resize(min(unit(86), room.width()), min(unit(66), room.height()))
        self.move(room.center() - self.rect().center())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Without a passphrase of one's own the desk is closed again; the first one still opens it."""
        super().closeEvent(event)
        if self._chosen or self._opened.over:
            return
        if self._recovered:
            self._chosen = True
            self._into(
                "The forgotten passphrase is still in place. Settings, Safety changes it, with the recovery code."
            )
        else:
            self._opened.close()

    def _choose(self, typed: OwnPassphrase) -> None:
        desk = self._opened.desk
        new, again = typed.passphrase.get_secret_value(), typed.again.get_secret_value()
        self.form.submit.setEnabled(False)
        choose = safety.choose_anew if self._recovered else people.choose_passphrase
        job = self._opened.work.jobs.start("Changing the passphrase", lambda _watcher: choose(desk, new, again))
        job.finished.connect(self._done)
        job.failed.connect(self._failed)

    def _done(self, _nothing: object) -> None:
        self._chosen = True
        if self._recovered:
            noted = "Passphrase changed after the recovery code"
            said = (
                "The new passphrase is in use. The forgotten one opens nothing any more; the recovery code still does."
            )
        else:
            noted = "First passphrase replaced by one of their own"
            said = "Your own passphrase is in use. The one you were given opens nothing any more."
        trail.way_in_changed(self._opened.desk, noted)
        self._into(said)

    def _into(self, said: str) -> None:
        self.form.forget()
        self._opened.window.show()
        self._opened.window.activateWindow()
        self._opened.window.say(said)
        self.hide()
        self.deleteLater()

    def _failed(self, error: Exception) -> None:
        self.form.submit.setEnabled(True)
        self._opened.work.report(error, form=self.form)


def show_or_ask(opened: OpenDesk) -> FirstUnlock | None:
    """Shows the window of a desk; asks for a passphrase first after one that was handed over, or the recovery code.

    Answers what asks, if anything.
    """
    desk = opened.desk
    if desk.store.keys is None or not (safety.may_choose_anew(desk) or people.must_choose(desk)):
        opened.window.show()
        return None
    first = FirstUnlock(opened)
    first.show()
    return first
