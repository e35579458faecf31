"""What is due: the reading behind the Today page. It says what to do next, for whom, and where that is done.

Nothing here nags about what is on its way as it should be: a row is there because somebody can do something about it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from senco_desk.domain.cycles import Cycle
from senco_desk.domain.needs import Status, decide_by, status_on
from senco_desk.domain.provision import Provision
from senco_desk.domain.pupil_records import by_pupil, next_review_of
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.terms import AcademicYear, SchoolCalendar, in_words
from senco_desk.services import retention, schools, waiting_papers
from senco_desk.services.desk import Desk
from senco_desk.store import nouns

Kind = Literal["paper", "review", "no_review", "monitoring", "meeting", "promise", "sessions", "report", "leavers"]
KINDS: dict[Kind, str] = {
    "paper": "Papers",
    "review": "Reviews",
    "no_review": "No review date",
    "monitoring": "Monitoring",
    "meeting": "Meetings",
    "promise": "Promises",
    "sessions": "Sessions",
    "report": "Reports awaited",
    "leavers": "Leavers",
}
Urgency = Literal["over", "due", "info"]

MEETINGS_A_YEAR = 3
"""Schools should meet parents at least three times each year (SEND Code of Practice 2015, 6.65)."""
MEETING_NOTICE = timedelta(weeks=5)
"""How long before a term ends its meeting is asked for."""
UNLOGGED_SCHOOL_DAYS = 10
"""Two weeks of school days without a logged session; holidays do not count."""
REPORT_WEEKS = 8
"""How long a report may take before it is worth asking after it."""
FOLDED_AFTER = 5
"""Rows of one kind that Today shows before it folds the rest: after a first import there are a hundred alike."""
_ALIKE: dict[tuple[Kind, Urgency], str] = {
    ("paper", "due"): "Papers that wait for a decision",
    ("review", "over"): "Late reviews",
    ("review", "due"): "Reviews in this half-term",
    ("no_review", "info"): "Without a next review",
    ("monitoring", "over"): "To decide on after monitoring",
    ("monitoring", "info"): "Monitored for an unknown time",
    ("meeting", "over"): "Late meetings with parents",
    ("meeting", "due"): "Meetings with parents to arrange",
    ("promise", "over"): "Late promises",
    ("promise", "due"): "Promises due in this half-term",
    ("promise", "info"): "Promises for which no day was named",
    ("sessions", "due"): "Without logged sessions",
    ("report", "over"): "Reports to ask after",
}


@dataclass(frozen=True)
class DueRow:
    """One thing to do.

    Args:
        id: stable from one reading to the next.
        kind: what it is about.
        urgency: `over` where a date has gone by, `due` where something is to be done without its day having passed,
            `info` where a day should be set first.
        who: the child's name, or what the provision is called.
        year_group: the child's; empty for a group.
        class_name: the child's; empty for a group.
        do: a sentence: how things stand, and what to do.
        on: the day it was or is due; None where no day was set.
        pupil_id: the child to open; empty for a provision of several.
        subject_id: the cycle, provision, involvement or promise it is about, where it is about one.
        more: for a line that stands for others like those above it, how many; 0 for every other line.
        since: where nobody set a day, since when it has been so.
    """

    id: str
    kind: Kind
    urgency: Urgency
    who: str
    year_group: str
    class_name: str
    do: str
    on: date | None
    pupil_id: str
    subject_id: str = ""
    more: int = 0
    since: date | None = None


@dataclass(frozen=True)
class Today:
    """Everything due on a day: what is over first by its day, then papers to decide on, then what has a day to come by
    that day, then what waits without one; `half_term_ends` bounds what counts as due.

    `on_roll` says how many pupils there are at all: a desk without any begins with its roll.
    """

    day: date
    half_term_ends: date
    rows: tuple[DueRow, ...]
    on_roll: int = 0

    @property
    def overdue(self) -> int:
        """How many dates have gone by: the figure on the rail."""
        return sum(row.urgency == "over" for row in self.rows)

    @property
    def counts(self) -> dict[Kind, int]:
        """How many rows of each kind, in the order of `KINDS`; kinds without rows are left out."""
        found = Counter(row.kind for row in self.rows)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    def folded(self, most: int = FOLDED_AFTER) -> tuple[DueRow, ...]:
        """The rows with at most so many of one kind and urgency; one more line says how many others there are.

        A single further row is shown rather than told of: the line that tells takes its room.
        """
        wanted = Counter((row.kind, row.urgency) for row in self.rows)
        seen: Counter[tuple[Kind, Urgency]] = Counter()
        shown = []
        for row in self.rows:
            like = (row.kind, row.urgency)
            seen[like] += 1
            if seen[like] <= most or wanted[like] == most + 1:
                shown.append(row)
            elif seen[like] == most + 1:
                shown.append(_more(row, wanted[like] - most))
        return tuple(shown)


def read(desk: Desk) -> Today:
    """What is due on the desk's day; only children who are on roll and on the register, or monitored, are looked at."""
    found = _Reading(desk).today()
    if desk.may("change"):
        return found
    return replace(found, rows=tuple(replace(row, do=_without_what_to_do(row.do)) for row in found.rows))


def _without_what_to_do(words: str) -> str:
    """What is so, without its last sentence, which says what to do about it: for whoever can only read."""
    so, told, _do = words.rpartition(". ")
    return f"{so}." if told else words


def meeting_urgency(held: int, ends: Sequence[date], day: date) -> Urgency | None:
    """How pressing the next meeting with parents is; None where it is not.

    Three a year is one a term (Code 6.65): a child is over when a term has ended without its meeting, and due in the
    last five weeks of a term that has not had it yet.

    Args:
        held: meetings with parents in the academic year up to the day.
        ends: the last days of the year's terms, in order.
        day: the day it is asked on.
    """
    wanted = ends[:MEETINGS_A_YEAR]
    if held >= min(MEETINGS_A_YEAR, len(wanted)):
        return None
    end = wanted[held]
    if end < day:
        return "over"
    return "due" if end - day <= MEETING_NOTICE else None


class _Reading:
    """One pass over the desk; every table is read once, however many children there are."""

    def __init__(self, desk: Desk) -> None:
        store = desk.store
        self.day = desk.today
        self.half_term_ends = schools.half_term_of(desk, self.day)[1]
        self.calendar = schools.calendar(desk)
        self.everybody = {p.id: p for p in nouns.PUPILS.all(store)}
        self.pupils = {name: p for name, p in self.everybody.items() if p.on_roll(self.day)}
        self.statuses = self._standing(nouns.STATUSES.all(store))
        self.cycles = _last_open(nouns.CYCLES.all(store))
        held = by_pupil(review for review in nouns.REVIEWS.all(store) if review.on <= self.day)
        self.agreed = {pupil_id: next_review_of(None, reviews) for pupil_id, reviews in held.items()}
        year = AcademicYear.of(self.day)
        self.meetings = Counter(
            meeting.pupil_id
            for meeting in nouns.MEETINGS.all(store)
            if meeting.with_parents and year.start <= meeting.on <= self.day
        )
        self.involvements = nouns.INVOLVEMENTS.all(store)
        self.promises = [each for each in nouns.COMMITMENTS.all(store) if each.state == "open"]
        self.provisions = nouns.PROVISIONS.all(store)
        self.places = nouns.PROVISION_PUPILS.all(store)
        self.last_logged = _last_logged(desk, self.day)
        self.leavers = retention.reminder(desk)
        decides = desk.may("change")
        self.misfiled = nouns.DOCUMENTS.of(store, about="other") if decides else []
        self.waiting = waiting_papers.all_waiting(desk) if decides else ()

    def today(self) -> Today:
        rows = [
            *self._papers(), *self._about_children(), *self._promised(), *self._sessions(), *self._reports(),
            *self._leavers(),
        ]  # fmt: skip
        rows.sort(key=lambda row: (_turn(row), row.on or row.since or date.max, row.who.casefold(), row.id))
        return Today(self.day, self.half_term_ends, tuple(rows), len(self.pupils))

    def _standing(self, history: Iterable[Status]) -> dict[str, Status]:
        found = {pupil_id: status_on(statuses, self.day) for pupil_id, statuses in by_pupil(history).items()}
        return {name: status for name, status in found.items() if status and status.status != "N"}

    def _about_children(self) -> Iterator[DueRow]:
        ends = _terms_ended(self.calendar, self.day)
        for pupil_id, status in self.statuses.items():
            pupil = self.pupils.get(pupil_id)
            if pupil is None:
                continue
            if status.status == "monitoring":
                yield from self._monitoring(pupil, status)
                continue
            yield from self._review(pupil, self.cycles.get(pupil_id), self.agreed.get(pupil_id))
            yield from self._meeting(pupil, ends)

    def _review(self, pupil: Pupil, cycle: Cycle | None, agreed: date | None) -> Iterator[DueRow]:
        """What the next review asks for; `agreed` is the day set at the last one, while no cycle is open."""
        if cycle is None and agreed is not None:
            if agreed <= self.half_term_ends:
                words = f"The next review was agreed for {in_words(agreed)}. Open the next cycle and hold it."
                yield self._row("review", "over" if agreed < self.day else "due", pupil, words, on=agreed)
        elif cycle is None:
            yield self._row("no_review", "info", pupil, "No cycle is open. Begin one, with a date for its review.")
        elif cycle.review_due is None:
            words = f"Cycle {cycle.number} has no review date. Set one in its plan."
            yield self._row("no_review", "info", pupil, words, subject_id=cycle.id)
        elif cycle.review_due < self.day:
            late = (self.day - cycle.review_due).days
            words = f"The review of cycle {cycle.number} is {_days(late)} late. Hold it, or set a new date."
            yield self._row("review", "over", pupil, words, on=cycle.review_due, subject_id=cycle.id)
        elif cycle.review_due <= self.half_term_ends:
            away = (cycle.review_due - self.day).days
            when = "today" if away == 0 else f"in {_days(away)}"
            words = f"The review of cycle {cycle.number} is {when}. Ask for the child’s and the parents’ views."
            yield self._row("review", "due", pupil, words, on=cycle.review_due, subject_id=cycle.id)

    def _monitoring(self, pupil: Pupil, status: Status) -> Iterator[DueRow]:
        decide = decide_by(status)
        if decide is None or decide <= self.day:
            since = f"since {in_words(status.since)}" if decide else "for an unknown time"
            words = f"Monitored {since}. Decide: SEN Support, or no longer monitored."
            yield self._row("monitoring", "over" if decide else "info", pupil, words, on=decide)

    def _meeting(self, pupil: Pupil, ends: tuple[date, ...]) -> Iterator[DueRow]:
        held = self.meetings[pupil.id]
        urgency = meeting_urgency(held, ends, self.day)
        if urgency is not None:
            words = f"{held} of {MEETINGS_A_YEAR} meetings with parents this year. Arrange the next."
            yield self._row("meeting", urgency, pupil, words, on=ends[held])

    def _sessions(self) -> Iterator[DueRow]:
        on_line: dict[str, list[Pupil]] = defaultdict(list)
        for place in self.places:
            pupil = self.pupils.get(place.pupil_id)
            if pupil is not None and (place.end is None or place.end >= self.day):
                on_line[place.provision_id].append(pupil)
        for line in self.provisions:
            pupils = on_line.get(line.id)
            if pupils and line.is_timed and line.start <= self.day <= line.end:
                yield from self._unlogged(line, pupils)

    def _unlogged(self, line: Provision, pupils: list[Pupil]) -> Iterator[DueRow]:
        last = self.last_logged.get(line.id)
        open_days = self.calendar.school_days((last or line.start - timedelta(days=1)) + timedelta(days=1), self.day)
        if len(open_days) <= UNLOGGED_SCHOOL_DAYS:
            return
        since = f"since {in_words(last)}" if last else "yet"
        alone = pupils[0] if len(pupils) == 1 else None
        who = alone.name if alone else f"{line.what} · {len(pupils)} pupils"
        words = f"No session of “{line.what}” is logged {since}. Log what was given."
        yield DueRow(
            f"sessions.{line.id}", "sessions", "due", who, alone.year_group if alone else "",
            alone.class_name if alone else "", words, None, alone.id if alone else "", line.id,
            since=open_days[UNLOGGED_SCHOOL_DAYS],
        )  # fmt: skip

    def _reports(self) -> Iterator[DueRow]:
        for asked in self.involvements:
            pupil = self.pupils.get(asked.pupil_id)
            if pupil is None or asked.asked_on is None or asked.reported_on is not None:
                continue
            due = asked.asked_on + timedelta(weeks=REPORT_WEEKS)
            if due < self.day:
                weeks = (self.day - asked.asked_on).days // 7
                words = f"{asked.profession}: asked {weeks} weeks ago, no report yet. Ask after it."
                yield self._row("report", "over", pupil, words, on=due, subject_id=asked.id)

    def _promised(self) -> Iterator[DueRow]:
        """Open promises of this half-term by their day, and those that nobody named a day for two weeks ago."""
        for each in self.promises:
            pupil = self.pupils.get(each.pupil_id)
            if pupil is None:
                continue
            said = f"{each.who} promised: “{_short(each.what)}”"
            if late := each.days_late(self.day):
                words = f"{_days(late)} late. {said}. Tick it off, or write to ask after it."
                yield self._row("promise", "over", pupil, words, on=each.due, subject_id=each.id)
            elif each.due is not None and each.due <= self.half_term_ends:
                words = f"{said}. Ask how it stands."
                yield self._row("promise", "due", pupil, words, on=each.due, subject_id=each.id)
            elif each.lingers(self.day):
                words = f"No day was named on {in_words(each.made_on)}. {said}. Agree on a day."
                yield self._row("promise", "info", pupil, words, subject_id=each.id)

    def _papers(self) -> Iterator[DueRow]:
        """Papers that may be another child's, and files that came in and that nobody has decided about."""
        for paper in self.misfiled:
            pupil = self.everybody.get(paper.pupil_id)
            if pupil is not None:
                words = f"“{_short(paper.title)}” may be another child’s paper. Look at it, and say whose it is."
                yield self._row("paper", "due", pupil, words, subject_id=paper.id, since=paper.added_on)
        for each in self.waiting:
            pupil = self.everybody.get(each.pupil_id)
            if pupil is not None and each.one.brought is not None:
                words = f"“{_short(each.one.name)}” is not in the record yet. Open the documents, and decide."
                row = self._row("paper", "due", pupil, words, since=each.one.brought.added_on)
                yield replace(row, id=f"paper.{each.key}")

    def _leavers(self) -> Iterator[DueRow]:
        """Once a year, and quietly: nothing waits for it."""
        if self.leavers is not None:
            many = self.leavers.count != 1
            who = f"{self.leavers.count:,} leavers" if many else "1 leaver"
            kept = "their records are" if many else "this record is"
            words = f"The day until which {kept} kept has come. Look at the list, and decide."
            yield DueRow("leavers", "leavers", "info", who, "", "", words, None, "")

    def _row(
        self,
        kind: Kind,
        urgency: Urgency,
        pupil: Pupil,
        do: str,
        *,
        on: date | None = None,
        subject_id: str = "",
        since: date | None = None,
    ) -> DueRow:
        name = f"{kind}.{subject_id or pupil.id}"
        return DueRow(
            name, kind, urgency, pupil.name, pupil.year_group, pupil.class_name, do, on, pupil.id, subject_id,
            since=since,
        )  # fmt: skip


def _turn(row: DueRow) -> int:
    """What comes before what: a day that has gone by, a paper that may be another child's, a day to come, no day."""
    if row.urgency != "due":
        return 0 if row.urgency == "over" else 4
    return 1 if row.kind == "paper" else 2 if row.on is not None else 3


def _last_open(cycles: Iterable[Cycle]) -> dict[str, Cycle]:
    return {cycle.pupil_id: cycle for cycle in cycles if cycle.stage != "closed"}


def _last_logged(desk: Desk, day: date) -> dict[str, date]:
    """The last day up to this one with a session, for each provision; counted by the store, for they are thousands."""
    rows = desk.store.query(
        'select provision_id, max("on") as last from session where "on" <= ? group by provision_id', [day.isoformat()]
    )
    return {row["provision_id"]: date.fromisoformat(row["last"]) for row in rows}


def _terms_ended(calendar: SchoolCalendar, day: date) -> tuple[date, ...]:
    """The last days of the year's three terms: of every second half-term where there are six, else of each term."""
    terms = calendar.half_terms(AcademicYear.of(day))
    ends = tuple(term.end for term in terms)
    return ends[1::2] if len(ends) == 2 * MEETINGS_A_YEAR else ends


def _more(last: DueRow, count: int) -> DueRow:
    words = f"{_ALIKE[last.kind, last.urgency]}: open this line to see them all."
    name = f"more.{last.kind}.{last.urgency}"
    return DueRow(name, last.kind, last.urgency, f"… and {count:,} more", "", "", words, None, "", more=count)


def _short(words: str, most: int = 120) -> str:
    line = " ".join(words.split()).rstrip(".")
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
