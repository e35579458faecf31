"""The sessions of one line, day by day, with a way to put each right."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import QWidget

from senco_desk.domain.provision import Session
from senco_desk.domain.pupil_records import ProvisionLine
from senco_desk.domain.terms import in_words
from senco_desk.services import provision
from senco_desk.services.desk import Done
from senco_desk.ui.cards import Card, button
from senco_desk.ui.context import Context
from senco_desk.ui.flow import Flow
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.provision_deeds import ProvisionDeeds
from senco_desk.ui.sheet_room import WholeTable
from senco_desk.ui.tables import Column


class SessionsCard(Card):
    """What was logged for the line that is selected, newest first; hidden where nothing was."""

    def __init__(self, context: Context, deeds: ProvisionDeeds, parent: QWidget | None = None) -> None:
        super().__init__("Sessions logged", parent)
        self._context = context
        self._deeds = deeds
        self._pupil_id = ""
        self._changeable: Collection[str] | None = None
        columns = (
            Column[Session]("on", "Day", lambda s: s.on, text=lambda s: in_words(s.on), width=18),
            Column[Session]("given", "Given", lambda s: s.given, kind="mark", mark=self._mark, width=22, stretch=True),
            Column[Session]("minutes", "Minutes", lambda s: s.minutes, text=_minutes, right=True, width=12),
        )
        self.table: WholeTable[Session] = WholeTable("Sessions logged", columns, lambda s: s.id, several=False)
        self.table.most = 6
        self.table.opened.connect(self._edit)
        self.table.selected.connect(self._chosen)
        self.add(self.table)
        tools = QWidget()
        flow = Flow(tools)
        self.edit_button = button("Change session", self._edit_selected, needs="log")
        self.remove_button = button("Remove session", self._remove_selected, needs="log")
        flow.addWidget(self.edit_button)
        flow.addWidget(self.remove_button)
        self.add(tools)
        self.hide()

    def show_line(
        self, line: ProvisionLine | None, pupil_id: str, *, changeable: Collection[str] | None = None
    ) -> None:
        """Shows the sessions of a line, as they bear on a child.

        `changeable` are the ids of those that the person may put right; None for all of them.
        """
        self._pupil_id, self._changeable = pupil_id, changeable
        sessions = sorted(line.sessions, key=lambda s: (s.on, s.id), reverse=True) if line else []
        if line:
            self.title.setText(f"Sessions logged: {line.provision.what}")
        self.table.set_rows(sessions)
        self.table.fit()
        self.setVisible(bool(sessions))
        self._chosen()

    def _mark(self, session: Session) -> Mark:
        if not session.given:
            return mark("over", f"Not given: {session.reason}", meaning="not given")
        if self._pupil_id and self._pupil_id in session.absent:
            return mark("due", "Given, but the child was not there", meaning="child absent")
        away = len(session.absent)
        return mark("good", f"Given · {away} absent" if away else "Given", meaning="given")

    def _chosen(self, _rows: object = None) -> None:
        chosen = any(self._may_change(each) for each in self.table.selected_rows())
        self.edit_button.setEnabled(chosen)
        self.remove_button.setEnabled(chosen)

    def _may_change(self, session: Session) -> bool:
        return self._changeable is None or session.id in self._changeable

    def _edit(self, session: Session) -> None:
        if self._may_change(session):
            self._deeds.log(session.provision_id, session)

    def _edit_selected(self) -> None:
        for session in self.table.selected_rows():
            self._edit(session)

    def _remove_selected(self) -> None:
        for session in self.table.selected_rows():
            self._context.work.do(_Removing(self._context, session.id), initiator=self, say="Session moved to the bin")


class _Removing:
    def __init__(self, context: Context, session_id: str) -> None:
        self._context, self._session_id = context, session_id

    def __call__(self) -> Done[None]:
        return provision.remove_session(self._context.desk, self._session_id)


def _minutes(session: Session) -> str:
    if not session.given:
        return "—"
    return "as planned" if session.minutes is None else str(session.minutes)
