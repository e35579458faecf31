"""The pack's provision and money: what is given, what it costs with each formula, what was said and what was done.

The threshold is told as what it is, a measure of spending with its basis and its source, and never as a gate.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from senco_desk.documents.charts_content import SpendChart, SpendLine
from senco_desk.documents.content import Block, Cell, Figure, Grid, Heading, Number, Paragraph, Run
from senco_desk.documents.pack_cycles import how_often
from senco_desk.documents.pack_facts import PackFacts, Section, day, section
from senco_desk.domain.costs import CurvePoint, LineCost
from senco_desk.domain.money import in_pounds
from senco_desk.domain.provision import TIERS
from senco_desk.domain.pupil_records import ProvisionLine
from senco_desk.domain.readiness import State
from senco_desk.domain.shares import rounded
from senco_desk.domain.thresholds import ANY_LEVEL, BASES

EVERY = 7
"""The curve is drawn with one point in so many days (our habit), and always with its corners."""


def provision(facts: PackFacts) -> Section:
    """The costed provision of this academic year, planned beside given, and what was given in earlier years."""
    lines = facts.spend.lines
    with_sessions = [line for line in lines if line.is_logged or line.is_unlogged]
    earlier = [line for line in facts.record.lines if line.end < facts.spend.period.start]
    blocks: list[Block] = []
    if lines:
        period = f"{day(facts.spend.period.start)} to {day(facts.spend.period.end)}"
        blocks += [
            Paragraph(
                f"Academic year, {period}. Each cost is rounded once to the penny; totals are sums of lines.", "muted"
            ),
            Grid(
                ("Provision and how its cost is worked out", "Planned", "To date", "Delivered", "Forecast"),
                (*(_cost_row(line) for line in lines), _total_row(facts)),
                (4.6, 1.25, 1.25, 1.25, 1.25),
                total=True,
            ),
        ]
    if with_sessions:
        blocks += [
            Heading(2, "Said and done", "said-and-done"),
            Grid(
                ("Provision", "Planned to date", "Given", "Child away", "Not given", "Rate", "Why not given"),
                tuple(_done_row(line, facts) for line in with_sessions),
                (3, 1.1, 0.9, 0.9, 0.9, 1, 2.4),
                caption=f"Planned to date: from the line’s first day this school year to {day(facts.spend.as_at)}, in"
                " school days. The rate is of the sessions due since logging began",
            ),
        ]
    if earlier:
        blocks += [
            Heading(2, "Provision in earlier years"),
            Grid(
                ("Provision", "Tier", "How often", "Delivered by", "From", "To"),
                tuple(_earlier_row(line) for line in earlier),
                (2.6, 1.7, 2, 1.5, 1.35, 1.35),
            ),
        ]
    priced = bool(lines) and not any(line.formula.startswith("no rate") for line in lines)
    state: State = "ready" if priced else "partly" if blocks else "missing"
    return section("provision", "Provision and its cost", state, *blocks)


def spend(facts: PackFacts) -> Section:
    """The spend curve beside the threshold with its basis and source.

    The sentence that a request can be made at any level of spend stands before any figure. How far spending lies from
    the amount is left out: a reader would take a distance for something that is still missing.
    """
    any_level = Paragraph(ANY_LEVEL, "note")
    threshold = facts.spend.threshold
    basis = BASES[threshold.basis]
    amount = in_pounds(threshold.amount_pence, whole=True)
    source = f" Source: {threshold.source}." if threshold.source else ""
    core = ""
    if threshold.core_counted:
        share = in_pounds(threshold.core_counted, whole=True)
        core = f" The core amount of {share}, which every pupil has, is counted from the first day."
    about = Paragraph(
        f"{facts.profile.name} measures spending on one child against {amount} ({basis}).{core} It is a measure of"
        f" spending only.{source}",
        "muted",
    )
    if not facts.spend.lines:
        return section("spend", "Spending beside the threshold", "missing", any_level,
                       Paragraph("No cost is recorded yet."), about)  # fmt: skip
    # Each sentence ends with the same reminder; on paper it stands once, set apart. What the calendar leaves open
    # tells the school what to check, and nobody else; that the amount is not reached is a distance too.
    sentences = [facts.spend.spending_words] + ([facts.spend.crossing_words] if facts.spend.crossing_date else [])
    said = [sentence.replace(ANY_LEVEL, "").strip() for sentence in sentences]
    logged = facts.spend.not_logged
    if logged:
        lines = "1 line is" if logged == 1 else f"{logged} lines are"
        said.append(f"{lines} not logged, and forecast as planned.")
    return section(
        "spend",
        "Spending beside the threshold",
        "ready",
        any_level,
        Paragraph(" ".join(said)),
        Figure(chart_of(facts), "Spending over the academic year"),
        about,
    )


def chart_of(facts: PackFacts) -> SpendChart:
    """The spend curve as a chart, on the authority's basis (with the core where that is counted)."""
    curve, threshold = facts.curve, facts.spend.threshold
    points = [point for number, point in enumerate(curve.points) if number % EVERY == 0 or _corner(point, facts)]
    core = curve.core_pence

    def line(name: str) -> SpendLine:
        return tuple((point.on, pence + core) for point in points if (pence := getattr(point, name)) is not None)

    band = facts.spend.band
    sure = (
        f"between {day(band.earliest)} and {day(band.latest, 'a day after the year')}" if band and band.earliest else ""
    )
    return SpendChart(
        first=curve.year.start,
        last=curve.year.end,
        to_date=line("to_date_pence"),
        planned=tuple((point.on, point.planned_pence + core) for point in points),
        forecast=line("forecast_pence"),
        forecast_low=line("low_pence") if band else (),
        forecast_high=line("high_pence") if band else (),
        today=min(max(facts.spend.as_at, curve.year.start), curve.year.end),
        threshold=threshold.amount_pence,
        basis=BASES[threshold.basis],
        crossing=facts.spend.crossing_date,
        crossing_words=sure,
    )


def _corner(point: CurvePoint, facts: PackFacts) -> bool:
    return point.on in (facts.spend.as_at, facts.curve.year.end, facts.spend.crossing_date)


def _cost_row(line: LineCost) -> tuple[Cell, ...]:
    said = [Run(line.what, bold=True), Run(f"\n{line.formula}")]
    notes = [note for note in line.notes if not note.startswith("Not logged")]
    if not line.counts:
        notes.append(line.why)
    said += [Run(f"\n{note}", italic=True) for note in notes]
    return (
        tuple(said),
        Number(in_pounds(line.planned_pence)),
        Number(in_pounds(line.to_date_pence)),
        Number(_or_not_logged(line.delivered_pence) if line.is_logged or line.is_unlogged else "–"),
        Number(in_pounds(line.forecast_pence)),
    )


def _total_row(facts: PackFacts) -> tuple[Cell, ...]:
    total = facts.spend
    every = "Total" if all(line.counts for line in total.lines) else "Total of the lines that count"
    return (
        (Run(every, bold=True),),
        Number(in_pounds(total.planned_pence), bold=True),
        Number(in_pounds(total.to_date_pence), bold=True),
        Number(_or_not_logged(total.logged_pence), bold=True),
        Number(in_pounds(total.forecast_pence), bold=True),
    )


def _or_not_logged(pence: int | None) -> str:
    return "not logged" if pence is None else in_pounds(pence)


def _done_row(line: LineCost, facts: PackFacts) -> tuple[Cell, ...]:
    if not line.is_logged:
        return (line.what, Number(str(line.sessions_planned)), Number("–"), Number("–"), Number("–"),
                Number("not logged"), "")  # fmt: skip
    rate = f"{rounded(line.delivery_rate * 100)} %" if line.delivery_rate is not None else "–"
    return (
        (Run(line.what), Run(f"\nsince logging began on {day(line.log_began)}: {line.sessions_due} due", italic=True))
        if line.logged_late and line.log_began
        else line.what,
        Number(str(line.sessions_planned)),
        Number(str(line.sessions_given)),
        Number(str(line.sessions_absent)),
        Number(str(line.sessions_missed)),
        Number(rate),
        _reasons(line, facts),
    )


def _reasons(line: LineCost, facts: PackFacts) -> str:
    sessions = next((each.sessions for each in facts.record.lines if each.provision.id == line.provision_id), ())
    start, until = max(facts.spend.period.start, line.start), min(facts.spend.as_at, line.end)
    missed = Counter(s.reason or "no reason given" for s in sessions if not s.given and start <= s.on <= until)
    return "; ".join(f"{reason} ({count})" for reason, count in missed.most_common())


def _earlier_row(line: ProvisionLine) -> tuple[Cell, ...]:
    each = line.provision
    return (
        each.what,
        TIERS[each.tier],
        how_often(each),
        each.delivered_by,
        _plain_day(line.start),
        _plain_day(line.end),
    )


def _plain_day(when: date) -> str:
    return f"{when:%d/%m/%Y}"
