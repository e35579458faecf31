"""Nothing below the composition root reads a clock: today and now are arguments, so every day can be rehearsed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.sources import PACKAGE, ROOT, modules, nodes

# Of time's functions only those that measure how long something takes are free to use.
_DURATIONS = {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time", "sleep"}
_READS = {"today", "now", "utcnow", "currentDate", "currentDateTime", "currentDateTimeUtc", "currentTime"}
_READS |= {"currentMSecsSinceEpoch", "currentSecsSinceEpoch", "uuid1", "uuid6", "uuid7"}
_NAMES = re.compile("%-?[aAbBpcxX]")
_OWNERS = {"date", "datetime", "dt", "QDate", "QDateTime", "QTime", "QtCore", "uuid", "time"}


def clocks_read(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each place that asks what day or time it is, by line; also where the asked one was imported by another name."""
    found = nodes(tree)
    imported = [node for node in found if isinstance(node, ast.Import | ast.ImportFrom)]
    called = {alias.asname: alias.name for node in imported for alias in node.names if alias.asname}
    for node in found:
        if isinstance(node, ast.Attribute):
            name = called.get(_last(node.value), _last(node.value))
            if name in _OWNERS and (node.attr in _READS or (name == "time" and _tells(node.attr))):
                yield node.lineno, f"{name}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module in ("time", "uuid"):
            names = [alias.name for alias in node.names]
            yield from (
                (node.lineno, each) for each in names if each in _READS or (node.module == "time" and _tells(each))
            )


def _last(owner: ast.expr) -> str:
    return owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""


def _tells(name: str) -> bool:
    return name.islower() and name not in _DURATIONS and name not in ("struct_time", "timezone", "tzname")


def test_only_the_composition_root_reads_a_clock() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {what}"
        for path, tree in modules()
        if not path.is_relative_to(PACKAGE / "app")
        for line, what in clocks_read(tree)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "date.today()",
        "datetime.date.today()",
        "datetime.now(tz)",
        "field(default_factory=date.today)",
        "from datetime import date as day\nday.today()",
        "time.time()",
        "time.strftime('%Y')",
        "from time import time",
        "QDate.currentDate()",
        "uuid.uuid1()",
    ],
)
def test_the_reader_knows_a_clock(line: str) -> None:
    assert list(clocks_read(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ["desk.today", "time.monotonic()", "started.time()", "canvas.today()", "from time import monotonic"]
)
def test_the_reader_leaves_the_rest_alone(line: str) -> None:
    assert not list(clocks_read(ast.parse(line)))


def test_no_date_is_written_in_the_language_of_the_computer() -> None:
    """Qt takes over the system's language when it starts, and `%B` then says März; `terms.in_words` never does."""
    found = [
        f"{path.relative_to(ROOT)}:{each.lineno} {ast.unparse(each)}"
        for path, tree in modules()
        for each in nodes(tree)
        if isinstance(each, ast.FormattedValue) and each.format_spec and _NAMES.search(ast.unparse(each.format_spec))
    ]
    assert not found, "\n".join(found)
