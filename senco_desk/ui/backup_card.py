"""The card of backups in the Settings: the last good one, those made by themselves, the second place, and restoring."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout

from senco_desk.domain.terms import in_words
from senco_desk.services import backups
from senco_desk.services.safety import Safety
from senco_desk.ui.cards import Card, FactRow, button, label, show_if
from senco_desk.ui.context import Context
from senco_desk.ui.safety_deeds import SafetyDeeds, backup_mark

RESTORE = (
    "To restore: choose “Restore from a backup…” here or in the first window, and this folder there. It opens with the"
    " passphrase or recovery code of the day it was made."
)
"""How a backup made by hand is brought back."""


class BackupCard(Card):
    """What is known of the backups, and the deeds."""

    def __init__(self, context: Context, deeds: SafetyDeeds) -> None:
        super().__init__("Backup")
        self._context = context
        self.trouble = label("", tone="over", wrap=True)
        self.last, self.place = FactRow("Last good backup"), FactRow("Where")
        self.kept, self.second = FactRow("Made by itself"), FactRow("Second place")
        self.now = button("&Back up now…", deeds.back_up, kind="primary", needs="export")
        self.restore = button("R&estore from a backup…", deeds.restore, needs="settings")
        self.choose = button("Second p&lace…", deeds.choose_second, needs="settings")
        self.none = button("Use no second place", partial(deeds.keep_second, None), kind="link", needs="settings")
        for part in (self.trouble, self.last, self.place, self.kept, self.second):
            self.add(part)
        for pair in ((self.choose, self.none), (self.now, self.restore)):
            row = QHBoxLayout()
            for made in pair:
                row.addWidget(made)
            row.addStretch(1)
            self.body.addLayout(row)
        self.add_stretch()

    def show_known(self, known: Safety) -> None:
        """Shows what is known now."""
        seen = backups.overview(self._context.desk)
        self.last.show_words(backup_mark(known, age_only=True))
        self.place.show_words(_where(known))
        self.trouble.setText(f"■ {seen.trouble}" if seen.trouble else "")
        show_if(self.trouble, bool(seen.trouble))
        words = f"None yet. One is made when the desk is closed, and each day you work in it, in {seen.root}."
        if seen.oldest is not None:
            since = in_words(seen.oldest.moment.at.astimezone().date())
            words = f"{seen.number:,}, in {seen.root}. The oldest is of {since}."
        self.kept.show_words(words)
        self.second.show_words(self._second_words(known, seen))
        show_if(self.none, seen.second is not None)
        writable = self._context.desk.store.holds_lock
        for made in (self.choose, self.none, self.restore):
            made.setEnabled(writable)

    def _second_words(self, known: Safety, seen: backups.Overview) -> str:
        if seen.second is None:
            return "None. A stick or a school drive keeps the backups safe when this computer’s drive is lost."
        days = known.copied_days
        ago = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago") if days is not None else "never yet"
        words = f"{seen.second}, last copied to {ago}." if days is not None else f"{seen.second}, not copied to yet."
        if not seen.second_is_there:
            return f"{words} It is not there now: put the stick in, or connect the drive."
        if not backups.on_another_drive(self._context.desk, seen.second.parent):
            return f"{words} It is on the same drive as the desk, and would be lost with it."
        return words


def _where(known: Safety) -> str:
    if known.backup is None:
        return ""
    if not known.backup.earlier_keys:
        return known.backup.file
    return (
        f"{known.backup.file}, from before somebody was removed: it opens with the passphrases of that day. The"
        " next is made by itself."
    )
