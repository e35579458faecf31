"""Days and hours that people read are those of the clock on the wall, though the journal keeps them in UTC."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.school import PersonDraft, SchoolDraft
from senco_desk.services import checking, desks, people, safety
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from senco_desk.store.errors import DeskLockedError
from tests.builders import CHEAP, PASSPHRASE, Clock

LATE = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
"""Half past midnight on 1 July in England."""


@pytest.fixture(autouse=True)
def _in_england(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("here a process cannot be moved to another time zone")
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made, _code = desks.create(
        tmp_path / "school.sencodesk", PASSPHRASE, SchoolDraft(name="Riverbank", authority_id="medway"),
        day=lambda: date(2026, 7, 1), clock=Clock(LATE), kdf=CHEAP, floor=CHEAP,
    )  # fmt: skip
    yield made
    made.close()


def test_a_desk_made_after_midnight_is_made_on_the_new_day(desk: Desk) -> None:
    assert desks.begun_on(desk) == date(2026, 7, 1)
    (person,) = nouns.PEOPLE.all(desk.store)
    assert person.since == date(2026, 7, 1)
    assert safety.state(desk).days == 0
    desk.store.check_wanted = False
    week_on = Desk(desk.store, lambda: date(2026, 7, 7))
    assert not checking.due(week_on)
    assert checking.due(Desk(desk.store, lambda: date(2026, 7, 8)))


def test_since_when_a_desk_is_open_elsewhere_is_said_by_the_clock_here() -> None:
    assert "since 00:30 on 1 July 2026" in DeskLockedError("s.clarke", "HOME", LATE).happened
    as_typed = datetime(2026, 6, 30, 23, 30)  # noqa: DTZ001  a lock of an older program has no zone
    assert "since 23:30 on 30 June 2026" in DeskLockedError("s.clarke", "HOME", as_typed).happened


def test_a_person_was_removed_on_a_day_in_words(desk: Desk) -> None:
    draft = PersonDraft(name="Tariq Aziz", role="assistant", slot_id="gone", removed_on=date(2026, 7, 1))
    with desk.store.change("Add user") as change:
        kept = change.add(nouns.PEOPLE, draft)
    with pytest.raises(RefusedError, match="was removed on 1 July 2026"):
        people.removal_refused(desk, kept.id)
