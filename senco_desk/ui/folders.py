"""Where the window may write outside a desk. Kept free of imports, since the first window needs it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Folders(NamedTuple):
    """Folders of this person on this computer.

    Args:
        settings: sizes, themes and which desks were open; never anything about a pupil.
        demo: where the demo school is made.
        desks: where a new desk is offered a place.
    """

    settings: Path
    demo: Path
    desks: Path
