"""Which ways on are offered in each state that a desk can be found in, and which of them a person has chosen before.

Plain data, without a widget: what happened, what is safe and what to do are the finding's own words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from senco_desk.services.before_opening import Finding

Way = Literal[
    "again", "other", "restore", "salvage", "read", "take", "older", "older_read", "known", "here", "copy", "own",
    "key_file",
]  # fmt: skip
"""Look once more · another desk · restore a backup · save what is left · open to read only · take over · open an older
copy for work, or to read it · go on with other keys, knowing why · stay in this place · copy the desk to this
computer · go on with the desk’s own file · take the key file of a backup."""

WORDS: Mapping[Way, str] = {
    "again": "&Look again",
    "other": "&Choose another desk…",
    "restore": "Restore a back&up…",
    "salvage": "&Save what is left…",
    "read": "Open to &read only",
    "take": "&Take over",
    "older": "Open the older cop&y",
    "older_read": "Look at it, &read only",
    "known": "&Go on: I know who did it",
    "here": "Open it &here all the same",
    "copy": "Cop&y it to this computer…",
    "own": "&Go on with this desk’s own file",
    "key_file": "Use the &key file of a backup…",
}

WAYS: Mapping[str, tuple[Way, ...]] = {
    "missing": ("again", "restore", "other"),
    "key_file_missing": ("key_file", "restore", "again", "other"),
    "key_file_damaged": ("key_file", "restore", "other"),
    "newer": ("again", "other"),
    "network": ("copy", "other", "here"),
    "cloud": ("copy", "other", "here"),
    "read_only": ("read", "copy", "again"),
    "open": ("read", "again"),
    "elsewhere": ("read", "take", "again"),
    "older_copy": ("restore", "older_read", "older"),
    "other_keys": ("read", "known", "restore", "other"),
    "first_page_damaged": ("restore", "salvage", "other"),
    "damaged": ("restore", "salvage", "other"),
    "foreign": ("restore", "salvage", "other"),
    "unreadable": ("again", "restore", "other"),
    "old_copy": ("read", "restore", "other"),
    "conflict_copies": ("own",),
}
"""The ways on from each finding that stands in the way, the advisable one first."""

BEFORE_KEYS = ("missing", "key_file_missing", "key_file_damaged", "newer", "unreadable", "network", "cloud")
"""What is asked before a passphrase is typed, the gravest first."""

WITH_KEYS = (
    "missing", "key_file_missing", "key_file_damaged", "newer", "unreadable", "first_page_damaged", "damaged",
    "foreign", "old_copy", "open", "elsewhere", "read_only", "older_copy", "other_keys", "conflict_copies",
)  # fmt: skip
"""What is asked once the keys are there, in this order."""

BESIDE = ("old_copy", "open", "elsewhere", "read_only", "left_behind", "little_room")
"""What is told in a line above the passphrase."""

INSIDE = ("stale_log", "set_aside", "unmarked", "little_room")
"""What is told above the pages once the desk is open, until it was read."""

_REMEMBERED = ("network", "cloud", "conflict_copies", "stale_log", "set_aside", "unmarked")


STAYS = "Everything stays on this computer."


def stays_words(cloud: str, *, network: bool) -> str:
    """What is said of where the records go, under the passphrase and in Settings, as long as the desk lies there.

    `cloud` is what copies the folder away, empty for nothing.
    """
    if cloud:
        whose = cloud if cloud[:1].isupper() else "A cloud program"
        return f"{whose} copies this desk’s folder away from this computer, encrypted as it is."
    return "This desk lies on a network drive, not on this computer." if network else STAYS


class Settings(Protocol):
    """Where answers are kept: QSettings, or anything like it."""

    def value(self, key: str) -> object:
        """What is kept under a key; None where nothing is."""

    def setValue(self, key: str, value: object) -> None:
        """Keeps a value."""


@dataclass
class Decisions:
    """What a person decided on one way into a desk; it ends with the opening."""

    read_only: bool = False
    anyway: bool = False
    older_too: bool = False
    other_keys_too: bool = False

    def settles(self, finding: str) -> bool:
        """Whether a finding stands in the way no more."""
        return (
            (finding in {"open", "elsewhere", "read_only", "old_copy"} and self.read_only)
            or (finding == "elsewhere" and self.anyway)
            or (finding == "older_copy" and self.older_too)
            or (finding == "other_keys" and self.other_keys_too)
        )

    def decide(self, way: Way) -> None:
        """Takes a decision down."""
        self.read_only = self.read_only or way in {"read", "older_read"}
        self.anyway = self.anyway or way == "take"
        self.older_too = self.older_too or way in {"older", "older_read"}
        self.other_keys_too = self.other_keys_too or way == "known"


class Answers:
    """Which findings of which desk a person has answered for good: kept by a hash of the path and of what was found.

    Another cloud program, another copy or one more stale log is a new question.
    """

    _KEY = "desks/answered"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def has(self, folder: Path, finding: Finding, copies: Sequence[Path] = ()) -> bool:
        """Whether this very thing was answered for this desk."""
        return finding.id in _REMEMBERED and self._mark(folder, finding, copies) in self._kept()

    def keep(self, folder: Path, finding: Finding, copies: Sequence[Path] = ()) -> None:
        """It is not asked again."""
        if finding.id in _REMEMBERED:
            kept = [each for each in self._kept() if each != self._mark(folder, finding, copies)]
            marks = [*kept, self._mark(folder, finding, copies)]
            self._settings.setValue(self._KEY, json.dumps(marks[-200:]))

    def _kept(self) -> list[str]:
        try:
            kept = json.loads(str(self._settings.value(self._KEY) or "[]"))
        except ValueError:
            return []
        return [str(each) for each in kept] if isinstance(kept, list) else []

    @staticmethod
    def _mark(folder: Path, finding: Finding, copies: Sequence[Path]) -> str:
        import hashlib  # noqa: PLC0415  slow import, and the first window must be on the screen at once

        what = [
            str(folder.absolute()),
            finding.id,
            finding.happened,
            *(f"{each.name} {_size(each)}" for each in copies),
        ]
        return hashlib.sha256("\n".join(what).encode()).hexdigest()[:24]


def in_the_way(found: Iterable[Finding], asked: tuple[str, ...]) -> list[Finding]:
    """Those of the findings that are asked about, in the order of asking."""
    return sorted((each for each in found if each.id in asked), key=lambda each: asked.index(each.id))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
