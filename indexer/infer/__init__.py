"""What expressions stand for, as far as names, annotations, calls and the ORM tell: calls and field uses."""

from indexer.frameworks.findings import Findings
from indexer.infer.edges import Edges
from indexer.infer.inference import Inference
from indexer.resolve.program import Program

__all__ = ["infer"]


def infer(program: Program, findings: Findings) -> Edges:
    return Inference(program, findings).solve()
