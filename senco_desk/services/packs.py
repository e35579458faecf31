"""The evidence pack of a child: looked at first, made when other people's names have been checked, then recorded."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from pathlib import Path

from senco_desk.documents import bind as binding
from senco_desk.documents.appendix_reading import AppendixRead, read_appendix
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
from senco_desk.documents.render import Rendered, render
from senco_desk.documents.sources import Source
from senco_desk.domain.papers import Document, Pack, PackDraft
from senco_desk.domain.problems import Problem, RefusedError, TroubleError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.readiness import readiness
from senco_desk.domain.third_party import Located
from senco_desk.services import costs, pupils, schools, watermarks
from senco_desk.services.desk import Desk, Done, done
from senco_desk.services.pack_names import names_for
from senco_desk.services.pack_plans import (
    Made,
    MadeFile,
    NamesFoundError,
    NotCheckable,
    PackPlan,
    PlannedAppendix,
    PlannedSection,
    ThirdParty,
    manifest,
)
from senco_desk.store import nouns

__all__ = [
    "Made",
    "MadeFile",
    "NamesFoundError",
    "NotCheckable",
    "PackPlan",
    "PlannedAppendix",
    "PlannedSection",
    "ThirdParty",
    "make",
    "preview",
    "preview_pdf",
    "record",
]

LEFT_OUT = "Left out by the school."


def preview(
    desk: Desk,
    pupil_id: str,
    authority: str | None = None,
    *,
    include: Collection[str] | None = None,
    progress: Progress | None = None,
) -> PackPlan:
    """The pack of a child as it would be made now, with everything that a person should look at first.

    Nothing is written anywhere. Reads every attachment, so call it in a worker with a read-only desk.

    Args:
        desk: the open desk.
        pupil_id: whose pack.
        authority: the id of the authority it goes to; the child's own, or the school's, unless given.
        include: the ids of the documents to bind in; all that are meant for packs and not confidential unless given.
        progress: told of each paper read.
    """
    progress = progress or Silent()
    facts = _facts(desk, pupil_id, authority or "", include)
    progress.start("Reading the papers", len(facts.appendices))
    read: dict[int, AppendixRead] = {}
    for each in facts.appendices:
        read[each.number] = _read(desk, each.paper)
        progress.step()
    facts = without(facts, {number: paper.why_not for number, paper in read.items()})
    document = compose_pack(facts)
    names = names_for(desk, facts.record, facts.profile.name)
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
    return PackPlan(
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


def preview_pdf(_desk: Desk, plan: PackPlan) -> bytes:
    """The pages to show of a plan: the report with its dividers, from memory and never from a file."""
    return plan.report


def make(
    desk: Desk,
    pupil_id: str,
    out: Path,
    *,
    authority: str | None = None,
    max_part_mb: float | None = None,
    names_checked: bool = False,
    include: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Made:
    """Write a child's pack as PDF, in parts if a size limit is given.

    Works with a read-only desk in a worker; `record` then keeps what was made. Where other people's names are found
    it refuses (NamesFoundError), naming each place, and writes nothing, until `names_checked` says that a person has
    looked.

    Args:
        desk: the open desk.
        pupil_id: whose pack.
        out: where to, a name that ends in `.pdf`; parts get their number before the ending.
        authority: as in `preview`.
        max_part_mb: the largest part in megabytes (of 1,000,000 bytes).
        names_checked: a person has looked at every name that was found.
        include: as in `preview`.
        progress: told how far it is; may raise CancelledError, and then nothing is written.
    """
    _refuse_request(out, max_part_mb)
    plan = preview(desk, pupil_id, authority, include=include, progress=progress)
    if not names_checked and not plan.third_party.clear:
        raise NamesFoundError(plan)
    bound = binding.bind(
        compose_pack(plan.facts),
        [binding.Appendix(each.number, each.paper.title, _source(desk, each)) for each in plan.appendices],
        out,
        progress=progress,
        max_part_bytes=None if max_part_mb is None else int(max_part_mb * 1_000_000),
    )
    files = tuple(
        MadeFile(part.path, part.last - part.first + 1, part.size, _sha256(part.path), too_large=part.too_large)
        for part in bound.parts
    )
    return Made(
        pupil_id,
        plan.authority_id,
        files,
        plan.sections,
        plan.appendices,
        plan.third_party,
        bound.pages,
        names_checked,
    )


def record(desk: Desk, made: Made) -> Done[Pack]:
    """Keep that a pack was made: its sections, papers and files with their SHA-256, so that it can be proved."""
    draft = PackDraft(
        pupil_id=made.pupil_id,
        made_on=desk.today,
        authority_id=made.authority_id,
        pages=made.pages,
        names_checked=made.names_checked,
        manifest=manifest(made),
    )
    with desk.store.change("Record pack") as change:
        kept = change.add(nouns.PACKS, draft)
    return done(kept, change)


def _facts(desk: Desk, pupil_id: str, authority: str, include: Collection[str] | None) -> PackFacts:
    held = pupils.record_of(desk, pupil_id)
    spend = costs.for_pupil(desk, pupil_id, authority=authority)
    chosen, left_out, kept_back = _chosen(desk, held, include)
    return PackFacts(
        record=held,
        school=schools.school(desk),
        profile=spend.profile,
        spend=spend.spend,
        curve=spend.curve,
        sentences=spend.sentences,
        readiness=readiness(held, spend.spend, spend.profile, desk.today),
        today=desk.today,
        appendices=tuple(Appendix(number, paper) for number, paper in enumerate(chosen, 1)),
        left_out=tuple(left_out),
        kept_back=kept_back,
        watermark=watermarks.of(desk),
    )


def _chosen(
    desk: Desk, held: PupilRecord, include: Collection[str] | None
) -> tuple[list[Document], list[LeftOut], int]:
    """The papers to bind in, those left out with why, and how many are kept back without being named."""
    chosen: list[Document] = []
    left_out: list[LeftOut] = []
    kept_back = 0
    for paper in held.documents:
        wanted = paper.id in include if include is not None else paper.in_pack and not paper.confidential
        if wanted and (why := _unreadable(desk, paper)):
            left_out.append(LeftOut(paper.title, why))
        elif wanted:
            chosen.append(paper)
        elif paper.confidential:
            kept_back += 1
        else:
            left_out.append(LeftOut(paper.title, LEFT_OUT))
    return chosen, left_out, kept_back


def _unreadable(desk: Desk, paper: Document) -> str:
    """Why the desk's own copy of a paper cannot be read; empty if it can. Reads the whole of it."""
    state = desk.store.blobs.check(paper.blob)
    if state == "ok":
        return ""
    what = "is missing" if state == "missing" else "is damaged"
    return f"The school’s copy {what} and could not be included; it can be sent on its own."


def _read(desk: Desk, paper: Document) -> AppendixRead:
    try:
        return read_appendix(partial(desk.store.blobs.open_read, paper.blob))
    except TroubleError as trouble:  # it went between the check and now
        return AppendixRead(why_not=trouble.happened)


def _source(desk: Desk, planned: PlannedAppendix) -> Source:
    return partial(desk.store.blobs.open_read, planned.paper.blob)


def _printed(facts: PackFacts, read: Mapping[int, AppendixRead]) -> Iterator[Located]:
    for each in facts.appendices:
        for number, text in enumerate(read[each.number].texts, 1):
            if text.strip():
                yield Located(text, f"appendix {each.number} ({each.paper.title}), page {number}")


def _unchecked(appendices: tuple[PlannedAppendix, ...]) -> Iterator[NotCheckable]:
    for each in appendices:
        if each.unsearchable:
            yield NotCheckable(f"Appendix {each.number} ({each.paper.title})", each.unsearchable)


def _others(appendices: tuple[PlannedAppendix, ...], facts: PackFacts) -> Iterator[str]:
    for each in appendices:
        if each.other_child:
            yield (
                f"Appendix {each.number} ({each.paper.title}) names {each.other_child} and never {facts.name}:"
                " it may belong in another child’s record. Open it and look."
            )


def _sections(sections: tuple[Section, ...], rendered: Rendered) -> tuple[PlannedSection, ...]:
    return tuple(
        PlannedSection(each.id, each.title, each.state, page_of(each, rendered.anchors), each.why) for each in sections
    )


def _refuse_request(out: Path, max_part_mb: float | None) -> None:
    problems: list[Problem] = []
    if out.suffix.casefold() != ".pdf":
        problems.append(Problem(field="out", sentence=f"{out.name}: choose a name that ends in .pdf."))
    if max_part_mb is not None and not 0.1 <= max_part_mb <= 10_000:
        problems.append(
            Problem(field="max_part_mb", sentence="Give the largest part as a number of megabytes, 0.1 or more.")
        )
    if problems:
        raise RefusedError(problems)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
