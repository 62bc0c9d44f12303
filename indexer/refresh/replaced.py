"""Rows of what adapters found again: the old ones go before lines are moved, the new ones come after."""

from collections.abc import Iterable, Mapping

from indexer.assemble.statements import asserted_in, is_collected
from indexer.assemble.web import before_row, filtered_model, narrowed_field
from indexer.discover import is_test
from indexer.frameworks.findings import OwnershipFilterFound
from indexer.frameworks.transactions import openers_with
from indexer.graph import nodes
from indexer.graph.patch import Patch
from indexer.infer.looks import PlacedKey
from indexer.refresh.edited import Reason
from indexer.refresh.numbers import StoredNumbers
from indexer.refresh.recognised import Found
from indexer.refresh.walked import Walked
from indexer.resolve.entities import Entity, Function

GUARDED = "guarded"


class Replaced:
    """`checks`: by question, the endpoints that its answer stands before, and whether each is opened; `ends`: last
    lines of contexts; `endpoints`: numbers by identity of what was found."""

    def __init__(
        self,
        patch: Patch,
        numbers: StoredNumbers,
        found: Found,
        walked: Walked,
        *,
        file_ids: Mapping[str, int],
        checks: dict[PlacedKey, list[tuple[int, bool]]],
        endpoints: dict[int, int],
        ends: dict[tuple[Entity, int], int],
    ) -> None:
        self.patch, self.numbers, self.found, self.walked = patch, numbers, found, walked
        self.file_ids, self.checks, self.endpoints, self.ends = file_ids, checks, endpoints, ends

    def clear(self) -> None:
        patch, of = self.patch, self._symbols
        for table, functions in (
            ("ownership_filters", self.found.ownership),
            ("shown_to", self.found.shown_to),
            ("requests", self.found.requests),
            ("assertions", self.found.assertions),
        ):
            patch.delete(table, "function", of(functions))
        patch.delete("tests", "symbol", of(self.found.tests))
        patch.delete("asserted", "symbol", of(self._collected()))
        self._refuse_other_openers()
        patch.delete("transactions", "symbol", of(self.found.transactions), where="\"by\" = 'with'")
        patch.delete("before", "endpoint", self._checked(), where="origin = 'body'")

    def write(self) -> None:
        patch, numbers, found = self.patch, self.numbers, self.found
        patch.add("ownership_filters", map(self._ownership, (f for each in found.ownership.values() for f in each)))
        patch.add(
            "shown_to",
            (
                nodes.ShownTo(numbers[f.cls], f.field, f.effect, f.test, numbers[f.function], f.line)
                for each in found.shown_to.values()
                for f in each
            ),
        )
        patch.add(
            "transactions",
            (
                nodes.Transaction(numbers[t.function], t.by, t.line, t.name, self._end(t.function, t.line))
                for each in found.transactions.values()
                for t in each
            ),
        )
        self._write_tests()
        for key in self.found.checks:
            for endpoint, opened in self.checks.get(key, ()):
                self._write_checks(endpoint, key, opened=opened)

    def _symbols(self, functions: Iterable[Function]) -> list[int]:
        return [self.numbers[function] for function in functions]

    def _collected(self) -> list[Function]:
        return [f for f in self.found.changed if is_test(f.path) and is_collected(f)]

    def _checked(self) -> list[int]:
        return [endpoint for key in self.found.checks for endpoint, _ in self.checks.get(key, ())]

    # ------------------------------------------------------------------------------------- one by one

    def _ownership(self, found: OwnershipFilterFound) -> nodes.OwnershipFilter:
        """The model is what the query is known to filter at that line, where the call alone does not say it."""
        model = found.model
        if model is None:
            uses = self.walked.inference.again(found.function).edges.field_uses
            field = narrowed_field(found)
            model = filtered_model(u for u in uses if (u.use, u.line, u.field) == ("filter", found.line, field))
        symbol = self.numbers.get(model) if model is not None else None
        function = self.numbers[found.function]
        return nodes.OwnershipFilter(function, found.line, symbol, found.call, found.path, found.actor, found.certainty)

    def _refuse_other_openers(self) -> None:
        """Whether a function opens a transaction decides what those do who enter it."""
        for function, now in self.found.transactions.items():
            if any(True for _ in openers_with(function)):
                before = any(by == "with" for _, by, _ in self.patch.transactions(self.numbers[function]))
                if before != bool(now):
                    raise Reason(f"{function.name} opens a transaction for others, or does not any more")

    def _end(self, function: Function, line: int) -> int:
        return self.ends.get((function, line), function.definition.end_line)

    def _write_tests(self) -> None:
        patch, numbers, found = self.patch, self.numbers, self.found
        patch.add(
            "requests",
            (
                nodes.Request(
                    numbers[r.function],
                    self.endpoints[id(r.endpoint)] if r.endpoint is not None else None,
                    r.method,
                    r.target,
                    r.line,
                    r.certainty,
                )
                for each in found.requests.values()
                for r in each
            ),
        )
        patch.add(
            "assertions",
            (
                nodes.Assertion(numbers[a.function], a.kind, a.subject, a.value, a.line, a.request)
                for each in found.assertions.values()
                for a in each
            ),
        )
        patch.add("tests", (nodes.Test(numbers[t.function], t.kind, t.ticket) for t in found.tests.values()))
        patch.add("asserted", (asserted_in(function, numbers[function]) for function in self._collected()))

    def _write_checks(self, endpoint: int, key: PlacedKey, *, opened: bool) -> None:
        """They stand last; what guards an endpoint besides stays."""
        patch, last = self.patch, self.found.checks[key]
        others = patch.before(endpoint)
        rows = []
        for position, found in enumerate(last, len(others)):
            symbol = self.numbers[found.entity] if found.entity is not None else None
            rows.append(before_row(endpoint, position, found, None, symbol=symbol, file_ids=self.file_ids))
        patch.add("before", rows)
        guarded = any(guards for _, guards in others) or any(found.guards for found in last)
        patch.set_access(endpoint, GUARDED if guarded else "public" if opened else "unknown")
