"""Opening the forms of provision and doing what they ask: shared by the pupil's tab, the cycle and the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QObject

from senco_desk.domain.costs import LineCost
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.provision import Session
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.terms import AcademicYear, SchoolCalendar
from senco_desk.services import costs, cycles, provision, provision_map, pupils, schools
from senco_desk.services.desk import Desk
from senco_desk.ui.context import Context
from senco_desk.ui.provision_form import ProvisionEntry, ProvisionForm
from senco_desk.ui.session_form import SessionForm, SessionsEntry
from senco_desk.ui.sheet_room import Chosen, SheetRoom


class ProvisionDeeds(QObject):
    """Adds, changes and removes lines, and logs sessions, in a room's side sheet."""

    def __init__(
        self, context: Context, room: SheetRoom, *, chosen: Callable[[str], Chosen] = lambda _line_id: ()
    ) -> None:
        """`chosen` tells what a form about a line (or about a new one: no id) belongs to on the page.

        It may bring the page to that line first, as where a form is opened again that was open before a lock.
        """
        super().__init__(room)
        self._context = context
        self._room = room
        self._chosen = chosen

    def add(self, pupil_id: str = "") -> bool:
        """Opens the form for a new line, for one child if given; from today to the end of the school year's terms."""
        form = self._form(None, pupil_id)
        today = self._context.desk.today
        form.start_with(pupils=[pupil_id] if pupil_id else [], start=today, end=self._last_day(today))
        form.submitted.connect(lambda entry: self._add(form, entry))
        about = [(pupil_id, pupils.get(self._context.desk, pupil_id).name)] if pupil_id else []
        return self._room.open(form, about=about, chosen=self._chosen("") if pupil_id else ())

    def edit(self, provision_id: str, pupil_id: str = "") -> bool:
        """Opens the form of a line that is there."""
        group = self._context.work.attempt(lambda: provision.get(self._context.desk, provision_id))
        if group is None:
            return False
        form = self._form(group, pupil_id)
        form.submitted.connect(lambda entry: self._save(form, entry))
        chosen = self._chosen(provision_id)
        return self._room.open(form, about=[(p.id, p.name) for p in self._on(group, chosen)], chosen=chosen)

    def remove(self, provision_id: str, pupil_id: str = "") -> None:
        """Takes a line out; with a child given, takes only that child off a group. Undo brings it back."""
        desk = self._context.desk
        if pupil_id:
            self._context.work.do(
                lambda: provision.take_off(desk, provision_id, pupil_id),
                initiator=self, say="Child taken off: the place is in the bin",
            )  # fmt: skip
        else:
            self._context.work.do(
                lambda: provision.remove(desk, provision_id), initiator=self, say="Provision moved to the bin"
            )

    def log(self, provision_id: str, session: Session | None = None) -> bool:
        """Opens the form for what was given, or to change one session that is logged."""
        desk = self._context.desk
        group = self._context.work.attempt(lambda: provision.get(desk, provision_id))
        if group is None:
            return False
        chosen = self._chosen(provision_id)
        on_it = [(pupil.id, pupil.name) for pupil in self._on(group, chosen)]
        form = SessionForm(
            group,
            on_it,
            today=desk.today,
            days=provision_map.days_to_log(desk, group),
            session=session,
            is_open=partial(_is_open, schools.calendar(desk)),
        )
        form.submitted.connect(lambda entry: self._log(form, entry))
        return self._room.open(form, about=on_it, chosen=chosen)

    def _on(self, group: provision.Group, chosen: Chosen) -> list[Pupil]:
        """The children on a line, the one on show first, then by name."""
        found = [pupils.get(self._context.desk, place.pupil_id) for place in group.places]
        return sorted(found, key=lambda pupil: (pupil.id not in chosen, pupil.sort_name))

    def _form(self, group: provision.Group | None, pupil_id: str) -> ProvisionForm:
        desk = self._context.desk
        on_roll = [p for p in pupils.all_pupils(desk) if p.leaving_date is None or p.leaving_date > desk.today]
        kept = {place.pupil_id for place in group.places} if group else {pupil_id} - {""}
        leavers = [pupils.get(desk, name) for name in sorted(kept - {pupil.id for pupil in on_roll})]

        def preview(entry: ProvisionEntry) -> LineCost:
            return costs.preview(desk, entry.line(), pupil_id=pupil_id, newcomer=entry.newcomer)

        return ProvisionForm(
            today=desk.today,
            staff=schools.staff(desk),
            pupils=_named(desk, [*on_roll, *leavers]),
            preview=preview,
            group=group,
            money=self._context.may("rates"),
        )

    def _add(self, form: ProvisionForm, entry: ProvisionEntry) -> None:
        desk = self._context.desk
        planned = cycles.open_ids(desk, entry.pupils)
        done = self._context.work.do(
            lambda: provision.add(desk, entry.line(), entry.pupils, cycles=planned, newcomer=entry.newcomer),
            form=form, initiator=self, say="Provision added",
        )  # fmt: skip
        if done is not None:
            self._room.put_away()

    def _save(self, form: ProvisionForm, entry: ProvisionEntry) -> None:
        desk = self._context.desk
        planned, new = cycles.open_ids(desk, entry.pupils), entry.newcomer
        done = self._context.work.do(
            lambda: provision.save(desk, form.changed_provision(entry), entry.pupils, cycles=planned, newcomer=new),
            form=form, initiator=self, say="Provision changed",
        )  # fmt: skip
        if done is not None:
            self._room.put_away()

    def _log(self, form: SessionForm, entry: SessionsEntry) -> None:
        desk = self._context.desk
        if form.session is not None:
            done = self._context.work.do(
                lambda: provision.save_session(desk, form.changed_session(entry)),
                form=form, initiator=self, say="Session changed",
            )  # fmt: skip
        else:
            drafts = entry.drafts()
            said = "Session logged" if len(drafts) == 1 else f"{len(drafts)} sessions logged"
            done = self._context.work.do(
                lambda: provision.log_sessions(desk, drafts), form=form, initiator=self, say=said
            )
        if done is not None:
            self._room.put_away()

    def _last_day(self, today: date) -> date:
        """The last school day of this academic year, or of the next one where this one has run out."""
        calendar = schools.calendar(self._context.desk)
        year = AcademicYear.of(today)
        days = calendar.school_days(today, year.end) or calendar.school_days(year.end, year.next().end)
        return days[-1] if days else today + timedelta(weeks=38)


def _is_open(calendar: SchoolCalendar, day: date) -> bool:
    try:
        return calendar.is_school_day(day)
    except RefusedError:  # a mistyped century; the form says so when it is kept
        return True


def _named(desk: Desk, found: Sequence[Pupil]) -> list[tuple[str, str]]:
    """Id and a name that tells two children of one name apart."""
    apart = pupils.told_apart(desk, found)
    named = [(p, p.name, p.class_name or p.year_group, apart.get(p.id, "")) for p in found]
    return [(p.id, " · ".join(part for part in parts if part)) for p, *parts in named]
