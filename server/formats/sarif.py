"""SARIF 2.1.0, as code scanning services read it.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from inspect import cleandoc
from typing import Any

from constraints.constraint import Violation
from constraints.rules import RULES
from server.tools.check_change import CheckedChange
from server.version import version

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"violation": "error", "suspicion": "warning", "note": "note"}


def sarif(checked: CheckedChange) -> dict[str, Any]:
    used = sorted({found.rule for found in checked.violations})
    described = {rule.__name__.rpartition(".")[2]: cleandoc(rule.__doc__ or "") for rule in RULES}
    driver = {
        "name": "Chesterton",
        "version": version(),
        "rules": [{"id": rule, "shortDescription": {"text": described[rule].partition("\n")[0]}} for rule in used],
    }
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": [_result(found) for found in checked.violations]}],
    }


def _result(found: Violation) -> dict[str, Any]:
    text = f"{found.message}. {found.fix}".rstrip(". ") + "."
    return {
        "ruleId": found.rule,
        "level": LEVELS[found.severity],
        "message": {"text": text},
        "locations": [_location(found.place.path, found.place.line)],
        "relatedLocations": [
            {**_location(evidence.place.path, evidence.place.line), "message": {"text": evidence.says}}
            for evidence in found.evidence
        ],
        "partialFingerprints": {"constraint/v1": found.constraint},
        "properties": {"family": found.family, "symbol": found.symbol},
    }


def _location(path: str, line: int) -> dict[str, Any]:
    """Line 0 is the whole file, and SARIF counts from 1."""
    return {"physicalLocation": {"artifactLocation": {"uri": path}, "region": {"startLine": max(1, line)}}}
