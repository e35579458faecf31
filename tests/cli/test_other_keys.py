"""At the command line, a desk whose keys are not those of last time is refused until somebody says that they know."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from senco_desk.cli import backups, opening
from senco_desk.cli.world import World
from senco_desk.domain.school import PersonDraft
from senco_desk.services import people


@pytest.fixture
def cli(cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """As the program runs it: with a memory of the keys that it saw."""
    real = opening.keys_seen

    def remembering(world: World) -> Any:
        return real(dataclasses.replace(world, keys_seen=lambda: tmp_path / "settings" / "keys_seen.json"))

    for module in (opening, backups):
        monkeypatch.setattr(module, "keys_seen", remembering)
    return cli


def test_a_removal_on_another_computer_is_told_and_answered(cli: Any, tmp_path: Path) -> None:
    with cli.desk() as desk:
        slot = people.first_slot(desk, "three brown foxes", "three brown foxes")
        person = people.add(desk, PersonDraft(name="Tess", role="assistant"), [], slot).value
    assert cli("register").code == 0
    assert cli("register").code == 0
    with cli.desk() as desk:  # which keeps nothing in this memory, as another computer would not
        people.remove(desk, person.id)
    for command in ("register", "undo"):
        refused = cli(command)
        assert refused.code == 3
        assert "other keys" in refused.err
        assert "removed" in refused.err
    assert cli("verify").code == 0  # which only reads
    assert cli("register").code == 3
    assert cli("register", "--other-keys").code == 0
    assert cli("register").code == 0


def test_an_older_key_file_put_back_is_told(cli: Any, tmp_path: Path) -> None:
    shutil.copytree(cli.path, tmp_path / "before")
    with cli.desk() as desk:
        slot = people.first_slot(desk, "three brown foxes", "three brown foxes")
        people.add(desk, PersonDraft(name="Tess", role="assistant"), [], slot)
    assert cli("register").code == 0
    for name in ("vault.json", "vault.copy.json"):
        shutil.copyfile(tmp_path / "before" / name, cli.path / name)
    refused = cli("register")
    assert refused.code == 3
    assert "older" in refused.err


def test_a_way_in_that_nobody_owns_is_a_finding_of_verify(cli: Any) -> None:
    from senco_desk.store import vault
    from tests.builders import CHEAP, PASSPHRASE

    keys = vault.unlock(cli.path, PASSPHRASE, CHEAP)
    vault.add_passphrase(cli.path, keys, "three brown foxes", kdf=CHEAP, floor=CHEAP)
    ran = cli("verify", "--json")
    assert ran.code == 3
    assert not ran.json["ok"]
    assert ran.json["ways_in"]
    assert ran.json["integrity"] == []
    told = cli("verify")
    assert "belongs to nobody" in told.err
    assert "The desk is damaged" not in told.out
    assert "records are sound" in told.out
    assert cli("register").code == 0  # a SENCO's opening takes it out
    assert cli.does("verify")["ok"]


def test_a_restore_names_who_was_removed_and_keeps_them_out(cli: Any, tmp_path: Path) -> None:
    from senco_desk.services import desks
    from senco_desk.store.errors import WrongPassphraseError
    from tests.builders import CHEAP

    secret, backup = "three brown foxes", tmp_path / "b.sencodesk"
    with cli.desk() as desk:
        person = people.add(
            desk, PersonDraft(name="Tess", role="assistant"), [], people.first_slot(desk, secret, secret)
        ).value
    cli.does("backup", "--to", backup)
    assert cli("register").code == 0
    with cli.desk() as desk:
        people.remove(desk, person.id)
    assert cli("register").code == 3  # the removal was made elsewhere
    assert cli("register", "--other-keys").code == 0
    dry = cli("restore", backup, "--to", cli.path, "--dry-run")
    assert "Tess was removed since" in dry.out
    assert cli.does("restore", backup, "--to", cli.path)["returning"] == ["Tess"]
    with pytest.raises(WrongPassphraseError):
        desks.unlock(cli.path, secret, floor=CHEAP)
    assert cli("register").code == 0  # made here, so nothing to ask
    assert "lets in again: Tess" in cli("restore", backup, "--to", cli.path, "--with-removed").out
    desks.unlock(cli.path, secret, floor=CHEAP)
    assert cli("register").code == 0
