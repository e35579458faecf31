"""The architecture page tells the truth: every path that it names exists."""

from __future__ import annotations

import re

from tests.house.sources import ROOT

_PAGE = ROOT / "docs" / "architecture.md"
# Anything between backticks that has a slash, or that ends like a file.
_QUOTED = re.compile(r"`([\w.\-]+(?:/[\w.\-]*)+|[\w\-]+\.(?:py|md|toml|lock))`")


def test_every_path_on_the_page_exists() -> None:
    named = set(_QUOTED.findall(_PAGE.read_text(encoding="utf-8")))
    missing = sorted(name for name in named if not (ROOT / name).exists() and not (ROOT / "senco_desk" / name).exists())
    assert not missing
    assert len(named) > 10


def test_every_floor_is_on_the_page() -> None:
    page = _PAGE.read_text(encoding="utf-8")
    floors = [each.name for each in (ROOT / "senco_desk").iterdir() if (each / "__init__.py").exists()]
    assert [name for name in floors if name not in page] == []
