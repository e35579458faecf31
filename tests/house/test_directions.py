"""Imports only go down the floors: what import-linter is told in pyproject.toml holds."""

from __future__ import annotations

import tomllib

import pytest
from importlinter.application.use_cases import create_report, read_user_options
from importlinter.configuration import configure

from tests.house.sources import PACKAGE, ROOT


def test_the_contracts_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    configure()
    report = create_report(read_user_options(str(ROOT / "pyproject.toml")), cache_dir=None)
    broken = [contract.name for contract, check in report.get_contracts_and_checks() if not check.kept]
    assert not broken, f"{broken}: see what `python3 dev.py lint` says of them"
    assert report.module_count > 50


def test_every_floor_stands_under_a_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    floors = {name.strip() for layer in contracts[0]["layers"] for name in layer.split("|")}
    built = {each.stem for each in PACKAGE.iterdir() if (each / "__init__.py").exists() or each.suffix == ".py"}
    assert built - {"__init__"} == floors
