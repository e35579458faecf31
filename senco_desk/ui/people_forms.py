"""The forms about people who open the desk: a new one, a change of what one may do, and the end of one's way in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import SecretStr

from senco_desk.domain.drafts import TypedWords
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.records import Record
from senco_desk.domain.roles import ALLOWS, ROLES, Role
from senco_desk.domain.school import PersonDraft
from senco_desk.services import safety
from senco_desk.services.people import OLD_BACKUPS, Listed
from senco_desk.ui.cards import label, show_if
from senco_desk.ui.fields import CheckField, ChoiceField, Field, LineField
from senco_desk.ui.forms import Form
from senco_desk.ui.many_fields import PupilsField
from senco_desk.ui.secret_fields import SecretField, SecretForm

_FIRST = (
    "You hand it over; at their first unlocking they are asked for one that only they know. Several unrelated words"
    " work well."
)
_RATES = "Without it no pay rate and no cost is shown to them."
_CONFIDENTIAL = "Without it documents marked as confidential are not there for them."
_PUPILS = "Type a name or a class. They see these pupils and no others."
_NEW_KEY = (
    "The whole desk is written anew under a new key, so that nothing they may have kept opens it. That takes a moment"
    " and can be cancelled until it is done; the other passphrases stay as they are."
)
_CODE_ENDS = (
    "A SENCO may know the recovery code, so the printed one ends with this and opens nothing any more. You are asked"
    " for a new one straight away."
)
_LISTED = 4
"""So many unfinished things are named."""
_GRANTED = ("assistant", "headteacher")
"""The roles to which rates and confidential documents are granted one by one."""


class PersonEntry(Record):
    """Somebody who opens the desk, as typed; the passphrases only of a new person."""

    name: str = ""
    role: Role = "teaching-assistant"
    sees_rates: bool = False
    sees_confidential: bool = False
    pupils: tuple[str, ...] = ()
    passphrase: SecretStr = SecretStr("")
    again: SecretStr = SecretStr("")

    def person(self) -> PersonDraft:
        """The person alone, with the grants that the role knows."""
        asked = self.role in _GRANTED
        return PersonDraft(
            name=self.name.strip(),
            role=self.role,
            sees_rates=asked and self.sees_rates,
            sees_confidential=asked and self.sees_confidential,
        )

    def assigned(self) -> tuple[str, ...]:
        """The ids of the pupils they see; none where the role sees everybody."""
        return self.pupils if self.role == "teaching-assistant" else ()


class PersonForm(Form[PersonEntry]):
    """A person: new, with a first passphrase, or one who is there. What the role does not ask for is not shown."""

    needs = "people"

    def __init__(
        self, pupils: Sequence[Pupil], listed: Listed | None = None, *, apart: Mapping[str, str] | None = None
    ) -> None:
        """`pupils` are those who can be assigned; `listed` is the person to change.

        `apart` says by id what tells a child from another of the same name.
        """
        self.person = listed.person if listed is not None else None
        self._pupils = tuple(pupils)
        classes = sorted({pupil.class_name for pupil in pupils if pupil.class_name})
        fields: dict[str, Field] = {
            "name": LineField("&Name", "As it stands beside what they do, such as Mrs A Begum."),
            "role": ChoiceField("&Role", list(ROLES.items())),
            "sees_rates": CheckField("Sees pay rates and &costs", _RATES),
            "sees_confidential": CheckField("Sees confi&dential documents", _CONFIDENTIAL),
            "pupils": PupilsField("&Pupils", [(each.id, _named(each, apart or {})) for each in pupils], _PUPILS),
            "of_class": ChoiceField("Add a whole c&lass", [(each, each) for each in classes], none="Choose a class"),
        }
        if listed is None:
            fields["passphrase"] = SecretField("First pass&phrase", _FIRST, advise=safety.advice)
            fields["again"] = SecretField("First passphrase, a&gain")
        super().__init__(
            _entry,
            fields,
            title="Add a person" if listed is None else f"Change {listed.person.name}",
            submit="&Add" if listed is None else "&Save",
        )
        if listed is None:
            self.fill({"role": "teaching-assistant"})
        else:
            self.fill(dict(listed.person) | {"pupils": listed.pupil_ids})
        fields["role"].changed.connect(self._fit)
        fields["of_class"].changed.connect(self._add_class)
        self._fit()

    def _fit(self) -> None:
        """Says what the role allows, and asks for what belongs to it."""
        role: Role = self.fields["role"].value()
        told = self.fields["role"].help
        ends = self.person is not None and self.person.role == "senco" and role != "senco"
        told.setText(f"{ALLOWS[role]} {_CODE_ENDS}" if ends else ALLOWS[role])
        show_if(told, wanted=True)
        for name in ("sees_rates", "sees_confidential"):
            self.fields[name].setVisible(role in _GRANTED)
        self.fields["pupils"].setVisible(role == "teaching-assistant")
        self.fields["of_class"].setVisible(role == "teaching-assistant" and any(p.class_name for p in self._pupils))

    def _add_class(self) -> None:
        """Everybody of a class is put on the list, where each can be taken off again."""
        chosen, field = self.fields["of_class"].value(), self.fields["pupils"]
        of_class = [pupil.id for pupil in self._pupils if pupil.class_name == chosen]
        field.set_value(tuple(dict.fromkeys((*field.value(), *of_class))))
        self.fields["of_class"].set_value(None)
        field.changed.emit()


class NewPassphrase(Record):
    """A first passphrase, typed twice."""

    passphrase: SecretStr
    again: SecretStr


def hand_form(listed: Listed) -> SecretForm[NewPassphrase]:
    """A first passphrase again, for somebody who has forgotten theirs."""
    return SecretForm(
        NewPassphrase,
        {
            "passphrase": SecretField(
                "First pass&phrase", f"The current one opens nothing any more. {_FIRST}", advise=safety.advice
            ),
            "again": SecretField("First passphrase, a&gain"),
        },
        title=f"A new passphrase for {listed.person.name}",
        submit="Put it into &use",
    )


class Removal(Record):
    """What becomes of what the person had typed and not finished."""

    unfinished: Literal["hand", "discard"] = "hand"


def removal_form(listed: Listed, unfinished: Sequence[TypedWords] = ()) -> SecretForm[Removal]:
    """Says what a removal does, and asks what becomes of what is `unfinished`, where something is."""
    name, count = listed.person.name, len(unfinished)
    fields: dict[str, Field] = {}
    if unfinished:
        things = "1 unfinished thing" if count == 1 else f"{count:,} unfinished things"
        titles = "; ".join(words.title for words in unfinished[:_LISTED])
        more = f"; and {count - _LISTED:,} more" if count > _LISTED else ""
        fields["unfinished"] = ChoiceField(
            f"{name} has {things}",
            [("hand", "Hand it to me, to finish or discard"), ("discard", "Discard it for good")],
            f"Typed and not saved: {titles}{more}. Handed to you, it comes up in its form when you open the child.",
        )
    form: SecretForm[Removal] = SecretForm(Removal, fields, title=f"Remove {name}", submit=f"&Remove {name}")
    if unfinished:
        form.fill(Removal())
    words = (
        f"{name} then opens this desk no longer. What they saved stays, with their name.",
        _NEW_KEY,
        *([_CODE_ENDS] if listed.person.role == "senco" else []),
        OLD_BACKUPS,
    )
    for at, sentence in enumerate(words):
        form.body.insertWidget(at, label(sentence, wrap=True))
    return form


def sees_words(listed: Listed) -> str:
    """What a person sees, in a line: `Every pupil · no pay rates or costs · no confidential documents`."""
    person = listed.person
    if person.role == "senco":
        return "Everything"
    if person.role == "teaching-assistant":
        count = len(listed.pupil_ids)
        return "No pupil is assigned yet" if not count else f"{count:,} pupil{'' if count == 1 else 's'} assigned"
    rates = "pay rates and costs" if person.sees_rates else "no pay rates or costs"
    papers = "confidential documents" if person.sees_confidential else "no confidential documents"
    return f"Every pupil · {rates} · {papers}"


def _entry(**values: Any) -> PersonEntry:
    values.pop("of_class", None)
    return PersonEntry(**{name: value for name, value in values.items() if value is not None})


def _named(pupil: Pupil, apart: Mapping[str, str]) -> str:
    told = (pupil.name, pupil.class_name or pupil.year_group, apart.get(pupil.id, ""))
    return " · ".join(part for part in told if part)
