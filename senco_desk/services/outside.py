"""A paper handed to another program: the one place where something of a record lies in the clear, and how it goes.

The file is written, for this account alone and not to be changed, into a folder of its own inside the program's own
one, under a name that says nothing; the folder is emptied when the desk is locked or closed, and when the program
starts. What the other program keeps of it (a list of recent files, a copy of its own) is beyond our reach, and the
person is told so before.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from pathlib import Path, PurePath

from senco_desk.domain.papers import Document
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.services import attachments, private_folder, trail
from senco_desk.services.desk import Desk

KINDS = frozenset(
    (
        ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic",
        ".docx", ".doc", ".odt", ".rtf", ".txt", ".csv", ".xlsx", ".xls", ".ods", ".pptx", ".ppt", ".odp",
        ".eml", ".msg", ".mp3", ".m4a", ".wav", ".mp4", ".mov",
    )
)  # fmt: skip
"""Endings of files that are read, heard or watched. Anything else might be run instead."""

BEFORE = (
    "The document is written, not encrypted, into a private folder of this account, so that the other program can read"
    " it. It is removed when you lock or close Senco Desk. What you change there is not kept: save it elsewhere and add"
    " it as a new document. The other program may remember that it had a file open, or keep a copy of its own."
)
"""What a person reads before it is done."""


def problem_of(document: Document) -> str:
    """Why a document is not opened in another program, as a sentence; empty where it can be."""
    if _ending(document) in KINDS:
        return ""
    ending = PurePath(document.filename).suffix
    return (
        f"A file of this kind ({ending or 'without an ending'}) could do something when it is opened, so it is only"
        " kept here. Ask whoever sent it for a PDF."
    )


def put(desk: Desk, document_id: str, folder: Path) -> Path:
    """Write a document into a new folder inside `folder`, noted in the audit trail; answers the file to open.

    Refuses a kind of file that might be run. Raises TroubleError where it cannot be read or written; nothing is left.
    """
    desk.need("export")
    document = attachments.get(desk, document_id)
    if refusal := problem_of(document):
        raise RefusedError(refusal)
    trail.note(desk, trail.OUTSIDE, document.pupil_id, f"A document ({_ending(document)[1:].upper()})")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.name != "nt":
            folder.chmod(0o700)
        inside = Path(tempfile.mkdtemp(dir=folder))  # 0700, by a name that nobody can guess
        try:
            file = inside / f"Document{_ending(document)}"
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(descriptor, "wb") as target, desk.store.blobs.open_read(document.blob) as source:
                shutil.copyfileobj(source, target, 1024 * 1024)
            file.chmod(stat.S_IRUSR)
        except BaseException:
            private_folder.remove(inside)
            raise
    except OSError as error:
        raise TroubleError(
            f"The document could not be handed over ({(error.strerror or 'for an unknown reason').lower()}).",
            "Your records are as they were, and nothing was left outside them.",
            "Make room on this computer’s drive and try again, or read the document here.",
        ) from error
    return file


def _ending(document: Document) -> str:
    return PurePath(document.filename).suffix.casefold()
