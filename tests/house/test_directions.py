"""Imports only go down the floors: what import-linter is told in pyproject.toml holds."""

from __future__ import annotations

import tomllib

import pytest
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure

from tests.house.sources import PACKAGE, ROOT


def test_the_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    configure()
    kept = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)
    assert kept, capsys.readouterr().out


def test_every_floor_stands_under_a_contract() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    floors = {name.strip() for layer in layers for name in layer.split("|")}
    built = {each.stem for each in PACKAGE.iterdir() if (each / "__init__.py").exists() or each.suffix == ".py"}
    assert built - {"__init__"} == floors
