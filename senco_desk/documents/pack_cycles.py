"""The pack's cycles: assess, plan, do and review of each, with outcomes from baseline to result."""

from __future__ import annotations

from senco_desk.documents.charts_content import MarkState, OutcomeBar, OutcomeBars
from senco_desk.documents.content import Block, Bullets, Cell, Figure, Grid, Heading, Mark, Paragraph, Quote, Run
from senco_desk.documents.pack_facts import NOTHING, PackFacts, Section, day, section, told
from senco_desk.domain.cycles import STAGES, TRIGGERS, Achieved, Cycle, Outcome
from senco_desk.domain.provision import ProvisionDraft
from senco_desk.domain.pupil_records import ProvisionLine
from senco_desk.domain.reviews import DECISIONS, RATINGS, Review
from senco_desk.domain.views import METHODS

ACHIEVED: dict[Achieved, MarkState] = {"met": "on_track", "partly": "due_soon", "not met": "overdue", "": "none"}


def cycles(facts: PackFacts) -> Section:
    """Every cycle in turn, none left out, with the days between one and the next."""
    blocks: list[Block] = []
    before: Cycle | None = None
    for cycle in facts.record.cycles:
        blocks += _cycle(facts, cycle, before)
        before = cycle
    if not blocks:
        return section("cycles", "Cycles of assess, plan, do, review", "missing")
    reviewed = [cycle for cycle in facts.record.cycles if facts.record.reviews_of(cycle)]
    why = f"{len(reviewed)} of {len(facts.record.cycles)} reviewed"
    return section("cycles", "Cycles of assess, plan, do, review", "ready" if reviewed else "partly", *blocks, why=why)


def _cycle(facts: PackFacts, cycle: Cycle, before: Cycle | None) -> list[Block]:
    until = f" to {day(cycle.closed_on)}" if cycle.closed_on else f", now at “{STAGES[cycle.stage]}”"
    blocks: list[Block] = [Heading(2, f"Cycle {cycle.number}: {day(cycle.opened_on)}{until}", f"cycle-{cycle.number}")]
    said = [cycle.plan_kind]
    if cycle.responsible_teacher:
        said.append(f"responsible teacher: {cycle.responsible_teacher}")
    if before and before.closed_on:
        apart = (cycle.opened_on - before.closed_on).days
        said.append(f"opened {apart} day{'' if apart == 1 else 's'} after cycle {before.number} closed")
    blocks.append(Paragraph("; ".join(said), "muted"))
    blocks += [Heading(3, "Assess"), *_assess(cycle)]
    blocks += [Heading(3, "Plan"), *_plan(facts, cycle)]
    blocks += [Heading(3, "Do"), *_do(facts, cycle)]
    blocks.append(Heading(3, "Review"))
    reviews = facts.record.reviews_of(cycle)
    for review in reviews:
        blocks += _review(facts, review)
    if not reviews:
        due = f" It is due on {day(cycle.review_due)}." if cycle.review_due else ""
        blocks.append(Paragraph(f"Not reviewed yet.{due}", "muted"))
    return blocks


def _assess(cycle: Cycle) -> list[Block]:
    blocks: list[Block] = []
    if cycle.triggers:
        blocks.append(Bullets(tuple(TRIGGERS[trigger] for trigger in cycle.triggers)))
    blocks += told(
        ("Teacher’s assessment", cycle.teacher_assessment),
        ("Progress so far", cycle.progress_so_far),
        ("Against peers", cycle.against_peers),
        ("Advice from others", cycle.external_advice),
        ("Context", cycle.context),
        ("What it tells us", cycle.what_it_tells_us),
    )
    return blocks or [Paragraph(NOTHING, "muted")]


def _plan(facts: PackFacts, cycle: Cycle) -> list[Block]:
    dates = [
        f"{words} {day(when)}"
        for words, when in (
            ("agreed on", cycle.planned_on),
            ("parents told on", cycle.parents_told_on),
            ("staff told on", cycle.staff_told_on),
            ("to be reviewed on", cycle.review_due),
        )
        if when
    ]
    blocks: list[Block] = [Paragraph(f"{_capital('; '.join(dates))}.", "small")] if dates else []
    outcomes = facts.record.outcomes_of(cycle)
    if outcomes:
        headers = ("Outcome", "Baseline", "Expected", "Result", "")
        rows = tuple(_outcome_row(outcome) for outcome in outcomes)
        blocks.append(Grid(headers, rows, (3.6, 1.5, 1.9, 1.9, 1.1), caption="Outcomes"))
        bars = tuple(bar for outcome in outcomes if (bar := _bar(outcome)))
        if bars:
            blocks.append(Figure(OutcomeBars(bars), "From baseline to result"))
    blocks += told(("Strategies in class", cycle.strategies), ("At home", cycle.home_part))
    return blocks or [Paragraph(NOTHING, "muted")]


def _outcome_row(outcome: Outcome) -> tuple[Cell, ...]:
    aim: list[Run] = [Run(f"{outcome.aim} ({outcome.measure})" if outcome.measure else outcome.aim)]
    if outcome.expected_impact:
        aim.append(Run(f"\nExpected impact: {outcome.expected_impact}", italic=True))
    expected = outcome.target or _plain(outcome.target_value) or "not recorded"
    if outcome.due:
        expected = f"{expected}, by {day(outcome.due)}"
    result = outcome.result or _plain(outcome.result_value)
    if result and outcome.result_on:
        result = f"{result}, {day(outcome.result_on)}"
    baseline = outcome.baseline or _plain(outcome.baseline_value) or "not recorded"
    state = Mark(ACHIEVED[outcome.achieved], outcome.achieved.capitalize() or "Open")
    return (tuple(aim), baseline, expected, result or "not yet", state)


def _bar(outcome: Outcome) -> OutcomeBar | None:
    if outcome.baseline_value is None or outcome.target_value is None:
        return None
    return OutcomeBar(
        outcome.aim,
        float(outcome.baseline_value),
        None if outcome.result_value is None else float(outcome.result_value),
        float(outcome.target_value),
        outcome.measure,
        ACHIEVED[outcome.achieved],
        outcome.achieved,
    )


def _do(facts: PackFacts, cycle: Cycle) -> list[Block]:
    blocks: list[Block] = []
    if cycle.started_on:
        blocks.append(Paragraph(f"Began on {day(cycle.started_on)}.", "small"))
    lines = facts.record.lines_of(cycle)
    if lines:
        blocks.append(
            Grid(
                ("Provision", "How often", "Delivered by", "From", "To"),
                tuple(_line_row(line) for line in lines),
                (3, 2.2, 2, 1.4, 1.4),
            )
        )
    blocks += told(("How it went", cycle.do_notes))
    return blocks or [Paragraph(NOTHING, "muted")]


def _line_row(line: ProvisionLine) -> tuple[Cell, ...]:
    provision = line.provision
    return (provision.what, how_often(provision), provision.delivered_by, _plain_day(line.start), _plain_day(line.end))


def _plain_day(when: object) -> str:
    return f"{when:%d/%m/%Y}"


def how_often(provision: ProvisionDraft) -> str:
    """How often and with how many: `3 × 30 minutes a week, group of 4`."""
    if not provision.is_timed:
        return "one-off" if provision.one_off_pence else "as needed"
    group = f", group of {provision.group_size}" if provision.group_size > 1 else ", one to one"
    return f"{provision.sessions_per_week.normalize():f} × {provision.minutes} minutes a week{group}"


def _review(facts: PackFacts, review: Review) -> list[Block]:
    rating = RATINGS.get(review.rating, "") if review.rating is not None else ""
    attended = f"; present: {review.attended}" if review.attended else ""
    blocks: list[Block] = [Paragraph(f"Held on {day(review.on)}{attended}.", "small")]
    blocks += told(("Progress", rating), ("Impact", review.impact), ("Quality of the support", review.quality))
    for words, who, method in (
        (review.pupil_view, facts.name, review.pupil_view_method),
        (review.parent_view, "Parents or carers", review.parent_view_method),
    ):
        if words:
            blocks.append(Quote(words, who, day(review.on), METHODS[method]))
    by = f" (decided by {review.decided_by})" if review.decided_by else ""
    blocks += told(("Decision", f"{DECISIONS[review.decision]}{by}"), ("Next steps", review.next_steps))
    return blocks


def _capital(words: str) -> str:
    """With a capital first, and the months as they were."""
    return words[:1].upper() + words[1:]


def _plain(value: object) -> str:
    return "" if value is None else f"{value}"
