"""Lists that are far too long are refused in a sentence, at once."""

from pathlib import Path

import pytest

from senco_desk.domain.problems import RefusedError
from senco_desk.exchange.columns import MOST_TOLD
from senco_desk.exchange.grids import MAX_LINES, MAX_PUPILS
from senco_desk.exchange.headers import read_mapping
from senco_desk.exchange.roll import read_roll

HEAD = "UPN,Surname,Forename,DOB\n"


def test_a_roll_of_more_pupils_than_any_trust_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roll.csv"
    path.write_text(HEAD + ",Lee,Zoe,01/09/2015\n" * (MAX_PUPILS + 1), encoding="utf-8")
    with pytest.raises(RefusedError, match="20,001 lines of pupils; the most that is read is 20,000") as refused:
        read_roll(path)
    assert "a year group at a time" in str(refused.value)


def test_a_list_of_more_lines_than_are_read_is_refused_before_it_is_taken_apart(tmp_path: Path) -> None:
    path = tmp_path / "roll.csv"
    path.write_text(HEAD + "a,b,c,d\n" * (MAX_LINES + 1), encoding="utf-8")
    with pytest.raises(RefusedError, match=r"60,00\d lines; the most that is read is 60,000"):
        read_roll(path)


def test_a_list_of_headings_is_never_large(tmp_path: Path) -> None:
    path = tmp_path / "headings.csv"
    path.write_bytes(b"x" * 1_000_001)
    with pytest.raises(RefusedError, match="1 MB; the most that is read is 1 MB"):
        read_mapping(path, ["upn"])


class Told:
    """Progress that counts."""

    total = done = 0

    def start(self, what: str, total: int) -> None:
        """The lines there are."""
        assert what
        self.total = total

    def step(self, done: int = 1) -> None:
        """So many more."""
        self.done += done


def test_reading_a_long_roll_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "roll.csv"
    path.write_text(HEAD + "".join(f",Lee{n},Zoe,01/09/2015\n" for n in range(600)), encoding="utf-8")
    told = Told()
    assert len(read_roll(path, progress=told).rows) == 600
    assert (told.total, told.done) == (600, 500)


def test_of_a_column_that_is_odd_throughout_the_first_thousand_lines_are_named_and_the_rest_counted(tmp_path):
    lines = [f",Smith{n},Zoe,99/99/2016,5" for n in range(MOST_TOLD + 250)]
    file = tmp_path / "roll.csv"
    file.write_text("\n".join(["UPN,Surname,Forename,DOB,Year", *lines]), encoding="utf-8")
    roll = read_roll(file)
    of_dates = [problem for problem in roll.problems if problem.field == "date_of_birth"]
    assert len([problem for problem in of_dates if problem.row]) == MOST_TOLD
    (counted,) = [problem for problem in of_dates if problem.row is None]
    assert counted.column == "DOB"
    assert counted.sentence.startswith("250 more lines are odd here; the first 1,000 are listed.")
    assert len(roll.rows) == MOST_TOLD + 250
