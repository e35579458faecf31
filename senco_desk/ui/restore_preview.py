"""What restoring a backup would bring back, and what is newer in the current desk: shown before anything is done."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.domain.terms import in_words
from senco_desk.services.restoring import Counts, Newer, Weighed, erased_words, returning_words
from senco_desk.ui.cards import Card, FactRow, label, show_if
from senco_desk.ui.fields import CheckField
from senco_desk.ui.rows import Column
from senco_desk.ui.sheet_room import Columns, Scrolled, WholeTable
from senco_desk.ui.theme import unit


def _about(row: Newer) -> str:
    names = ", ".join(row.pupils)
    return f"{names} and {row.more:,} more" if row.more else names


_COUNTS = (
    Column[Counts]("kind", "Records", lambda row: f"{row.words[:1].upper()}{row.words[1:]}", width=24, stretch=True),
    Column[Counts](
        "back", "In the backup", lambda row: row.back, text=lambda row: f"{row.back:,}", right=True, width=13
    ),
    Column[Counts](
        "now", "Now", lambda row: row.now, text=lambda row: "—" if row.now is None else f"{row.now:,}",
        right=True, width=9,
    ),
)  # fmt: skip
_NEWER = (
    Column[Newer]("at", "When", lambda row: row.at, text=lambda row: moment_words(row.at), width=22),
    Column[Newer]("what", "What was done", lambda row: row.label, width=26, stretch=True),
    Column[Newer]("who", "About", _about, width=30),
)


class RestorePreview(QWidget):
    """Facts of the backup, differences in number, and the changes that only the current desk has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        scroll = Scrolled()
        back, different, self.lost = Card("What comes back"), Card("What is different"), Card("Newer than this backup")
        self.school, self.pupils, self.at = FactRow("School"), FactRow("Pupils"), FactRow("Last change in it")
        for part in (self.school, self.pupils, self.at):
            back.add(part)
        back.add_stretch()
        self.counts = WholeTable("What is different", _COUNTS, lambda row: row.words, several=False)
        self.unread = label("", tone="due", wrap=True)
        different.add(self.counts)
        different.add(self.unread)
        different.add_stretch()
        self.people = Card("People")
        self.returning = label("", wrap=True)
        self.with_removed = CheckField(
            "&Bring people back as they were", "Passphrases and roles of that day hold again. Only a SENCO can do this."
        )
        self.people.add(self.returning)
        self.people.add(self.with_removed)
        self.erasures = Card("Erased children", tone="over")
        self.erased = label("", tone="over", wrap=True)
        self.erase_again = CheckField(
            "&Erase them again",
            "In what comes back, before it is opened. A backup is not changed by it; the certificates of erasure are"
            " kept in any case.",
        )
        self.erasures.add(self.erased)
        self.erasures.add(self.erase_again)
        self.words = label("", wrap=True)
        self.newer = WholeTable("Changes newer than this backup", _NEWER, id, several=False)
        self.lost.add(self.words)
        self.lost.add(self.newer)
        # What needs a decision stands first: the rest can be long.
        scroll.body.addWidget(self.erasures)
        scroll.body.addWidget(self.people)
        scroll.body.addWidget(Columns([back, different], least=50))
        scroll.body.addWidget(self.lost)
        scroll.body.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(unit(1))
        layout.addWidget(scroll)

    def show_weighed(self, weighed: Weighed) -> None:
        """Shows another backup beside the current desk."""
        self.school.show_words(weighed.school)
        self.pupils.show_words(f"{weighed.pupils:,}")
        self.at.show_words(moment_words(weighed.at) if weighed.at else "No change yet")
        self.counts.set_rows(weighed.counts)
        self.counts.fit()
        self.unread.setText(weighed.unread)
        show_if(self.unread, bool(weighed.unread))
        self.newer.set_rows(weighed.newer)
        self.newer.fit()
        show_if(self.newer, bool(weighed.newer))
        self.words.setText(newer_words(weighed))
        show_if(self.lost, weighed.desk_there)
        said = erased_words(weighed)
        self.erased.setText(f"■ {said}" if said else "")
        self.erase_again.set_value(value=True)
        self.erase_again.input.setEnabled(weighed.may_unerase)
        show_if(self.erase_again, bool(weighed.erased.back))
        show_if(self.erasures, bool(said))
        self.returning.setText(returning_words(weighed))
        self.with_removed.set_value(value=False)
        show_if(self.with_removed, weighed.may_bring_back)
        show_if(self.people, bool(self.returning.text()))


def newer_words(weighed: Weighed) -> str:
    """What becomes of the changes since the backup, in a sentence or two."""
    number, told = weighed.newer_in_all, len(weighed.newer)
    if weighed.unread:
        return "The desk that is there is kept as it is, so that what is newer can be looked for in it."
    if not number:
        words = f"Nothing{' else' if weighed.erased.back else ''} was changed since this backup."
        missing = weighed.lost_now
        if missing:
            words = f"The current desk lacks {missing:,} {'change' if missing == 1 else 'changes'} that the backup has."
        return words
    first = f" The last {told:,} are shown." if told < number else ""
    one = number == 1
    return (
        f"{number:,} {'change was' if one else 'changes were'} made since this backup, and will not be in the desk that"
        f" comes back. {'It stays' if one else 'They stay'} in the current desk, which is kept beside it.{first}"
    )


def moment_words(at: datetime) -> str:
    """A moment as people say it, in the time of this computer: `22 November 2026, 16:30`."""
    here = at.astimezone()
    return f"{in_words(here.date())}, {here:%H:%M}"
