"""First languages as the census codes them (Common Basic Data Set): one row a code, and what systems call them.

English, the catch-alls and the "not known" codes are in `code_tables_person`, since a rule rests on them.
"""

from __future__ import annotations

LANGUAGES = """
ACL Acholi
ADA Adangme
AFA Afar-Saho
AFK Afrikaans
AKA Akan/Twi-Fante
ALB Albanian/Shqip
ALU Alur
AMR Amharic
ARA Arabic
ARM Armenian
ASM Assamese
ASR Assyrian/Aramaic
AYB Anyi-Baule
AYM Aymara
AZE Azeri
BAI Bamileke (Any)
BAL Balochi
BEJ Beja/Bedawi
BEL Belarusian
BEM Bemba
BHO Bhojpuri
BIK Bikol
BLT Balti Tibetan
BMA Burmese/Myanma
BNG Bengali
BSL British Sign Language
BSQ Basque/Euskara
BUL Bulgarian
CAM Cambodian/Khmer
CAT Catalan
CCE Caribbean Creole English
CCF Caribbean Creole French
CGA Chaga
CGR Chattisgarhi/Khatahi
CHE Chechen
CHI Chinese
CKW Chokwe
CRN Cornish
CTR Chitrali/Khowar
CWA Chichewa/Nyanja
CYM Welsh/Cymraeg
CZE Czech
DAN Danish
DGA Dagaare
DGB Dagbane
DIN Dinka/Jieng
DUT Dutch/Flemish
DZO Dzongkha/Bhutanese
EBI Ebira
EDO Edo/Bini
EFI Efik-Ibibio
ESA Esan/Ishan
EST Estonian
EWE Ewe
EWO Ewondo
FAN Fang
FIJ Fijian
FIN Finnish
FON Fon
FRN French
FUL Fula/Fulfulde-Pulaar
GAA Ga
GAE Gaelic/Irish
GAL Gaelic (Scotland)
GEO Georgian
GER German
GGO Gogo/Chigogo
GKY Kikuyu/Gikuyu
GLG Galician/Galego
GRE Greek
GRN Guarani
GUJ Gujarati
GUN Gurenne/Frafra
GUR Gurma
HAU Hausa
HDK Hindko
HEB Hebrew
HER Herero
HGR Hungarian
HIN Hindi
IBA Iban
IDM Idoma
IGA Igala
IGB Igbo
IJO Ijo (Any)
ILO Ilokano
ISK Itsekiri
ISL Icelandic
ITA Italian
JAV Javanese
JIN Jinghpaw/Kachin
JPN Japanese
KAM Kikamba
KAN Kannada
KAR Karen (Any)
KAS Kashmiri
KAU Kanuri
KAZ Kazakh
KCH Katchi
KGZ Kirghiz/Kyrgyz
KHA Khasi
KHY Kihaya/Luziba
KIN Kinyarwanda
KIR Kirundi
KIS Kisi (West Africa)
KLN Kalenjin
KMB Kimbundu
KME Kimeru
KNK Konkani
KNY Kinyakyusa-Ngonde
KON Kikongo
KOR Korean
KPE Kpelle
KRI Krio
KRU Kru (Any)
KSI Kisii/Ekegusii (Kenya)
KSU Kisukuma
KUR Kurdish
LAO Lao
LBA Luba
LGA Luganda
LGB Lugbara
LGS Lugisu/Lumasaba
LIN Lingala
LIT Lithuanian
LNG Lango (Uganda)
LOZ Lozi/Silozi
LSO Lusoga
LTV Latvian
LTZ Luxemburgish
LUE Luvale/Luena
LUN Lunda
LUO Luo (Kenya/Tanzania)
LUY Luhya (Any)
MAG Magahi
MAI Maithili
MAK Makua
MAN Manding/Malinke
MAO Maori
MAR Marathi
MAS Maasai
MDV Maldivian/Dhivehi
MEN Mende
MKD Macedonian
MLG Malagasy
MLM Malayalam
MLT Maltese
MLY Malay/Indonesian
MNA Magindanao-Maranao
MNG Mongolian (Khalkha)
MNX Manx Gaelic
MOR Moore/Mossi
MSC Mauritian/Seychelles Creole
MUN Munda (Any)
MYA Maya (Any)
NAH Nahuatl/Mexicano
NAM Nama/Damara
NBN Nubian (Any)
NDB Ndebele
NEP Nepali
NOR Norwegian
NUE Nuer/Naadh
NUP Nupe
NWA Newari
NZM Nzema
OAM Ambo/Oshiwambo
OGN Ogoni (Any)
ORI Oriya
ORM Oromo
PAG Pangasinan
PAM Pampangan
PAT Pashto/Pakhto
PHA Pahari/Himachali (India)
PHR Pahari (Pakistan)
PNJ Panjabi
POL Polish
POR Portuguese
PRS Persian/Farsi
QUE Quechua
RAJ Rajasthani/Marwari
RME Romany/English Romanes
RMI Romani (International)
RMN Romanian
RMS Romansch
RNY Runyakitara
RUS Russian
SAM Samoan
SCB Serbian/Croatian/Bosnian
SCO Scots
SHL Shilluk/Cholo
SHO Shona
SID Sidamo
SIO Sign Language (Other)
SLO Slovak
SLV Slovenian
SND Sindhi
SNG Sango
SNH Sinhala
SOM Somali
SPA Spanish
SRD Sardinian
SRK Siraiki
SSO Sotho/Sesotho
SSW Swazi/Siswati
STS Tswana/Setswana
SUN Sundanese
SWA Swahili/Kiswahili
SWE Swedish
TAM Tamil
TEL Telugu
TEM Temne
TES Teso/Ateso
TGE Tigre
TGL Tagalog/Filipino
TGR Tigrinya
THA Thai
TIB Tibetan
TIV Tiv
TMZ Berber/Tamazight
TNG Tonga/Chitonga (Zambia)
TON Tongan (Oceania)
TPI Tok Pisin
TRI Traveller Irish/Shelta
TSO Tsonga
TUK Turkmen
TUL Tulu
TUM Tumbuka
TUR Turkish
UKR Ukrainian
UMB Umbundu
URD Urdu
URH Urhobo-Isoko
UYG Uyghur
UZB Uzbek
VEN Venda
VIE Vietnamese
VSY Visayan/Bisaya
WAP Wa-Paraok (South-East Asia)
WCP West-African Creole Portuguese
WOL Wolof
WPE West-African Pidgin English
XHO Xhosa
YAO Yao/Chiyao (East Africa)
YDI Yiddish
YOR Yoruba
ZND Zande
ZUL Zulu
"""
"""The code, a space, the official name; in the order of the codes."""

ALIASES: dict[str, tuple[str, ...]] = {
    "AKA": ("Twi", "Fante", "Akan"),
    "ALB": ("Shqip",),
    "AMR": ("Ethiopian",),
    "AZE": ("Azerbaijani",),
    "BEL": ("Belarussian", "Byelorussian"),
    "BMA": ("Burmese", "Myanmar"),
    "BNG": ("Bangla", "Sylheti"),
    "BSL": ("BSL British Sign Language",),
    "BSQ": ("Basque",),
    "CAM": ("Khmer", "Cambodian"),
    "CAT": ("Valencian",),
    "CCE": ("Jamaican Patois", "Patois"),
    "CHI": ("Mandarin", "Cantonese", "Chinese Mandarin", "Chinese Cantonese", "Putonghua"),
    "CWA": ("Chichewa", "Nyanja"),
    "CYM": ("Welsh",),
    "CZE": ("Czechian",),
    "DUT": ("Dutch", "Flemish"),
    "FUL": ("Fula", "Fulani", "Pulaar"),
    "GAE": ("Irish", "Irish Gaelic"),
    "GAL": ("Scottish Gaelic",),
    "GKY": ("Kikuyu",),
    "HEB": ("Ivrit",),
    "HGR": ("Magyar",),
    "IGB": ("Ibo",),
    "KGZ": ("Kyrgyz",),
    "KUR": ("Kurmanji", "Sorani"),
    "LTV": ("Lettish",),
    "LTZ": ("Luxembourgish",),
    "MAN": ("Mandinka", "Malinke"),
    "MDV": ("Dhivehi",),
    "MLY": ("Malay", "Indonesian", "Bahasa Indonesia"),
    "MSC": ("Mauritian Creole",),
    "NDB": ("Sindebele",),
    "PAT": ("Pashto", "Pushto", "Pakhto"),
    "PHR": ("Mirpuri",),
    "PNJ": ("Punjabi", "Gurmukhi"),
    "POR": ("Brazilian Portuguese",),
    "PRS": ("Farsi", "Persian", "Dari"),
    "RME": ("Romany", "English Romani"),
    "RMI": ("Romani", "Romanes"),
    "RMN": ("Rumanian", "Moldovan"),
    "SCB": ("Serbian", "Croatian", "Bosnian", "Serbo-Croat"),
    "SIO": ("Other Sign Language",),
    "SLO": ("Slovakian",),
    "SLV": ("Slovene",),
    "SNH": ("Sinhalese", "Singhalese"),
    "SPA": ("Castilian",),
    "SWA": ("Swahili", "Kiswahili"),
    "TGL": ("Tagalog", "Filipino"),
    "TGR": ("Tigrigna",),
    "TMZ": ("Berber", "Tamazight"),
    "TRI": ("Shelta",),
    "UKR": ("Ukranian",),
    "WPE": ("Pidgin English",),
    "YDI": ("Yiddisch",),
}
"""Other names met in schools' systems. A name that could be two languages is left out, to be asked about."""
