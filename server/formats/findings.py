"""Plain JSON: one object a finding."""

from typing import Any

from server.tools.check_change import CheckedChange


def findings(checked: CheckedChange) -> dict[str, Any]:
    return {
        "base": checked.base,
        "head": checked.head,
        "findings": [
            {
                "rule": found.rule,
                "family": found.family,
                "severity": found.severity,
                "file": found.place.path,
                "line": found.place.line,
                "symbol": found.symbol,
                "message": found.message,
                "constraint": found.constraint,
                "evidence": [
                    {"file": evidence.place.path, "line": evidence.place.line, "says": evidence.says}
                    for evidence in found.evidence
                ],
                "fix": found.fix,
            }
            for found in checked.violations
        ],
        "accepted": [
            {
                "constraint": one.violation.constraint,
                "file": one.violation.place.path,
                "line": one.violation.place.line,
                "message": one.violation.message,
                "by": one.by,
                "reason": one.reason,
                "in_this_change": one.is_new,
            }
            for one in checked.accepted
        ],
        "outside_the_plan": list(checked.outside),
        "acknowledged": checked.acknowledged,
        "unverified": [
            {"file": problem.place.path, "line": problem.place.line, "message": problem.message}
            for problem in checked.unverified
        ],
    }
