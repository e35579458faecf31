"""The composition root hands the window its desk, its day and its folders, and answers in words if Qt is not there."""

from __future__ import annotations

import sys
from datetime import UTC, date
from pathlib import Path
from typing import Any

import pytest

from senco_desk.app import clock, folders, main
from senco_desk.ui import main as window


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
