"""Building `recorder.c` where it can be built, and running the program under it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).resolve().parent


def can_record() -> str:
    """Why this machine cannot record, or nothing where it can."""
    if not sys.platform.startswith("linux"):
        return "only Linux lets a trial stand between a program and its drive"
    if not _compiler():
        return "there is no C compiler here"
    return ""


def run_recorded(folder: Path, module: str, *arguments: str, recording: Path | None = None) -> int:
    """Runs a module of the trials with `folder` watched; answers its exit code."""
    library = folder.parent / "recorder.so"
    if not library.exists():
        source = str(HERE / "recorder.c")
        command = [_compiler(), "-O1", "-shared", "-fPIC", "-o", str(library), source, "-ldl", "-lpthread"]
        subprocess.run(command, check=True)
    environment = {**os.environ, "LD_PRELOAD": str(library), "SENCO_RECORD_ROOT": str(folder)}
    if recording:
        environment["SENCO_RECORD"] = str(recording)
    return subprocess.run([sys.executable, "-m", module, *arguments], check=False, env=environment).returncode


def _compiler() -> str:
    named = (sysconfig.get_config_var("CC") or "").split()
    return next((found for name in ("cc", "gcc", "clang", *named[:1]) if (found := shutil.which(name))), "")
