"""What can be typed, where, and what is said of what cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from senco_desk.cli.parser import parse
from senco_desk.cli.running import COMMANDS
from senco_desk.store import nouns
from tests.builders import TODAY
from tests.cli.conftest import Cli
from tests.cli.test_commands import GRACE, HEAD, ROLL


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_options_of_every_command_may_stand_before_or_after_it(place: str) -> None:
    common = ["--desk", "a.sencodesk", "--passphrase-file", "p.txt", "--today", "2026-11-03", "--json"]
    command = ["import", "roll", "roll.csv"]
    asked = parse([*common, *command] if place == "before" else [*command, *common])
    assert (asked.command, asked.file, asked.json) == ("import roll", Path("roll.csv"), True)
    assert (asked.desk, asked.passphrase_file) == (Path("a.sencodesk"), Path("p.txt"))
    assert asked.today.isoformat() == "2026-11-03"


def test_without_options_the_usual_holds() -> None:
    asked = parse(["undo"])
    assert (asked.desk, asked.passphrase_file, asked.today, asked.json) == (None, None, None, False)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["import"], "required"),
        (["frobnicate"], "invalid choice"),
        (["status", "--pupil", "X"], "--to"),
        (["register", "--as-at", "3/11/2026"], "write it as 2026-11-03"),
        (["register", "--as-at", "20261103"], "write it as 2026-11-03"),
        (["register", "--as-at", "2026-W01-1"], "write it as 2026-11-03"),
        (["register", "--today", "9999-12-31"], "outside 2000 to 2100"),
        (["pack", "--pupil", "X", "--out", "x.pdf", "--max-part-mb", "99999999999"], "not a number from 0 to"),
        (["provision", "add", "--minutes", "-5"], "--minutes"),
        (["demo", "x", "--pupils", "many"], "not a whole number"),
        (["upn"], "VALUE"),
        (["resurrect", "x", "--to", "y"], "invalid choice"),
    ],
)
def test_what_is_no_command_is_refused_in_one_line(cli: Cli, typed: list[str], words: str) -> None:
    ran = cli(*typed)
    assert ran.code == 2
    assert ran.out == ""
    assert words in ran.err
    assert ran.err.count("\n") == 1
    assert "--help" in ran.err


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_its_help(cli: Cli, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(*command.split(), "--help").code == 0
    shown = capsys.readouterr().out
    assert "--passphrase-file" in shown
    assert f"senco-desk {command}" in shown


def test_no_command_and_open_show_the_window(cli: Cli) -> None:
    school = cli.path
    cli()
    cli("open", school)
    cli("open", "--desk", "other.sencodesk", "--today", "2026-12-01")
    del cli.environ["SENCO_DESK"]
    cli()
    assert [path for path, _day in cli.windows] == [school, school, Path("other.sencodesk"), None]
    assert [day.isoformat() for _path, day in cli.windows] == [TODAY.isoformat()] * 2 + [
        "2026-12-01",
        TODAY.isoformat(),
    ]


def test_dates_and_upn_need_no_desk(cli: Cli) -> None:
    cli.environ.clear()
    dates = cli.does("dates", "ehcna", "--received", "2026-09-07", "--draft-served", "2027-02-01")["dates"]
    assert {each["id"]: each["date"] for each in dates} == {
        "ehcna.decision": "2026-10-19",
        "ehcna.not_issue": "2026-12-28",
        "ehcna.final": "2027-01-25",
        "ehcna.draft_response": "2027-02-15",
    }
    assert all({"id", "date", "owner", "source"} <= each.keys() for each in dates)
    review = cli.does("dates", "review", "--meeting", "2026-11-10")["dates"]
    assert [(each["id"], each["date"]) for each in review] == [
        ("review.notice_and_papers", "2026-10-27"),
        ("review.report", "2026-11-24"),
        ("review.decision", "2026-12-08"),
        ("review.final", "2027-02-02"),
    ]
    (appeal,) = cli.does("dates", "appeal", "--letter", "2026-10-01", "--certificate", "2026-11-29")["dates"]
    assert (appeal["id"], appeal["date"], appeal["plain_date"]) == ("appeal.deadline", "2027-01-04", "2026-12-29")
    (transfer,) = cli.does("dates", "transfer", "--year", "2027", "--to", "post-16")["dates"]
    assert (transfer["id"], transfer["date"]) == ("transfer.deadline", "2027-03-31")
    assert cli.does("upn", "p2070 0001 6049", "Q207000016049", "M20700001604A") == [
        {"upn": "P207000016049", "valid": True, "kind": "permanent", "problem": None},
        {
            "upn": "Q207000016049",
            "valid": False,
            "kind": None,
            "problem": "The check letter should be P, not Q: a character is probably mistyped. "
            "Check it against the school that issued it.",
        },
        {"upn": "M20700001604A", "valid": True, "kind": "temporary", "problem": None},
    ]


def test_dates_that_cannot_be_are_refused(cli: Cli) -> None:
    ran = cli("dates", "appeal", "--letter", "2026-10-01", "--certificate", "2026-09-01", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "The mediation certificate is dated before the decision letter. Check both dates.\n"


def test_the_text_is_for_people(cli: Cli) -> None:
    ran = cli("dates", "ehcna", "--received", "2026-09-07")
    assert "Monday 25 January 2027  The local authority sends the final plan" in ran.out
    assert "Local authority; SEND Regulations 2014" in ran.out


def test_the_options_of_every_command_may_stand_between_its_two_words() -> None:
    asked = parse(["import", "--json", "--desk", "a.sencodesk", "roll", "roll.csv"])
    assert (asked.command, asked.desk, asked.json) == ("import roll", Path("a.sencodesk"), True)


@pytest.fixture
def school(cli: Cli) -> Cli:
    cli.does("import", "roll", cli.file("roll.csv", HEAD, *ROLL[1:3]))
    return cli


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Rang home: £5 for the café\n".encode(), "Rang home: £5 for the café"),
        ("Rang home: £5 for the café\r\n".encode("utf-8-sig"), "Rang home: £5 for the café"),
        ("Rang home: £5 for the café".encode("utf-16"), "Rang home: £5 for the café"),
        ("Rang home: £5 for the café".encode("cp1252"), "Rang home: £5 for the café"),
        (b"Two\nlines\n", "Two\nlines"),
    ],
)
def test_a_dash_reads_the_text_from_standard_input(school: Cli, typed: bytes, kept: str) -> None:
    school.typed = typed
    school.does("note", "--pupil", GRACE, "-")
    with school.desk() as desk:
        assert [note.text for note in nouns.NOTES.all(desk.store)] == [kept]
    school.does("status", "--pupil", GRACE, "--to", "K", "--from", "2026-11-02", "--reason", "-", "--need", "SLCN")


@pytest.mark.parametrize(
    ("typed", "more", "words"),
    [
        (b"", ("note", "--pupil", GRACE, "-"), "nothing came from standard input"),
        (b" \n", ("note", "--pupil", GRACE, "-"), "nothing came from standard input"),
        (b"x" * 1_000_001, ("note", "--pupil", GRACE, "-"), "too long"),
        (b"A text", ("attach", "--pupil", GRACE, "away.pdf", "--title", "-", "--take-over"), "There is no file"),
    ],
)
def test_a_dash_without_a_text_is_refused(school: Cli, typed: bytes, more: tuple[str, ...], words: str) -> None:
    school.typed = typed
    ran = school(*more)
    assert ran.code in {2, 3}
    assert words in ran.err


def test_only_one_text_comes_from_standard_input(school: Cli) -> None:
    line = "provision add --minutes 20 --sessions 3 --rate-pence 1500 --from 2026-09-01 --to 2026-12-18"
    school.typed = b"A text"
    ran = school(*line.split(), "--pupil", GRACE, "--what", "-", "--sole-purpose", "-")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "not --sole-purpose and --what" in ran.err
    school.does(*line.split(), "--pupil", GRACE, "--what", "-")
