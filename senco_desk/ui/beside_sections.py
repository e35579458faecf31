"""What stands about a child when two are read side by side, section by section, in the same order for both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from senco_desk.domain.ages import age_on
from senco_desk.domain.cycles import Outcome
from senco_desk.domain.needs import BROAD_AREAS
from senco_desk.domain.papers import CONTACT_KINDS
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.terms import in_words
from senco_desk.ui.provision_words import line_words
from senco_desk.ui.pupil_words import cycle_line, latest_view, source_words, strengths_of
from senco_desk.ui.register_table import day_words, long_year, need_words

_NOTES = 5
_ACHIEVED = {"met": "✓ met", "partly": "▲ partly met", "not met": "■ not met yet"}


@dataclass(frozen=True)
class Section:
    """What a section says: words that were spoken with who said them, and pairs of name and words."""

    facts: tuple[tuple[str, str], ...] = ()
    quote: str = ""
    source: str = ""


def headline(record: PupilRecord, today: date) -> str:
    """Year, class, age and status, in one line."""
    pupil, status = record.pupil, record.status(today)
    age = age_on(pupil.date_of_birth, today)
    left = pupil.leaving_date is not None and pupil.leaving_date <= today
    parts = (
        long_year(pupil.year_group),
        pupil.class_name,
        f"aged {age}" if age is not None else "",
        f"left on {in_words(pupil.leaving_date)}" if left and pupil.leaving_date else "",
        status.words if status is not None else "Not on the register",
    )
    return " · ".join(part for part in parts if part)


def _said(record: PupilRecord, _today: date) -> Section:
    view = latest_view(record.views, "child")
    return (
        Section(quote=view.words, source=source_words(view, record.pupil.forename)) if view is not None else Section()
    )


def _strengths(record: PupilRecord, _today: date) -> Section:
    facts = [("Strengths", strengths_of(record)), ("Interests", record.pupil.interests)]
    return Section(tuple((name, words) for name, words in facts if words))


def _needs(record: PupilRecord, today: date) -> Section:
    status = record.status(today)
    facts = [("", need_words(need.code)) for need in record.needs_on(today)]
    if status is not None and status.start is not None:
        facts.append(("Status since", in_words(status.start)))
    latest = {note.area: note for note in record.area_notes}
    facts += [
        (BROAD_AREAS[area], latest[area].difficulties)
        for area in BROAD_AREAS
        if area in latest and latest[area].difficulties
    ]
    return Section(tuple(facts))


def _outcomes(record: PupilRecord, today: date) -> Section:
    cycle = record.current_cycle() or next(reversed(record.cycles), None)
    if cycle is None:
        return Section()
    facts = [(f"Cycle {cycle.number}", cycle_line(cycle, today)[1])]
    due = record.next_review()
    if due is not None:
        facts.append(("Next review", in_words(due)))
    return Section((*facts, *((each.aim, _progress(each)) for each in record.outcomes_of(cycle))))


def _progress(outcome: Outcome) -> str:
    step = " → ".join(part for part in (outcome.baseline, outcome.target) if part)
    now = f"now {outcome.result}" if outcome.result else ""
    return " · ".join(part for part in (step, now, _ACHIEVED.get(outcome.achieved, "")) if part) or "no measure yet"


def _provision(record: PupilRecord, today: date) -> Section:
    running = [line for line in record.lines if line.start <= today <= line.end]
    return Section(
        tuple((line.provision.what, f"{line_words(line.provision)}, until {day_words(line.end)}") for line in running)
    )


def _attendance(record: PupilRecord, _today: date) -> Section:
    facts = [
        (f"{day_words(each.start)} to {day_words(each.end)}", f"{each.rate} %")
        for each in reversed(record.attendances)
        if each.rate is not None
    ]
    return Section(tuple(facts[:3]))


def _notes(record: PupilRecord, _today: date) -> Section:
    latest = list(reversed(record.notes))[:_NOTES]
    return Section(
        tuple((f"{CONTACT_KINDS.get(each.kind, 'Note')}, {day_words(each.on)}", each.text) for each in latest)
    )


SECTIONS: tuple[tuple[str, Callable[[PupilRecord, date], Section]], ...] = (
    ("In their own words", _said),
    ("Strengths and interests", _strengths),
    ("Needs", _needs),
    ("Outcomes and progress", _outcomes),
    ("Provision now", _provision),
    ("Attendance", _attendance),
    ("Latest notes", _notes),
)
