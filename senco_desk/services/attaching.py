"""Several papers into a child's record in one deed: all of them or none, and one step to undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from senco_desk.documents.inspect import inspect
from senco_desk.domain.papers import DOCUMENT_KINDS, Document, DocumentDraft
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.terms import EARLIEST, in_words
from senco_desk.services.desk import Desk
from senco_desk.store import health, nouns


@dataclass(frozen=True)
class Attached:
    """A paper in the record; `new` is untrue where the record held the same file before."""

    document: Document
    new: bool


def attach_all(
    desk: Desk,
    pupil_id: str,
    files: Sequence[Path],
    *,
    kind: str = "other",
    title: str = "",
    dated: date | None = None,
) -> tuple[Attached, ...]:
    """Take papers into a child's record as one change, in the order given; answers one `Attached` for each.

    Every file is on the drive before the change names any. A file that the record holds already, or that is given
    twice, is not kept twice. `attachments.attach` says what the arguments mean and what is refused.
    """
    nouns.PUPILS.get(desk.store, pupil_id)
    _refuse(desk, kind, dated)
    found: list[Document | DocumentDraft] = []
    try:
        for path in files:
            found.append(_taken(desk, pupil_id, path, kind, title, dated))  # noqa: PERF401  known to the clearing-up
        drafts = {each.sha256: each for each in reversed(found) if not isinstance(each, Document)}
        kept: list[Document] = []
        if drafts:
            with desk.store.change("Attach document" if len(drafts) == 1 else "Attach documents") as change:
                kept = change.add_all(nouns.DOCUMENTS, reversed(drafts.values()))
    except BaseException:
        # Only what nothing names, the journal included: a file that an undo left may be wanted by a redo.
        for name in {each.blob for each in found}.intersection(health.stray_files(desk.store)):
            desk.store.blobs.remove(name)
        raise
    by_content = {document.sha256: document for document in kept}
    return tuple(
        Attached(each, new=False) if isinstance(each, Document) else Attached(by_content[each.sha256], new=True)
        for each in found
    )


def _taken(
    desk: Desk, pupil_id: str, path: Path, kind: str, title: str, dated: date | None
) -> Document | DocumentDraft:
    stored = desk.store.blobs.put(path)
    if stored.size == 0:
        desk.store.blobs.remove(stored.name)
        raise RefusedError(f"{path.name} is empty, so there is nothing to keep. Choose the file again.")
    there = nouns.DOCUMENTS.of(desk.store, pupil_id=pupil_id, sha256=stored.sha256)
    if there:
        return there[0]
    seen = inspect(partial(desk.store.blobs.open_read, stored.name))
    return DocumentDraft(
        pupil_id=pupil_id,
        title=title.strip()[:200] or path.stem[:200] or DOCUMENT_KINDS[kind],
        kind=kind,
        dated=dated,
        added_on=desk.today,
        filename=path.name[-200:],
        media_type=seen.media_type,
        blob=stored.name,
        sha256=stored.sha256,
        bytes=stored.size,
        pages=seen.pages or None,
        problem=seen.problem,
    )


def _refuse(desk: Desk, kind: str, dated: date | None) -> None:
    problems: list[Problem] = []
    if kind not in DOCUMENT_KINDS:
        known = ", ".join(DOCUMENT_KINDS)
        problems.append(Problem(field="kind", sentence=f"“{kind}” is no kind of document. Choose one of: {known}."))
    if dated and dated > desk.today:
        problems.append(Problem(field="dated", sentence=f"{in_words(dated)} is in the future: check the date."))
    if dated and dated.year < EARLIEST:
        problems.append(Problem(field="dated", sentence=f"{in_words(dated)} is long ago: check the year."))
    if problems:
        raise RefusedError(problems)
