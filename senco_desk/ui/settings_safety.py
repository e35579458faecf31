"""Settings: what keeps the records from loss and from other eyes: backup, passphrase, recovery code, idle lock."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from pydantic import SecretStr
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from senco_desk.domain.records import Record
from senco_desk.services import before_opening, safety, trail
from senco_desk.services.desks import BackedUp
from senco_desk.ui.backup_card import RESTORE, BackupCard
from senco_desk.ui.cards import Card, FactRow, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.fields import ChoiceField, LineField
from senco_desk.ui.jobs import Watcher
from senco_desk.ui.marks import mark
from senco_desk.ui.recovery_sheet import RecoverySheet
from senco_desk.ui.safety_deeds import safety_of
from senco_desk.ui.saved import SavedLine
from senco_desk.ui.secret_fields import SecretField, SecretForm
from senco_desk.ui.sheet_room import Columns, Scrolled, SheetRoom
from senco_desk.ui.theme import unit

IDLE_KEY, IDLE_USUAL = "safety/idle_minutes", 15
"""Where the window remembers after how many minutes without a key or the mouse it locks; 0 for never."""

_IDLE = (("5", "5 minutes"), ("10", "10 minutes"), ("15", "15 minutes"), ("30", "30 minutes"), ("60", "1 hour"),
         ("0", "Never"))  # fmt: skip


class PassphraseChange(Record):
    """What is typed to change the passphrase."""

    old: SecretStr
    new: SecretStr
    again: SecretStr


class TypedCode(Record):
    """A recovery code as somebody typed it."""

    code: SecretStr


class TypedPassphrase(Record):
    """The passphrase, asked before a new code is made."""

    passphrase: SecretStr


class SafetyPanel(QWidget):
    """Four cards; what needs typing opens in the sheet beside them and is kept nowhere."""

    def __init__(self, context: Context, room: SheetRoom, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._room = context, room
        self._deeds = safety_of(context)
        self._deeds.asked.connect(self.open)
        self._deeds.changed.connect(self.reload)
        self._deeds.backed_up.connect(self._tell_backup)
        scroll = Scrolled()
        self.made = SavedLine()
        scroll.body.addWidget(self.made)
        self.place = label("", tone="due", wrap=True)
        self.place.hide()
        scroll.body.addWidget(self.place)
        self.backup = BackupCard(context, self._deeds)
        cards = (
            ("export", self.backup),
            ("", self._passphrase_card()),
            ("people", self._code_card()),
            ("everybody", self._idle_card()),
        )
        self._cards = [card for _right, card in cards]  # also those that the person does not have
        shown = [card for right, card in cards if context.may(right)]
        for at in range(0, len(shown), 2):
            scroll.body.addWidget(Columns(shown[at : at + 2], least=40))
        scroll.body.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, unit(0.5), 0, 0)
        layout.addWidget(scroll)

    def reload(self) -> None:
        """Tells again how old the last backup is, and whether the code was checked."""
        if self._context.desk.store.keys is None:
            return
        # Asked at the first opening, and answered for good; here it stays in sight as long as the desk lies there.
        found = before_opening.look_at_place(self._context.desk.store.folder)
        self.place.setText(" ".join(f"▲ {each.happened} {each.safe} {each.do}" for each in found))
        self.place.setVisible(bool(found))
        known = self._deeds.known()
        self.backup.show_known(known)
        if known.recovery_checked:
            self.checked.show_words(mark("good", "Checked: it opens this desk", meaning="checked"))
        elif not known.has_recovery:
            self.checked.show_words(mark("due", "None: it ended when a SENCO went. Make a new one", meaning="to do"))
        else:
            self.checked.show_words(mark("due", "Not checked yet", meaning="to do"))
        writable = self._context.desk.store.holds_lock
        for made in (self.passphrase_button, self.code_button):
            made.setEnabled(writable)
        self.check_button.setEnabled(writable and known.has_recovery)

    def open(self, deed: str) -> SecretForm[Any]:
        """Opens one of the forms: `passphrase`, `check` or `code`."""
        forms: dict[str, Callable[[], SecretForm[Any]]] = {
            "passphrase": self.change_passphrase,
            "check": self.check_code,
            "code": self.new_code,
        }
        return forms[deed]()

    def change_passphrase(self) -> SecretForm[PassphraseChange]:
        """Asks for the current passphrase and, twice, for the new one."""
        form: SecretForm[PassphraseChange] = SecretForm(
            PassphraseChange,
            {
                "old": SecretField("Curre&nt passphrase", "Where it is forgotten, type the recovery code here."),
                "new": SecretField(
                    "Ne&w passphrase",
                    "Several words that only you would put together, such as a line nobody else sings.",
                    advise=safety.advice,
                ),
                "again": SecretField("New passphrase, a&gain"),
            },
            title="Change the passphrase",
            submit="&Change it",
        )
        form.submitted.connect(self._change)
        self._room.open(form)
        return form

    def check_code(self) -> SecretForm[TypedCode]:
        """Asks for the recovery code, as it was written down."""
        form: SecretForm[TypedCode] = SecretForm(
            TypedCode,
            {
                "code": LineField(
                    "&Recovery code",
                    "Take it from where you keep it, and type all seven groups. Spaces and hyphens do not matter. If it"
                    " cannot be found, make a new one: the passphrase is enough for that.",
                )
            },
            title="Check the recovery code",
            submit="Chec&k it",
        )
        form.submitted.connect(self._check)
        self._room.open(form)
        return form

    def new_code(self) -> SecretForm[TypedPassphrase]:
        """Asks for the passphrase; then the new code is shown in the same place."""
        form: SecretForm[TypedPassphrase] = SecretForm(
            TypedPassphrase,
            {
                "passphrase": SecretField(
                    "Pass&phrase",
                    "The current code goes on working until the new one was typed back."
                    if self._deeds.known().has_recovery
                    else "There is none now: a SENCO who may know the last one went. Nobody opens this desk where the"
                    " passphrases are forgotten until there is a new one.",
                )
            },
            title="A new recovery code",
            submit="&Show a new code",
        )
        form.submitted.connect(self._offer)
        self._room.open(form)
        return form

    def _change(self, typed: PassphraseChange) -> None:
        desk, (old, new, again) = self._context.desk, (getattr(typed, name).get_secret_value() for name in _CHANGE)
        self._slowly(
            "Changing the passphrase",
            lambda _watcher: safety.change_passphrase(desk, old, new, again),
            self._changed,
        )

    def _changed(self, _nothing: object) -> None:
        trail.way_in_changed(self._context.desk, "Passphrase changed")
        self._say("The passphrase is changed. Backups made before still open with the old one; make a new one now.")

    def _check(self, typed: TypedCode) -> None:
        desk, code = self._context.desk, typed.code.get_secret_value()
        self._slowly("Checking the code", lambda _watcher: safety.check_recovery_code(desk, code), self._checked)

    def _checked(self, slot_id: object) -> None:
        self._deeds.note_checked(str(slot_id))
        self._say("The recovery code opens this desk. Put it back where it is safe.")

    def _offer(self, typed: TypedPassphrase) -> None:
        desk, secret = self._context.desk, typed.passphrase.get_secret_value()
        self._slowly(
            "Checking the passphrase",
            lambda _watcher: safety.offer_recovery_code(desk, secret),
            lambda code: self._show_code(str(code)),
        )

    def _show_code(self, code: str) -> None:
        desk, sheet = self._context.desk, RecoverySheet()
        sheet.show_code(code, desk.store.folder.name)
        form: SecretForm[TypedCode] = SecretForm(
            TypedCode,
            {
                "code": LineField(
                    "Now &type it back, from what you have kept",
                    "The code hides while you type. Spaces and hyphens do not matter.",
                )
            },
            title="Write down the new recovery code",
            submit="&Put it into use",
        )
        form.body.insertWidget(0, sheet)
        form.body.insertWidget(
            0,
            label(
                "It is shown this once, and opens nothing until you have typed it back: close this, and the old code"
                " stays. Backups made before still open with the old code.",
                wrap=True,
            ),
        )
        form.fields["code"].changed.connect(sheet.cover)

        def use(typed: TypedCode) -> None:
            back = typed.code.get_secret_value()
            self._slowly(
                "Putting the code into use",
                lambda _watcher: safety.use_recovery_code(desk, code, back),
                self._used,
            )

        form.submitted.connect(use)
        self._room.open(form)

    def _used(self, slot: safety.Slot) -> None:
        def put() -> bool:
            safety.put_recovery_code(self._context.desk, slot)
            return True

        if not self._context.work.attempt(put):
            return
        self._deeds.refresh()
        trail.way_in_changed(self._context.desk, "New recovery code in use")
        self._say("The new recovery code is in use. Destroy the old one, if you still have it.")

    def _slowly(self, words: str, run: Callable[[Watcher], object], then: Callable[[Any], None]) -> None:
        """Does what derives keys off the window's thread, with the form at rest; what is refused is told in it."""
        form = self._room.sheet.form
        if form is None:
            return
        form.submit.setEnabled(False)
        job = self._context.jobs.start(words, run)

        def done(value: object) -> None:
            if isValid(form) and self._room.sheet.form is form:
                self._room.put_away()
            then(value)

        def failed(error: Exception) -> None:
            there = isValid(form) and self._room.sheet.form is form
            if there:
                form.submit.setEnabled(True)
            self._context.work.report(error, form=form if there else None)

        job.finished.connect(done)
        job.failed.connect(failed)

    def _say(self, words: str) -> None:
        self._context.work.said.emit(words, False)  # noqa: FBT003  the shape of the signal

    def _tell_backup(self, made: BackedUp) -> None:
        found = "It was opened again and everything in it was found whole."
        if made.damaged:
            found = (
                f"Its records are whole, but {made.damaged:,} of its files are damaged, because they are damaged in"
                " this desk: attach them again from their originals."
            )
        drive = (
            " It stands on the same drive as the desk and would be lost with it: copy it to a stick or a school drive."
            if made.same_drive
            else ""
        )
        self.made.tell(
            f"Backed up: {made.counted}, in {made.file}. {found}{drive}\n{RESTORE}",
            made.file,
        )

    def _passphrase_card(self) -> Card:
        card = Card("Passphrase")
        card.add(
            label(
                "It opens this desk. Changing it leaves the records as they are, and the recovery code still works.",
                wrap=True,
            )
        )
        self.passphrase_button = button("Change pa&ssphrase…", partial(self._deeds.ask, "passphrase"))
        card.add(self.passphrase_button)
        card.add_stretch()
        return card

    def _code_card(self) -> Card:
        card = Card("Recovery code")
        self.checked = FactRow("The code you have kept")
        self.check_button = button("Chec&k recovery code…", partial(self._deeds.ask, "check"), needs="people")
        self.code_button = button("New reco&very code…", partial(self._deeds.ask, "code"), needs="people")
        words = label("It opens this desk where the passphrase is forgotten. Keep it in the school’s safe.", wrap=True)
        for part in (words, self.checked, self.check_button, self.code_button):
            card.add(part)
        card.add_stretch()
        return card

    def _idle_card(self) -> Card:
        card = Card("Lock by itself")
        self.idle = ChoiceField(
            "Lock &after", _IDLE, "When neither key nor mouse was touched for so long. What you were typing is kept."
        )
        self.idle.set_value(self._idle_minutes())
        self.idle.input.setMaximumWidth(unit(32))
        self.idle.changed.connect(self._keep_idle)
        card.add(self.idle)
        card.add_stretch()
        return card

    def _idle_minutes(self) -> str:
        kept = str(self._context.settings.value(IDLE_KEY, IDLE_USUAL))
        return kept if kept in dict(_IDLE) else str(IDLE_USUAL)

    def _keep_idle(self) -> None:
        self._context.settings.setValue(IDLE_KEY, int(self.idle.value()))


_CHANGE = ("old", "new", "again")
