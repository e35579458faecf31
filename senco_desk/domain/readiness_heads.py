"""The law's question and the six kinds of evidence under it, each answered from the record.

Children and Families Act 2014, s.36(8), asks whether the child *has or may have* special educational needs and
whether it *may be necessary* for provision to be made through an EHC plan. The Code of Practice 2015, 9.14, lists
what an authority looks at for that. None of the six is a condition by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from senco_desk.domain.codes import SEN_TYPES
from senco_desk.domain.needs import BROAD_AREAS
from senco_desk.domain.readiness_checks import ANYWAY, Answer, Facts, count_of
from senco_desk.domain.terms import in_words

HEADS: dict[int, str] = {
    1: "Attainment and rate of progress",
    2: "Nature, extent and context of the needs",
    3: "What the school is already doing",
    4: "Progress that came only with much additional support",
    5: "Physical, emotional and social development, and health",
    6: "Over 18: more time to complete education or training",
}
"""Code of Practice 2015, 9.14, shortened."""

NOT_A_GATE = "A request can be made at any time; this only says what it would rest on today."


def may_have_sen(facts: Facts) -> Answer:
    """Whether the record shows that the child has or may have special educational needs (s.36(8)(a))."""
    status = facts.record.status(facts.today)
    evidence = [SEN_TYPES.name_of(need.code) for need in facts.record.needs_on(facts.today)]
    if status is not None and status.status != "N":
        evidence.insert(0, f"{status.words}" + (f" since {in_words(status.start)}" if status.start else ""))
    evidence += [
        f"{BROAD_AREAS[note.area]}: difficulties noted" for note in facts.record.area_notes if note.difficulties
    ]
    if status is not None and status.status in ("K", "E"):
        return Answer("ready", f"The school already makes provision: {status.words}.", tuple(evidence))
    if evidence or facts.record.cycles:
        why = "There is evidence of needs; the law asks only whether the child may have them."
        return Answer("partly", why, tuple(evidence))
    return Answer("missing", f"Record the needs or difficulties that you see. {NOT_A_GATE}")


def may_be_necessary(facts: Facts) -> Answer:
    """Whether the record shows that provision through a plan may be necessary (s.36(8)(b)): heads 2 to 5 together."""
    supporting = [number for number in (2, 3, 4, 5) if head_answer(number, facts).state in ("ready", "partly")]
    evidence = tuple(HEADS[number] for number in supporting)
    if len(supporting) >= 2 and 3 in supporting:
        return Answer("ready", f"{count_of(len(supporting), 'kind')} of evidence speak for it.", evidence)
    if supporting:
        why = "Some evidence is there; say in your letter why you think a plan may be necessary."
        return Answer("partly", why, evidence)
    return Answer("missing", f"Say in your letter why you think a plan may be necessary. {NOT_A_GATE}")


def head_answer(number: int, facts: Facts) -> Answer:
    """How far the record holds evidence of one of the six kinds."""
    return _HEADS[number](facts)


def _attainment(facts: Facts) -> Answer:
    record = facts.record
    subjects = list(dict.fromkeys(each.subject for each in record.assessments))
    evidence = [f"{name}: {count_of(_times(facts, name), 'result')}" for name in subjects]
    evidence += [f"Progress in cycle {cycle.number}" for cycle in record.cycles if cycle.progress_so_far]
    if any(_times(facts, name) > 1 for name in subjects):
        return Answer("ready", "Results over time show attainment and rate of progress.", tuple(evidence))
    if evidence:
        return Answer("partly", f"A second result in the same subject would show the rate. {ANYWAY}", tuple(evidence))
    return Answer("missing", f"Import assessments, or write the progress into a cycle. {ANYWAY}")


def _nature(facts: Facts) -> Answer:
    record = facts.record
    needs = [SEN_TYPES.name_of(need.code) for need in record.needs_on(facts.today)]
    areas = [BROAD_AREAS[note.area] for note in record.area_notes if note.difficulties or note.strengths]
    context = [f"Context in cycle {cycle.number}" for cycle in record.cycles if cycle.context]
    evidence = tuple(dict.fromkeys((*needs, *areas, *context)))
    if needs and areas:
        return Answer("ready", "Needs are recorded, with strengths and difficulties by area.", evidence)
    if evidence:
        return Answer("partly", f"Describe strengths and difficulties by the four areas. {ANYWAY}", evidence)
    return Answer("missing", f"Record the needs, and strengths and difficulties by area. {ANYWAY}")


def _action(facts: Facts) -> Answer:
    record = facts.record
    evidence = [f"Cycle {cycle.number}, from {in_words(cycle.opened_on)}" for cycle in record.cycles]
    evidence += list(dict.fromkeys(line.provision.what for line in record.lines))
    if record.cycles and record.lines:
        return Answer("ready", "Cycles and provision show what the school does.", tuple(evidence))
    if evidence:
        need = "provision" if record.cycles else "cycles"
        return Answer("partly", f"Some is recorded; {need} would complete it. {ANYWAY}", tuple(evidence))
    return Answer("missing", f"Record a cycle and what is provided. {ANYWAY}")


def _additional(facts: Facts) -> Answer:
    record = facts.record
    lines = [line for line in record.lines if line.provision.additional and line.provision.tier != "universal"]
    rated = [review for review in record.reviews if review.rating is not None]
    evidence = [f"{line.provision.what} ({line.provision.sessions_per_week.normalize():f} a week)" for line in lines]
    evidence += [f"Review of {in_words(review.on)}" for review in rated]
    if lines and rated:
        why = "Reviews show what progress came with support that is additional to what is usual."
        return Answer("ready", why, tuple(evidence))
    if evidence:
        need = "a review that says what came of it" if lines else "the provision behind it"
        return Answer("partly", f"Add {need}. {ANYWAY}", tuple(evidence))
    return Answer("missing", f"Record additional provision and, at its review, what came of it. {ANYWAY}")


def _development(facts: Facts) -> Answer:
    record = facts.record
    kinds = ("medical", "occupational", "social-care", "psychologist", "speech")
    evidence = [each.title for each in record.documents if each.kind in kinds and not each.confidential]
    evidence += [
        f"{BROAD_AREAS[note.area]}, {in_words(note.on)}" for note in record.area_notes if note.area in ("semh", "sp")
    ]
    evidence += [f"{each.profession}" for each in record.involvements if each.reported_on or each.advice]
    if record.pupil.medical:
        evidence.append("Health, on the child’s page")
    evidence = list(dict.fromkeys(evidence))
    if len(evidence) > 1:
        return Answer("ready", "Development and health are described, with what others have found.", tuple(evidence))
    if evidence:
        return Answer("partly", f"A clinician’s or another agency’s view would add to it. {ANYWAY}", tuple(evidence))
    why = f"If health or development plays a part, attach what clinicians say or describe it. {ANYWAY}"
    return Answer("missing", why)


def _over_18(facts: Facts) -> Answer:
    born = facts.record.pupil.date_of_birth
    if (
        born is None
        or (facts.today.year - born.year - ((facts.today.month, facts.today.day) < (born.month, born.day))) < 18
    ):
        return Answer("not_needed", "This is asked of young people over 18 only.")
    return Answer("partly", "Say in your letter how much more time the young person needs, and for what.")


def _times(facts: Facts, subject: str) -> int:
    return sum(each.subject == subject for each in facts.record.assessments)


_HEADS: dict[int, Callable[[Facts], Answer]] = {
    1: _attainment,
    2: _nature,
    3: _action,
    4: _additional,
    5: _development,
    6: _over_18,
}
