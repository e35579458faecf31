"""Says whether a desk that was interrupted is as it should be: every confirmed change there, none half there."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from senco_desk.services import desks
from senco_desk.services.desk import Desk
from senco_desk.store.errors import WrongPassphraseError
from trials.workload import DESK, PASSPHRASE, changes_of, opened, state_of

Confirmed = dict[str, Any]
"""A line of the file of confirmations."""


def judge(place: Path, confirmed: list[Confirmed], next_one: Confirmed | None = None) -> str:
    """`ok`, `lost: …` or `corrupt: …`: what the program makes of a desk as an interruption left it.

    `next_one` is what the deed under way would have confirmed. Where nobody knows it, any one sound change more than
    was confirmed is allowed.
    """
    last = confirmed[-1]
    try:
        desk = _unlocked(place / DESK, _passphrases(last, next_one))
        try:
            state, sound = state_of(desk), desks.verify(desk)
            one_more = changes_of(desk) == last["changes"] + 1
        finally:
            desk.close()
        if not sound.ok:
            return f"corrupt: {sound}"
        under_way = state == next_one["state"] if next_one else one_more
        if state != last["state"] and not under_way:
            earlier = any(state == each["state"] for each in confirmed)
            return f"{'lost' if earlier else 'corrupt'}: state after {last['deed']} {last['number']}"
        return _artefacts(place, confirmed)
    except Exception as error:  # noqa: BLE001  whatever goes wrong is what the trial is looking for
        return f"corrupt: {type(error).__name__}: {error}"


def _passphrases(last: Confirmed, next_one: Confirmed | None) -> list[str]:
    """Those that may open the desk: the confirmed one, and the one that the deed under way would have set."""
    following = next_one["passphrase"] if next_one else f"{PASSPHRASE} {last['number']}"
    return list(dict.fromkeys([last["passphrase"], following]))


def _unlocked(folder: Path, passphrases: list[str]) -> Desk:
    for passphrase in passphrases[:-1]:
        try:
            return opened(folder, passphrase)
        except WrongPassphraseError:
            continue
    return opened(folder, passphrases[-1])


def _artefacts(place: Path, confirmed: list[Confirmed]) -> str:
    """Packs and the last backup that were confirmed are whole."""
    for each in confirmed:
        if "pack" in each:
            path = place / "packs" / each["pack"]
            if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != each["sha256"]:
                return f"lost: pack {each['pack']}"
    backups = [each for each in confirmed if "backup" in each]
    if backups:
        desk = opened(place / "backups" / backups[-1]["backup"], backups[-1]["passphrase"])
        try:
            if state_of(desk) != backups[-1]["state"] or not desks.verify(desk).ok:
                return f"corrupt: backup {backups[-1]['backup']}"
        finally:
            desk.close()
    return "ok"
