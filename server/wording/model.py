"""A model in words: its fields, several to a line, what its table refuses, and what points at it."""

from collections.abc import Sequence

from indexer.graph.data import FieldView
from server.tools.explain import ModelExplanation
from server.wording.budget import Section
from server.wording.evidence import counted, near
from server.wording.quoting import quoted, shortened

FIELDS_A_LINE = 4
NAMES_A_LINE = 6


def sections(explained: ModelExplanation | None) -> list[Section]:
    if explained is None:
        return []
    model = explained.model
    words = (
        f"{model.framework} model",
        f"table {model.table}" if model.table else "",
        "abstract" if model.abstract else "",
    )
    title = ", ".join(word for word in words if word)
    home = model.place.path
    own_first = sorted(explained.fields, key=lambda field: field.place.path != home)
    return [
        Section(
            f"{title}: {counted(len(own_first), 'field')}",
            in_lines([_field(field, home) for field in own_first], FIELDS_A_LINE),
            show=10,
        ),
        Section(
            "table constraints",
            [
                f"{near(found.place, home)} {found.kind} {found.name or '+'.join(found.fields)}: "
                f"{quoted(found.text.removeprefix('models.'), 60)}"
                for found in sorted(explained.table_constraints, key=lambda found: found.kind == "index")
            ],
            show=3,
        ),
        Section(
            f"pointed at by {counted(len(explained.relations), 'relation')}",
            in_lines([f"{field.model.rsplit('.', 1)[-1]}.{field.name}" for field in explained.relations], NAMES_A_LINE),
            show=2,
        ),
    ]


def in_lines(words: Sequence[str], most: int) -> list[str]:
    return [", ".join(words[start : start + most]) for start in range(0, len(words), most)]


def _field(field: FieldView, home: str) -> str:
    """`status:598 CharField one of draft/paid`: a line number of the model's own file, a whole place elsewhere."""
    place = f":{field.place.line}" if field.place.path == home else f" from {field.declared.rsplit('.', 2)[-2]}"
    to = f" to {field.target.rsplit('.', 1)[-1]}" if field.target else ""
    null = " null" if field.null else ""
    choices = f" one of {shortened('/'.join(field.choices), 40)}" if field.choices else ""
    return f"{field.name}{place} {field.type or field.kind}{to}{null}{choices}"
