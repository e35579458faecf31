"""The pack's attendance and attainment: charts from the figures recorded, and every result in a table beneath."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from senco_desk.documents.charts_content import AttainmentChart, AttainmentLine, AttendanceChart, month
from senco_desk.documents.content import Block, Figure, Grid, Heading, Number, Paragraph
from senco_desk.documents.pack_facts import NOTHING, PackFacts, Section, day, fraction, section
from senco_desk.domain.codes import SUSPENSION_REASONS
from senco_desk.domain.measures import PERSISTENT_ABSENCE, Assessment, Attendance
from senco_desk.domain.terms import AcademicYear

MOST_LINES = 4
"""More subjects than this in one chart cannot be told apart in black and white; they make a second chart."""

TERM_AT_MOST, HALF_AT_MOST = 150, 62
"""Days: a stretch longer than the first is no single term, and one longer than the second is more than half of one."""

HALVES = {"Autumn": (10, 27), "Spring": (2, 16), "Summer": (5, 28)}
"""About when each term's half-term holiday falls: month and day."""


def progress(facts: PackFacts) -> Section:
    """Attainment over time, attendance by term, and suspensions if there were any."""
    record = facts.record
    blocks: list[Block] = [Heading(2, "Attainment over time", "attainment")]
    blocks += _attainment(record.assessments) or [Paragraph(NOTHING, "muted")]
    blocks.append(Heading(2, "Attendance", "attendance"))
    blocks += _attendance(record.attendances) or [Paragraph(NOTHING, "muted")]
    if record.suspensions:
        rows = tuple(
            (
                day(each.start),
                Number(f"{each.days.normalize():f}"),
                ", ".join(SUSPENSION_REASONS.name_of(code) for code in each.reasons),
            )
            for each in record.suspensions
        )
        blocks += [Heading(2, "Suspensions"), Grid(("From", "School days", "Reasons"), rows, (2, 1, 3))]
    state = fraction((bool(record.assessments), bool(record.attendances)))
    return section("progress", "Attainment and attendance", state, *(blocks if state != "missing" else ()))


def term_of(start: date, end: date, *, brief: bool = False) -> str:
    """What a stretch of attendance is called: `Autumn 2025`, its half, or the academic year where it is longer.

    `brief` is for beneath a bar: `Aut 1 2025` is the first half of the autumn term.
    """
    middle = start + (end - start) / 2
    if (end - start).days > TERM_AT_MOST:
        return str(AcademicYear.of(middle))
    name = "Autumn" if middle.month >= 9 else "Spring" if middle.month < 4 else "Summer"
    if (end - start).days > HALF_AT_MOST:
        return f"{name} {middle.year}"
    half = 1 if (middle.month, middle.day) < HALVES[name] else 2
    if brief:
        return f"{name[:3]} {half} {middle.year}"
    return f"{name} {middle.year}, {'first' if half == 1 else 'second'} half"


def _attainment(assessments: tuple[Assessment, ...]) -> list[Block]:
    blocks: list[Block] = []
    by_measure: dict[str, list[Assessment]] = {}
    for each in assessments:
        if each.number is not None:
            by_measure.setdefault(each.measure, []).append(each)
    for measure, results in by_measure.items():
        subjects = list(dict.fromkeys(each.subject for each in results))
        for first in range(0, len(subjects), MOST_LINES):
            some = subjects[first : first + MOST_LINES]
            shown = [each for each in results if each.subject in some]
            if len({each.on for each in shown}) > 1:
                blocks.append(Figure(_chart(some, shown), f"Measured as: {measure}" if measure else ""))
    if assessments:
        rows = tuple(
            (day(each.on), each.subject, each.measure, each.value or _plain(each.number), each.expected)
            for each in assessments
        )
        blocks.append(Grid(("Date", "Subject", "Measure", "Result", "Expected"), rows, (1.5, 1.5, 2, 1.4, 1.6)))
    return blocks


def _chart(subjects: list[str], results: list[Assessment]) -> AttainmentChart:
    days = sorted({each.on for each in results})
    index = {when: number for number, when in enumerate(days)}
    expected = [_same_expected([each for each in results if each.on == when]) for when in days]
    lines = []
    for subject in subjects:
        own = [each for each in results if each.subject == subject]
        lines.append(
            AttainmentLine(subject, tuple((index[e.on], float(e.number)) for e in own if e.number is not None))
        )
    return AttainmentChart(
        occasions=_occasions(days),
        lines=tuple(lines),
        expected=tuple(expected) if any(value is not None for value in expected) else (),
    )


def _occasions(days: list[date]) -> tuple[str, ...]:
    """The words under the axis: months, or days where two fall into one month."""
    months = tuple(f"{month(when)} {when:%y}" for when in days)
    if len(set(months)) == len(months):
        return months
    return tuple(f"{when.day} {name}" for when, name in zip(days, months, strict=True))


def _same_expected(results: list[Assessment]) -> float | None:
    """What was expected on a day, where it was the same for every subject shown."""
    found = {each.expected_number for each in results}
    value = next(iter(found)) if len(found) == 1 else None
    return None if value is None else float(value)


def _attendance(attendances: tuple[Attendance, ...]) -> list[Block]:
    if not attendances:
        return []
    terms = tuple(
        (term_of(each.start, each.end, brief=True), float(each.rate) if each.rate is not None else None)
        for each in attendances
    )
    blocks: list[Block] = []
    if any(percent is not None for _, percent in terms):
        blocks.append(Figure(AttendanceChart(terms[-9:]), "Percent of possible sessions attended"))
    rows = tuple(
        (
            term_of(each.start, each.end),
            f"{each.start:%d/%m/%Y} to {each.end:%d/%m/%Y}",
            Number(_count(each.possible)),
            Number(_count(each.attended)),
            Number(_count(each.authorised)),
            Number(_count(each.unauthorised)),
            Number(f"{each.rate} %" if each.rate is not None else "–"),
        )
        for each in attendances
    )
    headers = ("Term", "From and to", "Possible", "Attended", "Absent, authorised", "Absent, not authorised", "Rate")
    blocks.append(Grid(headers, rows, (1.9, 2.6, 1, 1, 1.2, 1.3, 0.9)))
    if any(each.rate is not None and each.rate <= PERSISTENT_ABSENCE for each in attendances):
        blocks.append(
            Paragraph("At 90 % and below, a child has missed 10 % or more of sessions (persistent absence).", "small")
        )
    return blocks


def _count(value: int | None) -> str:
    return "–" if value is None else str(value)


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
