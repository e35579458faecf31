"""Who a child is to the census: sex, ethnicity, language, money that follows the child, care and caring."""

from __future__ import annotations

from collections.abc import Iterator

from senco_desk.domain.code_sets import Code, CodeSet
from senco_desk.domain.code_tables_languages import ALIASES, LANGUAGES
from senco_desk.domain.sources import Confidence

_CBDS = "DfE Common Basic Data Set"
_MAY = "May 2026"


def _set(identity: str, title: str, codes: tuple[Code, ...], number: str = "", note: str = "") -> CodeSet:
    source = f"{_CBDS}, {number}" if number else _CBDS
    return CodeSet(
        id=identity, title=title, source=source, version=_MAY, confidence="secondary", codes=codes, note=note
    )


YES_NO = CodeSet(
    id="yes_no",
    title="Yes or no",
    source="The forms met in school systems' exports",
    version="2026",
    confidence="secondary",
    codes=(
        Code(code="Y", name="Yes", aliases=("T", "True", "1", "1.0")),
        Code(code="N", name="No", aliases=("F", "False", "0", "0.0")),
    ),
)

SEX = _set(
    "sex",
    "Sex",
    (
        Code(code="M", name="Male", aliases=("Boy",)),
        Code(code="F", name="Female", aliases=("Girl",)),
        Code(code="U", name="Unknown", aliases=("Not known",)),
    ),
    "CS119",
    "Older files have a gender column and other letters, which are kept as they came.",
)

_ETHNICITIES = (
    ("WBRI", "White - British", ("White British", "British")),
    ("WIRI", "White - Irish", ("White Irish",)),
    ("WIRT", "White - Irish Traveller", ("Traveller of Irish heritage", "Irish Traveller")),
    ("WROM", "Gypsy / Roma", ("Gypsy or Roma", "White Gypsy Roma", "White - Gypsy/Roma")),
    ("WOTH", "Any Other White Background", ("White other", "Other White", "White - Any other White background")),
    ("MWBC", "White and Black Caribbean", ("Mixed - White and Black Caribbean",)),
    ("MWBA", "White and Black African", ("Mixed - White and Black African",)),
    ("MWAS", "White and Asian", ("Mixed - White and Asian",)),
    ("MOTH", "Any Other Mixed Background", ("Mixed other", "Other mixed", "Mixed - Any other mixed background")),
    ("AIND", "Indian", ("Asian or Asian British - Indian", "Asian - Indian")),
    ("APKN", "Pakistani", ("Asian or Asian British - Pakistani", "Asian - Pakistani")),
    ("ABAN", "Bangladeshi", ("Asian or Asian British - Bangladeshi", "Asian - Bangladeshi")),
    ("AOTH", "Any Other Asian Background", ("Asian other", "Other Asian")),
    ("BCRB", "Black Caribbean", ("Black or Black British - Caribbean", "Caribbean")),
    ("BAFR", "Black - African", ("Black or Black British - African", "African")),
    ("BOTH", "Any Other Black Background", ("Black other", "Other Black")),
    ("CHNE", "Chinese", ("Asian - Chinese",)),
    ("OOTH", "Any Other Ethnic Group", ("Other ethnic group", "Other")),
    ("REFU", "Refused", ("Prefer not to say",)),
    ("NOBT", "Information Not Yet Obtained", ("Not yet obtained", "Information not obtained", "Not known")),
)
_NEWER = (
    ("ABRI", "Asian - British"),
    ("AWEL", "Asian - Welsh"),
    ("BBRI", "Black - British"),
    ("BWEL", "Black - Welsh"),
)
_FINER: tuple[tuple[str, str, str, Confidence], ...] = (
    ("WCOR", "White - Cornish", "WBRI", "secondary"),
    ("WENG", "White - English", "WBRI", "secondary"),
    ("WNIR", "White - Northern Irish", "WBRI", "secondary"),
    ("WSCO", "White - Scottish", "WBRI", "secondary"),
    ("WWEL", "White - Welsh", "WBRI", "secondary"),
    ("WOWB", "Other White British", "WBRI", "secondary"),
    ("WROG", "Gypsy", "WROM", "unconfirmed"),
    ("WROR", "Roma", "WROM", "unconfirmed"),
    ("WROO", "Other Gypsy/Roma", "WROM", "unconfirmed"),
    ("WALB", "Albanian", "WOTH", "unconfirmed"),
    ("WEEU", "White Eastern European", "WOTH", "unconfirmed"),
    ("WEUR", "White European", "WOTH", "unconfirmed"),
    ("WITA", "Italian", "WOTH", "unconfirmed"),
    ("WKOS", "Kosovan", "WOTH", "unconfirmed"),
    ("WPOR", "Portuguese", "WOTH", "unconfirmed"),
    ("WTUR", "Turkish or Turkish Cypriot", "WOTH", "unconfirmed"),
    ("WWEU", "White Western European", "WOTH", "unconfirmed"),
    ("WOTW", "Another White background, further specified", "WOTH", "unconfirmed"),
    ("AMPK", "Mirpuri Pakistani", "APKN", "unconfirmed"),
    ("AKPA", "Kashmiri Pakistani", "APKN", "unconfirmed"),
    ("AOPK", "Other Pakistani", "APKN", "unconfirmed"),
    ("AAFR", "African Asian", "AOTH", "unconfirmed"),
    ("ANEP", "Nepali", "AOTH", "unconfirmed"),
    ("ASLT", "Sri Lankan Tamil", "AOTH", "unconfirmed"),
    ("ASNL", "Sri Lankan Sinhalese", "AOTH", "unconfirmed"),
    ("BANN", "Angolan", "BAFR", "unconfirmed"),
    ("BCON", "Congolese", "BAFR", "unconfirmed"),
    ("BGHA", "Ghanaian", "BAFR", "unconfirmed"),
    ("BNGN", "Nigerian", "BAFR", "unconfirmed"),
    ("BSLN", "Sierra Leonean", "BAFR", "unconfirmed"),
    ("BSOM", "Somali", "BAFR", "unconfirmed"),
    ("BSUD", "Sudanese", "BAFR", "unconfirmed"),
    ("BAOF", "Other Black African", "BAFR", "unconfirmed"),
    ("CHKC", "Hong Kong Chinese", "CHNE", "unconfirmed"),
    ("COCH", "Other Chinese", "CHNE", "unconfirmed"),
    ("OAFG", "Afghan", "OOTH", "unconfirmed"),
    ("OARA", "Arab", "OOTH", "unconfirmed"),
    ("OFIL", "Filipino", "OOTH", "unconfirmed"),
    ("OIRN", "Iranian", "OOTH", "unconfirmed"),
    ("OKRD", "Kurdish", "OOTH", "unconfirmed"),
    ("OLAM", "Latin, South or Central American", "OOTH", "unconfirmed"),
    ("OVIE", "Vietnamese", "OOTH", "unconfirmed"),
)

ETHNICITY = _set(
    "ethnicity",
    "Ethnicity",
    tuple(Code(code=code, name=name, aliases=aliases) for code, name, aliases in _ETHNICITIES)
    + tuple(Code(code=code, name=name, confidence="unconfirmed") for code, name in _NEWER)
    + tuple(Code(code=code, name=name, part_of=main, confidence=confidence) for code, name, main, confidence in _FINER),
    note="A finer code is kept as it came and counted under its main code.",
)


def _languages() -> Iterator[Code]:
    yield Code(code="ENG", name="English")
    yield Code(code="ENB", name="Believed to be English")
    for row in LANGUAGES.strip().splitlines():
        code, name = row.split(" ", 1)
        parts = tuple(part.strip() for part in name.split("/")) if "/" in name and "(" not in name else ()
        yield Code(code=code, name=name, aliases=parts + ALIASES.get(code, ()))
    yield Code(code="OTL", name="Other Language")
    yield Code(code="OTH", name="Other than English", aliases=("Other",))
    yield Code(code="OTB", name="Believed to be Other than English")
    yield Code(code="NOT", name="Information not obtained", aliases=("Not obtained", "Not known", "Unknown"))
    yield Code(code="REF", name="Refused")
    yield Code(code="ZZZ", name="Classification Pending")
    yield Code(
        code="ROM",
        name="Romanian or Romani",
        legacy=True,
        ask_first=True,
        note="Not a code of the census: some systems write it. RMN is Romanian, RMI and RME are Romani. Ask which.",
        confidence="unconfirmed",
    )


FIRST_LANGUAGE = _set("first_language", "First language", tuple(_languages()))

NOT_EAL = frozenset({"ENG", "ENB", "NOT", "REF", "ZZZ"})
"""First languages that do not make English an additional language: English, and not known."""

ENGLISH_PROFICIENCY = _set(
    "english_proficiency",
    "Proficiency in English",
    (
        Code(code="A", name="New to English"),
        Code(code="B", name="Early acquisition"),
        Code(code="C", name="Developing competence"),
        Code(code="D", name="Competent"),
        Code(code="E", name="Fluent"),
        Code(code="N", name="Not yet assessed"),
    ),
    "CS089",
)

FSM_CATEGORY = _set(
    "fsm_category",
    "Free school meals",
    (
        Code(code="TFSM", name="Targeted FSM", plain="Free school meals (targeted)"),
        Code(code="EFSM", name="Expanded FSM", plain="Free school meals (expanded in September 2026)"),
        Code(code="OFSM", name="Other FSM", plain="Free school meals (other)"),
    ),
    "CS133",
    "Since September 2026 free school meals no longer show who attracts pupil premium: use the premium's own code.",
)

PUPIL_PREMIUM = _set(
    "pupil_premium",
    "Pupil premium",
    (
        Code(code="DPP", name="Deprivation Pupil Premium", plain="Deprivation", aliases=("Ever 6 FSM", "Ever 6")),
        Code(code="SCP", name="Service Child Premium", plain="Service child", aliases=("Ever 6 Service Child",)),
        Code(code="LAP", name="Looked After Premium", plain="Looked after", aliases=("Looked after child",)),
        Code(code="AFC", name="Adopted from Care Premium", plain="Adopted from care", aliases=("Post looked after",)),
        Code(code="EYP", name="Early Years Pupil Premium", plain="Early years", aliases=("EYPP",)),
    ),
    "CS106",
)

ENROLMENT_STATUS = _set(
    "enrolment_status",
    "Enrolment status",
    (
        Code(code="C", name="Current", aliases=("Current single registration", "Single registration")),
        Code(code="M", name="Current, main (dual registration)", aliases=("Current main", "Main dual")),
        Code(code="S", name="Current, subsidiary (dual registration)", aliases=("Current subsidiary", "Subsidiary")),
        Code(code="F", name="FE college"),
        Code(code="O", name="Other provider"),
        Code(code="G", name="Guest", aliases=("Guest pupil",)),
        Code(code="P", name="Previous", aliases=("Leaver", "Left")),
    ),
)

SERVICE_CHILD = _set(
    "service_child",
    "Child of service personnel",
    (
        Code(code="Y", name="Yes", aliases=("T", "True")),
        Code(code="N", name="No", aliases=("False",)),
        Code(code="U", name="Unknown", aliases=("Not known",)),
        Code(code="R", name="Refused"),
    ),
    "CS006",
)

YOUNG_CARER = _set(
    "young_carer",
    "Young carer",
    (
        Code(code="P", name="Identified by a parent or guardian", aliases=("Parent",)),
        Code(code="S", name="Identified by the school", aliases=("School",)),
        Code(code="N", name="Not declared", aliases=("No",)),
    ),
    "CS118",
)

KINSHIP_CARE = _set(
    "kinship_care",
    "Kinship care",
    (
        Code(code="KF", name="Kinship care, formal arrangement", aliases=("Formal",)),
        Code(code="KI", name="Kinship care, informal arrangement", aliases=("Informal",)),
        Code(code="KU", name="Kinship care, arrangement not known"),
        Code(code="ND", name="Not declared"),
    ),
    "CS134",
)

POST_LOOKED_AFTER = _set(
    "post_looked_after",
    "Looked after in the past",
    (
        Code(code="A", name="Adoption", aliases=("Adopted",)),
        Code(code="G", name="Special guardianship order", aliases=("SGO", "Special guardianship")),
        Code(code="R", name="Residence order", aliases=("RO",)),
        Code(code="C", name="Child arrangements order", aliases=("CAO", "Child arrangement order")),
        Code(code="O", name="Adopted from state care outside England and Wales"),
        Code(code="N", name="Not declared", aliases=("No",)),
    ),
    "CS087",
)
