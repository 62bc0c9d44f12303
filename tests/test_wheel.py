"""The built wheel, installed on its own and run inside a repository whose folders are named like ours."""

import ast
import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

CHECKOUT = Path(__file__).parent.parent
OURS = ("server", "indexer", "constraints")
HOSTILE = (*OURS, "click", "mcp", "msgspec", "networkx", "pathspec", "sqlite_utils", "tqdm", "tree_sitter")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="building needs the dev dependencies")
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(CHECKOUT)]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    [path] = out.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; the dependencies are borrowed from the running one to save minutes."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    install = [sys.executable, "-m", "pip", "--python", str(folder / "bin/python"), "install", "--quiet"]
    subprocess.run([*install, "--no-deps", "--no-index", str(wheel)], check=True)
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site_packages(folder) / "borrowed.pth").write_text("\n".join(sorted(borrowed)))
    return folder


def site_packages(environment: Path) -> Path:
    [folder] = environment.glob("lib/python*/site-packages")
    return folder


@pytest.fixture
def hostile_repository(tmp_path: Path) -> Path:
    repository = tmp_path / "repository"
    for name in HOSTILE:
        package = repository / name
        package.mkdir(parents=True)
        trap = f"open({str(tmp_path / 'marker')!r}, 'a').write({name!r})\nraise SystemExit('imported {name}')\n"
        for file in ("__init__.py", "main.py", "graph.py"):
            (package / file).write_text(trap)
    return repository


def test_site_packages_gets_nothing_with_an_everyday_name(environment: Path) -> None:
    names = {path.name for path in site_packages(environment).iterdir() if path.suffix not in (".pth", ".dist-info")}
    assert names - {"__pycache__"} == {"_chesterton", "chesterton.py"}
    assert {path.name for path in (site_packages(environment) / "_chesterton").iterdir()} == set(OURS)


def test_wheel_holds_everything_but_tests(wheel: Path) -> None:
    tracked = subprocess.run(["git", "ls-files", "-z", *OURS], cwd=CHECKOUT, capture_output=True, text=True)
    expected = {f"_chesterton/{path}" for path in tracked.stdout.split("\0") if path}
    if not expected:
        pytest.skip("not a git checkout: no list to compare with")
    held = set(ZipFile(wheel).namelist())
    assert expected <= held
    assert {name.partition("/")[0].rpartition(".")[2] for name in held} == {"_chesterton", "py", "dist-info"}
    assert not [name for name in held if "__pycache__" in name]


@pytest.mark.parametrize("start", [["bin/chesterton"], ["bin/python", "-m", "chesterton"]], ids=" ".join)
@pytest.mark.parametrize("arguments", [["--help"], ["facts", "."]], ids=" ".join)
def test_runs_in_a_hostile_repository(
    environment: Path, hostile_repository: Path, *, start: list[str], arguments: list[str]
) -> None:
    state = {name: str(hostile_repository.parent / name) for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME")}
    done = subprocess.run(
        [str(environment / start[0]), *start[1:], *arguments],
        cwd=hostile_repository,
        env=os.environ | state | {"PYTHONPATH": "."},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    assert not (hostile_repository.parent / "marker").exists()
    if arguments[0] == "facts":
        assert json.loads(done.stdout)["models"] == []
    else:
        assert "Usage" in done.stdout


def test_launcher_imports_only_what_python_has_loaded_already() -> None:
    """Whatever else it imported before it sets the path could come from the repository; what is compiled into Python
    (`gc`) is found before any folder is looked at."""
    tree = ast.parse((CHECKOUT / "chesterton.py").read_text())
    imported = [alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names]
    assert set(imported) <= {"os", "sys"} | set(sys.builtin_module_names)
    assert not [node for node in tree.body if isinstance(node, ast.ImportFrom)]
