"""The benchmark runner: the tables it prints, and what it says of a goal that was missed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import __main__ as runner
from benchmarks.side_by_side import Ratio, race


def test_a_missed_goal_is_named_and_told_by_the_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("slow", "quick", "talkative"):
        (tmp_path / f"bench_{name}.py").touch()
    results: dict[str, list[Ratio] | int] = {
        "benchmarks.bench_talkative": 1,
        "benchmarks.bench_slow": [Ratio("start", ours=3.0, against="bare window", theirs=1.5, goal=1.5)],
        "benchmarks.bench_quick": [Ratio("filter", ours=0.03, against="proxy", theirs=1.2, goal=0.07)],
    }

    class Module:
        def __init__(self, name: str) -> None:
            self.name = name

        def main(self) -> list[Ratio] | int:
            return results[self.name]

    monkeypatch.setattr(runner, "HERE", tmp_path)
    monkeypatch.setattr(runner.importlib, "import_module", Module)
    assert runner.main([]) == 1
    said = capsys.readouterr().out
    assert "start  3.00 s  bare window  1.50 s  2.00   ≤ 1.50  over" in said
    assert "Over the goal: slow: start; talkative." in said
    assert runner.main(["quick"]) == 0
    assert runner.main(["fast"]) == 2
    assert "There are: quick, slow, talkative." in capsys.readouterr().out


def test_rivals_take_turns_after_a_warm_up() -> None:
    turns: list[str] = []
    times = race({"ours": lambda: turns.append("o"), "theirs": lambda: turns.append("t")}, rounds=2)
    assert "".join(turns) == "ot" + "to" + "ot"
    assert set(times) == {"ours", "theirs"}
    assert 0 <= times["ours"].quickest <= times["ours"].median <= times["ours"].slowest
