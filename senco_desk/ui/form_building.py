"""What the forms of a child's record are built with: a new draft, a kept record in its new state, code lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from senco_desk.domain.codes import CodeSet
from senco_desk.domain.records import Kept
from senco_desk.ui.fields import Field
from senco_desk.ui.forms import Form

K = TypeVar("K", bound=Kept)

YES_NO = ((True, "Yes"), (False, "No"))
"""The choices of a question that has a third answer, "not known"."""


def new_form(
    draft_type: type[Any], fields: dict[str, Field], title: str, fixed: dict[str, Any], filled: dict[str, Any]
) -> Form[Any]:
    """A form for something new; `fixed` are fields nobody types, `filled` what it begins with."""
    form: Form[Any] = Form(draft_type, fields, title=title, submit="&Save", fixed=fixed)
    form.fill(filled)
    return form


def changing_form(
    kept_type: Callable[..., K],
    record: K,
    fields: dict[str, Field],
    title: str,
    make: Callable[..., Form[Any]] = Form,
) -> Form[Any]:
    """A form that gives the record in its new state; what it does not ask for stays as it is."""
    fixed = {name: value for name, value in dict(record).items() if name not in fields}
    form = make(kept_type, fields, title=title, submit="&Save", fixed=fixed)
    form.fill(record)
    return form


def code_choices(codes: CodeSet, none: str) -> list[tuple[str, str]]:
    """A code set as choices, the unknown first."""
    listed = [(code.code, code.words) for code in codes.codes if not code.legacy]
    return [("", none), *listed]
