"""Names of 1 to 200 characters in any script, from the roll to the register, the lists and the pack."""

from __future__ import annotations

import csv
import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from senco_desk.domain.file_names import file_name
from senco_desk.exchange.sheets import write_csv
from senco_desk.exchange.tables import read_tables
from senco_desk.services import packs, pupils, rolls, summaries
from senco_desk.services.desk import Desk
from tests.builders import a_desk, a_new_test_begins, a_pupil, a_status

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


SCRIPTS = (
    "Aaàßİı", "Ωάλς", "Жїё", "Աշխ", "אבָּ", "محمدَ", "नमस्ते", "বাংলা", "தமிழ்", "ไทยี่", "ქართ", "አማር", "ᏣᎳᎩ", "日本語",
    "한국어", "𞤀𞤁", "𐍈", "🧒🏽\u200d",
)  # fmt: skip
LETTERS = st.characters(categories=("L", "M", "N", "P", "S", "Zs"), include_characters="\u200c\u200d")
NAMES = st.one_of(
    st.text(LETTERS, min_size=1, max_size=200),
    *(st.text(st.sampled_from(f"{script} -’"), min_size=1, max_size=200) for script in SCRIPTS),
    st.builds(lambda sign, rest: sign + rest, st.sampled_from("=+-@'\"/\\.:;,<|*"), st.text(LETTERS, max_size=199)),
).filter(lambda name: any(unicodedata.category(each)[0] in "LN" for each in name))


@settings(max_examples=25)
@given(names=st.lists(NAMES, min_size=1, max_size=6))
@example(names=["m" * 200, "𞤀" * 200, "=cmd|' /C calc'!A0", "../../etc/passwd", "CON", "NULL", "0"])
def test_any_name_is_kept_as_it_was_written_and_comes_out_of_every_list_again(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    a_new_test_begins()
    folder = tmp_path_factory.mktemp("names")
    desk = a_desk(folder)
    lines = [["", name, "Zoe", date(2016, 1, 1 + at), "5", "K"] for at, name in enumerate(names)]
    write_csv(folder / "roll.csv", ["UPN", "Surname", "Forename", "DOB", "Year", "SEN Status"], lines)
    rolls.apply(desk, rolls.plan(desk, rolls.read(folder / "roll.csv")))
    kept = {pupil.date_of_birth: pupil for pupil in pupils.all_pupils(desk)}
    written = [" ".join(re.split(r"\s+", name.strip())) for name in names]  # of spaces one is kept
    assert [kept[date(2016, 1, 1 + at)].legal_surname for at in range(len(names))] == written

    summaries.write_register(desk, folder / "register.csv")
    with (folder / "register.csv").open(encoding="utf-8-sig", newline="") as raw:
        surnames = [line[1] for line in csv.reader(raw)][1:]
    assert not [name for name in surnames if name.startswith(("=", "+", "-", "@", "\t", "\r"))], "a sum to Excel"
    grid = read_tables((folder / "register.csv").read_bytes(), "register.csv").grids[0]
    assert sorted(str(line.cells[1]) for line in grid.lines[1:]) == sorted(written)

    (folder / "packs").mkdir()
    for name in written:
        pack = folder / "packs" / file_name(f"{name} pack", ".pdf")
        assert pack.parent == folder / "packs"
        assert pack.suffix == ".pdf"
        pack.write_bytes(b"%PDF")
        assert [each.name for each in pack.parent.iterdir()] == [pack.name], "the name that was asked for, and no other"
        pack.unlink()
    desk.close()
