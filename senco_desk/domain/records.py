"""What every record is made of: frozen, validated, and told apart as typed or kept.

A `Draft` is something a person has typed and not yet kept. A kept record is the same fields plus an `id`
(a UUIDv7 as text: globally unique, and sorted by the moment it was first kept).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
"""Free text a person typed: any script, at most 20,000 characters, outer white space removed."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
"""A single line: a name, a title, a place; at most 200 characters."""

Code = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, max_length=40)]
"""A code of a DfE code set, in capitals. An unknown code is kept as it came."""


class Record(BaseModel):
    """A frozen value with checked fields; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Kept(Record):
    """A record that is in the store, and so has an id."""

    id: str
