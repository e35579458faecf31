"""Costing everybody on a large register, beside opening a demo school's register without any costs."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.side_by_side import Ratio, race
from senco_desk.domain.school import SchoolDraft
from senco_desk.services import desks, register
from senco_desk.services.demo import making

PUPILS = 1_500


def main() -> list[Ratio]:
    """The register of a large secondary school with and without its costs; for information, no goal."""
    with tempfile.TemporaryDirectory() as folder:
        desk, _code = desks.create(
            Path(folder) / "bench.sencodesk",
            making.PASSPHRASE,
            SchoolDraft(name="Bench"),
            day=lambda: date(2026, 11, 20),
            clock=lambda: datetime.now(UTC),
        )
        making.fill(desk, PUPILS, 1)
        times = race(
            {
                "with costs": lambda: register.as_at(desk),
                "without": lambda: register.as_at(desk, spend=False),
            },
            rounds=3,
        )
        desk.close()
    return [Ratio(f"register of {PUPILS:,}", times["with costs"].median, "without costs", times["without"].median)]
