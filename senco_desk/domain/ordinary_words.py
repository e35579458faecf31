"""Names that are also everyday words: "Will", "Grace", "May", "Young", "Hope", "Green".

Written small they are words and not people. This list only decides how a lone forename or surname is looked at;
a full name is always found, whatever its parts mean.
"""

from __future__ import annotations

_WORDS = """
    abbey ace adore aim ally amber amity an angel annex any april apple are art as ash aspen aster at august aura
    autumn ava axel baker bank banks bar bark barker barn bay bean bear bee bell belle berry best beverley bill
    bird black blaze bliss bloom blue bob bond bonnie booker books bower bowl box boy brad branch brand brave
    bridge bridges bright brook brooks brown buck bud bull burns burn bush butcher butler bye cable can candy cane
    car care carol carpenter carter case cash castle cat chance chapel chapman charity charm chase cherish cherry
    chip christian church clay clear clement clerk cliff close cloud cole con constant cook cooper coral cotton
    crane crisp cross cruz crown dab daisy dale dan dance dash daw dawn day days deacon deal dean deans dee deer
    den destiny dew diamond dick dill dimple do doll dolly don dove down dragon drake draper dream drew drum duke
    dusty eagle earl early east eden eve ever ernest english faith falcon fall farmer faye fern field fielding
    fields fin finch fish fisher flora flower flowers floyd ford forest forge fox frances frank franks free freeman
    french fresh frost gable gale gardener garden gay gem gene gently gift glass glen glory go gold golden good
    goodwin grace gracious grant gray green grey grove guard gun guy gypsy haven hall ham hand hands harbour hardy
    harmony hart hazel he head heart heath heather heaven hedge her herb hero hill hills his ho holiday hollow holly
    holmes honest honey honour hood hope hopes house hull hunt hunter ice in indigo iris is isle ivory ivy jack jade
    jagger jasmine jasper jay jean jet jewel jolly joy judge jumper june junior just justice keen keep key keys kind
    king kitchen kite kitty knight knot lace lake lamb lance land lane lark laurel law lawless lawn lea leaf lee
    liberty light lily lime linen link lion little lively lock london long lotus love low luck lucky lunar lung lyric
    mace maiden major male man maple marble march margin marina mark marker market marks marina marsh martin mash
    mason mat max may mead meadow means melody mercer mercy merit merry mike miles mill miller mills mint miracle misty
    mode monday moon moor moore more morrow moss mount mountain my name nest new nice nick night no noble noon norm
    north nova now nurse oak oaks ocean odd of olive on one only opal or orange orchid own page pages paige paint palm
    pansy park parker parks parsley part pat patience paul peace peach peacock peak pear pearl penny pepper perry
    petal peter petty piece pike pink piper pit place plant player plum poet poll pool poor pope poppy porter post pot
    potter power powers precious press price pride prince princess promise prosper proud pure queen quick quill quinn
    rain rainbow ram ray reader read reading red reed reef reid rice rich ridge ring rio rip river rivers roach road
    rob robin rock rocket rocky roman rose rosemary rough round row ruby rule rush russet rusty sable sad saffron sage
    sail saint salt sand sandy sapphire sat savage savvy say school scott sea see self serene serenity shade shadow shah
    sharp she shell shepherd ship shore short sing singer single sky skip slater sleet small smart smith smoke snow so
    sole son song sonny soul south sparrow spear speed spring square star starr steel stern steward stone storm story
    strange street strong sue summer summers sun sunday sunny swallow swan sweet swift tab tailor tad tanner tate taylor
    teal tee temple terry thorn thyme tiger tim tom toy trader trinity trip troy true truly trust turner unique unity
    vale valentine valley van vaughn velvet venus verity victor victory vine viola violet virtue vista wade wait wales
    walker wall walls ward warden ware warm warner water waters watt watts wave way weaver weeks well wells west wheat
    wheeler white whitehead wild will willow wills win wind winner winter winters wise wish with wolf wonder wood woods
    word work worth wren wright year yes york you young yule zest zion
"""
ORDINARY: frozenset[str] = frozenset(_WORDS.split())
"""Folded, as `third_party` folds names."""

MONTHS: frozenset[str] = frozenset({"april", "may", "june", "august", "march"})
"""Names that are a month: not a person beside a number or after "in", "since", "by"…"""

SEASONS: frozenset[str] = frozenset({"summer", "autumn", "winter", "spring"})
"""Names that are a season: not a person before "term", "holiday", "break"."""
