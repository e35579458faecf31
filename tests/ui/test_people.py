"""Who opens the desk, and what each role sees of the window: added, changed and removed as the SENCO does it, then
walked through as each of them, every action and every button, none of which may lead to an error."""

from __future__ import annotations

from datetime import date
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.provision import RateDraft, SessionDraft
from senco_desk.domain.roles import ALLOWS
from senco_desk.domain.school import PersonDraft
from senco_desk.services import desks, people, provision, records, undoing
from senco_desk.ui.backup_card import BackupCard
from senco_desk.ui.cards import Tabs
from senco_desk.ui.first_unlock import FirstUnlock, show_or_ask
from senco_desk.ui.hand_over import sheet_words
from senco_desk.ui.marks import MarkLabel
from senco_desk.ui.pages import Place
from senco_desk.ui.recovery_sheet import RecoverySheet
from senco_desk.ui.safety_deeds import safety_of
from senco_desk.ui.tables import RowsTable
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_cycle, a_desk, a_provision, a_pupil, a_status, an_outcome
from tests.school_window import SchoolWindow
from tests.screens import cells, choose, press, texts, type_into

FIRST = "four paper boats drift"
OWN = "seven quiet otters sing"
MONEY = ("£", "threshold", "Forecast", "core amount")


class School(SchoolWindow):
    """A desk with three children in the program's own window, opened by whoever has the passphrase."""

    def __init__(self, folder, settings, theme):
        super().__init__(folder / "school.sencodesk", settings, theme)
        self.told = []
        desk = a_desk(folder)
        self.amelia = a_pupil(desk, legal_forename="Amelia", legal_surname="O’Neill", class_name="4B")
        a_status(desk, self.amelia, "K", ("SLCN", "MLD"))
        cycle = a_cycle(desk, self.amelia, started_on=date(2026, 9, 28))
        an_outcome(desk, cycle)
        self.grace = a_pupil(desk, legal_forename="Grace", legal_surname="Day", year_group="5", class_name="5C")
        a_status(desk, self.grace, "K", ("SPLD",))
        a_cycle(desk, self.grace, review_due=date(2026, 11, 14))
        group = a_provision(desk, self.grace, minutes=30, sessions_per_week=3)
        self.line = group.provision
        provision.log_session(desk, SessionDraft(provision_id=self.line.id, on=TODAY))
        records.add(desk, NoteDraft(pupil_id=self.grace.id, on=TODAY, text="Only for the SENCO’s eyes"))
        records.add(desk, RateDraft(pence=1850, valid_from=date(2026, 9, 1)))
        self.zoe = a_pupil(desk, legal_forename="Zoë", legal_surname="Kowalski", year_group="5", class_name="5C")
        desk.close()

    def open(self, secret=PASSPHRASE, *, ask=False):
        opened = self.unlocked(secret)
        opened.work.refused.connect(lambda problems: self.told.append(" ".join(map(str, problems))))
        opened.work.troubled.connect(lambda trouble: self.told.append(trouble.happened))
        if ask:
            return show_or_ask(opened)
        self.shown()
        return opened

    def person(self, role, *, name="Mrs A Begum", pupils=(), **grants):
        """Adds somebody, who opens the desk with `FIRST`; answers the person."""
        keys = desks.unlock(self.path, PASSPHRASE, floor=CHEAP)
        desk = desks.open_with(self.path, keys, day=lambda: TODAY, clock=Clock())
        slot = people.first_slot(desk, FIRST, FIRST)
        made = people.add(desk, PersonDraft(name=name, role=role, **grants), [each.id for each in pupils], slot).value
        desk.close()
        return made

    @property
    def panel(self):
        self.window.go(Place("settings", ("people",)))
        return self.window.page("settings").people

    @property
    def form(self):
        return self.window.page("settings").room.sheet.form


@pytest.fixture
def school(tmp_path, settings, theme):
    made = School(tmp_path, settings, theme)
    yield made
    made.put_away()


# What the SENCO does.


def test_the_senco_alone_is_told_to_add_a_second_person(school):
    school.open()
    panel = school.panel
    assert "only one who opens this desk" in panel.told.text()
    assert len(cells(panel.table)) == 1
    panel.table.selectRow(0)
    assert not panel.remove_button.isEnabled()
    assert "cannot remove yourself" in panel.why_not.text()


def test_a_teaching_assistant_is_added_with_her_pupils_and_opens_the_desk(school, qtbot):
    school.open()
    panel = school.panel
    form = panel.add()
    choose(form, role="teaching-assistant")
    assert ALLOWS["teaching-assistant"] in texts(form)
    assert form.fields["sees_rates"].isHidden()
    press(form, "Add")
    assert "name" in form.fields["name"].problem()
    type_into(form, name="Mrs A Begum", passphrase="short", again="short")
    assert "at least 10" in form.fields["passphrase"].help.text()
    press(form, "Add")
    qtbot.waitUntil(lambda: bool(form.fields["passphrase"].problem()))
    choose(form, of_class="5C")
    assert set(form.fields["pupils"].value()) == {school.grace.id, school.zoe.id}
    type_into(form, passphrase=FIRST, again=FIRST)
    press(form, "Add")
    qtbot.waitUntil(lambda: school.form is None)
    row = next(row for row in cells(panel.table) if row[0] == "Mrs A Begum")
    assert row[1] == "Teaching assistant"
    assert row[-1] == "2 pupils assigned"
    assert "in person" in panel.handed.words.text()
    assert panel.handed.print_button.isVisible()
    assert school.opens_with(FIRST)
    assert "2 pupils" not in undoing.undo_label(school.opened.desk)


def test_the_sheet_that_is_handed_over_holds_no_passphrase(school):
    words = sheet_words(school.person("assistant"), "school.sencodesk")
    assert "Mrs A Begum" in words
    assert "school.sencodesk" in words
    assert FIRST not in words


def test_what_a_role_does_not_ask_for_is_not_asked_and_not_kept(school):
    school.open()
    form = school.panel.add()
    choose(form, role="headteacher")
    assert not form.fields["sees_rates"].isHidden()
    assert form.fields["pupils"].isHidden()
    form.fields["sees_rates"].input.click()
    choose(form, role="senco")
    assert form.fields["sees_rates"].isHidden()
    assert not form.draft().person().sees_rates


def test_a_person_is_changed(school):
    person = school.person("teaching-assistant", pupils=[school.grace])
    school.open()
    panel = school.panel
    panel.table.select(person.id)
    press(panel, "Change…")
    form = school.form
    assert form.fields["pupils"].value() == (school.grace.id,)
    choose(form, role="headteacher")
    press(form, "Save")
    assert school.form is None
    row = next(row for row in cells(panel.table) if row[0] == "Mrs A Begum")
    assert row[1] == "Headteacher"
    assert "no pay rates" in row[-1]


def test_a_person_is_removed_and_their_passphrase_opens_nothing(school, qtbot):
    person = school.person("assistant")
    school.open()
    panel = school.panel
    panel.table.select(person.id)
    press(panel, "Remove…")
    assert "Backups made before" in " ".join(texts(school.form))
    press(school.form, "Remove Mrs A Begum")
    qtbot.waitUntil(lambda: school.form is None, timeout=20_000)
    assert [row[0] for row in cells(panel.table)] == [school.opened.desk.me.name]
    assert not school.opens_with(FIRST)
    assert school.opens_with(PASSPHRASE)
    school.window.go(Place("register"))
    assert len(school.window.current_page().table.rows.all_rows()) == 2, "the desk goes on being used"


@pytest.mark.parametrize("how", ["removed", "made an assistant"])
def test_where_a_senco_goes_a_new_recovery_code_is_asked_for_and_the_bar_reminds(school, qtbot, how):
    person = school.person("senco")
    opened = school.open()
    panel = school.panel
    panel.table.select(person.id)
    if how == "removed":
        press(panel, "Remove…")
        assert "the printed one ends" in " ".join(texts(school.form))
        press(school.form, "Remove Mrs A Begum")
    else:
        press(panel, "Change…")
        assert "the printed one ends" not in " ".join(texts(school.form))
        school.form.fields["role"].set_value("assistant")
        school.form.fields["role"].changed.emit()
        assert "the printed one ends" in " ".join(texts(school.form))
        press(school.form, "Save")
    qtbot.waitUntil(lambda: school.form is not None and "passphrase" in school.form.fields, timeout=20_000)
    assert "There is none now" in " ".join(texts(school.form))
    bar = opened.window.bar
    assert bar.reminder.shown.words == "No recovery code"
    press(school.form, "Close")
    bar.reminder.click()
    type_into(school.form, passphrase=PASSPHRASE)
    press(school.form, "Show a new code")
    qtbot.waitUntil(lambda: school.form is not None and "code" in school.form.fields, timeout=20_000)
    code = school.form.findChild(RecoverySheet).code
    type_into(school.form, code=code)
    press(school.form, "Put it into use")
    qtbot.waitUntil(lambda: school.form is None, timeout=20_000)
    assert bar.reminder.shown is None
    assert school.opens_with(code)


def test_backups_and_checks_rest_while_a_removal_exchanges_the_desk(school, qtbot, monkeypatch):
    person = school.person("assistant")
    opened = school.open()
    deeds = safety_of(opened.context)
    deeds.watch()

    def slow(watcher):
        while True:
            watcher.step()
            Event().wait(0.01)

    quiet, check = deeds._quiet.start("Backing up", slow), opened.health.jobs.start("Checking the records", slow)
    ended, running = [], []
    quiet.cancelled.connect(lambda: ended.append("backup"))
    check.cancelled.connect(lambda: ended.append("check"))
    really = people.finish_removal

    def finish(desk, renewed):
        running.extend([deeds._quiet.running, opened.health.jobs.running])
        really(desk, renewed)

    monkeypatch.setattr(people, "finish_removal", finish)
    panel = school.panel
    panel.table.select(person.id)
    press(panel, "Remove…")
    press(school.form, "Remove Mrs A Begum")
    opened.window.go(Place("pupil", (school.grace.id,)))  # looked at meanwhile: noted, and no reason to begin anew
    qtbot.waitUntil(lambda: not school.opens_with(FIRST) and opened.work.jobs.running is None, timeout=20_000)
    assert (running, ended) == ([None, None], ["backup", "check"])
    assert deeds._soon.isActive(), "the backup is made later"
    assert opened.health._soon.isActive()
    opened.window.go(Place("settings", ("safety",)))
    (card,) = opened.window.findChildren(BackupCard)
    assert opened.window.bar.backup.shown.words in texts(card), "the bar and the card say the same"
    looks = opened.desk.store.query("select 1 from trail where deed = 'view' and subject_id = ?", [school.grace.id])
    assert looks
    assert desks.verify(opened.desk).ok


def test_a_removal_that_is_cancelled_leaves_everything_as_it_was(school, qtbot):
    person = school.person("assistant")
    school.open()
    panel = school.panel
    panel.table.select(person.id)
    press(panel, "Remove…")
    press(school.form, "Remove Mrs A Begum")
    job = school.opened.work.jobs.running
    job.cancel()
    with qtbot.waitSignal(job.ended, timeout=20_000):
        pass
    assert len(cells(panel.table)) == 2
    assert school.opens_with(FIRST)
    assert "as before" in school.window.toast.words.text()


# The first unlocking.


def test_a_new_person_chooses_a_passphrase_of_their_own(school, qtbot):
    school.person("assistant")
    asks = school.open(FIRST, ask=True)
    assert isinstance(asks, FirstUnlock)
    qtbot.waitExposed(asks)
    assert not school.window.isVisible()
    assert "Welcome, Mrs A Begum" in texts(asks)
    type_into(asks.form, passphrase=FIRST, again=FIRST)
    press(asks.form, "Use it and open the desk")
    qtbot.waitUntil(lambda: "Choose another" in asks.form.fields["passphrase"].problem())
    type_into(asks.form, passphrase=OWN, again=OWN)
    press(asks.form, "Use it and open the desk")
    qtbot.waitUntil(school.window.isVisible)
    assert school.opens_with(OWN)
    assert not school.opens_with(FIRST)
    school.opened.close()
    assert school.open(OWN, ask=True) is None


def test_who_does_not_choose_one_does_not_get_in(school, qtbot):
    school.person("assistant")
    asks = school.open(FIRST, ask=True)
    qtbot.waitExposed(asks)
    press(asks.form, "Close")
    assert school.opened.over
    assert school.opens_with(FIRST)


# What each role sees.

_OF_A_CHILD = frozenset({"pupil", "cycle", "pack", "profile", "asking"})
"""The pages that are nothing without a child."""


def places(school, window):
    """Every place the person has: pages, a child's tabs, and the sections of the settings."""
    found = [Place(spec.id) for spec in window.shell.pages if spec.id not in _OF_A_CHILD | {"import"}]
    if window.has("pupil"):
        for tab in ("overview", "cycles", "provision", "chronology", "documents", "views"):
            found += [Place("pupil", (child.id, tab)) for child in (school.amelia, school.grace)]
        found.append(Place("cycle", (school.amelia.id,)))
    found += [Place(name, (school.amelia.id,)) for name in ("profile", "asking", "pack") if window.has(name)]
    found += [Place("settings", (name,)) for name in window.page("settings").panels]
    return found


def put_away_dialogs(window):
    for dialog in window.findChildren(QDialog):
        dialog.close()
    for menu in QApplication.topLevelWidgets():
        if isinstance(menu, QMenu):
            menu.close()


def settled(school):
    jobs = school.opened.work.jobs
    for _ in range(3_000):
        QApplication.processEvents()
        if jobs.running is None:
            return
        QTest.qWait(10)
    raise AssertionError("work that was begun has not ended in half a minute")


def everything(school):
    """What the records hold, but for the trail of who looked."""
    keys = desks.unlock(school.path, PASSPHRASE, floor=CHEAP)
    desk = desks.open_with(school.path, keys, day=lambda: TODAY, clock=Clock(), read_only=True)
    names = [row["name"] for row in desk.store.query("select name from sqlite_master where type = 'table'")]
    kept = {
        name: desk.store.query(f'select * from "{name}"')
        for name in names
        if name not in {"trail", "desk_state", "typed_words"} and not name.startswith("sqlite_")
    }
    desk.close()
    return kept


def walk(school, window, part=None):
    """Goes to every place, or every one of a part, and presses every button there is; rows are opened as with Enter,
    and then the buttons of what they opened are pressed too.

    Answers the buttons' words and, for each row that was opened, its place.
    """
    pressed, ways = set(), set()

    def back():
        settled(school)
        put_away_dialogs(window)
        if window.current_page() is not page or window.history.here != place:
            window.go(place)
            settled(school)

    def press_all():
        for words in dict.fromkeys(one.text() for one in buttons(page)):
            found = [one for one in buttons(page) if one.text() == words and one.menu() is None]
            if not found or words in done or "backup" in words.lower() or "Back up" in words.replace("&", ""):
                continue
            done.add(words)
            if leads_on(found[0]):  # every other page of the kind has it too
                if words in ways:
                    continue
                ways.add(words)
            pressed.add(words.replace("&", ""))
            QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
            back()

    for place in places(school, window):
        if part not in {None, part_of(school, place)}:
            continue
        page = window.go(place)
        settled(school)
        done = set()
        for table in page.findChildren(RowsTable):
            if table.isVisible() and table.rows.rows_shown():
                table.selectRow(0)
                table.opened.emit(table.selected_rows()[0])
                pressed.add(f"a row of {place.page}")
                back()
        press_all()
        if getattr(page, "room", None) is not None:
            page.room.put_away()  # what it stood before can be pressed now
            press_all()
    return pressed


def buttons(page):
    return [one for one in page.findChildren(QPushButton) if one.isVisible() and one.isEnabled()]


def leads_on(button):
    """Whether a button is a tab."""
    return isinstance(button.parentWidget(), Tabs)


ROLES = {
    "headteacher": {},
    "headteacher who sees rates": {"sees_rates": True, "sees_confidential": True},
    "assistant": {},
    "teaching-assistant": {},
}


def part_of(school, place):
    """Which walk goes there; the walks are several so that they can be shared out."""
    if place.page == "pupil":
        return {school.amelia.id: "Amelia", school.grace.id: "Grace"}[place.args[0]]
    return "settings" if place.page == "settings" else "pages"


def opened_as(school, role):
    pupils = [school.grace] if role == "teaching-assistant" else []
    school.person(role.partition(" ")[0], pupils=pupils, **ROLES[role])
    school.open(FIRST)
    return school.window


WALKS = {
    ("headteacher", "pages"): (28, {"Save as PDF…", "a row of register", "a row of provision", "Reviews · 2"}),
    ("headteacher", "Amelia"): (7, {"Overview", "Chronology", "Open cycle"}),
    ("headteacher", "Grace"): (7, {"Overview", "Chronology", "a row of pupil"}),
    ("headteacher", "settings"): (8, {"Safety", "Staff and rates", "a row of settings"}),
    ("headteacher who sees rates", "pages"): (
        38,
        {"By need", "a row of costs", "Open pack"},
    ),
    ("headteacher who sees rates", "Amelia"): (7, {"Overview", "Chronology", "Open cycle"}),
    ("headteacher who sees rates", "Grace"): (7, {"Overview", "Chronology", "a row of pupil"}),
    ("headteacher who sees rates", "settings"): (8, {"Safety", "Staff and rates", "a row of settings"}),
    ("assistant", "pages"): (35, {"Add pupil", "Add provision", "Edit outcome", "Remove outcome", "Record review"}),
    ("assistant", "Amelia"): (12, {"Note", "Change status…", "Add contact", "Edit"}),
    ("assistant", "Grace"): (12, {"Note", "Change status…", "Add documents…", "Add professional"}),
    ("assistant", "settings"): (10, {"Add member of staff…", "Safety", "Set the school’s own…"}),
    ("teaching-assistant", "pages"): (4, {"Log session", "Write a note", "a row of assigned"}),
    ("teaching-assistant", "settings"): (3, {"Change passphrase…", "Safety"}),
}
"""Each walk, how many different buttons and rows it meets at least, and some that it must: else it walked past them."""


@pytest.mark.parametrize(("role", "part"), WALKS)
def test_no_button_leads_to_an_error_nor_changes_what_one_only_reads(school, role, part):
    window = opened_as(school, role)
    assert {part_of(school, place) for place in places(school, window)} == {part for who, part in WALKS if who == role}
    before = everything(school)
    pressed = walk(school, window, part)
    assert school.told == [], f"pressed: {sorted(pressed)}"
    least, surely = WALKS[role, part]
    assert surely - pressed == set(), sorted(pressed)
    assert len(pressed) >= least, sorted(pressed)
    school.opened.close()
    if role.startswith("headteacher"):
        assert everything(school) == before


@pytest.mark.parametrize(
    ("role", "least"),
    [("headteacher", 10), ("headteacher who sees rates", 12), ("assistant", 12), ("teaching-assistant", 5)],
)
def test_no_action_leads_to_an_error(school, role, least):
    window = opened_as(school, role)
    ran = set()
    for place in (None, Place("pupil", (school.amelia.id,))):
        if place is not None and not window.has("pupil"):
            continue
        for row in window.registry.rows():
            if place is not None and window.history.here != place:
                window.go(place)
                settled(school)
            if row.id in {"desk.lock", "desk.quit", "desk.other"} or not window.registry.qaction(row.id).isEnabled():
                continue
            window.registry.run(row.id)
            ran.add(row.id)
            settled(school)
            put_away_dialogs(window)
    assert school.told == [], sorted(ran)
    assert len(ran) >= least, sorted(ran)


def test_a_headteacher_reads_everything_and_is_offered_no_change(school):
    school.person("headteacher", sees_rates=True)
    school.open(FIRST)
    window = school.window
    before = everything(school)
    shown = {chip.accessibleName() for chip in window.bar.findChildren(MarkLabel)}
    assert any("Read only: headteacher" in words for words in shown)
    for place in places(school, window):
        window.go(place)
        settled(school)
        words = {one.text().replace("&", "") for one in window.findChildren(QPushButton) if one.isVisible()}
        changing = {
            each for each in words
            if each.rstrip("…").split(" ")[0] in
            {"Add", "Edit", "Remove", "Change", "Save", "Record", "Note", "Session", "Log", "Correct", "Import"}
        }  # fmt: skip
        assert changing <= {"Change passphrase…", "Save as PDF…", "Save list…"}, f"{place}: {changing}"
    menus = [row.id for row in window.registry.rows() if window.registry.qaction(row.id).isVisible()]
    assert not {"pupil.status", "review.record", "register.add", "desk.undo", "desk.undo_back",
                "desk.new", "pupil.erase"} & set(menus)  # fmt: skip
    school.opened.close()
    assert everything(school) == before


def test_a_row_opened_by_somebody_who_only_reads_is_a_sheet_to_read(school):
    school.person("headteacher", sees_rates=True)
    school.open(FIRST)
    page = school.window.go(Place("provision"))
    page.table.opened.emit(page.table.rows.all_rows()[0])
    form = page.room.sheet.form
    assert form.only_shown
    assert not form.submit.isVisible()
    assert form.fields["what"].input.isReadOnly()
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert school.told == []


def test_without_the_grant_no_sum_of_money_is_shown(school):
    school.person("assistant")
    school.open(FIRST)
    window = school.window
    assert not window.has("costs")
    for place in places(school, window):
        if place.page in {"pack", "packs", "reports"} or place.args == ("authorities",):
            continue
        window.go(place)
        settled(school)
        page = window.current_page()
        words = texts(page) + [one.text() for one in page.findChildren(QPushButton) if one.isVisible()]
        found = [each for each in words if any(sign in each for sign in MONEY)]
        assert not found, f"{place}: {found}"


def test_a_teaching_assistant_has_her_pupils_logs_a_session_and_writes_a_note(school):
    school.person("teaching-assistant", pupils=[school.grace])
    school.open(FIRST)
    window = school.window
    assert [spec.id for spec in window.shell.pages] == ["assigned", "settings"]
    page = window.current_page()
    assert [row[0] for row in cells(page.pupils)] == ["Grace Day"]
    assert "Only for the SENCO’s eyes" not in " ".join(texts(page))
    press(page, "Log session")
    form = page.room.sheet.form
    form.fields["on"].set_value(date(2026, 11, 19))
    press(form, "Log")
    assert "2 sessions given" in cells(page.lines)[0][1]
    press(page, "Write a note")
    form = page.room.sheet.form
    QTest.keyClicks(form.fields["text"].input, "Counted to forty")
    press(form, "Save")
    assert "Counted to forty" in texts(page)
    assert school.told == []
    window.bar.search.setText("Amelia")
    assert "Amelia" not in " ".join(texts(page))
    press(page, "Edit")
    form = page.room.sheet.form
    QTest.keyClicks(form.fields["text"].input, " and back. ")
    press(form, "Save")
    assert window.registry.run("desk.undo")
    assert school.told == []


def test_who_may_not_export_is_offered_no_backup(school):
    """A backup is a copy of everything; the program makes its own whoever is at the desk."""
    school.person("teaching-assistant", pupils=[school.grace])
    assert school.open().window.bar.backup.shown is not None
    school.opened.close()
    assert school.open(FIRST).window.bar.backup.shown is None


def test_somebody_else_who_unlocks_begins_at_their_own_first_page(school):
    school.person("assistant", name="Mr B Price")
    school.open().resume()
    school.window.go(Place("pupil", (school.amelia.id,)))
    school.opened.lock()
    left_at = school.opened.left_at
    school.open(FIRST).resume(left_at)
    assert school.window.history.here == Place("today")
    school.opened.close()
    school.open().resume(left_at)
    assert school.window.history.here == Place("pupil", (school.amelia.id,))


def test_what_a_teaching_assistant_was_typing_comes_back_after_a_lock(school):
    school.person("teaching-assistant", pupils=[school.amelia, school.grace])
    school.open(FIRST)
    page = school.window.current_page()
    page.write_note(school.grace.id)
    QTest.keyClicks(page.room.sheet.form.fields["text"].input, "Half a sen")
    school.opened.lock()
    school.open()
    assert school.opened.window.history.here == Place("today"), "the SENCO has nothing of it"
    assert people.everybody(school.opened.desk)
    school.opened.lock()
    school.open(FIRST)
    school.opened.resume()
    form = school.window.current_page().room.sheet.form
    assert form.fields["text"].value() == "Half a sen"
    assert "Grace" in form.title.text()


def test_a_teaching_assistant_without_pupils_is_told_whom_to_ask(school):
    school.person("teaching-assistant")
    school.open(FIRST)
    page = school.window.current_page()
    assert any("Ask the SENCO to assign" in words for words in texts(page))
    assert not page.log_button.isVisible()


def test_an_assistant_does_all_but_people_and_erasure(school):
    school.person("assistant", sees_rates=True)
    school.open(FIRST)
    window = school.window
    assert "people" not in window.go(Place("settings")).panels
    assert window.has("costs")
    assert window.has("import")
    page = window.go(Place("pupil", (school.amelia.id, "chronology")))
    page.deeds.note()
    QTest.keyClicks(page.room.sheet.form.fields["text"].input, "Read aloud today")
    press(page.room.sheet.form, "Save")
    assert school.told == []
