"""What a page needs to be drawn, and nothing else of all it leads to: no list of dangers, but one of what draws.

Everything a page leads to is walked through once. A dictionary keeps the keys by which ISO 32000-2 draws, whatever
kind of thing it is; where the keys are names that somebody chose (fonts, pictures, letters), their values are looked
at instead. Actions and other files go wherever they stand, and a stream is what it holds, never what lies elsewhere.
"""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

ACTIONS = {
    "/JavaScript": "scripts",
    "/Launch": "commands that start a program",
    "/SubmitForm": "buttons that send the form",
    "/ImportData": "commands that read files",
    "/GoToR": "links to other files",
    "/GoToE": "links to other files",
    "/URI": "links to websites",
    "/Rendition": "film or sound",
    "/Movie": "film or sound",
    "/Sound": "film or sound",
    "/RichMediaExecute": "film or sound",
}
"""The actions that do harm or reach out, in words."""

ELSEWHERE = "references to other files"
FOR_PRINTERS = "programs for printers"
WITHIN = "links within the document"

_OTHER_ACTIONS = frozenset({
    "/GoTo", "/GoToDp", "/Thread", "/Named", "/Hide", "/ResetForm", "/SetOCGState", "/Trans", "/GoTo3DView",
})  # fmt: skip
_STREAMS = frozenset({
    "/Type", "/Subtype", "/Name", "/Length", "/Filter", "/DecodeParms", "/DL",
    "/FormType", "/BBox", "/Matrix", "/Resources", "/Group", "/OC",
    "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask", "/Mask", "/Decode",
    "/Interpolate", "/SMask", "/SMaskInData", "/Matte",
    "/PatternType", "/PaintType", "/TilingType", "/XStep", "/YStep",
    "/ShadingType", "/Background", "/AntiAlias", "/BitsPerCoordinate", "/BitsPerFlag", "/VerticesPerRow", "/Function",
    "/FunctionType", "/Domain", "/Range", "/Size", "/BitsPerSample", "/Order", "/Encode",
    "/Length1", "/Length2", "/Length3", "/N", "/Alternate",
    "/CMapName", "/CIDSystemInfo", "/WMode", "/UseCMap",
})  # fmt: skip
_DICTIONARIES = frozenset({
    "/Type", "/Subtype", "/Name", "/OC",
    "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/ProcSet", "/Properties",
    "/BaseFont", "/FirstChar", "/LastChar", "/Widths", "/FontDescriptor", "/Encoding", "/ToUnicode", "/FontBBox",
    "/FontMatrix", "/CharProcs", "/Resources", "/DescendantFonts", "/CIDSystemInfo", "/DW", "/W", "/DW2", "/W2",
    "/CIDToGIDMap", "/BaseEncoding", "/Differences", "/Registry", "/Ordering", "/Supplement",
    "/FontName", "/FontFamily", "/FontStretch", "/FontWeight", "/Flags", "/ItalicAngle", "/Ascent", "/Descent",
    "/Leading", "/CapHeight", "/XHeight", "/StemV", "/StemH", "/AvgWidth", "/MaxWidth", "/MissingWidth",
    "/FontFile", "/FontFile2", "/FontFile3", "/CharSet", "/Style", "/Panose", "/Lang", "/CIDSet",
    "/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/OP", "/op", "/OPM", "/BG", "/BG2", "/UCR", "/UCR2", "/TR", "/TR2",
    "/FL", "/SM", "/SA", "/BM", "/SMask", "/CA", "/ca", "/AIS", "/TK", "/UseBlackPtComp",
    "/S", "/G", "/BC", "/CS", "/I", "/K",
    "/ShadingType", "/Background", "/BBox", "/AntiAlias", "/Coords", "/Domain", "/Function", "/Extend",
    "/PatternType", "/Matrix", "/FunctionType", "/Range", "/C0", "/C1", "/N", "/Functions", "/Bounds", "/Encode",
    "/WhitePoint", "/BlackPoint", "/Gamma", "/Colorants", "/Process", "/Components",
    "/Predictor", "/Colors", "/BitsPerComponent", "/Columns", "/EarlyChange", "/EndOfLine", "/EncodedByteAlign",
    "/Rows", "/EndOfBlock", "/BlackIs1", "/DamagedRowsBeforeError", "/ColorTransform", "/JBIG2Globals",
    "/MCID", "/ActualText",
})  # fmt: skip
_SAID = frozenset({
    "/Registry", "/Ordering", "/CharSet", "/FontFamily", "/Panose", "/Lang", "/ActualText",
})  # fmt: skip
"""Keys whose values are words by right."""

_NAMED = frozenset({
    "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/Properties", "/CharProcs", "/Colorants",
})  # fmt: skip
"""Where a dictionary stands whose keys are names that somebody chose. Where it is no such dictionary it is a stream,
an array or a name, and the key means that."""

_PAGE_ONLY = frozenset({"/Type", "/Parent", "/Annots"})
_ELSEWHERE = frozenset({"/F", "/FFilter", "/Ref"})
_PLAIN = frozenset({"/Length"})
_SHAPES = frozenset({"/S", "/Type", "/F", "/UF"})
_Walked = Array | Dictionary | Stream


def keep_only_drawing(pdf: Pdf) -> set[str]:
    """Take everything but what draws them from the pages and all they lead to; what else went, each in a few words.

    Annotations are left as they are: they are another's work. So are the catalogue and what only it leads to, which
    is never bound.
    """
    walk = _Walk(pdf)
    for page in pdf.pages:
        walk.page(page.obj)
    return walk.gone


class _Walk:
    """A walk over all that pages lead to, without calling itself, so that no depth is too much for it."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._met: set[tuple[tuple[int, int], bool]] = set()
        self._ahead: list[tuple[Object, bool]] = []
        self.gone: set[str] = set()

    def page(self, page: Dictionary) -> None:
        """One page and all it leads to."""
        keys = page.keys()
        for key in keys - _PAGE_ONLY:
            self._settle(page, key, page[key])
        at: Object | None = page["/Parent"] if "/Parent" in keys else None
        while isinstance(at, Dictionary) and self._new(at, named=False):
            for key in ("/Resources", "/MediaBox", "/CropBox"):
                if key in at:
                    self._settle(at, key, at[key])
            at = at.get("/Parent")
        while self._ahead:
            each, named = self._ahead.pop()
            if isinstance(each, Array):
                self._array(each)
            elif isinstance(each, Stream):
                self._stream(each)
            else:
                self._dictionary(each, named=named)

    def _stream(self, stream: Stream) -> None:
        keys = stream.keys()
        if not _ELSEWHERE.isdisjoint(keys):
            self.gone.add(ELSEWHERE)
        for_printers = "/Subtype" in keys and stream["/Subtype"] == Name.PS
        if for_printers or "/Subtype2" in keys:
            self.gone.add(FOR_PRINTERS)
        if not keys <= _STREAMS:
            self._strip(stream, keys - _STREAMS)
        if for_printers:  # nothing is drawn in its place
            stream.write(b"")
            stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, 0, 0])
            keys = stream.keys()
        for key in keys & _STREAMS - _PLAIN:
            self._settle(stream, key, stream[key])

    def _dictionary(self, held: Object, *, named: bool) -> None:
        keys = held.keys()
        if not named:
            self._strip(held, keys - _DICTIONARIES)
            keys &= _DICTIONARIES
        for key in keys:
            self._settle(held, key, held[key], among_names=named)

    def _array(self, array: Array) -> None:
        written = array.unparse()  # numbers by the hundred are passed over at once
        if b"<<" not in written and b" R" not in written:
            return
        for index, value in enumerate(array):
            if isinstance(value, _Walked):
                if words := _outward(value):
                    self.gone.add(words)
                    array[index] = None
                else:
                    self._on(value, named=False)

    def _settle(self, holder: Object, key: str, value: object, *, among_names: bool = False) -> None:
        """One value of a dictionary: gone along with its key, or looked into later."""
        if not isinstance(value, Object):
            return
        if isinstance(value, String):
            if among_names or key not in _SAID:
                del holder[key]
        elif isinstance(value, _Walked):
            if words := _outward(value):
                self.gone.add(words)
                del holder[key]
            else:
                self._on(value, named=not among_names and key in _NAMED and isinstance(value, Dictionary))

    def _strip(self, holder: Object, keys: set[str]) -> None:
        for key in keys:
            self._tell(holder[key], 3)
            del holder[key]

    def _tell(self, value: object, depth: int) -> None:
        """Remember what kinds of thing went with a key, a few steps down."""
        if not isinstance(value, _Walked):
            return
        if words := _outward(value):
            self.gone.add(words)
        elif depth and not isinstance(value, Array):
            for each in value.keys() - {"/Parent", "/P"}:
                self._tell(value[each], depth - 1)

    def _on(self, value: Object, *, named: bool) -> None:
        if self._new(value, named=named):
            self._ahead.append((value, named))

    def _new(self, value: Object, *, named: bool) -> bool:
        if not value.is_indirect:
            return True
        key = value.objgen, named
        if key in self._met:
            return False
        self._met.add(key)
        return True


def _outward(value: Object) -> str:
    """What a dictionary is in words if it is an action or another file, by its own shape wherever it stands."""
    if not isinstance(value, Dictionary):
        return ""
    keys = value.keys()
    if _SHAPES.isdisjoint(keys):  # asking first, since looking for what is not there is slow
        return ""
    if "/S" in keys and isinstance(kind := value["/S"], Name):
        if words := ACTIONS.get(str(kind)):
            return words
        if str(kind) in _OTHER_ACTIONS:
            return WITHIN
    named = value["/Type"] if "/Type" in keys else None
    if named == Name.Action:
        return WITHIN
    if named == Name.Filespec or any(isinstance(value[key], String) for key in {"/F", "/UF"} & keys):
        return ELSEWHERE
    return ""
