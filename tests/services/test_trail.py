"""Who did what, as it is read: by person, child, kind and day, on paper and in lists that run nothing."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from senco_desk.documents.inspect import text_of
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.provision import SessionDraft
from senco_desk.services import desks, provision, records, trail, trail_papers
from senco_desk.services.desk import Desk
from senco_desk.services.trail import Asked, Entry
from senco_desk.store import nouns
from tests.builders import TODAY, a_provision, a_pupil, a_status, reopened


@pytest.fixture
def noted(desk: Desk) -> dict[str, str]:
    """Two children; one was changed, looked at and printed, the other looked at."""
    amelia = a_pupil(desk, legal_forename="Amelia", legal_surname="O’Neill")
    ben = a_pupil(desk, legal_forename="Ben", legal_surname="Zhao")
    a_status(desk, amelia)
    trail.looked(desk, amelia.id)
    trail.looked(desk, amelia.id)
    trail.looked(desk, ben.id)
    trail.note(desk, trail.PRINT, amelia.id, "Evidence pack, 12 pages")
    return {"amelia": amelia.id, "ben": ben.id}


def told(entries: tuple[Entry, ...]) -> list[tuple[str, str, str]]:
    return [(each.did, each.what, each.pupil) for each in entries]


def test_the_newest_stands_first_with_the_child_and_the_person(desk: Desk, noted: dict[str, str]) -> None:
    found = trail.listed(desk)
    assert told(found.entries)[:3] == [
        ("Printed", "Evidence pack, 12 pages", "Amelia O’Neill"),
        ("Looked", "The record", "Ben Zhao"),
        ("Looked", "The record", "Amelia O’Neill"),
    ]
    assert {each.person for each in found.entries[:-1]} == {"SENCO"}
    assert found.total == len(found.entries)
    assert [each.seq for each in found.entries] == list(range(found.total, 0, -1))


def test_a_child_s_own_list_has_looks_and_changes_and_nobody_else_s(desk: Desk, noted: dict[str, str]) -> None:
    found = trail.listed(desk, Asked(pupil_id=noted["amelia"]))
    assert {each.pupil for each in found.entries} == {"Amelia O’Neill"}
    assert {each.did for each in found.entries} == {"Printed", "Looked", "Changed"}
    assert told(trail.listed(desk, Asked(pupil_id=noted["ben"])).entries)[0] == ("Looked", "The record", "Ben Zhao")


def test_by_kind_person_and_day(desk: Desk, noted: dict[str, str]) -> None:
    ((me, _name),) = trail.people(desk)
    assert {each.deed for each in trail.listed(desk, Asked(deed="view")).entries} == {"view"}
    assert trail.listed(desk, Asked(person_id=me)).total > 5
    assert trail.listed(desk, Asked(person_id="nobody")).total == 0
    day = trail.listed(desk).entries[0].at.date()
    assert trail.listed(desk, Asked(since=day, until=day)).total == trail.listed(desk).total
    assert trail.listed(desk, Asked(since=day + timedelta(days=1))).total == 0
    assert trail.listed(desk, Asked(until=day - timedelta(days=1))).total == 0


def test_who_opens_the_desk_is_a_kind_of_its_own(desk: Desk, noted: dict[str, str]) -> None:
    trail.way_in_changed(desk, "Passphrase changed")
    found = trail.listed(desk, Asked(deed=trail.PEOPLE)).entries
    assert [each.what for each in found] == ["Passphrase changed", "Make desk"]


def test_undo_is_an_entry_of_its_own(desk: Desk, noted: dict[str, str]) -> None:
    records.add(desk, NoteDraft(pupil_id=noted["ben"], on=TODAY, text="Quiet"))
    desks.undo(desk)
    newest = trail.listed(desk).entries[0]
    assert newest.did == "Changed"
    assert newest.what.startswith("Undo: ")
    assert newest.pupil == "Ben Zhao"
    assert desks.verify(desk).ok


def test_one_change_about_several_children_says_how_many(desk: Desk, noted: dict[str, str]) -> None:
    with desk.store.change("Two notes") as change:
        for pupil in noted.values():
            change.add(nouns.NOTES, NoteDraft(pupil_id=pupil, on=TODAY, text="Trip"))
    assert trail.listed(desk).entries[0].pupil == "Amelia O’Neill, Ben Zhao"
    assert trail.listed(desk, Asked(pupil_id=noted["ben"])).entries[0].pupil == "2 pupils"
    assert trail.listed(desk, Asked(pupil_id=noted["ben"])).entries[0].what == "Two notes"


def test_a_session_is_about_the_children_who_were_on_its_line_when_it_was_logged(
    desk: Desk, noted: dict[str, str]
) -> None:
    pupils = [a_pupil(desk, legal_forename=name, legal_surname="Hill") for name in ("Cora", "Dev", "Eve")]
    cora, dev, eve = (pupil.id for pupil in pupils)
    line = a_provision(desk, *pupils[:2], group_size=3).provision
    early = provision.log_session(desk, SessionDraft(provision_id=line.id, on=date(2026, 11, 18))).value
    provision.save(desk, line, [dev, eve])
    provision.log_session(desk, SessionDraft(provision_id=line.id, on=date(2026, 11, 19)))
    assert trail.listed(desk).entries[0].pupil == "Dev Hill, Eve Hill"

    def logged(pupil_id: str) -> int:
        own = trail.listed(desk, Asked(pupil_id=pupil_id)).entries
        assert len({each.pupil for each in own if "pupils" not in each.pupil}) <= 1
        return sum(each.what == "Log session" for each in own)

    assert [logged(each) for each in (cora, dev, eve, noted["ben"])] == [1, 2, 1, 0]
    provision.remove_session(desk, early.id)  # by now the group is another one, and it was a session of Cora's
    assert trail.listed(desk, Asked(pupil_id=cora)).entries[0].what == "Remove session"
    provision.take_off(desk, line.id, dev)
    provision.log_session(desk, SessionDraft(provision_id=line.id, on=date(2026, 11, 17)))
    newest = trail.listed(desk).entries[0]
    assert (newest.pupil, newest.pupil_id) == ("Eve Hill", eve)
    desks.undo(desk)
    assert trail.listed(desk, Asked(pupil_id=eve)).entries[0].what == "Undo: Log session"
    assert [logged(each) for each in (cora, dev, eve, noted["ben"])] == [1, 2, 2, 0]


def test_a_deed_that_nobody_knows_is_a_mistake_of_ours(desk: Desk) -> None:
    with pytest.raises(ValueError, match="no deed"):
        trail.note(desk, "peeked")


def test_a_desk_open_to_read_only_notes_nothing_and_says_so(desk: Desk, noted: dict[str, str]) -> None:
    reading = reopened(desk, read_only=True)
    before = trail.listed(reading).total
    assert not trail.note(reading, trail.VIEW, noted["ben"])
    trail.looked(reading, noted["ben"])
    assert trail.listed(reading).total == before
    reading.close()


def test_only_so_many_are_listed_and_the_number_of_all_is_told(desk: Desk, noted: dict[str, str]) -> None:
    found = trail.listed(desk, at_most=2)
    assert len(found.entries) == 2
    assert found.total > 2


def test_on_paper_a_child_s_list_names_that_child_alone(desk: Desk, noted: dict[str, str]) -> None:
    out = io.BytesIO()
    assert trail_papers.sheet_pdf(desk, out, Asked(pupil_id=noted["amelia"])) == 1
    words = " ".join(text_of(out.getvalue()))
    assert "The record of Amelia O’Neill" in words
    assert "Evidence pack, 12 pages" in words
    assert "Ben" not in words


@pytest.mark.parametrize("name", ["=1+1", "@cmd", "+44", "-2", "\t=1"])
def test_no_list_carries_a_formula(desk: Desk, tmp_path: Path, name: str) -> None:
    child = a_pupil(desk, legal_forename=name, legal_surname="")
    trail.note(desk, trail.EXPORT, child.id, name)
    out = tmp_path / "trail.csv"
    trail_papers.write_list(desk, out)
    cells = [cell for row in csv.reader(out.read_text(encoding="utf-8-sig").splitlines()) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert trail_papers.write_list(desk, tmp_path / "trail.xlsx") == trail.listed(desk).total


def test_another_ending_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="ends in"):
        trail_papers.write_list(desk, tmp_path / "trail.doc")


def test_a_child_who_was_undone_is_named_as_gone(desk: Desk) -> None:
    child = a_pupil(desk, legal_forename="Cy", legal_surname="Dow")
    trail.looked(desk, child.id)
    desks.undo(desk)
    assert "A pupil no longer in the desk" in {each.pupil for each in trail.listed(desk).entries}


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_days_narrow_as_the_dates_on_show_do(desk: Desk, since: date, until: date) -> None:
    every = trail.listed(desk).entries
    wanted = [each.seq for each in every if since <= each.at.date() <= until]
    assert [each.seq for each in trail.listed(desk, Asked(since=since, until=until)).entries] == wanted
