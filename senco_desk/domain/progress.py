"""How long work tells how far it is, and learns that it should stop."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What long work is given; the window, the terminal and the tests each bring their own."""

    def start(self, what: str, total: int) -> None:
        """A new stretch of work begins: its words and how many steps it has."""

    def step(self, done: int = 1) -> None:
        """So many more steps are done. Raises CancelledError if the person asked to stop."""


class Silent:
    """Progress that nobody watches."""

    def start(self, what: str, total: int) -> None:
        """Nothing to show."""

    def step(self, done: int = 1) -> None:
        """Nothing to show."""
