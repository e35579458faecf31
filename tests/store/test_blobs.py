"""Attachments: what goes in comes out, and whatever is done to the file is noticed."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.store import blob_form
from senco_desk.store.blob_form import HEADER_BYTES
from senco_desk.store.blobs import Blobs
from senco_desk.store.errors import DamagedAttachmentError, DiskFullError, MissingAttachmentError, NotAllowedError
from senco_desk.store.keys import keys_from

KEYS = keys_from(b"m" * 32, "a vault", "a slot")
EDGE = blob_form.CHUNK
SEALED = blob_form.SEALED_CHUNK


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "files", KEYS)


def put(blobs: Blobs, content: bytes) -> str:
    return blobs.put(io.BytesIO(content)).name


def content_of(size: int) -> bytes:
    return hashlib.shake_128(b"letter").digest(size)


@pytest.mark.parametrize("size", [0, 1, EDGE - 1, EDGE, EDGE + 1, 2 * EDGE, 2 * EDGE + 7])
def test_a_document_comes_back_whole(blobs: Blobs, size: int, tmp_path: Path) -> None:
    content = content_of(size)
    source = tmp_path / "letter.pdf"
    source.write_bytes(content)
    stored = blobs.put(source)
    assert (stored.size, stored.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert blobs.read(stored.name) == content
    assert blobs.check(stored.name) == "ok"


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.integers(1, 64), st.data())
def test_roundtrip_and_seeking_with_small_chunks(content: bytes, chunk: int, data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        for module in ("blob_form", "blobs"):
            patch.setattr(f"senco_desk.store.{module}.CHUNK", chunk)
        patch.setattr("senco_desk.store.blob_form.SEALED_CHUNK", chunk + 16)
        blobs = Blobs(Path(folder), KEYS)
        name = put(blobs, content)
        assert blobs.read(name) == content
        with blobs.open_read(name) as stream:
            for _ in range(5):
                start = data.draw(st.integers(0, len(content) + 3))
                count = data.draw(st.integers(0, 100))
                assert stream.seek(start) == start
                assert stream.read(count) == content[start : start + count]
            assert stream.seek(0, os.SEEK_END) == len(content)


def test_a_source_that_trickles_is_read_to_its_end(blobs: Blobs) -> None:
    class Trickle(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 70_001))

    content = content_of(EDGE + 5)
    assert blobs.read(blobs.put(Trickle(content)).name) == content


def test_the_same_document_is_kept_once_and_a_damaged_one_is_mended(blobs: Blobs) -> None:
    name = put(blobs, b"the same letter")
    path = blobs.folder / name
    before = path.read_bytes()
    assert put(blobs, b"the same letter") == name
    assert path.read_bytes() == before
    path.write_bytes(before[:-1])
    assert blobs.check(name) == "damaged"
    put(blobs, b"the same letter")
    assert blobs.read(name) == b"the same letter"
    assert [path.name for path in blobs.folder.iterdir()] == [name]


def test_neither_words_nor_known_documents_can_be_recognised(blobs: Blobs, tmp_path: Path) -> None:
    content = b"CANARY-7261 " * 50
    name = put(blobs, content)
    assert b"CANARY" not in (blobs.folder / name).read_bytes()
    assert name != hashlib.sha256(content).hexdigest()
    other = Blobs(tmp_path / "other", keys_from(b"n" * 32, "a vault", "a slot"))
    assert put(other, content) != name
    # The positive control: the same search finds the words in a file that is not sealed.
    (tmp_path / "plain").write_bytes(content)
    assert b"CANARY" in (tmp_path / "plain").read_bytes()


def flip(position: int) -> Any:
    def change(sealed: bytes) -> bytes:
        altered = bytearray(sealed)
        altered[position] ^= 1
        return bytes(altered)

    return change


def swap_chunks(sealed: bytes) -> bytes:
    head, one, two = (
        sealed[:HEADER_BYTES],
        sealed[HEADER_BYTES : HEADER_BYTES + SEALED],
        sealed[HEADER_BYTES + SEALED : HEADER_BYTES + 2 * SEALED],
    )
    return head + two + one + sealed[HEADER_BYTES + 2 * SEALED :]


@pytest.mark.parametrize(
    "change",
    [
        *(flip(position) for position in (0, 7, 10, 25, 40, HEADER_BYTES, HEADER_BYTES + SEALED + 9, -1)),
        swap_chunks,
        lambda sealed: sealed[: HEADER_BYTES + 2 * SEALED],  # cut at a chunk's edge
        lambda sealed: sealed[: HEADER_BYTES + SEALED],
        lambda sealed: sealed[:HEADER_BYTES],
        lambda sealed: sealed[:-1],
        lambda sealed: sealed[:30],
        lambda sealed: b"",
        lambda sealed: sealed + b"\0",
        lambda sealed: sealed + sealed[-23:],
        lambda sealed: sealed[:HEADER_BYTES] + sealed[HEADER_BYTES + SEALED :],  # the first chunk taken out
    ],
)
def test_whatever_is_done_to_the_file_fails_closed(blobs: Blobs, change: Any) -> None:
    name = put(blobs, content_of(2 * EDGE + 7))
    path = blobs.folder / name
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(DamagedAttachmentError):
        blobs.read(name)
    assert blobs.check(name) == "damaged"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_flipped_bit_of_a_small_file_is_noticed(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        blobs = Blobs(Path(folder), KEYS)
        name = put(blobs, b"a short note")
        sealed = bytearray((Path(folder) / name).read_bytes())
        bit = data.draw(st.integers(0, 8 * len(sealed) - 1))
        sealed[bit // 8] ^= 1 << bit % 8
        (Path(folder) / name).write_bytes(sealed)
        assert blobs.check(name) == "damaged"


def test_two_files_that_changed_places_both_fail(blobs: Blobs) -> None:
    one, two = put(blobs, b"one child's letter"), put(blobs, b"another child's letter")
    first, second = (blobs.folder / one).read_bytes(), (blobs.folder / two).read_bytes()
    (blobs.folder / one).write_bytes(second)
    (blobs.folder / two).write_bytes(first)
    assert blobs.check(one) == blobs.check(two) == "damaged"


def test_orphans_missing_and_removed(blobs: Blobs) -> None:
    assert blobs.orphans([]) == ()
    kept, orphan = put(blobs, b"kept"), put(blobs, b"orphan")
    (blobs.folder / "notes.txt").write_text("not ours")
    assert blobs.orphans([kept]) == (orphan,)
    blobs.remove(orphan)
    blobs.remove(orphan)
    assert blobs.check(orphan) == "missing"
    with pytest.raises(MissingAttachmentError):
        blobs.read(orphan)
    with pytest.raises(ValueError, match="name"):
        blobs.read("../vault.json")


def test_a_full_drive_is_told_and_leaves_nothing_half_made(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    old = put(blobs, b"an older letter")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("senco_desk.store.blobs.keep", full)
    with pytest.raises(DiskFullError):
        put(blobs, b"a new letter")
    assert [path.name for path in blobs.folder.iterdir()] == [old]


def test_a_file_that_may_not_be_read_is_named_itself(
    blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(path: Path, *how: int) -> int:
        if path.name == "letter.pdf":
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *how)

    opened = os.open

    with monkeypatch.context() as locked:
        locked.setattr(os, "open", forbidden)
        with pytest.raises(NotAllowedError, match=r"letter\.pdf"):
            blobs.put(tmp_path / "letter.pdf")
    assert list(blobs.folder.iterdir()) == []


def test_too_large_a_document_is_refused_and_leaves_nothing(blobs: Blobs) -> None:
    with pytest.raises(RefusedError, match=r"larger than 1 MB"):
        blobs.put(io.BytesIO(content_of(EDGE + 1)), at_most=EDGE)
    assert list(blobs.folder.iterdir()) == []


def test_what_a_crash_left_unfinished_is_swept(blobs: Blobs) -> None:
    name = put(blobs, b"kept")
    (blobs.folder / ".attachment.0123.part").write_bytes(b"half")
    assert blobs.sweep_unfinished() == 1
    assert [path.name for path in blobs.folder.iterdir()] == [name]


@pytest.fixture
def led_away(blobs: Blobs, tmp_path: Path) -> Path:
    """The folder of attachments leads to another one, with somebody else's files in it."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in (".x.part", ".attachment.0123456789abcdef.part", "a" * 64):
        (elsewhere / name).write_text("precious")
    try:
        blobs.folder.symlink_to(elsewhere, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    return elsewhere


def test_a_folder_that_leads_elsewhere_is_neither_filled_nor_emptied(blobs: Blobs, led_away: Path) -> None:
    before = sorted(led_away.iterdir())
    assert blobs.sweep_unfinished() == 0
    assert blobs.orphans(()) == ()
    with pytest.raises(TroubleError, match="leads to another place"):
        put(blobs, b"a letter")
    with pytest.raises(TroubleError, match="leads to another place"):
        blobs.remove("a" * 64)
    assert sorted(led_away.iterdir()) == before


def test_only_what_we_left_unfinished_is_swept(blobs: Blobs) -> None:
    put(blobs, b"a letter")
    left = blobs.folder / ".attachment.0123456789abcdef.part"
    others = [blobs.folder / ".x.part", blobs.folder / ".attachment.mine.part"]
    for each in (left, *others):
        each.write_bytes(b"half")
    assert blobs.sweep_unfinished() == 1
    assert not left.exists()
    assert all(each.exists() for each in others)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such things")
def test_a_pipe_in_an_attachments_place_is_a_damaged_one(blobs: Blobs, tmp_path: Path) -> None:
    name = put(blobs, b"a letter")
    blobs.remove(name)
    os.mkfifo(blobs.folder / name)
    writer = os.open(blobs.folder / name, os.O_RDWR)  # so that whoever waits for words fails and does not hang
    os.write(writer, b"x" * 200)
    os.close(writer)
    held = os.open(blobs.folder / name, os.O_RDWR | os.O_NONBLOCK)
    try:
        assert blobs.check(name) == "damaged"
        with pytest.raises(DamagedAttachmentError):
            blobs.read(name)
        with pytest.raises(TroubleError):
            blobs.put(blobs.folder / name)
        assert put(blobs, b"a letter") == name
        assert blobs.check(name) == "ok"
    finally:
        os.close(held)
