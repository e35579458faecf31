"""Files on their way into a child's record: put onto the drive, read, held against the roll, then named in the record.

Everything long happens in `read_in`, which a worker does with a read-only desk; it also says what a person should hear
before the record names the file: that it is there already, or in another child's record, or seems to be another
child's. `keep` is short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from senco_desk.domain.paper_findings import Finding
from senco_desk.domain.paper_suggestions import Suggested, suggested
from senco_desk.domain.papers import Document, DocumentDraft
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.whose_paper import Roll
from senco_desk.services import attaching, document_text, whose_papers
from senco_desk.services.attaching import About, Arriving, Attached, Brought
from senco_desk.services.desk import Desk, Done
from senco_desk.store import nouns

UNMARKED = "It speaks of child protection: ask the SENCO to mark it as confidential."
"""Said to somebody who sees no confidential papers, and whose paper would not be kept if it were marked as one."""


@dataclass(frozen=True)
class Elsewhere:
    """The same file in another child's record: whose, and what it is called there."""

    pupil_id: str
    child: str
    title: str


@dataclass(frozen=True)
class Arrived:
    """A file that was read, or why it could not be taken in.

    Args:
        name: what the file is called.
        brought: on the drive, not yet in the record; or the document that holds the same file already.
        trouble: why there is nothing brought.
        finding: whose paper it is; None where nothing was brought, or the record held it before.
        elsewhere: where else the same file is kept, as far as the person may see.
        saved_on: the day the file was last saved, where that is known.
        unmarked: it speaks of child protection, and is not marked as confidential because the person at the desk may
            not; `UNMARKED` says who should.
    """

    name: str
    brought: Brought | None = None
    trouble: RefusedError | TroubleError | None = None
    finding: Finding | None = None
    elsewhere: tuple[Elsewhere, ...] = ()
    saved_on: date | None = None
    unmarked: bool = False

    @property
    def here_already(self) -> Document | None:
        """The document of this child's record that holds the same file."""
        return self.brought if isinstance(self.brought, Document) else None

    @property
    def to_ask(self) -> bool:
        """Whether a person should be asked before it is kept."""
        return bool(self.elsewhere) and self.here_already is None


def read_in(
    desk: Desk,
    pupil_id: str,
    files: Sequence[Arriving],
    *,
    about: About | None = None,
    suggest: bool = True,
    progress: Progress | None = None,
) -> tuple[Arrived, ...]:
    """Take files onto the drive and read them: one answer for each, in the order given, good or bad.

    Where the work is stopped none of them is left, and CancelledError goes on. `keep` or `let_go` follows for what
    was brought.

    Args:
        desk: the open desk or its reader.
        pupil_id: whose record they are meant for.
        files: what to take in.
        about: what is said of all of them; it comes before what they say of themselves.
        suggest: whether a file's own words may say its kind, title, author, date and summary.
        progress: told of each file; asked a few times a second whether to go on.
    """
    desk.store.require("document", None, None)
    watched = progress or Silent()
    pupil = nouns.PUPILS.get(desk.store, pupil_id)
    codes = tuple(dict.fromkeys(need.code for need in nouns.NEEDS.of(desk.store, pupil_id=pupil_id)))
    reading = _Reading(desk, pupil_id, about, suggest, whose_papers.roll(desk), pupil.date_of_birth, codes)
    watched.start("Reading the files", len(files))
    found: list[Arrived] = []
    try:
        for each in files:
            found.append(_one(reading, each, _Asked(watched)))
            watched.step()
    except BaseException:
        let_go(desk, found)
        raise
    return tuple(found)


def keep(desk: Desk, arrived: Sequence[Arrived]) -> Done[tuple[Attached, ...]]:
    """Name what was brought in the record, in one change; what could not be taken in is passed over."""
    return attaching.keep(desk, [each.brought for each in arrived if each.brought is not None])


def let_go(desk: Desk, arrived: Sequence[Arrived]) -> None:
    """Remove the files that were brought in and are not wanted after all."""
    attaching.let_go(desk, [each.brought for each in arrived if each.brought is not None])


def elsewhere(desk: Desk, draft: DocumentDraft) -> tuple[Elsewhere, ...]:
    """Where else the same file is kept, as far as the person may see."""
    found = []
    for each in nouns.DOCUMENTS.of(desk.store, blob=draft.blob):
        pupil = nouns.PUPILS.find(desk.store, each.pupil_id) if each.pupil_id != draft.pupil_id else None
        if pupil is not None:
            found.append(Elsewhere(pupil.id, pupil.name, each.title))
    return tuple(found)


def others_words(arrived: Arrived) -> str:
    """What is said before a file is added that another child's record holds too."""
    names = " and of ".join(f"{each.child} (as “{each.title}”)" for each in arrived.elsewhere)
    return f"The same file, {arrived.name}, is in the record of {names}."


@dataclass(frozen=True)
class _Reading:
    """What is the same for every file of one row."""

    desk: Desk
    pupil_id: str
    about: About | None
    suggest: bool
    roll: Roll
    born: date | None
    needs: tuple[str, ...]


class _Asked:
    """A progress that is asked and never moved on: the row counts files, not their pages."""

    def __init__(self, watched: Progress) -> None:
        self._watched = watched

    def start(self, what: str, total: int) -> None:  # noqa: ARG002
        """The row has begun already."""
        self._watched.step(0)

    def step(self, done: int = 1) -> None:  # noqa: ARG002
        """Whether to go on."""
        self._watched.step(0)


def _one(reading: _Reading, arriving: Arriving, progress: Progress) -> Arrived:
    desk, about = reading.desk, reading.about or About()
    name, saved_on = arriving.name, _saved_on(arriving.source)
    try:
        (brought,) = attaching.bring_in(desk, reading.pupil_id, [arriving], about, progress)
    except (RefusedError, TroubleError) as error:
        return Arrived(name, trouble=error, saved_on=saved_on)
    if isinstance(brought, Document):
        return Arrived(name, brought, saved_on=saved_on)
    unmarked = False
    try:
        pages = _words(desk, brought, progress)
        finding = reading.roll.whose(reading.pupil_id, pages, progress)
    except BaseException:
        attaching.let_go(desk, [brought])
        raise
    draft = brought.model_copy(update={"about": finding.whose})
    if reading.suggest:
        born = [reading.born] if reading.born else []
        own = suggested(name, pages, today=desk.today, not_dated=born, needs=reading.needs)
        limits = desk.store.sight  # of this connection: a right given meanwhile counts from the next opening
        unmarked = own.confidential and limits is not None and "confidential" not in limits.rights
        unmarked = unmarked and not about.confidential
        draft = _with(draft, replace(own, confidential=False) if unmarked else own, reading.about)
    return Arrived(name, draft, finding=finding, elsewhere=elsewhere(desk, draft), saved_on=saved_on, unmarked=unmarked)


def _words(desk: Desk, draft: DocumentDraft, progress: Progress) -> tuple[str, ...]:
    try:
        return document_text.of_blob(desk, draft.blob, draft.media_type, draft.bytes, progress)
    except RefusedError:
        return ()


def _with(draft: DocumentDraft, own: Suggested, about: About | None) -> DocumentDraft:
    """A draft with what the paper says of itself, where nobody has said otherwise."""
    said = about or About()
    update = {
        "kind": said.kind if said.kind != "other" else own.kind,
        "title": draft.title if said.title else own.title or draft.title,
        "author": said.author or own.author,
        "dated": said.dated or own.dated,
        "summary": said.summary or own.summary,
        "confidential": said.confidential or own.confidential,
        "needs": own.needs,
    }
    return draft.model_copy(update=update)


def _saved_on(source: object) -> date | None:
    if not isinstance(source, Path):
        return None
    try:
        return datetime.fromtimestamp(source.stat().st_mtime).astimezone().date()
    except (OSError, ValueError, OverflowError):
        return None
