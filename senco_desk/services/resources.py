"""Finds the files that come with the program: icons, profiles, guidance. The one place that knows where they are.

Three homes are possible: beside the package in a source checkout (`resources/`), inside the built wheel
(`senco_desk/_resources/`), and in the folder a frozen program unpacks (`sys._MEIPASS/resources/`).
"""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath


def resource(name: str) -> Path:
    """The path of a file or folder that comes with the program, named from `resources/`: `icons/today.svg`.

    Refuses a name that leaves the folder (ValueError). Where the file is missing the installation is damaged,
    and TroubleError says so.
    """
    asked = PurePosixPath(name)
    if asked.is_absolute() or ".." in asked.parts or "\\" in name or ":" in name:
        raise ValueError(f"{name!r} does not name a file inside the resources")
    for home in homes():
        found = home / asked
        if found.exists():
            return found
    # Slow import on purpose: the unlock window needs icons before pydantic is worth its tenth of a second.
    from senco_desk.domain.problems import TroubleError  # noqa: PLC0415

    raise TroubleError(
        f"A file that belongs to Senco Desk is missing: {name}.",
        "Your records are kept in another place and are not affected.",
        "Install Senco Desk again, or ask whoever installed it to.",
    )


def homes() -> tuple[Path, ...]:
    """The folders that may hold the resources, in the order they are tried."""
    package = Path(__file__).resolve().parent.parent
    frozen = getattr(sys, "_MEIPASS", None)
    unpacked = (Path(frozen) / "resources", Path(frozen) / "senco_desk" / "_resources") if frozen else ()
    return (*unpacked, package / "_resources", package.parent / "resources")
