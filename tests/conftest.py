"""What holds for every test: no screen, no network, the same examples each time, and nothing left behind."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import builders

# Before anything imports Qt: the tests draw to memory, also on a machine with a display.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("house", derandomize=True, deadline=None, database=None, print_blob=True)
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """What has been imported and collected stays to the end: Python need not sweep through it during every test."""
    gc.collect()
    gc.freeze()


class Network:
    """Refuses every connection that would leave this machine, and remembers that it was tried."""

    HERE = ("127.", "::1", "localhost")

    def __init__(self) -> None:
        self.tried: list[str] = []

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        """An audit hook: Python calls it before it connects, sends to or looks up an address."""
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            address = arguments[1]
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            address = (arguments[0],)
        else:
            return
        if not isinstance(address, tuple):  # a path or nothing: a socket between programs of this machine
            return
        host = address[0].decode() if isinstance(address[0], bytes) else str(address[0] or "localhost")
        if not host.startswith(self.HERE):
            self.tried.append(f"{event} {host}")
            raise PermissionError(f"Nothing here may use the network, and this asked for {host}.")


NETWORK = Network()
sys.addaudithook(NETWORK.hear)


@pytest.fixture(autouse=True)
def no_network() -> Iterator[Network]:
    """Fails the test that reached for another machine, even where the code swallowed the refusal."""
    NETWORK.tried.clear()
    yield NETWORK
    assert not NETWORK.tried, f"this reached for the network: {NETWORK.tried}"


@pytest.fixture(scope="session", autouse=True)
def template(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Makes the desk that the tests' own are copied from before any of them has exchanged a part of the program."""
    builders.a_desk(tmp_path_factory.mktemp("template")).close()


@pytest.fixture(autouse=True)
def begun(template: None) -> None:
    """Lets the first desk of each test be a copy."""
    builders.a_new_test_begins()


@pytest.fixture(scope="session")
def temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the program takes for the system's temporary folder during the tests."""
    return tmp_path_factory.mktemp("system-temporary")


@pytest.fixture(autouse=True)
def nothing_left_in_temporary(temporary_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails the test after which a file is left in the temporary folder: records must not lie about there."""
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(temporary_folder))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary_folder))
    before = set(temporary_folder.iterdir())
    yield
    left = sorted(each.name for each in set(temporary_folder.iterdir()) - before)
    assert not left, f"this was left in the temporary folder: {left}"


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Looks for garbage between tests where the window has taken that over: few tests wait for its timer."""
    yield
    if not gc.isenabled():
        gc.collect(1)


@pytest.fixture(scope="module", autouse=True)
def all_collected() -> Iterator[None]:
    """Looks at everything between files, in which a test's windows may be caught in rings."""
    yield
    if not gc.isenabled():
        gc.collect()


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fails the test after which a thread still runs or a window still shows."""
    before = set(threading.enumerate())
    yield
    # A thread that Python did not start, as Qt's are, shows here as a dummy that never ends: Qt's own tests see to it.
    started = [t for t in set(threading.enumerate()) - before if not isinstance(t, threading._DummyThread)]
    for thread in started:
        thread.join(timeout=5)
    assert not [t for t in started if t.is_alive()], "a thread still runs"
    showing = _windows_showing()
    assert not showing, f"this still shows: {showing}"


def _windows_showing() -> list[str]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    core = sys.modules["PySide6.QtCore"]
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    showing = [each for each in widgets.QApplication.topLevelWidgets() if each.isVisible()]
    for each in showing:
        each.hide()  # the tests that follow have not shown it
    return [repr(each) for each in showing]
