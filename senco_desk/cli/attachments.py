"""`attach`: documents into a child's record."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from senco_desk.cli.opening import open_desk, say_of
from senco_desk.cli.world import World
from senco_desk.domain.papers import Document
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.services import arrivals, pupils
from senco_desk.services.arrivals import Arrived
from senco_desk.services.attaching import About, Arriving
from senco_desk.services.desk import Desk


def attach(asked: argparse.Namespace, world: World) -> int:
    """Take files into a child's record: all of them, as one step to undo, or none.

    A file that cannot be printed is kept all the same; its `problem` says why. One that seems to be another child's
    is kept too, and said: `about` is `other`, and packs stop at it until a person has looked.
    """
    if asked.title and len(asked.files) > 1:
        raise RefusedError("--title: one title cannot name several files. Attach them one by one.")
    _require_files(asked.files)
    about = About(kind=asked.kind or "other", title=asked.title or "", dated=asked.dated)
    with open_desk(asked, world) as desk:
        pupil = pupils.by_upn(desk, asked.pupil)
        arriving = [Arriving(path) for path in asked.files]
        found = arrivals.read_in(desk, pupil.id, arriving, about=about, suggest=False)
        _require_all(desk, found)
        kept = arrivals.keep(desk, found).value
    say = say_of(asked, world)
    for path, one, each in zip(asked.files, found, kept, strict=True):
        for sentence in _to_look_at(path.name, one) if each.new else ():
            say.problem(sentence)
        if not each.new:
            say.problem(f"{path.name} is already in this record, as “{each.document.title}”; it was left as it is.")
        if each.document.problem:
            say.problem(f"{each.document.title}: {each.document.problem}")
    say.answer(
        {"documents": [_document(each.document) for each in kept]},
        [f"{each.document.title}: {_pages(each.document.pages)}" for each in kept],
    )
    return 0


def _require_files(files: Sequence[Path]) -> None:
    """A file that is not there is trouble outside the program, as it is for `import`."""
    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        raise TroubleError(
            f"There is no file {', nor '.join(missing)}.",
            "Nothing has been changed.",
            "Check the name and the folder, then attach all the files again.",
        )


def _require_all(desk: Desk, found: Sequence[Arrived]) -> None:
    """All the files or none: where one could not be taken in, the others go again."""
    troubles = [each.trouble for each in found if each.trouble is not None]
    if troubles:
        arrivals.let_go(desk, found)
        if len(troubles) > 1 and all(isinstance(each, RefusedError) for each in troubles):
            raise RefusedError([one for each in troubles if isinstance(each, RefusedError) for one in each.problems])
        raise troubles[0]


def _to_look_at(name: str, arrived: Arrived) -> Iterator[str]:
    """What a person should look at, without the names of other children: a script's output may be kept in a log."""
    if arrived.elsewhere:
        yield f"{name}: the same file is in another child’s record too. Open both records and look."
    finding = arrived.finding
    if finding is not None and finding.whose == "other":
        yield f"{name}: stop and look. {finding.why} It is kept; open it on the child’s Documents tab and decide."
    elif finding is not None and finding.whose == "unclear":
        yield f"{name}: look by eye whose it is. {finding.why}"


def _pages(pages: int | None) -> str:
    match pages or 0:
        case 0:
            return "kept, without pages to print"
        case 1:
            return "1 page"
        case number:
            return f"{number} pages"


def _document(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "title": document.title,
        "kind": document.kind,
        "pages": document.pages,
        "sha256": document.sha256,
        "problem": document.problem or None,
        "about": document.about,
    }
