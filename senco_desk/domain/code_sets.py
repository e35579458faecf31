"""What a code set is: codes with their names, and the way a school system's wording finds its code.

Codes are kept as they came. An unknown one is never dropped or refused; it is only named as unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Self

from pydantic import model_validator

from senco_desk.domain.records import Record
from senco_desk.domain.sources import Confidence


class Code(Record):
    """One code and what it means.

    `name` is the official name, `plain` the everyday one (the official one unless another is better).
    `group` is what the set is grouped by: a broad area, a key stage, a kind of absence. A `legacy` code is
    met in old files only; `becomes` is the code that took its place, and where `ask_first` is true a person
    must agree before it is put there. `part_of` is the main code a finer one is counted under.
    """

    code: str
    name: str
    plain: str = ""
    group: str = ""
    aliases: tuple[str, ...] = ()
    legacy: bool = False
    becomes: str = ""
    ask_first: bool = False
    part_of: str = ""
    note: str = ""
    confidence: Confidence | None = None

    @property
    def words(self) -> str:
        """The everyday name."""
        return self.plain or self.name


class CodeSet(Record):
    """A set of codes from one source and version. Codes are looked up in any case, and listed in their order."""

    id: str
    title: str
    source: str
    version: str
    confidence: Confidence
    codes: tuple[Code, ...]
    note: str = ""

    def find(self, code: str) -> Code | None:
        """The code itself, or None where it is not of this set."""
        return self._by_code.get(code.strip().upper())

    def known(self, code: str) -> bool:
        """Whether the set has this code, in any case. An alias is not a code."""
        return self.find(code) is not None

    def name_of(self, code: str) -> str:
        """The everyday name of a code; for one not of this set a phrase that shows it; nothing for nothing."""
        if not code.strip():
            return ""
        found = self.find(code)
        return found.words if found else f"Unknown code {code.strip()} (kept as it came)"

    def recognise(self, text: str) -> str | None:
        """The code meant by a cell of a school system's file, or None where that is not certain.

        Takes a code in any case, an official or everyday name, an alias, and the forms that pair the two
        ("K - SEN Support", "Autistic Spectrum Disorder (ASD)"). Where code and name of a pair disagree the
        answer is None.
        """
        found = self.find(text)
        if found:
            return found.code
        whole = self._by_words.get(_folded(text))
        if whole:
            return whole
        return self._of_pair(text)

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        # Both tables are made here, so that a set in which a word means two codes cannot be made at all.
        if len(self._by_code) != len(self.codes):
            raise ValueError(f"A code appears twice in {self.id}")
        assert self._by_words is not None
        return self

    @property
    def current(self) -> tuple[Code, ...]:
        """The main codes in use today, in order: what a list to choose from offers."""
        return tuple(code for code in self.codes if not code.legacy and not code.part_of)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups in use, each once, in the order in which they first appear."""
        return tuple(dict.fromkeys(code.group for code in self.codes if code.group))

    def position(self, code: str) -> int:
        """Where a code comes in the set's order; unknown codes come after every known one."""
        return self._positions.get(code.strip().upper(), len(self.codes))

    @cached_property
    def _by_code(self) -> dict[str, Code]:
        return {code.code.upper(): code for code in self.codes}

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {code.code.upper(): place for place, code in enumerate(self.codes)}

    @cached_property
    def _by_words(self) -> dict[str, str]:
        words: dict[str, str] = {}
        for code in self.codes:
            for phrase in (code.code, code.name, code.plain, *code.aliases):
                folded = _folded(phrase)
                if folded and words.setdefault(folded, code.code) != code.code:
                    raise ValueError(f"{phrase!r} means both {words[folded]} and {code.code} in {self.id}")
        return words

    def _of_pair(self, text: str) -> str | None:
        for shape in (_BRACKETED, _PAIR):
            pair = shape.fullmatch(text.strip())
            code = self.find(pair["code"]) if pair else None
            if pair and code:
                other = self._by_words.get(_folded(pair["words"]))
                # Beside strange words a code still counts, unless a hyphen makes them one word ("P-level").
                return code.code if other == code.code or (other is None and pair["gap"]) else None
        return None


class CodeSets(Mapping[str, CodeSet]):
    """Code sets by id."""

    def __init__(self, sets: Iterable[CodeSet]) -> None:
        self._sets = {each.id: each for each in sets}

    def __getitem__(self, key: str) -> CodeSet:
        return self._sets[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sets)

    def __len__(self) -> int:
        return len(self._sets)


_PAIR = re.compile(r"(?P<code>\S{1,5}?)\s*[-–—:=|](?P<gap>\s*)(?P<words>\S.*)")
_BRACKETED = re.compile(r"(?P<words>.*\S)(?P<gap>\s*)[(\[](?P<code>\S{1,5})[)\]]")


def _folded(text: str) -> str:
    """Small letters and figures only, `&` and `+` as "and", one space between words."""
    text = text.casefold().replace("&", " and ").replace("+", " and ").replace("'", "").replace("’", "")
    return " ".join(re.findall(r"\w+", text))
