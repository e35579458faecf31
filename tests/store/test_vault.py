"""The key file from outside: who gets in, what a thief or a fault can do to it, and what is said then."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pickle
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.store import slots, vault, vault_header
from senco_desk.store.errors import (
    DamagedHeaderError,
    DiskFaultError,
    MissingDeskError,
    NewerVersionError,
    WrongPassphraseError,
)
from senco_desk.store.kdf import CAP, FLOOR, RECOMMENDED, KdfParameters, calibrated, is_sound
from senco_desk.store.keys import Keys, keys_from
from senco_desk.store.passphrases import accepted, advice, shortcoming
from senco_desk.store.recovery_codes import ALPHABET, new_recovery_code, normalised, slips

CHEAP = KdfParameters(memory_kib=8, iterations=1, lanes=1)
WORDS = "seven quiet otters"


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Path, Keys, str]:
    folder = tmp_path / "desk"
    return folder, *vault.create(folder, WORDS, CHEAP, floor=CHEAP)


def unlock(folder: Path, secret: str) -> Keys:
    """As a desk is unlocked, whose records the keys then open."""
    keys = vault.unlock(folder, secret, CHEAP)
    with contextlib.suppress(TroubleError):
        vault.mend(folder, keys)
    return keys


def canonical(fields: object) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def alter(path: Path, change: Any, *, forge_checksum: bool = True) -> None:
    fields = json.loads(path.read_bytes())
    old = fields.pop("checksum")
    change(fields)
    checksum = hashlib.sha256(canonical(fields)).hexdigest() if forge_checksum else old
    path.write_text(json.dumps({**fields, "checksum": checksum}))


def alter_both(folder: Path, change: Any, **options: bool) -> None:
    for name in (vault_header.FILE, vault_header.COPY):
        alter(folder / name, change, **options)


def same(one: Keys, other: Keys) -> bool:
    return (one.master, one.database_key, one.header) == (other.master, other.database_key, other.header)


def test_passphrase_and_recovery_code_open_the_same_desk(desk: tuple[Path, Keys, str]) -> None:
    folder, keys, code = desk
    assert same(unlock(folder, WORDS), keys)
    assert same(unlock(folder, code), keys)
    with pytest.raises(WrongPassphraseError):
        unlock(folder, "seven quiet badgers")


def test_recovery_code_may_be_typed_sloppily(desk: tuple[Path, Keys, str]) -> None:
    folder, keys, code = desk
    sloppy = "  " + code.lower().replace("-", " ").replace("0", "o").replace("1", "l") + "\n"
    assert same(unlock(folder, sloppy), keys)


def test_a_slip_in_the_recovery_code_names_its_group(desk: tuple[Path, Keys, str]) -> None:
    folder, _, code = desk
    wrong = "2" if code[13] != "2" else "3"
    with pytest.raises(WrongPassphraseError, match="third group"):
        unlock(folder, code[:13] + wrong + code[14:])


def test_composed_and_decomposed_letters_are_one_passphrase(tmp_path: Path) -> None:
    keys, _ = vault.create(tmp_path, "Siân's café stanza", CHEAP, floor=CHEAP)
    assert same(unlock(tmp_path, unicodedata.normalize("NFD", "Siân's café stanza")), keys)


@pytest.mark.parametrize("weak", ["short", "123456789", "aaaaaaaaaaaaaaaa", "x" * 2000])
def test_weak_passphrases_are_refused_in_words_and_nothing_is_made(tmp_path: Path, weak: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        vault.create(tmp_path / "desk", weak, CHEAP, floor=CHEAP)
    assert refusal.value.problems[0].field == "passphrase"
    assert not (tmp_path / "desk").exists()


def test_a_second_desk_is_not_made_over_the_first(desk: tuple[Path, Keys, str]) -> None:
    with pytest.raises(RefusedError):
        vault.create(desk[0], WORDS, CHEAP, floor=CHEAP)


def test_changing_a_passphrase_shuts_the_old_one_out_and_keeps_the_keys(desk: tuple[Path, Keys, str]) -> None:
    folder, keys, code = desk
    vault.change_passphrase(folder, keys, keys.slot_id, "nine loud herons", floor=CHEAP)
    assert same(unlock(folder, "nine loud herons"), keys)
    assert same(unlock(folder, code), keys)
    with pytest.raises(WrongPassphraseError):
        unlock(folder, WORDS)


@pytest.mark.parametrize("stale", [vault_header.FILE, vault_header.COPY])
def test_an_old_passphrase_does_not_come_back_with_one_old_copy(desk: tuple[Path, Keys, str], stale: str) -> None:
    folder, keys, _ = desk
    old = (folder / stale).read_bytes()
    vault.change_passphrase(folder, keys, keys.slot_id, "nine loud herons", floor=CHEAP)
    (folder / stale).write_bytes(old)
    with pytest.raises(WrongPassphraseError):
        unlock(folder, WORDS)
    assert same(unlock(folder, "nine loud herons"), keys)
    assert (folder / vault_header.FILE).read_bytes() == (folder / vault_header.COPY).read_bytes() != old


def test_a_second_person_and_a_new_recovery_code(desk: tuple[Path, Keys, str]) -> None:
    folder, keys, code = desk
    second = vault.add_passphrase(folder, keys, "the head's own words", kdf=CHEAP, floor=CHEAP)
    fresh = new_recovery_code()
    third = vault.replace_recovery_code(folder, keys, fresh, kdf=CHEAP, floor=CHEAP)
    assert unlock(folder, fresh).slot_id == third
    assert unlock(folder, "the head's own words").slot_id == second
    assert same(unlock(folder, fresh), keys)
    with pytest.raises(WrongPassphraseError):
        unlock(folder, code)
    vault.remove_slot(folder, keys, second, floor=CHEAP)
    with pytest.raises(WrongPassphraseError):
        unlock(folder, "the head's own words")
    assert [slot.kind for slot in vault.slots(folder, keys, floor=CHEAP)] == ["passphrase", "recovery"]


def test_the_last_passphrase_and_the_recovery_code_stay(desk: tuple[Path, Keys, str]) -> None:
    folder, keys, _ = desk
    for slot in vault.slots(folder, keys, floor=CHEAP):
        with pytest.raises(RefusedError):
            vault.remove_slot(folder, keys, slot.id, floor=CHEAP)


def break_by_losing(path: Path) -> None:
    path.unlink()


def break_by_cutting(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:300])


def break_by_emptying(path: Path) -> None:
    path.write_bytes(b"")


def break_by_overwriting(path: Path) -> None:
    path.write_bytes(b"<html>500 Internal Server Error</html>")


def break_by_flipping(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[content.index(b'"sealed": "') + 20] ^= 1
    path.write_bytes(content)


BREAKS = [break_by_losing, break_by_cutting, break_by_emptying, break_by_overwriting, break_by_flipping]


@pytest.mark.parametrize("broken", [vault_header.FILE, vault_header.COPY])
@pytest.mark.parametrize("broken_by", BREAKS)
def test_either_copy_opens_the_desk_and_mends_the_other(
    desk: tuple[Path, Keys, str], broken: str, broken_by: Any
) -> None:
    folder, keys, _ = desk
    whole = (folder / broken).read_bytes()
    broken_by(folder / broken)
    assert same(unlock(folder, WORDS), keys)
    assert (folder / broken).read_bytes() == whole


@pytest.mark.parametrize("broken_by", BREAKS)
def test_with_both_copies_broken_damage_is_not_called_a_wrong_passphrase(
    desk: tuple[Path, Keys, str], broken_by: Any
) -> None:
    folder = desk[0]
    broken_by(folder / vault_header.FILE)
    broken_by(folder / vault_header.COPY)
    with pytest.raises(MissingDeskError if broken_by is break_by_losing else DamagedHeaderError):
        unlock(folder, WORDS)


def test_a_write_protected_desk_still_opens(desk: tuple[Path, Keys, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, keys, _ = desk
    (folder / vault_header.COPY).unlink()

    real = os.open

    def refuse(path: Any, flags: int, *how: Any, **more: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise PermissionError(13, "write-protected")
        return real(path, flags, *how, **more)

    monkeypatch.setattr("senco_desk.store.files.os.open", refuse)
    assert same(unlock(folder, WORDS), keys)


def test_a_thiefs_lower_cost_is_not_accepted(desk: tuple[Path, Keys, str]) -> None:
    folder = desk[0]
    with pytest.raises(DamagedHeaderError):
        vault.unlock(folder, WORDS)  # the product's own floor
    with pytest.raises(ValueError, match="cheaper"):
        vault.create(folder.parent / "other", WORDS, CHEAP)


@pytest.mark.parametrize(
    "change",
    [
        lambda fields: fields["slots"][0]["kdf"].update(memory_kib=16),
        lambda fields: fields["slots"][0]["kdf"].update(salt="00" * 16),
        lambda fields: fields["slots"][0].update(kind="recovery"),
        lambda fields: fields["slots"][0].update(private="00" * 48),
        lambda fields: fields["slots"][0].update(sealed="00" * 80),
        lambda fields: fields["slots"][0].update(ephemeral="00" * 32),
        lambda fields: fields["slots"][0].update(ephemeral="09" + "00" * 31),
        lambda fields: fields["slots"][0].update(public=fields["slots"][1]["public"]),
        lambda fields: fields.update(vault="00000000-0000-4000-8000-000000000000"),
    ],
)
def test_an_altered_slot_opens_nothing_even_with_a_forged_checksum(desk: tuple[Path, Keys, str], change: Any) -> None:
    folder = desk[0]
    alter_both(folder, change)
    with pytest.raises(WrongPassphraseError):
        unlock(folder, WORDS)


@pytest.mark.parametrize(
    "change",
    [
        lambda fields: fields.update(revision=99),
        lambda fields: fields.update(slots=fields["slots"][:1]),
        lambda fields: fields.update(mac="00" * 32),
        lambda fields: fields.update(mac=""),
    ],
)
def test_an_altered_header_fails_closed_even_if_a_slot_opens(desk: tuple[Path, Keys, str], change: Any) -> None:
    folder, keys, _ = desk
    alter_both(folder, change)
    with pytest.raises(DamagedHeaderError):
        unlock(folder, WORDS)
    with pytest.raises(DamagedHeaderError):
        vault.slots(folder, keys, floor=CHEAP)


@pytest.mark.parametrize(
    "change",
    [
        lambda fields: fields["slots"][0]["kdf"].update(memory_kib=2**30),
        lambda fields: fields["slots"][0]["kdf"].update(iterations=0),
        lambda fields: fields["slots"][0]["kdf"].update(iterations="1"),
        lambda fields: fields["slots"][0]["kdf"].update(name="pbkdf2"),
        lambda fields: fields.update(slots=fields["slots"] * 20),
        lambda fields: fields.update(slots=[]),
        lambda fields: fields.update(owner="A name"),
    ],
)
def test_impossible_headers_are_damage_before_any_key_is_derived(desk: tuple[Path, Keys, str], change: Any) -> None:
    alter_both(desk[0], change)
    with pytest.raises(DamagedHeaderError):
        unlock(desk[0], WORDS)


def test_a_slot_swapped_in_from_another_vault_opens_nothing(desk: tuple[Path, Keys, str], tmp_path: Path) -> None:
    folder = desk[0]
    thief = tmp_path / "thief"
    vault.create(thief, "a thief's passphrase", CHEAP, floor=CHEAP)
    foreign = json.loads((thief / vault_header.FILE).read_bytes())["slots"][0]
    alter_both(folder, lambda fields: fields["slots"].__setitem__(0, foreign))
    for secret in ("a thief's passphrase", WORDS):
        with pytest.raises(WrongPassphraseError):
            unlock(folder, secret)


def test_a_whole_foreign_key_file_never_replaces_ours(desk: tuple[Path, Keys, str], tmp_path: Path) -> None:
    folder, keys, _ = desk
    thief = tmp_path / "thief"
    vault.create(thief, "a thief's passphrase", CHEAP, floor=CHEAP)
    (folder / vault_header.FILE).write_bytes((thief / vault_header.FILE).read_bytes())
    ours = (folder / vault_header.COPY).read_bytes()
    assert not same(unlock(folder, "a thief's passphrase"), keys)
    assert (folder / vault_header.COPY).read_bytes() == ours
    assert same(unlock(folder, WORDS), keys)


def test_a_newer_format_asks_for_an_update(desk: tuple[Path, Keys, str]) -> None:
    alter_both(desk[0], lambda fields: fields.update(format=3, something="new"))
    with pytest.raises(NewerVersionError, match="Update Senco Desk"):
        unlock(desk[0], WORDS)


def test_the_key_file_tells_no_secret_and_keys_never_show_themselves(desk: tuple[Path, Keys, str]) -> None:
    folder, keys, code = desk
    content = (folder / vault_header.FILE).read_bytes() + (folder / vault_header.COPY).read_bytes()
    for secret in (WORDS, code, keys.master.hex(), keys.database_key.hex(), keys.header.hex()):
        assert secret.encode() not in content
        assert secret not in repr(keys) + str(keys) + f"{keys}"
    subs = [keys.database_key, keys.attachments, keys.attachment_names, keys.backups, keys.header, keys.master]
    assert len(set(subs)) == len(subs)
    with pytest.raises(TypeError):
        pickle.dumps(keys)


def test_the_floor_is_the_one_promised() -> None:
    assert FLOOR.memory_kib >= 64 * 1024
    assert FLOOR.iterations >= 3
    assert not is_sound(KdfParameters(2 * 1024 * 1024, 3, 4))
    assert not is_sound(KdfParameters(64 * 1024, 21, 4))


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.01, (256, 20)),
        (0.1, (256, 5)),
        (0.2, (256, 3)),
        (0.4, (128, 3)),
        (0.6, (64, 3)),
        (3.0, (64, 3)),
        (0.0, (64, 3)),
    ],
)
def test_a_slow_computer_is_given_less_to_do_but_never_under_the_floor(
    seconds: float, expected: tuple[int, int]
) -> None:
    """Memory in MiB and passes, by the seconds that the recommended cost takes."""
    ticks = iter([0.0, seconds, 0.0, seconds])
    found = calibrated(lambda: next(ticks))
    assert (found.memory_kib // 1024, found.iterations) == expected
    assert is_sound(found)


@given(st.floats(min_value=0.0, max_value=60.0))
def test_what_is_calibrated_takes_half_a_second_to_a_second_where_the_caps_allow_it(seconds: float) -> None:
    ticks = iter([0.0, seconds, 0.0, seconds])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("senco_desk.store.kdf.derive_key", lambda *_: b"")
        found = calibrated(lambda: next(ticks))
    assert is_sound(found)
    takes = seconds * found.memory_kib / (64 * 1024) * found.iterations / 3
    assert takes >= 0.5 or found.iterations == CAP.iterations or seconds == 0
    assert takes <= 1.0 or found == RECOMMENDED


def test_a_real_slot_has_a_cost_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    """Each slot names the cost it was made with; another slot made later at another cost leaves it alone."""
    keys, code = vault.create(tmp_path, WORDS, CHEAP, floor=CHEAP)
    dearer = KdfParameters(memory_kib=64, iterations=2, lanes=2)
    vault.change_passphrase(tmp_path, keys, keys.slot_id, "nine loud herons", kdf=dearer)
    costs = {slot["kind"]: slot["kdf"] for slot in json.loads((tmp_path / vault_header.FILE).read_bytes())["slots"]}
    assert (costs["passphrase"]["memory_kib"], costs["passphrase"]["lanes"]) == (64, 2)
    assert (costs["recovery"]["memory_kib"], costs["recovery"]["lanes"]) == (8, 1)
    assert same(unlock(tmp_path, code), keys)


def test_which_way_in_a_secret_opens_is_told_and_nothing_is_written(desk: tuple[Path, Keys, str]) -> None:
    folder, keys, code = desk
    before = (folder / vault_header.FILE).read_bytes()
    assert vault.opened_by(folder, keys, WORDS).kind == "passphrase"
    assert vault.opened_by(folder, keys, code.lower()).kind == "recovery"
    with pytest.raises(WrongPassphraseError):
        vault.opened_by(folder, keys, "seven quiet badgers")
    assert (folder / vault_header.FILE).read_bytes() == before


@pytest.mark.parametrize("text", ["", "seven quiet otters", "A" * 35])
def test_only_a_sound_code_becomes_the_recovery_code(desk: tuple[Path, Keys, str], text: str) -> None:
    folder, keys, code = desk
    with pytest.raises(RefusedError):
        vault.replace_recovery_code(folder, keys, text, kdf=CHEAP)
    assert same(unlock(folder, code), keys)


def swapped(fields: dict[str, Any], names: tuple[str, ...]) -> None:
    """What two slots of one desk wrap, exchanged."""
    one, other = fields["slots"]
    for name in names:
        one[name], other[name] = other[name], one[name]


@pytest.mark.parametrize(
    "names", [("nonce", "private"), ("ephemeral", "sealed"), ("public", "ephemeral", "sealed"), ("nonce", "kdf")]
)
def test_two_slots_that_were_swapped_open_nothing(desk: tuple[Path, Keys, str], names: tuple[str, ...]) -> None:
    folder, _, code = desk
    alter_both(folder, lambda fields: swapped(fields, names))
    for secret in (WORDS, code):
        with pytest.raises(WrongPassphraseError, match="does not open this desk"):
            unlock(folder, secret)


@pytest.mark.parametrize("name", ["memory_kib", "iterations", "lanes"])
def test_a_cost_lowered_under_the_floor_is_damage_before_a_key_is_derived(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where the checksum is forged; and one lowered copy is mended from the other."""
    floor = KdfParameters(memory_kib=16, iterations=2, lanes=2)
    keys, _ = vault.create(tmp_path, WORDS, floor, floor=floor)
    sound = (tmp_path / vault_header.FILE).read_bytes()
    alter(tmp_path / vault_header.FILE, lambda fields: fields["slots"][0]["kdf"].update({name: 1}))
    assert same(vault.unlock(tmp_path, WORDS, floor), keys)
    assert (tmp_path / vault_header.FILE).read_bytes() != sound  # a passphrase alone mends nothing
    vault.mend(tmp_path, keys)
    assert (tmp_path / vault_header.FILE).read_bytes() == sound
    alter_both(tmp_path, lambda fields: fields["slots"][0]["kdf"].update({name: 1}))

    def never(*_: object) -> bytes:
        raise AssertionError("a key was derived at a thief's price")

    monkeypatch.setattr("senco_desk.store.slots.derive_key", never)
    with pytest.raises(DamagedHeaderError, match="damaged or has been altered"):
        vault.unlock(tmp_path, WORDS, floor)


@given(st.data())
def test_a_copy_cut_anywhere_is_damage_or_mended(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("cut")
    keys, _ = vault.create(folder, WORDS, CHEAP, floor=CHEAP)
    whole = (folder / vault_header.FILE).read_bytes()
    length = data.draw(st.integers(0, len(whole) - 1))
    (folder / vault_header.FILE).write_bytes(whole[:length])
    assert same(unlock(folder, WORDS), keys)
    for name in (vault_header.FILE, vault_header.COPY):
        (folder / name).write_bytes(whole[:length])
    with pytest.raises(DamagedHeaderError):
        unlock(folder, WORDS)


def test_a_change_that_the_drive_did_not_keep_is_not_told_as_done(
    desk: tuple[Path, Keys, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, keys, _ = desk
    monkeypatch.setattr("senco_desk.store.vault.write_copies", lambda *_: None)
    with pytest.raises(DiskFaultError):
        vault.change_passphrase(folder, keys, keys.slot_id, "nine loud herons")
    assert same(unlock(folder, WORDS), keys)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", ""), ("short", "at least 10"), ("aaaaaaaaaaaa", "different"), (WORDS, "will do"), (WORDS + " sing", "good")],
)
def test_what_is_said_while_a_passphrase_is_typed(typed: str, said: str) -> None:
    assert said in advice(typed)
    assert bool(advice(typed)) is bool(typed)


@given(st.text(max_size=40))
def test_what_is_advised_against_is_what_is_refused(text: str) -> None:
    if shortcoming(text):
        with pytest.raises(RefusedError):
            accepted(text)
    else:
        assert accepted(text)


@given(st.data())
def test_any_single_slip_or_swap_in_a_code_is_found(data: st.DataObject) -> None:
    code = new_recovery_code()
    places = [place for place, letter in enumerate(code) if letter != "-"]
    place = data.draw(st.sampled_from(places))
    letter = data.draw(st.sampled_from([letter for letter in ALPHABET if letter != code[place]]))
    assert slips(code[:place] + letter + code[place + 1 :]) != ()
    first, second = data.draw(st.permutations(range(7)))[:2]
    groups = code.split("-")
    groups[first], groups[second] = groups[second], groups[first]
    if groups[first] != groups[second]:
        assert slips("-".join(groups)) != ()
    group = data.draw(st.sampled_from(code.split("-")))
    one, other = sorted(data.draw(st.permutations(range(5)))[:2])
    if group[one] != group[other]:
        swapped = list(group)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        assert slips(code.replace(group, "".join(swapped), 1)) != ()


@given(
    st.sampled_from(["", " ", "-", "–", "  -  "]),
    st.booleans(),
    st.sampled_from(["0", "o", "O"]),
    st.sampled_from(["1", "i", "l", "I", "L"]),
)
def test_a_code_reads_the_same_however_it_is_typed(gap: str, lower: bool, zero: str, one: str) -> None:
    code = new_recovery_code()
    typed = gap.join(code.split("-"))
    typed = (typed.lower() if lower else typed).replace("0", zero).replace("1", one)
    assert normalised(typed) == code
    assert slips(normalised(typed)) == ()


@given(st.text())
def test_other_text_is_no_code(text: str) -> None:
    code = normalised(text)
    assert code == "" or len(code) == 41


def test_keys_are_renewed_without_anybodys_passphrase(desk: tuple[Path, Keys, str], tmp_path: Path) -> None:
    folder, keys, code = desk
    gone = vault.add_passphrase(folder, keys, "the head's own words", kdf=CHEAP)
    staying = vault.add_passphrase(folder, keys, "nine loud herons", kdf=CHEAP)
    to = tmp_path / "renewed"
    to.mkdir()
    fresh = vault.renewed(folder, keys, ids(folder, keys) - {gone}, to)
    for secret, slot in ((WORDS, keys.slot_id), ("nine loud herons", staying), (code, "")):
        opened = unlock(to, secret)
        assert same(opened, fresh)
        assert opened.slot_id == slot or opened.slot_kind == "recovery"
    with pytest.raises(WrongPassphraseError):
        unlock(to, "the head's own words")
    old, new = (
        (each.master, each.database_key, each.database_salt, each.attachments, each.backups, each.header)
        for each in (keys, fresh)
    )
    assert not set(old) & set(new)
    assert fresh.attachment_names == keys.attachment_names == unlock(to, code).attachment_names
    assert fresh.vault_id == keys.vault_id
    assert same(unlock(folder, "the head's own words"), keys)  # the old key file, as a backup has it


@pytest.mark.parametrize("place", [vault_header.FILE, vault_header.COPY])
def test_a_key_file_of_before_the_renewal_put_back_opens_nothing_new(
    desk: tuple[Path, Keys, str], tmp_path: Path, place: str
) -> None:
    folder, keys, _ = desk
    gone = vault.add_passphrase(folder, keys, "the head's own words", kdf=CHEAP)
    to = tmp_path / "renewed"
    to.mkdir()
    fresh = vault.renewed(folder, keys, ids(folder, keys) - {gone}, to)
    (to / place).write_bytes((folder / place).read_bytes())
    assert unlock(to, "the head's own words").database_key != fresh.database_key


def ids(folder: Path, keys: Keys) -> frozenset[str]:
    return frozenset(slot.id for slot in vault.slots(folder, keys))


def test_the_key_file_is_as_long_and_in_no_order_whoever_joined(desk: tuple[Path, Keys, str]) -> None:
    """Nothing but the number of ways in can be read off it: not who came last, nor who was handed a passphrase."""
    folder, keys, _ = desk
    added = {vault.add_passphrase(folder, keys, f"{word} quiet otters", kdf=CHEAP) for word in ("nine", "ten", "six")}
    slots = json.loads((folder / vault_header.FILE).read_bytes())["slots"]
    passphrases = [slot["id"] for slot in slots if slot["kind"] == "passphrase"]
    assert passphrases == sorted(added | {keys.slot_id})
    size = len((folder / vault_header.FILE).read_bytes())
    vault.settle(folder, keys, ids(folder, keys), dict.fromkeys(added, "teaching-assistant"))
    assert len((folder / vault_header.FILE).read_bytes()) == size
    assert {seen.role for seen in vault.slots(folder, keys)} == {"senco", "teaching-assistant"}
    revision = vault.revision(folder, keys)
    assert not vault.settle(folder, keys, ids(folder, keys), {})
    assert vault.revision(folder, keys) == revision


@pytest.mark.parametrize("claims", [vault_header.FILE, vault_header.COPY])
def test_one_copy_that_claims_a_newer_format_keeps_nobody_out(desk: tuple[Path, Keys, str], claims: str) -> None:
    folder, keys, _ = desk
    alter(folder / claims, lambda fields: fields.update(format=3))
    claimed = (folder / claims).read_bytes()
    assert same(unlock(folder, WORDS), keys)
    assert (folder / claims).read_bytes() == claimed  # it may be what a newer program has just written
    vault.change_passphrase(folder, keys, keys.slot_id, "nine loud herons")
    assert same(unlock(folder, "nine loud herons"), keys)
    assert (folder / f"{claims}.other-1").read_bytes() == claimed


def test_a_key_file_made_as_dear_as_can_be_does_not_keep_people_waiting_for_long() -> None:
    """What a slot may cost at most is what the program itself asks for on the fastest computer."""
    assert is_sound(KdfParameters(256 * 1024, 20, 4))
    assert not is_sound(KdfParameters(257 * 1024, 3, 4))


def test_the_last_passphrase_is_not_renewed_away(desk: tuple[Path, Keys, str], tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        vault.renewed(desk[0], desk[1], ids(desk[0], desk[1]) - {desk[1].slot_id}, tmp_path)


def test_a_first_passphrase_is_marked_until_its_owner_changes_it(desk: tuple[Path, Keys, str]) -> None:
    folder, keys, _ = desk
    slot = vault.new_slot(keys, "handed over on paper", kdf=CHEAP)
    with pytest.raises(WrongPassphraseError):
        unlock(folder, "handed over on paper")  # nothing was written yet
    vault.put_slot(folder, keys, slot, role="assistant", handed_over=True)
    theirs = unlock(folder, "handed over on paper")
    assert theirs.role == "assistant"
    assert [seen.id for seen in vault.slots(folder, theirs) if seen.handed_over] == [slot.id]
    assert b"assistant" not in (folder / vault_header.FILE).read_bytes()
    assert b"handed" not in (folder / vault_header.FILE).read_bytes()
    assert vault.opens(folder, theirs, theirs.slot_id, "handed over on paper")
    vault.change_passphrase(folder, theirs, theirs.slot_id, "nine loud herons")
    assert not any(seen.handed_over for seen in vault.slots(folder, theirs))
    assert unlock(folder, "nine loud herons").role == "assistant"
    assert not vault.opens(folder, theirs, theirs.slot_id, "handed over on paper")
    another = vault.new_slot(keys, "and one more of them", kdf=CHEAP)
    vault.put_slot(folder, keys, another, instead_of=theirs.slot_id)
    with pytest.raises(WrongPassphraseError):
        unlock(folder, "nine loud herons")
    assert unlock(folder, "and one more of them").slot_id == another.id


@given(st.sampled_from(["passphrase", "recovery"]), st.binary(min_size=32, max_size=32))
def test_a_slot_opens_to_what_was_sealed_into_it(kind: Any, master: bytes) -> None:
    keys = keys_from(master, "0" * 8, "x", CHEAP, names=bytes(reversed(master)))
    slot = slots.made(keys, kind, WORDS, cost=CHEAP, floor=CHEAP)
    opened = slots.opened(slot, keys.vault_id, WORDS, CHEAP)
    assert opened is not None
    assert (opened.master, opened.attachment_names) == (master, bytes(reversed(master)))
    assert slots.opened(slot, keys.vault_id, WORDS + " ", CHEAP) is None
    assert slots.opened(slot, "another", WORDS, CHEAP) is None
    resealed = slots.sealed_to(slot, keys)
    assert (resealed.private, resealed.public) == (slot.private, slot.public)
    assert resealed.sealed != slot.sealed  # a fresh key pair each time


def test_the_way_in_of_last_time_is_tried_first(desk: tuple[Path, Keys, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, keys, _ = desk
    second = vault.add_passphrase(folder, keys, "nine loud herons", kdf=CHEAP)
    tried: list[str] = []
    real = slots.opened

    def opened(slot: Any, *rest: Any) -> Keys | None:
        tried.append(slot.id)
        return real(slot, *rest)

    monkeypatch.setattr(slots, "opened", opened)
    assert vault.unlock(folder, "nine loud herons", CHEAP, first=second).slot_id == second
    assert tried == [second]
    assert vault.unlock(folder, WORDS, CHEAP, first=second).slot_id == keys.slot_id
    assert tried == [second, second, keys.slot_id]
    with pytest.raises(WrongPassphraseError):
        vault.unlock(folder, "seven quiet badgers", CHEAP, first="no such slot")
