"""What is known of a child already and may be brought into the one-page profile, part by part, as it was typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.terms import in_words


@dataclass(frozen=True)
class Known:
    """Words that are there: for which part of the profile, what they are called, and the words themselves."""

    part: str
    name: str
    words: str


def known_of(record: PupilRecord) -> tuple[Known, ...]:
    """Everything that may be brought in, in the order it is offered; nothing that is empty."""
    return tuple(each for each in _all(record) if each.words.strip())


def with_brought_in(typed: str, words: str) -> str:
    """What was typed, with other words on a line below it; unchanged where it holds them already."""
    if words.strip() in typed:
        return typed
    return f"{typed.rstrip()}\n{words.strip()}" if typed.strip() else words.strip()


def _all(record: PupilRecord) -> Iterator[Known]:
    pupil = record.pupil
    yield Known("liked", "Strengths", pupil.strengths)
    newest = max(
        (note for note in record.area_notes if note.strengths), key=lambda note: (note.on, note.id), default=None
    )
    if newest is not None:
        yield Known("liked", f"Strengths noted {in_words(newest.on)}", newest.strengths)
    yield Known("matters", "Interests", pupil.interests)
    yield Known("matters", "Hopes", pupil.aspirations)
    yield from _said(record, "child", "matters", "Own words")
    cycle = record.current_cycle()
    yield Known("helps", "Strategies of the plan", cycle.strategies if cycle is not None else "")
    yield Known("helps", "Reasonable adjustments", pupil.reasonable_adjustments)
    yield from _said(record, "parent", "helps", "Parents’ words")


def _said(record: PupilRecord, whose: str, part: str, name: str) -> Iterator[Known]:
    last = max(
        (view for view in record.views if view.whose == whose), key=lambda view: (view.on, view.id), default=None
    )
    if last is not None:
        yield Known(part, f"{name}, {in_words(last.on)}", last.words)
