"""What a person is told of a desk before it is opened, or of a folder before a desk is made in it."""

from __future__ import annotations

from pathlib import Path

from senco_desk.store import looking
from senco_desk.store.kdf import FLOOR, KdfParameters
from senco_desk.store.keys import Keys
from senco_desk.store.looking import Finding, Findings

__all__ = ["Finding", "Findings", "look", "look_at_place"]


def look(folder: Path, keys: Keys | None = None, *, floor: KdfParameters = FLOOR) -> Findings:
    """Everything to know of a desk, the gravest first; with keys, of its records too. Changes nothing."""
    return looking.look(folder, keys=keys, floor=floor)


def look_at_place(folder: Path) -> tuple[Finding, ...]:
    """Whether a folder lies on a network drive or is copied by a cloud program; empty if neither."""
    return looking.look_at_place(folder)
