"""What looks for an erased child's name in this desk: under every name by which the child was kept.

A surname may have been changed since, and where two records were made one, the one that went may have had another
name. Such a name stands in what is about others as the present one does, and is known from the history alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from typing import Any

from senco_desk.domain.erasing_names import REMOVED, Mentioned, NameSeeker
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.read_text import fold
from senco_desk.store import child_reach, nouns
from senco_desk.store.gateway import Store

_NAMES = frozenset({
    "id", "upn", "former_upn", "legal_surname", "legal_forename", "middle_names", "preferred_surname",
    "preferred_forename", "date_of_birth",
})  # fmt: skip
"""What is looked for; no other field of an older image needs to be readable."""


class Seeker:
    """Looks for one child's names in other texts, as `NameSeeker` does for each name that the child was kept under."""

    def __init__(self, seekers: Collection[NameSeeker]) -> None:
        self._seekers = tuple(seekers)

    def may_hold(self, text: str) -> bool:
        """Whether it is worth while to read a text."""
        return any(each.may_hold(text) for each in self._seekers)

    def find(self, text: str, theirs: Collection[str] = ()) -> tuple[Mentioned, ...]:
        """The names in a text, the sure ones first; `theirs` is as in `NameSeeker.find`."""
        found = [mention for each in self._seekers for mention in each.find(text, theirs)]
        return tuple(sorted(dict.fromkeys(found), key=lambda mention: mention.certainty))

    def without(self, text: str, *, lone: bool, instead: str = REMOVED, theirs: Collection[str] = ()) -> str:
        """The text with the names taken out; the arguments are those of `NameSeeker.without`."""
        for each in self._seekers:
            if each.find(text):
                text = each.without(text, lone=lone, instead=instead, theirs=theirs)
        return text


def seeker_of(store: Store, pupil: Pupil) -> Seeker:
    """What looks for a child's name in this desk, and takes nobody else's for it.

    A parent of another child, a member of staff or another pupil may share a name with the child: `Mr Daniel Winter`.
    The child's own family is not among them, since their names stand there for the child's sake.
    """
    names = [contact.name for contact in nouns.CONTACTS.all(store) if contact.pupil_id != pupil.id]
    names += [member.name for member in nouns.STAFF.all(store)]
    names += [person.name for person in nouns.PEOPLE.all(store)]
    names += [name for school in nouns.SCHOOLS.all(store) for name in (school.headteacher, school.senco)]
    names += [each.name for each in nouns.INVOLVEMENTS.all(store) if each.pupil_id != pupil.id]
    for other in nouns.PUPILS.all(store):
        if other.id != pupil.id:
            names += _in_full(other)
    theirs = {fold(name) for name in names}
    # One that somebody else goes by is theirs: as where the wrong child's name was typed once, and put right.
    earlier = [each for each in _formerly(store, pupil) if not theirs.intersection(map(fold, _in_full(each)))]
    child = [pupil, *earlier]
    # Beside its own, each name is told of the child's other ones, so that a part they share is not found twice.
    return Seeker([NameSeeker(each, [*names, *(name for one in child for name in _in_full(one))]) for each in child])


def texts_in(value: str) -> Iterator[str]:
    """The texts of a column: each one within, where it holds JSON."""
    packed = _packed(value)
    if packed is None:
        yield value
    else:
        yield from _strings(packed)


def each_replaced(value: str, put: Callable[[str], str]) -> str:
    """A column's text with each text in it as `put` answers it; JSON stays JSON."""
    packed = _packed(value)
    if packed is None:
        return put(value)
    changed = _replaced(packed, put)
    return value if changed == packed else json.dumps(changed, ensure_ascii=False, sort_keys=True)


def _formerly(store: Store, pupil: Pupil) -> Iterator[Pupil]:
    """The child under each other name that the history has, the newest first; records made one with it are among them.

    Where no name changed between two states of a record, they are one.
    """
    seen = {_called(pupil)}
    for each in child_reach.identities(store, pupil.id):
        rows = store.query(
            'select "after", "before" from journal_row where noun = \'pupil\' and row_id = ?'
            ' and coalesce("after", "before") is not null order by change_id desc, position desc',
            [each],
        )
        for image in (image for row in rows for image in (row["after"], row["before"]) if image):
            held = {name: value for name, value in json.loads(image).items() if name in _NAMES}
            former = Pupil.model_validate(held)
            if _called(former) not in seen:
                seen.add(_called(former))
                yield former


def _called(pupil: Pupil) -> tuple[object, ...]:
    return tuple(getattr(pupil, name) for name in sorted(_NAMES - {"id"}))


def _in_full(pupil: Pupil) -> tuple[str, str]:
    return pupil.name, f"{pupil.legal_forename} {pupil.legal_surname}"


def _packed(value: str) -> Any:
    """What a text holds as JSON, where that is a list or a mapping; None for words."""
    if value[:1] not in ("[", "{"):
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _strings(packed: Any) -> Iterator[str]:
    if isinstance(packed, str):
        yield packed
    elif isinstance(packed, dict | list):
        for each in packed.values() if isinstance(packed, dict) else packed:
            yield from _strings(each)


def _replaced(packed: Any, put: Callable[[str], str]) -> Any:
    if isinstance(packed, str):
        return put(packed)
    if isinstance(packed, dict):
        return {name: _replaced(value, put) for name, value in packed.items()}
    return [_replaced(each, put) for each in packed] if isinstance(packed, list) else packed
