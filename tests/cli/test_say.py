"""What a stranger's file says is shown, and never obeyed by the terminal."""

from __future__ import annotations

import errno
import io

import pytest

from senco_desk.cli.say import Say, write
from senco_desk.domain.problems import TroubleError


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\x9b", "\x08", "\r", "\u202e", "\u2066"])
def test_signs_that_command_a_terminal_come_out_as_a_mark(sign: str) -> None:
    stream = io.StringIO()
    write(stream, f"row 2: “{sign}[2J” is no year")
    assert stream.getvalue() == "row 2: “�[2J” is no year\n"


def test_letters_tabs_and_lines_stay_as_they_are() -> None:
    stream = io.StringIO()
    Say(stream, io.StringIO(), as_json=False).answer({}, ["Zoë\tO’Neill", "Łukasz 李"])
    assert stream.getvalue() == "Zoë\tO’Neill\nŁukasz 李\n"


class Full(io.StringIO):
    """A drive with no room left."""

    def flush(self) -> None:
        if not self.closed:
            raise OSError(errno.ENOSPC, "No space left on device")


def test_an_answer_that_cannot_be_written_is_the_world_s_trouble() -> None:
    with pytest.raises(TroubleError, match="could not be written"):
        Say(Full(), io.StringIO(), as_json=True).answer({}, [])
