"""The assess-plan-do-review cycle: opening one, filling its four parts, and recording its review."""

from __future__ import annotations

from datetime import date

from senco_desk.domain.cycles import STAGES, Cycle, CycleDraft, Outcome, OutcomeDraft, Stage, problems_of_plan
from senco_desk.domain.needs import StatusDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.reviews import Review, ReviewDraft, problems_of_review
from senco_desk.domain.views import ViewDraft
from senco_desk.services import statuses
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns


def blank_for(desk: Desk, pupil_id: str) -> CycleDraft:
    """A new cycle for a pupil, numbered after the last, with what the last one already knows."""
    earlier = nouns.CYCLES.of(desk.store, pupil_id=pupil_id)
    last = earlier[-1] if earlier else None
    return CycleDraft(
        pupil_id=pupil_id,
        number=last.number + 1 if last else 1,
        opened_on=desk.today,
        plan_kind=last.plan_kind if last else "SEN Support plan",
        responsible_teacher=last.responsible_teacher if last else "",
    )


def open_new(desk: Desk, draft: CycleDraft) -> Done[Cycle]:
    """Open a cycle; refused while an earlier one is still open, so that none is left without its review."""
    for cycle in nouns.CYCLES.of(desk.store, pupil_id=draft.pupil_id):
        if cycle.stage != "closed":
            raise RefusedError(f"Cycle {cycle.number} is still open: record its review first, then open the next.")
    with desk.store.change("Open cycle") as change:
        kept = change.add(nouns.CYCLES, draft)
    return done(kept, change)


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
    """Add an outcome to a cycle, after those it has."""
    if not draft.aim:
        raise RefusedError("Say what the child will be able to do.")
    position = len(nouns.OUTCOMES.of(desk.store, cycle_id=draft.cycle_id)) + 1
    with desk.store.change("Add outcome") as change:
        kept = change.add(nouns.OUTCOMES, draft.model_copy(update={"position": position}))
    return done(kept, change)


def blank_review(desk: Desk, cycle_id: str) -> ReviewDraft:
    """A review of a cycle, dated today, with what the cycle already knows."""
    cycle = nouns.CYCLES.get(desk.store, cycle_id)
    return ReviewDraft(pupil_id=cycle.pupil_id, cycle_id=cycle.id, on=desk.today)


def record_review(desk: Desk, draft: ReviewDraft, outcomes: list[Outcome] | None = None) -> Done[Review]:
    """Record a review, with the results of the outcomes; the cycle closes and its decision is carried out.

    The views given are kept among the child's views too. "Leave the register" ends the status on the day of the
    review; the other decisions open nothing by themselves: the next cycle starts from `blank_for`.
    """
    cycle = nouns.CYCLES.get(desk.store, draft.cycle_id)
    problems = problems_of_review(draft, opened_on=cycle.opened_on, today=desk.today)
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
            history = nouns.STATUSES.of(desk.store, pupil_id=draft.pupil_id)
            leaving = _leaving(draft.pupil_id, draft.on, draft.decided_by)
            statuses.end_before(change, history, draft.on)
            change.add(nouns.STATUSES, leaving)
    return done(kept, change)


def _leaving(pupil_id: str, on: date, decided_by: str) -> StatusDraft:
    return StatusDraft(
        pupil_id=pupil_id, status="N", start=on, reason="Decided at the review of the cycle", decided_by=decided_by
    )
