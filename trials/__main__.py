"""Runs a trial: `python3 dev.py trial power`, with its own options behind; without a name, says which there are."""

from __future__ import annotations

import importlib
import sys

TRIALS = {
    "power": "the power goes at a random moment, thousands of times",
    "kills": "the program is killed at a random moment, a thousand times",
    "full-disk": "the drive is full at each write of each deed",
    "damage": "the records file or its log is cut short, or bytes of it are flipped",
    "erasures": "the program is killed at a random moment while it erases a child",
    "mutations": "papers, lists and desks are damaged at random, ten thousand of them",
}


def main(asked: list[str]) -> int:
    """Runs the trial that was asked for; 0 where it held, 1 where not, 2 where it cannot run here."""
    name, *options = asked or [""]
    if name not in TRIALS:
        print("Say which trial:\n" + "\n".join(f"  {known:<11}{words}" for known, words in TRIALS.items()))
        return 2
    trial = importlib.import_module(f"trials.{name.replace('-', '_')}")
    return int(trial.main(options))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
