"""The built wheel carries every package and every resource; the list in pyproject.toml is held against the folders."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]


def test_every_package_is_listed() -> None:
    folders = {path.parent for path in (ROOT / "senco_desk").rglob("__init__.py")}
    packages = {".".join(folder.relative_to(ROOT).parts) for folder in folders}
    listed = {name for name in SETTINGS["packages"] if "._resources" not in name}
    assert listed == packages


def test_every_resource_is_listed() -> None:
    data = SETTINGS["package-data"]
    for path in (ROOT / "resources").rglob("*"):
        if path.is_file():
            package = ".".join(("senco_desk", "_resources", *path.parent.relative_to(ROOT / "resources").parts))
            assert package in SETTINGS["packages"], path
            assert any(fnmatch(path.name, pattern) for pattern in data.get(package, ())), path
