"""What can go wrong, told apart by whose fault it is: the request's or the world's. Anything else is ours."""

from __future__ import annotations

from collections.abc import Iterable

from senco_desk.domain.records import Record


class Problem(Record):
    """One thing wrong with what was asked: a whole sentence, tied to its field, or to a file's row and column."""

    sentence: str
    field: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"row {self.row}" if self.row is not None else "", self.column) if part)
        return f"{place}: {self.sentence}" if place else self.sentence


class RefusedError(Exception):
    """The request cannot be done as it stands; every problem is named at once and nothing was changed."""

    def __init__(self, problems: Iterable[Problem] | str) -> None:
        if isinstance(problems, str):
            problems = [Problem(sentence=problems)]
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


class TroubleError(Exception):
    """Something outside the program stands in the way: a full disk, a locked or damaged file.

    Args:
        happened: what happened, a sentence.
        safe: what is safe, a sentence.
        do: what to do next, a sentence.
    """

    def __init__(self, happened: str, safe: str, do: str) -> None:
        self.happened, self.safe, self.do = happened, safe, do
        super().__init__(f"{happened} {safe} {do}")


class CancelledError(Exception):
    """The person stopped a long piece of work; nothing was changed."""
