"""What bodies take for granted of a column: that it is not null, that it holds the key of another table's row."""

import json
from collections.abc import Iterable

from msgspec import Struct

from indexer.graph.data import FieldView
from indexer.graph.open import Graph
from indexer.graph.place import Place

SURE = "certainty IN ('exact', 'inferred')"
FOLLOWS = """
    SELECT 1 FROM field_uses AS x JOIN fields AS y ON y.id = x.field
    WHERE x.function = {use}.function AND x.line = {use}.line AND x.use IN ('read', 'write')
    AND y.model = d.target_model AND y.id != d.id
"""
WANTED = """
    WITH wanted (id) AS (
        SELECT f.id FROM json_each(:fields) AS n JOIN symbols AS o ON o.name = n.value ->> 0
        JOIN fields AS f ON f.model = o.id AND f.name = n.value ->> 1
    )
"""


class Taken(Struct, frozen=True):
    """A place that takes something of a field for granted."""

    model: str  # dotted: that has the field
    field: str
    function: str  # dotted
    place: Place
    target: str = ""  # dotted: the model whose key it is


def followed(graph: Graph, fields: Iterable[FieldView]) -> list[Taken]:
    """Relations among some fields that functions follow without asking, up to there, whether there is anything.

    Followed is one that is read where a field of the model that it leads to is used too; read without that it is asked.
    """
    rows = graph.rows(
        f"""
        {WANTED}
        SELECT o.name, d.name, s.name, s.path, u.line
        FROM wanted AS w JOIN fields AS d ON d.id = w.id AND d.target_model IS NOT NULL
        JOIN symbols AS o ON o.id = d.model
        JOIN field_uses AS u ON u.field = d.id AND u.use = 'read' AND u.{SURE}
        JOIN located AS s ON s.id = u.function AND NOT s.is_test
        WHERE EXISTS ({FOLLOWS.format(use="u")}) AND NOT EXISTS (
            SELECT 1 FROM field_uses AS a WHERE a.field = d.id AND a.function = u.function AND a.line <= u.line
            AND a.use = 'read' AND NOT EXISTS ({FOLLOWS.format(use="a")})
        )
        GROUP BY o.name, d.name, s.name, s.path, u.line ORDER BY s.path, u.line, o.name, d.name
        """,
        fields=_names(fields),
    )
    return [Taken(model, field, function, Place(path, line)) for model, field, function, path, line in rows]


def refused_empty(graph: Graph, fields: Iterable[FieldView]) -> list[Taken]:
    """Fields without which functions raise, whatever else is the case."""
    rows = graph.rows(
        f"""
        {WANTED}
        SELECT DISTINCT o.name, d.name, s.name, s.path, r.line
        FROM wanted AS w JOIN fields AS d ON d.id = w.id JOIN symbols AS o ON o.id = d.model
        JOIN field_uses AS u ON u.field = d.id AND u.use = 'read' AND u.{SURE}
        JOIN refusals AS r ON r.symbol = u.function AND r.kind = 'raise' AND r.given IN ('', '[]')
        JOIN located AS s ON s.id = u.function AND NOT s.is_test
        WHERE r.names = json_array(replace(replace(r.test, 'not ', ''), ' is None', ''))
        AND (r.test LIKE 'not %' OR r.test LIKE '% is None') AND r.test NOT LIKE '% is not None'
        AND replace(r.test, ' is None', '') LIKE '%.' || d.name
        ORDER BY s.path, r.line, o.name, d.name
        """,
        fields=_names(fields),
    )
    return [Taken(model, field, function, Place(path, line)) for model, field, function, path, line in rows]


def keyed(graph: Graph, fields: Iterable[FieldView]) -> list[Taken]:
    """Plain columns among some fields that code gives the key of another model, or looks one up by."""
    rows = graph.rows(
        f"""
        {WANTED}
        SELECT o.name, d.name, s.name, t.name, s.path, a.line
        FROM wanted AS w JOIN fields AS d ON d.id = w.id JOIN symbols AS o ON o.id = d.model
        JOIN assignments AS a ON a.model = d.model AND a.field = d.name AND (a.value LIKE '%.id' OR a.value LIKE '%.pk')
        JOIN field_uses AS u ON u.function = a.symbol AND u.line = a.line AND u.use = 'read' AND u.{SURE}
        JOIN fields AS k ON k.id = u.field AND k.primary_key AND k.model != d.model
        JOIN symbols AS t ON t.id = k.model JOIN located AS s ON s.id = a.symbol AND NOT s.is_test
        UNION
        SELECT o.name, d.name, s.name, t.name, s.path, q.line
        FROM wanted AS w JOIN fields AS d ON d.id = w.id JOIN symbols AS o ON o.id = d.model
        JOIN field_uses AS u ON u.field = d.id AND u.use = 'read' AND u.{SURE}
        JOIN queries AS q ON q.symbol = u.function AND q.line = u.line AND q.model != d.model
        JOIN bindings AS b ON b.query = q.id AND b.operator = 'exact' AND b.value LIKE '%.' || d.name
        JOIN fields AS k ON k.id = b.field AND k.primary_key AND k.model = q.model
        JOIN symbols AS t ON t.id = k.model JOIN located AS s ON s.id = q.symbol AND NOT s.is_test
        ORDER BY 5, 6, 1, 2, 4
        """,
        fields=_names(fields),
    )
    return [
        Taken(model, field, function, Place(path, line), target) for model, field, function, target, path, line in rows
    ]


def named_after(graph: Graph, fields: Iterable[FieldView]) -> list[tuple[Taken, str]]:
    """Plain columns that code gives something whose type nobody knows: a name or its key, as written."""
    rows = graph.rows(
        f"""
        {WANTED}
        SELECT o.name, d.name, s.name, s.path, a.line, a.value
        FROM wanted AS w JOIN fields AS d ON d.id = w.id JOIN symbols AS o ON o.id = d.model
        JOIN assignments AS a ON a.model = d.model AND a.field = d.name AND a.constants = ''
        AND (a.kind = 'name' OR a.value LIKE '%.id' OR a.value LIKE '%.pk')
        JOIN located AS s ON s.id = a.symbol AND NOT s.is_test
        WHERE NOT EXISTS (
            SELECT 1 FROM field_uses AS u JOIN fields AS k ON k.id = u.field
            WHERE u.function = a.symbol AND u.line = a.line AND u.use = 'read' AND k.primary_key
        )
        ORDER BY s.path, a.line, o.name, d.name
        """,
        fields=_names(fields),
    )
    return [
        (Taken(model, field, function, Place(path, line)), value) for model, field, function, path, line, value in rows
    ]


def filled(graph: Graph, fields: Iterable[FieldView]) -> list[Taken]:
    """Fields that the model's own `save` gives a value right after it looked at them: `if not self.slug: ...`."""
    rows = graph.rows(
        f"""
        {WANTED}
        SELECT DISTINCT o.name, d.name, s.name, s.path, a.line
        FROM wanted AS w JOIN fields AS d ON d.id = w.id JOIN symbols AS o ON o.id = d.model
        JOIN symbols AS c ON c.id = d.symbol
        JOIN assignments AS a ON a.model IN (d.model, c.parent) AND a.field = d.name AND a."by" = 'attribute'
        AND a.constants NOT LIKE '%null%' AND a.value != 'None'
        JOIN located AS s ON s.id = a.symbol AND NOT s.is_test AND s.name LIKE '%.save'
        JOIN field_uses AS u ON u.function = a.symbol AND u.use = 'read' AND u.line = a.line - 1
        JOIN fields AS r ON r.id = u.field AND r.name = d.name
        ORDER BY s.path, a.line, o.name, d.name
        """,
        fields=_names(fields),
    )
    return [Taken(model, field, function, Place(path, line)) for model, field, function, path, line in rows]


def added_by_name(graph: Graph) -> list[tuple[str, Place, str]]:
    """Function, place and text of `collection.products.add(product)` where nobody knows what `collection` is."""
    rows = graph.rows(
        """
        SELECT s.name, s.path, e.line, e.text FROM effects AS e JOIN located AS s ON s.id = e.symbol AND NOT s.is_test
        WHERE e.callee IS NULL AND e.text LIKE '%.%.add(%)' ORDER BY s.path, e.line
        """
    )
    return [(function, Place(path, line), text) for function, path, line, text in rows]


def _names(fields: Iterable[FieldView]) -> str:
    return json.dumps([[field.model, field.name] for field in fields])
