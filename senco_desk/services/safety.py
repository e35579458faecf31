"""What keeps a school from losing its records: the last backup, the passphrase, and a recovery code that was checked.

The slow deeds (each derives keys) touch only the key file, so they may run in any thread; what is noted of them is
written in the desk's own thread afterwards.
"""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from datetime import date

from senco_desk.domain.problems import Problem, RefusedError, TroubleError
from senco_desk.domain.roles import require
from senco_desk.services import backups
from senco_desk.services.desk import Desk
from senco_desk.services.desks import BackedUp, begun_on
from senco_desk.store import desk_state, vault, ways_in
from senco_desk.store.errors import WrongPassphraseError
from senco_desk.store.kdf import FLOOR, KdfParameters, calibrated
from senco_desk.store.keys import Keys
from senco_desk.store.passphrases import advice, composed, shortcoming
from senco_desk.store.recovery_codes import new_recovery_code, normalised, slips
from senco_desk.store.vault_header import Slot

__all__ = ["Slot", "advice"]

STALE_DAYS = 7
"""A backup older than this is said to be old."""

_BACKUP = "safety.backup"
_CHECKED = desk_state.RECOVERY_CHECKED


@dataclass(frozen=True)
class LastBackup:
    """The last good backup: the day, where it was written, and how many pupils and attachments it holds."""

    on: date
    file: str
    pupils: int
    files: int
    earlier_keys: bool = False
    """It opens with the passphrases of its day alone: the desk was given new keys since."""


@dataclass(frozen=True)
class Safety:
    """How well the records are kept from loss.

    Args:
        backup: the last backup that was found good; None before the first.
        days: whole days since that backup, or since the desk was begun where there is none.
        recovery_checked: whether the recovery code of today was typed back or has opened the desk.
        has_recovery: whether there is a recovery code; it ends when a SENCO goes, who may know it.
        trouble: why the last automatic backup failed, or was not copied to the second place; empty otherwise.
        copied_days: whole days since a backup was last copied to the second place; None where never, or where there
            is no second place.
        has_second: whether a second place was chosen.
    """

    backup: LastBackup | None
    days: int
    recovery_checked: bool
    trouble: str = ""
    copied_days: int | None = None
    has_second: bool = False
    has_recovery: bool = True

    @property
    def backup_due(self) -> bool:
        """Whether a week has gone by without a backup."""
        return self.days > STALE_DAYS

    @property
    def copy_due(self) -> bool:
        """Whether the second place has been without a copy for a week."""
        return self.has_second and (self.copied_days is None or self.copied_days > STALE_DAYS)


def state(desk: Desk) -> Safety:
    """What is known now."""
    kept = desk_state.read(desk.store, _BACKUP)
    backup = None
    if kept:
        told = json.loads(kept)
        backup = LastBackup(date.fromisoformat(told["on"]), told["file"], told["pupils"], told["files"])
    known = backups.overview(desk)
    if known.last is not None and (automatic := backups.last_good(desk)) is not None:
        on = automatic.at.astimezone().date()
        if backup is None or on > backup.on:
            backup = LastBackup(on, str(automatic.folder), automatic.pupils, automatic.files, automatic.earlier_keys)
    since = backup.on if backup else begun_on(desk) or desk.today
    slot = _recovery_slot(desk)
    checked = bool(slot) and slot in {desk_state.read(desk.store, _CHECKED), _keys(desk).slot_id}
    copied = (desk.today - known.copied_at.astimezone().date()).days if known.copied_at else None
    return Safety(
        backup,
        max(0, (desk.today - since).days),
        checked,
        known.trouble,
        None if copied is None else max(0, copied),
        known.second is not None,
        slot != "",
    )


def note_backup(desk: Desk, made: BackedUp) -> None:
    """Keeps the day of a backup that was found good; one with damage in it does not count. For who makes backups."""
    desk.need("export")
    if made.verified:
        told = {"on": desk.today.isoformat(), "file": str(made.file), "pupils": made.pupils, "files": made.files}
        desk_state.keep(desk.store, _BACKUP, json.dumps(told, ensure_ascii=False))


def note_recovery_checked(desk: Desk, slot_id: str) -> None:
    """Keeps that the code of this slot was checked; another code, made later, has to be checked by itself.

    The code opens in the SENCO's name, so only a SENCO says that it was.
    """
    desk.need("people")
    desk_state.keep(desk.store, _CHECKED, slot_id)


def note_opening(desk: Desk) -> None:
    """A desk that was opened with its recovery code has checked it."""
    slot = _recovery_slot(desk)
    opened_with = slot and _keys(desk).slot_id == slot
    if slot and opened_with and not desk.store.read_only and desk_state.read(desk.store, _CHECKED) != slot:
        note_recovery_checked(desk, slot)


def change_passphrase(desk: Desk, old: str, new: str, again: str) -> None:
    """Puts a new passphrase in place of the old one; every other way in, and the records, stay as they are. Slow.

    `old` may also be the recovery code, for somebody who has forgotten the passphrase. It is always the passphrase of
    the person who opened the desk that is changed, also for somebody who changes no records. Refused with every problem
    at once.
    """
    _may_write(desk)
    problems = []
    if not old:
        problems.append(Problem(field="old", sentence="Type the passphrase that opens the desk now."))
    if not new:
        problems.append(Problem(field="new", sentence="Choose a new passphrase."))
    elif shortcoming(new):
        problems.append(Problem(field="new", sentence=shortcoming(new)))
    elif composed(new) == composed(old):
        problems.append(Problem(field="new", sentence="This is the current passphrase. Choose another one."))
    elif composed(new) != composed(again):
        problems.append(Problem(field="again", sentence="The two new passphrases differ: type it once more."))
    if problems:
        raise RefusedError(problems)
    folder, keys = desk.store.folder, _keys(desk)
    opened = _opened(desk, old, "old")
    if opened.kind == "passphrase" and opened.id != desk.store.own_slot:
        raise RefusedError([Problem(field="old", sentence="This is somebody else’s passphrase. Type your own.")])
    vault.change_passphrase(folder, keys, desk.store.own_slot, new, kdf=cost_of_a_slot(keys))


def may_choose_anew(desk: Desk) -> bool:
    """Whether the recovery code opened the desk, so that a new passphrase is to be chosen, and one can be written."""
    return desk.store.recovered and desk.store.holds_lock and desk.store.keys is not None


def choose_anew(desk: Desk, new: str, again: str) -> None:
    """Puts a new passphrase in place of the forgotten one, in a desk that the recovery code opened. Slow; any thread.

    Every other way in, the code too, and the records stay as they are. Refused with every problem at once.
    """
    _may_write(desk)
    if not may_choose_anew(desk):
        raise RefusedError("The recovery code did not open this desk: change the passphrase in Settings, Safety.")
    problems = []
    if not new:
        problems.append(Problem(field="passphrase", sentence="Choose a passphrase."))
    elif shortcoming(new):
        problems.append(Problem(field="passphrase", sentence=shortcoming(new)))
    elif composed(new) != composed(again):
        problems.append(Problem(field="again", sentence="The two passphrases differ: type it once more."))
    if problems:
        raise RefusedError(problems)
    keys = _keys(desk)
    vault.change_passphrase(desk.store.folder, keys, desk.store.own_slot, new, kdf=cost_of_a_slot(keys))


def check_recovery_code(desk: Desk, typed: str) -> str:
    """Tries a typed recovery code on the desk and answers the id of its slot, for `note_recovery_checked`. Slow."""
    code = _read_code(typed)
    opened = _opened(desk, code, "code")
    if opened.kind != "recovery":
        raise RefusedError([Problem(field="code", sentence="This is a passphrase. Type the recovery code.")])
    return opened.id


def offer_recovery_code(desk: Desk, passphrase: str) -> str:
    """A new recovery code, given the passphrase. It opens nothing until `use_recovery_code`; the old one still does."""
    _may_write(desk)
    _must_be_senco(desk)
    if not passphrase:
        raise RefusedError([Problem(field="passphrase", sentence="Type the passphrase that opens the desk now.")])
    _opened(desk, passphrase, "passphrase")
    return new_recovery_code()


def use_recovery_code(desk: Desk, code: str, typed: str) -> Slot:
    """The way in of an offered code that was typed back. Slow; writes nothing: give it to `put_recovery_code`."""
    _may_write(desk)
    _must_be_senco(desk)
    compare_codes(code, typed)
    keys = _keys(desk)
    return vault.new_recovery_slot(keys, code, kdf=cost_of_a_slot(keys))


def put_recovery_code(desk: Desk, slot: Slot) -> None:
    """Puts the code of `use_recovery_code` into use, which counts as checked; the old one ends with that.

    In the desk's own thread. Cut off at any moment, the old code opens the desk or the new one does: the records know
    both until the key file has the new one.
    """
    _may_write(desk)
    desk.need("people")
    there = _recovery_slot(desk)
    ways_in.keep_recovery(desk.store, {slot.id, *([there] if there else [])})
    vault.put_recovery(desk.store.folder, _keys(desk), slot)
    ways_in.keep_recovery(desk.store, {slot.id})
    note_recovery_checked(desk, slot.id)


def compare_codes(code: str, typed: str) -> None:
    """Refuses, with the group to look at, where what was typed is not the code."""
    if not secrets.compare_digest(_read_code(typed), code):
        sentence = "This is another recovery code than the one shown. Look at the newest one."
        raise RefusedError([Problem(field="code", sentence=sentence)])


def cost_of_a_slot(keys: Keys) -> KdfParameters:
    """The cost of a new way in, measured on this computer; a rehearsal's desk stays as cheap as it was made."""
    return calibrated(time.perf_counter) if keys.floor == FLOOR else keys.floor


def _read_code(typed: str) -> str:
    """A typed code as printed. Refuses what cannot be one, naming the group with a slip."""
    code = normalised(typed)
    sentence = ""
    if not typed.strip():
        sentence = "Type the recovery code: seven groups of five letters and figures."
    elif not code:
        sentence = "A recovery code is seven groups of five letters and figures. Look whether a group is missing."
    elif slips(code):
        wrong = slips(code)
        sentence = f"Look again at the {' and '.join(wrong)} group{'s' if len(wrong) > 1 else ''}."
    if sentence:
        raise RefusedError([Problem(field="code", sentence=sentence)])
    return code


def _opened(desk: Desk, secret: str, field: str) -> vault.SlotSeen:
    try:
        return vault.opened_by(desk.store.folder, _keys(desk), secret)
    except WrongPassphraseError as error:
        sentence = "This does not open the desk. Check Caps Lock and type it once more."
        if field == "code":
            sentence = "This code does not open the desk. An older code ends when a new one is put into use."
        raise RefusedError([Problem(field=field, sentence=sentence)]) from error


def _recovery_slot(desk: Desk) -> str | None:
    """The id of the recovery code's slot, empty where there is none; None where the key file cannot be read now."""
    try:
        slots = vault.slots(desk.store.folder, _keys(desk))
    except TroubleError:
        return None
    return next((slot.id for slot in slots if slot.kind == "recovery"), "")


def _may_write(desk: Desk) -> None:
    if not desk.store.holds_lock:
        raise RefusedError("This desk is open for reading only, so its passphrase and its code stay as they are.")


def _must_be_senco(desk: Desk) -> None:
    """The code opens in the SENCO's name. Asked of the connection's limits, since this runs in any thread."""
    if desk.store.sight is not None:
        require(desk.store.sight.rights, "people")


def _keys(desk: Desk) -> Keys:
    assert desk.store.keys is not None
    return desk.store.keys
