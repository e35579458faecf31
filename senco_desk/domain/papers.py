"""A child's papers: attached documents, notes, and the packs that were made."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator

from senco_desk.domain.file_names import plain_line
from senco_desk.domain.records import Code, Kept, Line, Record, Text

DOCUMENT_KINDS: dict[str, str] = {
    "psychologist": "Educational psychologist’s report",
    "speech": "Speech and language therapist’s report",
    "occupational": "Occupational or physiotherapist’s report",
    "medical": "Medical or health report",
    "specialist": "Specialist teacher’s report",
    "social-care": "Social care report",
    "school-report": "School report",
    "assessment": "Assessment or test paper",
    "work": "Piece of work",
    "plan": "Earlier plan or review",
    "child-view": "Child’s views",
    "parent-view": "Parents’ views",
    "letter": "Letter or e-mail",
    "consent": "Agreement or consent",
    "photo": "Photo of the child",
    "other": "Other",
}

About = Literal["", "this", "other", "unclear", "confirmed"]

CONTACT_KINDS: dict[str, str] = {
    "note": "Note",
    "call": "Phone call",
    "email": "E-mail",
    "meeting": "Meeting",
    "talk": "Talk in passing",
    "message": "Message",
    "visit": "Visit",
}
"""What a note is of; a kind that is not here is shown as it is."""

Title = Annotated[Line, AfterValidator(plain_line)]
"""What a paper is called: it may come from a stranger's file, so it shows what it is and hides nothing."""


class DocumentDraft(Record):
    """A file attached to a child's record.

    `blob` names the encrypted file; `sha256` is of the original bytes; `pages` is None where they cannot be counted;
    `problem` says in a sentence why it cannot be included in a pack, or is empty. `dated` is the document's own date,
    `added_on` the day it came in. `version_of` names the first of the papers of which this is a later version.
    `needs` are the DfE codes and `outcomes` the ids of the outcomes it bears on. `about` is what the check on arrival
    found, of whose papers these are; `confirmed` where a person has looked and said that they are this child's.
    `view_id` names the words of the child or the parents beside which a drawing was added.
    """

    pupil_id: str
    title: Title
    kind: Line = "other"
    author: Line = ""
    dated: date | None = None
    added_on: date
    filename: Line = ""
    media_type: Line = ""
    blob: str
    sha256: str
    bytes: int
    pages: int | None = None
    problem: Line = ""
    summary: Text = ""
    confidential: bool = False
    in_pack: bool = True
    version_of: str | None = None
    needs: tuple[Code, ...] = ()
    outcomes: tuple[str, ...] = ()
    about: About = ""
    view_id: str | None = None


class Document(Kept, DocumentDraft):
    """A document as kept."""


class NoteDraft(Record):
    """A note, or a contact with somebody; `on` is the day it is about, the journal knows when it was typed.

    `kind` is one of `CONTACT_KINDS`; `with_whom` says who was spoken to or written with.
    """

    pupil_id: str
    on: date
    text: Text
    kind: Line = "note"
    with_whom: Line = ""


class Note(Kept, NoteDraft):
    """A note as kept."""


class PackDraft(Record):
    """A pack that was made: what went into it and which files came out, so that "what was sent" can be proved.

    `manifest` is JSON text: sections, appendices, files with their SHA-256.
    """

    pupil_id: str
    made_on: date
    authority_id: Line
    pages: int
    names_checked: bool
    manifest: str


class Pack(Kept, PackDraft):
    """A pack as kept."""
