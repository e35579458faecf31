"""The records of one demo child with SEN: status, needs, views, cycles with their reviews, professionals, figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from senco_desk.domain.cycles import Cycle, CycleDraft, OutcomeDraft
from senco_desk.domain.involvement import InvolvementDraft
from senco_desk.domain.measures import AssessmentDraft, AttendanceDraft, SuspensionDraft
from senco_desk.domain.needs import AreaNoteDraft, NeedDraft, StatusDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.pupils import ContactDraft, Pupil
from senco_desk.domain.reviews import MeetingDraft, ReviewDraft
from senco_desk.domain.terms import AcademicYear, SchoolCalendar
from senco_desk.domain.views import ViewDraft
from senco_desk.services.demo.circumstances import diagnoses, reached, watched_since
from senco_desk.services.demo.cohort import Child
from senco_desk.services.demo.library import IMPACT, QUALITY
from senco_desk.store import nouns
from senco_desk.store.tables import Table

SENCO = "Mrs Helen Marsh"
Rows = list[tuple[Table[Any], Any]]


@dataclass(frozen=True)
class Turn:
    """One cycle in time: when it opened, was planned, began, and was or is to be reviewed."""

    opened: date
    planned: date
    began: date
    review: date
    closed: bool


def turns(child: Child, today: date, calendar: SchoolCalendar) -> list[Turn]:
    """The cycles of a child, oldest first; the last one is open, its review some days late to eleven weeks ahead."""
    chance = child.chance
    number = (
        3
        if child.rich
        else {"K": chance.randint(1, 4), "E": chance.randint(2, 4), "monitoring": 0, "": 0}[child.standing]
    )
    if not number:
        return []
    review = today + timedelta(days=16 if child.rich else chance.randint(-19, 78))
    opened = today - timedelta(days=chance.randint(30, 75))
    found = [_turn(opened, review, calendar, closed=False)]
    while len(found) < number:
        review = found[0].opened - timedelta(days=chance.randint(4, 24))
        found.insert(0, _turn(review - timedelta(weeks=chance.randint(11, 17)), review, calendar, closed=True))
    return found


def _turn(opened: date, review: date, calendar: SchoolCalendar, *, closed: bool) -> Turn:
    planned, began = opened + timedelta(days=8), opened + timedelta(days=13)
    days = [snapped(day, calendar) for day in (opened, planned, began)]
    return Turn(days[0], days[1], days[2], snapped(review, calendar, back=closed), closed)


def snapped(day: date, calendar: SchoolCalendar, *, back: bool = False) -> date:
    """The school day on or next to a day."""
    step = timedelta(days=-1 if back else 1)
    while not calendar.is_school_day(day):
        day += step
    return day


def first_rows(child: Child, pupil: Pupil, today: date, when: list[Turn], calendar: SchoolCalendar) -> Rows:
    """What stands before any cycle: contacts, status, needs, strengths, first views, figures."""
    chance, name, usual = child.chance, child.name, child.library
    began = when[0].opened if when else snapped(today - timedelta(days=chance.randint(15, 110)), calendar)
    rows: Rows = [(nouns.CONTACTS, reached(each, pupil)) for each in _contacts(child, pupil)]
    rows += [(nouns.DIAGNOSES, each) for each in diagnoses(child, pupil, today)]
    rows += [(nouns.STATUSES, each) for each in _statuses(child, pupil, began, today)]
    rows += [
        (nouns.NEEDS, NeedDraft(pupil_id=pupil.id, code=code, rank=rank, since=began))
        for rank, code in enumerate(child.needs, start=1)
        if child.standing != "monitoring"
    ]
    area = _area(child)
    rows.append(
        (
            nouns.AREA_NOTES,
            AreaNoteDraft(
                pupil_id=pupil.id,
                area=area,
                on=began,
                strengths=chance.choice(usual.strengths) + ".",
                difficulties=". ".join(usual.difficulties) + ".",
            ),
        )
    )
    if child.rich:
        rows += [(nouns.AREA_NOTES, each) for each in _other_areas(pupil, area, began)]
    said = chance.choice(usual.child_says)
    rows.append(
        (nouns.VIEWS, ViewDraft(pupil_id=pupil.id, whose="child", on=began, words=said, method="scribed", person=name))
    )
    rows += _figures(child, pupil, today, calendar)
    if chance.random() < 0.6:
        text = f"Rang home: {name} had a good morning and stayed for the whole of assembly."
        rows.append(
            (
                nouns.NOTES,
                NoteDraft(pupil_id=pupil.id, on=snapped(today - timedelta(days=9), calendar, back=True), text=text),
            )
        )
    return rows


def cycle_draft(child: Child, pupil: Pupil, number: int, turn: Turn, today: date) -> CycleDraft:
    """A cycle's own page."""
    chance, name, usual = child.chance, child.name, child.library
    stage = "closed" if turn.closed else "plan" if turn.began > today else "review" if turn.review <= today else "do"
    return CycleDraft(
        pupil_id=pupil.id,
        number=number,
        stage=stage,
        opened_on=turn.opened,
        responsible_teacher=chance.choice(("Mr Daniel Winter", "Mrs Anna Green", "Mr Owen Griffiths")),
        triggers=("own_rate", "concern") if number == 1 else ("gap_open",),
        teacher_assessment=f"{usual.difficulties[0]}. In small groups {name} manages more than in the whole class.",
        progress_so_far=f"Slower than earlier; {name} keeps what has been practised often.",
        against_peers="About two years behind most of the class in this area; in line with them elsewhere.",
        external_advice=usual.advice if number > 1 else "",
        what_it_tells_us=f"{name} learns best with pictures, small steps and the same adult.",
        planned_on=turn.planned,
        parents_told_on=turn.planned,
        strategies=" ".join(usual.strategies),
        home_part="The same words and pictures at home; ten minutes of reading or talking together most days.",
        staff_told_on=turn.began,
        review_due=turn.review,
        started_on=turn.began if turn.began <= today else None,
        do_notes=QUALITY[number % len(QUALITY)] if turn.closed else "",
        closed_on=turn.review if turn.closed else None,
    )


def cycle_rows(child: Child, cycle: Cycle, turn: Turn, today: date) -> Rows:
    """A cycle's outcomes, its review, its views and its meeting with parents."""
    chance, name, usual = child.chance, child.name, child.library
    rows: Rows = []
    rating = chance.choices((-1, 0, 1), (3, 4, 3))[0]
    for position, aim in enumerate(usual.aims[: 3 if child.rich else 2], start=1):
        most = _most(aim.measure)
        base = min(chance.randint(aim.low, aim.high) + (cycle.number - 1) * aim.step // 2, most - aim.step // 2)
        target = min(base + aim.step, most)
        result = min(base + max(0, round(aim.step * (0.5 + 0.35 * rating + chance.uniform(-0.15, 0.15)))), most)
        rows.append(
            (
                nouns.OUTCOMES,
                OutcomeDraft(
                    pupil_id=cycle.pupil_id,
                    cycle_id=cycle.id,
                    position=position,
                    area=_area(child),
                    aim=aim.aim.format(name=name),
                    measure=aim.measure,
                    baseline=f"{base} {aim.measure}",
                    baseline_value=Decimal(base),
                    target=f"{target} {aim.measure}",
                    target_value=Decimal(target),
                    result=f"{result} {aim.measure}" if turn.closed else "",
                    result_value=Decimal(result) if turn.closed else None,
                    result_on=turn.review if turn.closed else None,
                    expected_impact=f"{name} takes part more in lessons with the class.",
                    due=turn.review,
                    owner=cycle.responsible_teacher,
                    achieved=("met" if result >= target else "partly") if turn.closed else "",
                ),
            )
        )
    if turn.planned <= today:
        rows.append(
            (
                nouns.MEETINGS,
                MeetingDraft(
                    pupil_id=cycle.pupil_id,
                    on=turn.planned,
                    led_by=cycle.responsible_teacher,
                    present=f"{cycle.responsible_teacher}, {SENCO}, parents",
                    discussed=f"What helps {name}, and what is still hard.",
                    agreed="The plan for this cycle; the parents have a copy.",
                    record_given_on=turn.planned + timedelta(days=2),
                    cycle_id=cycle.id,
                ),
            )
        )
    if turn.closed:
        child_said, parent_said = chance.choice(usual.child_says), chance.choice(usual.parent_says)
        rows.append(
            (
                nouns.REVIEWS,
                ReviewDraft(
                    pupil_id=cycle.pupil_id,
                    cycle_id=cycle.id,
                    on=turn.review,
                    rating=rating,
                    impact=IMPACT[rating].format(name=name),
                    quality=QUALITY[cycle.number % len(QUALITY)],
                    pupil_view=child_said,
                    pupil_view_method="spoken",
                    parent_view=parent_said,
                    parent_view_method="spoken",
                    attended=f"{name}, parents, {cycle.responsible_teacher}, {SENCO}",
                    decision="step_up" if rating < 0 else "continue",
                    decided_by=SENCO,
                    next_steps="Smaller steps, and a check after six weeks." if rating < 0 else "Keep what works.",
                    next_review=turn.review + timedelta(weeks=13),
                ),
            )
        )
        for whose, words, who in (("child", child_said, name), ("parent", parent_said, "Parent")):
            view = {"pupil_id": cycle.pupil_id, "whose": whose, "on": turn.review, "words": words, "person": who}
            rows.append((nouns.VIEWS, ViewDraft.model_validate(view | {"method": "spoken", "cycle_id": cycle.id})))
    return rows


def involvement_drafts(child: Child, pupil: Pupil, today: date, calendar: SchoolCalendar) -> list[InvolvementDraft]:
    """The professionals of a child: most have reported and been heeded, some are awaited."""
    chance, usual = child.chance, child.library
    if not child.rich and chance.random() > {"K": 0.5, "E": 0.95}.get(child.standing, 0.0):
        return []
    asked = today - timedelta(days=chance.randint(210, 330))
    seen, reported = asked + timedelta(days=60), asked + timedelta(days=90)
    found = [
        InvolvementDraft(
            pupil_id=pupil.id,
            profession=usual.profession,
            name="Dr Miriam Adler" if usual.profession == "Paediatrician" else "Ms Clare Ashworth",
            organisation="Children’s services",
            asked_on=snapped(asked, calendar),
            seen_on=snapped(seen, calendar),
            reported_on=snapped(reported, calendar),
            advice=usual.advice,
            acted_on=snapped(reported + timedelta(days=14), calendar),
            action="Advice put into the next cycle’s plan; the teaching assistant was shown the programme.",
        )
    ]
    if child.rich or chance.random() < 0.2:
        found.append(
            InvolvementDraft(
                pupil_id=pupil.id,
                profession="Educational psychologist" if usual.profession != "Educational psychologist" else "CAMHS",
                organisation="Medway" if child.rich else "Children’s services",
                asked_on=snapped(today - timedelta(days=50), calendar, back=True),
                outstanding="Asked again by e-mail; a visit is promised for next half-term.",
            )
        )
    return found


def _contacts(child: Child, pupil: Pupil) -> list[ContactDraft]:
    surname = pupil.surname
    first = ContactDraft(
        pupil_id=pupil.id,
        name=f"{child.chance.choice(('Sara', 'Anna', 'Nadia', 'Claire', 'Joy'))} {surname}",
        relation="Mother",
        rank=1,
        parental_responsibility=True,
        telephone=f"01634 496 0{child.chance.randrange(1000):03d}",
        language=pupil.first_language,
        interpreter=bool(pupil.english_additional) and child.chance.random() < 0.4,
        preferred_contact="Telephone after four",
    )
    second = ContactDraft(
        pupil_id=pupil.id,
        name=f"{child.chance.choice(('Dan', 'Piotr', 'Imran', 'Chris', 'Kofi'))} {surname}",
        relation="Father",
        rank=2,
        parental_responsibility=True,
    )
    return [first, second] if child.chance.random() < 0.7 else [first]


def _statuses(child: Child, pupil: Pupil, began: date, today: date) -> list[StatusDraft]:
    watched = began - timedelta(days=70)
    common = {"pupil_id": pupil.id, "decided_by": SENCO}
    if child.standing == "monitoring":
        return [watched_since(began, today, pupil, {"decided_by": SENCO, "pupil_id": pupil.id})]
    found = [
        StatusDraft(
            status="monitoring",
            start=watched,
            end=began - timedelta(days=1),
            reason="Progress slower than before, and a parent’s concern.",
            **common,
        )
    ]
    planned = min(began + timedelta(days=330), today - timedelta(days=40)) if child.standing == "E" else None
    found.append(
        StatusDraft(
            status="K",
            start=began,
            end=planned - timedelta(days=1) if planned else None,
            reason="Needs provision additional to and different from that of peers.",
            parents_told_on=began + timedelta(days=3),
            **common,
        )
    )
    if planned:
        found.append(
            StatusDraft(status="E", start=planned, reason="Final EHC plan received.", parents_told_on=planned, **common)
        )
    return found


def _most(measure: str) -> int:
    """The most that a measure such as "of 10 instructions" or "mornings a week" can show."""
    named = re.search(r"\b(?:of|in) (\d+)", measure)
    return int(named[1]) if named else 5 if measure.startswith("mornings") else 100


def _area(child: Child) -> Any:
    return child.area or "cl"


def _other_areas(pupil: Pupil, area: str, on: date) -> list[AreaNoteDraft]:
    words = {
        "ci": ("Uses gesture and drawing to be understood.", "Groups with much talk are tiring."),
        "cl": ("Strong at puzzles and number patterns.", "Writing takes a long time and much help."),
        "semh": ("Loved by younger children.", "Worries before tests and assemblies."),
        "sp": ("Runs, climbs and swims well.", "Loud halls are hard to bear."),
    }
    return [
        AreaNoteDraft.model_validate(
            {"pupil_id": pupil.id, "area": each, "on": on, "strengths": good, "difficulties": hard}
        )
        for each, (good, hard) in words.items()
        if each != area
    ]


def _figures(child: Child, pupil: Pupil, today: date, calendar: SchoolCalendar) -> Rows:
    chance = child.chance
    rows: Rows = []
    usual = chance.uniform(84, 97)
    year = AcademicYear.of(today)
    for term in (*calendar.half_terms(year.previous()), *calendar.half_terms(year)):
        end = min(term.end, today)
        possible = 2 * len(calendar.school_days(term.start, end)) if term.start <= today else 0
        if possible:
            attended = min(possible, round(possible * (usual + chance.uniform(-4, 3)) / 100))
            missed = possible - attended
            rows.append(
                (
                    nouns.ATTENDANCES,
                    AttendanceDraft(
                        pupil_id=pupil.id,
                        start=term.start,
                        end=end,
                        possible=possible,
                        attended=attended,
                        authorised=missed - missed // 4,
                        unauthorised=missed // 4,
                        source="School register",
                    ),
                )
            )
    score = chance.randint(70, 88)
    for back in (26, 19, 12, 2):
        on = snapped(today - timedelta(weeks=back), calendar, back=True)
        score += chance.randint(-1, 3)
        for subject, value in (("Reading", score), ("Mathematics", score + chance.randint(2, 9))):
            rows.append(
                (
                    nouns.ASSESSMENTS,
                    AssessmentDraft(
                        pupil_id=pupil.id,
                        on=on,
                        subject=subject,
                        measure="standardised score",
                        value=str(value),
                        number=Decimal(value),
                        expected="100",
                        expected_number=Decimal(100),
                    ),
                )
            )
    if child.needs[0] == "SEMH" and chance.random() < 0.35:
        on = snapped(today - timedelta(days=chance.randint(20, 200)), calendar, back=True)
        rows.append(
            (nouns.SUSPENSIONS, SuspensionDraft(pupil_id=pupil.id, start=on, days=Decimal("1.5"), reasons=("DB",)))
        )
    return rows
