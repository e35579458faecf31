"""The registry of pages. Each module is imported when its page is first shown, so that the window opens quickly.

A page is a class `XPage(Page)` made with one argument, the `Context`. What a place's `args` mean is said here:

    pupil      (pupil id, tab)      tab: overview, cycles, provision, chronology, documents or views
    cycle      (pupil id, cycle id) without a cycle id, the open one
    pack       (pupil id,)
    register   (filter,)            a chip that is switched on: due, threshold or undated
    reports    (report name,)       such as register
    trail      (pupil id,)          without one, everybody's
    settings   (section,)          school, terms, staff, authorities, people, safety, retention or look
    leavers    (list, certificate) queue or made
    erase      (pupil id,)
    assigned   (pupil id,)         of somebody who sees only the pupils assigned
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
    ("trail", "Who did what", "history", "trail_page", "TrailPage", "settings"),
    ("import", "Import a roll", "register", "import_page", "ImportPage", "register"),
    ("leavers", "Leavers", "register", "leavers_page", "LeaversPage", "register"),
    ("erase", "Erase a record", "register", "erase_page", "ErasePage", "register"),
    ("bin", "Bin", "bin", "bin_page", "BinPage", "settings"),
)
_OF_FEW = (("assigned", "My &pupils", "pupil", "assigned_page", "AssignedPage", ""),)
"""The pages of somebody who sees only the pupils assigned, before the settings."""

_NEEDED = {"trail": "everybody", "import": "change",
           "bin": "change", "costs": "rates", "reports": "export", "packs": "rates", "pack": "rates",
           "erase": "erase"}  # fmt: skip
"""The right without which a person has no such page."""


def page_specs(context: Context) -> tuple[PageSpec, ...]:
    """Every page that the person at an open desk may see; the first is shown first.

    With them come the deeds that keep the desk safe. Somebody who sees only some pupils has one page for them.
    """
    safety_of(context)
    pages: tuple[tuple[str, ...], ...] = _PAGES
    if not context.may("everybody"):
        pages = (*_OF_FEW, *(page for page in _PAGES if page[0] == "settings"))
    return tuple(
        PageSpec(name, words, icon, _factory(module, made, context), under=under)
        for name, words, icon, module, made, under in pages
        if context.may(_NEEDED.get(name, ""))
    )


def _factory(module: str, made: str, context: Context) -> Callable[[], Page]:
    def make() -> Page:
        # Named slow import: a page's module is loaded when the page is first shown.
        page: Page = getattr(import_module(f"senco_desk.ui.{module}"), made)(context)
        return page

    return make


ACTIONS: tuple[Action, ...] = (
    Action("pupil.note", "&Note…", "Pupil", page="pupil", icon="note", group="write",
           tip="Write a note about this pupil.", needs="change"),
    Action("pupil.status", "Change &status…", "Pupil", page="pupil", group="write",
           tip="Put the child on the register, move on it, or take the child off it.", needs="change"),
    Action("review.record", "Record &review…", "Pupil", "Ctrl+R", page="pupil", enabled_when="cycle open",
           group="write", tip="Record the review of the cycle that is open.", needs="change"),
    Action("pupil.pack", "&Make pack", "Pupil", "Ctrl+M", page="pupil", icon="packs", group="out",
           tip="Make the evidence pack of this pupil.", needs="change rates"),
    Action("pupil.edit", "&Edit details…", "Pupil", page="pupil", group="edit",
           tip="Change the pupil’s names, class and other details.", needs="change"),
    Action("pupil.contact", "Add &contact…", "Pupil", page="pupil", group="add", needs="change"),
    Action("pupil.view", "Add &view…", "Pupil", page="pupil", group="add",
           tip="Write down what the child or a parent says, in their words.", needs="change"),
    Action("pupil.meeting", "Add &meeting…", "Pupil", page="pupil", group="add", needs="change"),
    Action("pupil.involvement", "Add &professional…", "Pupil", page="pupil", group="add", needs="change"),
    Action("pupil.document", "Add &document…", "Pupil", "Ctrl+D", page="pupil", icon="document", group="add",
           needs="change"),
    Action("register.add", "&Add pupil…", "Pupil", icon="add", group="new",
           tip="Add a pupil who is not on the roll yet.", needs="change"),
    Action("desk.other", "&Open another desk…", "File", group="new",
           tip="Lock these records and go to the first window, where another desk can be opened or made."),
    Action("register.import", "&Import a roll…", "File", group="new",
           tip="Bring in the school’s roll from CSV, Excel or CTF.", needs="change"),
    Action("assigned.session", "&Log session…", "Pupil", "Ctrl+Shift+L", page="assigned", group="write",
           tip="Log what was given to the pupil selected."),
    Action("assigned.note", "Write a &note…", "Pupil", "Ctrl+Shift+N", page="assigned", icon="note", group="write",
           tip="Write a note about the pupil selected."),
    Action("desk.trail", "&Who did what…", "File", group="safety", needs="everybody",
           tip="Who looked at, changed, printed or saved what, and when."),
    Action("pupil.trail", "&Who saw this record…", "Pupil", page="pupil", group="out", needs="everybody",
           tip="Everybody who looked at this child’s record or changed it, and when."),
    Action("desk.backup", "&Back up now…", "File", group="new",
           tip="Copy the whole desk, encrypted as it is, to a place you choose, and check the copy.",
           needs="export"),
    Action("desk.passphrase", "Change pa&ssphrase…", "File", enabled_when="safety possible", group="safety",
           tip="Put a new passphrase in place of the one that opens this desk now."),
    Action("desk.check_code", "Check &recovery code…", "File", enabled_when="safety possible", group="safety",
           tip="Type the recovery code once, to be sure that the one you have kept opens this desk.",
           needs="people"),
    Action("desk.new_code", "N&ew recovery code…", "File", enabled_when="safety possible", group="safety",
           tip="Make another recovery code. The old one ends when the new one was typed back.",
           needs="people"),
    Action("desk.bin", "&View the bin…", "File", icon="bin", group="safety", needs="change",
           tip="See what was removed in the last thirty days, and bring it back."),
    Action("pupil.versions", "Earlier &versions…", "Pupil", "Ctrl+H", page="pupil", icon="history", group="versions",
           tip="Compare what is written about this child with how it was, and bring an earlier version back."),
    Action("pupil.leavers", "&Leavers…", "Pupil", group="leavers", needs="everybody",
           tip="See until when the records of leavers are kept, and which are to be looked at."),
    Action("pupil.erase", "Erase &this record…", "Pupil", page="pupil", group="leavers", needs="erase",
           tip="See what erasing this child’s record for good would do, and do it."),
    Action("pupil.open", "&Open", "Pupil", page="register", enabled_when="pupil selected", group="open"),
)  # fmt: skip
"""The rows of the register and the pupil page; other pages' rows are with them, in `ACTIONS` of their modules."""
