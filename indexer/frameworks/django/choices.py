"""The values that a field may take, from all that Django accepts: pairs, groups, mappings, enumerations, callables."""

from datetime import timedelta

from indexer.resolve.entities import Class, External, Function
from indexer.resolve.evaluate import calls, enums
from indexer.resolve.evaluate.values import Arguments, Closure, Const, EnumMember, Items, Made, Site, Table, Value
from indexer.resolve.program import Program

SPAN = "datetime.timedelta"
SPAN_ARGUMENTS = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")
LEVELS = {"NOTSET": "0", "DEBUG": "10", "INFO": "20", "WARNING": "30", "ERROR": "40", "CRITICAL": "50"}  # of logging
LISTS = ("choices", "CHOICES")  # class attributes of classes that stand for a list of choices themselves


def values(program: Program, choices: Value | None) -> list[str] | None:
    """As strings, in order; None where any of them is not known."""
    found: list[str] = []
    return list(dict.fromkeys(found)) if _collect(program, choices, found) else None


def _collect(program: Program, choices: Value | None, found: list[str]) -> bool:
    choices = _listed(program, choices)
    if isinstance(choices, Table):
        return choices.complete and all(_add(program, k, v, found) for k, v in choices.entries)
    if not isinstance(choices, Items) or not choices.complete or not choices.items:
        return False
    for item in choices.items:
        if not isinstance(item, Items) or len(item.items) < 2:
            return False
        if not _add(program, item.items[0], item.items[1], found):
            return False
    return True


def _add(program: Program, value: Value | None, label: Value | None, found: list[str]) -> bool:
    """One choice, or a group of them under a label."""
    if isinstance(label, Items | Table):
        return _collect(program, label, found)
    if isinstance(value, EnumMember):
        value = value.value
    shown = _shown(value)
    if shown is not None:
        found.append(shown)
    return shown is not None


def _shown(value: Value | None) -> str | None:
    """A value as text: constants, and spans of time as Python shows them."""
    if isinstance(value, Const):
        return str(value.value)
    if isinstance(value, External):
        return LEVELS.get(value.name.removeprefix("logging."))
    if isinstance(value, Made) and value.name == SPAN and value.arguments.complete:
        given = dict(zip(SPAN_ARGUMENTS, value.arguments.positional, strict=False)) | dict(value.arguments.named)
        numbers = {k: v.value for k, v in given.items() if isinstance(v, Const) and isinstance(v.value, int | float)}
        return repr(timedelta(**numbers)) if len(numbers) == len(given) and set(given) <= set(SPAN_ARGUMENTS) else None
    return None


def _listed(program: Program, choices: Value | None) -> Value | None:
    evaluator = program.evaluator
    if isinstance(choices, Closure | Function):
        return calls.apply(evaluator, choices, Arguments(), Site("", 0), 0)
    if not isinstance(choices, Class):
        return choices
    if enums.is_enum(evaluator, choices):
        listed = enums.listed(evaluator, choices, "choices")  # of Django's own, with what stands for "nothing chosen"
        members = enums.members(evaluator, choices).values()
        return listed or Items("list", [Items("tuple", [member, None]) for member in members])
    for name in LISTS:
        value = evaluator.class_attribute(choices, name)
        if isinstance(value, Items | Table):
            return value
    return None
