"""Names of 1 to 200 characters in any script, from the roll to the register, the lists and the pack."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from senco_desk.exchange.sheets import write_csv
from senco_desk.exchange.tables import read_tables
from senco_desk.services import packs, pupils, rolls, summaries
from senco_desk.services.desk import Desk
from tests.builders import a_pupil, a_status

REAL = (
    "Ó Súilleabháin", "Świątek", "Nguyễn", "محمد بن سلمان", "דָּוִד", "小明", "สมชาย", "Ἀλέξανδρος", "გიორგი",
    "O", "=SUM(A1)", "+44", "-", "@home", "'Til", "x" * 200, "م" * 200, "Łu\u200dcja", "ǅ", "🧒🏽",
)  # fmt: skip


def test_a_name_comes_through_import_register_and_lists(desk: Desk, tmp_path: Path) -> None:
    names = REAL
    path = tmp_path / "roll.csv"
    lines = [["", name, f"Child {at}", date(2016, 1, 1 + at), "5", "K"] for at, name in enumerate(names)]
    write_csv(path, ["UPN", "Surname", "Forename", "DOB", "Year", "SEN Status"], lines)
    planned = rolls.apply(desk, rolls.plan(desk, rolls.read(path))).value
    kept = {pupil.legal_surname for pupil in pupils.all_pupils(desk)}
    told = " ".join(problem.sentence for problem in planned.roll.problems)
    for name in names:
        assert name in kept or name in told, name
    for ending in (".csv", ".xlsx"):
        out = tmp_path / f"register{ending}"
        summaries.write_register(desk, out)
        written = read_tables(out.read_bytes(), out.name).grids[0].lines
        assert {str(line.cells[1]) for line in written[1:]} == kept


@pytest.mark.parametrize("name", ["محمد بن سلمان", "小明", "🧒🏽", "x" * 200])
def test_a_pack_is_made_for_any_name_and_says_which_letters_it_cannot_print(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    pupil = a_pupil(desk, legal_surname=name, legal_forename="Zoe")
    a_status(desk, pupil, "K", ("SLCN",))
    plan = packs.preview(desk, pupil.id)
    assert plan.pages > 0
    lacking = {letter for letter in name if ord(letter) > 0x590}
    assert plan.missing_letters >= lacking - {" "}
    made = packs.make(desk, pupil.id, tmp_path / "pack.pdf", names_checked=True)
    assert made.files[0].path.stat().st_size > 1_000
