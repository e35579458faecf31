"""From what was typed to a draft: a value that a record cannot hold is refused in a sentence, never as a fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import ValidationError

from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.records import Record

D = TypeVar("D", bound=Record)


def drafted(kind: type[D], values: Mapping[str, object], options: Mapping[str, str]) -> D:
    """A draft from typed values; `options` names each field's option, for the sentence that refuses it.

    Refuses with every value that cannot be held, at once.
    """
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        problems: list[Problem] = []
        for fault in error.errors():
            name = str(fault["loc"][0]) if fault["loc"] else ""
            if any(problem.field == name for problem in problems):
                continue  # a field that may be one of several kinds fails once for each
            option = options.get(name, f"--{name.replace('_', '-')}")
            problems.append(Problem(field=name, sentence=f"{option}: {_words(fault['type'], fault.get('ctx', {}))}"))
        raise RefusedError(problems) from error


def _words(kind: str, limits: Mapping[str, object]) -> str:
    match kind:
        case "literal_error":
            return f"choose one of {limits.get('expected', 'the values there are')}."
        case "string_too_long":
            return f"this is too long; at most {limits.get('max_length')} characters can be kept."
        case "less_than_equal":
            return f"this is too large; at most {limits.get('le')}."
        case "greater_than_equal":
            return f"this is too small; at least {limits.get('ge')}."
        case "decimal_max_places":
            return f"give at most {limits.get('decimal_places')} decimal places."
        case _:
            return "this value cannot be used. Check it."
