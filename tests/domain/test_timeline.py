"""The timeline's model: each event lands in its lane and on its day, the scale is straight, gaps hold no activity."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.chronology import GAP_WEEKS, chronology, session_days, support_stretches, term_gaps
from senco_desk.domain.commitments import Commitment
from senco_desk.domain.cycles import Cycle
from senco_desk.domain.involvement import Involvement
from senco_desk.domain.measures import Assessment, Attendance
from senco_desk.domain.needs import Diagnosis, Status
from senco_desk.domain.papers import Document, Note
from senco_desk.domain.profiles import Profile
from senco_desk.domain.provision import Provision, ProvisionPupil, Session
from senco_desk.domain.pupil_records import ProvisionLine, PupilRecord
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.reviews import Review
from senco_desk.domain.terms import SchoolCalendar
from senco_desk.domain.timeline import Timeline, timeline
from senco_desk.domain.timeline_places import placed
from senco_desk.domain.timeline_scale import LEAST_DAYS, Scale, Window, ticks
from senco_desk.domain.views import View

TODAY = date(2026, 11, 20)
CALENDAR = SchoolCalendar()
DAYS = st.dates(date(2022, 9, 1), date(2027, 7, 31))


def a_record(**held: object) -> PupilRecord:
    return PupilRecord(pupil=Pupil(id="p", legal_forename="Zoë", legal_surname="Lovelace"), **held)  # type: ignore[arg-type]


def a_line(start: date, end: date, sessions: Iterable[date] = (), name: str = "Language group") -> ProvisionLine:
    provision = Provision(id=f"l{start}{end}{name}", what=name, start=start, end=end, group_size=4)
    place = ProvisionPupil(id="pp", provision_id=provision.id, pupil_id="p")
    given = tuple(Session(id=str(day), provision_id=provision.id, on=day) for day in sessions)
    return ProvisionLine(provision, place, given)


def notes(days: Iterable[date]) -> tuple[Note, ...]:
    return tuple(Note(id=f"n{at}", pupil_id="p", on=day, text="Rang home.") for at, day in enumerate(days))


@st.composite
def records(draw: st.DrawFn) -> PupilRecord:
    several = st.lists(DAYS, max_size=8)
    pairs = st.lists(st.tuples(DAYS, DAYS).map(sorted), max_size=5)
    spans = draw(pairs)
    cycles = tuple(
        Cycle(id=f"c{at}", pupil_id="p", number=at + 1, opened_on=first, planned_on=last, closed_on=last)
        for at, (first, last) in enumerate(draw(pairs))
    )
    reviews = tuple(
        Review(id=f"r{at}", pupil_id="p", cycle_id=cycle.id, on=cycle.closed_on or cycle.opened_on, rating=1)
        for at, cycle in enumerate(cycles)
    )
    return a_record(
        notes=notes(draw(several)),
        cycles=cycles,
        reviews=reviews,
        lines=tuple(a_line(first, last, name=str(at)) for at, (first, last) in enumerate(spans)),
        statuses=tuple(
            Status(id=f"s{at}", pupil_id="p", status="K" if at % 2 else "E", start=day)
            for at, day in enumerate(draw(several))
        ),
        involvements=tuple(
            Involvement(id=f"i{at}", pupil_id="p", profession="CAMHS", asked_on=first, reported_on=last)
            for at, (first, last) in enumerate(draw(pairs))
        ),
        commitments=tuple(
            Commitment(id=f"m{at}", pupil_id="p", made_on=first, who="Mum", what="Ring", due=last)
            for at, (first, last) in enumerate(draw(pairs))
        ),
        attendances=tuple(
            Attendance(id=f"a{at}", pupil_id="p", start=first, end=last, percent=Decimal("91.5"))
            for at, (first, last) in enumerate(draw(pairs))
        ),
        views=tuple(
            View(id=f"v{at}", pupil_id="p", whose="child", on=day, words="I like maths.")
            for at, day in enumerate(draw(several))
        ),
    )


def drawn(record: PupilRecord) -> Timeline:
    return timeline(record, CALENDAR, TODAY)


@given(records())
def test_each_event_has_one_mark_in_its_lane_within_the_days(record: PupilRecord) -> None:
    made = drawn(record)
    events = chronology(record)
    assert [mark.event for mark in made.marks] == events
    assert sum(len(lane.marks) for lane in made.lanes) == len(events)
    for lane in made.lanes:
        for mark in lane.marks:
            assert mark.lane == lane.id
            assert made.first <= mark.on <= made.last
            assert 0 <= mark.level < lane.levels
            assert mark.span is None or mark.span in lane.spans
    assert all(made.places[mark.event.key] == at for at, mark in enumerate(made.marks))


@given(records())
def test_spans_on_one_level_lie_beside_each_other_and_hold_the_day_that_began_them(record: PupilRecord) -> None:
    made = drawn(record)
    for lane in made.lanes:
        for level in range(lane.levels):
            beside = sorted((span for span in lane.spans if span.level == level), key=lambda each: each.start)
            for before, after in pairwise(beside):
                assert before.end < after.start
        for span in lane.spans:
            assert made.first <= span.start <= span.end <= made.last
            assert span.start <= span.event.on <= span.end
            for before, after in pairwise(span.parts):
                assert before.end < after.start
            assert all(span.start <= part.start <= part.end <= span.end for part in span.parts)


@given(records(), st.floats(200, 2000))
def test_words_end_where_the_next_thing_on_their_level_begins(record: PupilRecord, width: float) -> None:
    made = drawn(record)
    scale = Scale(made.first, made.last, width, 100)
    for lane in made.lanes:
        things = placed(lane, scale, 12)
        assert {mark.event.key for thing in things for mark in thing.marks} == {mark.event.key for mark in lane.marks}
        for level in range(lane.levels):
            beside = sorted((thing for thing in things if thing.level == level and thing.room), key=lambda t: t.at)
            for before, after in pairwise(beside):
                assert before.at + before.room <= max(after.left, before.at) + 1e-6
                assert before.at + before.room <= after.at + 1e-6


@given(records())
def test_a_gap_is_longer_than_six_school_weeks_and_nothing_was_done_in_it(record: PupilRecord) -> None:
    made = drawn(record)
    done = {event.on for event in chronology(record) if event.done} | session_days(record)
    supported = support_stretches(record, TODAY)
    for gap in made.gaps:
        assert not any(gap.start <= day <= gap.end for day in done)
        assert gap.school_days == len(CALENDAR.school_days(gap.start, gap.end)) > GAP_WEEKS * 5
        assert CALENDAR.is_school_day(gap.start)
        assert CALENDAR.is_school_day(gap.end)
        assert gap.end <= TODAY
        assert min(done) < gap.start
        assert supported is None or any(first <= gap.start and gap.end <= last for first, last in supported)
    for before, after in pairwise(made.gaps):
        assert before.end < after.start


@given(DAYS, st.integers(1, 4000), st.floats(1, 5000), st.floats(0, 500))
def test_the_scale_is_straight(first: date, days: int, width: float, left: float) -> None:
    scale = Scale(first, first + timedelta(days=days), width, left)
    assert scale.at(first) == left
    assert abs(scale.after(scale.last) - (left + width)) < 1e-6
    one, two = first + timedelta(days=days // 3), first + timedelta(days=days // 2)
    steps = (two - one).days
    assert abs(scale.at(two) - scale.at(one) - steps * scale.per_day) < 1e-6
    for day in (first, one, two, scale.last):
        assert scale.day_at(scale.middle(day)) == day


@given(DAYS, st.integers(0, 4000), st.floats(100, 3000))
def test_ticks_stand_on_their_days_and_never_closer_than_their_words(first: date, days: int, width: float) -> None:
    scale = Scale(first, first + timedelta(days=days), width)
    found = ticks(scale, 40)
    assert all(scale.first <= tick.day <= scale.last for tick in found)
    for before, after in pairwise(found):
        assert scale.at(after.day) - scale.at(before.day) >= 40 * 0.9


@given(DAYS, st.integers(1, 3000), st.floats(0.1, 10), st.integers(-500, 3500), st.integers(-4000, 4000))
def test_zooming_and_moving_stay_within_the_record(
    first: date, days: int, factor: float, around: int, step: int
) -> None:
    whole = Window(first, first + timedelta(days=days))
    for window in (
        whole.zoomed(factor, first + timedelta(days=around), whole),
        whole.zoomed(3, first, whole).moved(step, whole),
    ):
        assert window.first >= whole.first
        assert window.last <= max(whole.last, whole.first + timedelta(days=LEAST_DAYS))
        assert window.days >= min(LEAST_DAYS, whole.days)


def test_zooming_keeps_the_day_under_the_pointer() -> None:
    whole = Window(date(2024, 1, 1), date(2026, 12, 31))
    around = date(2025, 7, 1)
    near = whole.zoomed(4, around, whole)
    share = (around - whole.first).days / whole.days
    assert abs((around - near.first).days / near.days - share) < 0.01
    assert abs(near.days - whole.days / 4) <= 1


def test_a_session_that_was_given_is_activity_and_one_on_paper_is_not() -> None:
    start, end = date(2026, 1, 5), date(2026, 7, 17)
    quiet = a_record(notes=notes([start]), lines=(a_line(start, end),))
    assert [gap.weeks > 20 for gap in drawn(quiet).gaps] == [True]
    weekly = [start + timedelta(weeks=week) for week in range(46)]
    busy = a_record(notes=notes([start]), lines=(a_line(start, date(2026, 11, 20), weekly),))
    assert drawn(busy).gaps == ()


def test_holidays_do_not_count_towards_a_gap() -> None:
    # From the last day of July to the middle of September there are seven weeks, and hardly any of them in term.
    record = a_record(notes=notes([date(2026, 7, 10), date(2026, 9, 18), date(2026, 10, 20), TODAY]))
    assert drawn(record).gaps == ()
    assert term_gaps(chronology(record), CALENDAR, TODAY, weeks=2) != []


def test_a_gap_says_its_days_and_weeks() -> None:
    record = a_record(notes=notes([date(2026, 2, 13), date(2026, 5, 4), date(2026, 6, 8), date(2026, 7, 1)]))
    assert [gap.words for gap in drawn(record).gaps] == [
        "No recorded activity 23 Feb – 1 May 2026, 8 school weeks",
        "No recorded activity 2 Jul – 20 Nov 2026, 12 school weeks",
    ]


def test_time_off_the_register_and_days_that_are_only_named_are_no_gap_and_no_activity() -> None:
    ended = Status(id="s1", pupil_id="p", status="K", start=date(2024, 9, 9), end=date(2024, 12, 13))
    off = Status(id="s2", pupil_id="p", status="N", start=date(2024, 12, 14))
    events = notes([date(2024, 9, 9), date(2024, 10, 14), date(2024, 11, 11), date(2024, 12, 9), date(2026, 11, 2)])
    assert drawn(a_record(statuses=(ended, off), notes=events)).gaps == ()
    held = Status(id="s1", pupil_id="p", status="K", start=date(2024, 9, 9))
    (gap,) = drawn(a_record(statuses=(held,), notes=events)).gaps
    assert gap.start == date(2024, 12, 10)
    promise = Commitment(id="m", pupil_id="p", made_on=date(2024, 12, 9), who="LA", what="Ring", due=date(2025, 3, 3))
    attended = Attendance(id="a", pupil_id="p", start=date(2025, 1, 6), end=date(2025, 4, 4), percent=Decimal(93))
    still = drawn(a_record(statuses=(held,), notes=events, commitments=(promise,), attendances=(attended,)))
    assert [each.school_days for each in still.gaps] == [gap.school_days]


def test_the_last_gap_reaches_today_or_the_last_day_on_roll() -> None:
    (gap,) = drawn(a_record(notes=notes([date(2026, 6, 1)]))).gaps
    assert gap.end == TODAY
    gone = PupilRecord(
        pupil=Pupil(id="p", legal_forename="Zoë", leaving_date=date(2026, 7, 1)), notes=notes([date(2026, 2, 2)])
    )
    (gap,) = drawn(gone).gaps
    assert gap.end == date(2026, 6, 30)


def test_what_is_new_in_the_chronology() -> None:
    record = a_record(
        notes=(
            Note(id="n1", pupil_id="p", on=TODAY, text="Rang.", kind="call", with_whom="Ms Bell"),
            Note(id="n2", pupil_id="p", on=TODAY, text="Wrote.", kind="email", with_whom="Mr Lee"),
            Note(id="n3", pupil_id="p", on=TODAY, text="Odd.", kind="carrier pigeon"),
        ),
        commitments=(
            Commitment(id="m1", pupil_id="p", made_on=TODAY, who="Ms Bell", what="Bring glasses", due=TODAY),
            Commitment(id="m2", pupil_id="p", made_on=TODAY, who="LA", what="Ring back", state="kept", kept_on=TODAY,
                       outcome="Rang on Friday."),
        ),
        diagnoses=(Diagnosis(id="d", pupil_id="p", what="Autism", on=TODAY, made_by="Dr Adler", source="letter"),),
        profile=Profile(id="f", pupil_id="p", on=TODAY, liked="Kind", made_with="Mrs Begum"),
        assessments=(Assessment(id="x", pupil_id="p", on=TODAY, subject="Reading", number=Decimal(91)),),
        attendances=(
            Attendance(id="a", pupil_id="p", start=date(2026, 9, 1), end=TODAY, possible=100, attended=91),
        ),
    )  # fmt: skip
    told = {event.title: event for event in chronology(record)}
    assert {
        "Phone call with Ms Bell", "E-mail, Mr Lee", "Carrier pigeon", "Promised by Ms Bell", "Promise due: Ms Bell",
        "Promised by LA", "Promise kept: LA", "Diagnosis: Autism", "One-page profile made", "Reading: 91",
        "Attendance 91 %",
    } == set(told)  # fmt: skip
    assert told["Phone call with Ms Bell"].kind_words == "Phone call"
    assert told["Promise kept: LA"].detail == "Ring back. Rang on Friday."
    assert told["Diagnosis: Autism"].detail == "Known from: a letter."
    assert told["Attendance 91 %"].detail.endswith("91 of 100 half-day sessions.")
    assert told["Diagnosis: Autism"].spoken.startswith("20 November 2026. Diagnosis: Autism, Dr Adler.")


def test_a_professional_runs_from_asked_to_reported_and_on_while_waiting() -> None:
    seen = Involvement(id="i", pupil_id="p", profession="CAMHS", asked_on=date(2026, 3, 2), seen_on=date(2026, 4, 20),
                       reported_on=date(2026, 5, 5))  # fmt: skip
    waiting = Involvement(id="j", pupil_id="p", profession="EP", asked_on=date(2026, 10, 1))
    (lane,) = (lane for lane in drawn(a_record(involvements=(seen, waiting))).lanes if lane.id == "professionals")
    spans = {span.words: span for span in lane.spans}
    assert (spans["CAMHS"].start, spans["CAMHS"].end, spans["CAMHS"].open) == (seen.asked_on, seen.reported_on, False)
    assert (spans["EP"].end, spans["EP"].open) == (TODAY, True)
    assert [mark.shape for mark in lane.marks] == ["ring", "diamond", "dot", "ring"]


def test_a_bar_says_what_who_how_many_and_how_much_was_given() -> None:
    line = a_line(date(2026, 9, 7), date(2026, 12, 18), [date(2026, 9, 8), date(2026, 9, 15)])
    missed = Session(id="x", provision_id=line.provision.id, on=date(2026, 9, 22), given=False, reason="ill")
    ours = ProvisionLine(line.provision, line.place, (*line.sessions, missed))
    (span,) = drawn(a_record(lines=(ours,))).lanes[0].spans
    assert span.words == "Language group, group of 4"
    assert span.said == "2 of 3 logged sessions given"
    assert span.share is not None
    assert round(span.share, 2) == 0.67


def test_a_part_has_the_lanes_and_marks_of_its_days() -> None:
    made = drawn(a_record(notes=notes([date(2023, 1, 9), date(2026, 1, 12)]), lines=(a_line(date(2022, 9, 5), TODAY),)))
    part = made.cut(Window(date(2025, 9, 1), date(2026, 8, 31)))
    assert [lane.id for lane in part.lanes] == ["provision", "contacts"]
    assert [mark.on for mark in part.marks] == [date(2022, 9, 5), date(2026, 1, 12)]


def test_old_papers_alone_do_not_press_the_record_into_a_corner() -> None:
    paper = Document(id="d", pupil_id="p", title="Birth report", dated=date(2017, 3, 1), added_on=TODAY, blob="b",
                     sha256="s", bytes=1)  # fmt: skip
    made = drawn(a_record(documents=(paper,), notes=notes([date(2025, 9, 15)])))
    assert made.first == date(2017, 3, 1)
    assert made.opening.first == date(2025, 9, 15)
    assert drawn(a_record(documents=(paper,))).opening == drawn(a_record(documents=(paper,))).window


def test_a_mistyped_year_does_not_press_the_record_into_a_corner_and_stops_nothing() -> None:
    far = Commitment(id="m", pupil_id="p", made_on=TODAY, who="LA", what="Ring", due=date(9999, 12, 31))
    made = drawn(a_record(commitments=(far,), notes=notes([date(2026, 1, 5)])))
    assert made.last == date(9999, 12, 31)
    assert made.opening == Window(date(2026, 1, 5), TODAY)
    assert len(made.terms) < 200
    assert made.cut(made.opening).marks
    for days in (20, 400, 4000):
        assert ticks(Scale(date.max - timedelta(days=days), date.max, 900), 40)
    later = drawn(a_record(notes=notes([date(2031, 1, 5)])))
    assert later.opening == Window(TODAY, TODAY)
