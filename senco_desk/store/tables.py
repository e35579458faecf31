"""How a kept record lies in its table: one generic mapping, and reads that every noun shares."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_origin

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.records import Kept

if TYPE_CHECKING:
    from senco_desk.store.gateway import Store

K = TypeVar("K", bound=Kept)

Image = dict[str, Any]
"""A row as SQLite holds it: column name to text, whole number or None."""


@dataclass(frozen=True)
class Table(Generic[K]):
    """A noun's table. Its name doubles as the noun that `Changes` reports.

    `subject` is the column that names the pupil a row is about, so that erasure can find every image of it in the
    journal; empty where a row is about no pupil.
    """

    name: str
    kept: type[K]
    words: str
    subject: str = "pupil_id"
    order: str = "id"
    _json: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Find the columns that hold lists or mappings; they lie as JSON text."""
        packed = {name for name, info in self.kept.model_fields.items() if get_origin(info.annotation) in (tuple, dict)}
        object.__setattr__(self, "_json", frozenset(packed))

    @property
    def columns(self) -> tuple[str, ...]:
        """The column names, which are the record's field names."""
        return tuple(self.kept.model_fields)

    def encode(self, record: K) -> Image:
        """The row of a record."""
        image: Image = record.model_dump(mode="json")
        for name, value in image.items():
            if isinstance(value, bool):
                image[name] = int(value)
            elif name in self._json:
                image[name] = json.dumps(value, ensure_ascii=False, sort_keys=True)
        return image

    def decode(self, row: Mapping[str, Any]) -> K:
        """The record of a row."""
        image = dict(row)
        for name in self._json:
            image[name] = () if image[name] == "[]" else json.loads(image[name])
        return self.kept.model_validate(image)

    def get(self, store: Store, row_id: str) -> K:
        """The record with this id; refused, in words, if it is no longer there."""
        found = self.find(store, row_id)
        if found is None:
            raise RefusedError(f"This {self.words} is no longer there. It may have been removed or undone.")
        return found

    def find(self, store: Store, row_id: str) -> K | None:
        """The record with this id, or None."""
        return next(iter(self.where(store, "id = ?", [row_id])), None)

    def all(self, store: Store) -> list[K]:
        """Every record of the table in its usual order."""
        return self.where(store)

    def of(self, store: Store, **owner: str) -> list[K]:
        """The records whose columns have these values, in the usual order: `of(store, pupil_id=…)`."""
        return self.where(store, " and ".join(f"{name} = ?" for name in owner), list(owner.values()))

    def where(
        self, store: Store, condition: str = "", values: Iterable[object] = (), *, order: str | None = None
    ) -> list[K]:
        """The records that meet an SQL condition with `?` for values; `order` is an SQL order clause."""
        sql = f'select * from "{self.name}" where {condition or "1"} order by {order or self.order}'  # noqa: S608
        return [self.decode(row) for row in store.query(sql, list(values))]
