"""Whoever opens the desk leaves their own trail, also who can change nothing; and nobody can touch what is noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.school import PersonDraft
from senco_desk.services import desks, people, records, trail
from senco_desk.services.desk import Desk
from senco_desk.services.trail import Asked
from senco_desk.store.connection import DatabaseError
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil

FIRST = "three brown foxes"


@dataclass
class School:
    """A desk that several people open, and the two children in it, one of whom the assistant is assigned."""

    folder: Path
    amelia: str
    ben: str
    clock: Clock

    def open(self, secret: str = PASSPHRASE) -> Desk:
        keys = desks.unlock(self.folder, secret, floor=CHEAP)
        return desks.open_with(self.folder, keys, day=lambda: TODAY, clock=self.clock)


@pytest.fixture(params=["headteacher", "teaching-assistant", "assistant"])
def school(tmp_path: Path, request: pytest.FixtureRequest) -> School:
    desk = a_desk(tmp_path)
    amelia, ben = a_pupil(desk).id, a_pupil(desk, legal_forename="Ben").id
    slot = people.first_slot(desk, FIRST, FIRST)
    draft = PersonDraft.model_validate({"name": "Tess", "role": request.param})
    people.add(desk, draft, [amelia] if request.param == "teaching-assistant" else [], slot)
    clock = Clock(desk.store.clock() + timedelta(hours=1))
    folder = desk.store.folder
    desk.close()
    return School(folder, amelia, ben, clock)


@pytest.fixture
def theirs(school: School) -> Iterator[Desk]:
    opened = school.open(FIRST)
    yield opened
    opened.close()


def test_a_look_is_noted_in_their_own_name_and_the_trail_stays_whole(school: School) -> None:
    theirs = school.open(FIRST)
    trail.unlocked(theirs, "Window")
    trail.looked(theirs, school.amelia)
    trail.looked(theirs, school.amelia)
    if theirs.may("log"):
        records.add(theirs, NoteDraft(pupil_id=school.amelia, on=TODAY, text="Read well"))
    theirs.close()
    desk = school.open()
    found = [each for each in trail.listed(desk).entries if each.person == "Tess"]
    assert [each.did for each in found if each.did != "Changed"] == ["Looked", "Opened the desk"]
    assert desks.verify(desk).ok
    desk.close()


def test_who_sees_few_pupils_finds_only_what_they_did_themselves(theirs: Desk, school: School) -> None:
    trail.looked(theirs, school.amelia)
    found = trail.listed(theirs).entries
    if not theirs.may("everybody"):
        assert {each.person for each in found} == {"Tess"}
        assert trail.listed(theirs, Asked(pupil_id=school.ben)).total == 0


@pytest.mark.parametrize(
    "sql",
    [
        "delete from trail",
        "delete from main.trail",
        "update main.trail set words = ''",
        """insert into main.trail
        select 999, at, person_id, deed, subject_id, words, '', salt, digest, chain, null from main.trail""",
        "drop table main.trail",
    ],
)  # fmt: skip
def test_nobody_but_the_senco_can_write_the_trail_by_hand(theirs: Desk, school: School, sql: str) -> None:
    trail.looked(theirs, school.amelia)
    before = trail.listed(theirs).total
    for db in filter(None, (theirs.store.db, theirs.store._notes)):
        with pytest.raises(DatabaseError):
            db.execute(sql)
    assert trail.listed(theirs).total == before
