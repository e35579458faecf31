"""Leavers and erasing at the command line."""

from __future__ import annotations

import pytest

from senco_desk.domain import upn as upns
from tests.cli.conftest import Cli

GONE = upns.make(887, 9999, 2004, 1)
HERE = upns.make(887, 9999, 2022, 2)
ROLL = (
    "UPN,Legal Surname,Legal Forename,DOB,Year Group,Leaving Date",
    f"{GONE},Quillfeather,Zebedee,01/05/1994,Year 6,20/07/2012",
    f"{HERE},Stone,Amy,21/04/2018,Year 4,",
)


@pytest.fixture
def school(cli: Cli) -> Cli:
    cli.does("import", "roll", cli.file("roll.csv", *ROLL), "--today", "2026-11-03")
    return cli


def test_leavers_are_listed_with_their_day(school: Cli) -> None:
    found = school.does("leavers")
    assert found["to_look_at"] == 1
    (leaver,) = found["leavers"]
    assert (leaver["upn"], leaver["until"], leaver["state"]) == (GONE, "2019-05-01", "due")


def test_without_the_name_it_only_says_what_would_go(school: Cli) -> None:
    ran = school("erase", "--pupil", GONE, "--reason", "Past its day")
    assert ran.code == 2
    assert "Would go: 1 child’s page." in ran.err
    assert "Nothing was erased." in ran.err
    assert school.does("leavers")["to_look_at"] == 1


def test_with_the_name_it_erases_and_writes_the_certificate(school: Cli) -> None:
    school.does("backup", "--to", school.folder / "school-backup.sencodesk")
    file = school.folder / "certificate.pdf"
    wrong = school("erase", "--pupil", GONE, "--reason", "Zebedee left", "--name", "Zebedee")
    assert wrong.code == 2
    assert wrong.err.startswith("--reason: Leave out")
    assert "--name: Type the name" in wrong.err
    told = school.does(
        "erase", "--pupil", GONE, "--reason", "Past its day", "--name", "Zebedee Quillfeather", "--backups",
        "--certificate", file,
    )  # fmt: skip
    assert told["erased"]["child’s page"] == 1
    assert {each["state"] for each in told["backups"]} == {"erased"}
    assert file.read_bytes().startswith(b"%PDF")
    assert school.does("leavers")["leavers"] == []
    assert school("erase", "--pupil", GONE, "--reason", "Again").code == 2
    assert school.does("verify")["ok"]
