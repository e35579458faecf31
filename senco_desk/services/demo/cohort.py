"""The demo school's children: who they are, and for those with SEN a record that hangs together.

Everything is drawn from one random source, so the same number, seed and day give the same records; every date is
counted back from the day the demo is made.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from senco_desk.domain import upn
from senco_desk.domain.codes import area_of
from senco_desk.domain.pupils import PupilDraft
from senco_desk.domain.terms import AcademicYear
from senco_desk.services.demo import names
from senco_desk.services.demo.library import LIBRARY, WEIGHTS, NeedLibrary

AUTHORITY, ESTABLISHMENT = 887, 9999
"""Medway's number, and an establishment number that no school has (nor the few below it)."""

YEARS = ("R", "1", "2", "3", "4", "5", "6")
CLASS_SIZE = 30

Standing = Literal["", "monitoring", "K", "E"]


@dataclass
class Child:
    """A child of the demo school before anything is kept."""

    draft: PupilDraft
    standing: Standing = ""
    needs: tuple[str, ...] = ()
    rich: str = ""
    chance: random.Random = field(default_factory=random.Random)

    @property
    def name(self) -> str:
        """The forename, for texts."""
        return self.draft.forename

    @property
    def library(self) -> NeedLibrary:
        """What is usual for the child's primary need."""
        return LIBRARY.get(self.needs[0] if self.needs else "", LIBRARY["SLCN"])

    @property
    def area(self) -> str:
        """The broad area of the primary need."""
        return area_of(self.needs[0]) if self.needs else "ci"


RICH: tuple[tuple[str, str, str, str, Standing, tuple[str, ...]], ...] = (
    ("Amelia", "O’Neill", "F", "4", "K", ("SLCN", "MLD")),
    ("Yusuf", "Khan", "M", "5", "K", ("ASD", "SLCN")),
    ("Zoë", "Kowalski", "F", "2", "K", ("SEMH",)),
)
"""The three whose packs are rich: the first near the threshold, the second over it."""


def children(count: int, seed: int, today: date) -> Iterator[Child]:
    """So many children in year groups of equal size, the three rich ones among them."""
    chance = random.Random(f"{seed}/{count}/{today}")  # noqa: S311  a story, not a secret
    start = AcademicYear.of(today).first
    serials: dict[int, int] = {}
    rich = {(year, 0): each for each in RICH for year in (each[3],)}
    for number in range(count):
        year = YEARS[number * len(YEARS) // count] if count >= len(YEARS) else YEARS[4]
        place = serials.setdefault(YEARS.index(year), 0)
        serials[YEARS.index(year)] += 1
        special = rich.pop((year, place), None) or (rich.pop(next(iter(rich))) if count - number <= len(rich) else None)
        own = random.Random(chance.random())  # noqa: S311
        yield _child(own, year, place, start - YEARS.index(year), special, today)


def _child(
    chance: random.Random,
    year: str,
    place: int,
    entry: int,
    special: tuple[str, str, str, str, Standing, tuple[str, ...]] | None,
    today: date,
) -> Child:
    sex = chance.choice("FM")
    forename = chance.choice(names.GIRLS if sex == "F" else names.BOYS)
    surname = chance.choice(names.SURNAMES)
    if (forename, surname) in {each[:2] for each in RICH}:
        surname = "Winter"  # whoever is shown the demo is told of Amelia O’Neill, so there is one of her
    standing, needs = _standing(chance)
    if special:
        forename, surname, sex, year, standing, needs = special
        entry = AcademicYear.of(today).first - YEARS.index(year)
    born = date(entry - 5, 9, 1) + timedelta(days=chance.randrange(365))
    language = names.LANGUAGES.get(surname, "ENG") if chance.random() < 0.7 else "ENG"
    premium = chance.random() < (0.38 if standing else 0.22)
    nickname = chance.random() < 0.5 and not special
    draft = PupilDraft(
        upn=upn.make(AUTHORITY, ESTABLISHMENT - place // 1000, entry, place % 1000),
        legal_surname=surname,
        legal_forename=forename,
        preferred_forename=names.NICKNAMES.get(forename, "") if nickname else "",
        date_of_birth=born,
        sex=sex,
        year_group=year,
        class_name=f"{year}{'ABCDEFGHJKLMNPQRTUVWXYZ'[(place // CLASS_SIZE) % 23]}",
        admission_date=date(entry, 9, 3),
        enrolment_status="C",
        ethnicity=names.ETHNICITIES.get(surname, "WBRI"),
        first_language=language,
        english_additional=language != "ENG",
        fsm_eligible=premium,
        pupil_premium=premium,
        pupil_premium_reason="DPP" if premium else "",
        in_care=chance.random() < 0.01,
        strengths=chance.choice(LIBRARY[needs[0]].strengths) + "." if needs else "",
        interests=chance.choice(
            ("Football and trains.", "Drawing, slime and guinea pigs.", "Baking with Nan.", "Space.")
        )
        if needs
        else "",
    )
    return Child(draft, standing, needs, rich=forename if special else "", chance=chance)


def _standing(chance: random.Random) -> tuple[Standing, tuple[str, ...]]:
    """SEN Support for one in seven, a plan for one in twenty-four, monitoring for one in twenty-five."""
    lot = chance.random()
    standing: Standing = "K" if lot < 0.142 else "E" if lot < 0.184 else "monitoring" if lot < 0.224 else ""
    if not standing:
        return "", ()
    first = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    if standing == "E" and chance.random() < 0.5:
        first = "ASD"
    others = [code for code in ("SLCN", "SEMH", "SPLD", "MLD", "ASD") if code != first]
    second = (chance.choice(others),) if chance.random() < 0.45 else ()
    return standing, (first, *second) if standing != "monitoring" else (first,)


def rounded(value: float) -> Decimal:
    """A number to one decimal, as a table would have it."""
    return Decimal(str(round(value, 1)))
