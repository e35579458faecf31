"""A module is named for what it knows: a name that fits anything gathers everything."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.house.sources import PACKAGE, ROOT, files

_NAMES_FOR_ANYTHING = {"common", "controller", "data", "helper", "helpers", "info", "manager", "misc", "util", "utils"}


def test_no_module_has_a_name_that_fits_anything() -> None:
    named = [each for each in PACKAGE.rglob("*") if each.suffix == ".py" or each.is_dir()]
    found = [each.relative_to(ROOT).as_posix() for each in named if _NAMES_FOR_ANYTHING & set(each.stem.split("_"))]
    assert not found
    assert len(named) > 50


def test_git_ignores_no_file_of_the_project() -> None:
    """A loose line in .gitignore leaves a folder out of every clone, and nothing on the machine that wrote it shows."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a clone, or git is not installed")
    ours = "\n".join(each.relative_to(ROOT).as_posix() for each in files())
    told = subprocess.run(
        [git, "check-ignore", "--stdin"], cwd=ROOT, input=ours, capture_output=True, text=True, check=False
    )
    assert told.stdout.split() == []


def test_the_package_root_holds_nothing() -> None:
    """Nothing imports the root, so it has nothing to offer: the knots of other programs began there."""
    root = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    assert "import" not in root.replace("from __future__ import annotations", "").split('"""')[-1]
