"""The program as people and scripts start it: a process of its own, with keys at their real cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PASSPHRASE = "correct horse battery"


def started(*typed: object, environ: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    usual = {key: value for key, value in os.environ.items() if not key.startswith("SENCO_DESK")}
    return subprocess.run(
        [sys.executable, "-m", "senco_desk", *map(str, typed)],
        env=usual | {"PYTHONWARNINGS": "error", "QT_QPA_PLATFORM": "offscreen"} | (environ or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_a_desk_from_new_to_verify(tmp_path: Path) -> None:
    desk = tmp_path / "school.sencodesk"
    environ = {"SENCO_DESK": str(desk), "SENCO_DESK_PASSPHRASE": PASSPHRASE}
    made = started("new", desk, "--school", "Riverbank", "--authority", "generic", "--json", environ=environ)
    assert (made.returncode, made.stderr) == (0, "")
    assert json.loads(made.stdout).keys() == {"desk", "recovery_code"}
    roll = tmp_path / "roll.csv"
    roll.write_text("UPN,Surname,Forename,DOB,SEN\nC887999926001,Świątek,May,23/02/2018,K\n", encoding="utf-8")
    read = started("--json", "import", "roll", roll, environ=environ)
    assert (read.returncode, read.stderr) == (0, "")
    assert json.loads(read.stdout)["new"] == 1
    shown = started("register", environ=environ)
    assert "May Świątek" in shown.stdout
    sound = started("verify", "--json", environ=environ)
    assert (sound.returncode, json.loads(sound.stdout)["ok"]) == (0, True)
    wrong = started("register", environ=environ | {"SENCO_DESK_PASSPHRASE": "not the right one"})
    assert (wrong.returncode, wrong.stdout) == (3, "")
    assert wrong.stderr.count("\n") == 1
    unasked = started("register", environ={"SENCO_DESK": str(desk)})
    assert unasked.returncode == 2


def test_what_is_no_command_and_help() -> None:
    assert started("frobnicate").returncode == 2
    helped = started("--help")
    assert helped.returncode == 0
    assert "--passphrase-file" in helped.stdout


def test_a_reader_that_stops_early_is_no_fault(tmp_path: Path) -> None:
    values = [f"X{number:012d}" for number in range(2000)]
    with subprocess.Popen(
        [sys.executable, "-m", "senco_desk", "upn", *values], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()
        process.wait(timeout=60)
    assert b"Traceback" not in told
    assert process.returncode == 0


@pytest.mark.parametrize("typed", [["--help"], ["dates", "--help"]])
def test_nothing_slow_is_loaded_before_it_is_needed(typed: list[str]) -> None:
    code = (
        "import sys; from senco_desk.app.main import main; main(sys.argv[1:]);"
        "print(sorted({'pydantic', 'PySide6', 'sqlite_utils', 'reportlab', 'pikepdf'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, *typed], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    assert ran.stdout.endswith("[]\n")
