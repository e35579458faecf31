"""Every command does what it promises, with the keys it promises."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from senco_desk.domain import upn as upns
from senco_desk.services import desks, pupils
from senco_desk.store import nouns
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, everything
from tests.cli.conftest import Cli

GRACE = upns.make(887, 9999, 2022, 1)
WILL = upns.make(887, 9999, 2022, 2)
MAY = upns.make(887, 9999, 2022, 3)

HEAD = "UPN,Legal Surname,Legal Forename,DOB,Year Group,SEN Status,SEN Need Type (Ranked)"
ROLL = (
    HEAD,
    f"{GRACE},Young,Grace,20/04/2018,Year 4,K - SEN Support,SLCN; SEMH",
    f"{WILL},Świątek,Will,21/04/2018,Year 4,,",
    f"{MAY},O'Neill,May,22/04/2018,Year 4,N,",
)


def counted(cli: Cli, kind: str, *typed: object) -> list[int]:
    """What an import says it read, made, changed, left as it was, and found gone."""
    told = cli.does("import", kind, *typed)
    return [told[key] for key in ("read", "new", "changed", "unchanged", "left")]


@pytest.fixture
def school(cli: Cli) -> Cli:
    """A desk with three children, one of them at SEN Support since a roll."""
    cli.does("import", "roll", cli.file("roll.csv", *ROLL), "--today", "2026-11-03")
    return cli


def test_new_makes_a_desk_and_shows_the_recovery_code_that_opens_it(cli: Cli) -> None:
    path = cli.folder / "fresh.sencodesk"
    made = cli.does("new", path, "--school", "Riverbank Primary School", "--authority", "medway", "--phase", "primary")
    assert made["desk"] == str(path)
    desk = desks.open_with(
        path, desks.unlock(path, made["recovery_code"], floor=CHEAP), day=lambda: TODAY, clock=Clock()
    )
    (kept,) = nouns.SCHOOLS.all(desk.store)
    desk.close()
    assert (kept.name, kept.authority_id, kept.phase) == ("Riverbank Primary School", "medway", "primary")


def test_a_new_passphrase_is_asked_for_twice(cli: Cli) -> None:
    answers = iter([PASSPHRASE, PASSPHRASE + "!"])
    del cli.environ["SENCO_DESK_PASSPHRASE"]
    cli.ask = lambda _words: next(answers)
    ran = cli("new", cli.folder / "fresh.sencodesk", "--school", "Riverbank", "--authority", "medway")
    assert ran.code == 2
    assert "differ" in ran.err


def test_import_roll_tries_then_does_then_finds_nothing_new(cli: Cli) -> None:
    roll = cli.file("roll.csv", *ROLL)
    promised = {"read", "new", "changed", "unchanged", "left", "problems"}
    tried = cli.does("import", "roll", roll, "--dry-run")
    assert promised <= tried.keys()
    assert [tried[key] for key in ("read", "new", "changed", "unchanged", "left")] == [3, 3, 0, 0, 0]
    assert cli.does("register")["pupils"] == []
    assert cli.does("import", "roll", roll)["new"] == 3
    again = cli.does("import", "roll", roll)
    assert [again[key] for key in ("read", "new", "changed", "unchanged", "left")] == [3, 0, 0, 3, 0]
    assert cli("import", "roll", roll).out.startswith("3 pupils read: 0 new, 0 changed, 3 unchanged, 0 left.\n")


def test_import_roll_names_problems_by_row_and_column(cli: Cli) -> None:
    roll = cli.file("roll.csv", *ROLL, f"A{GRACE[1:]},Hope,Will,31/02/2018,Year 4,K,XYZ")
    ran = cli("import", "roll", roll, "--json")
    assert ran.code == 0
    told = {(problem["row"], problem["column"]) for problem in ran.json["problems"]}
    assert {(5, "UPN"), (5, "DOB")} <= told
    assert all(problem["problem"] for problem in ran.json["problems"])
    assert any(line.startswith("row 5, UPN: The check letter should be") for line in ran.err.splitlines())


def test_import_roll_with_a_person_s_own_headings(cli: Cli) -> None:
    roll = cli.file("roll.csv", "UPN,Legal Surname,Legal Forename,Group of the morning", f"{GRACE},Young,Grace,4 Oak")
    own = cli.file("headings.csv", "Group of the morning,class_name")
    assert cli.does("import", "roll", roll, "--dry-run")["columns_kept_aside"] == ["Group of the morning"]
    cli.does("import", "roll", roll, "--map", own)
    with cli.desk() as desk:
        assert pupils.by_upn(desk, GRACE).class_name == "4 Oak"


def test_import_roll_tells_changes_and_differences(school: Cli) -> None:
    school.does("status", "--pupil", WILL, "--to", "K", "--from", "2026-10-05", "--reason", "Reading", "--need", "SLCN")
    roll = school.file("roll.csv", HEAD, ROLL[1].replace("Year 4", "Year 5"), f"{WILL},Świątek,Will,21/04/2018,,E,ASD")
    told = school.does("import", "roll", roll, "--dry-run")
    assert [(each["upn"], each["field"], each["from"], each["to"]) for each in told["changes"]] == [
        (GRACE, "year_group", "4", "5")
    ]
    assert {(each["upn"], each["field"], each["kept"], each["roll"]) for each in told["differences"]} == {
        (WILL, "sen_status", "SEN Support", "EHC plan"),
        (WILL, "needs", "SLCN", "ASD"),
    }
    text = school("import", "roll", roll, "--dry-run").out
    assert "Differences that were kept:" in text
    assert text.endswith("Nothing was written: this was a dry run.\n")


def test_import_attendance_assessments_and_sessions(school: Cli) -> None:
    attendance = school.file("a.csv", "UPN,From,To,Possible,Attended", f"{GRACE},01/09/2026,23/10/2026,74,70")
    assert counted(school, "attendance", attendance, "--dry-run") == [1, 1, 0, 0, 0]
    assert counted(school, "attendance", attendance) == [1, 1, 0, 0, 0]
    assert counted(school, "attendance", attendance) == [1, 0, 0, 1, 0]
    results = school.file(
        "b.csv",
        "UPN,Date,Subject,Measure,Value",
        f"{GRACE},2026-10-01,Reading,NGRT,87",
        "Y887999920000,2026-10-01,R,N,1",
    )
    told = school("import", "assessments", results, "--json")
    assert (told.code, told.json["new"]) == (0, 1)
    assert [(each["row"], each["column"]) for each in told.json["problems"]] == [(3, "UPN")]
    assert told.err.startswith("row 3, UPN: No pupil here has the UPN Y887999920000.")
    line = provision(school)
    sessions = school.file("c.csv", "Provision,Date,Minutes,Absent", f"{line},2026-11-03,20,{GRACE}")
    assert counted(school, "sessions", sessions) == [1, 1, 0, 0, 0]


def test_figures_of_nobody_here_are_refused(school: Cli) -> None:
    strange = school.file("a.csv", "UPN,Possible,Attended", "Y887999920000,74,70")
    for more in ((), ("--dry-run",)):
        ran = school("import", "attendance", strange, "--json", *more)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("row 2, UPN: No pupil here")


def test_calendar_import(school: Cli) -> None:
    dates = school.file(
        "terms.csv",
        "start,end,kind",
        "2026-09-01,2026-12-18,term",
        "2026-10-26,2026-10-30,closure",
        "2026-09-01,2026-09-01,inset",
    )
    (year,) = school.does("calendar", "import", dates)["years"]
    assert year == {"year": "2026/27", "school_days": 79 - 5 - 1}
    wrong = school.file("wrong.csv", "start,end,kind", "2026-09-01,2026-12-18,holidayish")
    ran = school("calendar", "import", wrong)
    assert ran.code == 2
    assert "row 2, kind" in ran.err


def test_status_puts_a_child_on_the_register(school: Cli) -> None:
    to = ("status", "--pupil", WILL, "--to", "K", "--from", "2026-11-09", "--reason", "Slow progress in reading")
    assert school.does(*to, "--need", "SPLD", "slcn") == {
        "pupil": WILL,
        "status": "K",
        "needs": ["SPLD", "SLCN"],
        "from": "2026-11-09",
    }
    ran = school(*to, "--need", "SPLD")
    assert ran.code == 2
    assert "already has the status SEN Support" in ran.err
    monitored = school(
        "status", "--pupil", MAY, "--to", "monitoring", "--from", "2026-11-09", "--reason", "x", "--need", "QQ"
    )
    assert monitored.code == 0
    assert "QQ is not a DfE code" in monitored.err


def provision(cli: Cli, *more: str) -> str:
    typed = "provision add --minutes 20 --sessions 3 --rate-pence 1800 --from 2026-09-01 --to 2027-07-20"
    made = cli.does(*typed.split(), "--what", "Reading group", "--pupil", GRACE, WILL, *more)
    assert [line["pupil"] for line in made["lines"]] == [GRACE, WILL]
    return str(made["id"])


def test_provision_add_session_log_and_spend(school: Cli) -> None:
    school.does("status", "--pupil", WILL, "--to", "E", "--from", "2026-11-09", "--reason", "Final plan")
    line = provision(school, "--group", "4", "--one-off-pence", "1000", "--tier", "targeted", "--area", "cl")
    with school.desk() as desk:
        (kept,) = nouns.PROVISIONS.all(desk.store)
        assert (kept.group_size, kept.tier, kept.area, kept.funder) == (4, "targeted", "cl", "school")
    before = school.does("spend", "--pupil", GRACE)
    assert {
        "period", "threshold", "planned_pence", "to_date_pence", "delivered_pence", "forecast_pence", "counted_pence",
        "crossing_date", "lines",
    } <= before.keys()  # fmt: skip
    assert before["period"] == {"start": "2026-09-01", "end": "2027-08-31"}
    assert before["threshold"].keys() == {"amount_pence", "basis", "core_pence", "source"}
    assert (before["threshold"]["amount_pence"], before["threshold"]["core_pence"]) == (1_000_000, 400_000)
    (cost,) = before["lines"]
    assert {"provision", "formula", "planned_pence", "to_date_pence", "delivered_pence", "counts", "why"} <= cost.keys()
    assert (cost["provision"], cost["delivered_pence"], cost["counts"]) == (line, None, True)
    assert before["delivered_pence"] is None
    assert before["forecast_pence"] == before["planned_pence"] == cost["planned_pence"]
    assert before["counted_pence"] == before["forecast_pence"] + 400_000
    logged = school.does("session", "log", "--provision", line, "--on", "2026-11-04", "--absent", WILL)
    assert logged["given"] is True
    missed = school.does("session", "log", "--provision", line, "--on", "2026-11-05", "--not-given", "Staff absence")
    assert (missed["given"], missed["id"] != logged["id"]) == (False, True)
    after = school.does("spend", "--pupil", GRACE)
    assert after["delivered_pence"] == after["lines"][0]["delivered_pence"] == 1000 + 150
    everybody = school.does("spend", "--year", "2026/27", "--as-at", "2026-11-20")["pupils"]
    assert {each["upn"] for each in everybody} == {WILL, GRACE}
    assert after["pupils"][0] in everybody
    text = school("spend", "--pupil", GRACE).out
    assert "An EHC needs assessment can be requested at any level of spend." in text


def test_planned_covers_the_whole_line_even_over_two_years(school: Cli) -> None:
    typed = "provision add --what TA --minutes 60 --sessions 5 --rate-pence 1000 --from 2027-07-01 --to 2027-09-30"
    (line,) = school.does(*typed.split(), "--pupil", GRACE)["lines"]
    years = [school.does("spend", "--pupil", GRACE, "--year", year)["planned_pence"] for year in ("2026/27", "2027/28")]
    assert line["planned_pence"] == sum(years)
    assert all(years)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--tier", "golden"), "--tier: choose one of"),
        (("--area", "xx"), "--area: choose one of"),
        (("--group", "1"), "2 pupils are on it"),
        (("--minutes", "5000"), "--minutes: this is too large; at most 600."),
        (("--sessions", "1.234"), "--sessions: give at most 2 decimal places."),
    ],
)
def test_a_line_that_cannot_be_is_refused_in_words(school: Cli, more: tuple[str, ...], words: str) -> None:
    typed = "provision add --what TA --minutes 20 --sessions 3 --rate-pence 1800 --from 2026-09-01 --to 2027-07-20"
    ran = school(*typed.split(), "--pupil", GRACE, WILL, *more)
    assert ran.code == 2
    assert words in ran.err


def test_note(school: Cli) -> None:
    kept = school.does("note", "--pupil", GRACE, "--dated", "2026-11-10", "Mum rang about reading.")
    with school.desk() as desk:
        (note,) = nouns.NOTES.all(desk.store)
    assert (note.id, note.on, note.text) == (kept["id"], date(2026, 11, 10), "Mum rang about reading.")
    assert school("note", "--pupil", GRACE, "--dated", "2027-11-10", "Later").code == 2
    assert school("note", "--pupil", GRACE, " ").code == 2


def test_register(school: Cli) -> None:
    shown = school.does("register")
    assert {"as_at", "counts", "pupils"} <= shown.keys()
    assert shown["as_at"] == TODAY.isoformat()
    assert shown["counts"] == {"N": 2, "K": 1, "E": 0, "monitoring": 0}
    (row,) = shown["pupils"]
    promised = {"upn", "name", "year", "status", "primary_need", "secondary_need", "next_review"}
    assert promised <= row.keys()
    assert [row[key] for key in ("upn", "name", "year", "status", "primary_need", "secondary_need")] == [
        GRACE, "Grace Young", "4", "K", "SLCN", "SEMH",
    ]  # fmt: skip
    assert school.does("register", "--where", "will")["pupils"] == []
    assert school.does("register", "--where", "y4 slcn")["counts"]["K"] == 1
    assert school.does("register", "--as-at", "2026-11-01")["pupils"] == []
    assert "Grace Young" in school("register").out


def test_undo_says_what_it_took_back_and_restores_it(school: Cli) -> None:
    with school.desk() as desk:
        before = everything(desk)
    school.does("note", "--pupil", GRACE, "Mum rang.")
    assert school.does("undo") == {"undone": "Add note"}
    with school.desk() as desk:
        assert everything(desk) == before
    assert school.does("undo") == {"undone": "Import roll"}
    assert school.does("register")["counts"] == {"N": 0, "K": 0, "E": 0, "monitoring": 0}


def test_ready(school: Cli) -> None:
    found = school.does("ready", "--pupil", GRACE, "--authority", "worcestershire")
    for key in ("legal_test", "authority_view"):
        assert found[key]
        assert all({"id", "state", "why", "evidence"} <= item.keys() for item in found[key])
        assert {item["state"] for item in found[key]} <= {"ready", "partly", "missing", "not_needed"}
    assert school("ready", "--pupil", GRACE, "--authority", "atlantis").code == 2


def test_backup_and_verify(school: Cli) -> None:
    made = school.does("backup")
    assert made == {"file": str(school.folder / "school-backup-2026-11-20.sencodesk"), "pupils": 3, "verified": True}
    second = school.does("backup")["file"]
    assert second.endswith("school-backup-2026-11-20-2.sencodesk")
    told = school.does("backup", "--to", school.folder / "elsewhere")
    copy: dict[str, Any] = school.does("register", "--desk", told["file"])
    assert copy["counts"]["K"] == 1
    sound = school.does("verify")
    promised = {
        "ok": True,
        "integrity": [],
        "foreign_keys": [],
        "journal": [],
        "attachments": {"checked": 0, "damaged": []},
    }
    assert {key: sound[key] for key in promised} == promised
    assert sound["strays"] == {"files": [], "absent": [], "swept": 0}


def test_today_rehearses_another_day_and_never_dates_the_journal(school: Cli) -> None:
    school.does("note", "--pupil", GRACE, "Then", "--today", "2027-03-01")
    with school.desk() as desk:
        (note,) = nouns.NOTES.all(desk.store)
        stamps = desk.store.query("select at from journal_change order by id desc limit 1")
    assert note.on == date(2027, 3, 1)
    assert stamps[0]["at"].startswith("2026-11-20")


def test_register_is_filtered_by_its_columns_in_words(school: Cli) -> None:
    assert school.does("register", "--only", "year is Y4, Y5", "--only", "needs is SLCN")["counts"]["K"] == 1
    assert school.does("register", "--only", "attendance below 90")["pupils"] == []
    assert school.does("register", "--only", "share of the threshold > 0")["counts"]["N"] == 0
    out = school.folder / "filtered.csv"
    school.does("register", "--only", "status is SEN Support", "--out", str(out))
    lines = out.read_text("utf-8-sig").splitlines()
    assert lines[0] == "Pupil,Year,Class,Status,Needs,Next review"
    assert all("SEN Support" in line for line in lines[1:])
    refused = school("register", "--only", "house is red")
    assert refused.code != 0
    assert "begin with a column" in refused.err


@pytest.mark.parametrize(("ending", "begins"), [("pdf", b"%PDF-"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbfUPN")])
def test_register_to_a_file_by_its_ending(school: Cli, ending: str, begins: bytes) -> None:
    out = school.folder / f"register.{ending}"
    assert school.does("register", "--out", out)["file"] == str(out)
    assert out.read_bytes().startswith(begins)


def test_register_refuses_another_ending(school: Cli) -> None:
    ran = school("register", "--out", school.folder / "register.docx")
    assert ran.code == 2
    assert ".pdf, .xlsx or .csv" in ran.err


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--from", "2026-11-09", "--need", ""), "A need has no code"),
        (("--from", "2017-11-09"), "before the child was born"),
        (("--from", "2026-11-09", "--need", "SPLD", "spld"), "listed twice"),
    ],
)
def test_a_status_that_cannot_be_is_refused_in_words(school: Cli, more: tuple[str, ...], words: str) -> None:
    ran = school("status", "--pupil", WILL, "--to", "K", "--reason", "Reading", *more)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_a_need_entered_again_from_an_earlier_day_stands_from_that_day(school: Cli) -> None:
    reason = ("--reason", "Reading", "--need", "SPLD")
    school.does("status", "--pupil", WILL, "--to", "K", "--from", "2026-11-09", *reason)
    earlier = school.does("status", "--pupil", WILL, "--to", "monitoring", "--from", "2026-09-14", *reason)
    assert earlier["needs"] == ["SPLD"]
    (row,) = school.does("register", "--as-at", "2026-09-20", "--where", "Will")["pupils"]
    assert (row["status"], row["primary_need"]) == ("monitoring", "SPLD")


def test_an_area_that_there_is_not_is_one_problem(school: Cli) -> None:
    line = ("--what", "Reading", "--minutes", "30", "--sessions", "1", "--rate-pence", "1720")
    days = ("--from", "2026-09-01", "--to", "2027-08-31")
    ran = school("provision", "add", "--pupil", GRACE, *line, *days, "--area", "sums")
    assert (ran.code, ran.err) == (2, "--area: choose one of 'ci', 'cl', 'semh' or 'sp'.\n")


def test_a_note_of_long_ago_is_a_slip(school: Cli) -> None:
    ran = school("note", "--pupil", GRACE, "--dated", "1826-11-01", "Rang home")
    assert ran.code == 2
    assert "check the year" in ran.err


def test_a_calendar_s_problems_have_the_rows_of_the_file(school: Cli) -> None:
    lines = ("start,end,kind", "2026-09-02,2026-12-18,term", "2026-12-14,2027-02-12,term")
    ran = school("calendar", "import", school.file("terms.csv", *lines))
    assert ran.code == 2
    assert ran.err.startswith("row 3, start: The term (14 December 2026 to 12 February 2027) overlaps the term, which")


def test_a_calendar_that_looks_incomplete_is_taken_and_said(school: Cli) -> None:
    ran = school("calendar", "import", school.file("terms.csv", "start,end,kind", "2026-09-02,2026-10-23,term"))
    assert (ran.code, ran.out) == (0, "2026/27: 38 school days.\n")
    assert "give 38 school days; most schools open for 190" in ran.err


def test_every_line_of_figures_is_counted_also_those_left_out(school: Cli) -> None:
    lines = ("UPN,Possible,Attended", f"{GRACE},100,90", f"{WILL},100,", f"{MAY},100,101")
    told = school.does("import", "attendance", school.file("attendance.csv", *lines))
    assert [told[key] for key in ("read", "new", "changed", "unchanged", "skipped")] == [3, 1, 0, 0, 2]
    assert {problem["row"] for problem in told["problems"]} == {3, 4}


def test_a_very_long_name_widens_no_other_line(school: Cli) -> None:
    line = f"{upns.make(887, 9999, 2022, 4)},{'y' * 200},Hope,20/04/2018,Year 4,K,SLCN"
    school.does("import", "roll", school.file("roll.csv", HEAD, line))
    shown = school("register").out.splitlines()
    assert [len(each) > 150 for each in shown[1:]].count(True) == 1
