"""What a role sees of the window: what somebody may never do is not shown to them, rather than shown and refused.

These limits are for peace of mind only. The services and the store's own connection hold them; see `services.people`.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from senco_desk.domain.roles import ROLES
from senco_desk.domain.school import Person
from senco_desk.services.desk import Desk
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.ringed import RingedButton

CHANGES = frozenset({"change", "log", "people", "erase", "settings"})
"""The rights that write. Nobody has them in a desk that is open to read only."""


class Button(RingedButton):
    """A button that can be withheld for good: a person who may never press it does not see it."""

    needs = ""
    """The rights of whoever may press it, parted by spaces; empty for everybody."""
    withheld = False

    def withhold(self) -> None:
        """Takes it away; whatever the page shows or hides later, it stays away."""
        self.withheld = True
        self.hide()

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001  Qt's own shape
        """As ever, unless it is withheld."""
        super().setVisible(visible and not self.withheld)


def limit(root: QWidget, may: Callable[[str], bool]) -> None:
    """Withholds every button below `root` whose right is not granted; what is built later is limited when it is."""
    for each in root.findChildren(Button):
        if not each.withheld and not holds(may, each.needs):
            each.withhold()


def holds(may: Callable[[str], bool], needs: str) -> bool:
    """Whether all of the rights named (`change rates`) are granted; naming none, it is everybody's."""
    return all(may(each) for each in needs.split())


def may_submit(part: QWidget, right: str) -> bool:
    """Whether the window that a part stands in lets its person do what needs this right; one without limits does."""
    above: QWidget | None = part
    while above is not None:
        registry = getattr(above, "registry", None)
        if registry is not None:
            return holds(registry.granted, right)
        above = above.parentWidget()
    return True


def only_read(part: QWidget) -> None:
    """Lets what is typed in a part be read and copied, and nothing be typed, ticked or chosen."""
    for line in part.findChildren(QLineEdit):
        line.setReadOnly(True)
    for text in part.findChildren(QPlainTextEdit):
        text.setReadOnly(True)
    for other in (*part.findChildren(QComboBox), *part.findChildren(QAbstractButton)):
        other.setEnabled(False)


def role_mark(person: Person) -> Mark | None:
    """What the bar says of a person whose role does not do everything: `Read only: headteacher`."""
    role = ROLES[person.role]
    if person.role == "senco":
        return None
    quiet = role[:1].lower() + role[1:] if not role.startswith("SENCO") else role
    words = f"Read only: {quiet}" if person.role == "headteacher" else role
    return mark("info", words, meaning=f"{person.name}, {quiet}")


def rights_here(desk: Desk) -> frozenset[str]:
    """What the person at the desk may do in this window; nothing that writes where it is open to read only."""
    held = frozenset[str](desk.rights)
    return held - CHANGES if desk.store.read_only else held
