"""The form for what was really given: a day or several, how long, or why not, and who was not there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QWidget

from senco_desk.domain.provision import Minutes, Session, SessionDraft
from senco_desk.domain.records import Line, Record
from senco_desk.domain.terms import in_words
from senco_desk.services.provision import Group
from senco_desk.ui.cards import show_if
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import CheckField, LineField, NumberField
from senco_desk.ui.forms import Form
from senco_desk.ui.many_fields import TicksField

REASONS = ("Staff absence", "School trip", "Room not available", "Assembly or event", "Tests", "School closed")
"""Why sessions are lost most often, as a help in typing (our list); any other words can be typed."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


_BACK = 60
"""So many days back the last school day is looked for: longer than any holiday."""


class SessionsEntry(Record):
    """What is typed into the form: the same session on one day or on several."""

    provision_id: str
    on: date
    also: tuple[date, ...] = ()
    given: bool = True
    reason: Line = ""
    minutes: Minutes | None = None
    absent: tuple[str, ...] = ()

    def drafts(self) -> list[SessionDraft]:
        """A session for each day, oldest first."""
        kept = {name: value for name, value in dict(self).items() if name not in {"on", "also"}}
        return [SessionDraft.model_validate(kept | {"on": day}) for day in sorted({self.on, *self.also})]


class SessionForm(Form[SessionsEntry]):
    """Logs sessions of one line, or changes one that is logged."""

    needs = "log"

    def __init__(
        self,
        group: Group,
        pupils: Sequence[tuple[str, str]],
        *,
        today: date,
        days: Sequence[date] = (),
        session: Session | None = None,
        is_open: Callable[[date], bool] = lambda _day: True,
        parent: QWidget | None = None,
    ) -> None:
        """`pupils` are id and name of the children on the line, `days` those not logged yet, newest first.

        `is_open` tells whether the school is open on a day: no other is proposed, and one chosen is remarked on.
        """
        line = group.provision
        self.group = group
        self.session = session
        self._is_open, self._today = is_open, today
        reason = LineField("&Why it was not given", hint="Staff absence")
        known = QCompleter(list(REASONS), reason.input)
        known.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        reason.input.setCompleter(known)
        fields: dict[str, Any] = {
            "on": DateField("&Day", today),
            "given": CheckField("The session was &given"),
            "reason": reason,
            "minutes": NumberField("&Minutes", f"Leave empty if it lasted the planned {line.minutes}."),
            "absent": TicksField("&Not there", pupils, "Tick the children who missed it."),
        }
        if session is None:
            fields["also"] = TicksField(
                "Also &on", [(day, f"{_DAYS[day.weekday()]} {in_words(day)}") for day in days[1:]],
                "School days that are not logged yet. Everything above is kept for each day ticked.",
            )  # fmt: skip
        super().__init__(
            SessionsEntry,
            fields,
            title=line.what,
            submit="&Log" if session is None else "&Save",
            fixed={"provision_id": line.id},
            parent=parent,
        )
        if session is None:
            self.fill({"on": days[0] if days else self._last_open(), "given": True})
        else:
            self.fill(session)
        for field in self.fields.values():
            field.setHidden(isinstance(field, TicksField) and not field.offers)
        self.fields["given"].changed.connect(self._fit)
        self.fields["on"].changed.connect(self._remark)
        self._fit()
        self._remark()

    def changed_session(self, entry: SessionsEntry) -> Session:
        """The session being changed as it stands in the form now."""
        assert self.session is not None
        return self.session.model_copy(update=dict(entry.drafts()[0]))

    def _last_open(self) -> date:
        """The last day up to today on which the school was open; today where it has been closed for long."""
        recent = (self._today - timedelta(days=back) for back in range(_BACK))
        return next((day for day in recent if self._is_open(day)), self._today)

    def _remark(self) -> None:
        """Says under the day what is odd about it, and keeps nobody from logging it all the same."""
        day, told = self.fields["on"].value(), self.fields["on"].help
        words = ""
        if isinstance(day, date):
            own = self.session.id if self.session is not None else ""
            there = any(each.on == day and each.id != own for each in self.group.sessions)
            if not self._is_open(day):
                words = f"▲ {_WEEKDAYS[day.weekday()]}: not a school day in your term dates."
            elif there:
                words = f"▲ {_WEEKDAYS[day.weekday()]}. A session is logged on that day already; this is one more."
            else:
                words = f"{_WEEKDAYS[day.weekday()]}."
        told.setText(words)
        show_if(told, bool(words))

    def _fit(self) -> None:
        """Minutes and absences are asked of a session that was given, the reason of one that was not."""
        given = bool(self.fields["given"].value())
        absent = self.fields["absent"]
        self.fields["reason"].setVisible(not given)
        self.fields["minutes"].setVisible(given)
        absent.setVisible(given and isinstance(absent, TicksField) and absent.offers)

    def draft(self) -> SessionsEntry:
        """What is typed; what does not apply is left out, though it stays in its field."""
        entry = super().draft()
        unused: dict[str, Any] = {"reason": ""} if entry.given else {"minutes": None, "absent": ()}
        return entry.model_copy(update=unused)
