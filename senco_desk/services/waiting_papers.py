"""Files that came in for a child and wait for a person to decide: kept through a lock, a close and a crash.

Such a file is on the drive, encrypted, and no record names it yet. What is known of it lies with the words that are
typed and not saved: it is that person's, no undo knows of it, and it goes with the child when the child is erased.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from pydantic import ValidationError

from senco_desk.domain.drafts import Plain, TypedWords, packed, unpacked
from senco_desk.domain.paper_findings import Finding, Whose
from senco_desk.domain.papers import Document, DocumentDraft
from senco_desk.domain.pupils import Pupil
from senco_desk.services import arrivals, attaching, drafts
from senco_desk.services.arrivals import Arrived
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from senco_desk.store.child_reach import WAITING_KEY

_WHOSE: dict[str, Whose] = {whose: whose for whose in get_args(Whose)}


@dataclass(frozen=True)
class Waiting:
    """One file that waits.

    Args:
        pupil_id: whose record it came in for.
        child: that child's name.
        one: the file as it was read; its draft is on the drive.
        newer_than: the document of which it is to be a newer version; None for a document of its own.
        refused: somebody wanted to keep it, and it could not be kept just then.
        gone: its file is not on this computer any more, as after an older backup was put back.
    """

    pupil_id: str
    child: str
    one: Arrived
    newer_than: Document | None = None
    refused: bool = False
    gone: bool = False

    @property
    def key(self) -> str:
        """The same for the same file for the same child."""
        content = self.one.brought.sha256 if self.one.brought is not None else self.one.name
        return f"{WAITING_KEY}{self.pupil_id}|{content}"

    @property
    def is_anothers(self) -> bool:
        """Whether another child's details were found in it, or somebody else's name."""
        return self.one.finding is not None and self.one.finding.whose == "other"


def put_by(desk: Desk, waiting: Waiting) -> None:
    """Keep it until somebody decides. Raises what writing raises; then it waits in memory alone."""
    desk.store.require("document", None, None)
    one = waiting.one
    assert isinstance(one.brought, DocumentDraft)
    older = waiting.newer_than
    # The older one may be gone when this is read again, and its mark with it.
    guarded = one.brought.confidential or (older is not None and older.confidential)
    typed: dict[str, Plain] = {
        "draft": {**one.brought.model_dump(mode="json"), "confidential": guarded},
        "name": one.name,
        "saved_on": packed(one.saved_on),
        "unmarked": one.unmarked,
        "whose": one.finding.whose if one.finding is not None else "",
        "why": one.finding.why if one.finding is not None else "",
        "newer_than": older.id if older is not None else "",
        "refused": waiting.refused,
    }
    words = TypedWords(
        waiting.key, waiting.pupil_id, "A file that waits for a decision", ("pupil", waiting.pupil_id, "documents"),
        typed, is_open=False,
    )  # fmt: skip
    drafts.keep(desk, words, desk.store.clock())


def settle(desk: Desk, waiting: Waiting) -> None:
    """It was decided about: it waits no longer. Its file is the record's then, or `leave_out` removes it."""
    desk.store.require("document", None, None)
    drafts.remove(desk, waiting.key)


def leave_out(desk: Desk, waiting: Waiting) -> None:
    """It is not wanted after all: it waits no longer, and its file is removed."""
    desk.store.require("document", None, None)
    settle(desk, waiting)
    if not waiting.gone:
        arrivals.let_go(desk, [waiting.one])


def all_waiting(desk: Desk) -> tuple[Waiting, ...]:
    """What waits for any child, of the person at the desk, in the order it came."""
    found = [each for each in reversed(drafts.kept(desk)) if is_waiting(each)]
    if not found:
        return ()
    there = frozenset(desk.store.blobs.names())
    read = (_read(desk, each) for each in found)
    return tuple(replace(each, gone=_blob(each) not in there) for each in read if each is not None)


def is_waiting(words: TypedWords) -> bool:
    """Whether what lies among the typed words is such a file."""
    return words.key.startswith(WAITING_KEY)


def question(waiting: Waiting, others: Sequence[str] = ()) -> tuple[str, str]:
    """What is asked about it: a heading, and what a person should know before deciding.

    Args:
        waiting: the file.
        others: the names of children whom it may be about, where they are known.
    """
    one, child = waiting.one, waiting.child
    name = one.name[:60]
    not_yet = f"Nothing has been added to {child}’s record yet."
    if waiting.gone:
        head = f"{name} was to be added to {child}’s record, and is not on this computer any more."
        return head, "Add it again from where it came."
    if waiting.refused:
        return (
            f"{name} is not in {child}’s record yet.",
            "It could not be kept just now. Nothing is lost: it waits here.",
        )
    same = arrivals.others_words(one) if one.to_ask else ""
    if waiting.is_anothers and one.finding is not None:
        where = f"It may be about {' or '.join(others)}." if others else ""
        head = f"Stop and look: {name} may not be the paper of {child}."
        return head, " ".join(filter(None, (one.finding.why, where, same, not_yet)))
    if same:
        return "The same file is in another child’s record.", f"{same} {not_yet}"
    return f"{name} is not in {child}’s record yet.", "It was asked about before, and waits here."


def answer(waiting: Waiting) -> str:
    """The words on the button that keeps it."""
    if waiting.refused:
        return "Try again"
    return "Add it all the same" if waiting.is_anothers else f"Add it to {waiting.child}’s record too"


def _read(desk: Desk, words: TypedWords) -> Waiting | None:
    """A file as it was put by; None for one whose child is gone, or that the record has by now."""
    typed = words.typed
    pupil: Pupil | None = nouns.PUPILS.find(desk.store, words.pupil_id)
    try:
        draft = DocumentDraft.model_validate(typed.get("draft"))
        saved_on = unpacked(typed.get("saved_on"))
    except (ValidationError, ValueError):
        return None
    if pupil is None or attaching.there(desk, words.pupil_id, draft.sha256) is not None:
        return None
    whose = _WHOSE.get(str(typed.get("whose")))
    finding = Finding(whose, str(typed.get("why") or "")) if whose is not None else None
    one = Arrived(
        str(typed.get("name") or draft.filename),
        draft,
        finding=finding,
        elsewhere=arrivals.elsewhere(desk, draft),
        saved_on=saved_on if isinstance(saved_on, date) else None,
        unmarked=bool(typed.get("unmarked")),
    )
    older = nouns.DOCUMENTS.find(desk.store, str(typed["newer_than"])) if typed.get("newer_than") else None
    return Waiting(words.pupil_id, pupil.forename, one, older, refused=bool(typed.get("refused")))


def _blob(waiting: Waiting) -> str:
    return waiting.one.brought.blob if waiting.one.brought is not None else ""
