"""Fictional names as an English school has them: from many places, some repeated, some ordinary words too."""

from __future__ import annotations

GIRLS = (
    "Amelia", "Grace", "Rose", "Hope", "May", "Poppy", "Isla", "Freya", "Niamh", "Siân", "Zoë", "Anaïs", "Aisha",
    "Khadija", "Priya", "Ngozi", "Mei", "Yasmin", "Zofia", "Łucja", "Harriet", "Beth", "Oluwaseun", "Fatima", "Ivy",
    "Willow", "Summer", "Faith", "Maryam", "Elif", "Chloé", "Saoirse", "Ruby", "Ava", "Thảo",
)  # fmt: skip
BOYS = (
    "Will", "Max", "Leo", "Oliver", "Jakub", "Tomasz", "Kwame", "Yusuf", "Ibrahim", "Muhammad", "Dáithí", "Jean-Luc",
    "Arjun", "Ravi", "Wei", "Mateusz", "Andrei", "Rhys", "Llŷr", "Emeka", "Tariq", "Theo", "Noah", "Jude", "Mark",
    "Frank", "Art", "Bilal", "Seán", "Zain", "Hugo", "Olly", "Idris", "Minh", "Señán",
)  # fmt: skip
SURNAMES = (
    "O’Neill", "Khan", "Kowalski", "Young", "Day", "Grace", "Patel", "Okafor", "Hughes-Jones", "D’Souza", "Taylor",
    "Brown", "Świątek", "Nguyễn", "Ó Súilleabháin", "Müller", "Fernández", "van Dyke", "Ali", "Singh", "Adeyemi",
    "Lee", "Smith", "Jones", "Williams", "Begum", "Hussain", "Mensah", "Popescu", "Ivanov", "Chen", "Green", "Rose",
    "Winter", "Price", "Bell", "Field", "Rahman", "Szabó", "Öztürk", "Yilmaz", "MacDonald", "Griffiths", "Evans",
)  # fmt: skip
NICKNAMES = {
    "Oliver": "Ollie", "Muhammad": "Mo", "Harriet": "Hattie", "Oluwaseun": "Seun", "Mateusz": "Mat",
    "Khadija": "Dija", "Tomasz": "Tom", "Frank": "Frankie", "Beth": "Bethie",
}  # fmt: skip
LANGUAGES = {
    "Kowalski": "POL", "Świątek": "POL", "Khan": "URD", "Patel": "GUJ", "Begum": "BNG", "Rahman": "BNG",
    "Nguyễn": "VIE", "Popescu": "RMN", "Ivanov": "BUL", "Öztürk": "TUR", "Yilmaz": "TUR", "Singh": "PNJ",
}  # fmt: skip
ETHNICITIES = {
    "Khan": "APKN", "Patel": "AIND", "Singh": "AIND", "Begum": "ABAN", "Rahman": "ABAN", "Okafor": "BAFR",
    "Adeyemi": "BAFR", "Mensah": "BAFR", "Chen": "CHNE", "Lee": "CHNE", "Nguyễn": "AOTH", "Kowalski": "WOTH",
    "Świątek": "WOTH", "Popescu": "WOTH", "Ali": "APKN", "Hussain": "APKN", "O’Neill": "WIRI",
}  # fmt: skip

STAFF = (
    ("Mrs Helen Marsh", "SENCO"),
    ("Mrs Rukhsana Begum", "TA"),
    ("Mr Gareth Price", "TA"),
    ("Ms Joanna Field", "TA"),
    ("Mrs Ifeoma Okafor", "HLTA"),
    ("Miss Laura Bell", "ELSA"),
    ("Mr Daniel Winter", "Teacher"),
    ("Mrs Anna Green", "Teacher"),
    ("Miss Sofia Fernández", "Teacher"),
    ("Mr Owen Griffiths", "Teacher"),
)
"""The people who deliver support: name and role."""
