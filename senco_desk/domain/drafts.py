"""What is typed into a form and not yet kept as a record: how it is named, and how its values lie as JSON.

Such words outlive a crash, a lock and a closed window, so every value a field can hold must come back as it was.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
"""What JSON can hold."""


@dataclass(frozen=True)
class TypedWords:
    """What was typed into one form.

    Args:
        key: names the form and what it is about; the same form for the same thing has the same key.
        pupil_id: the pupil it is about, so that erasing the pupil finds it; empty for none.
        title: what the form is called on screen.
        place: the page and its arguments where the form stood.
        typed: the fields by name, each as `packed` gives it.
        typed_at: when it was last typed into; a real time with its zone.
        is_open: whether the form was still on the screen then, and should come back by itself.
    """

    key: str
    pupil_id: str
    title: str
    place: tuple[str, ...]
    typed: dict[str, Plain] = field(default_factory=dict)
    typed_at: datetime | None = None
    is_open: bool = True

    def is_about(self, pupil_id: str) -> bool:
        """Whether it is about a pupil, also as one of several in a form; not where another's was typed on that page."""
        place = () if self.pupil_id else self.place
        return self.pupil_id == pupil_id or any(pupil_id in each for each in (self.key, *place, json.dumps(self.typed)))


def packed(value: object) -> Plain:
    """A field's value as JSON can hold it; TypeError for one that could not come back as it was."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, tuple | list):
        return [packed(each) for each in value]
    raise TypeError(f"a {type(value).__name__} cannot be kept as typed words")


def unpacked(value: Plain) -> object:
    """The value that `packed` was given; lists come back as tuples. ValueError for what it never gave."""
    if isinstance(value, list):
        return tuple(unpacked(each) for each in value)
    if isinstance(value, dict):
        match value:
            case {"date": str(day)}:
                return date.fromisoformat(day)
            case {"decimal": str(number)}:
                return Decimal(number)
            case _:
                raise ValueError("these are no typed words")
    return value
