"""The table as a person uses it: type, click, copy, open; and what must hold for any rows."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from senco_desk.ui.marks import mark
from senco_desk.ui.tables import Column, FilterField, RowsModel, RowsTable


@dataclass(frozen=True)
class Child:
    id: str
    name: str
    year: int
    spent: int | None = None


COLUMNS = (
    Column[Child]("name", "Pupil", lambda row: row.name, kind="two_line", subtitle=lambda row: f"class {row.year}B"),
    Column[Child]("year", "Year", lambda row: row.year, text=lambda row: f"Y{row.year}"),
    Column[Child]("spent", "To date", lambda row: row.spent, right=True),
    Column[Child]("review", "Next review", lambda row: row.year, kind="mark", mark=lambda row: mark("due", "27 Nov")),
    Column[Child]("meter", "Part", lambda row: row.spent, kind="meter", text=lambda row: "", meter=lambda row: 0.5),
)
CHILDREN = (
    Child("a", "Zoë Kowalski", 2, 1840),
    Child("b", "Łucja Świątek", 1),
    Child("c", "Amelia O’Neill", 4, 4690),
    Child("d", "Grace Day", 2, 3105),
)


def a_table(rows=CHILDREN):
    table = RowsTable("Register", COLUMNS, lambda row: row.id)
    table.resize(700, 300)
    table.set_rows(rows)
    return table


def names(table):
    return [row.name for row in table.rows.rows_shown()]


def test_typing_narrows_after_a_short_pause_whatever_the_accents(qtbot, shown):
    table = shown(a_table())
    field = FilterField(table)
    qtbot.addWidget(field)
    with qtbot.waitSignal(table.rows.narrowed):
        QTest.keyClicks(field, "zoe")
    assert names(table) == ["Zoë Kowalski"]
    with qtbot.waitSignal(table.rows.narrowed):
        field.setText("swiatek lucja")
    assert names(table) == ["Łucja Świątek"]
    with qtbot.waitSignal(table.rows.narrowed):
        field.setText("class 2b o'")
    assert names(table) == []
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert len(names(table)) == 4


def test_a_selection_survives_filter_sort_and_reload(qtbot, shown):
    table = shown(a_table())
    assert table.select("d")
    table.rows.filter("grace")
    table.sort_by(("name", False))
    table.rows.filter("")
    table.set_rows([*CHILDREN, Child("e", "Aaron", 3)])
    assert [row.id for row in table.selected_rows()] == ["d"]
    assert table.rows.row_at(table.currentIndex()).id == "d"


def test_what_the_program_selects_stands_alone_though_a_key_is_still_held(shown):
    table = shown(a_table())
    table.select("d")
    QTest.keyClick(table, Qt.Key.Key_Shift, Qt.KeyboardModifier.ControlModifier)  # held on, as after Ctrl+V
    assert table.select("a")
    assert [row.id for row in table.selected_rows()] == ["a"]


def test_a_row_hidden_by_the_filter_is_selected_again_when_it_returns(shown):
    table = shown(a_table())
    table.select("d")
    table.rows.filter("zoe")
    assert table.selected_rows() == ()
    table.rows.filter("")
    assert [row.id for row in table.selected_rows()] == ["d"]


def test_a_click_on_a_header_sorts_and_the_sort_before_breaks_ties(qtbot, shown):
    table = shown(a_table())
    header = table.horizontalHeader()

    def click(column):
        at = QPoint(header.sectionViewportPosition(column) + 8, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)

    click(0)
    assert names(table)[0] == "Amelia O’Neill"
    click(1)
    assert names(table) == ["Łucja Świątek", "Grace Day", "Zoë Kowalski", "Amelia O’Neill"]
    assert table.rows.sorted_by == (("year", True), ("name", True))


def test_what_is_missing_comes_last_either_way_round(shown):
    table = shown(a_table())
    for up in (True, False):
        table.sort_by(("spent", up))
        assert table.rows.rows_shown()[-1].spent is None


def test_enter_opens_the_row_and_copy_gives_text_for_a_spreadsheet(qtbot, shown):
    table = shown(a_table())
    table.show_columns(["name", "year"])
    table.select("c")
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [CHILDREN[2]]
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Pupil\tYear\nAmelia O’Neill\tY4"


def test_a_screen_reader_hears_header_text_and_what_the_colour_tells(shown):
    table = shown(a_table())
    assert table.accessibleName() == "Register"
    said = [table.rows.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole) for column in (0, 3)]
    assert said == ["Pupil: Zoë Kowalski, class 2B", "Next review: 27 Nov (due soon)"]


def test_every_row_has_the_height_of_the_font_and_paints(shown):
    table = shown(a_table([Child(str(at), "name\n" * at, at % 7) for at in range(30)]))
    assert len({table.rowHeight(line) for line in range(30)}) == 1
    assert not table.grab().isNull()


WORDS = st.text(alphabet="aábcß ŁzÉ’", max_size=8)


@given(st.lists(st.tuples(WORDS, st.integers(0, 3), st.none() | st.integers(0, 9))), WORDS, st.booleans())
def test_sorting_is_stable_and_filtering_loses_and_invents_nothing(parts, typed, up):
    rows = [Child(str(at), *part) for at, part in enumerate(parts)]
    model = RowsModel(COLUMNS, lambda row: row.id)
    model.set_rows(rows)
    model.sort_by(("year", up))
    assert [row.id for row in model.rows_shown()] == [
        row.id for row in sorted(rows, key=lambda row: row.year, reverse=not up)
    ]
    model.filter(typed[:1])
    model.filter(typed)
    step_by_step = model.rows_shown()
    again = RowsModel(COLUMNS, lambda row: row.id)
    again.set_rows(rows)
    again.sort_by(("year", up))
    again.filter(typed)
    assert again.rows_shown() == step_by_step
    assert {row.id for row in step_by_step} <= {row.id for row in rows}
    model.filter("")
    assert len(model.rows_shown()) == len(rows)


def test_a_rule_and_typed_words_narrow_together(shown):
    table = shown(a_table())
    table.rows.keep_only(lambda row: row.year == 2)
    table.rows.filter("g")
    table.rows.filter("grace")
    assert names(table) == ["Grace Day"]
    table.rows.keep_only(None)
    table.rows.filter("")
    assert len(names(table)) == 4
