"""A child's promises on the overview: what is open and by when, with the ways to end it, and the last contact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from senco_desk.domain.commitments import CommitmentDraft
from senco_desk.domain.papers import Note
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.pupils import Pupil
from senco_desk.services import contacts_log, promises
from senco_desk.services.promises import Promise
from senco_desk.ui.cards import button, label, rule, tab_order
from senco_desk.ui.context import Context
from senco_desk.ui.flow import Flow, flowing
from senco_desk.ui.marks import MarkLabel
from senco_desk.ui.overview_cards import HeadCard
from senco_desk.ui.promise_deeds import DEEDS, PromiseDeeds, room_above
from senco_desk.ui.promise_words import promised_words, standing_mark
from senco_desk.ui.quick_note_parts import shown_day
from senco_desk.ui.theme import unit

_RECENT = timedelta(weeks=4)
"""So long after a meeting what it agreed on is offered as promises."""
_NOTED_SHOWN = 5
"""So many promises that notes tell of are offered at a time, the newest."""
_ENDED_SHOWN = 3
"""So many of those that ended are listed, the newest."""


class PromisesCard(HeadCard):
    """`show_record` shows a child. Forms open in the side sheet that the card stands beside."""

    def __init__(self, context: Context) -> None:
        self.begin = button("Add promise", self._add, kind="link", needs="log")
        super().__init__("Promises", self.begin)
        self._context = context
        self._pupil: Pupil | None = None
        self.shown: tuple[Promise, ...] = ()
        self.deeds = PromiseDeeds(context, lambda: room_above(self), self)
        self._held = QWidget()
        self._column = QVBoxLayout(self._held)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(unit(0.5))
        self.add(self._held)
        self._offered: list[CommitmentDraft] = []
        self.offer = label("", tone="muted", wrap=True)
        self.take_offer = button("Keep it as a promise", self._take_offer, kind="link", needs="log")
        self.drop_offer = button("Not a promise", self._drop_offer, kind="link", needs="log")
        self._offer_ways = flowing(self.take_offer, self.drop_offer)
        self.add(self.offer)
        self.add(self._offer_ways)
        self._noted = QWidget()
        self._told = QVBoxLayout(self._noted)
        self._told.setContentsMargins(0, 0, 0, 0)
        self._told.setSpacing(unit(0.25))
        self.add(self._noted)
        self.contact = label("", tone="muted", wrap=True)
        self.add(self.contact)

    def show_record(self, record: PupilRecord) -> None:
        """Shows what was promised about a child, and when the school was last in touch."""
        self._show(record.pupil)
        self._offer(record)
        self._offer_noted(record.pupil, record.notes)
        last = contacts_log.last_contact(record)
        today = self._context.desk.today
        self.contact.setText(f"Last contact: {shown_day(last[0], today)}, {_lower(last[1])}" if last else "")
        self.contact.setVisible(last is not None)

    def show_own(self, pupil: Pupil | None, notes: Sequence[Note] = ()) -> None:
        """Shows what the person at the desk wrote down of promises about a child, and nobody else's.

        What their own `notes` tell of and nobody kept is offered.
        """
        for part in (self.offer, self._offer_ways, self._noted, self.contact):
            part.hide()
        self.setVisible(pupil is not None)
        if pupil is not None:
            self._show(pupil, own=True)
            self._offer_noted(pupil, notes)

    def _show(self, pupil: Pupil, *, own: bool = False) -> None:
        self._pupil = pupil
        desk = self._context.desk
        found = self._context.work.attempt(lambda: promises.of_pupil(desk, pupil.id)) or []
        if own:
            theirs = promises.changeable(desk, found)
            found = [each for each in found if each.id in theirs]
        still = [each for each in found if each.kept.state == "open"]
        ended = sorted((each for each in found if each.kept.state != "open"), key=lambda each: each.id, reverse=True)
        self.shown = (*still, *ended[:_ENDED_SHOWN])
        mine = promises.changeable(desk, self.shown)
        self.tell_none("" if self.shown else "none made yet")
        self._held.setVisible(bool(self.shown))
        while (entry := self._column.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        made: list[QWidget] = []
        for at, promise in enumerate(self.shown):
            if at:
                self._column.addWidget(rule())
            line, buttons = self._line(promise, changeable=promise.id in mine)
            self._column.addWidget(line)
            made += buttons
        tab_order(self.begin, *made)
        self._context.limit(self)

    def _offer(self, record: PupilRecord) -> None:
        """What the last meeting agreed on, one press from being a promise; nothing is kept by itself."""
        desk = self._context.desk
        met = [each for each in record.meetings if desk.today - each.on <= _RECENT]
        newest = max(met, key=lambda each: (each.on, each.id), default=None)
        found = self._context.work.attempt(lambda: promises.offered_by(desk, newest)) if newest is not None else None
        self._offered = list(found or ())
        words = [f"{each.who}: “{each.what}”" for each in self._offered]
        self.offer.setText(f"Agreed on {shown_day(newest.on, desk.today)}. {' '.join(words)}" if newest else "")
        for part in (self.offer, self._offer_ways):
            part.setVisible(bool(words))
        self.drop_offer.setText("Not a promise" if len(words) == 1 else "No promises")
        self.drop_offer.setAccessibleName(f"{self.drop_offer.text()}: {' '.join(words)}"[:200])
        self.take_offer.setText("Keep it as a promise" if len(words) == 1 else f"Keep as {len(words)} promises")
        self.take_offer.setAccessibleName(self.take_offer.text())

    def _offer_noted(self, pupil: Pupil, written: Sequence[Note]) -> None:
        """What the notes of the last weeks tell of and nobody kept, each one press from being a promise, or none."""
        desk = self._context.desk
        notes = [each for each in written if desk.today - each.on <= _RECENT]
        found = self._context.work.attempt(lambda: promises.offered_by_notes(desk, pupil, notes)) or []
        while (entry := self._told.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for each in found[:_NOTED_SHOWN]:
            said = f"Told of on {shown_day(each.made_on, desk.today)}. {each.who}: “{each.what}”"
            take = button("Keep it as a promise", partial(self._take_noted, each), kind="link", needs="log")
            take.setAccessibleName(f"Keep it as a promise: {each.who}, {each.what[:60]}")
            drop = button("Not a promise", partial(self._drop_noted, pupil, written, each), kind="link", needs="log")
            drop.setAccessibleName(f"Not a promise: {each.who}, {each.what[:60]}")
            self._told.addWidget(label(said, tone="muted", wrap=True))
            self._told.addWidget(flowing(take, drop))
        self._noted.setVisible(bool(found))
        self._context.limit(self._noted)

    def _take_noted(self, draft: CommitmentDraft) -> None:
        desk = self._context.desk
        self._context.work.do(lambda: promises.add(desk, [draft]), initiator=self, say="Promise kept")

    def _drop_noted(self, pupil: Pupil, written: Sequence[Note], draft: CommitmentDraft) -> None:
        """It is no promise: the note offers it no more, and the keyboard is on the next that is offered."""
        self._dismiss([draft])
        self._offer_noted(pupil, written)
        QTimer.singleShot(0, self, self._on_with_offers)  # once the lines that are left are laid out

    def _on_with_offers(self) -> None:
        left = [each for each in self._noted.findChildren(QAbstractButton) if each.isVisible()]
        (left[0] if left else self.begin).setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_offer(self) -> None:
        self._dismiss(self._offered)
        self._offered = []
        self.offer.hide()
        self._offer_ways.hide()
        self.begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dismiss(self, drafts: Sequence[CommitmentDraft]) -> None:
        desk = self._context.desk
        for each in drafts:
            source = each.note_id or each.meeting_id or ""
            self._context.work.attempt(partial(promises.dismiss, desk, [source], [each.what]))
        self._context.work.said.emit("Not offered again", False)  # noqa: FBT003  the shape of the signal

    def _take_offer(self) -> None:
        desk, drafts = self._context.desk, self._offered
        if drafts:
            said = "Promise kept" if len(drafts) == 1 else f"{len(drafts)} promises kept"
            self._context.work.do(lambda: promises.add(desk, drafts), initiator=self, say=said)

    def _line(self, promise: Promise, *, changeable: bool) -> tuple[QWidget, list[QWidget]]:
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, unit(0.25), 0, unit(0.25))
        column.setSpacing(unit(0.25))
        column.addWidget(MarkLabel(standing_mark(promise, self._context.desk.today), wrap=True))
        column.addWidget(label(promised_words(promise, self._context.desk.today), wrap=True))
        if promise.kept.outcome:
            column.addWidget(label(promise.kept.outcome, tone="muted", wrap=True))
        wanted = dict(DEEDS) | {"edit": "Edit"} if promise.kept.state == "open" else {"reopen": "Open again"}
        if not changeable:
            wanted = {}
        made: list[QWidget] = []
        flow = Flow(gap=1.5)
        for deed, words in wanted.items():
            plain = words.replace("&", "")
            each = button(plain, partial(self.deeds.run, deed, promise.id), kind="link", needs="log")
            each.setAccessibleName(f"{plain.rstrip('…')}: {promise.kept.who}, {promise.kept.what[:60]}")
            flow.addWidget(each)
            made.append(each)
        if made:
            column.addLayout(flow)
        return line, made

    def _add(self) -> None:
        if self._pupil is not None:
            self.deeds.add(self._pupil.id, self._pupil.name)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
