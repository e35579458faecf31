"""`attach`: documents into a child's record."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from senco_desk.cli.opening import open_desk, say_of
from senco_desk.cli.world import World
from senco_desk.domain.papers import Document
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.services import attachments, desks, pupils
from senco_desk.services.desk import Desk, Done


def attach(asked: argparse.Namespace, world: World) -> int:
    """Take files into a child's record: all of them, or none.

    A file that cannot be printed is kept all the same; its `problem` says why.
    """
    _refuse_files(asked.files, asked.title)
    with open_desk(asked, world) as desk:
        pupil = pupils.by_upn(desk, asked.pupil)
        done = _attach_all(desk, pupil.id, asked.files, asked.kind or "other", asked.title or "", asked.dated)
    say = say_of(asked, world)
    kept = [each.value for each in done]
    for path, each in zip(asked.files, done, strict=True):
        if each.changes is None:
            say.problem(f"{path.name} is already in this record, as “{each.value.title}”; it was left as it is.")
    for document in kept:
        if document.problem:
            say.problem(f"{document.title}: {document.problem}")
    say.answer(
        {"documents": [_document(each) for each in kept]},
        [f"{each.title}: {_pages(each.pages)}" for each in kept],
    )
    return 0


def _refuse_files(files: Sequence[Path], title: str | None) -> None:
    problems = [
        Problem(sentence=f"There is no file {path}. Check its name, then attach it again.")
        for path in files
        if not path.is_file()
    ]
    if title and len(files) > 1:
        problems.append(Problem(sentence="--title: one title cannot name several files. Attach them one by one."))
    if problems:
        raise RefusedError(problems)


def _attach_all(
    desk: Desk, pupil_id: str, files: Sequence[Path], kind: str, title: str, dated: date | None
) -> list[Done[Document]]:
    """Each file is a change of its own, as in the window; where one fails, those before it are taken back."""
    done: list[Done[Document]] = []
    try:
        for path in files:
            done.append(attachments.attach(desk, pupil_id, path, kind=kind, title=title, dated=dated))  # noqa: PERF401
    except BaseException:
        for each in done:
            if each.changes is not None:
                desks.undo(desk)
        raise
    return done


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
