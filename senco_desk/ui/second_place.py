"""Where the window remembers a desk's second place for backups: a desk that does not open cannot say it itself.

One for each desk, so that nobody is offered the backups of another school. The desk is known by its place, which is
all that is left of one that was lost.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings


def remembered(settings: QSettings, desk: Path | None) -> Path | None:
    """The second place of the desk that was last opened here; None where there is none."""
    kept = str(settings.value(_key(desk)) or "") if desk is not None else ""
    return Path(kept) if kept else None


def remember(settings: QSettings, desk: Path, second: Path | None) -> None:
    """Keeps the second place of a desk, or that it has none."""
    if second is None:
        settings.remove(_key(desk))
    elif remembered(settings, desk) != second:
        settings.setValue(_key(desk), str(second))


def _key(desk: Path) -> str:
    import hashlib  # noqa: PLC0415  slow import, and the first window must be on the screen at once

    return f"second_place/{hashlib.sha256(str(desk.absolute()).encode()).hexdigest()[:16]}"
