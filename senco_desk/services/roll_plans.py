"""What a roll would do to the desk, worked out against everything it holds, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from senco_desk.domain.measures import Attendance, AttendanceDraft
from senco_desk.domain.needs import Need, NeedDraft, Status, StatusDraft
from senco_desk.domain.problems import Problem
from senco_desk.domain.pupil_records import by_pupil
from senco_desk.domain.pupils import Pupil, PupilDraft, RollImage, RollImageDraft
from senco_desk.domain.roll import Roll, RollRow
from senco_desk.domain.roll_matching import Match, match_rows
from senco_desk.domain.roll_merge import LEFT, FieldChange, FieldDifference, image_of, merge_fields, values_of
from senco_desk.domain.roll_register import Found, merge_sen
from senco_desk.domain.terms import AcademicYear
from senco_desk.services.desk import Desk
from senco_desk.store import journal, nouns

ATTENDANCE_SOURCE = "Roll"
"""Marks the one attendance figure of a year that rolls keep up to date."""

FULL_SHARE = 2
"""A roll that lists at least one in so many of the children here can be the whole school's."""


@dataclass(frozen=True)
class Listed:
    """A child as a plan names one: the line of the file (None if it has none), number and name."""

    row: int | None
    upn: str
    name: str
    pupil_id: str = ""


@dataclass(frozen=True)
class PupilChange:
    """What the roll changes for one child."""

    pupil: Listed
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Difference:
    """Where the desk keeps its own value for a child against the roll's."""

    pupil: Listed
    difference: FieldDifference


@dataclass
class Writes:
    """The records a plan would keep or change; for the children that are new, in step with `pupils`."""

    pupils: list[PupilDraft] = field(default_factory=list)
    of_new: list[list[StatusDraft | NeedDraft | AttendanceDraft | RollImageDraft]] = field(default_factory=list)
    changed_pupils: list[Pupil] = field(default_factory=list)
    statuses: list[StatusDraft] = field(default_factory=list)
    changed_statuses: list[Status] = field(default_factory=list)
    needs: list[NeedDraft] = field(default_factory=list)
    changed_needs: list[Need] = field(default_factory=list)
    attendances: list[AttendanceDraft] = field(default_factory=list)
    changed_attendances: list[Attendance] = field(default_factory=list)
    images: list[RollImageDraft] = field(default_factory=list)
    changed_images: list[RollImage] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())

    @property
    def number(self) -> int:
        """How many records that is."""
        own = sum(map(len, self.of_new))
        return own + sum(len(records) for name, records in vars(self).items() if name != "of_new")


@dataclass(frozen=True)
class RollPlan:
    """What a roll would do to the desk. Every line read is in exactly one of new, changed, unchanged and held.

    `left` are children that an earlier roll listed and this one, which looks like the whole school's, does not: they
    get the roll's day as their leaving date and keep their whole record. `by_name` were matched by name and date of
    birth alone, for a person to look at. `held` were not imported; `problems` say why.
    """

    roll: Roll
    as_of: date
    read: int
    new: tuple[Listed, ...]
    changed: tuple[PupilChange, ...]
    unchanged: int
    left: tuple[Listed, ...]
    by_name: tuple[Listed, ...]
    held: tuple[Listed, ...]
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]
    full: bool
    writes: Writes = field(repr=False)
    basis: str = ""
    """The desk's last change when the plan was made; a plan made before another change is made anew."""

    @property
    def kept_aside(self) -> tuple[str, ...]:
        """Headings of the file that were not recognised, and so were left alone."""
        return tuple(column.header for column in self.roll.columns if not column.field and column.header)


def basis_of(desk: Desk) -> str:
    """The desk's last change, to tell whether a plan is still good."""
    return next((entry.id for entry in journal.recent(desk.store, 1)), "")


class Planner:
    """One pass over a roll against everything the desk holds, read at once."""

    def __init__(self, desk: Desk, roll: Roll) -> None:
        store = desk.store
        self.roll = roll
        self.day = roll.as_of or desk.today
        self.basis = basis_of(desk)
        self.pupils = nouns.PUPILS.all(store)
        self.statuses = by_pupil(nouns.STATUSES.all(store))
        self.needs = by_pupil(nouns.NEEDS.all(store))
        self.attendances = by_pupil(nouns.ATTENDANCES.of(store, source=ATTENDANCE_SOURCE))
        self.images = {image.pupil_id: image for image in nouns.ROLL_IMAGES.all(store)}
        self.writes = Writes()
        self.problems = list(roll.problems)
        self.new: list[Listed] = []
        self.changed: list[PupilChange] = []
        self.unchanged = 0
        self.by_name: list[Listed] = []
        self.differences: list[Difference] = []

    def plan(self) -> RollPlan:
        """The whole plan; make it once."""
        matching = match_rows(self.roll.rows, self.pupils)
        for match in matching.matches:
            if match.pupil is None:
                self._add(match.row)
            else:
                self._merge(match, match.pupil)
        self.problems += [held.problem for held in matching.held]
        full = self._is_full(matching.matches)
        left = self._leavers(matching.matches) if full else []
        return RollPlan(
            roll=self.roll,
            as_of=self.day,
            read=len(self.roll.rows),
            new=tuple(self.new),
            changed=tuple(self.changed),
            unchanged=self.unchanged,
            left=tuple(left),
            by_name=tuple(self.by_name),
            held=tuple(Listed(held.row.row, held.row.upn, held.row.name) for held in matching.held),
            differences=tuple(self.differences),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.row or 0)),
            full=full,
            writes=self.writes,
            basis=self.basis,
        )

    def _add(self, row: RollRow) -> None:
        values, problems = values_of(row, self.roll.fields)
        self.problems += problems
        sen = merge_sen("", (), (), Found(row, self.day), {})
        said = image_of(values) | sen.said
        percent = self._percent(row)
        own: list[StatusDraft | NeedDraft | AttendanceDraft | RollImageDraft] = [*sen.new_statuses, *sen.new_needs]
        if percent is not None:
            own.append(self._attendance("", percent))
            said["attendance_percent"] = _plain(percent)
        own.append(RollImageDraft(pupil_id="", as_of=self.day, source=self._source, fields=said))
        self.writes.pupils.append(PupilDraft.model_validate(values))
        self.writes.of_new.append(own)
        self.new.append(Listed(row.row, row.upn, row.name))

    def _merge(self, match: Match, pupil: Pupil) -> None:
        row, image = match.row, self.images.get(pupil.id)
        last = image.fields if image else {}
        older = image is not None and image.as_of > self.day
        values, problems = values_of(row, self.roll.fields)
        self.problems += problems
        merged = merge_fields(pupil, values, last, doubtful=row.doubtful, older=older, day=self.day)
        sen = merge_sen(
            pupil.id, self.statuses.get(pupil.id, ()), self.needs.get(pupil.id, ()), Found(row, self.day, older), last
        )
        said = merged.said | sen.said
        changes = [*merged.changes, *sen.changes]
        changes += self._merge_attendance(pupil, row, said, last)
        now = pupil.model_copy(update=merged.updates)
        if merged.updates:
            self.writes.changed_pupils.append(now)
        self.writes.statuses += sen.new_statuses
        self.writes.changed_statuses += sen.changed_statuses
        self.writes.needs += sen.new_needs
        self.writes.changed_needs += sen.changed_needs
        self._remember(pupil.id, image, said, older=older)
        who = Listed(row.row, now.upn, now.name, pupil.id)
        self.differences += [Difference(who, each) for each in (*merged.differences, *sen.differences)]
        if match.by == "name":
            self.by_name.append(who)
        if changes:
            self.changed.append(PupilChange(who, tuple(changes)))
        else:
            self.unchanged += 1

    def _remember(self, pupil_id: str, image: RollImage | None, said: dict[str, str], *, older: bool = False) -> None:
        """Keep the roll's word, so that the next roll can tell its own change from a person's."""
        if image is None:
            draft = RollImageDraft(pupil_id=pupil_id, as_of=self.day, source=self._source, fields=said)
            self.writes.images.append(draft)
        elif said != image.fields:
            update = {"fields": said} | ({} if older else {"as_of": self.day, "source": self._source})
            self.writes.changed_images.append(image.model_copy(update=update))

    def _merge_attendance(
        self, pupil: Pupil, row: RollRow, said: dict[str, str], last: dict[str, str]
    ) -> list[FieldChange]:
        """The year's figure, kept up to date in place; one that a person has corrected stays."""
        percent = self._percent(row)
        if percent is None:
            return []
        start = AcademicYear.of(self.day).start
        kept = next((each for each in self.attendances.get(pupil.id, ()) if each.start == start), None)
        text = _plain(percent)
        if kept is None:
            self.writes.attendances.append(self._attendance(pupil.id, percent))
            said["attendance_percent"] = text
            return [FieldChange("attendance_percent", "", text)]
        if kept.percent == percent or kept.end > self.day:
            return []
        was = _plain(kept.percent) if kept.percent is not None else ""
        if last.get("attendance_percent", was) != was:
            who = Listed(row.row, pupil.upn, pupil.name, pupil.id)
            self.differences.append(Difference(who, FieldDifference("attendance_percent", was, text)))
            return []
        said["attendance_percent"] = text
        self.writes.changed_attendances.append(kept.model_copy(update={"percent": percent, "end": self.day}))
        return [FieldChange("attendance_percent", was, text)]

    def _attendance(self, pupil_id: str, percent: Decimal) -> AttendanceDraft:
        start = AcademicYear.of(self.day).start
        return AttendanceDraft(pupil_id=pupil_id, start=start, end=self.day, percent=percent, source=ATTENDANCE_SOURCE)

    def _percent(self, row: RollRow) -> Decimal | None:
        return row.attendance_percent if "attendance_percent" in self.roll.fields else None

    @property
    def _source(self) -> str:
        return self.roll.source_name[:200]

    def _on_roll(self) -> list[Pupil]:
        return [pupil for pupil in self.pupils if pupil.on_roll(self.day)]

    def _is_full(self, matches: Iterable[Match]) -> bool:
        """Whether the roll looks like the whole school's, so that who is missing has left.

        Half of the children here must be listed, and no year group and no sex may be missing altogether: a list of one
        key stage or of the girls is not a roll. A roll older than the newest seen says nothing of who has left since.
        """
        if any(image.as_of > self.day for image in self.images.values()):
            return False
        on_roll = self._on_roll()
        rows = {match.pupil.id: match for match in matches if match.pupil}
        seen = sum(pupil.id in rows for pupil in on_roll)
        if not on_roll or seen * FULL_SHARE < len(on_roll):
            return False
        listed = [
            (match.row.year_group or (match.pupil.year_group if match.pupil else ""),
             match.row.sex or (match.pupil.sex if match.pupil else ""))
            for match in matches
        ]  # fmt: skip
        years, sexes = {year for year, _ in listed}, {sex for _, sex in listed}
        return {p.year_group for p in on_roll} <= years and {p.sex for p in on_roll if p.sex} <= sexes | {"U"}

    def _leavers(self, matches: Iterable[Match]) -> list[Listed]:
        seen = {match.pupil.id for match in matches if match.pupil}
        left = []
        for pupil in self._on_roll():
            if pupil.id in seen:
                continue
            who = Listed(None, pupil.upn, pupil.name, pupil.id)
            image = self.images.get(pupil.id)
            if image is None:
                why = "No roll has listed this child yet; somebody entered the record here, so it was kept as it is."
                self.differences.append(Difference(who, FieldDifference("leaving_date", "on roll", "not listed", why)))
                continue
            left.append(who)
            self.writes.changed_pupils.append(pupil.model_copy(update={"leaving_date": self.day}))
            day = self.day.isoformat()
            self._remember(pupil.id, image, image.fields | {LEFT: day})
        return left


def _plain(percent: Decimal) -> str:
    return f"{percent.normalize():f}"
