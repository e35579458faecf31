"""The year-end rollover as it is planned: who goes up a year, who leaves, who is out of cohort.

Nothing is written here. Every child on roll has a line with what stands before and after; a person unticks lines, or
chooses another end for one. A child whose year does not fit the date of birth is never moved without a person's choice:
some repeat a year, and some are taught with an older year, for reasons that no program knows (School Admissions Code
2021, 2.18 to 2.20).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from senco_desk.domain.codes import YEAR_GROUPS
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.school import Phase
from senco_desk.domain.terms import AcademicYear, in_words

Fate = Literal["up", "leave", "stay"]
FATES: dict[Fate, str] = {
    "up": "Goes up a year",
    "leave": "Leaves",
    "stay": "Stays in the year",
}
ClassNames = Literal["guess", "keep", "empty", "map"]
CLASS_NAMES: dict[ClassNames, str] = {
    "guess": "Move them up too: 4A becomes 5A, RA becomes 1A",
    "keep": "Keep them as they are",
    "empty": "Empty them: the new classes come with the roll",
    "map": "Change them by the table below",
}

_LADDER = ("N1", "N2", "R", *(str(number) for number in range(1, 15)))
_RECEPTION = 2
"""The place of Reception, the year in which children turn five between September and August."""

LAST_OF_INFANTS, LAST_OF_PRIMARY, LAST_OF_COMPULSORY, LAST_OF_SIXTH = "2", "6", "11", "13"


@dataclass(frozen=True)
class Line:
    """One child in the plan.

    Attributes:
        pupil: the child as kept.
        fate: what is proposed.
        year_after: the year group after; for one who leaves, the last one.
        class_after: the class after.
        why: what to look at, in a sentence; empty where nothing is unusual.
        asks: whether a person has to choose: the year does not fit the date of birth, or is not known.
        new_school: where a leaver goes, if anybody knows.
    """

    pupil: Pupil
    fate: Fate
    year_after: str
    class_after: str
    why: str = ""
    asks: bool = False
    new_school: str = ""

    @property
    def id(self) -> str:
        """The child's id."""
        return self.pupil.id


def next_year(year_group: str) -> str:
    """The year group above; empty where there is none, as above Year 14 or for a child who follows no year."""
    if year_group not in _LADDER:
        return ""
    at = _LADDER.index(year_group) + 1
    return _LADDER[at] if at < len(_LADDER) else ""


def usual_year(born: date, year: AcademicYear) -> str:
    """The year group in which a child of this age usually is in an academic year; empty where too young or too old.

    Reception is the year in which a child turns five; children born on 31 August are the youngest of their year.
    """
    turns_five = AcademicYear.of(born).first + 5
    at = _RECEPTION + year.first - turns_five
    return _LADDER[at] if 0 <= at < len(_LADDER) else ""


def out_of_cohort(pupil: Pupil, year: AcademicYear) -> str:
    """In a sentence, how a child's year differs from the usual one for the age; empty where it fits or is unknown."""
    if pupil.date_of_birth is None or pupil.year_group not in _LADDER:
        return ""
    usual = usual_year(pupil.date_of_birth, year)
    if not usual or usual == pupil.year_group:
        return ""
    gap = _LADDER.index(pupil.year_group) - _LADDER.index(usual)
    years = "a year" if abs(gap) == 1 else f"{abs(gap)} years"
    where = "above" if gap > 0 else "below"
    return f"{years.capitalize()} {where} the usual year for the date of birth ({year_words(usual)})."


def year_words(code: str) -> str:
    """A year group as people say it: `Reception`, `Year 6`; a dash for none."""
    return YEAR_GROUPS.name_of(code) if code else "—"


def last_years(phase: Phase, present: Collection[str]) -> frozenset[str]:
    """The year groups after which children leave, by the phase and by which years the school has.

    A primary's is Year 6, or Year 2 of an infant school; one that has Year 7 or 8 goes to its highest. Where the
    highest is Year 3 to 5 nobody leaves by itself: it may be a first school, or a small one without a Year 6 just now.
    A secondary's is Year 11, or Year 13 where there is a sixth form: Year 11 goes on into it then, and who does not is
    marked as leaving.
    """
    known = [code for code in _LADDER if code in present]
    if not known:
        return frozenset()
    highest = known[-1]
    at = _LADDER.index(highest)
    if phase == "primary":
        return frozenset({highest if highest == LAST_OF_INFANTS or at > _LADDER.index(LAST_OF_PRIMARY)
                          else LAST_OF_PRIMARY})  # fmt: skip
    if at >= _LADDER.index("12"):
        return frozenset({max(highest, LAST_OF_SIXTH, key=_LADDER.index)})
    return frozenset({LAST_OF_COMPULSORY})


def class_after(name: str, how: ClassNames, table: Mapping[str, str]) -> str:
    """What a class is called after: kept, emptied, or as the table says; a name not in the table is kept."""
    if how == "empty":
        return ""
    if how == "guess":
        return guessed_class(name)
    return table.get(name, name) if how == "map" else name


def guessed_class(name: str) -> str:
    """What a class may be called next year: `4B` becomes `5B`, `RA` becomes `1A`, another name stays as it is."""
    if re.fullmatch(r"R[A-Z]?", name):
        return f"1{name[1:]}"
    digits = "".join(sign if sign.isdigit() else " " for sign in name).split()
    if len(digits) != 1 or not digits[0].isdigit() or not 1 <= int(digits[0]) <= 13:
        return name
    return name.replace(digits[0], str(int(digits[0]) + 1), 1)


def plan_lines(
    pupils: Iterable[Pupil],
    on: date,
    phase: Phase,
    *,
    how: ClassNames = "guess",
    table: Mapping[str, str] | None = None,
    last: Collection[str] | None = None,
    chosen: Mapping[str, Fate] | None = None,
    schools: Mapping[str, str] | None = None,
) -> list[Line]:
    """The line of every child who is on roll the day before `on`, by year and name.

    Args:
        pupils: every pupil of the desk.
        on: the first day of the new year.
        phase: the school's.
        how: what becomes of class names.
        table: class names, old to new.
        last: the year groups after which children leave; by `last_years` unless given.
        chosen: what a person chose for single children, by id.
        schools: where leavers go, by id.
    """
    there = [pupil for pupil in pupils if _goes_along(pupil, on)]
    leaving = last_years(phase, {pupil.year_group for pupil in there}) if last is None else frozenset(last)
    days = AcademicYear.of(on - timedelta(days=1)), on
    lines = [
        _line(pupil, days, leaving, how, table or {}, (chosen or {}).get(pupil.id), (schools or {}).get(pupil.id, ""))
        for pupil in there
    ]
    return sorted(lines, key=lambda line: (YEAR_GROUPS.position(line.pupil.year_group), line.pupil.sort_name))


def rolled(line: Line, on: date) -> Pupil:
    """The pupil as the line leaves them: up a year, archived with the day as the leaving date, or as they were."""
    if line.fate == "leave":
        return line.pupil.model_copy(update={"leaving_date": leaves_on(line.pupil, on)})
    if line.fate == "up":
        return line.pupil.model_copy(update={"year_group": line.year_after, "class_name": line.class_after})
    return line.pupil.model_copy(update={"class_name": line.class_after})


def leaves_on(pupil: Pupil, on: date) -> date:
    """The day on which a leaver leaves: the first of the new year, or a later one that somebody has put down before."""
    return max(pupil.leaving_date or on, on)


def usual_day(today: date) -> date:
    """1 September: the one that is near. From October on it is next year's."""
    return date(today.year if today.month < 10 else today.year + 1, 9, 1)


def _goes_along(pupil: Pupil, on: date) -> bool:
    """Whether the child is on roll when the old year ends; who leaves on that very day has left already."""
    return (pupil.leaving_date is None or pupil.leaving_date > on) and (
        pupil.admission_date is None or pupil.admission_date < on
    )


def _line(
    pupil: Pupil,
    days: tuple[AcademicYear, date],
    leaving: Collection[str],
    how: ClassNames,
    table: Mapping[str, str],
    chosen: Fate | None,
    new_school: str,
) -> Line:
    before, on = days
    odd = out_of_cohort(pupil, before)
    above = next_year(pupil.year_group)
    asks, why = bool(odd), odd
    fate: Fate = "leave" if pupil.year_group in leaving else "up"
    if not above and fate == "up":
        fate, asks = "stay", True
        why = "The year group is not known." if not pupil.year_group else "There is no year above this one."
    if chosen is not None:
        fate = chosen if chosen != "up" or above else "stay"
    after = above if fate == "up" else pupil.year_group
    if fate == "leave" and pupil.leaving_date is not None and pupil.leaving_date > on:
        why = f"{why} {in_words(pupil.leaving_date)} is on record as the leaving date, and stays.".strip()
    stays = fate == "leave" or (fate == "stay" and how == "guess")
    room = pupil.class_name if stays else class_after(pupil.class_name, how, table)
    return Line(pupil, fate, after, room, why, asks, new_school)
