"""The registry of pages. Each module is imported when its page is first shown, so that the window opens quickly.

A page is a class `XPage(Page)` made with one argument, the `Context`. What a place's `args` mean is said here:

    pupil      (pupil id, tab)      tab: overview, cycles, provision, chronology, documents or views
    cycle      (pupil id, cycle id) without a cycle id, the open one
    pack       (pupil id,)
    register   (filter,)            a chip that is switched on: due, threshold or undated
    reports    (report name,)       such as register
    settings   (section,)          school, terms, staff, authorities, safety or look
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from senco_desk.ui.actions import Action
from senco_desk.ui.context import Context
from senco_desk.ui.pages import Page, PageSpec
from senco_desk.ui.safety_deeds import safety_of

_PAGES = (
    ("today", "&Today", "today", "today_page", "TodayPage", ""),
    ("register", "&Register", "register", "register_page", "RegisterPage", ""),
    ("provision", "Pro&vision", "provision", "provision_page", "ProvisionPage", ""),
    ("costs", "&Costs", "costs", "costs_page", "CostsPage", ""),
    ("packs", "Pac&ks", "packs", "packs_page", "PacksPage", ""),
    ("reports", "Re&ports", "reports", "reports_page", "ReportsPage", ""),
    ("settings", "&Settings", "settings", "settings_page", "SettingsPage", ""),
    ("pupil", "Pupil", "pupil", "pupil_page", "PupilPage", "register"),
    ("cycle", "Cycle", "pupil", "cycle_page", "CyclePage", "register"),
    ("pack", "Pack", "packs", "pack_page", "PackPage", "packs"),
    ("import", "Import a roll", "register", "import_page", "ImportPage", "register"),
)


def page_specs(context: Context) -> tuple[PageSpec, ...]:
    """Every page, for one open desk; the first is shown first. With them come the deeds that keep the desk safe."""
    safety_of(context)
    return tuple(
        PageSpec(name, words, icon, _factory(module, made, context), under=under)
        for name, words, icon, module, made, under in _PAGES
    )


def _factory(module: str, made: str, context: Context) -> Callable[[], Page]:
    def make() -> Page:
        # Named slow import: a page's module is loaded when the page is first shown.
        page: Page = getattr(import_module(f"senco_desk.ui.{module}"), made)(context)
        return page

    return make


ACTIONS: tuple[Action, ...] = (
    Action("pupil.note", "&Note…", "Pupil", page="pupil", icon="note", group="write",
           tip="Write a note about this pupil."),
    Action("pupil.status", "Change &status…", "Pupil", page="pupil", group="write",
           tip="Put the child on the register, move on it, or take the child off it."),
    Action("review.record", "Record &review…", "Pupil", "Ctrl+R", page="pupil", enabled_when="cycle open",
           group="write", tip="Record the review of the cycle that is open."),
    Action("pupil.pack", "&Make pack", "Pupil", "Ctrl+M", page="pupil", icon="packs", group="out",
           tip="Make the evidence pack of this pupil."),
    Action("pupil.edit", "&Edit details…", "Pupil", page="pupil", group="edit",
           tip="Change the pupil’s names, class and other details."),
    Action("pupil.contact", "Add &contact…", "Pupil", page="pupil", group="add"),
    Action("pupil.view", "Add &view…", "Pupil", page="pupil", group="add",
           tip="Write down what the child or a parent says, in their words."),
    Action("pupil.meeting", "Add &meeting…", "Pupil", page="pupil", group="add"),
    Action("pupil.involvement", "Add &professional…", "Pupil", page="pupil", group="add"),
    Action("pupil.document", "Add &document…", "Pupil", "Ctrl+D", page="pupil", icon="document", group="add"),
    Action("register.add", "&Add pupil…", "Pupil", page="register", icon="add", group="new",
           tip="Add a pupil who is not on the roll yet."),
    Action("desk.other", "&Open another desk…", "File", group="new",
           tip="Lock these records and go to the first window, where another desk can be opened or made."),
    Action("register.import", "&Import a roll…", "File", group="new",
           tip="Bring in the school’s roll from CSV, Excel or CTF."),
    Action("desk.backup", "&Back up now…", "File", group="new",
           tip="Copy the whole desk, encrypted as it is, to a place you choose, and check the copy."),
    Action("desk.passphrase", "Change pa&ssphrase…", "File", enabled_when="safety possible", group="safety",
           tip="Put a new passphrase in place of the one that opens this desk now."),
    Action("desk.check_code", "Check &recovery code…", "File", enabled_when="safety possible", group="safety",
           tip="Type the recovery code once, to be sure that the one you have kept opens this desk."),
    Action("desk.new_code", "N&ew recovery code…", "File", enabled_when="safety possible", group="safety",
           tip="Make another recovery code. The old one ends when the new one was typed back."),
    Action("pupil.open", "&Open", "Pupil", page="register", enabled_when="pupil selected", group="open"),
)  # fmt: skip
"""The rows of the register and the pupil page; other pages' rows are with them, in `ACTIONS` of their modules."""
