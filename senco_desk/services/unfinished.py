"""What somebody had typed and not finished when their way in ends: handed to the SENCO, or discarded.

Handed over, it comes up in the same form under the same child, as words that the SENCO had typed. Nothing of it is a
record before the SENCO saves it.
"""

from __future__ import annotations

from dataclasses import replace

from senco_desk.domain.drafts import Plain, TypedWords
from senco_desk.services.desk import Desk
from senco_desk.store import drafts, nouns

PARAGRAPHS = ("text", "words", "discussed", "agreed", "advice", "notes")
"""Fields of running words; where both had typed some into the same form, one is put under the other."""


def of(desk: Desk, person_id: str) -> list[TypedWords]:
    """What a person typed and did not save, newest first; only the SENCO may ask."""
    desk.need("people")
    return drafts.of_person(desk.store, person_id)


def hand_over(desk: Desk, person_id: str) -> int:
    """Makes it the typed words of the SENCO at the desk; answers how many. Only the SENCO may.

    Where the SENCO has typed into the same form, both are kept: paragraphs are put one under the other, and of the
    other fields the SENCO's own stay.
    """
    found = of(desk, person_id)
    name = nouns.PEOPLE.get(desk.store, person_id).name
    own = {words.key: words for words in drafts.all_kept(desk.store)}
    for words in reversed(found):
        drafts.keep(desk.store, _joined(own.get(words.key), _for_senco(words), name))
    drafts.remove_of_person(desk.store, person_id)
    return len(found)


def discard(desk: Desk, person_id: str) -> int:
    """Forgets it; answers how many. Only the SENCO may."""
    count = len(of(desk, person_id))
    drafts.remove_of_person(desk.store, person_id)
    return count


def _for_senco(words: TypedWords) -> TypedWords:
    """The same words where the SENCO has such a form; it comes up by itself when that page is gone to."""
    place = words.place
    if place[:1] == ("assigned",):
        page = () if not words.key.startswith("SessionForm") else ("provision",)
        place = ("pupil", words.pupil_id, *page) if words.pupil_id else ("provision",)
    return replace(words, place=place, is_open=True)


def _joined(own: TypedWords | None, theirs: TypedWords, name: str) -> TypedWords:
    if own is None:
        text = theirs.typed.get("text")
        # A note says whose it was; the SENCO's name will stand on it once it is saved.
        said: dict[str, Plain] = {"text": f"{name}: {text}"} if isinstance(text, str) and text else {}
        return replace(theirs, typed=theirs.typed | said)
    typed: dict[str, Plain] = theirs.typed | own.typed
    for field in PARAGRAPHS:
        mine, other = own.typed.get(field), theirs.typed.get(field)
        if isinstance(mine, str) and isinstance(other, str) and mine and other:
            typed[field] = f"{mine}\n\n{name}: {other}"
        elif field in theirs.typed and not mine:
            typed[field] = other
    return replace(own, typed=typed, is_open=True)
