"""What is said of a place from the syntax holds in every execution: random programs are run and watched.

Each assignment gives its name the number of its line, so that a value says where it comes from. `watch(n)` stands at
the start and end of every block and between statements: when control comes there, the values of the names must be among
the assignments said to reach the place, and the tests said to dominate it must hold.
"""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FunctionType, SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.expressions import expressions_of, parts_of
from indexer.extract import extract
from indexer.facts import Attribute, Call, Comparison, Constant, Expression, Mapping, Name, Operation, Scope, Walrus
from indexer.flow import FROM_OUTSIDE, Flow
from indexer.flow.walrus import may_bind

NAMES = ("a", "b", "c")
RUNS = 12  # of each program
STEPS = 150
Places = dict[int, tuple[int, Expression]]  # number of a watcher -> its statement and the call


class Boom(Exception):
    pass


class Halt(BaseException):
    """The run is over: a watcher at the start of every loop's body raises it again."""


@settings(max_examples=400, report_multiple_bugs=False)
@given(seed=st.integers(0, 2**32), size=st.integers(1, 40))
def test_what_is_said_of_a_place_holds_in_every_execution(seed: int, size: int) -> None:
    source = Program(random.Random(seed), size).text()
    scope = extract(source.encode()).scopes[1]
    flow = Flow(scope, never_returns=lambda e: isinstance(e, Call) and e.function == Name("stop"))
    places = dict(watchers(scope))
    program = compile(source, "<program>", "exec")
    for run in range(RUNS):
        watcher = Watcher(scope, flow, places, random.Random(seed + run))
        given = watcher.given()
        exec(program, given)
        with suppress(Boom, Halt, AssertionError, NameError, TypeError):
            given["program"](FROM_OUTSIDE, FROM_OUTSIDE, watcher.fresh(FROM_OUTSIDE))
        assert not watcher.wrong, "\n".join([*watcher.wrong, source])


class Program:
    """A random function over a few names, written line by line."""

    def __init__(self, chance: random.Random, size: int) -> None:
        self.chance = chance
        self.size = size  # statements still to be written
        self.lines = ["def program(a, b, o):"]
        self.calls = 0  # numbered

    def text(self) -> str:
        self.block(1, loop=False, depth=0)
        return "\n".join(self.lines) + "\n"

    def line(self, indent: int, text: str) -> None:
        self.lines.append("    " * indent + text.replace("HERE", str(len(self.lines) + 1)))

    def pick(self, *choices: str) -> str:
        return self.chance.choice(choices)

    def watch(self) -> str:
        self.calls += 1
        return f"watch({self.calls})"

    def told(self) -> str:
        self.calls += 1
        return f"told({self.calls})"

    def block(self, indent: int, *, loop: bool, depth: int) -> None:
        self.line(indent, self.watch())
        for _ in range(self.chance.randint(1, 4) if depth else self.size):
            if not self.size:
                return
            self.size -= 1
            self.statement(indent, loop=loop, depth=depth)
            self.line(indent, self.watch())

    def statement(self, indent: int, *, loop: bool, depth: int) -> None:
        simple = ["assign", "assign", "both", "add", "write", "fresh", "maybe", "ways", "ways", "assert", "def"]
        simple += ["del", "return", "raise", "stop"] * (depth > 0) + ["break", "continue"] * loop
        compound = ["if", "while", "for", "try", "with", "match"] * (3 if depth < 4 else 0)
        kind = self.pick(*simple, *compound)
        name = self.pick(*NAMES)
        match kind:
            case "assign":
                self.line(indent, f"{name} = HERE")
            case "both":
                self.line(indent, f"{name}, {self.pick(*NAMES)} = HERE, maybe(HERE)")
            case "add":
                self.line(indent, f"{name} += HERE - {name}")
            case "write":
                self.line(indent, "o.x = HERE")
            case "fresh":
                self.line(indent, "o = fresh(HERE)")
            case "del":
                self.line(indent, f"del {name}")
            case "maybe":
                self.line(indent, "maybe(HERE)")
            case "ways":
                way = self.pick(
                    "{0} if {2} else {1}", "{2} and {0}", "{2} or {0}", "{2} and {3} and {0}", "not {2} or {0}"
                )
                self.line(indent, way.format(self.watch(), self.watch(), self.test(), self.test()))
            case "assert":
                self.line(indent, f"assert {self.test()}, {self.watch()}")
            case "def":
                self.line(indent, f"def {name}(): pass")
            case "return" | "break" | "continue":
                self.line(indent, kind)
            case "raise":
                self.line(indent, "raise Boom")
            case "stop":
                self.line(indent, self.pick("stop()", f"{name} = stop()"))
            case _:
                getattr(self, f"{kind}_")(indent, loop=loop, depth=depth + 1)

    def test(self) -> str:
        name = self.pick(*NAMES)
        plain = self.pick(
            self.told(), self.told(), f"{name} > {self.chance.randint(-1, 20)}", "a == b", "o.x > 5", "a < b < c",
            f"({name} := HERE) and {self.told()}", f"{self.told()} and ({name} := HERE)", f"not ({name} := HERE)",
        )  # fmt: skip
        return self.pick(plain, plain, f"not ({plain})", f"({plain}) or a > 9", f"b > 9 and ({plain})")

    def if_(self, indent: int, *, loop: bool, depth: int) -> None:
        self.line(indent, f"if {self.test()}:")
        self.block(indent + 1, loop=loop, depth=depth)
        if self.chance.random() < 0.5:
            self.line(indent, f"elif {self.test()}:")
            self.block(indent + 1, loop=loop, depth=depth)
        self.else_(indent, loop=loop, depth=depth)

    def else_(self, indent: int, *, loop: bool, depth: int) -> None:
        if self.chance.random() < 0.5:
            self.line(indent, "else:")
            self.block(indent + 1, loop=loop, depth=depth)

    def while_(self, indent: int, *, loop: bool, depth: int) -> None:
        self.line(indent, f"while {self.pick(self.test(), 'True')}:")
        self.block(indent + 1, loop=True, depth=depth)
        self.else_(indent, loop=loop, depth=depth)

    def for_(self, indent: int, *, loop: bool, depth: int) -> None:
        self.line(indent, f"for {self.pick(*NAMES, 'o.x')} in some(HERE):")
        self.block(indent + 1, loop=True, depth=depth)
        self.else_(indent, loop=loop, depth=depth)

    def try_(self, indent: int, *, loop: bool, depth: int) -> None:
        self.line(indent, "try:")
        self.block(indent + 1, loop=loop, depth=depth)
        handlers = self.chance.randint(0, 2)
        for number in range(handlers):
            caught = self.pick("Boom", "Boom as e", "(Boom, AssertionError)", "Exception as e")
            self.line(indent, f"except {caught}:" if number + 1 < handlers or self.chance.random() < 0.5 else "except:")
            self.block(indent + 1, loop=loop, depth=depth)
        if handlers:
            self.else_(indent, loop=loop, depth=depth)
        if not handlers or self.chance.random() < 0.5:
            self.line(indent, "finally:")
            self.block(indent + 1, loop=loop, depth=depth)

    def with_(self, indent: int, *, loop: bool, depth: int) -> None:
        opened = self.pick("suppress(Boom)", f"held(HERE) as {self.pick(*NAMES)}", "held(HERE), held(HERE) as o.x")
        self.line(indent, f"with {opened}:")
        self.block(indent + 1, loop=loop, depth=depth)

    def match_(self, indent: int, *, loop: bool, depth: int) -> None:
        self.line(indent, "match table(HERE):")
        for _ in range(self.chance.randint(1, 3)):
            guard = f" if {self.test()}" if self.chance.random() < 0.5 else ""
            self.line(indent + 1, f"case {{HERE: {self.pick(*NAMES)}}}{guard}:")
            self.block(indent + 2, loop=loop, depth=depth)
        if self.chance.random() < 0.5:
            self.line(indent + 1, "case _:")
            self.block(indent + 2, loop=loop, depth=depth)


class Watcher:
    """What a program calls: random outcomes, and the comparison with what was said of the place."""

    def __init__(self, scope: Scope, flow: Flow, places: Places, outcomes: random.Random) -> None:
        self.scope = scope
        self.flow = flow
        self.places = places
        self.outcomes = outcomes
        self.steps = 0
        self.last: dict[int, bool] = {}  # what each `told` (by number) and `case` (by minus line) said last
        self.wrong: list[str] = []

    def given(self) -> dict[str, Any]:
        names = ("watch", "told", "maybe", "stop", "some", "fresh", "table", "held")
        return {name: getattr(self, name) for name in names} | {"suppress": suppress, "Boom": Boom}

    def outcome(self) -> bool:
        self.steps += 1
        if self.steps > STEPS:
            raise Halt
        return self.outcomes.random() < 0.6

    # ------------------------------------------------------------------------- called by the program

    def told(self, number: int) -> bool:
        self.last[number] = self.outcome()
        return self.last[number]

    def maybe(self, line: int) -> int:
        if not self.outcome():
            raise Boom
        return line

    def stop(self) -> None:
        raise Boom

    def some(self, line: int) -> Iterator[int]:
        while self.outcome():
            yield line

    def fresh(self, line: int) -> SimpleNamespace:
        return SimpleNamespace(x=line)

    @contextmanager
    def held(self, line: int) -> Iterator[int]:
        yield line

    def table(self, line: int) -> "Table":
        return Table(self)

    def watch(self, number: int) -> bool:
        self.steps += 1
        if self.steps > STEPS:
            raise Halt
        values = sys._getframe(1).f_locals
        index, call = self.places[number]
        for name in NAMES:
            self.check_reaching(number, self.flow.reaching(index, name, within=call), name, values)
        for condition in self.flow.dominating(index, within=call):
            try:
                held = bool(self.value(condition.test, values))
            except (KeyError, TypeError) as error:  # never asked, or of names that have no value
                self.wrong.append(f"watch({number}): {condition}: {error!r}")
            else:
                if held is not condition.holds:
                    self.wrong.append(f"watch({number}): {condition}")
        block = self.scope.statements[index].block
        if self.flow.inside[block][-1] == index and not self.flow.falls_through(block):
            self.wrong.append(f"watch({number}) is the end of a block that does not fall through")
        return True

    # ----------------------------------------------------------------------------------- comparisons

    def check_reaching(self, number: int, reaching: frozenset[int], name: str, values: dict[str, Any]) -> None:
        if name not in values:
            return
        value = values[name]
        line = value.__code__.co_firstlineno if isinstance(value, FunctionType) else value
        possible = {self.line_of(b) for b in reaching}
        if line not in possible:
            self.wrong.append(f"watch({number}): {name} is of line {line}, not {possible}")

    def line_of(self, number: int) -> int:
        if number == FROM_OUTSIDE:
            return FROM_OUTSIDE
        binding = self.scope.bindings[number]
        statement = self.scope.statements[binding.statement]
        # The names of a pattern and its guard are bound by the first statement of the block, on the next line.
        walrus = binding.kind == "walrus" and not any(binding.name in may_bind(e) for e in expressions_of(statement))
        return statement.line - (walrus or binding.kind == "pattern")

    def value(self, test: Expression, values: dict[str, Any]) -> Any:
        """The test with the values of now, and the outcomes that its calls had."""
        match test:
            case Constant(value=value):
                return value
            case Name(id=name):
                return values[name]
            case Attribute(value=inner, name=name):
                return getattr(self.value(inner, values), name)
            case Walrus(value=inner):
                return self.value(inner, values)
            case Call(arguments=[Constant(value=number)], function=Name(id="told")):
                return self.last[number]  # type: ignore[index]
            case Operation(operator="not", operands=[operand]):
                return not self.value(operand, values)
            case Operation(operator="and", operands=operands):
                return all(self.value(o, values) for o in operands)
            case Operation(operator="or", operands=operands):
                return any(self.value(o, values) for o in operands)
            case Comparison(operators=["match"], operands=[_, Mapping(keys=[Constant(value=line)])]):
                return self.last[-line]  # type: ignore[index]
            case Comparison(operators=signs, operands=operands):
                return all(self.compared(*each, values) for each in zip(signs, operands, operands[1:], strict=False))
        raise AssertionError(test)

    def compared(self, sign: str, left: Expression, right: Expression, values: dict[str, Any]) -> bool:
        one, other = self.value(left, values), self.value(right, values)
        return bool(one > other if sign == ">" else one < other if sign == "<" else one == other)


class Table(dict[int, int]):
    """A mapping whose keys are there as the outcomes say."""

    def __init__(self, watcher: Watcher) -> None:
        super().__init__({0: 0})
        self.watcher = watcher

    def get(self, key: int, default: Any = None) -> Any:
        return key if self.watcher.told(-key) else default


def watchers(scope: Scope) -> Iterator[tuple[int, tuple[int, Expression]]]:
    for index, statement in enumerate(scope.statements):
        found = list(expressions_of(statement))
        while found:
            match expression := found.pop():
                case Call(function=Name(id="watch"), arguments=[Constant(value=int(number))]):
                    yield number, (index, expression)
                case _:
                    found.extend(parts_of(expression))
