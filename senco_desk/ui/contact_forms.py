"""The form of a contact: a parent, a carer or another adult, and how they prefer to be reached."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter

from senco_desk.domain.codes import FIRST_LANGUAGE
from senco_desk.domain.pupils import Contact, ContactDraft
from senco_desk.ui.fields import CheckField, ChoiceField, Field, LineField, NumberField, TextField
from senco_desk.ui.form_building import changing_form, code_choices, new_form
from senco_desk.ui.forms import Form

WAYS = ("Phone call", "Text message", "E-mail", "Letter", "In person at the gate", "Through the home-school book")
"""Ways to reach somebody that are offered while one types; any other words are as good."""


def contact_form(pupil_id: str, rank: int, contact: Contact | None = None) -> Form[ContactDraft]:
    """A parent, carer or other adult. `rank` is the place of a new one in the order of calling."""
    preferred = LineField("&Best way and time to reach them", hint="Text message, after 3 pm")
    known = QCompleter(list(WAYS), preferred.input)
    known.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    preferred.input.setCompleter(known)
    fields: dict[str, Field] = {
        "name": LineField("&Name"),
        "relation": LineField("&Relation to the child", hint="Mother, carer, grandfather"),
        "parental_responsibility": CheckField(
            "Has &parental responsibility", "The law asks for their views, and a request goes out with their names."
        ),
        "rank": NumberField("&Order in which to call"),
        "telephone": LineField("&Telephone"),
        "email": LineField("&E-mail"),
        "address": TextField("&Address", lines=2),
        "preferred_contact": preferred,
        "language": ChoiceField("&Language", code_choices(FIRST_LANGUAGE, "Not noted")),
        "interpreter": CheckField("Needs an &interpreter"),
        "notes": TextField("&Anything else", lines=2),
    }
    if contact is not None:
        return changing_form(Contact, contact, fields, "Edit contact")
    return new_form(ContactDraft, fields, "Add contact", {"pupil_id": pupil_id}, {"rank": rank, "language": ""})
