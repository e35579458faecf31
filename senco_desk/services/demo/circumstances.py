"""What surrounds the demo school's children beside SEN: health, family, care, diagnoses. All of it is made up.

Drawn from a random source of each child's own, so that the rest of the demo stays as it was.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from senco_desk.domain.needs import DiagnosisDraft, StatusDraft
from senco_desk.domain.pupils import ContactDraft, Pupil, PupilDraft
from senco_desk.domain.terms import in_words
from senco_desk.services.demo.cohort import Child

_RICH: dict[str, dict[str, Any]] = {
    "Amelia": {
        "medical": "Grommets at three and again at five. Hearing was checked in June and is within the usual range.",
        "previous_schools": "Little Acorns Nursery, Chatham, until July 2022",
        "aspirations": "“I want to look after animals, the ones nobody wants.”",
        "family_support": "Early Help since last spring: parenting group at the family centre.",
    },
    "Yusuf": {
        "disability": "Autism",
        "reasonable_adjustments": "Ear defenders in the hall. Arrives five minutes early by the side door. Told of"
        " changes the day before.",
        "medical": "Asthma: blue inhaler in the office, taken before PE.",
        "health_plan": True,
        "previous_schools": "St Mary’s Infant School, Gillingham, 2021 to 2023",
        "aspirations": "“Train driver. Or I make the timetables.”",
        "top_up_funding": False,
    },
    "Zoë": {
        "post_looked_after": "G",
        "kinship_care": "KF",
        "previous_schools": "Hill View Primary, Rochester, until March",
        "aspirations": "“I want to be on a swimming team.”",
    },
}

_ADJUSTED = (
    ("Type 1 diabetes", "Snacks and blood checks whenever needed; never sent to the office alone.", True),
    ("Hearing loss, both ears", "Sits where lips can be read; radio aid for all teaching.", False),
    ("Cerebral palsy, walks with a frame", "Ground-floor classroom; leaves five minutes before the bell.", True),
    ("Epilepsy", "Adult beside the pool; screens without flicker.", True),
)

_DIAGNOSED: dict[str, tuple[str, str]] = {
    "ASD": ("Autism", "Dr Leila Osman, community paediatrician"),
    "SPLD": ("Dyslexia", "Mr Tom Reid, assessing teacher"),
    "SEMH": ("ADHD, combined presentation", "Dr Hugh Bell, paediatrician"),
    "HI": ("Sensorineural hearing loss, moderate", "Audiology, Medway Maritime"),
    "PD": ("Cerebral palsy", "Dr Leila Osman, community paediatrician"),
    "DS": ("Down syndrome", "Neonatal team"),
    "VI": ("Nystagmus", "Eye clinic"),
}


def surrounded(draft: PupilDraft, rich: str, *, on_register: bool) -> PupilDraft:
    """A child with what surrounds them: much for the three rich records, something for one in eight of the others."""
    chance = random.Random(f"{draft.upn}/around")  # noqa: S311  a story, not a secret
    more: dict[str, Any] = {}
    if rich:
        more = dict(_RICH.get(rich, {}))
    elif chance.random() < 0.125:
        more = chance.choice(_ANY)(chance)
    if on_register and not rich and chance.random() < 0.06:
        named, done, plan = chance.choice(_ADJUSTED)
        more |= {"disability": named, "reasonable_adjustments": done, "health_plan": plan}
    if on_register:
        more["nhs_number"] = _nhs_number(chance)
    if draft.in_care:
        more["care_authority"] = chance.choice(("Medway Council", "Kent County Council"))
    return draft.model_copy(update=more)


def diagnoses(child: Child, pupil: Pupil, today: date) -> list[DiagnosisDraft]:
    """The diagnoses of a child: for the second rich record, and for one in three whose main need often has one."""
    chance = random.Random(f"{pupil.upn}/diagnosed")  # noqa: S311
    found = _DIAGNOSED.get(child.needs[0]) if child.needs and child.standing != "monitoring" else None
    if found is None or not (child.rich == "Yusuf" or chance.random() < 0.33):
        return []
    what, by = found
    source = "letter" if child.rich else chance.choice(("report", "letter", "parents"))
    by = "Dr Miriam Adler, paediatrician" if child.rich else by
    note = "" if source != "parents" else "The letter has been asked for."
    on = today - timedelta(days=150 if child.rich else chance.randint(120, 900))
    return [
        DiagnosisDraft.model_validate(
            {"pupil_id": pupil.id, "what": what, "made_by": by, "on": on, "source": source, "note": note}
        )
    ]


def watched_since(began: date, today: date, pupil: Pupil, common: dict[str, str]) -> StatusDraft:
    """Monitoring: with some children for more than a term, so that a decision is due, with some it was carried on."""
    lot = random.Random(f"{pupil.upn}/watched").random()  # noqa: S311
    reason = "A concern raised by the class teacher."
    start = began if lot > 0.5 else min(began, today - timedelta(days=100 + round(lot * 60)))
    decide_on = today + timedelta(days=40) if lot < 0.2 else None
    if decide_on is not None:
        until = in_words(decide_on)
        reason += (
            f"\n{in_words(today - timedelta(days=9))}: carry on monitoring until {until} (decided by"
            f" {common['decided_by']}). The new phonics group has only begun."
        )
    return StatusDraft.model_validate(
        {**common, "status": "monitoring", "start": start, "reason": reason, "decide_on": decide_on}
    )


def reached(contact: ContactDraft, pupil: Pupil) -> ContactDraft:
    """A contact with an address and a way they prefer."""
    chance = random.Random(f"{pupil.upn}/{contact.name}")  # noqa: S311
    first, last = contact.name.split(" ", 1)
    mail = f"{first}.{last}@example.org".lower().replace("’", "").replace(" ", "").replace("ë", "e")
    if contact.rank == 1:
        way = chance.choice(("Phone call, after four", "Text message first", "E-mail"))
        return contact.model_copy(update={"preferred_contact": way, "email": mail})
    phone = f"01634 496 0{chance.randrange(1000):03d}"
    return contact.model_copy(update={"telephone": phone, "email": mail if chance.random() < 0.4 else ""})


def _carer(_chance: random.Random) -> dict[str, Any]:
    return {"young_carer": "S"}


def _service(_chance: random.Random) -> dict[str, Any]:
    return {"service_child": "Y"}


def _kin(chance: random.Random) -> dict[str, Any]:
    return {"kinship_care": chance.choice(("KF", "KI"))}


def _adopted(_chance: random.Random) -> dict[str, Any]:
    return {"post_looked_after": "A"}


def _asthma(_chance: random.Random) -> dict[str, Any]:
    return {"medical": "Asthma: blue inhaler in class.", "health_plan": True}


def _allergy(_chance: random.Random) -> dict[str, Any]:
    return {"medical": "Nut allergy; adrenaline pen in the office and on trips.", "health_plan": True}


_ANY = (_carer, _service, _kin, _adopted, _asthma, _asthma, _allergy)


def _nhs_number(chance: random.Random) -> str:
    """A number of the range that is kept for tests (999), with its check digit."""
    while True:
        digits = f"999{chance.randrange(1_000_000):06d}"
        check = 11 - sum(int(digit) * (10 - at) for at, digit in enumerate(digits)) % 11
        if check != 10:
            whole = f"{digits}{check % 11}"
            return f"{whole[:3]} {whole[3:6]} {whole[6:]}"
