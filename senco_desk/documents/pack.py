"""The evidence pack put together from its sections; pure: the same facts give the same content."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from senco_desk.documents import pack_child, pack_costs, pack_cycles, pack_evidence, pack_progress
from senco_desk.documents.charts_content import TimelineChart
from senco_desk.documents.content import (
    AppendixIndex,
    Block,
    Bullets,
    Contents,
    Divider,
    Document,
    FactList,
    Figure,
    Grid,
    Heading,
    LinkTo,
    Mark,
    Number,
    PageBreak,
    Paragraph,
    Quote,
    Run,
    Title,
)
from senco_desk.documents.pack_facts import Appendix, LeftOut, PackFacts, Section, day, section
from senco_desk.domain.papers import DOCUMENT_KINDS
from senco_desk.domain.readiness import State
from senco_desk.domain.terms import in_words
from senco_desk.domain.third_party import Located

__all__ = ["Appendix", "LeftOut", "PackFacts", "Section", "compose_pack", "page_of", "sections_of", "typed_texts"]

SECTIONS: tuple[Callable[[PackFacts], Section], ...] = (
    pack_child.child,
    pack_child.needs,
    pack_cycles.cycles,
    pack_costs.provision,
    pack_costs.spend,
    pack_progress.progress,
    pack_evidence.professionals,
    pack_child.views,
    pack_evidence.history,
    pack_evidence.index_of_evidence,
)
"""The parts between the contents and the papers, in their order."""

NEW_PAGE = frozenset({"child", "needs", "cycles", "chronology", "evidence"})
"""The parts that begin on a page of their own."""


def sections_of(facts: PackFacts) -> tuple[Section, ...]:
    """Every section of the pack in its order, with its state; cover, contents and appendices among them."""
    middle = [compose(facts) for compose in SECTIONS]
    return (
        pack_child.cover(facts),
        section("contents", "Contents", "ready"),
        *middle,
        pack_evidence.not_included(facts, middle),
        _appendices(facts),
        pack_evidence.provenance(facts),
    )


def compose_pack(facts: PackFacts) -> Document:
    """The whole pack as content, dividers for its appendices last."""
    first, contents, *rest = sections_of(facts)
    blocks: list[Block] = [*first.blocks, PageBreak(), Contents(2, contents.title)]
    for part in rest:
        if part.id in NEW_PAGE and (part.blocks or part.id == "child"):
            blocks.append(PageBreak())
        blocks += part.blocks if part.id == "appendices" and facts.appendices else part.headed()
    blocks += [_divider(each) for each in facts.appendices]
    return Document(
        title="Evidence pack",
        school=facts.school.name,
        blocks=tuple(blocks),
        person=facts.person,
        dated=in_words(facts.today),
        watermark=facts.watermark,
    )


def page_of(part: Section, anchors: Mapping[str, int]) -> int:
    """The page on which a section begins, by the anchors that rendering answered."""
    if part.id == "appendices" and "appendices" in anchors:
        return anchors["appendices"]
    return anchors.get(part.anchor, {"cover": 1, "contents": 2}.get(part.id, 1))


def without(facts: PackFacts, problems: Mapping[int, str]) -> PackFacts:
    """The same facts once it is known which appendices cannot be bound in, and why, by their number."""
    told = tuple(replace(each, why_not=problems.get(each.number, each.why_not)) for each in facts.appendices)
    return replace(facts, appendices=told)


def typed_texts(document: Document) -> Iterator[Located]:
    """Every text of the composed pack with the heading it stands under: what the leak scan reads.

    The whole content is read, and not the records behind it, so that nothing printed can escape the scan.
    """
    where = "the cover"
    for block in document.flat():
        if isinstance(block, Heading) and block.level < 3:
            where = f"“{block.text}”"
        for text in _texts(block):
            yield Located(text, where)


def _appendices(facts: PackFacts) -> Section:
    if not facts.appendices:
        return section("appendices", "Appendices", "missing", why="No papers are attached.")
    state: State = "partly" if any(each.why_not for each in facts.appendices) else "ready"
    return section("appendices", "Appendices", state, AppendixIndex())


def _divider(each: Appendix) -> Divider:
    paper = each.paper
    facts = [("Kind", DOCUMENT_KINDS.get(paper.kind, paper.kind)), ("Author", paper.author), ("About", paper.summary)]
    facts.append(("Received", day(paper.added_on)))
    return Divider(each.number, paper.title, tuple((name, text) for name, text in facts if text), day(paper.dated, ""))


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Title():
            yield from (block.text, block.under)
        case Heading() | LinkTo():
            yield block.text
        case Paragraph():
            yield _joined(block.words)
        case Quote():
            yield from (block.words, block.who)
        case FactList():
            yield from (text for name, cell in block.pairs for text in (name, _cell(cell)))
        case Grid() | Figure():
            yield from _table_texts(block)
        case Bullets():
            yield from (_joined(item) for item in block.items)
        case Divider():
            yield from (block.title, *(text for _, text in block.facts))
        case _:
            pass  # room, page breaks, and lists of what stands elsewhere


def _table_texts(block: Grid | Figure) -> Iterator[str]:
    """A chart repeats words of the table beside it (an outcome's aim, a subject), so its caption is enough.

    A timeline does not: what it writes on its bars and marks is read as it stands.
    """
    yield block.caption
    if isinstance(block, Figure) and isinstance(block.chart, TimelineChart):
        for lane in block.chart.timeline.lanes:
            yield from dict.fromkeys([*(mark.words for mark in lane.marks), *(span.words for span in lane.spans)])
    if isinstance(block, Grid):
        for row in block.rows:
            yield from (_cell(cell) for cell in row)


def _cell(cell: object) -> str:
    match cell:
        case str():
            return cell
        case Number() | Mark() | Run():
            return cell.text
        case tuple():
            return "".join(run.text for run in cell if isinstance(run, Run))
        case _:
            return ""


def _joined(words: str | tuple[Run, ...]) -> str:
    return words if isinstance(words, str) else "".join(run.text for run in words)
