"""Where a fault of ours arose, without a word of what it was about: the one shape of every crash report.

Messages of errors and values of variables are left out, because they may quote a record.
"""

from __future__ import annotations

import traceback
from pathlib import Path


def places_of(error: BaseException) -> list[str]:
    """The chain of errors, the first cause first: the kind of each, then its places as file, line and function."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    lines: list[str] = []
    for each in reversed(chain):
        lines += ["and then:"] if lines else []
        lines.append(f"{type(each).__module__}.{type(each).__qualname__}")
        lines += [
            f"  {inside(frame.filename)}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(each.__traceback__)
        ]
    return lines


def inside(filename: str) -> str:
    """A file's place inside the program or a library, so that no name of a person's account is in a report."""
    parts = Path(filename).parts
    for anchor in ("senco_desk", "site-packages"):
        if anchor in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(anchor) :])
    return parts[-1] if parts else ""
