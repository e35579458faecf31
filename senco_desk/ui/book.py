"""The registry of pages. Each module is imported when its page is first shown, so that the window opens quickly.

A page is a class `XPage(Page)` made with one argument, the `Context`. What a place's `args` mean is said here:

    pupil      (pupil id, tab)      tab: overview, cycles, provision, chronology, documents or views; after documents,
                                    a document's id shows that one
    cycle      (pupil id, cycle id) without a cycle id, the open one
    pack       (pupil id,)
    promises   (chip,)             late, ours, others or ended
    register   (filter,)            a chip that is switched on: due, threshold or undated
    reports    (report name,)       such as register
    profile    (pupil id, edit)     `edit` opens the form at once
    profiles   (pupil ids…)         or class: and the class’s name; without any, the first that has a profile
    asking     (pupil id,)
    class_sheet (class names…)      without any, the first class
    scans      (pupil id,)          the child whom the scans are most likely for
    trail      (pupil id,)          without one, everybody's
    settings   (section,)          school, terms, staff, authorities, people, safety, fields, retention or look
    leavers    (list, certificate) queue or made
    erase      (pupil id,)
    duplicates (pupil id, pupil id) two compared; without them the list of pairs
    beside     (pupil id, pupil id) either may be empty
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
    ("profile", "One-page profile", "pupil", "profile_page", "ProfilePage", "register"),
    ("profiles", "One-page profiles", "reports", "profile_papers", "ProfilesPage", "reports"),
    ("class_sheet", "Class teacher’s sheet", "reports", "class_sheet_page", "ClassSheetPage", "reports"),
    ("asking", "A sheet to ask with", "pupil", "asking_page", "AskingPage", "register"),
    ("pack", "Pack", "packs", "pack_page", "PackPage", "packs"),
    ("promises", "Promises", "today", "promises_page", "PromisesPage", "today"),
    ("trail", "Who did what", "history", "trail_page", "TrailPage", "settings"),
    ("import", "Import a roll", "register", "import_page", "ImportPage", "register"),
    ("leavers", "Leavers", "register", "leavers_page", "LeaversPage", "register"),
    ("erase", "Erase a record", "register", "erase_page", "ErasePage", "register"),
    ("bin", "Bin", "bin", "bin_page", "BinPage", "settings"),
    ("rollover", "Year-end rollover", "today", "rollover_page", "RolloverPage", "register"),
    ("duplicates", "One child, two records?", "register", "duplicates_page", "DuplicatesPage", "register"),
    ("beside", "Side by side", "pupil", "beside_page", "BesidePage", "register"),
    ("scans", "Scans waiting", "document", "scans_page", "ScansPage", "register"),
)
_OF_FEW = (("assigned", "My &pupils", "pupil", "assigned_page", "AssignedPage", ""),)
"""The pages of somebody who sees only the pupils assigned, before the settings."""

_NEEDED = {"trail": "everybody", "import": "change",
           "bin": "change", "scans": "change", "costs": "rates", "reports": "export", "packs": "rates", "pack": "rates",
           "erase": "erase", "rollover": "change", "duplicates": "change", "beside": "everybody",
           "profiles": "export", "class_sheet": "export", "asking": "export"}  # fmt: skip
"""The right without which a person has no such page."""

_SECTIONS = (
    ("school", "School"),
    ("terms", "Term dates"),
    ("staff", "Staff and rates"),
    ("authorities", "Local authorities"),
    ("people", "People"),
    ("safety", "Safety"),
    ("fields", "Own fields"),
    ("retention", "Leavers"),
    ("look", "Look and about"),
)
_SECTION_NEEDS = {"school": "everybody", "terms": "everybody", "staff": "everybody", "authorities": "everybody",
                  "people": "people", "fields": "everybody", "retention": "everybody"}  # fmt: skip
"""The right without which somebody has no such section of Settings; what can be changed in one is granted there."""


def page_specs(context: Context) -> tuple[PageSpec, ...]:
    """Every page that the person at an open desk may see; the first is shown first.

    With them come the deeds that keep the desk safe. Somebody who sees only some pupils has one page for them.
    """
    safety_of(context)
    context.bind("desk.scans", lambda: context.go("scans"))
    pages: tuple[tuple[str, ...], ...] = _PAGES
    if not context.may("everybody"):
        pages = (*_OF_FEW, *(page for page in _PAGES if page[0] == "settings"))
    return tuple(
        PageSpec(name, words, icon, _factory(module, made, context), under=under)
        for name, words, icon, module, made, under in pages
        if context.may(_NEEDED.get(name, ""))
    )


def settings_sections(context: Context) -> list[tuple[str, str]]:
    """The sections of Settings that the person at an open desk may see: a name for places, and the words of its tab."""
    return [(name, words) for name, words in _SECTIONS if context.may(_SECTION_NEEDS.get(name, ""))]


def _factory(module: str, made: str, context: Context) -> Callable[[], Page]:
    def make() -> Page:
        # Named slow import: a page's module is loaded when the page is first shown.
        page: Page = getattr(import_module(f"senco_desk.ui.{module}"), made)(context)
        return page

    return make


ACTIONS: tuple[Action, ...] = (
    Action("pupil.status", "Change &status…", "Pupil", "Ctrl+T", page="pupil", group="write",
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
    Action("pupil.profile", "One-page pro&file…", "Pupil", page="pupil", group="out",
           tip="What people like about the child, what matters, how to help: write it, see it as it prints, print it."),
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
    Action("assigned.note", "Write a &note…", "Pupil", page="assigned", icon="note", group="write",
           tip="Write a note about the pupil selected."),
    Action("desk.promises", "Pro&mises…", "Pupil", icon="today", group="quick", needs="everybody",
           tip="Who promised what, for whom and by when; ask after it, put it off or tick it off."),
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
    Action("desk.forms", "&Forms not saved…", "File", enabled_when="forms waiting", group="new",
           tip="The forms in which you have typed something that is not saved yet: choose one to go on with it.",
           needs="log"),
    Action("desk.scans", "S&cans waiting…", "File", icon="document", group="new", needs="change",
           tip="Look at what the scanner has written, and give it to the right child."),
    Action("desk.bin", "&View the bin…", "File", icon="bin", group="safety", needs="change",
           tip="See what was removed in the last thirty days, and bring it back."),
    Action("pupil.versions", "Earlier &versions…", "Pupil", "Ctrl+H", page="pupil", icon="history", group="versions",
           tip="Compare what is written about this child with how it was, and bring an earlier version back."),
    Action("desk.recent", "&Recent pupils", "View", "Ctrl+E", icon="history", group="history",
           tip="The pupils you looked at last."),
    Action("pupil.compare", "Com&pare with…", "Pupil", group="versions", needs="everybody",
           tip="Read two pupils side by side: this one, or the two selected in the register."),
    Action("pupil.duplicates", "One child, t&wo records…", "Pupil", group="leavers", needs="change everybody",
           tip="Find children who are kept twice, and make one record of the two."),
    Action("desk.rollover", "&Year-end rollover…", "File", group="new", needs="change everybody",
           tip="Move every year group up, and keep who leaves among the leavers: first as a list, then in one step."),
    Action("pupil.leavers", "&Leavers…", "Pupil", group="leavers", needs="everybody",
           tip="See until when the records of leavers are kept, and which are to be looked at."),
    Action("pupil.erase", "Erase &this record…", "Pupil", page="pupil", group="leavers", needs="erase",
           tip="See what erasing this child’s record for good would do, and do it."),
    Action("pupil.open", "&Open", "Pupil", page="register", enabled_when="pupil selected", group="open"),
)  # fmt: skip
"""The rows of the register and the pupil page; other pages' rows are with them, in `ACTIONS` of their modules."""
