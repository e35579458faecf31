"""Each thing that an authority may look for, held against the record: how far it is there, and what would fill it.

Nothing here is a condition. What is not there says what would fill it, and that the papers can go without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from senco_desk.domain.costs import PupilSpend
from senco_desk.domain.cycles import Cycle, Outcome
from senco_desk.domain.involvement import Involvement
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.reviews import Review
from senco_desk.domain.statutory import add_months
from senco_desk.domain.terms import AcademicYear, in_words
from senco_desk.domain.thresholds import AuthorityProfile, Check, spending_sentence

ANYWAY = "The papers can be sent without it."
"""What stands behind everything that is not there: an authority's wish is not the law's question."""

TERM_DAYS = 91
"""A term for counting a span of support: thirteen weeks, a quarter of the year with its holidays."""

REPORT_KINDS = ("psychologist", "speech", "occupational", "medical", "specialist", "social-care")

State = Literal["ready", "partly", "missing", "not_needed"]


@dataclass(frozen=True)
class Facts:
    """What the checks look at."""

    record: PupilRecord
    spend: PupilSpend
    profile: AuthorityProfile
    today: date
    year: AcademicYear

    @property
    def reviewed(self) -> list[Cycle]:
        """The cycles with at least one review."""
        return [cycle for cycle in self.record.cycles if self.record.reviews_of(cycle)]


@dataclass(frozen=True)
class Answer:
    """How far something is there, why, and what shows it."""

    state: State
    why: str
    evidence: tuple[str, ...] = ()


def answer_to(check: Check, facts: Facts) -> Answer:
    """How far the record shows what a check asks for."""
    return _CHECKS[check](facts)


def count_of(number: int, one: str, many: str = "") -> str:
    """`1 review`, `2 reviews`, `5,000 pupils`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _cycles(facts: Facts) -> Answer:
    wanted = facts.profile.min_cycles.value or 1
    reviewed = facts.reviewed
    evidence = tuple(
        f"Cycle {cycle.number}, reviewed on {in_words(facts.record.reviews_of(cycle)[-1].on)}" for cycle in reviewed
    )
    said = f"{count_of(len(reviewed), 'reviewed cycle')} recorded"
    if len(reviewed) >= wanted:
        return Answer("ready", f"{said}.", evidence)
    if reviewed or facts.record.cycles:
        open_cycle = facts.record.current_cycle()
        do = f"Record the review of cycle {open_cycle.number}" if open_cycle else "Open the next cycle"
        return Answer("partly", f"{said}. {do} when it is due. {ANYWAY}", evidence)
    return Answer("missing", f"Open a first cycle on the Cycles tab. {ANYWAY}")


def _terms(facts: Facts) -> Answer:
    wanted = facts.profile.min_terms.value or 1
    starts = [
        status.since for status in facts.record.statuses if status.status in ("K", "E") and status.since > date.min
    ]
    starts += [cycle.started_on or cycle.opened_on for cycle in facts.record.cycles]
    if not starts:
        return Answer("missing", f"No support is dated yet: record when SEN Support began. {ANYWAY}")
    first = min(starts)
    terms = max(0, (facts.today - first).days) // TERM_DAYS
    evidence = (f"Support since {in_words(first)}",)
    if terms >= wanted:
        return Answer(
            "ready", f"Support has been recorded since {in_words(first)}: {count_of(terms, 'term')}.", evidence
        )
    return Answer("partly", f"Support has been recorded since {in_words(first)}. {ANYWAY}", evidence)


def _outcomes(facts: Facts) -> Answer:
    reviewed = {cycle.id for cycle in facts.reviewed}
    outcomes = [outcome for outcome in facts.record.outcomes if outcome.cycle_id in reviewed]
    if not outcomes:
        waiting = len(facts.record.outcomes)
        if waiting:
            return Answer("partly", f"{count_of(waiting, 'outcome')} set and not yet reviewed. {ANYWAY}")
        return Answer("missing", f"Add an outcome with its baseline to a cycle. {ANYWAY}")
    numbers = {cycle.id: cycle.number for cycle in facts.record.cycles}
    whole = [outcome for outcome in outcomes if not _lacks(outcome)]
    evidence = tuple(f"Cycle {numbers[outcome.cycle_id]}: {_short(outcome.aim)}" for outcome in whole)
    if len(whole) == len(outcomes):
        many = count_of(len(outcomes), "outcome")
        return Answer("ready", f"{many} with baseline, expected and achieved.", evidence)
    gap = next(outcome for outcome in outcomes if _lacks(outcome))
    more = len(outcomes) - len(whole) - 1
    also = f" (and {count_of(more, 'other')})" if more else ""
    why = f"Cycle {numbers[gap.cycle_id]}, “{_short(gap.aim)}”{also}: add the {' and the '.join(_lacks(gap))}. {ANYWAY}"
    return Answer("partly", why, evidence)


def _views_in_reviews(facts: Facts, whose: Literal["child", "parent"]) -> Answer:
    words = "child’s" if whose == "child" else "parents’"
    reviews = facts.record.reviews
    given = [review for review in reviews if _view(review, whose)]
    numbers = {cycle.id: cycle.number for cycle in facts.record.cycles}
    evidence = [f"Review of cycle {numbers.get(review.cycle_id, '?')}, {in_words(review.on)}" for review in given]
    evidence += [f"Views of {in_words(view.on)}" for view in facts.record.views if view.whose == whose]
    if reviews and len(given) == len(reviews):
        return Answer("ready", f"The {words} views are in every review.", tuple(evidence))
    if evidence:
        why = f"The {words} views are in {len(given)} of {count_of(len(reviews), 'review')}. {ANYWAY}"
        return Answer("partly", why, tuple(evidence))
    ask = "Ask the child in a way that suits them" if whose == "child" else "Ask the parents or carers"
    return Answer("missing", f"{ask}, and record it on the Views tab with its date. {ANYWAY}")


def _meetings(facts: Facts) -> Answer:
    wanted = facts.profile.meetings_per_year.value
    since = facts.today - timedelta(days=365)
    held = facts.record.parent_meetings(since, facts.today)
    evidence = tuple(f"Meeting of {in_words(meeting.on)}" for meeting in held)
    if len(held) >= wanted:
        return Answer("ready", f"{count_of(len(held), 'meeting')} with parents in the last twelve months.", evidence)
    said = f"{count_of(len(held), 'meeting')} of {wanted} with parents in the last twelve months"
    why = f"{said}: record those that were held, or plan the next. {ANYWAY}"
    return Answer("partly" if held else "missing", why, evidence)


def _recent_reports(facts: Facts) -> Answer:
    months = facts.profile.max_report_months.value or 12
    reports = [(document.dated, document.title) for document in facts.record.documents if document.kind in REPORT_KINDS]
    reports += [(each.reported_on, each.profession) for each in facts.record.involvements if each.reported_on]
    recent = [(day, title) for day, title in reports if day and add_months(facts.today, -months) <= day]
    evidence = tuple(dict.fromkeys(f"{title}, {in_words(day)}" for day, title in sorted(recent)))
    if recent:
        return Answer("ready", f"A professional’s report of the last {months} months is there.", evidence)
    if reports:
        latest = max((day for day, _ in reports if day), default=None)
        dated = f"is of {in_words(latest)}" if latest else "bears no date: add it if you can find it"
        return Answer("partly", f"The latest report {dated}; a newer one may be asked for. {ANYWAY}")
    return Answer("missing", f"Attach professionals’ reports on the Documents tab if there are any. {ANYWAY}")


def _advice(facts: Facts) -> Answer:
    advised = [each for each in facts.record.involvements if each.advice]
    if not facts.record.involvements:
        return Answer("missing", f"Record whom you have asked, and what they advised. {ANYWAY}")
    if not advised:
        asked = count_of(len(facts.record.involvements), "professional")
        return Answer("partly", f"{asked} asked, and no advice recorded yet. {ANYWAY}")
    done = [each for each in advised if each.acted_on or each.action]
    evidence = tuple(f"{each.profession}: {_done_about(each)}" for each in done)
    if len(done) == len(advised):
        return Answer("ready", "Each piece of advice has what was done with it.", evidence)
    waiting = next(each for each in advised if each not in done)
    why = f"{waiting.profession}: write what was done with the advice. {ANYWAY}"
    return Answer("partly" if done else "missing", why, evidence)


def _costed(facts: Facts) -> Answer:
    lines = facts.spend.lines
    if not lines:
        return Answer("missing", f"Add what is provided, with its time and rate, on the Provision tab. {ANYWAY}")
    said = spending_sentence(facts.spend.forecast_pence, facts.spend.threshold)
    evidence = tuple(f"{line.what}: {line.formula}" for line in lines if line.counts)
    unpriced = [line for line in lines if line.formula.startswith("no rate")]
    if unpriced:
        return Answer("partly", f"No hourly rate is known for “{unpriced[0].what}”: add it. {said}", evidence)
    return Answer("ready", said, evidence)


def _ordinarily_available(facts: Facts) -> Answer:
    lines = [line for line in facts.record.lines if line.provision.tier in ("universal", "ordinarily_available")]
    strategies = [cycle for cycle in facts.record.cycles if cycle.strategies]
    evidence = tuple(line.provision.what for line in lines)
    evidence += tuple(f"Strategies in cycle {cycle.number}" for cycle in strategies)
    if lines:
        return Answer("ready", f"{count_of(len(lines), 'line')} of ordinarily available provision recorded.", evidence)
    if strategies:
        return Answer(
            "partly", f"Strategies are in the plan; as lines of provision they count more. {ANYWAY}", evidence
        )
    why = f"Add what the class provides for every child who needs it, as ordinarily available. {ANYWAY}"
    return Answer("missing", why)


def _attendance(facts: Facts) -> Answer:
    since = facts.today - timedelta(days=365)
    recent = [each for each in facts.record.attendances if each.end >= since and each.rate is not None]
    evidence = tuple(f"{in_words(each.start)} to {in_words(each.end)}: {each.rate} %" for each in recent)
    if recent:
        return Answer("ready", "Attendance of the last twelve months is there.", evidence)
    if facts.record.attendances:
        return Answer("partly", f"Attendance is older than twelve months: import this year’s. {ANYWAY}")
    return Answer("missing", f"Import attendance from the school’s system. {ANYWAY}")


def _staff_views(facts: Facts) -> Answer:
    cycles = [cycle for cycle in facts.record.cycles if cycle.teacher_assessment]
    evidence = tuple(f"Teacher’s assessment in cycle {cycle.number}" for cycle in cycles)
    if evidence:
        return Answer("ready", "The teacher’s own assessment is in the record.", evidence)
    return Answer("missing", f"Write the teacher’s assessment into the Assess part of a cycle. {ANYWAY}")


def _signatures(facts: Facts) -> Answer:
    papers = [document for document in facts.record.documents if document.kind == "consent"]
    evidence = tuple(document.title for document in papers)
    if papers:
        return Answer("ready", "An agreement is among the documents; see that everybody has signed it.", evidence)
    return Answer("missing", f"Attach the signed agreement; the cover leaves room for signatures too. {ANYWAY}")


def _authority_form(facts: Facts) -> Answer:
    channel = facts.profile.channel.value
    why = f"The authority asks for its own form ({channel}); this pack goes with it and holds what it asks about."
    return Answer("partly", f"{why} {ANYWAY}")


def _by_eye(_facts: Facts) -> Answer:
    return Answer("partly", "Only a person can judge this: read the pack with it in mind.")


_CHECKS: dict[Check, Callable[[Facts], Answer]] = {
    "cycles": _cycles,
    "terms": _terms,
    "outcomes_measured": _outcomes,
    "parent_views": lambda facts: _views_in_reviews(facts, "parent"),
    "pupil_views": lambda facts: _views_in_reviews(facts, "child"),
    "meetings": _meetings,
    "recent_reports": _recent_reports,
    "advice_acted_on": _advice,
    "costed_provision": _costed,
    "ordinarily_available": _ordinarily_available,
    "attendance": _attendance,
    "staff_views": _staff_views,
    "signatures": _signatures,
    "authority_form": _authority_form,
    "by_eye": _by_eye,
}


def _lacks(outcome: Outcome) -> Sequence[str]:
    """Which of baseline, expected and achieved an outcome does not have."""
    parts = (
        ("baseline", outcome.baseline or outcome.baseline_value is not None),
        ("target", outcome.target or outcome.target_value is not None or outcome.expected_impact),
        ("result", outcome.result or outcome.result_value is not None or outcome.achieved),
    )
    return [name for name, there in parts if not there]


def _done_about(each: Involvement) -> str:
    return _short(each.action) if each.action else f"acted on, {in_words(each.acted_on)}" if each.acted_on else ""


def _view(review: Review, whose: Literal["child", "parent"]) -> bool:
    return bool(review.pupil_view if whose == "child" else review.parent_view)


def _short(text: str, most: int = 70) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]}…"
