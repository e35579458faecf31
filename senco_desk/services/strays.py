"""Attachments and their records, each without the other: found by a check, and swept when a person says so."""

from __future__ import annotations

from dataclasses import dataclass

from senco_desk.services.desk import Desk
from senco_desk.store import connection, health


@dataclass(frozen=True)
class Strays:
    """Files that no record names, by their coded names, and the ids of documents whose file is not there."""

    files: tuple[str, ...]
    absent: tuple[str, ...]


def find(desk: Desk) -> Strays:
    """What stands alone in a desk. Raises a TroubleError where the records cannot be read."""
    with connection.telling_troubles():
        return Strays(health.stray_files(desk.store), health.absent_files(desk.store))


def sweep(desk: Desk) -> int:
    """Remove for good the files that no record has named for more than a day; says how many. Undo cannot help."""
    desk.need("change")
    return health.sweep_strays(desk.store)
