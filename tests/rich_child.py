"""A child with two years of records, and other people on the same desk: what a pack is made from in tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from senco_desk.domain.cycles import Cycle
from senco_desk.domain.involvement import InvolvementDraft
from senco_desk.domain.measures import AssessmentDraft, AttendanceDraft, SuspensionDraft
from senco_desk.domain.needs import AreaNoteDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.provision import SessionDraft
from senco_desk.domain.pupils import ContactDraft, Pupil
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.domain.school import StaffDraft
from senco_desk.domain.terms import CalendarSpan
from senco_desk.domain.views import ViewDraft
from senco_desk.services import cycles, provision, records, schools
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from tests.builders import TODAY, a_cycle, a_provision, a_pupil, a_review, a_status, an_outcome

TERMS = tuple(
    CalendarSpan(start=start, end=end, kind="term", name=name)
    for start, end, name in (
        (date(2025, 9, 2), date(2025, 12, 19), "Autumn"),
        (date(2026, 1, 5), date(2026, 3, 27), "Spring"),
        (date(2026, 4, 13), date(2026, 7, 21), "Summer"),
        (date(2026, 9, 2), date(2026, 12, 18), "Autumn"),
        (date(2027, 1, 4), date(2027, 3, 25), "Spring"),
        (date(2027, 4, 12), date(2027, 7, 21), "Summer"),
    )
)

HALF_TERMS = tuple(
    CalendarSpan(start=start, end=end, kind="closure", name="Half term")
    for start, end in (
        (date(2025, 10, 27), date(2025, 10, 31)),
        (date(2026, 2, 16), date(2026, 2, 20)),
        (date(2026, 5, 25), date(2026, 5, 29)),
        (date(2026, 10, 26), date(2026, 10, 30)),
        (date(2027, 2, 15), date(2027, 2, 19)),
        (date(2027, 5, 31), date(2027, 6, 4)),
    )
)
CALENDAR = (*TERMS, *HALF_TERMS)


def a_rich_child(desk: Desk) -> Pupil:
    """Zoë Lovelace: two reviewed cycles and an open one, provision with sessions logged, views, figures, notes."""
    schools.replace_calendar(desk, CALENDAR)
    zoe = a_pupil(
        desk,
        legal_forename="Zoë",
        legal_surname="Lovelace",
        strengths="Notices patterns before anybody else; kind to younger children.",
        interests="Trains, timetables and maps of the Underground.",
        aspirations="“I want to drive the Elizabeth line.”",
    )
    a_status(desk, zoe, needs=("SLCN", "ASD"), start=date(2025, 9, 8), parents_told_on=date(2025, 9, 12))
    records.add(desk, StaffDraft(name="Mrs Farah Begum", role="TA"))
    _people(desk, zoe)
    _described(desk, zoe)
    first = _first_cycle(desk, zoe)
    second = _second_cycle(desk, zoe)
    _third_cycle(desk, zoe)
    _figures(desk, zoe)
    _advised(desk, zoe)
    for when, text in (
        (date(2025, 10, 3), "Settled well after the change of classroom; used the visual timetable without a prompt."),
        (date(2026, 6, 18), "Sports day: left the field when it became loud, came back after ten minutes of quiet."),
    ):
        records.add(desk, NoteDraft(pupil_id=zoe.id, on=when, text=text))
    for when, cycle in ((date(2025, 11, 5), first), (date(2026, 2, 11), second), (date(2026, 10, 7), None)):
        records.add(
            desk,
            MeetingDraft(
                pupil_id=zoe.id,
                on=when,
                led_by="Mr Price",
                present="Ms Lovelace, Mr Price, SENCO",
                discussed="What helps at home and in class.",
                agreed="The same visual timetable in both places.",
                record_given_on=when + timedelta(days=3),
                cycle_id=cycle.id if cycle else None,
            ),
        )
    return zoe


def others(desk: Desk) -> dict[str, Pupil]:
    """Other pupils of the same school, some with names that are everyday words, and Zoë's brother."""
    names = {
        "grace": ("Grace", "Okonjo"), "will": ("Will", "Young"), "may": ("May", "Day"), "ivo": ("Ivo", "Lovelace"),
        "siobhan": ("Siobhán", "Ní Bhriain"), "mary": ("Mary-Jane", "Smith-Jones"),
    }  # fmt: skip
    found = {
        key: a_pupil(desk, legal_forename=first, legal_surname=last, date_of_birth=date(2017, 5, 4))
        for key, (first, last) in names.items()
    }
    records.add(desk, ContactDraft(pupil_id=found["grace"].id, name="Mr Tunde Okonjo", relation="Father"))
    return found


def _people(desk: Desk, zoe: Pupil) -> None:
    for rank, (name, relation) in enumerate((("Ms Ada Lovelace", "Mother"), ("Mr Charles Byron", "Father")), 1):
        draft = ContactDraft(
            pupil_id=zoe.id,
            name=name,
            relation=relation,
            rank=rank,
            parental_responsibility=True,
            telephone="01632 960123",
            interpreter=rank == 2,
        )
        records.add(desk, draft)


def _described(desk: Desk, zoe: Pupil) -> None:
    for area, strengths, difficulties in (
        ("ci", "Wide vocabulary about trains.", "Follows one instruction at a time; takes words literally."),
        ("cl", "Adds and subtracts quickly in her head.", "Writes little; finds inference in reading hard."),
        ("semh", "", "Becomes anxious before changes; needs to know what comes next."),
    ):
        records.add(
            desk,
            AreaNoteDraft(
                pupil_id=zoe.id, area=area, on=date(2026, 9, 10), strengths=strengths, difficulties=difficulties
            ),
        )
    for whose, person, method, words in (
        ("child", "", "drawn", "I like it when I know what is coming. Loud makes my head full."),
        ("parent", "Ms Ada Lovelace", "spoken", "She comes home tired. The visual timetable has changed our mornings."),
    ):
        draft = ViewDraft(pupil_id=zoe.id, whose=whose, person=person, method=method, words=words, on=date(2026, 9, 18))
        records.add(desk, draft)


def _first_cycle(desk: Desk, zoe: Pupil) -> Cycle:
    cycle = a_cycle(
        desk,
        zoe,
        opened_on=date(2025, 9, 15),
        planned_on=date(2025, 9, 22),
        started_on=date(2025, 9, 29),
        parents_told_on=date(2025, 9, 24),
        review_due=date(2025, 12, 12),
        responsible_teacher="Mr Price",
        triggers=("slower", "concern"),
        teacher_assessment="Zoë answers well when asked alone, and rarely in a group.",
        progress_so_far="One sub-level in a year, where two were expected.",
        against_peers="About a year behind in reading comprehension; ahead in number.",
        strategies="Visual timetable. One instruction at a time. A quiet place by the bookshelf.",
        home_part="The same timetable on the fridge.",
    )
    outcome = an_outcome(desk, cycle, due=date(2025, 12, 12))
    group = a_provision(
        desk, zoe, cycle=cycle, what="Language group", group_size=4, start=date(2025, 9, 29), end=date(2026, 7, 21)
    )
    provision.log_session(desk, SessionDraft(provision_id=group.provision.id, on=date(2025, 10, 6)))
    review = a_review(
        cycle,
        on=date(2025, 12, 10),
        rating=-1,
        impact="Some progress with adults, little in groups.",
        quality="Eleven of fourteen sessions were given; two fell to staff absence.",
        attended="Ms Lovelace, Mr Price, SENCO",
        pupil_view="The group was too noisy but I like Mrs Begum.",
        parent_view="Mornings are easier.",
        decision="step_up",
        next_steps="Ask the speech and language therapist to see Zoë.",
    )
    result = {"result": "5 of 10", "result_value": Decimal(5), "result_on": date(2025, 12, 8), "achieved": "partly"}
    cycles.record_review(desk, review, [outcome.model_copy(update=result)])
    return cycle


def _second_cycle(desk: Desk, zoe: Pupil) -> Cycle:
    cycle = a_cycle(
        desk,
        zoe,
        opened_on=date(2026, 1, 12),
        planned_on=date(2026, 1, 19),
        started_on=date(2026, 1, 26),
        review_due=date(2026, 6, 26),
        responsible_teacher="Mr Price",
        triggers=("gap_open",),
        external_advice="The therapist advises short sessions alone, with pictures, four times a week.",
        strategies="Pictures beside each instruction. Time to answer.",
    )
    one = an_outcome(desk, cycle, baseline="5 of 10", baseline_value=Decimal(5), target="9 of 10",
                     target_value=Decimal(9), due=date(2026, 6, 26))  # fmt: skip
    two = an_outcome(
        desk,
        cycle,
        aim="Joins in a game with two other children at lunch",
        measure="days a week",
        baseline="0 days",
        baseline_value=Decimal(0),
        target="3 days",
        target_value=Decimal(3),
    )
    review = a_review(
        cycle,
        on=date(2026, 6, 24),
        rating=0,
        impact="Expected progress, with much support beside her.",
        pupil_view="I played bears with two people.",
        parent_view="She talks about friends now.",
        next_steps="Keep the sessions alone; try them inside the classroom.",
    )
    results = [
        one.model_copy(update={"result": "8 of 10", "result_value": Decimal(8), "achieved": "partly"}),
        two.model_copy(update={"result": "3 days", "result_value": Decimal(3), "achieved": "met"}),
    ]
    cycles.record_review(desk, review, results)
    return cycle


def _third_cycle(desk: Desk, zoe: Pupil) -> None:
    cycle = a_cycle(desk, zoe, opened_on=date(2026, 9, 14), planned_on=date(2026, 9, 21), started_on=date(2026, 9, 28))
    an_outcome(desk, cycle, aim="Retells a story in the right order", measure="", baseline="Names characters only",
               baseline_value=None, target="Beginning, middle and end", target_value=None)  # fmt: skip
    alone = a_provision(
        desk, zoe, cycle=cycle, what="Speech and language programme", minutes=30, sessions_per_week=Decimal(4),
        start=date(2026, 9, 7), end=date(2027, 7, 21),
    )  # fmt: skip
    a_provision(
        desk, zoe, cycle=cycle, what="Support in class for reading and writing", minutes=60,
        sessions_per_week=Decimal(6), start=date(2026, 9, 7), end=date(2027, 7, 21), delivered_by="Mr Cole, TA",
    )  # fmt: skip
    a_provision(
        desk, zoe, cycle=cycle, what="Therapist’s visits", minutes=45, sessions_per_week=Decimal("0.25"),
        funder="health", delivered_by="NHS therapist", rate_pence=0,
    )  # fmt: skip
    with desk.store.change("Log sessions") as change:
        change.add_all(nouns.SESSIONS, [draft for draft in _sessions(alone, zoe) if draft.on <= TODAY])


def _sessions(group: provision.Group, zoe: Pupil) -> Iterator[SessionDraft]:
    """Four a week since September; each sixth not given, each eleventh without the child."""
    for week in range(11):
        for number in range(4):
            when = date(2026, 9, 7) + timedelta(weeks=week, days=number)
            given = (when.toordinal() // 7 + number) % 6 != 0
            yield SessionDraft(
                provision_id=group.provision.id,
                on=when,
                given=given,
                reason="" if given else "staff absence",
                absent=(zoe.id,) if given and (when.toordinal() + number) % 11 == 0 else (),
            )


def _figures(desk: Desk, zoe: Pupil) -> None:
    for start, end, attended in (
        (date(2025, 9, 2), date(2025, 12, 19), 131),
        (date(2026, 1, 5), date(2026, 3, 27), 98),
        (date(2026, 4, 13), date(2026, 7, 21), 104),
    ):
        possible = 150 if attended == 131 else 114 if attended == 98 else 120
        draft = AttendanceDraft(
            pupil_id=zoe.id, start=start, end=end, possible=possible, attended=attended,
            authorised=possible - attended - 4, unauthorised=4,
        )  # fmt: skip
        records.add(desk, draft)
    for when, reading, number in (
        (date(2025, 7, 4), 91, 103), (date(2025, 12, 5), 90, 105), (date(2026, 7, 3), 88, 106)
    ):  # fmt: skip
        for subject, value in (("Reading", reading), ("Mathematics", number)):
            draft = AssessmentDraft(
                pupil_id=zoe.id, on=when, subject=subject, measure="Standardised score", value=str(value),
                number=Decimal(value), expected="100", expected_number=Decimal(100),
            )  # fmt: skip
            records.add(desk, draft)
    records.add(desk, SuspensionDraft(pupil_id=zoe.id, start=date(2026, 5, 20), days=Decimal("0.5"), reasons=("PP",)))


def _advised(desk: Desk, zoe: Pupil) -> None:
    for draft in (
        InvolvementDraft(
            pupil_id=zoe.id,
            profession="Speech and language therapist",
            name="Ms Bloom",
            organisation="Riverside NHS Trust",
            asked_on=date(2025, 12, 11),
            seen_on=date(2026, 1, 14),
            reported_on=date(2026, 1, 30),
            advice="Short sessions alone, with pictures, four times a week.",
            acted_on=date(2026, 2, 2),
            action="The programme runs four times a week with Mrs Begum.",
        ),
        InvolvementDraft(
            pupil_id=zoe.id,
            profession="Educational psychologist",
            asked_on=date(2026, 9, 15),
            outstanding="Date of the visit.",
        ),
    ):
        records.add(desk, draft)
