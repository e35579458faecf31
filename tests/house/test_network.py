"""The program never talks to another machine: it imports nothing that could, and nothing it imports tries."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.house.sources import ROOT, modules, nodes

if TYPE_CHECKING:  # at run time pytest has loaded it already, and a second copy would hear everything twice
    from tests.conftest import Network

_FORBIDDEN = (
    "aiohttp", "asyncio", "ftplib", "http.client", "http.server", "httpx", "imaplib", "poplib", "PySide6.QtNetwork",
    "PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets", "requests", "smtplib", "socket", "socketserver", "ssl",
    "telnetlib", "urllib.request", "urllib3", "webbrowser", "xmlrpc",
)  # fmt: skip

# Told to a fresh Python, so that what other tests have imported cannot hide anything.
_IMPORT_EVERYTHING = """
import importlib, pkgutil, sys
opened = []
sys.addaudithook(lambda event, arguments: opened.append(event) if event.startswith("socket.") else None)
import senco_desk
names = [m.name for m in pkgutil.walk_packages(senco_desk.__path__, "senco_desk.") if not m.name.endswith("__main__")]
for name in names:
    importlib.import_module(name)
assert len(names) > 50, names
assert not opened, opened
"""


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every module that is imported anywhere in the tree, by line, with the names taken from it."""
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def reaches_out(name: str) -> bool:
    """Whether a module is one through which a program could reach another machine."""
    return any(name == each or name.startswith(f"{each}.") for each in _FORBIDDEN)


def test_no_module_imports_the_network() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path, tree in modules()
        for line, name in imports(tree)
        if reaches_out(name)
    ]
    assert not found, "\n".join(found)


def test_importing_the_whole_program_opens_no_socket() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _IMPORT_EVERYTHING],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", ["import socket", "from urllib import request", "from PySide6 import QtNetwork"])
def test_the_reader_knows_a_network_import(line: str) -> None:
    assert any(reaches_out(name) for _, name in imports(ast.parse(line)))


def test_the_tests_themselves_cannot_reach_out(no_network: Network) -> None:
    with socket.socket() as plug, pytest.raises(PermissionError, match="network"):
        plug.connect(("192.0.2.1", 80))  # an address kept for documentation: nobody is there
    with pytest.raises(PermissionError, match="network"):
        socket.getaddrinfo("example.invalid", 80)
    assert len(no_network.tried) == 2
    no_network.tried.clear()
