"""Row ids: UUIDv7 (RFC 9562), globally unique and sorted by time, so that records can move between desks."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from datetime import datetime
from uuid import UUID


class Ids:
    """Makes ids that rise strictly within one open desk, even many within one millisecond."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last = 0
        self._one_at_a_time = threading.Lock()  # a desk has one row of ids for all its threads

    def start_after(self, newest: str) -> None:
        """Never make an id before this one, even where the computer's clock was set back since it was made."""
        value = UUID(newest).int
        self._last = max(self._last, value >> 80 << 74 | (value >> 64 & 0xFFF) << 62 | value & (1 << 62) - 1)

    def new(self) -> str:
        """The next id: 48 bits of Unix milliseconds, then a counter seeded at random, then random bits."""
        stamp = int(self._clock().timestamp() * 1000) & (1 << 48) - 1
        with self._one_at_a_time:
            candidate = stamp << 74 | secrets.randbits(73)
            self._last = candidate if candidate > self._last else self._last + (1 << 32) + secrets.randbits(16)
            made = self._last
        stamp, rest = made >> 74, made & (1 << 74) - 1
        high, low = rest >> 62, rest & (1 << 62) - 1
        return str(UUID(int=stamp << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low))
