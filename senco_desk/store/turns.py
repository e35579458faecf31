"""Whose turn it is to write, among the connections that this program has open on one desk.

SQLite lets one connection write at a time and has the other wait for it: on the window's thread that would be a window
that stands still. So who writes is settled here, before SQLite is asked. Work in another thread waits for its turn;
the window does not: a deed of the person is refused, in words, and a small write that nobody waits for (a look that is
noted, words as they are typed) is put by and done as soon as the desk is free again.
For work that writes for a few milliseconds at a time (`brief`) the window does wait that moment, so that reading in
the background refuses nobody anything. Such work takes many turns one after the other, and so lets whoever waits go
before it each time: otherwise it would have the next turn before the other has woken up.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from senco_desk.domain.problems import RefusedError

_LONGEST_WAIT = 60.0
"""Seconds; nothing in the window writes for so long, so that this only ends what would be a knot."""

_A_MOMENT = 1.0
"""Seconds that the window waits for work that said it would be brief."""


class BusyDeskError(RefusedError):
    """Long work is changing the records just now; `what` is a sentence without its end: `A roll is being imported`."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}, so this was not saved. Wait until that is done or cancel it, then do this again;"
            " what you typed is still here."
        )


class Turns:
    """One for all connections of this program on one desk. Who holds the turn may take it again within."""

    def __init__(self) -> None:
        self._freed = threading.Condition()
        self._holder: object | None = None
        self._what = ""
        self._depth = 0
        self._brief = False
        self._patient = 0
        """So many wait for their turn who are not brief themselves."""

    @contextmanager
    def taken(self, holder: object, what: str, *, waits: bool, brief: bool = False) -> Iterator[None]:
        """Within this block only `holder` writes.

        Args:
            holder: who takes the turn.
            what: told to whoever is refused meanwhile: `A roll is being imported`.
            waits: wait for the turn; otherwise raises BusyDeskError where somebody else has it.
            brief: it is a matter of milliseconds, for which the others wait even so.
        """
        with self._freed:
            if not self._is_free_for(holder, brief=brief):
                patience = _LONGEST_WAIT if waits else _A_MOMENT if self._brief else 0.0
                if not (patience and self._comes(holder, patience, brief=brief)):
                    raise BusyDeskError(self._what)
            if not self._depth:
                self._holder, self._what, self._brief = holder, what, brief
            self._depth += 1
        try:
            yield
        finally:
            with self._freed:
                self._depth -= 1
                if not self._depth:
                    self._holder = None
                    self._freed.notify_all()

    def _comes(self, holder: object, patience: float, *, brief: bool) -> bool:
        """Waits for the turn; False where it does not come."""
        self._patient += not brief
        try:
            return self._freed.wait_for(lambda: self._is_free_for(holder, brief=brief), patience)
        finally:
            self._patient -= not brief
            self._freed.notify_all()

    def _is_free_for(self, holder: object, *, brief: bool) -> bool:
        return self._holder is holder or (self._holder is None and not (brief and self._patient))


class PutBy:
    """Small writes of one connection that wait until the desk is free, in their order. Used in one thread only."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, object, Callable[[], object]]] = deque()
        self._catching_up = False

    def do(self, write: Callable[[], object], *, name: str = "", value: object = None) -> bool:
        """Writes now, after everything that waits, and answers True; False where it is put by.

        `name` and `value` say what a reader is to find meanwhile in place of what is kept: see `found`.
        """
        self._waiting.append((name, value, write))
        return self.catch_up()

    def catch_up(self) -> bool:
        """Does what waits, as far as the desk is free; answers whether nothing is left. One that fails is let go."""
        if self._catching_up:
            return False
        self._catching_up = True
        try:
            while self._waiting:
                try:
                    self._waiting[0][2]()
                except BusyDeskError:
                    return False
                except BaseException:
                    self._waiting.popleft()
                    raise
                self._waiting.popleft()
        finally:
            self._catching_up = False
        return True

    def found(self, name: str) -> tuple[object] | None:
        """The value that waits to be kept under a name, the newest, in a tuple; None where none does."""
        return next(((value,) for known, value, _write in reversed(self._waiting) if known == name), None)

    def names(self, prefix: str) -> list[str]:
        """The names that begin so under which something waits, each once, in order."""
        return list(dict.fromkeys(name for name, _value, _write in self._waiting if name.startswith(prefix)))
