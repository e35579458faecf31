"""Papers into a child's record in one deed: all of them or none, and one step to undo."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO

from senco_desk.documents.inspect import inspect
from senco_desk.domain.file_names import plain_line, plain_name
from senco_desk.domain.papers import DOCUMENT_KINDS, Document, DocumentDraft
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.terms import EARLIEST, in_words
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import health, nouns

Source = Path | bytes | BinaryIO
"""A file's path, its bytes, or an open stream at its beginning."""

Brought = Document | DocumentDraft
"""A file on the drive that a record may name, or the document that names it already."""

_LONGEST = 200


@dataclass(frozen=True)
class Arriving:
    """A file to take in; its name, which a path brings itself, is kept without folders or marks that mislead."""

    source: Source
    filename: str = ""

    @property
    def name(self) -> str:
        """What the file is called, and nothing more."""
        given = self.filename or (self.source.name if isinstance(self.source, Path) else "")
        return plain_name(given, _LONGEST)


@dataclass(frozen=True)
class About:
    """What is said of papers that are taken in together, as `attachments.attach` tells it."""

    kind: str = "other"
    title: str = ""
    author: str = ""
    dated: date | None = None
    summary: str = ""
    confidential: bool = False
    view_id: str | None = None


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
    progress: Progress | None = None,
) -> tuple[Attached, ...]:
    """Take papers into a child's record as one change, in the order given; answers one `Attached` for each.

    Every file is on the drive before the change names any. A file that the record holds already, or that is given
    twice, is not kept twice. `attachments.attach` says what the arguments mean and what is refused. `progress` is told
    of each file; where it stops the work, nothing is kept.
    """
    about = About(kind=kind, title=title, dated=dated)
    return take_in(desk, pupil_id, [Arriving(path) for path in files], about, progress).value


def take_in(
    desk: Desk, pupil_id: str, files: Sequence[Arriving], about: About, progress: Progress | None = None
) -> Done[tuple[Attached, ...]]:
    """As `attach_all`, of files from anywhere, with all that is said of them, and with what it changed."""
    return keep(desk, bring_in(desk, pupil_id, files, about, progress))


def bring_in(
    desk: Desk, pupil_id: str, files: Sequence[Arriving], about: About, progress: Progress | None = None
) -> tuple[Brought, ...]:
    """The long half: files put onto the drive and looked into. No record names them yet; `keep` or `let_go` follows.

    A read-only desk is enough, so it can be done in a worker. Where it fails or is stopped, nothing is left.
    """
    desk.store.require("document", None, None)  # asked of the connection's limits: any thread may
    nouns.PUPILS.get(desk.store, pupil_id)
    _refuse(desk, files, about)
    watched = progress or Silent()
    watched.start("Taking in the files", len(files))
    found: list[Brought] = []
    try:
        for each in files:
            found.append(_taken(desk, pupil_id, each, about, watched))
            watched.step()
    except BaseException:
        let_go(desk, found)
        raise
    return tuple(found)


def keep(desk: Desk, brought: Sequence[Brought], *, hold: bool = False) -> Done[tuple[Attached, ...]]:
    """The short half: what was brought in is named in the record, in one change.

    Where that fails nothing is left of it; with `hold` it stays on the drive, to be kept in a second try or let go.
    Refused, in words, where a file is not on the drive any more: a record never names what nobody can open.
    """
    found = [there(desk, each.pupil_id, each.sha256) or each for each in brought]
    drafts = {each.sha256: each for each in reversed(found) if not isinstance(each, Document)}
    kept: list[Document] = []
    changes = None
    if drafts:
        need_files(desk, tuple(drafts.values()))
        try:
            with desk.store.change("Attach document" if len(drafts) == 1 else "Attach documents") as change:
                kept = change.add_all(nouns.DOCUMENTS, reversed(drafts.values()))
        except BaseException:
            if not hold:
                let_go(desk, found)
            raise
        changes = done(None, change).changes
    by_content = {document.sha256: document for document in kept}
    taken = tuple(
        Attached(each, new=False) if isinstance(each, Document) else Attached(by_content[each.sha256], new=True)
        for each in found
    )
    return Done(taken, changes)


def on_drive(desk: Desk, draft: DocumentDraft) -> bool:
    """Whether the file is there still: it may have waited long, and have been left out or put back meanwhile."""
    return desk.store.blobs.kept_on(draft.blob) is not None


def need_files(desk: Desk, drafts: Sequence[DocumentDraft]) -> None:
    """Refuses what is about to be named in a record, and whose file is not on the drive any more."""
    gone = [each.filename or each.title for each in drafts if not on_drive(desk, each)]
    if gone:
        words = "{} is not on this computer any more, so nothing was added. Add it again from where it came."
        raise RefusedError([Problem(sentence=words.format(name)) for name in gone])


def there(desk: Desk, pupil_id: str, sha256: str) -> Document | None:
    """The document of a child's record that holds the same file."""
    return next(iter(nouns.DOCUMENTS.of(desk.store, pupil_id=pupil_id, sha256=sha256)), None)


def let_go(desk: Desk, brought: Sequence[Brought]) -> None:
    """Remove files that were brought in and are not wanted after all."""
    desk.store.require("document", None, None)
    _clear_up(desk, {each.blob for each in brought})


def _taken(desk: Desk, pupil_id: str, arriving: Arriving, about: About, progress: Progress) -> Document | DocumentDraft:
    source, name = arriving.source, arriving.name
    stored = desk.store.blobs.put(io.BytesIO(source) if isinstance(source, bytes) else source)
    if stored.size == 0:
        _clear_up(desk, {stored.name})
        raise RefusedError(f"{name or 'The file'} is empty, so there is nothing to keep. Choose the file again.")
    if held := there(desk, pupil_id, stored.sha256):
        return held
    try:
        seen = inspect(partial(desk.store.blobs.open_read, stored.name), progress=progress)
    except BaseException:
        _clear_up(desk, {stored.name})
        raise
    return DocumentDraft(
        pupil_id=pupil_id,
        title=plain_line(about.title)[:_LONGEST] or PurePath(name).stem[:_LONGEST] or DOCUMENT_KINDS[about.kind],
        kind=about.kind,
        author=about.author,
        dated=about.dated,
        added_on=desk.today,
        filename=name,
        media_type=seen.media_type,
        blob=stored.name,
        sha256=stored.sha256,
        bytes=stored.size,
        pages=seen.pages or None,
        problem=seen.problem,
        summary=about.summary,
        confidential=about.confidential,
        view_id=about.view_id,
    )


def _clear_up(desk: Desk, blobs: set[str]) -> None:
    """Remove what nothing names, the journal included: a file that an undo left may be wanted by a redo."""
    for name in blobs.intersection(health.stray_files(desk.store)):
        desk.store.blobs.remove(name)


def _refuse(desk: Desk, files: Sequence[Arriving], about: About) -> None:
    problems = [
        Problem(sentence=f"There is no file {each.name} in {each.source.parent}. Check its name, then attach it again.")
        for each in files
        if isinstance(each.source, Path) and not each.source.is_file()
    ]
    if about.kind not in DOCUMENT_KINDS:
        known = ", ".join(DOCUMENT_KINDS)
        words = f"“{about.kind}” is no kind of document. Choose one of: {known}."
        problems.append(Problem(field="kind", sentence=words))
    if about.dated and about.dated > desk.today:
        words = f"{in_words(about.dated)} is in the future: check the date."
        problems.append(Problem(field="dated", sentence=words))
    if about.dated and about.dated.year < EARLIEST:
        words = f"{in_words(about.dated)} is long ago: check the year."
        problems.append(Problem(field="dated", sentence=words))
    if problems:
        raise RefusedError(problems)
