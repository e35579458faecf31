#!/usr/bin/env python3
"""Sets Senco Desk up on a fresh machine and runs it: `python3 dev.py demo`, `python3 dev.py test`.

It needs Python and nothing else, so it imports the standard library only, and it is written so that an old Python
can still read it far enough to say that it is too old. Everything it installs goes into `.venv` beside this file,
from `requirements.lock`, each file checked against its hash.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "senco-desk-set-up"
DEMO = ROOT / "demo"
DESK = DEMO / "demo.sencodesk"

OLDEST, NEWEST = (3, 11), (3, 14)
# These two come as source only (they hold font files and no code to compile); all else must be a ready-made wheel,
# so that nobody needs a compiler and no package runs a script of its own while it is installed.
AS_SOURCE = "font-roboto,font-source-sans-pro"
# The installer itself and the builder of the two above go first, so that the rest is not built with unchecked ones.
FIRST = ("pip", "setuptools")

COMMANDS = {
    "demo": "make the demo school under demo/, run the main job on it, open the window",
    "test": "run every check: style, types, import directions, tests (with more words: pytest with those words)",
    "run": "open the window (with more words: what senco-desk does with those words)",
    "lint": "run the checks that are not tests",
    "bench": "measure, side by side with the alternatives (with names: only those)",
    "trial": "try to break the store: power cuts, kills, a full drive (without a name: says which there are)",
    "lock": "renew requirements.lock from pyproject.toml (needs the program uv)",
}

# The libraries of the system that Qt loads, as ldd lists them on a bare Debian 12, with their packages for
# apt-get and for dnf. The first table is enough for the tests; a window needs one of the others too.
FOR_QT = {
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libX11.so.6": ("libx11-6", "libX11"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
}
FOR_X11 = {
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libxcb.so.1": ("libxcb1", "libxcb"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-glx.so.0": ("libxcb-glx0", "libxcb"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
}
FOR_WAYLAND = {
    "libwayland-client.so.0": ("libwayland-client0", "libwayland-client"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "libwayland-cursor"),
    "libwayland-egl.so.1": ("libwayland-egl1", "libwayland-egl"),
}
# Programs that some tests ask to read our PDFs back, so that no library vouches for itself.
WITNESSES = {"pdftotext": ("poppler-utils", "poppler-utils"), "qpdf": ("qpdf", "qpdf")}

NEEDS = "This machine lacks packages of the system that Python or Qt needs."


class StopError(Exception):
    """Something that the person at the keyboard has to put right; its text says what."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 done, 1 a check failed, 2 the machine lacks something."""
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Sets Senco Desk up in .venv, once, and then:",
        epilog="\n".join(f"  {name:<7}{words}" for name, words in COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="one of those below")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...", help="handed on by run, test, bench and trial")
    asked = parser.parse_args(arguments)
    if asked.rest and asked.command not in ("bench", "run", "test", "trial"):
        parser.error(f"{asked.command} takes nothing more")
    try:
        return _carry_out(asked)
    except StopError as stop:
        print(f"\n{stop}", file=sys.stderr, flush=True)
        return 2
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr, flush=True)
        return 130


def _carry_out(asked: argparse.Namespace) -> int:
    if asked.command == "lock":
        return renew_lock()
    set_up(window=asked.command in ("demo", "run") and has_display())
    if asked.command == "demo":
        return demo()
    if asked.command == "run":
        return _run([PYTHON, "-m", "senco_desk", *asked.rest])
    if asked.command == "bench":
        return _run([PYTHON, "-m", "benchmarks", *asked.rest], screen=False)
    if asked.command == "trial":
        return _run([PYTHON, "-m", "trials", *asked.rest], screen=False)
    if asked.command == "test" and asked.rest:
        return _run([PYTHON, "-m", "pytest", *asked.rest], screen=False)
    if asked.command == "lint":
        return check(LINT)
    _bring_witnesses()
    with folder_in_memory() as folder:
        name, command = TESTS
        return check([*LINT, (name, [*command, f"--basetemp={folder / 'pytest'}"] if folder else command)])


# What the commands do


def demo() -> int:
    """Makes the demo school under demo/ and opens its window where there is a display.

    The demo of an earlier run is kept in demo/earlier, in case somebody has typed into it.
    """
    _put_earlier_demo_aside()
    print("Making the demo school...", flush=True)
    code = _run([PYTHON, "-m", "senco_desk", "demo", str(DEMO)])
    if code:
        return code
    if not has_display():
        print("\nThere is no display here, so no window was opened. Where there is one: python3 dev.py run", flush=True)
        return 0
    print("\nOpening the window. The passphrase is: demo school", flush=True)
    return _run([PYTHON, "-m", "senco_desk", "open", str(DESK)])


# A check is what it is called, and the program with its arguments.
LINT: list[tuple[str, list[str]]] = [
    ("Style (ruff)", [str(PYTHON), "-m", "ruff", "check", "."]),
    ("Layout (ruff format)", [str(PYTHON), "-m", "ruff", "format", "--check", "."]),
    ("Types (mypy, strict)", [str(PYTHON), "-m", "mypy"]),
    ("Import directions (import-linter)", [str(SCRIPTS / "lint-imports")]),
]
TESTS: tuple[str, list[str]] = (
    "Tests (pytest)",
    # A worker that is done takes over from one that has much left to do.
    [str(PYTHON), "-m", "pytest", "-n", str(min(os.cpu_count() or 1, 8)), "--dist", "worksteal"],
)
MEMORY = Path("/dev/shm")  # noqa: S108  of the system, and the folder in it is one's own
ROOM = 2 * 10**9


@contextmanager
def folder_in_memory() -> Iterator[Path | None]:
    """A folder for the tests' desks that is in memory, and gone afterwards; None where the system has no such place.

    Every change to a desk waits for the drive, and the tests make tens of thousands. Nothing is lost by it: what a
    drive does in a power cut or when it is full is tried with recorded writes (trials/), not with the drive here.
    """
    if not _has_room_in_memory():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="senco-desk-tests-", dir=MEMORY, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def check(checks: list[tuple[str, list[str]]]) -> int:
    """Runs every check, whatever became of the one before, then says which failed. Returns 0 or 1."""
    failed = []
    started = time.monotonic()
    for name, command in checks:
        print(f"\n== {name}", flush=True)
        if _run(command, screen=False):
            failed.append(name)
    took = f"{time.monotonic() - started:.0f} s"
    if failed:
        print(f"\nNot right yet, after {took}: {'; '.join(failed)}.", flush=True)
        return 1
    print(f"\nAll is well: {len(checks)} checks in {took}.", flush=True)
    return 0


def renew_lock() -> int:
    """Writes requirements.lock anew: every dependency at one version for all systems, with hashes and no host."""
    uv = shutil.which("uv")
    if not uv:
        raise StopError("This needs the program uv. Install it with: python3 -m pip install uv")
    also = "setuptools>=80\nPySide6_Essentials<6.12\n"  # why: docs/decisions/0001-set-up-from-one-hashed-lock.md
    options = "--universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header"
    command = [uv, "pip", "compile", "--upgrade", "--quiet", *options.split(), "--python-version", "3.11"]
    command += ["--extra", "dev", "pyproject.toml", "-", "--output-file", str(LOCK)]
    return subprocess.run(command, cwd=ROOT, input=also, text=True, check=False).returncode


# Setting up


def set_up(*, window: bool) -> None:
    """Makes .venv and fills it from the lock, once for each lock and Python, and sees that Qt starts.

    Raises StopError, with what to do about it, where the machine lacks something.
    """
    _refuse_unfit_machine()
    stamp = _stamp()
    ready = STAMP.is_file() and STAMP.read_text(encoding="utf-8") == stamp and PYTHON.exists()
    wanted = {} if ready else dict(FOR_QT)
    if window:
        wanted.update(FOR_X11 if os.environ.get("DISPLAY") else FOR_WAYLAND)
    _need_system_packages(wanted, venv=not ready)
    if ready:
        return
    _make_venv()
    print("Installing the locked dependencies (about 250 MB, once)...", flush=True)
    first = VENV / "first.lock"
    first.write_text(_entries(LOCK.read_text(encoding="utf-8"), FIRST), encoding="utf-8")
    _pip("--only-binary", ":all:", "--require-hashes", "--no-deps", "-r", str(first))
    locked = ("--require-hashes", "--no-deps", "--no-build-isolation")
    _pip("--only-binary", ":all:", "--no-binary", AS_SOURCE, *locked, "-r", str(LOCK))
    _pip("--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    if _run([PYTHON, "-m", "pip", "check", "--quiet"]):
        raise StopError("requirements.lock no longer fits pyproject.toml. Renew it with: python3 dev.py lock")
    _see_that_qt_starts()
    STAMP.write_text(stamp, encoding="utf-8")
    print("Ready.", flush=True)


def has_display() -> bool:
    """Whether a window can be shown to somebody: never on a build machine."""
    if os.environ.get("CI"):
        return False
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def _refuse_unfit_machine() -> None:
    version = sys.version_info[:2]
    if not OLDEST <= version <= NEWEST:
        raise StopError(
            f"Senco Desk needs Python {_dotted(OLDEST)} to {_dotted(NEWEST)}; this is Python {_dotted(version)}. "
            f"Run dev.py with one of those, for example: python{_dotted(OLDEST)} dev.py demo"
        )
    if sys.maxsize < 2**32:
        raise StopError("This is a 32-bit Python. Qt needs a 64-bit one: install that and run dev.py with it.")
    if sys.platform.startswith("linux"):
        name, libc = platform.libc_ver()
        needed = (2, 39) if platform.machine() == "aarch64" else (2, 34)
        if name != "glibc" or tuple(int(part) for part in libc.split(".")[:2]) < needed:
            raise StopError(
                f"Qt's ready-made files need a Linux with glibc {_dotted(needed)} or newer "
                f"(this one has {name or 'another C library'} {libc}). Debian 12, Ubuntu 22.04 and Fedora 35 "
                "are the oldest that will do on Intel and AMD processors, Ubuntu 24.04 and Debian 13 on ARM."
            )


def _make_venv() -> None:
    config = VENV / "pyvenv.cfg"
    if PYTHON.exists() and config.is_file() and f"version = {_dotted(sys.version_info[:2])}." in config.read_text():
        return
    print("Making .venv...", flush=True)
    if _run([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        raise StopError(
            "Python could not make the folder .venv; what it said is above. Is this folder yours to write in?"
        )


def _pip(*arguments: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input", "--no-warn-script-location")
    if not _run([PYTHON, "-m", "pip", "install", *quiet, *arguments]):
        return
    if "--editable" in arguments:
        raise StopError("The project itself could not be installed; what pip said is above. Look at pyproject.toml.")
    where = {
        "darwin": " On a Mac they are made for Apple silicon with macOS 15 or newer.",
        "win32": " On Windows they are made for 64-bit Intel and AMD Python, also where the processor is an ARM.",
    }
    raise StopError(
        "The locked dependencies could not be installed; what pip said is above. Is the machine online?"
        + where.get(sys.platform, "")
    )


def _see_that_qt_starts() -> None:
    print("Seeing that Qt starts...", flush=True)
    program = (
        "from PySide6 import QtGui, QtSvg, QtPrintSupport, QtWidgets\n"
        "app = QtWidgets.QApplication([])\n"
        "label = QtWidgets.QLabel('Senco Desk')\n"
        "label.show()\n"
        "app.processEvents()\n"
    )
    if _run([PYTHON, "-c", program], screen=False):
        raise StopError(
            "Qt does not start on this machine; what it said is above. Where it names a library that cannot be "
            "opened, your system's package search finds the package that holds it."
        )


def _need_system_packages(libraries: dict[str, tuple[str, str]], *, venv: bool) -> None:
    if not sys.platform.startswith("linux"):
        return
    packages = [names for library, names in libraries.items() if not _loads(library)]
    if venv and find_spec("ensurepip") is None:
        python = f"python{_dotted(sys.version_info[:2])}"
        packages.append((f"{python}-venv", python))
    if not packages:
        return
    install = _install_command(packages)
    if install is None:
        names = " ".join(dict.fromkeys(apt for apt, _ in packages))
        raise StopError(f"{NEEDS} Install them by the names your system has for these: {names}")
    if not _alone_as_root():
        prefix = "" if os.geteuid() == 0 else "sudo "
        raise StopError(f"{NEEDS} This command installs them:\n\n    {prefix}{install}\n\nThen run dev.py again.")
    print(f"{NEEDS} Nobody is here to type the command, so it is run now:\n    {install}", flush=True)
    said = _install(install)
    if said:
        raise StopError(f"{said}\nThat did not work: {install}")


def _bring_witnesses() -> None:
    """Sees to the programs that read our PDFs back in some tests, which are skipped where the programs are absent."""
    packages = [names for program, names in WITNESSES.items() if not shutil.which(program)]
    install = _install_command(packages) if packages else None
    if install is None:
        return
    if _alone_as_root() and not _install(install):
        return
    print(f"Tests that read PDFs back with other programs will be skipped. To run them too: {install}", flush=True)


def _install_command(packages: list[tuple[str, str]]) -> str | None:
    if shutil.which("apt-get"):
        return "apt-get install -y --no-install-recommends " + " ".join(dict.fromkeys(apt for apt, _ in packages))
    if shutil.which("dnf"):
        return "dnf install -y " + " ".join(dict.fromkeys(dnf for _, dnf in packages))
    return None


def _alone_as_root() -> bool:
    """Whether this runs as root with nobody at a keyboard, as in a container or on a build machine."""
    alone = bool(os.environ.get("CI")) or not sys.stdin or not sys.stdin.isatty()
    return sys.platform.startswith("linux") and os.geteuid() == 0 and alone


def _install(command: str) -> str:
    """Runs a system package command. Returns nothing where it worked, else what it said."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for each in ["apt-get update", command] if command.startswith("apt-get") else [command]:
        done = subprocess.run(
            each.split(), env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            return done.stdout + done.stderr
    return ""


# Small parts


def _has_room_in_memory() -> bool:
    try:
        place = os.statvfs(MEMORY)
        memory = Path("/proc/meminfo").read_text(encoding="ascii")
    except (AttributeError, OSError):
        return False
    free = next((int(line.split()[1]) * 1024 for line in memory.splitlines() if line.startswith("MemAvailable")), 0)
    # Some tests run what they have compiled.
    fit = os.access(MEMORY, os.W_OK) and not place.f_flag & (os.ST_NOEXEC | os.ST_RDONLY)
    return fit and min(place.f_bavail * place.f_frsize, free) >= ROOM


def _run(command: Sequence[str | Path], *, screen: bool = True) -> int:
    """Runs a program from the root with this one's own input and output; without `screen`, Qt draws to memory."""
    environment = dict(os.environ)
    environment.pop("PYTHONHOME", None)
    environment["PYTHONUTF8"] = "1"
    if not screen:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    try:
        return subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=False).returncode
    except FileNotFoundError:
        raise StopError(f"{command[0]} is not there. Delete the folder .venv and run dev.py again.") from None


def _put_earlier_demo_aside() -> None:
    if not DESK.exists():
        return
    earlier = DEMO / "earlier"
    try:
        shutil.rmtree(earlier, ignore_errors=True)
        earlier.mkdir()
        for each in list(DEMO.iterdir()):
            if each != earlier:
                each.rename(earlier / each.name)
    except OSError as error:
        raise StopError(f"The demo of an earlier run is in use ({error}). Close its window and try again.") from None
    print(f"The demo of the earlier run is now in {earlier}.", flush=True)


def _stamp() -> str:
    """What .venv was made for: it is filled again when the lock, the project's file, Python or the place changes."""
    digest = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return f"{digest}\n{sys.version}\n{ROOT}\n"


def _entries(lock: str, names: tuple[str, ...]) -> str:
    """The lock's lines for the named packages, each with the lines of hashes that follow it."""
    kept, keep = [], False
    for line in lock.splitlines():
        if not line.startswith((" ", "#")):
            keep = line.split("==")[0] in names
        if keep:
            kept.append(line)
    return "\n".join(kept) + "\n"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


if __name__ == "__main__":
    sys.exit(main())
