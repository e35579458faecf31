"""A restore compares erasures too: who was erased since is told, erased again, and keeps the certificate."""

from __future__ import annotations

from pathlib import Path

import pytest

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.services import attachments, backups, desks, erased_since, erasing, people, records, restoring, safety
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil
from tests.byte_search import found
from tests.services.test_keys_attacked import added, opened

ASSISTANT = "nine loud herons"
WORDS = {"Zebedee", "Quillfeather"}


def erased(desk: Desk, child_id: str) -> erasing.Certificate:
    plan = erasing.plan(desk, child_id)
    done = erasing.erase(desk, plan, typed_name=plan.pupil.name, reason="Past its day").value
    return erasing.finish(desk, done, erasing.scrub(desk, done))


def a_school(tmp_path: Path) -> tuple[Path, Path, erasing.Certificate]:
    """A desk from which Zebedee was erased, and a copied desk of before that holds him; both closed."""
    desk = a_desk(tmp_path)
    added(desk, "assistant", "Asa", ASSISTANT)
    stays = a_pupil(desk, legal_forename="May", legal_surname="Winter", upn="H801200001002")
    child = a_pupil(desk, legal_forename="Zebedee", legal_surname="Quillfeather", upn="H801200001001")
    attachments.attach(desk, child.id, b"A letter about Zebedee Quillfeather. " * 50, filename="letter.txt")
    attachments.attach(desk, stays.id, b"A letter about May. " * 50, filename="may.txt")
    note = NoteDraft(pupil_id=stays.id, on=TODAY, text="Plays with Zebedee Quillfeather at lunch")
    records.add(desk, note)
    backup = tmp_path / "backup.sencodesk"
    desks.back_up(desk, backup)
    certificate = erased(desk, child.id)
    desk.close()
    return tmp_path / "school.sencodesk", backup, certificate


def weighed(backup: Path, to: Path, secret: str = PASSPHRASE) -> restoring.Weighed:
    return restoring.weigh(backup, secret, to, floor=CHEAP)


def names(desk: Desk) -> set[str]:
    return {each.legal_forename for each in nouns.PUPILS.all(desk.store)}


@pytest.mark.parametrize("secret", [PASSPHRASE, ASSISTANT])
def test_who_was_erased_since_is_counted_and_erased_again(tmp_path: Path, secret: str) -> None:
    folder, backup, certificate = a_school(tmp_path)
    told = weighed(backup, folder, secret)
    assert restoring.erased_words(told).startswith("1 child you erased")
    done = restoring.restore(told, folder, clock=Clock())
    assert (done.pupils, done.missing) == (1, ())
    desk = opened(folder)
    assert names(desk) == {"May"}
    assert [each.number for each in erasing.certificates(desk)] == [certificate.number]
    assert desks.verify(desk).ok
    assert found(folder, desk.store.keys, WORDS) == {}, "neither in free pages, the log, nor others' records"
    assert len(list(desk.store.blobs.names())) == 1
    assert erased_since.came_back(desk) == ()
    desk.close()
    assert set().union(*found(backup, done.keys, WORDS).values()) >= WORDS, "a backup is never written to"


def test_a_senco_may_have_them_back_and_the_certificate_stays(tmp_path: Path) -> None:
    folder, backup, certificate = a_school(tmp_path)
    with pytest.raises(RefusedError, match="Only the SENCO can bring back a child"):
        restoring.restore(weighed(backup, folder, ASSISTANT), folder, clock=Clock(), with_erased=True)
    restoring.restore(weighed(backup, folder), folder, clock=Clock(), with_erased=True)
    desk = opened(folder)
    assert names(desk) == {"May", "Zebedee"}
    assert [each.number for each in erasing.certificates(desk)] == [certificate.number]
    (back,) = erased_since.came_back(desk)
    again = erased(desk, back)
    assert names(desk) == {"May"}
    assert [each.number for each in erasing.certificates(desk)] == [again.number], "one certificate for one child"
    assert desks.verify(desk).ok
    desk.close()


def test_certificates_of_before_and_since_come_along_where_nobody_would_come_back(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_pupil(desk, legal_forename="May", legal_surname="Winter", upn="H801200001002")
    first = erased(desk, a_pupil(desk, upn="H801200001001").id)
    backup = tmp_path / "backup.sencodesk"
    desks.back_up(desk, backup)
    second = erased(desk, a_pupil(desk, upn="H801200001003").id)
    desk.close()
    folder = tmp_path / "school.sencodesk"
    told = weighed(backup, folder)
    assert restoring.erased_words(told) == ""
    restoring.restore(told, folder, clock=Clock())
    desk = opened(folder)
    assert {each.number for each in erasing.certificates(desk)} == {first.number, second.number}
    assert desks.verify(desk).ok
    desk.close()


def test_the_erased_stay_erased_where_the_keys_are_renewed_too(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    tess = added(desk, "teaching-assistant", "Tess", "three brown foxes")
    a_pupil(desk, legal_forename="May", legal_surname="Winter", upn="H801200001002")
    child = a_pupil(desk, legal_forename="Zebedee", legal_surname="Quillfeather", upn="H801200001001")
    backup = tmp_path / "backup.sencodesk"
    desks.back_up(desk, backup)
    erased(desk, child.id)
    people.remove(desk, tess.id)
    desk.close()
    folder = tmp_path / "school.sencodesk"
    done = restoring.restore(weighed(backup, folder), folder, clock=Clock())
    desk = opened(folder)
    assert names(desk) == {"May"}
    assert len(erasing.certificates(desk)) == 1
    assert found(folder, done.keys, WORDS) == {}
    desk.close()


def test_the_erased_are_known_also_where_the_passphrase_was_changed_since(tmp_path: Path) -> None:
    folder, backup, certificate = a_school(tmp_path)
    desk = opened(folder)
    safety.change_passphrase(desk, PASSPHRASE, "seven quiet otters", "seven quiet otters")
    desk.close()
    told = weighed(backup, folder)
    assert restoring.erased_words(told).startswith("1 child you erased")
    restoring.restore(told, folder, clock=Clock())
    desk = opened(folder)
    assert names(desk) == {"May"}
    assert [each.number for each in erasing.certificates(desk)] == [certificate.number]
    desk.close()


def test_a_desk_of_now_that_cannot_be_asked_is_told_of(tmp_path: Path) -> None:
    folder, backup, _certificate = a_school(tmp_path)
    (folder / "desk.db").write_bytes(b"\0" * 4096)
    assert restoring.erased_words(weighed(backup, folder)).startswith("Whether a child was erased since")


def test_the_second_place_stays_that_of_today_and_its_copies_are_known_to_hold_the_child(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    child = a_pupil(desk, upn="H801200001001")
    backup = tmp_path / "backup.sencodesk"
    desks.back_up(desk, backup)
    stick = tmp_path / "stick"
    stick.mkdir()
    backups.choose_second(desk, stick)
    taken = backups.take(desk, "asked")
    backups.note(desk, taken)
    safety.note_backup(desk, desks.back_up(desk, tmp_path / "usb" / "school-backup-2026-11-20.sencodesk"))
    known = backups.overview(desk)
    certificate = erased(desk, child.id)
    desk.close()
    folder = tmp_path / "school.sencodesk"
    restoring.restore(weighed(backup, folder), folder, clock=Clock())
    desk = opened(folder)
    after = backups.overview(desk)
    assert (after.second, after.copied_at) == (known.second, known.copied_at)
    assert after.second == taken.copied_to
    named = {copy.name for copy in erasing.still_held(desk, certificate)}
    assert "usb, school-backup-2026-11-20.sencodesk" in named, "on the stick that was last used by hand"
    assert {f"{each}school backups: {taken.backup.folder.name}" for each in ("", "stick, ")} <= named, "in both places"
    desk.close()
