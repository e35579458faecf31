"""What differs between two states of a text, word by word, quickly even where both are as long as a text may be.

Sentences are matched first, and words only inside the sentences that differ: matching the four thousand words of two
whole texts against each other would hold the window for seconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed"]

_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?]+|\n+|$)\s*")
_WORD = re.compile(r"\w+(?:[’'-]\w+)*|\s+|[^\w\s]")
_SAID = re.compile(r"\w+(?:[’'-]\w+)*")
_MOST = 250_000
"""Pairs of words that are matched at once; beyond, a stretch counts as replaced as a whole."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text that both have, only the newer has, or only the older had."""

    kind: Kind
    text: str


def compared(older: str, newer: str) -> tuple[Piece, ...]:
    """The pieces of both texts in reading order; those that are the same and removed make the older text again.

    Likewise those that are the same and added make the newer one. What was removed comes before what was added there.
    """
    pieces: list[Piece] = []
    for before, after in _stretches(_parts(_SENTENCE, older), _parts(_SENTENCE, newer)):
        if before == after:
            pieces.append(Piece("same", "".join(before)))
            continue
        old, new = _parts(_WORD, "".join(before)), _parts(_WORD, "".join(after))
        if len(old) * len(new) > _MOST:
            pieces += [Piece("removed", "".join(old)), Piece("added", "".join(new))]
            continue
        for gone, come in _stretches(old, new):
            if gone == come:
                pieces.append(Piece("same", "".join(gone)))
            else:
                pieces += [Piece("removed", "".join(gone)), Piece("added", "".join(come))]
    return tuple(_joined(pieces))


def words_changed(pieces: Sequence[Piece]) -> tuple[int, int]:
    """How many words were added, and how many removed."""
    added = sum(len(_SAID.findall(piece.text)) for piece in pieces if piece.kind == "added")
    removed = sum(len(_SAID.findall(piece.text)) for piece in pieces if piece.kind == "removed")
    return added, removed


def _parts(pattern: re.Pattern[str], text: str) -> list[str]:
    return [found for found in pattern.findall(text) if found]


def _stretches(older: list[str], newer: list[str]) -> list[tuple[list[str], list[str]]]:
    """Pairs of stretches that stand for each other, alike or not; both lists in order."""
    matched = SequenceMatcher(None, older, newer, autojunk=len(older) + len(newer) > 2_000)
    return [(older[a:b], newer[c:d]) for _how, a, b, c, d in matched.get_opcodes()]


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Without empty pieces, and with neighbours of one kind as one."""
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined
