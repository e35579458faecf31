"""The same school as four systems export it must come out the same."""

from pathlib import Path

import pytest

from senco_desk.domain.roll import Roll
from senco_desk.exchange.roll import read_roll

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "roll"
if not SAMPLES.is_dir():
    pytest.skip("the sample rolls are not beside the repository", allow_module_level=True)


@pytest.fixture(scope="module")
def rolls() -> dict[str, Roll]:
    return {
        "sims": read_roll(SAMPLES / "sims.csv"),
        "arbor": read_roll(SAMPLES / "arbor.csv"),
        "bromcom": read_roll(SAMPLES / "bromcom.xlsx"),
        "ctf": read_roll(SAMPLES / "8879999_CTF_8879998_001.xml"),
    }


def test_every_system_gives_the_same_pupils(rolls):
    arbor = [row.upn for row in rolls["arbor"].rows]
    assert len(arbor) == len(set(arbor)) == 210
    assert [row.upn for row in rolls["sims"].rows] == arbor
    assert [row.upn for row in rolls["bromcom"].rows] == arbor
    assert [row.upn for row in rolls["ctf"].rows] == arbor[:40]


@pytest.mark.parametrize("system", ["sims", "bromcom", "ctf"])
def test_what_two_systems_both_say_they_say_alike(rolls, system):
    other = {row.upn: row for row in rolls["arbor"].rows}
    shared = rolls[system].fields & rolls["arbor"].fields
    assert {"upn", "legal_surname", "date_of_birth", "year_group", "sen_status", "needs"} <= shared
    for row in rolls[system].rows:
        for name in shared - row.doubtful:
            one, two = getattr(row, name), getattr(other[row.upn], name)
            if name == "sen_status":  # SIMS leaves it empty, Arbor says "No Special Educational Need"
                one, two = one or "N", two or "N"
            assert one == two, (row.upn, name)


def test_letters_lost_by_the_export_are_named_and_nothing_else_is_odd(rolls):
    sims = rolls["sims"]
    names = {
        "legal_surname": "Legal Surname",
        "legal_forename": "Legal Forename",
        "preferred_forename": "Preferred Forename",
    }
    lost = {(row.row, names[name]) for row in sims.rows for name in names if "?" in getattr(row, name)}
    assert lost
    assert {(problem.row, problem.column) for problem in sims.problems} == lost
    assert {(row.row, names[name]) for row in sims.rows for name in row.doubtful} == lost
    whole = {row.upn: row for row in rolls["arbor"].rows}
    assert all(not whole[row.upn].legal_surname.isascii() for row in sims.rows if "legal_surname" in row.doubtful)
    assert not rolls["arbor"].problems
    assert not rolls["bromcom"].problems
    assert not rolls["ctf"].problems


def test_how_each_file_was_read_can_be_shown(rolls):
    assert (rolls["sims"].encoding, rolls["sims"].date_shape) == ("windows-1252", "day/month/year")
    assert (rolls["arbor"].encoding, rolls["arbor"].date_shape) == ("utf-8", "day month-name year")
    assert rolls["bromcom"].sheet == "Students"
    assert rolls["bromcom"].as_of is not None
    assert rolls["bromcom"].as_of.isoformat() == "2026-11-03"
    assert rolls["bromcom"].rows[0].row == 5  # the sheet's own line, under three title lines and the heading
    assert rolls["bromcom"].rows[0].school_number == "1000"
    assert rolls["ctf"].version == "25.0"
    assert not any(row.extra for roll in rolls.values() for row in roll.rows)


def test_a_field_the_file_lacks_is_not_among_its_fields(rolls):
    assert "ethnicity" not in rolls["arbor"].fields
    assert "sex" not in rolls["bromcom"].fields
    assert "fsm" not in rolls["ctf"].fields
