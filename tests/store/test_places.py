"""A network's drive and a cloud program's folder are recognised, on each system by what that system says."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.store import places
from senco_desk.store.places import (
    Place,
    cloud_of_names,
    cloud_roots,
    is_network_mount,
    is_network_share,
    is_network_statfs,
    place_of,
)

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
//server/staff /mnt/staff\\040share cifs rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/clarke/usb vfat rw 0 0
rclone /home/clarke/drive fuse.rclone rw 0 0
a line
"""


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/srv/school.sencodesk", False),
        ("/mnt/staff share/school.sencodesk", True),
        ("/mnt/staff share", True),
        ("/mnt/staff shared/school.sencodesk", False),
        ("/home/clarke/school.sencodesk", True),
        ("/home/clarke/usb/school.sencodesk", False),
        ("/home/clarke/drive/school.sencodesk", True),
    ],
)
def test_linux_says_by_its_mounts(path: str, network: bool) -> None:
    assert is_network_mount(path, MOUNTS) is network


def test_of_two_drives_at_one_point_the_upper_counts() -> None:
    assert is_network_mount("/mnt/a/b", "x /mnt/a ext4 rw\ny /mnt/a cifs rw\n")
    assert not is_network_mount("/mnt/a/b", "y /mnt/a cifs rw\nx /mnt/a ext4 rw\n")


@given(st.text(max_size=80), st.text(max_size=300))
def test_no_table_of_mounts_is_too_strange(path: str, mounts: str) -> None:
    is_network_mount(path, mounts)


@pytest.mark.parametrize(
    ("path", "network"),
    [
        (r"\\server\staff\school.sencodesk", True),
        ("//server/staff/school.sencodesk", True),
        (r"\\?\UNC\server\staff\school.sencodesk", True),
        (r"\\?\C:\Users\clarke\school.sencodesk", False),
        (r"\\.\C:\school.sencodesk", False),
        (r"C:\Users\clarke\school.sencodesk", False),
    ],
)
def test_windows_says_by_the_path(path: str, network: bool) -> None:
    assert is_network_share(path) is network


@pytest.mark.parametrize(("marks", "network"), [(0x1000, False), (0x04801000, False), (0, True), (0x04800000, True)])
def test_macos_says_by_a_mark_of_the_drive(marks: int, network: bool) -> None:
    assert is_network_statfs(bytes(64) + marks.to_bytes(4, sys.byteorder) + b"\xff" * 100) is network


@pytest.mark.parametrize(
    ("path", "program"),
    [
        ("C:/Users/clarke/OneDrive - Riverbank School/SEN", "OneDrive"),
        ("C:/Users/clarke/OneDrive/SEN", "OneDrive"),
        ("/Users/clarke/Library/CloudStorage/OneDrive-RiverbankSchool/SEN", "OneDrive"),
        ("/Users/clarke/Library/CloudStorage/GoogleDrive-clarke@riverbank.example/My Drive", "Google Drive"),
        ("/Users/clarke/Library/CloudStorage/Egnyte-Riverbank/SEN", "Egnyte"),
        ("/Users/clarke/Library/Mobile Documents/com~apple~CloudDocs/SEN", "iCloud"),
        ("C:/Users/clarke/iCloudDrive/SEN", "iCloud"),
        ("/home/clarke/Dropbox (Riverbank)/SEN", "Dropbox"),
        ("G:/My Drive/SEN", "Google Drive"),
        ("/home/clarke/Nextcloud/SEN", "Nextcloud"),
        ("/home/clarke/Documents/SEN", ""),
        ("/home/clarke/How to use Dropbox/SEN", ""),
        ("/home/clarke/OneDriver/SEN", ""),
    ],
)
def test_a_cloud_program_is_known_by_its_folder(path: str, program: str) -> None:
    assert cloud_of_names(path.split("/")) == program


def test_a_cloud_program_is_known_by_the_folder_it_says_is_its_own(tmp_path: Path) -> None:
    (tmp_path / ".dropbox").mkdir()
    theirs = {"business": {"path": str(tmp_path / "Team")}}
    (tmp_path / ".dropbox" / "info.json").write_text(json.dumps(theirs))
    environ = {"OneDriveCommercial": str(tmp_path / "Work"), "OneDrive": ""}
    assert place_of(tmp_path / "Team" / "a" / "school.sencodesk", environ={}, home=tmp_path).cloud == "Dropbox"
    assert place_of(tmp_path / "Work" / "school.sencodesk", environ=environ, home=tmp_path).cloud == "OneDrive"
    assert place_of(tmp_path / "school.sencodesk", environ=environ, home=tmp_path) == Place()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"personal": 1}', '{"personal": {}}'])
def test_a_strange_file_of_dropbox_s_says_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / ".dropbox").mkdir()
    (tmp_path / ".dropbox" / "info.json").write_text(content)
    assert cloud_roots({}, tmp_path) == []


def test_what_lies_on_a_network_is_asked_of_the_nearest_folder_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(places, "_is_on_network", lambda path: bool(asked.append(path)) or True)
    assert place_of(tmp_path / "not" / "yet" / "school.sencodesk", environ={}, home=tmp_path).network
    assert asked == [tmp_path.resolve()]
