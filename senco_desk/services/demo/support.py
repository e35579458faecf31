"""The demo school's provision map: groups shared by children, one-to-one lines, and the sessions really given."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from senco_desk.domain.provision import Provision, ProvisionDraft, ProvisionPupilDraft, RateDraft, SessionDraft
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.school import Staff
from senco_desk.domain.terms import AcademicYear, SchoolCalendar
from senco_desk.services.demo.cohort import Child
from senco_desk.services.demo.history import Turn
from senco_desk.services.demo.library import Support
from senco_desk.store import nouns
from senco_desk.store.gateway import Change

NOT_GIVEN = ("Staff absent, no cover", "School trip", "Adult covering a class", "Sports day")

_RICH: dict[str, tuple[tuple[Support, str], ...]] = {
    "Amelia": (
        (Support("Language group", 30, 3, 4, "TA"), ""),
        (Support("Precision teaching, 1:1", 15, 5, 1, "TA"), ""),
        (Support("In-class support, English", 60, 5, 1, "TA", "specialist"), ""),
        (Support("Pre-teaching of the week’s words", 30, 5, 2, "HLTA"), ""),
    ),
    "Yusuf": (
        (Support("In-class support, English and mathematics", 60, 9, 1, "TA", "specialist"), ""),
        (Support("Social understanding group", 30, 2, 3, "HLTA"), ""),
        (Support("Sensory circuit", 15, 5, 6, "TA", "ordinarily_available"), ""),
        (Support("Lunchtime club", 40, 4, 6, "TA"), "The group is run for this child; the others come as friends."),
    ),
    "Zoë": (
        (Support("Emotional literacy support, 1:1", 40, 1, 1, "ELSA"), ""),
        (Support("Meet and greet", 15, 5, 1, "TA"), ""),
        (Support("Play skills group at lunch", 30, 2, 4, "ELSA"), ""),
    ),
}


def rate_drafts(today: date) -> list[RateDraft]:
    """What an hour costs by role, on-costs included, from 1 April of the last three years."""
    start = {"TA": 1600, "HLTA": 1950, "ELSA": 1780, "Teacher": 4200, "SENCO": 4800}
    return [
        RateDraft(
            role=role,
            pence=pence + 60 * number,
            valid_from=date(today.year - 3 + number + (today.month >= 4), 4, 1),
            basis="actual",
            gross_pence=round((pence + 60 * number) / 1.3),
            on_cost_percent=Decimal(30),
            source="School business manager",
        )
        for role, pence in start.items()
        for number in range(3)
    ]


@dataclass
class _Open:
    provision: Provision
    pupils: list[str] = field(default_factory=list)
    rich: bool = False


class ProvisionMap:
    """Puts children on lines, filling groups before it opens new ones, and then logs what was given."""

    def __init__(self, change: Change, staff: Iterable[Staff], calendar: SchoolCalendar, today: date) -> None:
        self.change = change
        self._by_role: dict[str, list[Staff]] = {}
        for member in staff:
            self._by_role.setdefault(member.role, []).append(member)
        self._calendar = calendar
        self._today = today
        self._year = AcademicYear.of(today)
        self._groups: dict[tuple[str, int], _Open] = {}
        self._lines: list[_Open] = []

    def plan(self, child: Child, pupil: Pupil, cycle_id: str, turn: Turn) -> None:
        """The lines of one cycle: an open cycle's are current and shared; a closed one's are in the past."""
        if child.rich and turn.closed is False:
            for support, sole in _RICH[child.rich]:
                start, end = self._year_start(), self._year_end()
                self._put(pupil, cycle_id, support, start, end, child.chance, sole=sole).rich = True
            if child.rich != "Zoë":
                self._visits(pupil, cycle_id, child)
            return
        usual = child.library.supports
        wanted = usual[: 3 if child.standing == "E" else child.chance.randint(2, 3)]
        for support in wanted:
            if turn.closed:
                self._put(pupil, cycle_id, support, turn.began, turn.review, child.chance, shared=False)
            else:
                start = self._year_start() if support.group > 1 else max(self._year_start(), turn.began)
                self._put(pupil, cycle_id, support, start, self._year_end(), child.chance)
        if not turn.closed and child.chance.random() < {"E": 0.9, "K": 0.35}.get(child.standing, 0.0):
            hours = child.chance.randint(2, 7)
            in_class = Support("In-class support", 60, hours, child.chance.choice((1, 1, 2)), "TA", "specialist")
            funder = "top-up" if child.standing == "E" and child.chance.random() < 0.6 else "school"
            start = self._year_start()
            self._put(pupil, cycle_id, in_class, start, self._year_end(), child.chance, shared=False, funder=funder)

    def log(self, chance: random.Random, *, share: float = 0.85) -> None:
        """Log the sessions of the present lines: most lines are logged, most sessions were given."""
        rows: list[SessionDraft] = []
        for line in self._lines:
            start = max(line.provision.start, self._year_start())
            if line.provision.end < start or not (line.rich or chance.random() < share):
                continue
            rows += self._sessions(line, start, chance)
        self.change.add_all(nouns.SESSIONS, rows)

    def _sessions(self, line: _Open, start: date, chance: random.Random) -> Iterable[SessionDraft]:
        weekly = float(line.provision.sessions_per_week)
        held = 0
        days = self._calendar.school_days(start, min(self._today, line.provision.end))
        for number, day in enumerate(days, start=1):
            for _ in range(int(weekly * number / 5) - held):  # a log holds no more than was planned by its day
                held += 1
                if chance.random() < 0.07:
                    why = chance.choice(NOT_GIVEN)
                    yield SessionDraft(provision_id=line.provision.id, on=day, given=False, reason=why)
                else:
                    away = tuple(pupil for pupil in line.pupils if chance.random() < 0.04)
                    yield SessionDraft(provision_id=line.provision.id, on=day, absent=away)

    def _put(
        self,
        pupil: Pupil,
        cycle_id: str,
        support: Support,
        start: date,
        end: date,
        chance: random.Random,
        *,
        sole: str = "",
        shared: bool = True,
        funder: str = "school",
    ) -> _Open:
        key = (support.what, support.group)
        line = self._groups.get(key) if shared and not sole and support.group > 1 else None
        if line is None or len(line.pupils) >= support.group or pupil.id in line.pupils:
            line = _Open(self.change.add(nouns.PROVISIONS, self._draft(support, start, end, chance, sole, funder)))
            self._lines.append(line)
            if shared and not sole and support.group > 1:
                self._groups[key] = line
        line.pupils.append(pupil.id)
        place = ProvisionPupilDraft(provision_id=line.provision.id, pupil_id=pupil.id, cycle_id=cycle_id)
        self.change.add(nouns.PROVISION_PUPILS, place)
        return line

    def _draft(
        self, support: Support, start: date, end: date, chance: random.Random, sole: str, funder: str
    ) -> ProvisionDraft:
        member = chance.choice(self._by_role.get(support.role) or self._by_role["TA"])
        values: dict[str, Any] = {"tier": support.tier, "funder": funder}
        return ProvisionDraft(
            what=support.what,
            delivered_by=f"{member.name}, {support.role}",
            staff_id=member.id,
            minutes=support.minutes,
            sessions_per_week=Decimal(support.sessions),
            group_size=support.group,
            sole_purpose=sole,
            start=start,
            end=end,
            intended_outcome="As in the cycle’s outcomes.",
            responsible_teacher="Mr Daniel Winter",
            **values,
        )

    def _visits(self, pupil: Pupil, cycle_id: str, child: Child) -> None:
        draft = ProvisionDraft(
            what=f"{child.library.profession}, bought in",
            tier="specialist",
            delivered_by="Ms Clare Ashworth",
            start=self._year_start(),
            end=self._year_end(),
            one_off_pence=57_000 if child.rich == "Amelia" else 38_000,
        )
        line = self.change.add(nouns.PROVISIONS, draft)
        place = ProvisionPupilDraft(provision_id=line.id, pupil_id=pupil.id, cycle_id=cycle_id)
        self.change.add(nouns.PROVISION_PUPILS, place)

    def _year_start(self) -> date:
        return self._calendar.year(self._year).days[0]

    def _year_end(self) -> date:
        return self._calendar.year(self._year).days[-1]
