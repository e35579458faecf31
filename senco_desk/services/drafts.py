"""Keeping what is typed until it is saved or discarded, so that no lock, crash or closed window loses a word.

What is kept here is no record: no page shows it, no paper prints it, undo knows nothing of it. It goes when the form
is saved or discarded, and with the pupil when the pupil is erased.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from senco_desk.domain.drafts import TypedWords
from senco_desk.services.desk import Desk
from senco_desk.store import drafts
from senco_desk.store.child_reach import WAITING_KEY

__all__ = ["TypedWords"]


def can_keep(desk: Desk) -> bool:
    """Whether this desk keeps what is typed; one that is open to read only does not."""
    return not desk.store.read_only


def keep(desk: Desk, words: TypedWords, now: datetime) -> TypedWords:
    """Keep what was typed into a form, in place of what was kept for it before; `now` is when it was typed."""
    kept = replace(words, typed_at=now)
    drafts.keep(desk.store, kept)
    return kept


def find(desk: Desk, key: str) -> TypedWords | None:
    """What was typed into this form and not saved; None where nothing was, or where the desk keeps nothing."""
    return drafts.find(desk.store, key) if can_keep(desk) else None


def kept(desk: Desk) -> list[TypedWords]:
    """Everything typed and not saved, newest first."""
    return drafts.all_kept(desk.store) if can_keep(desk) else []


def still_open(desk: Desk) -> list[TypedWords]:
    """What was typed into forms that were on the screen when the window ended, newest first.

    A file that waits for a decision is no form: its child's documents ask about it.
    """
    return [words for words in kept(desk) if words.is_open and not words.key.startswith(WAITING_KEY)]


def remove(desk: Desk, key: str) -> None:
    """Forget what was typed into this form, since it was saved or discarded."""
    drafts.remove(desk.store, key)
