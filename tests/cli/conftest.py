"""Runs the command line in this process, on real encrypted desks with keys that tests can afford."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from senco_desk.cli.running import run
from senco_desk.cli.world import World
from senco_desk.services import desks
from senco_desk.services.desk import Desk
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk


@dataclass
class Ran:
    """What one run came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Cli:
    """A person or a script at the command line, with a desk of their own."""

    folder: Path
    environ: dict[str, str]
    windows: list[tuple[Path | None, date]] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    ask: Callable[[str], str] | None = None
    typed: bytes = b""
    clock: Clock = field(default_factory=lambda: Clock(datetime(2026, 11, 20, 10, tzinfo=UTC)))
    """Goes on from run to run, as the real one does."""

    @property
    def path(self) -> Path:
        return self.folder / "school.sencodesk"

    def __call__(self, *typed: object) -> Ran:
        out, err = io.StringIO(), io.StringIO()

        def window(path: Path | None, day: Callable[[], date]) -> int:
            self.windows.append((path, day()))
            return 0

        def fault(error: BaseException, _command: Any) -> Path:
            self.faults.append(error)
            return Path("/reports/crash.txt")

        world = World(
            out=out,
            err=err,
            environ=self.environ,
            day=lambda: TODAY,
            clock=self.clock,
            window=window,
            fault=fault,
            ask=self.ask,
            typed=io.BytesIO(self.typed),
            kdf=CHEAP,
            floor=CHEAP,
        )
        code = run([str(part) for part in typed], world)
        ran = Ran(code, out.getvalue(), err.getvalue())
        assert PASSPHRASE not in ran.out + ran.err
        assert "Traceback" not in ran.out + ran.err
        return ran

    def does(self, *typed: object) -> Any:
        """The JSON of a command that succeeds."""
        ran = self(*typed, "--json")
        assert ran.code == 0, ran.err
        assert not self.faults
        return ran.json

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The desk itself, to look into."""
        keys = desks.unlock(self.path, PASSPHRASE, floor=CHEAP)
        desk = desks.open_with(self.path, keys, day=lambda: TODAY, clock=self.clock)
        yield desk
        desk.close()

    def file(self, name: str, *lines: str) -> Path:
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    a_desk(tmp_path).close()
    environ = {"SENCO_DESK": str(tmp_path / "school.sencodesk"), "SENCO_DESK_PASSPHRASE": PASSPHRASE}
    return Cli(tmp_path, environ)
