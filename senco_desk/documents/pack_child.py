"""The pack's first pages: cover, the child (views and strengths before anything else), needs, and everybody's views."""

from __future__ import annotations

from senco_desk.documents.content import (
    Block,
    Cell,
    FactList,
    Grid,
    Heading,
    KeepTogether,
    LinkTo,
    Paragraph,
    Quote,
    Run,
    Spacer,
    Title,
)
from senco_desk.documents.pack_facts import PackFacts, Section, day, fraction, section, told
from senco_desk.domain.ages import is_young_person
from senco_desk.domain.codes import SEN_TYPES, YEAR_GROUPS
from senco_desk.domain.flags import care_lines, health_lines
from senco_desk.domain.needs import BROAD_AREAS, DIAGNOSIS_SOURCES, Need
from senco_desk.domain.pupils import Contact
from senco_desk.domain.reviews import Review
from senco_desk.domain.views import METHODS, View

LAW = (
    "The question for the local authority is whether the child has or may have special educational needs, and"
    " whether it may be necessary for special educational provision to be made through an EHC plan (Children and"
    " Families Act 2014, section 36(8)). This pack gathers what the school knows."
)

WITHOUT_DIAGNOSIS = "Needs are described from what is seen. Support and requests do not depend on a diagnosis."


def cover(facts: PackFacts) -> Section:
    """The first page: whose pack it is, from whom and for whom, with room for signatures. The only place of the UPN."""
    pupil = facts.record.pupil
    legal = f"{pupil.legal_forename} {pupil.legal_surname}".strip()
    status = facts.record.status(facts.today)
    needs = facts.record.needs_on(facts.today)
    since = f", since {day(status.start)}" if status and status.start else ""
    pairs: list[tuple[str, Cell]] = [("Child", pupil.name)]
    if legal and legal != pupil.name:
        pairs.append(("Legal name", legal))
    pairs += [
        ("Date of birth", day(pupil.date_of_birth, "not recorded")),
        ("Unique pupil number", pupil.upn or "not recorded"),
        *((("NHS number", pupil.nhs_number),) if pupil.nhs_number else ()),
        ("Year group", _year(pupil.year_group, pupil.class_name)),
        ("SEN status", f"{status.words}{since}" if status else "Not on the register"),
        ("Main need", SEN_TYPES.name_of(needs[0].code) if needs else "not recorded"),
        ("Local authority", facts.profile.name),
        ("School", facts.school.name),
        ("SENCO", facts.school.senco or "not recorded"),
        ("Made on", day(facts.today)),
    ]
    carers = [contact for contact in facts.record.contacts if contact.parental_responsibility]
    responsible = tuple(
        (each.name, ", ".join(part for part in (each.relation, each.telephone, each.email, _needs_of(each)) if part))
        for each in carers
    )
    return section(
        "cover",
        "Evidence pack",
        "ready" if pupil.date_of_birth and pupil.upn else "partly",
        Title("Evidence pack", f"{pupil.name} · {facts.school.name}"),
        FactList(tuple(pairs)),
        Spacer(10),
        Paragraph((Run("Parental responsibility", bold=True),)),
        FactList(responsible) if responsible else Paragraph("Not recorded yet.", "muted"),
        Spacer(6),
        Paragraph(LAW, "note"),
        KeepTogether(
            (
                Paragraph((Run("Signatures", bold=True),)),
                FactList(tuple((who, "_" * 34 + "   Date " + "_" * 14) for who in _signing(facts))),
            )
        ),
    )


def child(facts: PackFacts) -> Section:
    """One page about the child: own words first, then strengths, interests and hopes; the family's words after."""
    pupil = facts.record.pupil
    own = _latest(facts, "child")
    family = _latest(facts, "parent")
    strengths = [note for note in facts.record.area_notes if note.strengths]
    blocks: list[Block] = [_quote(facts, own)] if own else []
    blocks += told(
        ("Strengths", pupil.strengths), ("Interests", pupil.interests), ("Hopes", pupil.aspirations),
    )  # fmt: skip
    if strengths and not pupil.strengths:
        blocks += told(*((BROAD_AREAS[note.area], note.strengths) for note in strengths))
    if family:
        blocks += [Heading(3, "What the family says"), _quote(facts, family)]
    blocks += _circumstances(facts)
    state = fraction((own is not None, bool(pupil.strengths or strengths), family is not None))
    return section("child", f"About {facts.name}", state, *blocks)


def needs(facts: PackFacts) -> Section:
    """Needs by the four broad areas, with strengths and difficulties, and the census types beneath them."""
    record = facts.record
    blocks: list[Block] = []
    standing = record.needs_on(facts.today)
    for area, words in BROAD_AREAS.items():
        notes = [note for note in record.area_notes if note.area == area]
        if not notes:
            continue
        blocks.append(Heading(2, words))
        for note in notes:
            blocks.append(Paragraph(f"As seen on {day(note.on)}", "small"))
            blocks += told(("Strengths", note.strengths), ("Difficulties", note.difficulties))
    if blocks:
        without = [words for area, words in BROAD_AREAS.items() if all(n.area != area for n in record.area_notes)]
        if without:
            blocks.append(
                Paragraph(f"No particular strengths or difficulties are noted in: {_list(without)}.", "muted")
            )
    if standing:
        blocks += [Heading(2, "Types of need"), _types(standing)]
    if record.diagnoses:
        blocks += [Heading(2, "Diagnoses"), _diagnoses(facts), Paragraph(WITHOUT_DIAGNOSIS, "small")]
    state = fraction((bool(standing), bool(record.area_notes)))
    return section("needs", "Needs by area", state, *blocks)


def views(facts: PackFacts) -> Section:
    """The child's and the parents' own words, with method and day; those given in a review are linked there."""
    record = facts.record
    blocks: list[Block] = []
    for whose, heading in (("child", f"{facts.name}’s views"), ("parent", "Parents’ and carers’ views")):
        said = [view for view in record.views if view.whose == whose and not _in_review(facts, view)]
        reviews = [review for review in record.reviews if _in(review, whose)]
        if said or reviews:
            blocks.append(Heading(2, heading))
            blocks += [_quote(facts, view) for view in said]
            blocks += [_review_link(facts, review) for review in reviews]
    both = {view.whose for view in record.views}
    both |= {whose for review in record.reviews for whose in ("child", "parent") if _in(review, whose)}
    return section("views", "Views", fraction(("child" in both, "parent" in both)), *blocks)


def _circumstances(facts: PackFacts) -> list[Block]:
    """Health and disability, family and care, earlier schools: what is filled in; nothing about child protection."""
    pupil = facts.record.pupil
    blocks: list[Block] = []
    for heading, pairs in (
        ("Health and disability", health_lines(pupil)),
        ("Family and care", care_lines(pupil)),
        ("Previous schools", [("Before", pupil.previous_schools)] if pupil.previous_schools else []),
    ):
        if pairs:
            blocks += [Heading(3, heading), FactList(tuple(pairs))]
    return blocks


def _diagnoses(facts: PackFacts) -> Grid:
    titles = {paper.id: paper.title for paper in facts.record.documents if paper.in_pack and not paper.confidential}
    rows: list[tuple[Cell, ...]] = []
    for each in facts.record.diagnoses:
        paper = titles.get(each.document_id or "", "")
        known = ": ".join(part for part in (DIAGNOSIS_SOURCES[each.source], paper) if part)
        rows.append((each.what, each.made_by or "not noted", day(each.on, "not dated"), known))
    return Grid(("Diagnosis", "Made by", "Day", "Known from"), tuple(rows), (2.4, 2.2, 1.4, 2.6))


def _signing(facts: PackFacts) -> tuple[str, ...]:
    """Who signs. A young person does so in their own right; a child does not sign a request (2014 Act, section 36)."""
    pupil = facts.record.pupil
    own = ("Young person",) if is_young_person(pupil.date_of_birth, pupil.year_group, facts.today) else ()
    return (*own, "Parent or carer", "Headteacher", "SENCO")


def _types(standing: list[Need]) -> Grid:
    ranks = {1: "Primary", 2: "Secondary"}
    rows: list[tuple[Cell, ...]] = []
    for need in standing:
        name: Cell = SEN_TYPES.name_of(need.code)
        if need.note:
            name = (Run(f"{name}\n"), Run(need.note, italic=True))
        rows.append((ranks.get(need.rank, "Other"), name, day(need.since, "not dated")))
    return Grid(("Rank", "Type of need", "Since"), tuple(rows), (1.1, 5, 1.8))


def _needs_of(contact: Contact) -> str:
    return "interpreter needed" if contact.interpreter else ""


def _year(code: str, class_name: str) -> str:
    words = YEAR_GROUPS.name_of(code) or "not recorded"
    return f"{words}, class {class_name}" if class_name else words


def _latest(facts: PackFacts, whose: str) -> View | None:
    return next((view for view in reversed(facts.record.views) if view.whose == whose), None)


def _quote(facts: PackFacts, view: View) -> Quote:
    usual = facts.name if view.whose == "child" else "A parent or carer"
    return Quote(view.words, view.person or usual, day(view.on), METHODS[view.method])


def _in(review: Review, whose: str) -> bool:
    return bool(review.pupil_view if whose == "child" else review.parent_view)


def _in_review(facts: PackFacts, view: View) -> bool:
    return any(
        review.cycle_id == view.cycle_id and view.words in (review.pupil_view, review.parent_view)
        for review in facts.record.reviews
    )


def _review_link(facts: PackFacts, review: Review) -> Block:
    cycle = next((cycle for cycle in facts.record.cycles if cycle.id == review.cycle_id), None)
    if cycle is None:
        return Paragraph(f"Given in the review of {day(review.on)}.")
    return LinkTo(f"Given in the review of cycle {cycle.number}, {day(review.on)}", f"cycle-{cycle.number}")


def _list(words: list[str]) -> str:
    *most, last = [word[0].lower() + word[1:] for word in words]
    return f"{', '.join(most)} and {last}" if most else last
