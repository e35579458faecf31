"""A child's pack laid out once: its papers read, its pages made, and what a person should look at before it goes.

Both the preview and the file come from here, so that what was looked at is what is written.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from senco_desk.documents.appendix_reading import AppendixRead
from senco_desk.documents.attachments import Prepared, Wanted, read_all, read_and_prepare_all
from senco_desk.documents.content import Document as Content
from senco_desk.documents.layout import Followed
from senco_desk.documents.pack import (
    Appendix,
    LeftOut,
    PackFacts,
    Section,
    compose_pack,
    page_of,
    sections_of,
    typed_texts,
    without,
)
from senco_desk.documents.pack_evidence import told_in_a_pack
from senco_desk.documents.render import Rendered, render
from senco_desk.documents.sources import Source
from senco_desk.domain.papers import Document
from senco_desk.domain.progress import Progress
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.readiness import readiness
from senco_desk.domain.third_party import Located
from senco_desk.services import costs, pupils, schools, timelines, watermarks
from senco_desk.services.desk import Desk
from senco_desk.services.pack_names import names_for
from senco_desk.services.pack_plans import NotCheckable, PackPlan, PlannedAppendix, PlannedSection, ThirdParty
from senco_desk.store.errors import DamagedAttachmentError, MissingAttachmentError

LEFT_OUT = "Left out by the school."
AT_HAND = 4 * 1024 * 1024
"""Papers of up to so many bytes stay decrypted in memory until they are bound; a larger one is read again then."""


@dataclass(frozen=True)
class LaidOut:
    """A pack with its pages made: `plan.report` is `document` as `rendered`; `ready` holds the papers to bind."""

    plan: PackPlan
    document: Content
    rendered: Rendered
    ready: Mapping[int, Prepared]


def lay_out(
    desk: Desk,
    pupil_id: str,
    authority: str,
    include: Collection[str] | None,
    progress: Progress,
    held: ExitStack | None = None,
) -> LaidOut:
    """Read the papers, compose and render the pack, and look for other people's names: each once.

    With `held`, the papers stay open in it, ready to be bound. Nothing is written anywhere.
    """
    desk.need("rates")  # a pack says what support costs
    record = pupils.record_of(desk, pupil_id)
    spend = costs.for_pupil(desk, pupil_id, authority=authority)
    papers = _read_papers(desk, record, include, progress, held)
    facts = PackFacts(
        record=record,
        school=schools.school(desk),
        profile=spend.profile,
        spend=spend.spend,
        curve=spend.curve,
        sentences=spend.sentences,
        readiness=readiness(record, spend.spend, spend.profile, desk.today),
        today=desk.today,
        appendices=tuple(Appendix(number, paper) for number, paper in enumerate(papers.chosen, 1)),
        left_out=tuple(papers.left_out),
        kept_back=papers.kept_back,
        watermark=watermarks.of(desk),
        timeline=timelines.timeline_of(desk, record, told_in_a_pack(record, desk.today)),
    )
    read = dict(enumerate(papers.read, 1))
    facts = without(facts, {number: paper.why_not for number, paper in read.items()})
    document = compose_pack(facts)
    names = names_for(desk, record, facts.profile.name)
    texts = [*typed_texts(document), *_printed(facts, read)]
    appendices = tuple(
        PlannedAppendix(
            each.number,
            each.paper,
            read[each.number].pages,
            each.why_not,
            read[each.number].notes,
            read[each.number].unsearchable,
            names.other_child(read[each.number].texts),
        )
        for each in facts.appendices
    )
    out = io.BytesIO()
    inserts = {each.number: Followed(each.pages, each.problem, each.notes) for each in appendices}
    rendered = render(document, out, progress=progress, inserts=inserts)
    plan = PackPlan(
        pupil_id=pupil_id,
        authority_id=facts.profile.authority_id,
        sections=_sections(sections_of(facts), rendered),
        appendices=appendices,
        readiness=facts.readiness,
        third_party=ThirdParty(names.scan(texts), tuple(_unchecked(appendices)), tuple(_others(appendices, facts))),
        pages=rendered.total,
        facts=facts,
        report=out.getvalue(),
        missing_letters=rendered.missing,
    )
    return LaidOut(plan, document, rendered, dict(enumerate(papers.ready, 1)))


@dataclass
class _Papers:
    """The papers to bind in, as they were read (and made ready); those left out with why, and how many unnamed."""

    chosen: list[Document] = field(default_factory=list)
    read: list[AppendixRead] = field(default_factory=list)
    ready: list[Prepared] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    kept_back: int = 0


def _read_papers(
    desk: Desk, record: PupilRecord, include: Collection[str] | None, progress: Progress, held: ExitStack | None
) -> _Papers:
    papers = _Papers()
    progress.start("Reading the papers", len(record.documents))
    wanted = _wanted(desk, record, include, papers, progress)
    if held is None:
        for read in read_all(wanted, progress):
            papers.read.append(read)
            progress.step()
    else:
        for read, prepared in read_and_prepare_all(wanted, progress):
            held.enter_context(prepared.held)
            papers.ready.append(prepared)
            papers.read.append(read)
            progress.step()
    return papers


def _wanted(
    desk: Desk, record: PupilRecord, include: Collection[str] | None, papers: _Papers, progress: Progress
) -> Iterator[Wanted]:
    """The papers to read, told as they are asked for; those left out are told and counted."""
    for paper in record.documents:
        wanted = paper.id in include if include is not None else paper.in_pack and not paper.confidential
        if wanted:
            try:
                source = _source(desk, paper)
            except (MissingAttachmentError, DamagedAttachmentError) as trouble:
                what = "is missing" if isinstance(trouble, MissingAttachmentError) else "is damaged"
                why = f"The school’s copy {what} and could not be included; it can be sent on its own."
                papers.left_out.append(LeftOut(paper.title, why))
            else:
                papers.chosen.append(paper)
                yield Wanted(source)
                continue
        elif paper.confidential:
            papers.kept_back += 1
        else:
            papers.left_out.append(LeftOut(paper.title, LEFT_OUT))
        progress.step()


def _source(desk: Desk, paper: Document) -> Source:
    """A paper's content, decrypted once from end to end, which proves it whole."""
    blobs = desk.store.blobs
    if paper.bytes <= AT_HAND:
        return blobs.read(paper.blob)
    with blobs.open_read(paper.blob) as stream:
        while stream.read(AT_HAND):
            pass
    return partial(blobs.open_read, paper.blob)


def _printed(facts: PackFacts, read: Mapping[int, AppendixRead]) -> Iterator[Located]:
    for each in facts.appendices:
        for number, text in enumerate(read[each.number].texts, 1):
            if text.strip():
                yield Located(text, f"appendix {each.number} ({each.paper.title}), page {number}")


def _unchecked(appendices: tuple[PlannedAppendix, ...]) -> Iterator[NotCheckable]:
    for each in appendices:
        where = f"Appendix {each.number} ({each.paper.title})"
        if each.unsearchable:
            yield NotCheckable(where, each.unsearchable)
        elif each.pages and each.paper.about == "unclear":
            yield NotCheckable(where, (1,), "nobody has said yet whose paper it is, so look at it by eye.")


def _others(appendices: tuple[PlannedAppendix, ...], facts: PackFacts) -> Iterator[str]:
    for each in appendices:
        if each.other_child:
            yield (
                f"Appendix {each.number} ({each.paper.title}) names {each.other_child} and never {facts.name}:"
                " it may belong in another child’s record. Open it and look."
            )
        elif each.paper.about == "other":
            yield (
                f"Appendix {each.number} ({each.paper.title}) held another child’s details when it arrived, and nobody"
                f" has said yet that it is about {facts.name}. Open it on the Documents tab and look."
            )


def _sections(sections: tuple[Section, ...], rendered: Rendered) -> tuple[PlannedSection, ...]:
    return tuple(
        PlannedSection(each.id, each.title, each.state, page_of(each, rendered.anchors), each.why) for each in sections
    )
