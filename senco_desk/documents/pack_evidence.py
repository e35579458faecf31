"""The pack's professionals, chronology, index of evidence, what is not in it, and how its papers can be proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from senco_desk.documents.content import Block, Cell, Grid, Heading, Number, PageOf, Paragraph, Run
from senco_desk.documents.pack_facts import NOTHING, PackFacts, Section, day, fraction, section, short
from senco_desk.documents.timeline_paper import about_gaps, drawings
from senco_desk.domain.chronology import NOT_IN_A_PACK, Event, Gap, chronology, with_gaps
from senco_desk.domain.involvement import Involvement
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.readiness import HEADS, STATE_WORDS
from senco_desk.domain.terms import in_words

SHORTENED = frozenset({"view", "review", "professional", "cycle"})
"""Kinds of event whose full text stands elsewhere in the pack; the others are told in full here alone."""

PAPERS_OF: dict[int, tuple[str, ...]] = {
    1: ("school-report", "assessment", "work"),
    2: ("psychologist", "speech", "specialist", "occupational"),
    3: ("plan",),
    4: ("plan",),
    5: ("medical", "occupational", "speech", "psychologist", "social-care"),
    6: (),
}
"""Under which head of the Code of Practice, 9.14, each kind of paper is evidence."""

SECTIONS_OF: dict[int, tuple[tuple[str, str], ...]] = {
    1: (("Attainment over time", "progress"),),
    2: (("Needs by area", "needs"), ("About the child", "child")),
    3: (("Provision and its cost", "provision"),),
    4: (("Spending beside the threshold", "spend"),),
    5: (("Professional involvement", "professionals"), ("Needs by area", "needs")),
    6: (),
}


def professionals(facts: PackFacts) -> Section:
    """Who was asked, what they advised, and what the school did about it."""
    involved = facts.record.involvements
    if not involved:
        return section("professionals", "Professional involvement", "missing")
    rows = tuple(_involvement(facts, each) for each in involved)
    done = tuple(bool(each.action or each.acted_on) for each in involved if each.advice)
    grid = Grid(("Who", "When", "What they advised", "What was done about it"), rows, (1.9, 2.1, 2.8, 2.8))
    return section("professionals", "Professional involvement", "ready" if done and all(done) else "partly", grid)


def told_in_a_pack(record: PupilRecord, today: date) -> list[Event]:
    """The events of a chronology that go with a request: what has happened, nothing confidential, and no portraits."""
    told = chronology(record, confidential=False)
    photos = {document.id for document in record.documents if document.kind == "photo"}
    return [
        event for event in told
        if event.on <= today and event.kind not in NOT_IN_A_PACK and event.record_id not in photos
    ]  # fmt: skip


def history(facts: PackFacts) -> Section:
    """What happened, as a picture and day by day; long stretches in which nothing was done are said plainly."""
    events = told_in_a_pack(facts.record, facts.today)
    if not events:
        return section("chronology", "Chronology", "missing")
    told = with_gaps(events, facts.timeline.gaps, lambda event: event.on)
    rows = [("", (Run(f"{each.words}.", italic=True),), "") if isinstance(each, Gap) else _event(facts, each)
            for each in told]  # fmt: skip
    grid = Grid(("Date", "What", "In more detail"), tuple(rows), (1.8, 2.5, 4.2))
    said = Paragraph(" ".join(about_gaps(facts.timeline)), "muted")
    return section("chronology", "Chronology", "ready", said, *drawings(facts.timeline), grid)


def index_of_evidence(facts: PackFacts) -> Section:
    """Where to find the evidence under each of the six heads of the Code of Practice 2015, 9.14."""
    blocks: list[Block] = [
        Paragraph(
            "The six heads are those of the SEND Code of Practice: 0 to 25 years (2015), paragraph 9.14. None of them"
            " is a condition by itself.",
            "muted",
        )
    ]
    states: list[bool] = []
    for number, words in HEADS.items():
        item = next(item for item in facts.readiness.legal_test if item.id == f"head.{number}")
        blocks.append(Heading(2, f"{number}. {words}", f"head-{number}"))
        if item.state == "not_needed":
            blocks.append(Paragraph(item.why, "muted"))
            continue
        rows = tuple((Run(what, to=anchor), PageOf(anchor)) for what, anchor in _evidence(facts, number))
        states.append(bool(rows))
        blocks.append(Grid(("Evidence", "Page"), rows, (8, 1)) if rows else Paragraph(NOTHING, "muted"))
    return section("evidence", "Index of evidence", fraction(tuple(states)), *blocks)


def not_included(facts: PackFacts, others: Sequence[Section]) -> Section:
    """What a reader may miss: papers that could not be bound in or were left out, and parts with nothing recorded."""
    rows: list[tuple[Cell, ...]] = [(each.title, each.why_not) for each in facts.appendices if each.why_not]
    rows += [(each.what, each.why) for each in facts.left_out]
    rows += [(each.title, each.why or STATE_WORDS["missing"]) for each in others if each.state == "missing"]
    blocks: list[Block] = []
    if rows:
        blocks.append(Grid(("What", "Why"), tuple(rows), (3, 4)))
    if facts.kept_back:
        one = facts.kept_back == 1
        papers = "1 paper is" if one else f"{facts.kept_back} papers are"
        blocks.append(
            Paragraph(
                f"{papers} kept by the school as confidential and {'is' if one else 'are'} not part of this pack."
            )
        )
    if not blocks:
        blocks.append(Paragraph("Everything that the school holds for this pack is in it."))
    return section("not_included", "What is not included", "ready", *blocks)


def provenance(facts: PackFacts) -> Section:
    """The SHA-256 of each paper as it was received, so that anybody can prove which paper was sent."""
    said = (
        f"Made on {day(facts.today)} at {facts.school.name} from the school’s own records. Typed text is printed as"
        " it was recorded. Each paper is named with the SHA-256 of the file as the school received it: whoever holds"
        " the same file can work out the same figure."
    )
    rows = tuple(
        (
            Number(str(each.number)),
            each.paper.title,
            Number(f"{each.paper.bytes:,}"),
            (Run(each.paper.sha256[:32]), Run(f"\n{each.paper.sha256[32:]}")),
        )
        for each in facts.appendices
    )
    blocks: list[Block] = [Paragraph(said)]
    if rows:
        blocks.append(Grid(("No.", "Paper", "Bytes", "SHA-256"), rows, (0.6, 3, 1.2, 4.4)))
    return section("provenance", "Where these papers come from", "ready", *blocks)


def _involvement(facts: PackFacts, each: Involvement) -> tuple[Cell, ...]:
    who = "\n".join(part for part in (each.profession, each.name, each.organisation) if part)
    when = "\n".join(
        f"{words} {in_words(on)}"
        for words, on in (("Asked", each.asked_on), ("Seen", each.seen_on), ("Reported", each.reported_on))
        if on
    )
    appendix = facts.appendix_of(each.document_id)
    advised: list[Run] = [Run(each.advice or "No advice recorded yet.")]
    if appendix:
        advised.append(Run(f"\nAppendix {appendix.number}", to=appendix.anchor))
    done = each.action
    if each.acted_on:
        done = f"{in_words(each.acted_on)}: {done}" if done else f"Acted on, {in_words(each.acted_on)}."
    if each.outstanding:
        done = f"{done}\nStill to do: {each.outstanding}".strip()
    return (who, when, tuple(advised), done or "Not recorded yet.")


def _event(facts: PackFacts, event: Event) -> tuple[Cell, ...]:
    detail = short(event.detail) if event.kind in SHORTENED else event.detail
    anchor = _anchor(facts, event)
    return (in_words(event.on), (Run(event.title, to=anchor),), detail)


def _anchor(facts: PackFacts, event: Event) -> str:
    """Where an event is told in full, if anywhere."""
    if event.noun == "document":
        appendix = facts.appendix_of(event.record_id)
        return appendix.anchor if appendix else ""
    cycle_id = event.record_id if event.noun == "cycle" else ""
    if event.noun == "review":
        cycle_id = next(review.cycle_id for review in facts.record.reviews if review.id == event.record_id)
    number = next((cycle.number for cycle in facts.record.cycles if cycle.id == cycle_id), None)
    return f"cycle-{number}" if number is not None else ""


def _evidence(facts: PackFacts, head: int) -> Iterator[tuple[str, str]]:
    """The evidence of a head: what it is, and the anchor where it stands."""
    record = facts.record
    there: dict[str, bool] = {
        "progress": bool(record.assessments),
        "needs": bool(record.needs_on(facts.today) or record.area_notes),
        "child": bool(record.pupil.strengths or record.views),
        "provision": bool(record.lines),
        "spend": bool(facts.spend.lines),
        "professionals": bool(record.involvements),
    }
    for words, part in SECTIONS_OF[head]:
        if there[part]:
            yield words, f"section-{part}"
    for cycle in record.cycles:
        if head == 3 or (head == 1 and record.outcomes_of(cycle)) or (head == 4 and record.reviews_of(cycle)):
            reviewed = bool(record.reviews_of(cycle))
            outcomes = "outcomes from baseline to result" if reviewed else "outcomes and their baselines"
            what = {1: outcomes, 3: "what was planned and done", 4: "what came of it"}[head]
            yield f"Cycle {cycle.number}: {what}", f"cycle-{cycle.number}"
    if head == 4 and facts.spend.lines:
        yield "Said and done: sessions planned and given", "said-and-done"
    for each in facts.appendices:
        if each.paper.kind in PAPERS_OF[head] and not each.why_not:
            dated = f", {in_words(each.paper.dated)}" if each.paper.dated else ""
            yield f"{each.title}{dated}", each.anchor
