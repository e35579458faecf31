"""`trail` lists who did what; what only shows records is noted too, also beside an open window."""

from __future__ import annotations

from tests.builders import a_pupil
from tests.cli.conftest import Cli


def entries(cli: Cli, *typed: object) -> list[dict[str, object]]:
    return list(cli.does("trail", *typed)["entries"])


def test_looks_and_lists_are_noted(cli: Cli) -> None:
    with cli.desk() as desk:
        upn = a_pupil(desk).upn
    cli.does("ready", "--pupil", upn)
    cli.does("spend", "--pupil", upn)
    cli.does("register", "--out", cli.folder / "register.csv")
    noted = [(each["deed"], each["what"]) for each in entries(cli) if each["deed"] not in ("unlock", "backup")]
    assert noted[:3] == [("export", "Register, 1 pupil, CSV file"), ("view", "Spending"), ("view", "The record")]
    assert {each["deed"] for each in entries(cli, "--pupil", upn)} == {"change", "view"}
    assert all(each["deed"] == "view" for each in entries(cli, "--deed", "view"))
    assert entries(cli, "--since", "2030-01-01") == []
    assert cli.does("verify")["ok"]


def test_a_look_beside_an_open_window_is_noted(cli: Cli) -> None:
    with cli.desk() as desk:
        upn = a_pupil(desk).upn
        cli.does("ready", "--pupil", upn)
        assert desk.store.query("select count(*) as n from trail where deed = 'view'") == [{"n": 1}]
        a_pupil(desk)  # and the window goes on writing
    assert cli.does("verify")["ok"]


def test_the_list_goes_to_a_file_and_that_is_noted_too(cli: Cli) -> None:
    out = cli.folder / "trail.csv"
    ran = cli("trail", "--out", out)
    assert ran.code == 0
    assert f"Written to {out}." in ran.out
    assert out.read_text(encoding="utf-8-sig").startswith("Number,When,Who,Did,What,Pupil")
    assert entries(cli, "--deed", "export")[0]["what"].startswith("Who did what, ")  # type: ignore[attr-defined]
    assert cli("trail", "--out", cli.folder / "trail.doc").code == 2


def test_tampering_is_found_by_verify(cli: Cli) -> None:
    cli.does("register")
    with cli.desk() as desk:
        desk.store.db.execute("delete from trail where deed = 'view'")
    ran = cli("verify")
    assert ran.code == 3
    assert "audit trail" in ran.out + ran.err
