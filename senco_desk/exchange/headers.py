"""Which line of a sheet is its heading, and what each heading means.

School systems name the same thing many ways. A `Vocabulary` lists, for each field, the names it goes by, best
first; a heading is compared with case, accents and punctuation folded away. What no name fits is kept aside under
its own heading. A person's own mapping (`--map FILE`) goes before all of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from senco_desk.domain.folding import letters_of
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.roll import ReadColumn
from senco_desk.exchange.delimited import decode, read_delimited
from senco_desk.exchange.files import read_bytes
from senco_desk.exchange.grids import Grid, Line, Tables, as_text

_LARGEST_MAPPING = 1_000_000
HEADER_WITHIN = 30
"""The heading is looked for in so many lines; above it stand titles, below it the rows."""

KEEP_ASIDE = ("", "ignore", "extra")
"""What a person's mapping says of a column that is to be left as it is."""


@dataclass(frozen=True)
class Vocabulary:
    """The names that fields go by.

    Args:
        names: field to names, best first; where two columns name one field, the better name is used.
        needed: each group is fields of which the heading must name all; one group is enough.
        expected: what a person is told the file should have been.
    """

    names: Mapping[str, tuple[str, ...]]
    needed: tuple[frozenset[str], ...]
    expected: str

    @cached_property
    def lookup(self) -> dict[str, tuple[str, int]]:
        """Folded name to its field and how good a name it is (0 best)."""
        found: dict[str, tuple[str, int]] = {}
        for each, names in self.names.items():
            for rank, name in enumerate((*names, each)):
                found.setdefault(fold(name), (each, rank))
        return found


@dataclass(frozen=True)
class Layout:
    """A sheet whose heading was found: what each column is, the lines above it and the rows below it."""

    sheet: str
    header: Line
    columns: tuple[ReadColumn, ...]
    title: tuple[Line, ...]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    """Field to the index of its column."""

    @property
    def width(self) -> int:
        """How many columns the heading has."""
        return len(self.columns)


def fold(name: str) -> str:
    """A heading without case, accents, punctuation and spacing: `SENProvision` and `SEN provision` are one."""
    return letters_of(name.replace("%", "percent"))


def lay_out(tables: Tables, vocabulary: Vocabulary, mapping: Mapping[str, str] | None = None) -> Layout:
    """The sheet and line with the best heading, and what its columns mean.

    Refuses, naming what was expected and what was found, where no line of the first 30 of any sheet will do.
    """
    own = {fold(header): name for header, name in (mapping or {}).items()}
    lookup = {header: (each, -1) for header, each in own.items() if each not in KEEP_ASIDE}
    lookup = {k: v for k, v in vocabulary.lookup.items() if k not in own} | lookup
    best: tuple[int, bool, Grid, int] | None = None
    for grid in tables.grids:
        for index, line in enumerate(grid.lines[:HEADER_WITHIN]):
            fields = {lookup[folded][0] for cell in line.cells if (folded := fold(as_text(cell))) in lookup}
            if not any(group <= fields for group in vocabulary.needed):
                continue
            score = (len(fields), not grid.hidden)
            if best is None or score > best[:2]:
                best = (*score, grid, index)
    if best is None:
        raise RefusedError(_no_heading(tables, vocabulary))
    _, _, grid, index = best
    return _read_heading(grid, index, lookup, own)


def read_mapping(path: Path, fields: Sequence[str]) -> dict[str, str]:
    """A person's own mapping of headings to fields: a JSON object, or a CSV file of `heading,field` lines.

    Refuses a field that is not one of `fields` (an empty one, `ignore` or `extra` keeps the column aside), a heading
    given twice, and anything that is neither.
    """
    data = read_bytes(path, _LARGEST_MAPPING)
    text = decode(data)[0].strip()
    pairs = _json_pairs(text, path.name) if text.startswith(("{", "[")) else _csv_pairs(data, path.name)
    problems = [
        Problem(
            row=row,
            column=header,
            sentence=f"“{name}” is not a field. The fields are: {', '.join(sorted(fields))}.",
        )
        for row, header, name in pairs
        if name not in fields and name not in KEEP_ASIDE
    ]
    seen: set[str] = set()
    for row, header, _ in pairs:
        if fold(header) in seen:
            problems.append(Problem(row=row, column=header, sentence="This heading is mapped twice. Keep one."))
        seen.add(fold(header))
    if problems or not pairs:
        raise RefusedError(problems or f"“{path.name}” maps no headings. Write lines such as “Tutor,class_name”.")
    return {header: name for _, header, name in pairs}


def _json_pairs(text: str, name: str) -> list[tuple[int | None, str, str]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"“{name}” is not well-formed JSON: {error}. Correct it, or use a CSV file.") from error
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise RefusedError(
            f'“{name}” should be one JSON object of headings to fields, such as {{"Tutor": "class_name"}}.'
        )
    return [(None, header, value.strip()) for header, value in found.items()]


def _csv_pairs(data: bytes, name: str) -> list[tuple[int | None, str, str]]:
    pairs: list[tuple[int | None, str, str]] = []
    for line in read_delimited(data, name).grids[0].lines:
        cells = [as_text(cell) for cell in line.cells]
        if len(cells) != 2 and any(cells[2:]):
            raise RefusedError(
                [Problem(row=line.number, sentence="A line should be a heading, a separator and a field.")]
            )
        header, field_name = (*cells, "")[:2]
        if not pairs and fold(header) in {"header", "heading", "column"} and fold(field_name) == "field":
            continue
        pairs.append((line.number, header, field_name))
    return pairs


def _read_heading(grid: Grid, index: int, lookup: Mapping[str, tuple[str, int]], own: Mapping[str, str]) -> Layout:
    header = grid.lines[index]
    headers = [as_text(cell) for cell in header.cells]
    below = grid.lines[index + 1 :]
    filled = max((i + 1 for i, text in enumerate(headers) if text), default=0)
    headers = headers[:filled]
    claims: dict[str, list[tuple[int, int]]] = {}
    for place, text in enumerate(headers):
        if (found := lookup.get(fold(text))) is not None:
            claims.setdefault(found[0], []).append((found[1], place))
    problems: list[Problem] = []
    places: dict[str, int] = {}
    for name, claim in claims.items():
        claim.sort()
        places[name] = claim[0][1]
        if len(claim) > 1:
            problems.append(_two_for_one(header.number, [headers[place] for _, place in claim], name))
    problems += [
        Problem(row=header.number, sentence=f"The mapping names a column that is not in this file: “{mapped}”.")
        for mapped in own.keys() - {fold(text) for text in headers}
    ]
    taken = {place: name for name, place in places.items()}
    columns = tuple(
        ReadColumn(number=place + 1, header=text or f"Column {place + 1}", field=taken.get(place, ""))
        for place, text in enumerate(headers)
    )
    return Layout(grid.name, header, columns, grid.lines[:index], below, tuple(problems), places)


def _two_for_one(row: int, headers: Sequence[str], name: str) -> Problem:
    words = name.replace("_", " ")
    same = len({fold(each) for each in headers}) == 1
    others = "the other" if same else " and ".join(f"“{each}”" for each in headers[1:])
    where = "the first of them" if same else f"“{headers[0]}”"
    return Problem(
        row=row,
        column=headers[0],
        field=name,
        sentence=f"{len(headers)} columns could be the {words}: {where} was read and {others} kept aside. "
        "If that is the wrong way round, say so in a mapping file.",
    )


def _no_heading(tables: Tables, vocabulary: Vocabulary) -> str:
    lines = [line for grid in tables.grids for line in grid.lines[:HEADER_WITHIN]]
    widest = max(lines, key=lambda line: sum(1 for cell in line.cells if as_text(cell)), default=None)
    seen = [as_text(cell)[:40] for cell in widest.cells if as_text(cell)][:8] if widest else []
    found = f" The fullest line found reads: {', '.join(seen)}." if seen else ""
    return f"“{tables.source_name}” is not {vocabulary.expected}.{found}"
