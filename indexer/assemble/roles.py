"""What a module is for, from what it does; and which area of the code it belongs to."""

import re
from collections import Counter

from indexer.discover import is_test
from indexer.frameworks.findings import Findings
from indexer.resolve.entities import Module
from indexer.resolve.program import Program

SCHEMA_BASES = frozenset(
    {
        "pydantic.BaseModel",
        "pydantic.main.BaseModel",
        "rest_framework.serializers.BaseSerializer",
        "rest_framework.serializers.Serializer",
        "rest_framework.serializers.ModelSerializer",
        "marshmallow.Schema",
        "django.forms.Form",
        "django.forms.ModelForm",
    }
)
SETTINGS = re.compile(r"(^|\.)(settings|config|configuration)(\.|$)")


def roles(program: Program, findings: Findings) -> dict[Module, str]:
    """One of: test, migration, entry point, task, model, schema, settings, service, utility."""
    votes: dict[Module, Counter[str]] = {m: Counter() for m in program.modules}
    for model in findings.models.values():
        votes[model.cls.module]["model"] += 1
    for endpoint in findings.endpoints:
        votes[endpoint.handler.module]["entry point"] += 1
    for entry in findings.entry_points:
        votes[entry.entity.module]["task" if entry.kind == "task" else "entry point"] += 1
    for cls in program.classes_in_order:
        if program.classes.is_a(cls, SCHEMA_BASES) and cls not in findings.models:
            votes[cls.module]["schema"] += 1
    migrations = {m.entity.module for m in findings.migrations}
    users = _users_of_models(program, {m.cls.module for m in findings.models.values()})
    return {m: _role(m, votes[m], m in migrations, m in users) for m in program.modules}


def _role(module: Module, votes: Counter[str], migrates: bool, uses_models: bool) -> str:
    if is_test(module.file_path):
        return "test"
    if migrates:
        return "migration"
    if votes:
        return max(votes, key=lambda role: (votes[role], role))
    if SETTINGS.search(module.name):
        return "settings"
    return "service" if uses_models else "utility"


def _users_of_models(program: Program, models: set[Module]) -> set[Module]:
    return {
        module for module in program.modules for edge in program.module_table.edges(module) if edge.imported in models
    }


def areas(program: Program) -> dict[Module, str]:
    """The part of the dotted name that tells areas of the code apart: behind the one package that holds nearly all of a
    source root, else the first; a module that lies in no area of its own stands for itself."""
    tops: dict[str, Counter[str]] = {}
    for module in program.modules:
        if not is_test(module.file_path):
            tops.setdefault(module.root, Counter())[module.name.partition(".")[0]] += 1
    found: dict[Module, str] = {}
    for module in program.modules:
        parts = module.name.split(".")
        counts = tops.get(module.root, Counter())
        main, most = counts.most_common(1)[0] if counts else ("", 0)
        behind = parts[0] == main and most > 0.6 * sum(counts.values()) and len(parts) > 1
        found[module] = parts[1] if behind else parts[0]
    return found
