"""Documents that code names: what is read of them, and what is not whoever wrote them."""

import os
import subprocess
from pathlib import Path

import pytest

from indexer.discover import discover
from indexer.documents import LARGEST, Documents
from indexer.frameworks.openapi import Operation, operations, read


def documents(root: Path) -> Documents:
    return Documents(root, discover(root).documents)


def test_operations_with_anchors() -> None:
    text = """
openapi: 3.0.0
x-common: &common
  operationId: shop.orders.listed
paths:
  /orders:
    get:
      <<: *common
    parameters: []
  3: {get: {operationId: shop.orders.third}}
"""
    assert list(operations(read(text))) == [Operation("/orders", "/orders", "GET", "shop.orders.listed", "", ())]


@pytest.mark.parametrize(
    "text",
    [
        *("", "- a", "paths: 3", "paths: {/x: {get: [1]}}", "{", "a: !!python/name:os.system ''"),
        *("a: !!int ''", "a: !!bool x", "a: !!timestamp x", f"a: {'1:' * 300}1.0", "a: &a {<<: *a}"),
    ],
)
def test_what_is_no_specification_has_no_operations(text: str) -> None:
    assert list(operations(read(text))) == []


def test_nothing_grows() -> None:
    """Each mapping merges the one before ten times over; each list holds the one before ten times."""
    merged = ["a0: &a0 {" + ", ".join(f"k{n}: 1" for n in range(50)) + "}"]
    merged += [f"a{n}: &a{n} {{<<: [{', '.join(f'*a{n - 1}' for _ in range(10))}]}}" for n in range(1, 9)]
    held = ["b0: &b0 [1]"] + [f"b{n}: &b{n} [{', '.join(f'*b{n - 1}' for _ in range(10))}]" for n in range(1, 30)]
    found = read("\n".join(merged))
    assert found is None or (isinstance(found, dict) and max(map(len, found.values())) == 50)
    assert isinstance(read("\n".join(held)), dict)


@pytest.mark.parametrize("merging", ["b: {<<: [" + "*a, " * 20_000 + "]}", "b: {" + "<<: *a, " * 20_000 + "}"])
def test_merging_one_mapping_often_is_not_begun(merging: str) -> None:
    mapping = "a: &a {" + ", ".join(f"k{n}: 1" for n in range(1_000)) + "}\n"
    assert isinstance(read(mapping + "b: {<<: *a}"), dict)
    assert read(mapping + merging) is None


def test_nothing_is_too_deep() -> None:
    assert read("[" * 100_000) is None
    assert read('{"a":' * 100_000) is None


def test_only_what_is_listed_is_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("secret: 1\n")
    root = tmp_path / "repository"
    root.mkdir()
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    (root / ".gitignore").write_text("ignored.yaml\n")
    (root / "ignored.yaml").write_text("a: 1\n")
    (root / "large.yaml").write_text("a" * (LARGEST + 1))
    (root / "bytes.yaml").write_bytes(b"\xff\xfe")
    (root / "api.yaml").write_text("a: 1\n")
    (root / "link.yaml").symlink_to(outside)
    os.mkfifo(root / "pipe.yaml")
    found = documents(root)
    assert found.text("api.yaml") == "a: 1\n"
    for path in ("ignored.yaml", "large.yaml", "bytes.yaml", "link.yaml", "pipe.yaml", "gone.yaml"):
        assert found.text(path) is None
    for path in ("../outside.yaml", str(outside), "settings.py"):
        assert found.text(path) is None
        assert path not in found.asked
    assert found.asked["gone.yaml"].inode == 0
