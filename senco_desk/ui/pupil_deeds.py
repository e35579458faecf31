"""Opening the forms of a child's record and doing what they ask, in the page's one side sheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from senco_desk.domain.needs import BROAD_AREAS, Status, StatusCode
from senco_desk.domain.papers import Document
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.records import Kept
from senco_desk.services import contacts, cycles, paper_deeds, records, schools, statuses
from senco_desk.ui import pupil_forms, status_forms
from senco_desk.ui.contact_forms import contact_form
from senco_desk.ui.context import Context
from senco_desk.ui.forms import Form
from senco_desk.ui.grouped_form import GroupedForm
from senco_desk.ui.review_form import ReviewForm
from senco_desk.ui.sheet_room import SheetRoom


class PupilDeeds(QObject):
    """Everything that can be written into one child's record from its page. `record` is the child on show."""

    def __init__(self, context: Context, room: SheetRoom, page: QObject) -> None:
        super().__init__(room)
        self._context = context
        self._desk = context.desk
        self._room = room
        self._page = page
        self.record: PupilRecord | None = None

    def note(self) -> None:
        """A note."""
        if self.record is not None:
            self._open(pupil_forms.note_form(self._id, self._desk.today), self._add, "Note kept")

    def view(self, whose: str = "child") -> None:
        """Words of the child or a parent."""
        if self.record is not None:
            speaker = self.record.pupil.forename if whose == "child" else self._first_contact()
            self._open(pupil_forms.view_form(self._id, self._desk.today, whose, speaker), self._add, "Words kept")

    def contact(self) -> None:
        """A parent, carer or other adult."""
        if self.record is not None:
            rank = max((contact.rank for contact in self.record.contacts), default=0) + 1
            self._open(contact_form(self._id, rank), self._add, "Contact added")

    def meeting(self) -> None:
        """A meeting."""
        if self.record is not None:
            cycle = self.record.current_cycle()
            form = pupil_forms.meeting_form(self._id, self._desk.today, cycle.id if cycle else None)
            self._open(form, self._add, "Meeting added")

    def involvement(self) -> None:
        """A professional."""
        if self.record is not None:
            form = pupil_forms.involvement_form(self._id, self._desk.today, self._reports())
            self._open(form, self._add, "Professional added")

    def area(self, area: str = "") -> None:
        """Strengths and difficulties in an area: without one, in the first that nothing is written down for."""
        if self.record is not None:
            written = {note.area for note in self.record.area_notes}
            first = area or next((code for code in BROAD_AREAS if code not in written), "ci")
            form = status_forms.area_form(self._id, self._desk.today, first)
            self._open(form, self._add, "Strengths and difficulties kept")

    def diagnosis(self) -> None:
        """A diagnosis, with where it is known from."""
        if self.record is not None:
            form = status_forms.diagnosis_form(self._id, self._desk.today, self._reports())
            self._open(form, self._add, "Diagnosis kept")

    def status(self, wanted: StatusCode | None = None) -> None:
        """A change of status, with the needs from then on; `wanted` is the status it proposes."""
        if self.record is None:
            return
        today = self._desk.today
        needs = [need.code for need in self.record.needs_on(today)]
        form = status_forms.status_form(
            self._id, today, self.record.status(today), needs, decided_by=self._senco(), wanted=wanted
        )
        self._open(form, self._change_status, "Status changed")

    def carry_on(self) -> None:
        """Monitoring goes on until a day, with the reason."""
        now = self.record.status(self._desk.today) if self.record is not None else None
        if now is not None:
            form = status_forms.carry_on_form(now, self._desk.today, decided_by=self._senco())
            self._open(form, self._carry_on(now), "Monitoring goes on")

    def needs(self) -> None:
        """The ranked needs, without a change of status."""
        if self.record is not None:
            today = self._desk.today
            codes = [need.code for need in self.record.needs_on(today)]
            self._open(status_forms.needs_form(self._id, today, codes), self._set_needs, "Needs kept")

    def order_contacts(self, contact_ids: list[str]) -> None:
        """Whom to call first, second, third."""
        if self.record is not None:
            child = self._id
            self._context.work.do(
                lambda: contacts.put_in_order(self._desk, child, contact_ids), initiator=self._page, say="Order kept"
            )

    def edit(self, field: str = "") -> None:
        """The pupil's own details; `field` is the one to begin with."""
        if self.record is not None:
            profiles = [(found.authority_id, found.name) for found in schools.profiles(self._desk)]
            guarded = self._context.may("confidential")
            form = pupil_forms.pupil_form(self._desk.today, profiles, self.record.pupil, guarded=guarded)
            self._open(form, self._save, "Details kept")
            shown = self._room.sheet.form
            if field and isinstance(shown, GroupedForm):
                shown.reveal(field)

    def record_review(self) -> None:
        """The review of the open cycle."""
        cycle = self.record.current_cycle() if self.record is not None else None
        if self.record is None or cycle is None:
            return
        desk = self._desk
        form = ReviewForm(cycle, self.record.outcomes_of(cycle), cycles.blank_review(desk, cycle.id), today=desk.today)
        self._open(
            form,
            lambda draft: lambda: cycles.record_review(desk, draft, form.results(), with_parents=form.with_parents),
            "Review recorded",
        )

    def edit_record(self, noun: str, record_id: str) -> None:
        """The form of a record that is there."""
        found = self._find(noun, record_id)
        if found is None or self.record is None:
            return
        today, forms, of_status = self._desk.today, pupil_forms, status_forms
        make: dict[str, Callable[[Any], Form[Any]]] = {
            "note": lambda kept: forms.note_form(self._id, today, kept),
            "view": lambda kept: forms.view_form(self._id, today, "child", "", kept),
            "contact": lambda kept: contact_form(self._id, 1, kept),
            "meeting": lambda kept: forms.meeting_form(self._id, today, None, kept),
            "involvement": lambda kept: forms.involvement_form(self._id, today, self._reports(), kept),
            "area": lambda kept: of_status.area_form(self._id, today, kept.area, kept),
            "document": lambda kept: forms.document_form(kept, today),
            "status": lambda kept: of_status.past_status_form(kept, today),
            "need": lambda kept: of_status.need_form(kept, today),
            "diagnosis": lambda kept: of_status.diagnosis_form(self._id, today, self._reports(), kept),
        }
        self._open(make[noun](found), partial(self._save_over, found), "Changed")

    def remove(self, noun: str, record_id: str) -> None:
        """Takes a record out; undo brings it back."""
        found = self._find(noun, record_id)
        if found is not None:
            names = {"area": "Strengths and difficulties", "involvement": "Professional", "view": "Words"}
            words = names.get(noun, noun.capitalize())
            self._context.work.do(
                lambda: records.remove(self._desk, found), initiator=self._page, say=f"{words} moved to the bin"
            )

    @property
    def _id(self) -> str:
        assert self.record is not None
        return self.record.pupil.id

    def _open(self, form: Form[Any], deed: Callable[[Any], Callable[[], Any]], say: str) -> None:
        def submitted(draft: Any) -> None:
            if self._context.work.do(deed(draft), form=form, initiator=self._page, say=say) is not None:
                form.settle()
                self._room.put_away()

        form.submitted.connect(submitted)
        pupil = self.record.pupil if self.record is not None else None
        about = [(pupil.id, pupil.name)] if pupil is not None else []
        self._room.open(form, about=about, chosen=(pupil.id,) if pupil is not None else ())

    def _add(self, draft: Any) -> Callable[[], Any]:
        return lambda: records.add(self._desk, draft)

    def _save(self, record: Any) -> Callable[[], Any]:
        return lambda: records.save(self._desk, record)

    def _save_over(self, found: Kept, record: Any) -> Callable[[], Any]:
        """What is decided about a paper beside its sheet stays; everything else is saved as the sheet says."""
        if isinstance(found, Document):
            return lambda: paper_deeds.save(self._desk, found, record)
        return self._save(record)

    def _change_status(self, entry: status_forms.StatusEntry) -> Callable[[], Any]:
        needs = None if entry.status == "N" else list(entry.needs)
        return lambda: statuses.change(self._desk, entry.draft(), needs)

    def _set_needs(self, entry: status_forms.NeedsEntry) -> Callable[[], Any]:
        return lambda: statuses.set_needs(self._desk, entry.pupil_id, list(entry.needs), entry.since)

    def _carry_on(self, now: Status) -> Callable[[status_forms.CarryOn], Callable[[], Any]]:
        def deed(entry: status_forms.CarryOn) -> Callable[[], Any]:
            return lambda: statuses.carry_on(self._desk, now, until=entry.until, why=entry.why, by=entry.by)

        return deed

    def _find(self, noun: str, record_id: str) -> Kept | None:
        record = self.record
        if record is None:
            return None
        kept: dict[str, tuple[Kept, ...]] = {
            "note": record.notes,
            "view": record.views,
            "contact": record.contacts,
            "meeting": record.meetings,
            "involvement": record.involvements,
            "area": record.area_notes,
            "document": record.documents,
            "status": record.statuses,
            "need": record.needs,
            "diagnosis": record.diagnoses,
        }
        return next((each for each in kept[noun] if each.id == record_id), None)

    def _senco(self) -> str:
        return schools.school(self._desk).senco

    def _reports(self) -> list[tuple[str, str]]:
        return [(each.id, each.title) for each in self.record.documents] if self.record is not None else []

    def _first_contact(self) -> str:
        contacts = self.record.contacts if self.record is not None else ()
        return next((f"{each.name}, {each.relation.lower()}".rstrip(", ") for each in contacts), "")
