"""The assess-plan-do-review cycle: opening one, filling its four parts, and recording its review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from senco_desk.domain.cycles import (
    STAGES,
    Cycle,
    CycleDraft,
    Outcome,
    OutcomeDraft,
    Stage,
    problems_of_outcome,
    problems_of_plan,
)
from senco_desk.domain.needs import StatusDraft, status_on
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.reviews import RATINGS, MeetingDraft, Review, ReviewDraft, problems_of_review
from senco_desk.domain.terms import in_words
from senco_desk.domain.views import ViewDraft
from senco_desk.services import statuses
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns
from senco_desk.store.gateway import Change


def get(desk: Desk, cycle_id: str) -> Cycle:
    """The cycle with this id, as it is kept now."""
    return nouns.CYCLES.get(desk.store, cycle_id)


def blank_for(desk: Desk, pupil_id: str) -> CycleDraft:
    """A new cycle for a pupil, numbered after the last, with what the last one and its review already know.

    What was learnt is carried, so that nobody types it twice: the review's rating and impact stand under progress so
    far, its next review date is the new one, and the advice, strategies and part played at home go on until changed.
    """
    earlier = nouns.CYCLES.of(desk.store, pupil_id=pupil_id)
    if not earlier:
        return CycleDraft(pupil_id=pupil_id, opened_on=desk.today)
    last = earlier[-1]
    reviews = nouns.REVIEWS.of(desk.store, cycle_id=last.id)
    review = reviews[-1] if reviews else None
    ahead = review.next_review if review and review.next_review and review.next_review > desk.today else None
    return CycleDraft(
        pupil_id=pupil_id,
        number=last.number + 1,
        opened_on=desk.today,
        plan_kind=last.plan_kind,
        responsible_teacher=last.responsible_teacher,
        progress_so_far=_told_by(review)[:20_000] if review else "",
        external_advice=last.external_advice,
        context=last.context,
        strategies=last.strategies,
        home_part=last.home_part,
        review_due=ahead,
    )


def carried(desk: Desk, pupil_id: str) -> list[OutcomeDraft]:
    """The outcomes of the last cycle that were not met, each from where it stands now; for the next cycle.

    `cycle_id` is still the old cycle's: `open_new` puts the new one in its place.
    """
    earlier = nouns.CYCLES.of(desk.store, pupil_id=pupil_id)
    if not earlier:
        return []
    return [
        OutcomeDraft(
            pupil_id=pupil_id,
            cycle_id=outcome.cycle_id,
            area=outcome.area,
            aim=outcome.aim,
            measure=outcome.measure,
            baseline=outcome.result or outcome.baseline,
            baseline_value=outcome.baseline_value if outcome.result_value is None else outcome.result_value,
            target=outcome.target,
            target_value=outcome.target_value,
            expected_impact=outcome.expected_impact,
            owner=outcome.owner,
        )
        for outcome in nouns.OUTCOMES.of(desk.store, cycle_id=earlier[-1].id)
        if outcome.achieved != "met"
    ]


def open_new(desk: Desk, draft: CycleDraft, outcomes: Sequence[OutcomeDraft] = ()) -> Done[Cycle]:
    """Open a cycle; refused while an earlier one is still open, so that none is left without its review.

    `outcomes` are taken into it, in order (see `carried`).
    """
    for cycle in nouns.CYCLES.of(desk.store, pupil_id=draft.pupil_id):
        if cycle.stage != "closed":
            raise RefusedError(f"Cycle {cycle.number} is still open: record its review first, then open the next.")
    with desk.store.change("Open cycle") as change:
        kept = change.add(nouns.CYCLES, draft)
        change.add_all(
            nouns.OUTCOMES,
            [
                outcome.model_copy(update={"cycle_id": kept.id, "position": position})
                for position, outcome in enumerate(outcomes, start=1)
            ],
        )
    return done(kept, change)


def open_ids(desk: Desk, pupil_ids: Iterable[str]) -> dict[str, str]:
    """For each of these pupils that has one, the id of the open cycle; a pupil without an open cycle is left out."""
    found: dict[str, str] = {}
    for pupil_id in pupil_ids:
        cycles = [c for c in nouns.CYCLES.of(desk.store, pupil_id=pupil_id) if c.stage != "closed"]
        if cycles:
            found[pupil_id] = cycles[-1].id
    return found


def gap_days(earlier: Cycle, later: Cycle) -> int | None:
    """The days without any cycle between two that follow each other: 0 where the later opened at once.

    None while the earlier one is still open.
    """
    if earlier.closed_on is None:
        return None
    return max(0, (later.opened_on - earlier.closed_on).days)


def save(desk: Desk, cycle: Cycle) -> Done[Cycle]:
    """Keep what was typed into a cycle, at whatever stage; nothing has to be complete."""
    with desk.store.change("Change cycle") as change:
        change.save(nouns.CYCLES, cycle)
    return done(cycle, change)


def move_to(desk: Desk, cycle: Cycle, stage: Stage) -> Done[Cycle]:
    """Go on to a stage; going on to Do needs a clear date for the review (Code 6.48)."""
    if stage in ("do", "review"):
        problems = problems_of_plan(cycle)
        if problems:
            raise RefusedError(problems)
    updates: dict[str, object] = {"stage": stage}
    if stage == "plan" and cycle.planned_on is None:
        updates["planned_on"] = desk.today
    if stage == "do" and cycle.started_on is None:
        updates["started_on"] = desk.today
    moved = cycle.model_copy(update=updates)
    with desk.store.change(f"Move cycle to {STAGES[stage]}") as change:
        change.save(nouns.CYCLES, moved)
    return done(moved, change)


def add_outcome(desk: Desk, draft: OutcomeDraft) -> Done[Outcome]:
    """Add an outcome to a cycle, after those it has; refused without an aim."""
    _refuse_outcome(draft)
    last = max((outcome.position for outcome in nouns.OUTCOMES.of(desk.store, cycle_id=draft.cycle_id)), default=0)
    with desk.store.change("Add outcome") as change:
        kept = change.add(nouns.OUTCOMES, draft.model_copy(update={"position": last + 1}))
    return done(kept, change)


def save_outcome(desk: Desk, outcome: Outcome) -> Done[Outcome]:
    """Keep a new state of an outcome; refused without an aim."""
    _refuse_outcome(outcome)
    with desk.store.change("Change outcome") as change:
        change.save(nouns.OUTCOMES, outcome)
    return done(outcome, change)


def remove_outcome(desk: Desk, outcome_id: str) -> Done[None]:
    """Take an outcome out of its cycle; undo brings it back."""
    with desk.store.change("Remove outcome") as change:
        change.remove(nouns.OUTCOMES, outcome_id)
    return done(None, change)


def blank_review(desk: Desk, cycle_id: str) -> ReviewDraft:
    """A review of a cycle, dated today, with nothing filled in that somebody has still to say."""
    cycle = nouns.CYCLES.get(desk.store, cycle_id)
    return ReviewDraft(pupil_id=cycle.pupil_id, cycle_id=cycle.id, on=desk.today)


def record_review(
    desk: Desk, draft: ReviewDraft, outcomes: list[Outcome] | None = None, *, with_parents: bool = False
) -> Done[Review]:
    """Record a review, with the results of the outcomes; the cycle closes and its decision is carried out.

    The views given are kept among the child's views too. One `with_parents` is a meeting with them as well, and is
    kept as one (three a year, Code 6.65; its record is given to them, 6.71), unless a meeting with them is recorded
    for that day already. "Leave the register" ends the status on the day of the review; the other decisions open
    nothing by themselves: the next cycle starts from `blank_for`.
    """
    cycle = nouns.CYCLES.get(desk.store, draft.cycle_id)
    problems = problems_of_review(draft, opened_on=cycle.opened_on, today=desk.today)
    if cycle.stage == "closed":
        problems.append(Problem(sentence="This cycle has been reviewed already. Undo that review to record it anew."))
    if problems:
        raise RefusedError(problems)
    with desk.store.change("Record review") as change:
        kept = change.add(nouns.REVIEWS, draft)
        for outcome in outcomes or ():
            change.save(nouns.OUTCOMES, outcome)
        change.save(nouns.CYCLES, cycle.model_copy(update={"stage": "closed", "closed_on": draft.on}))
        for whose, words, method in (
            ("child", draft.pupil_view, draft.pupil_view_method),
            ("parent", draft.parent_view, draft.parent_view_method),
        ):
            if method:
                view = {"pupil_id": draft.pupil_id, "whose": whose, "on": draft.on, "words": words, "method": method}
                change.add(nouns.VIEWS, ViewDraft.model_validate(view | {"cycle_id": cycle.id}))
        if draft.decision == "exit":
            _leave_register(change, draft)
        if with_parents:
            _count_as_meeting(change, draft, cycle)
    return done(kept, change)


def _refuse_outcome(outcome: OutcomeDraft) -> None:
    problems = problems_of_outcome(outcome)
    if problems:
        raise RefusedError(problems)


def _told_by(review: Review) -> str:
    """What a review says of the progress made, as the first words of the next assessment."""
    said = [f"Review of {in_words(review.on)}:"]
    if review.rating in RATINGS:
        said.append(f"{RATINGS[review.rating].lower()}.")
    return "\n".join([" ".join(said), *(text for text in (review.impact, review.next_steps) if text)])


def _count_as_meeting(change: Change, draft: ReviewDraft, cycle: Cycle) -> None:
    """Keep a review that the parents came to as a meeting with them, once."""
    held = nouns.MEETINGS.of(change.store, pupil_id=draft.pupil_id)
    if any(meeting.with_parents and meeting.on == draft.on for meeting in held):
        return
    meeting = MeetingDraft(
        pupil_id=draft.pupil_id,
        cycle_id=cycle.id,
        on=draft.on,
        present=draft.attended,
        discussed=f"The review of cycle {cycle.number}.",
        agreed=draft.next_steps,
    )
    change.add(nouns.MEETINGS, meeting)


def _leave_register(change: Change, draft: ReviewDraft) -> None:
    """End the status on the day of the review; a child who is not on the register that day stays as they are."""
    history = nouns.STATUSES.of(change.store, pupil_id=draft.pupil_id)
    held = status_on(history, draft.on)
    if held is not None and held.status != "N":
        leaving = StatusDraft(
            pupil_id=draft.pupil_id,
            status="N",
            start=draft.on,
            reason="Decided at the review of the cycle",
            decided_by=draft.decided_by,
        )
        statuses.put_into(change, history, leaving)
