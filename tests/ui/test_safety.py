"""What keeps a desk from loss, as a person does it in the window: backup, passphrase, recovery code, idle lock."""

from __future__ import annotations

import stat
import sys
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from senco_desk.services import desks, safety, undoing
from senco_desk.store import vault
from senco_desk.ui import clipboard
from senco_desk.ui.actions import FILE_GROUPS
from senco_desk.ui.first_unlock import show_or_ask
from senco_desk.ui.mnemonics import letter
from senco_desk.ui.new_desk import NewDeskWindow
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.recovery_sheet import RecoverySheet
from senco_desk.ui.safety_deeds import safety_of
from senco_desk.ui.topbar import TopBar
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil
from tests.school_window import SchoolWindow
from tests.screens import press, texts, type_into

NEW = "seven quiet otters sing"


class School(SchoolWindow):
    """A desk in the program's own window, whose day can be moved on."""

    def __init__(self, folder, settings, theme):
        super().__init__(folder / "school.sencodesk", settings, theme)
        draft_desk = a_desk(folder)
        a_pupil(draft_desk, legal_forename="Xanthippe")
        draft_desk.close()

    def open(self, secret=PASSPHRASE, *, read_only=False):
        opened = self.unlocked(secret, read_only=read_only)
        self.shown()
        return opened

    @property
    def bar(self) -> TopBar:
        return self.window.bar

    @property
    def page(self):
        return self.window.page("settings")

    @property
    def form(self):
        return self.page.room.sheet.form

    def ask(self, action_id):
        assert self.window.registry.run(action_id)
        QApplication.processEvents()
        return self.form


@pytest.fixture
def school(tmp_path, settings, theme):
    made = School(tmp_path, settings, theme)
    yield made
    made.put_away()


@pytest.fixture(autouse=True)
def clean_clipboard(qapp):
    yield
    clipboard.forget_now()


def backed_up(school, qtbot, folder):
    deeds = safety_of(school.opened.context)
    with qtbot.waitSignal(deeds.backed_up, timeout=10_000):
        deeds.back_up_into(folder)


def test_a_backup_from_the_menu_is_checked_told_and_opens_by_itself(school, qtbot, tmp_path):
    school.open()
    assert school.bar.backup.text() == "No backup yet"
    school.window.registry.run("desk.backup")
    dialog = school.window.findChild(QFileDialog)
    stick = tmp_path / "stick"
    stick.mkdir()
    with qtbot.waitSignal(safety_of(school.opened.context).backed_up, timeout=10_000):
        dialog.fileSelected.emit(str(stick))
    dialog.close()
    (copy,) = stick.iterdir()
    assert copy.name == "school-backup-2026-11-20.sencodesk"
    told = school.page.safety.made.words.text()
    assert "1 pupils and 0 files" not in told
    assert "1 pupil and 0 files" in told
    assert str(copy) in told
    assert "To restore" in told
    assert "same drive" in told
    assert school.bar.backup.text() == "Backed up today"
    desk = desks.open_with(copy, desks.unlock(copy, PASSPHRASE, floor=CHEAP), day=lambda: TODAY, clock=Clock())
    assert len(desk.store.query("select id from pupil")) == 1
    desk.close()
    assert school.opened.undo is not None
    assert "backup" not in undoing.undo_label(school.opened.desk).casefold()


def test_the_age_of_the_backup_is_kept_in_the_desk_and_turns_amber_after_a_week(school, qtbot, tmp_path):
    school.open()
    backed_up(school, qtbot, tmp_path)
    shown = []
    for days in (1, 3, 7, 8):
        school.opened.close()
        school.today = TODAY + timedelta(days=days)
        school.open()
        shown.append((school.bar.backup.text(), school.bar.backup.shown.state))
    assert shown == [
        ("Backed up yesterday", "good"),
        ("Backed up 3 days ago", "good"),
        ("Backed up 7 days ago", "good"),
        ("Backed up 8 days ago", "due"),
    ]


def test_a_desk_never_backed_up_is_told_so_and_amber_after_a_week(school):
    school.open()
    assert school.bar.backup.shown.state == "none"
    school.opened.lock()  # closing would make a backup
    school.today = TODAY + timedelta(days=8)
    school.open()
    assert school.bar.backup.shown.words == "No backup yet"
    assert school.bar.backup.shown.state == "due"


def test_a_backup_that_is_stopped_leaves_nothing_and_says_so(school, qtbot, tmp_path):
    school.open()
    stick = tmp_path / "stick"
    stick.mkdir()
    job = safety_of(school.opened.context).back_up_into(stick)
    job.cancel()
    with qtbot.waitSignal(job.ended, timeout=10_000):
        pass
    assert list(stick.iterdir()) == []
    assert school.bar.backup.text() == "No backup yet"
    assert "nothing of it is left" in school.window.toast.words.text()


def test_the_passphrase_is_changed_and_every_other_way_in_still_works(school, qtbot):
    school.open()
    form = school.ask("desk.passphrase")
    assert all(field.input.echoMode() == QLineEdit.EchoMode.Password for field in form.fields.values())
    type_into(form, old="not this one at all", new="short", again="")
    assert "at least 10" in form.fields["new"].help.text()
    press(form, "Change it")
    qtbot.waitUntil(lambda: bool(form.fields["new"].problem()))
    type_into(form, new=NEW, again=NEW + "x")
    press(form, "Change it")
    qtbot.waitUntil(lambda: "differ" in form.fields["again"].problem())
    type_into(form, again=NEW)
    press(form, "Change it")
    qtbot.waitUntil(lambda: "does not open" in form.fields["old"].problem())
    assert school.opens_with(PASSPHRASE)
    type_into(form, old=PASSPHRASE)
    press(form, "Change it")
    qtbot.waitUntil(lambda: school.form is None)
    assert not school.opens_with(PASSPHRASE)
    assert "old one" in school.window.toast.words.text()
    school.opened.lock()
    school.open(NEW)


def a_new_code(school, qtbot):
    """Asks for a new code and answers the form that shows it, and the code."""
    form = school.ask("desk.new_code")
    type_into(form, passphrase=PASSPHRASE)
    press(form, "Show a new code")
    qtbot.waitUntil(lambda: school.form is not None and school.form.findChild(RecoverySheet) is not None)
    return school.form, school.form.findChild(RecoverySheet)


def put_into_use(school, qtbot):
    form, sheet = a_new_code(school, qtbot)
    code = sheet.code
    type_into(form, code=code.lower().replace("-", " "))
    press(form, "Put it into use")
    qtbot.waitUntil(lambda: school.form is None)
    return code


def test_a_new_code_opens_nothing_until_it_is_typed_back(school, qtbot):
    school.open()
    first = put_into_use(school, qtbot)
    assert school.opens_with(first)
    form, sheet = a_new_code(school, qtbot)
    second = sheet.code
    assert second in texts(form)
    type_into(form, code="ab")
    assert second not in texts(form), "it could be copied from the screen"
    press(form, "Put it into use")
    qtbot.waitUntil(lambda: "seven groups" in form.fields["code"].problem())
    type_into(form, code=first)
    press(form, "Put it into use")
    qtbot.waitUntil(lambda: "another recovery code" in form.fields["code"].problem())
    press(form, "Close")
    assert school.opens_with(first)
    assert not school.opens_with(second)


def test_the_reminder_stays_until_the_code_was_checked_and_comes_back_with_another(school, qtbot):
    school.open()
    assert school.bar.reminder.shown.words == "Recovery code not checked yet"
    assert school.bar.reminder.isVisible()
    school.bar.reminder.click()
    QApplication.processEvents()
    assert "code" in school.form.fields
    press(school.form, "Close")
    code = put_into_use(school, qtbot)
    assert school.bar.reminder.shown is None
    school.opened.lock()
    school.open()
    assert school.bar.reminder.shown is None
    keys = school.opened.desk.store.keys
    vault.replace_recovery_code(
        school.path, keys, safety.offer_recovery_code(school.opened.desk, PASSPHRASE), kdf=CHEAP
    )
    assert not school.opens_with(code)
    school.opened.lock()
    school.open()
    assert school.bar.reminder.isVisible()


def test_opening_with_the_code_has_checked_it_and_lets_a_forgotten_passphrase_be_changed(school, qtbot):
    school.open()
    code = put_into_use(school, qtbot)
    safety.note_recovery_checked(school.opened.desk, "none")
    school.opened.lock()
    school.open(code)
    assert school.bar.reminder.shown is None
    form = school.ask("desk.passphrase")
    type_into(form, old=code, new=NEW, again=NEW)
    press(form, "Change it")
    qtbot.waitUntil(lambda: school.form is None)
    assert school.opens_with(NEW)
    assert school.opens_with(code)
    assert not school.opens_with(PASSPHRASE)
    school.opened.lock()
    school.open(NEW)
    assert school.bar.reminder.shown is None


@pytest.mark.parametrize("later", [False, True])
def test_whoever_opened_with_the_code_is_asked_for_a_new_passphrase(school, qtbot, later):
    school.open()
    code = put_into_use(school, qtbot)
    school.opened.lock()
    school.open(code)
    school.window.hide()
    asked = show_or_ask(school.opened)
    assert "recovery code" in " ".join(texts(asked))
    if later:
        press(asked.form, "Later")
        assert school.window.isVisible()
        assert school.opens_with(PASSPHRASE)
        return
    type_into(asked.form, passphrase=NEW, again=PASSPHRASE)
    press(asked.form, "Use it and open the desk")
    qtbot.waitUntil(lambda: "differ" in asked.form.fields["again"].problem())
    type_into(asked.form, passphrase=NEW, again=NEW)
    press(asked.form, "Use it and open the desk")
    qtbot.waitUntil(school.window.isVisible)
    assert [school.opens_with(secret) for secret in (NEW, code, PASSPHRASE)] == [True, True, False]
    school.opened.lock()
    school.open(NEW)
    assert show_or_ask(school.opened) is None


def test_a_slip_in_a_checked_code_names_its_group(school, qtbot):
    school.open()
    code = put_into_use(school, qtbot)
    form = school.ask("desk.check_code")
    wrong = code[:13] + ("2" if code[13] != "2" else "3") + code[14:]
    type_into(form, code=wrong)
    press(form, "Check it")
    qtbot.waitUntil(lambda: "third group" in form.fields["code"].problem())
    type_into(form, code=code)
    press(form, "Check it")
    qtbot.waitUntil(lambda: school.form is None)


def test_no_secret_is_kept_with_what_is_typed(school, qtbot):
    """Locking keeps every form's words; a passphrase or a code is never among them."""
    school.open()
    form = school.ask("desk.passphrase")
    type_into(form, old=PASSPHRASE, new=NEW, again=NEW)
    assert form.values() == {}
    assert not form.dirty
    form.leave()
    form = school.ask("desk.check_code")
    type_into(form, code="7G2KW 0XB3M")
    assert not form.dirty
    school.opened.lock()
    desk = desks.open_with(
        school.path, desks.unlock(school.path, PASSPHRASE, floor=CHEAP), day=lambda: TODAY, clock=Clock()
    )
    tables = [row["name"] for row in desk.store.query("select name from sqlite_master where type = 'table'")]
    kept = repr([desk.store.query(f'select * from "{name}"') for name in tables])
    desk.close()
    for secret in (NEW, PASSPHRASE, "7G2KW"):
        assert secret not in kept


def test_a_desk_open_for_reading_is_backed_up_and_keeps_its_ways_in(school, qtbot, tmp_path):
    school.open(read_only=True)
    assert school.bar.reminder.shown is None
    for action_id in ("desk.passphrase", "desk.new_code", "desk.check_code"):
        assert not school.window.registry.qaction(action_id).isEnabled()
    backed_up(school, qtbot, tmp_path)
    assert list(tmp_path.glob("school-backup-*"))


def test_the_file_menu_ends_with_quit_and_no_two_letters_are_the_same(school):
    school.open()
    menu = school.window.menuBar().actions()[0].menu()
    words = [one.text() for one in menu.actions() if not one.isSeparator()]
    letters = [letter(each) for each in words]
    assert len(set(letters)) == len(letters), words
    assert all(letters), words
    ids = [one.objectName() for one in menu.actions() if not one.isSeparator()]
    assert ids[:4] == ["desk.new", "desk.other", "register.import", "desk.backup"]
    assert ids[-2:] == ["desk.lock", "desk.quit"]
    assert {school.window.registry.row(each).group for each in ids} == set(FILE_GROUPS)


def test_what_is_due_stays_in_a_narrow_bar_as_its_shape_and_one_word(school):
    school.open()
    school.window.resize(700, 600)
    QApplication.processEvents()
    assert school.bar.reminder.isVisible()
    assert school.bar.reminder.text() == "Code"
    assert school.bar.reminder.accessibleName().startswith("Recovery code not checked yet")
    assert not school.bar.backup.isVisible()


def test_minutes_until_it_locks_by_itself_are_remembered(school, settings):
    school.open()
    panel = school.page.safety
    assert panel.idle.value() == "15"
    combo = panel.idle.input
    combo.setCurrentIndex(combo.findData("0"))
    combo.activated.emit(combo.currentIndex())
    assert settings.value("safety/idle_minutes", type=int) == 0


def new_desk_window(shown, tmp_path, qtbot):
    def make(path, passphrase, draft):
        desk, code = desks.create(path, passphrase, draft, day=lambda: TODAY, clock=Clock(), kdf=CHEAP, floor=CHEAP)
        desk.close()
        return desk.store.keys, code

    window = shown(NewDeskWindow(tmp_path, make))
    type_into(window.form, name="Hilltop", passphrase=NEW, again=NEW)
    press(window, "Make the desk")
    qtbot.waitUntil(lambda: window.stack.currentIndex() == 1)
    return window


def open_as_made(made, settings, theme):
    path, keys = made
    desk = desks.open_with(path, keys, day=lambda: TODAY, clock=Clock())
    return OpenDesk(desk, path, settings=settings, theme=theme, clock=Clock())


@pytest.mark.parametrize("typed_back", [True, False])
def test_a_new_desks_code_is_typed_back_or_left_for_later(shown, tmp_path, qtbot, settings, theme, typed_back):
    window = new_desk_window(shown, tmp_path, qtbot)
    code, made = window.code, []
    window.made.connect(lambda path, keys: made.append((path, keys)))
    assert not window.later.isEnabled()
    window.kept.click()
    if typed_back:
        window.typed.set_value("nothing like it")
        press(window, "Check the code and open the desk")
        assert "seven groups" in window.typed.problem()
        window.typed.set_value(code)
        press(window, "Check the code and open the desk")
    else:
        press(window, "Later")
    qtbot.waitUntil(lambda: bool(made))
    assert code not in texts(window)
    opened = open_as_made(made[0], settings, theme)
    assert (opened.window.bar.reminder.shown is None) is typed_back
    opened.close()


def test_a_saved_code_is_told_where_and_only_its_owner_may_read_it(shown, tmp_path, qtbot):
    sheet = shown(RecoverySheet())
    sheet.show_code("AAAAA-BBBBB", "hilltop.sencodesk")
    file = tmp_path / "code.txt"
    file.write_text("old", "utf-8")
    file.chmod(0o644)
    sheet.save_to(str(file))
    assert "AAAAA-BBBBB" in file.read_text("utf-8")
    assert f"Saved to {file}" in sheet.told.text()
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    sheet.save_to(str(tmp_path / "no such folder" / "code.txt"))
    assert "could not be written" in sheet.told.text()


def test_a_copied_code_leaves_the_clipboard_unless_something_else_took_its_place(qapp):
    board = QApplication.clipboard()
    clipboard.copy_for_a_minute("AAAAA-BBBBB")
    (clearing,) = qapp.findChildren(clipboard._Clearing)
    assert clearing._timer.interval() == 60_000
    assert clearing._timer.isActive()
    clearing._timer.timeout.emit()
    assert board.text() == ""
    clipboard.copy_for_a_minute("AAAAA-BBBBB")
    board.setText("a letter to a parent")
    clearing._timer.timeout.emit()
    assert board.text() == "a letter to a parent"
    assert not clearing._timer.isActive()
