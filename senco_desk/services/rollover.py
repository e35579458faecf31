"""The year-end rollover: what it would do, then the deed itself in one change, and taking it back, also on a later day.

`plan` writes nothing and tells everything, so it is the dry run and the preview; `apply` does what was left ticked.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.rollover import ClassNames, Fate, Line, leaves_on, out_of_cohort, plan_lines, rolled, usual_day
from senco_desk.domain.school import Phase, SettingDraft
from senco_desk.domain.terms import AcademicYear, in_words
from senco_desk.services import backups, rollover_open, schools
from senco_desk.services.desk import Desk, Done, done
from senco_desk.services.rollover_open import KINDS, Open, Unended, open_ends
from senco_desk.store import nouns, past
from senco_desk.store.gateway import Change

__all__ = [
    "KINDS",
    "Asked",
    "Line",
    "Open",
    "Plan",
    "Rolled",
    "apply",
    "done_for",
    "is_season",
    "plan",
    "take_back",
    "usual_day",
]

LABEL = "Year-end rollover"
_KEY = "rollover.done"
_KEPT_ROLLS = 30
"""How many rollovers are remembered: a school's working life."""


@dataclass(frozen=True)
class Asked:
    """What a person asked for.

    Attributes:
        on: the first day of the new year.
        how: what becomes of class names.
        classes: class names, old to new.
        chosen: what was chosen for single children, by id.
        schools: where leavers go, by id.
    """

    on: date
    how: ClassNames = "guess"
    classes: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, Fate] = field(default_factory=dict)
    schools: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rolled:
    """A rollover that was done: for which first day, when, by which change, and for how many children."""

    on: date
    done_on: date
    change_id: str
    pupils: int

    @property
    def year(self) -> AcademicYear:
        """The academic year it rolled into."""
        return AcademicYear.of(self.on)


@dataclass(frozen=True)
class Plan:
    """The dry run.

    Attributes:
        asked: what it was made for.
        lines: every child on roll, by year and name.
        open: what stays open, the leavers' first.
        notices: sentences that a person should read before going on.
        again: the rollover that was done for the same year already, if one was.
    """

    asked: Asked
    lines: tuple[Line, ...]
    open: tuple[Open, ...]
    notices: tuple[str, ...]
    again: Rolled | None

    def ticked(self) -> frozenset[str]:
        """The ids that are ticked to begin with: all but those for whom somebody has to choose."""
        return frozenset(line.id for line in self.lines if not line.asks or line.id in self.asked.chosen)


def is_season(today: date) -> bool:
    """Whether the year's end is near enough for a hint: July to September."""
    return 7 <= today.month <= 9


def done_for(desk: Desk, year: AcademicYear) -> Rolled | None:
    """The last rollover into a year that still stands, if one does."""
    return _last_into(_done(desk), year)


@dataclass(frozen=True)
class Roll:
    """What a plan is made from, read once: another choice for one child is planned without reading it again.

    Attributes:
        pupils: every pupil of the desk.
        phase: the school's.
        unended: what may stay open.
        done: the rollovers that were done, oldest first.
    """

    pupils: tuple[Pupil, ...]
    phase: Phase
    unended: Unended
    done: tuple[Rolled, ...]


def pupils_kept(desk: Desk) -> int:
    """How many pupils `read` would read."""
    return int(desk.store.query("select count(*) as n from pupil")[0]["n"])


def read(desk: Desk) -> Roll:
    """What a plan is made from. For who may change every child."""
    desk.need("change")
    desk.need("everybody")
    pupils = tuple(nouns.PUPILS.all(desk.store))
    return Roll(pupils, schools.school(desk).phase, rollover_open.read(desk), tuple(_done(desk)))


def plan(desk: Desk, asked: Asked, roll: Roll | None = None) -> Plan:
    """What a rollover would do; nothing is written. `roll` is what was read before, where nothing changed since."""
    roll = roll or read(desk)
    lines = plan_lines(
        roll.pupils,
        asked.on,
        roll.phase,
        how=asked.how,
        table=asked.classes,
        chosen=asked.chosen,
        schools=asked.schools,
    )
    again = _last_into(roll.done, AcademicYear.of(asked.on))
    still = tuple(open_ends(roll.unended, lines, asked.on))
    return Plan(asked, tuple(lines), still, _notices(desk, lines, asked.on, again), again)


def problems_of(desk: Desk, asked: Asked) -> list[Problem]:
    """Why a rollover cannot be done for this day, each tied to its field."""
    if abs((asked.on - desk.today).days) > 366:
        return [Problem(field="on", sentence=f"{in_words(asked.on)} is more than a year away: check the date.")]
    return []


def apply(
    desk: Desk, planned: Plan, ticked: Collection[str], progress: Progress | None = None, *, again: bool = False
) -> Done[int]:
    """Do what a plan says for those who are ticked, in one change that undo takes back whole; answers how many.

    A backup is taken first. Refused where the year was rolled over already, unless `again` says that it is meant; and
    where a child's record has changed since the plan was made.
    """
    found = problems_of(desk, planned.asked)
    if found:
        raise RefusedError(found)
    told = progress or Silent()
    with desk.store.alone("The year is being rolled over"):
        before = done_for(desk, AcademicYear.of(planned.asked.on))
        if before is not None and not again:
            raise RefusedError(_already(before))
        wanted = [line for line in planned.lines if line.id in ticked]
        moved = [(line, rolled(line, planned.asked.on)) for line in wanted]
        moved = [(line, after) for line, after in moved if after != line.pupil]
        notes = _notes(desk, wanted, planned.asked.on)
        if not moved and not notes:
            raise RefusedError("Nothing would change: no pupil is ticked who goes up or leaves.")
        noted = {each.pupil_id for each in notes}
        _refuse_changed(desk, [line.pupil for line, _after in moved] + [x.pupil for x in wanted if x.id in noted])
        backups.before(desk, "before rollover", told)
        told.start("Rolling the year over", 2 * (len(moved) + 1))
        label = f"{LABEL} to {AcademicYear.of(planned.asked.on)}"
        with desk.store.change(label, progress=told) as change:
            change.save_all(nouns.PUPILS, [after for _line, after in moved])
            change.add_all(nouns.NOTES, notes)
            _remember(desk, change, Rolled(planned.asked.on, desk.today, change.id, len(moved)))
    return done(len(moved), change)


def take_back(desk: Desk, rolled_over: Rolled, progress: Progress | None = None) -> Done[int]:
    """Make the children of a rollover as they were before it, in a new change; answers how many stay as they are now.

    For a later day, when undo does not reach back any more. Who has been changed since (a new class, a correction)
    stays as they are now, so that nothing typed since is lost. Refused where nobody is as the rollover left them.
    """
    desk.need("change")
    desk.need("everybody")
    store = desk.store
    told = progress or Silent()
    with store.alone("A rollover is being taken back"):
        steps = past.whole_steps(store, rolled_over.change_id)
        back = {}
        for noun in ("pupil", "note"):
            each = steps.get(noun, {})
            there = {image["id"]: image for image in store.images(nouns.TABLES[noun], each)}
            back[noun] = [(left, was) for row, (left, was) in each.items() if left and there.get(row) == left]
        if not back["pupil"]:
            raise RefusedError("Every pupil of this rollover has been changed since, so nothing was taken back.")
        told.start("Taking the rollover back", 2 * sum(map(len, back.values())))
        with store.change(f"Take back {LABEL.lower()}", progress=told) as change:
            for noun, images in back.items():
                change.replay(nouns.TABLES[noun], images)
            _put(desk, change, [each for each in _done(desk) if each.change_id != rolled_over.change_id])
    return done(len(steps.get("pupil", {})) - len(back["pupil"]), change)


def _last_into(rollovers: Sequence[Rolled], year: AcademicYear) -> Rolled | None:
    return next((each for each in reversed(rollovers) if each.year == year), None)


def _already(before: Rolled) -> str:
    return (
        f"The year was rolled over to {before.year} on {in_words(before.done_on)}, for {before.pupils:,} pupils."
        " Doing it again would move everybody up once more."
    )


def _notices(desk: Desk, lines: list[Line], on: date, again: Rolled | None) -> tuple[str, ...]:
    """What a person should read first."""
    said = []
    if on > desk.today:
        said.append(
            f"{in_words(on)} is still to come: years and classes change as soon as you go on, and leavers stay on roll"
            " until that day."
        )
    if again is not None:
        said.append(_already(again))
    before, after = AcademicYear.of(on - timedelta(days=1)), AcademicYear.of(on)
    if lines and not any(line.fate == "leave" for line in lines):
        said.append("Nobody leaves by this list. Select the year that leaves your school, and press “Leaves”.")
    aged = [line for line in lines if line.pupil.date_of_birth is not None]
    ahead = [line for line in aged if out_of_cohort(line.pupil, before) and not out_of_cohort(line.pupil, after)]
    if len(aged) >= 10 and len(ahead) * 2 > len(aged) and again is None:
        said.append(
            f"{len(ahead):,} of {len(aged):,} pupils are in the year group of {after} already. It looks as if a roll"
            " has moved them up: look at the list before you go on."
        )
    return tuple(said)


def _refuse_changed(desk: Desk, pupils: list[Pupil]) -> None:
    there = {pupil.id: pupil for pupil in nouns.PUPILS.all(desk.store)}
    if any(there.get(pupil.id) != pupil for pupil in pupils):
        raise RefusedError("A pupil has been changed since this list was made. Look at the list anew, then go on.")


def _notes(desk: Desk, lines: list[Line], on: date) -> list[NoteDraft]:
    """Where leavers go is kept as a note, since it is said of no other place."""
    return [
        NoteDraft(pupil_id=line.id, on=desk.today, text=f"Leaves on {in_words(day)} for {line.new_school}.")
        for line in lines
        for day in (leaves_on(line.pupil, on),)
        if line.fate == "leave" and line.new_school
    ]


def _done(desk: Desk) -> list[Rolled]:
    """The rollovers that were done and still stand, oldest first; undo takes their mark away with the rest."""
    kept = nouns.SETTINGS.of(desk.store, key=_KEY)
    found = []
    for each in json.loads(kept[0].value) if kept else ():
        on, done_on = date.fromisoformat(each["on"]), date.fromisoformat(each["done_on"])
        found.append(Rolled(on, done_on, str(each["change_id"]), int(each["pupils"])))
    return found


def _remember(desk: Desk, change: Change, rolled_over: Rolled) -> None:
    _put(desk, change, [*_done(desk), rolled_over][-_KEPT_ROLLS:])


def _put(desk: Desk, change: Change, rollovers: list[Rolled]) -> None:
    text = json.dumps(
        [
            {
                "on": each.on.isoformat(),
                "done_on": each.done_on.isoformat(),
                "change_id": each.change_id,
                "pupils": each.pupils,
            }
            for each in rollovers
        ]
    )
    kept = nouns.SETTINGS.of(desk.store, key=_KEY)
    if kept:
        change.save(nouns.SETTINGS, kept[0].model_copy(update={"value": text}))
    else:
        change.add(nouns.SETTINGS, SettingDraft(key=_KEY, value=text))
