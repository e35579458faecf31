"""The evidence pack of a child: looked at first, made when other people's names have been checked, then recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path

from senco_desk.documents.pack_binding import write_pack
from senco_desk.documents.parts import Part
from senco_desk.domain.papers import Pack, PackDraft
from senco_desk.domain.problems import Problem, RefusedError, TroubleError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.services.desk import Desk, Done, done
from senco_desk.services.pack_planning import lay_out
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
    "record",
]


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
    return lay_out(desk, pupil_id, authority or "", include, progress or Silent()).plan


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
    progress = progress or Silent()
    with ExitStack() as held:
        laid = lay_out(desk, pupil_id, authority or "", include, progress, held)
        plan = laid.plan
        if not names_checked and not plan.third_party.clear:
            raise NamesFoundError(plan)
        parts = write_pack(
            laid.document,
            plan.report,
            laid.rendered,
            laid.ready,
            out,
            max_part_bytes=None if max_part_mb is None else int(max_part_mb * 1_000_000),
            progress=progress,
        )
    return Made(
        pupil_id,
        plan.authority_id,
        tuple(_made(part) for part in parts),
        plan.sections,
        plan.appendices,
        plan.third_party,
        plan.pages,
        names_checked,
        plan.missing_letters,
    )


def record(desk: Desk, made: Made) -> Done[Pack]:
    """Keep that a pack was made: its sections, papers and files with their SHA-256, so that it can be proved.

    Raises:
        TroubleError: it could not be kept, whatever stood in the way; says where the files are that were written.
    """
    draft = PackDraft(
        pupil_id=made.pupil_id,
        made_on=desk.today,
        authority_id=made.authority_id,
        pages=made.pages,
        names_checked=made.names_checked,
        manifest=manifest(made),
    )
    try:
        with desk.store.change("Record pack") as change:
            kept = change.add(nouns.PACKS, draft)
        return done(kept, change)
    except Exception as error:  # whoever waits must hear that the files are there, even if the fault is ours
        raise _not_recorded(made, error) from error


def _made(part: Part) -> MadeFile:
    try:
        with part.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise TroubleError(
            f"The pack was written to {part.path}, but it could not be read back to prove it.",
            "Your records are as they were, and the pack is not in the list of packs made.",
            "Check that the drive is still connected, open the file to see that it is whole, and save the pack again.",
        ) from error
    return MadeFile(part.path, part.last - part.first + 1, part.size, digest, too_large=part.too_large)


def _not_recorded(made: Made, error: Exception) -> TroubleError:
    places = ", ".join(str(each.path) for each in made.files)
    one = len(made.files) == 1
    why = error.happened if isinstance(error, TroubleError) else ""
    why = " ".join(problem.sentence for problem in error.problems) if isinstance(error, RefusedError) else why
    return TroubleError(
        f"The pack was saved, but the record that it was made was not kept. {why}".strip(),
        f"{'The file is' if one else 'The files are'} whole and can be sent: {places}. Your other records are as they"
        " were; only the line for this pack under Packs, Made earlier, is missing.",
        "Save the pack again, to the same place, to have it listed.",
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
