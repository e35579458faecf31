"""Layers of an attached PDF that are switched off: what nobody saw must not turn up when the pages are bound.

A bound file has no list of layers, so everything in it is seen. What is on a layer that is off is taken out
before; what is on the others stays, and the names of layers, which may name a child, go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator, Pdf, Stream

from senco_desk.documents.unfolding import unpacked_size

_MOST_READ = 4 * 1024 * 1024
_DEEPEST = 16


class LayersTooLargeError(Exception):
    """What is hidden cannot be told from what is shown; the message is a sentence for the file's owner."""


def drop_hidden(pdf: Pdf) -> bool:
    """Take what is on layers that are off from the pages; True if anything was. Names of layers go in any case.

    Raises:
        LayersTooLargeError: a page is too large for that.
    """
    held = pdf.Root.get("/OCProperties")
    if not isinstance(held, Dictionary):
        return False
    layers = [each for each in _list(held.get("/OCGs")) if isinstance(each, Dictionary)]
    shown = held.get("/D")
    off = _switched_off(shown if isinstance(shown, Dictionary) else Dictionary(), layers)
    taken = False
    if off:
        eraser = _Eraser(pdf, off)
        for page in pdf.pages:
            eraser.page(page.obj)
        taken = eraser.taken
    for layer in layers:
        for key in list(layer.keys()):
            if key != "/Type":
                del layer[key]
        layer.Name = "Layer"
    del pdf.Root["/OCProperties"]
    return taken


def _switched_off(shown: Dictionary, layers: list[Dictionary]) -> frozenset[tuple[int, int]]:
    all_off = shown.get("/BaseState") == Name.OFF
    off = {each.objgen for each in layers} if all_off else set()
    off -= {each.objgen for each in _list(shown.get("/ON")) if isinstance(each, Dictionary)} if all_off else set()
    off |= {each.objgen for each in _list(shown.get("/OFF")) if isinstance(each, Dictionary)}
    return frozenset(off)


class _Eraser:
    """Takes out what is hidden, from pages and from the forms they draw, each once."""

    def __init__(self, pdf: Pdf, off: frozenset[tuple[int, int]]) -> None:
        self.pdf, self.off, self.taken = pdf, off, False
        self.done: set[tuple[int, int]] = set()

    def page(self, page: Dictionary) -> None:
        resources = page.get("/Resources")
        if isinstance(resources, Dictionary) and "/Contents" in page:
            pieces = [each for each in _list(page.Contents) if isinstance(each, Stream)]
            changed = self._erased(page, pieces, resources, resources)
            if changed is not None:
                page.Contents = self.pdf.make_stream(changed)
            self._forms(resources, resources, 0)
        notes = [each for each in _list(page.get("/Annots")) if not self._hidden_thing(each)]
        if len(notes) != len(_list(page.get("/Annots"))):
            page.Annots, self.taken = Array(notes), True

    def _forms(self, resources: Dictionary, page: Dictionary, depth: int) -> None:
        group = resources.get("/XObject")
        for _, form in group.items() if isinstance(group, Dictionary) else ():
            if not isinstance(form, Stream) or form.get("/Subtype") != Name.Form or form.objgen in self.done:
                continue
            if depth > _DEEPEST:
                raise LayersTooLargeError(_TOO_LARGE)
            self.done.add(form.objgen)
            own = form.get("/Resources")
            inner = own if isinstance(own, Dictionary) else resources
            changed = self._erased(form, [form], inner, page)
            if changed is not None:
                form.write(changed)
            if inner is own:
                self._forms(inner, page, depth + 1)

    def _erased(self, holder: Object, pieces: list[Stream], resources: Dictionary, page: Dictionary) -> bytes | None:
        """Content without what is hidden; None if nothing in it is."""
        lists = {key for each in (page, resources) for key in self._hidden(each.get("/Properties"))}
        drawn = {key for each in (page, resources) for key in self._hidden_drawings(each.get("/XObject"))}
        if not lists and not drawn:
            return None
        if sum(unpacked_size(each, _MOST_READ) for each in pieces) >= _MOST_READ:
            raise LayersTooLargeError(_TOO_LARGE)
        self.taken = True
        return pikepdf.unparse_content_stream(list(_shown(holder, lists, drawn)))

    def _hidden(self, group: object) -> set[str]:
        if not isinstance(group, Dictionary):
            return set()
        return {key for key, each in group.items() if self._off(each, 0)}

    def _hidden_drawings(self, group: object) -> set[str]:
        if not isinstance(group, Dictionary):
            return set()
        return {key for key, each in group.items() if self._hidden_thing(each)}

    def _hidden_thing(self, thing: object) -> bool:
        return isinstance(thing, Dictionary | Stream) and self._off(thing.get("/OC"), 0)

    def _off(self, layer: object, depth: int) -> bool:
        """Whether a layer is off, or a rule over layers hides (ISO 32000-1, 8.11.2.2)."""
        if not isinstance(layer, Dictionary) or depth > _DEEPEST:
            return False
        if layer.objgen in self.off and layer.is_indirect:
            return True
        if layer.get("/Type") != Name.OCMD:
            return False
        if isinstance(rule := layer.get("/VE"), Array):
            return not self._shows(rule, depth + 1)
        each_off = [self._off(each, depth + 1) for each in _list(layer.get("/OCGs")) if isinstance(each, Dictionary)]
        if not each_off:
            return False
        match str(layer.get("/P", "/AnyOn")):
            case "/AllOn":
                return any(each_off)
            case "/AnyOff":
                return not any(each_off)
            case "/AllOff":
                return not all(each_off)
        return all(each_off)

    def _shows(self, rule: object, depth: int) -> bool:
        if not isinstance(rule, Array) or depth > _DEEPEST or len(rule) == 0:
            return not self._off(rule, depth)
        inner = [self._shows(each, depth + 1) for each in list(rule)[1:]]
        match str(rule[0]):
            case "/Not":
                return not all(inner)
            case "/Or":
                return any(inner)
        return all(inner)


def _shown(holder: Object, lists: set[str], drawn: set[str]) -> Iterator[Any]:
    """The steps of content without what is marked by a hidden list, and without hidden drawings."""
    depth, hidden_from = 0, 0
    for step in pikepdf.parse_content_stream(holder):
        operator = str(step.operator)
        if operator in {"BDC", "BMC"}:
            depth += 1
            named = [str(each) for each in step.operands]
            if not hidden_from and operator == "BDC" and named[0] == "/OC" and named[-1] in lists:
                hidden_from = depth
        if not hidden_from or operator in _STATE:  # what is hidden still moves and colours what follows
            if operator != "Do" or str(step.operands[0]) not in drawn:
                yield step
        elif operator in _PAINTS:
            yield pikepdf.ContentStreamInstruction([], Operator("n"))
        if operator == "EMC":
            hidden_from = 0 if depth == hidden_from else hidden_from
            depth = max(depth - 1, 0)


def _list(value: object) -> list[Object]:
    return list(value) if isinstance(value, Array) else [value] if isinstance(value, Object) else []


_STATE = frozenset(
    {
        "q", "Q", "cm", "w", "J", "j", "M", "d", "ri", "i", "gs", "BT", "ET", "Tc",
        "Tw", "Tz", "TL", "Tf", "Tr", "Ts", "Td", "TD", "Tm", "T*", "CS", "cs", "SC", "SCN",
        "sc", "scn", "G", "g", "RG", "rg", "K", "k", "BX", "EX", "W", "W*", "n", "m",
        "l", "c", "v", "y", "h", "re",
    }
)  # fmt: skip
"""What sets the state for what follows, paths with their clips included; a path that was painted is let go with n."""
_PAINTS = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"})
_TOO_LARGE = (
    "It has layers that are switched off, and they could not be taken out. "
    "Print it to a new PDF, which leaves them out, and attach that."
)
