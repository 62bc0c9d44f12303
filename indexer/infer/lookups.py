"""Paths of lookups: `customer__email__iexact` names `Order.customer` and `Customer.email`."""

from collections.abc import Iterator

from indexer.infer.models import Models
from indexer.resolve.entities import Class


def fields_on(models: Models, model: Class, path: str) -> Iterator[tuple[Class, str]]:
    """Every field that a path goes through, as (model, field); it ends where a transform or lookup begins.

    A path that does not begin with a field or relation of the model (an annotation's name) names nothing.
    """
    current: Class | None = model
    for part in path.split("__"):
        if current is None:
            return
        name = models.canonical(current, part)
        if name is not None:
            yield current, name
            exact = models.field(current, part)
            current = models.target(current, name) if exact is not None and part == name else None
            continue
        way = models.way_back(current, part) or models.accessor(current, part)  # a prefetch takes the accessor
        if way is None:
            return
        yield way.model, way.field
        current = way.model
