"""`python -m senco_desk` and the console script `senco-desk`: the same program."""

from __future__ import annotations

import sys

from senco_desk.app.main import main as start


def main() -> int:
    """Run the program and answer its exit code."""
    return start()


if __name__ == "__main__":
    sys.exit(main())
