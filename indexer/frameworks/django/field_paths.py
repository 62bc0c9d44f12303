"""Following `customer__address__city` from a model to the field at its end."""

import re

from indexer.frameworks.findings import FieldFound, Findings, ModelFound
from indexer.resolve.entities import Class

DISPLAY = re.compile(r"get_(\w+)_display$")
LOOKUPS = {"contains", "endswith", "exact", "gt", "gte", "icontains", "iendswith", "iexact", "in", "iregex", "isnull"}
LOOKUPS |= {"istartswith", "lt", "lte", "range", "regex", "startswith"}


def follow(findings: Findings, model: Class, path: list[str]) -> tuple[Class, str] | None:
    """The model and the field at the end of the path, lookups and transforms left out; None where the path starts with
    something that is no field, or leads out of the models that are known."""
    reached: tuple[Class, str] | None = None
    current: Class | None = model
    rest = list(path)
    while rest and current is not None and current in findings.models:
        field = _field(findings.models[current], rest[0])
        if field is None:
            break
        reached = (current, field.name)
        current = field.target if isinstance(field.target, Class) else None
        del rest[0]
    if reached is None:
        return None
    last = findings.models[reached[0]].fields[reached[1]]
    leads_on = last.target is not None or last.kind == "relation"
    return None if rest and leads_on and rest[0] not in LOOKUPS else reached


def _field(model: ModelFound, part: str) -> FieldFound | None:
    """The field that `customer`, `customer_id`, `pk` or `get_status_display` is about."""
    if part in model.fields:
        return model.fields[part]
    if part == "pk":
        return next((f for f in model.fields.values() if f.primary_key), None)
    display = DISPLAY.match(part)
    if display is not None:
        return model.fields.get(display[1])
    return next((f for f in model.fields.values() if f.column == part and f.target is not None), None)
