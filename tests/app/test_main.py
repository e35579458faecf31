"""The composition root hands the window its desk, its day and its folders, and answers in words if Qt is not there."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date
from pathlib import Path
from typing import Any

import pytest

from senco_desk.app import clock, folders, main
from senco_desk.services import private_folder
from senco_desk.ui import handed_over
from senco_desk.ui import main as window
from tests.house.sources import ROOT


def test_the_window_gets_the_desk_and_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[Path | None, date, Any]] = []

    def run_window(path: Path | None, *, day: Any, clock: Any, folders: Any) -> int:
        assert clock().tzinfo is UTC
        given.append((path, day(), folders))
        return 0

    monkeypatch.setattr(window, "run_window", run_window)
    monkeypatch.delenv("SENCO_DESK", raising=False)
    assert main.main([]) == 0
    assert main.main(["open", "a.sencodesk", "--today", "2026-12-01"]) == 0
    assert [path for path, _day, _folders in given] == [None, Path("a.sencodesk")]
    assert given[1][1] == date(2026, 12, 1)
    assert given[0][2].settings == folders.usual().settings


def test_where_a_part_of_qt_is_missing_the_commands_still_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "senco_desk.ui.main", None)
    monkeypatch.setattr(main, "_MISSING", ("import of",))
    assert main.main(["open"]) == 3
    told = capsys.readouterr().err
    assert "the commands still work" in told
    assert "Traceback" not in told


def test_a_fault_leaves_a_report_without_what_was_typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    usual = folders.Folders(*(tmp_path / name for name in ("settings", "logs", "crashes", "demo", "desks")))
    monkeypatch.setattr(folders, "usual", lambda: usual)
    monkeypatch.setattr("senco_desk.domain.upn.check", lambda _value: 1 / 0)
    assert main.main(["upn", "Grace-Young"]) == 70
    told = capsys.readouterr().err
    (report,) = usual.crashes.iterdir()
    assert str(report) in told
    text = report.read_text(encoding="utf-8")
    assert "builtins.ZeroDivisionError" in text
    assert "Young" not in text + told


def test_the_clock_is_in_utc_and_the_day_is_local() -> None:
    assert clock.now().tzinfo is UTC
    assert abs((clock.today() - clock.now().date()).days) <= 1


def test_the_folders_are_the_program_s_own() -> None:
    own = folders.usual()
    assert own.crashes.parent == own.logs
    assert "Senco Desk" in str(own.settings)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows writes no core files")
def test_a_process_that_dies_writes_no_core_file_with_its_keys() -> None:
    import resource

    main.main(["upn", "J887999921000"])
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)


def test_the_next_command_takes_back_what_a_killed_window_had_handed_over(tmp_path: Path) -> None:
    """Killed, a window empties nothing; whoever then uses the commands alone must not leave a paper in the clear."""
    environ = {**os.environ, "HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    environ.pop("XDG_CACHE_HOME", None)
    window = (
        "import sys, os, signal, pathlib; sys.path.insert(0, sys.argv[1]);"
        "from senco_desk.ui.handed_over import handed_over; there = handed_over() / 'inner'; there.mkdir();"
        "(there / 'Document.pdf').write_bytes(b'%PDF'); print(there, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", window, str(ROOT)], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        there = Path(running.stdout.readline().strip())
        command = [sys.executable, "-m", "senco_desk", "upn", "A823432108001"]
        subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, check=False)
        assert (there / "Document.pdf").exists(), "it still runs"
        running.kill()
        running.wait()
        assert (there / "Document.pdf").exists()
        subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, check=False)
    assert list(private_folder.usual_place(environ, tmp_path).iterdir()) == []


def test_the_place_of_papers_handed_over_is_qts() -> None:
    assert private_folder.usual_place(os.environ, Path.home()) == handed_over.common()
    there = "Senco Desk/opened"
    home = Path("/home/zoe")
    assert private_folder.usual_place({"XDG_CACHE_HOME": "/c"}, home, "linux").as_posix().endswith(f"/c/{there}")
    assert private_folder.usual_place({"XDG_CACHE_HOME": "c"}, home, "linux") == home / ".cache" / there
    assert private_folder.usual_place({}, home, "darwin") == home / "Library" / "Caches" / there
    assert private_folder.usual_place({"LOCALAPPDATA": "/l"}, home, "win32") == Path("/l/cache") / there
