"""The school, its calendar, staff and rates, and the local authorities' profiles."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

from senco_desk.domain.accrual import RateBook
from senco_desk.domain.figures import CalendarRow
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.provision import Rate, RateDraft, problems_of_rate
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.school import AuthorityDraft, School, Staff, StaffDraft
from senco_desk.domain.terms import AcademicYear, CalendarSpan, SchoolCalendar, problems
from senco_desk.domain.thresholds import AuthorityProfile, profile_from_dict
from senco_desk.domain.working_days import bank_holidays
from senco_desk.services import records
from senco_desk.services.desk import Desk, Done, done
from senco_desk.services.resources import resource
from senco_desk.store import nouns


def school(desk: Desk) -> School:
    """The school of this desk."""
    return nouns.SCHOOLS.all(desk.store)[0]


def calendar(desk: Desk) -> SchoolCalendar:
    """The school calendar with England's bank holidays of `calendar_years`."""
    return SchoolCalendar(nouns.CALENDAR.all(desk.store), bank_holidays(calendar_years(desk.today)))


def calendar_years(day: date) -> range:
    """The calendar years whose bank holidays a school calendar knows: from ten before a day to five after it."""
    return range(day.year - 10, day.year + 6)


def replace_calendar(desk: Desk, spans: Sequence[CalendarSpan | CalendarRow]) -> Done[list[tuple[AcademicYear, int]]]:
    """Replace the calendar of the academic years that the spans cover; answers each year with its school days.

    Refused with every problem at once; `row` is the row of the file, or else the place in the list, counted from 1.
    """
    wanted = [CalendarSpan(start=s.start, end=s.end, kind=s.kind, name=s.name) for s in spans]
    found = problems(wanted)
    if found or not wanted:
        raise RefusedError([_in_file(each, spans) for each in found] or "The file holds no term dates.")
    years = sorted({span.year for span in wanted})
    covered = {year.first for year in years}
    with desk.store.change("Import term dates") as change:
        for entry in nouns.CALENDAR.all(desk.store):
            if entry.year.first in covered:
                change.remove(nouns.CALENDAR, entry.id)
        change.add_all(nouns.CALENDAR, wanted)
    new = calendar(desk)
    return done([(year, new.days_in_year(year)) for year in years], change)


def _in_file(problem: Problem, spans: Sequence[CalendarSpan | CalendarRow]) -> Problem:
    """A problem of a span as one of the file's row and column, where the span came from a file."""
    span = spans[problem.row - 1] if problem.row else None
    if not isinstance(span, CalendarRow):
        return problem
    return Problem(row=span.row, column=problem.field, field=problem.field, sentence=problem.sentence)


def staff(desk: Desk) -> list[Staff]:
    """Everybody who delivers support, by name."""
    return nouns.STAFF.all(desk.store)


def add_staff(desk: Desk, draft: StaffDraft, rate: RateDraft | None = None) -> Done[Staff]:
    """Keep a new member of staff, with what an hour of theirs costs where that is known, as one change.

    `rate` becomes this person's, whatever it names. Refused with every problem at once.
    """
    problems = records.problems_of(desk, draft) + (problems_of_rate(rate) if rate is not None else [])
    if problems:
        raise RefusedError(problems)
    with desk.store.change(f"Add {nouns.STAFF.words}") as change:
        kept = change.add(nouns.STAFF, draft)
        if rate is not None:
            change.add(nouns.RATES, rate.model_copy(update={"staff_id": kept.id, "role": ""}))
    return done(kept, change)


def rates(desk: Desk) -> list[Rate]:
    """Every dated rate, oldest first."""
    return nouns.RATES.all(desk.store)


def rate_book(desk: Desk) -> RateBook:
    """Which rate is in force for whom on which day."""
    return RateBook(rates(desk), roles={member.id: member.role for member in staff(desk)})


def authority_ids() -> list[str]:
    """The ids of the profiles that come with the program, the generic one last."""
    found = [path.stem for path in resource("authorities").glob("*.json")]
    return sorted(found, key=lambda name: (name == "generic", name))


def profiles(desk: Desk) -> list[AuthorityProfile]:
    """Every authority's profile, as this school has edited it where it has."""
    kept = {row.authority_id for row in nouns.AUTHORITIES.all(desk.store)}
    ids = [*authority_ids(), *sorted(kept - set(authority_ids()))]
    return [profile(desk, authority_id) for authority_id in ids]


def profile(desk: Desk, authority_id: str) -> AuthorityProfile:
    """An authority's profile: the school's own version, or the one that comes with the program."""
    kept = nouns.AUTHORITIES.of(desk.store, authority_id=authority_id)
    if kept:
        return profile_from_dict(json.loads(kept[0].document))
    return shipped_profile(authority_id)


def shipped_profile(authority_id: str) -> AuthorityProfile:
    """The profile that comes with the program; refused, with the ids there are, if there is none."""
    if authority_id not in authority_ids():
        raise RefusedError(f"There is no profile for “{authority_id}”. Choose one of: {', '.join(authority_ids())}.")
    return profile_from_dict(json.loads(resource(f"authorities/{authority_id}.json").read_text("utf-8")))


def save_profile(desk: Desk, changed: AuthorityProfile) -> Done[AuthorityProfile]:
    """Keep a school's own version of a profile; refused with every contradiction in it."""
    document = changed.model_dump(mode="json")
    profile_from_dict(document)
    draft = AuthorityDraft(authority_id=changed.authority_id, document=json.dumps(document, ensure_ascii=False))
    kept = nouns.AUTHORITIES.of(desk.store, authority_id=changed.authority_id)
    with desk.store.change("Change authority profile") as change:
        if kept:
            change.save(nouns.AUTHORITIES, kept[0].model_copy(update={"document": draft.document}))
        else:
            change.add(nouns.AUTHORITIES, draft)
    return done(changed, change)


def profile_for(desk: Desk, pupil: Pupil) -> AuthorityProfile:
    """The profile of the authority where a pupil lives, or else the school's."""
    return applying_profile(desk, pupil.authority_id or school(desk).authority_id)


def applying_profile(desk: Desk, authority_id: str) -> AuthorityProfile:
    """An authority's profile; the generic one, whose name says so, where nothing is known of that authority.

    One child who lives in an unknown authority must not keep everybody else's costs from being shown.
    """
    known = {*authority_ids(), *(row.authority_id for row in nouns.AUTHORITIES.all(desk.store))}
    return profile(desk, authority_id if authority_id in known else "generic")


def half_term_of(desk: Desk, day: date) -> tuple[date, date]:
    """The half-term a day lies in, or the next one if the day is in a holiday; first and last day."""
    dates = calendar(desk)
    for year in (AcademicYear.of(day), AcademicYear.of(day).next()):
        for stretch in dates.half_terms(year):
            if day <= stretch.end:
                return stretch.start, stretch.end
    return day, day + timedelta(weeks=6)
