"""The project stands on its own: no file names one machine's folders or the host of a package registry."""

from __future__ import annotations

from pathlib import Path

from tests.house.sources import ROOT, files

_PLACES = ["/work/", "/root/", "pypi.org", "pythonhosted.org", "deb.debian.org", "npmjs.org"]
_NEIGHBOUR = "shared/"


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)} names {place}"
        for path in files()
        for place in _PLACES
        if path != Path(__file__) and place.encode() in path.read_bytes()
    ]
    assert not found, "\n".join(found)


def test_only_tests_may_know_the_folder_beside_the_project() -> None:
    outside = [path for path in files() if ROOT / "tests" not in path.parents]
    found = [str(path.relative_to(ROOT)) for path in outside if _NEIGHBOUR.encode() in path.read_bytes()]
    assert not found
    assert len(outside) > 50


def test_the_lock_holds_a_hash_for_everything_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(entries) > 40
    for entry in entries:
        after = lock.split(entry + "\n", 1)[1]
        assert after.lstrip().startswith("--hash=sha256:"), entry
    assert "://" not in lock
    assert "--index" not in lock
