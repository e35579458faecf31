"""The pages tell the truth: every path that the architecture names exists, every link leads somewhere."""

from __future__ import annotations

import re

import pytest

from tests.house.sources import ROOT

_PAGE = ROOT / "docs" / "architecture.md"
# Anything between backticks that has a slash, or that ends like a file.
_QUOTED = re.compile(r"`([\w.\-]+(?:/[\w.\-]*)+|[\w\-]+\.(?:py|md|toml|lock))`")

_LINK = re.compile(r"\]\(([^)#]+)")


def test_every_path_on_the_page_exists() -> None:
    named = set(_QUOTED.findall(_PAGE.read_text(encoding="utf-8")))
    missing = sorted(name for name in named if not (ROOT / name).exists() and not (ROOT / "senco_desk" / name).exists())
    assert not missing
    assert len(named) > 10


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md", "docs/dependencies.md", "installers/README.md"])
def test_every_link_and_picture_leads_somewhere(page: str) -> None:
    links = _LINK.findall((ROOT / page).read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not ((ROOT / page).parent / link).exists()]
    assert not missing


def test_every_floor_is_on_the_page() -> None:
    page = _PAGE.read_text(encoding="utf-8")
    floors = [each.name for each in (ROOT / "senco_desk").iterdir() if (each / "__init__.py").exists()]
    assert [name for name in floors if name not in page] == []
