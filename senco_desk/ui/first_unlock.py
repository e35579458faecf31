"""A person's first unlocking: the passphrase they were handed is known to two, so they choose one of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.records import Record
from senco_desk.services import people, safety, trail
from senco_desk.ui.cards import Card, label
from senco_desk.ui.jobs import JobBar
from senco_desk.ui.secret_fields import SecretField, SecretForm
from senco_desk.ui.theme import unit

if TYPE_CHECKING:
    from senco_desk.ui.open_desk import OpenDesk


class OwnPassphrase(Record):
    """A passphrase of one's own, typed twice."""

    passphrase: SecretStr
    again: SecretStr


class FirstUnlock(QWidget):
    """Stands before the window of an open desk until a passphrase was chosen; closing it closes the desk."""

    def __init__(self, opened: OpenDesk) -> None:
        # A window of its own all the same: it belongs to the desk's window, and goes with it.
        super().__init__(opened.window, Qt.WindowType.Window)
        self._opened = opened
        self._chosen = False
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
            title=f"Welcome, {opened.desk.me.name}",
            submit="&Use it and open the desk",
        )
        self.form.body.insertWidget(
            0,
            label(
                "You opened this desk with a passphrase that somebody gave you. Choose one that only you know: from"
                " then on the one you were given opens nothing. If you ever forget yours, the SENCO can give you a new"
                " first one; nobody can look it up.",
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
        room = self.screen().availableGeometry()
        self.resize(min(unit(86), room.width()), min(unit(66), room.height()))
        self.move(room.center() - self.rect().center())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Without a passphrase of one's own the desk is closed again; the first one still opens it."""
        super().closeEvent(event)
        if not self._chosen and not self._opened.over:
            self._opened.close()

    def _choose(self, typed: OwnPassphrase) -> None:
        desk = self._opened.desk
        new, again = typed.passphrase.get_secret_value(), typed.again.get_secret_value()
        self.form.submit.setEnabled(False)
        job = self._opened.work.jobs.start(
            "Changing the passphrase", lambda _watcher: people.choose_passphrase(desk, new, again)
        )
        job.finished.connect(self._done)
        job.failed.connect(self._failed)

    def _done(self, _nothing: object) -> None:
        self._chosen = True
        trail.way_in_changed(self._opened.desk, "First passphrase replaced by one of their own")
        self.form.forget()
        self._opened.window.show()
        self._opened.window.activateWindow()
        self._opened.window.say("Your own passphrase is in use. The one you were given opens nothing any more.")
        self.hide()
        self.deleteLater()

    def _failed(self, error: Exception) -> None:
        self.form.submit.setEnabled(True)
        self._opened.work.report(error, form=self.form)


def show_or_ask(opened: OpenDesk) -> FirstUnlock | None:
    """Shows the window of a desk; where its person still has a passphrase that was handed to them, asks first.

    Answers what asks, if anything.
    """
    desk = opened.desk
    if desk.store.keys is None or not people.must_choose(desk):
        opened.window.show()
        return None
    first = FirstUnlock(opened)
    first.show()
    return first
