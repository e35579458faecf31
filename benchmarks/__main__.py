"""Runs the benchmarks: `python3 dev.py bench`, or with names, `python3 dev.py bench filter bind`.

A benchmark is a file `bench_NAME.py` here with a function `main()`. It returns its `Ratio`s (`side_by_side.py`), which
are printed as a table; or it prints its own figures and returns 0, or 1 where a goal was missed.
What it compares is measured in the same run, because a ratio holds from one machine to the next and a time does not.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from benchmarks.side_by_side import Ratio

HERE = Path(__file__).resolve().parent


def main(asked: list[str]) -> int:
    """Runs the benchmarks asked for, or all of them. Returns 1 where a goal was missed, 2 for an unknown name."""
    known = [path.stem.removeprefix("bench_") for path in sorted(HERE.glob("bench_*.py"))]
    unknown = [name for name in asked if name not in known]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(known) or 'none yet'}.")
        return 2
    missed = []
    for name in asked or known:
        print(f"\n== {name}", flush=True)
        found = importlib.import_module(f"benchmarks.bench_{name}").main()
        if isinstance(found, int):
            missed += [name] if found else []
            continue
        print("\n".join(table(found)), flush=True)
        missed += [f"{name}: {each.what}" for each in found if each.missed]
    print(f"\nOver the goal: {'; '.join(missed)}." if missed else "\nEvery goal is met.")
    return 1 if missed else 0


def table(ratios: list[Ratio]) -> list[str]:
    """The lines of one benchmark's table, the columns as wide as their widest cell."""
    rows = [("what", "ours", "against", "theirs", "ratio", "goal", "")]
    for each in ratios:
        goal = "" if each.goal is None else f"≤ {each.goal:.2f}"
        verdict = "" if each.goal is None else "over" if each.missed else "met"
        ours, theirs = _amount(each.ours, each.unit), _amount(each.theirs, each.unit)
        rows.append((each.what, ours, each.against, theirs, f"{each.ratio:.2f}", goal, verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _amount(value: float, unit: str) -> str:
    if unit == "s":
        return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"
    return f"{value:.1f} {unit}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
