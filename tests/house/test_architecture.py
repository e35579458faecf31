"""The pages tell the truth: every path that the architecture names exists, every link leads somewhere."""

from __future__ import annotations

import re

import pytest

from tests.house.sources import ROOT

_PAGE = ROOT / "docs" / "architecture.md"
_LINKING = sorted(
    str(path.relative_to(ROOT))
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "installers" / "README.md")
)
_NAMING = [f"docs/{name}.md" for name in ("architecture", "security", "reliability")]
# Anything between backticks that has a slash, or that ends like a file.
_QUOTED = re.compile(r"`([\w.\-]+(?:/[\w.\-]*)+|[\w\-]+\.(?:py|md|toml|lock))`")

_LINK = re.compile(r"\]\(([^)#]+)")


@pytest.mark.parametrize("page", _NAMING)
def test_every_path_on_the_page_exists(page: str) -> None:
    named = set(_QUOTED.findall((ROOT / page).read_text(encoding="utf-8"))) - {"desk.lock"}  # a file in each desk
    missing = sorted(name for name in named if not (ROOT / name).exists() and not (ROOT / "senco_desk" / name).exists())
    assert not missing
    assert len(named) > 10 or page != _NAMING[0]


@pytest.mark.parametrize("page", _LINKING)
def test_every_link_and_picture_leads_somewhere(page: str) -> None:
    links = _LINK.findall((ROOT / page).read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not ((ROOT / page).parent / link).exists()]
    assert not missing


def test_the_pages_that_people_are_sent_to_are_among_them() -> None:
    assert {"README.md", "CHANGELOG.md", "docs/security.md", "docs/reliability.md"} <= set(_LINKING)


def test_every_floor_is_on_the_page() -> None:
    page = _PAGE.read_text(encoding="utf-8")
    floors = [each.name for each in (ROOT / "senco_desk").iterdir() if (each / "__init__.py").exists()]
    assert [name for name in floors if name not in page] == []
