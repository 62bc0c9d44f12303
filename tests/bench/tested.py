"""How many of the handlers of endpoints that an application's tests hit are linked to a test.

    python tests/bench/tested.py TRUTH.json.xz FOLDER [--misses N]

Hit are those that were seen running while the application's own tests ran: the truth holds the calls, reads and writes
that were observed then. Of a handler under several paths it does not say which of them was asked.
"""

import argparse
import json
import lzma
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from indexer.build import build
from indexer.graph import Graph
from indexer.graph.tests import tests_of_endpoint
from indexer.graph.web import EndpointView, endpoints


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", type=int, default=0)
    options = parser.parse_args()
    with lzma.open(options.truth) as file:
        files = json.load(file)["files"]
    if "observed.json" not in files:
        print("nothing was observed in its tests", file=sys.stderr)
        return 2
    seen = ran(files["observed.json"])
    with tempfile.TemporaryDirectory() as work:
        build(options.folder, Path(work, "graph.db"))
        with Graph.open(Path(work, "graph.db")) as graph:
            hit: dict[str, list[EndpointView]] = {}
            for endpoint in endpoints(graph):
                if was_hit(endpoint, seen):
                    hit.setdefault(endpoint.handler, []).append(endpoint)
            missed = [same[0] for same in hit.values() if not any(tests_of_endpoint(graph, one) for one in same)]
    share = 100 * (len(hit) - len(missed)) / len(hit) if hit else 0
    print(
        f"{options.folder.name}: {len(hit) - len(missed)} of {len(hit)} handlers that tests hit linked: {share:.1f} %"
    )
    for endpoint in missed[: options.misses]:
        print(f"    {'|'.join(endpoint.methods)} {endpoint.path} {endpoint.handler} {endpoint.place}")
    return 0


def ran(observed: dict[str, list[dict[str, object]]]) -> set[tuple[object, object]]:
    """File and qualified name of what ran."""
    found: set[tuple[object, object]] = set()
    for call in observed.get("calls", []):
        found |= {(call["caller_file"], call["caller"]), (call["callee_file"], call["callee"])}
    for use in ("reads", "writes"):
        found |= {(row.get("file"), row.get("function")) for row in observed.get(use, [])}
    return found


def was_hit(endpoint: EndpointView, seen: set[tuple[object, object]]) -> bool:
    parts = endpoint.handler.split(".")
    return any((endpoint.place.path, ".".join(parts[-n:])) in seen for n in (1, 2))


if __name__ == "__main__":
    sys.exit(main())
