"""`attach`: documents into a child's record."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from senco_desk.cli.opening import open_desk, say_of
from senco_desk.cli.world import World
from senco_desk.domain.papers import Document
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.services import attaching, pupils


def attach(asked: argparse.Namespace, world: World) -> int:
    """Take files into a child's record: all of them, as one step to undo, or none.

    A file that cannot be printed is kept all the same; its `problem` says why.
    """
    if asked.title and len(asked.files) > 1:
        raise RefusedError("--title: one title cannot name several files. Attach them one by one.")
    _require_files(asked.files)
    with open_desk(asked, world) as desk:
        pupil = pupils.by_upn(desk, asked.pupil)
        kept = attaching.attach_all(
            desk, pupil.id, asked.files, kind=asked.kind or "other", title=asked.title or "", dated=asked.dated
        )
    say = say_of(asked, world)
    for path, each in zip(asked.files, kept, strict=True):
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
    }
