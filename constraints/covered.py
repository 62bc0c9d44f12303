"""Functions that run only inside a transaction which those that call them have opened."""

from collections import defaultdict
from collections.abc import Collection

from constraints.subject import Subject
from indexer.graph.control import CoveredCall, covered_calls

DEEP = 3  # calls between what opens the transaction and what runs in it


def calls_of(subject: Subject, names: Collection[str], deep: int = DEEP) -> dict[str, list[CoveredCall]]:
    """The calls of some functions; also covered is one by a function that itself runs only in a transaction."""
    found: defaultdict[str, list[CoveredCall]] = defaultdict(list)
    for call in covered_calls(subject.graph, names) if names else ():
        found[call.callee].append(call)
    open_ones = {call.caller for calls in found.values() for call in calls if not call.covered} - set(names)
    if deep and open_ones:
        above = calls_of(subject, open_ones, deep - 1)
        within = {name for name, calls in above.items() if all(call.covered for call in calls)}
        for name, calls in found.items():
            found[name] = [CoveredCall(c.callee, c.caller, c.place, c.covered or c.caller in within) for c in calls]
    return dict(found)


def is_covered(subject: Subject, name: str) -> bool:
    calls = calls_of(subject, [name]).get(name, [])
    return bool(calls) and all(call.covered for call in calls)
