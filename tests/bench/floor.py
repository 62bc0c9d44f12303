"""The CPU seconds that tree-sitter takes to parse the files named on standard input, and nothing else: the floor."""

import sys
import time
from pathlib import Path

import tree_sitter
import tree_sitter_python

sources = [Path(line).read_bytes() for line in sys.stdin.read().splitlines()]
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_python.language()))
start = time.process_time()
for source in sources:
    parser.parse(source)
print(time.process_time() - start)
