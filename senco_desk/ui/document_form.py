"""What is said of a document: a sheet for one, filled with what its own words suggest, and one for several together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from senco_desk.domain.codes import SEN_TYPES
from senco_desk.domain.papers import DOCUMENT_KINDS, Document
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.records import Line, Record
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import CheckField, ChoiceField, Field, LineField, TextField
from senco_desk.ui.forms import Form
from senco_desk.ui.many_fields import TicksField
from senco_desk.ui.typed import date_words

_OWN_DATE = "The date on the paper itself."
_AS_IT_IS = "Leave as it is"


class Together(Record):
    """What is to be changed in several documents; None and what is empty leaves each as it is."""

    kind: Line | None = None
    author: Line = ""
    dated: date | None = None
    in_pack: bool | None = None
    confidential: bool | None = None
    needs: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()

    def of(self, document: Document) -> Document:
        """A document as it is to become; needs and outcomes are added to those it has."""
        update: dict[str, Any] = {
            name: value
            for name in ("kind", "author", "dated", "in_pack", "confidential")
            if (value := getattr(self, name)) not in (None, "")
        }
        for name in ("needs", "outcomes"):
            both = dict.fromkeys((*getattr(document, name), *getattr(self, name)))
            update[name] = tuple(both)
        return document.model_copy(update=update)


def document_form(
    document: Document,
    record: PupilRecord,
    today: date,
    *,
    saved_on: date | None = None,
    left: tuple[int, int] = (1, 1),
) -> Form[Document]:
    """The particulars of a document; the file itself stays as it came.

    Args:
        document: as kept, with what was suggested for it.
        record: the child's, for needs and outcomes that it may bear on.
        today: what completes a date.
        saved_on: the day the file was last saved, to set beside the paper's own date.
        left: which of how many that have just arrived; the button then goes on to the next.
    """
    at, of = left
    beside = f" The file was last saved on {date_words(saved_on)}." if saved_on else ""
    fields: dict[str, Field] = {
        "title": LineField("&Title"),
        "kind": ChoiceField("&Kind", list(DOCUMENT_KINDS.items())),
        "dated": DateField("&Dated", today, _OWN_DATE + beside),
        "author": LineField("&Written by"),
        "summary": TextField("What it &says, in a sentence or two", lines=2),
        **_bearing(record, document),
        "in_pack": CheckField("Goes into an evidence &pack"),
        "confidential": CheckField("C&onfidential", "Left out of what is printed for others."),
    }
    fixed = {name: value for name, value in dict(document).items() if name not in fields}
    title = "Edit document" if of == 1 else f"Document {at} of {of}"
    submit = "&Save" if at == of else "&Save and next"
    form: Form[Document] = Form(Document, fields, title=title, submit=submit, fixed=fixed)
    form.fill(document)
    return form


def together_form(documents: Sequence[Document], record: PupilRecord, today: date) -> Form[Together]:
    """What several documents share, changed in one step."""
    yes_no = ((True, "Yes"), (False, "No"))
    fields: dict[str, Field] = {
        "kind": ChoiceField("&Kind", list(DOCUMENT_KINDS.items()), none=_AS_IT_IS),
        "author": LineField("&Written by", hint=_AS_IT_IS),
        "dated": DateField("&Dated", today, "Left empty, each keeps its own."),
        **_bearing(record, None),
        "in_pack": ChoiceField("Goes into an evidence &pack", yes_no, none=_AS_IT_IS),
        "confidential": ChoiceField("C&onfidential", yes_no, none=_AS_IT_IS),
    }
    form: Form[Together] = Form(Together, fields, title=f"Edit {len(documents)} documents", submit="&Save all")
    form.fill({})
    return form


def needs_of(record: PupilRecord) -> list[tuple[str, str]]:
    """The child's needs, now and before, as choices."""
    codes = dict.fromkeys(need.code for need in sorted(record.needs, key=lambda need: need.rank))
    return [(code, need_words(code)) for code in codes]


def need_words(code: str) -> str:
    """A need as people read it."""
    found = SEN_TYPES.find(code)
    return f"{code} · {found.words}" if found else code


def outcomes_of(record: PupilRecord) -> list[tuple[str, str]]:
    """The child's outcomes as choices, those of the newest cycle first."""
    newest = sorted(record.outcomes, key=lambda each: each.id, reverse=True)
    return [(each.id, each.aim if len(each.aim) <= 90 else f"{each.aim[:88]}…") for each in newest]


def _bearing(record: PupilRecord, document: Document | None) -> dict[str, Field]:
    """The needs and outcomes that a document may bear on; what it names and is gone stays offered, never dropped."""
    needs, outcomes = dict(needs_of(record)), dict(outcomes_of(record))
    for code in document.needs if document else ():
        needs.setdefault(code, need_words(code))
    for one in document.outcomes if document else ():
        outcomes.setdefault(one, "An outcome that is no longer there")
    add = "" if document is not None else "Add: "
    found: dict[str, Field] = {}
    if needs:
        found["needs"] = TicksField(f"{add}It bears on these &needs", list(needs.items()))
    if outcomes:
        found["outcomes"] = TicksField(f"{add}It bears on these &outcomes", list(outcomes.items()))
    return found
