"""Places and certainty take few characters: no more than grep would for the same lines."""

from indexer.graph import Graph, Place
from indexer.graph.calls import callers
from indexer.graph.names import search
from indexer.graph.nodes import Certainty
from server.project import Project
from server.wording.evidence import At, by_file, callers_at, counted, mark
from tests.server.written import SOURCES


def at(path: str, line: int, function: str, certainty: Certainty = "exact", note: str = "") -> At:
    return At(Place(path, line), function, certainty, note)


def test_places_of_a_file_share_its_path() -> None:
    assert by_file([at("a/b.py", 9, "a.b.C.d"), at("a/b.py", 3, "a.b.e", "inferred")]) == [
        "a/b.py:3 e (inferred), :9 C.d"
    ]


def test_lines_of_a_function_share_its_name() -> None:
    assert by_file([at("a.py", 3, "a.e"), at("a.py", 5, "a.e"), at("a.py", 7, "a.f")]) == ["a.py:3,5 e, :7 f"]


def test_what_all_share_is_said_once() -> None:
    assert by_file([at("a.py", 3, "a.e", "inferred"), at("a.py", 5, "a.f", "inferred")]) == [
        "a.py:3 e, :5 f (all inferred)"
    ]


def test_what_is_only_possible_comes_last() -> None:
    assert by_file([at("a.py", 3, "a.e", "possible"), at("b.py", 5, "b.f", note="write")]) == [
        "b.py:5 f [write]",
        "a.py:3 e (possible)",
    ]


def test_many_places_take_several_lines() -> None:
    lines = by_file([at("a.py", line, f"a.f{line}") for line in range(1, 14)])
    assert [line.count(":") for line in lines] == [6, 6, 1]


def test_who_calls_is_no_longer_than_grep(project: Project) -> None:
    graph = project.graph()
    assert functions(graph)
    for name in functions(graph):
        found = callers(graph, name)
        grep = [f"{call.place}:{SOURCES[call.place.path].splitlines()[call.place.line - 1]}" for call in found]
        assert len("\n".join(by_file(callers_at(found)))) <= len("\n".join(grep))


def functions(graph: Graph) -> list[str]:
    return [symbol.name for symbol in search(graph, "services") if symbol.kind == "function"]


def test_small_words() -> None:
    assert counted(1, "class", "classes") == "1 class"
    assert counted(1200, "class", "classes") == "1,200 classes"
    assert (mark("exact"), mark("possible")) == ("", " (possible)")
