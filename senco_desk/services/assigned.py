"""What a teaching assistant works with: the pupils assigned, what is planned for them now, and the own notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from senco_desk.domain.papers import Note
from senco_desk.domain.pupil_records import ProvisionLine
from senco_desk.domain.pupils import Pupil
from senco_desk.services.desk import Desk
from senco_desk.services.pupils import all_pupils, lines_of
from senco_desk.store import journal, nouns


@dataclass(frozen=True)
class Assigned:
    """One pupil on the list: the lines that run on the day, and the newest day on which a session was logged."""

    pupil: Pupil
    lines: tuple[ProvisionLine, ...]
    last_session: date | None

    @property
    def id(self) -> str:
        """The pupil's id."""
        return self.pupil.id


def everyone(desk: Desk) -> list[Assigned]:
    """The pupils whom the person at the desk sees and who are at the school today, by name."""
    there = [each for each in all_pupils(desk) if each.leaving_date is None or each.leaving_date > desk.today]
    found = []
    for pupil in sorted(there, key=lambda each: each.sort_name):
        lines = tuple(line for line in lines_of(desk.store, pupil.id) if line.start <= desk.today <= line.end)
        days = [session.on for line in lines for session in line.sessions]
        found.append(Assigned(pupil, lines, max(days, default=None)))
    return found


def own_notes(desk: Desk, pupil_id: str) -> list[Note]:
    """The notes about a pupil that the person at the desk wrote, newest first; nobody else's."""
    notes = nouns.NOTES.of(desk.store, pupil_id=pupil_id)
    own = journal.begun_by(desk.store, desk.store.person, "note", (note.id for note in notes))
    return [note for note in reversed(notes) if note.id in own]


def own_sessions(desk: Desk, line: ProvisionLine) -> frozenset[str]:
    """The ids of the sessions of a line that the person at the desk logged, and may therefore put right."""
    return journal.begun_by(desk.store, desk.store.person, "session", (session.id for session in line.sessions))
