"""Each layout of a repository with the module names that its imports spell, and each reason to leave something out."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from indexer.discover import Discovery, Limits, discover


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def modules(found: Discovery) -> dict[str, str]:
    return {file.path: file.module for file in found.files}


def reasons(found: Discovery) -> dict[str, str]:
    return {one.path: one.reason for one in found.skipped}


LAYOUTS = {
    "flat": {
        "pyproject.toml": None,
        "app/__init__.py": "app",
        "app/models.py": "app.models",
        "app/api/__init__.py": "app.api",
        "conftest.py": "conftest",
    },
    "src": {
        "pyproject.toml": None,
        "src/pkg/__init__.py": "pkg",
        "src/pkg/models.py": "pkg.models",
        "src/single.py": "single",
        "tests/test_models.py": "tests.test_models",
    },
    "src that is a package itself": {"src/__init__.py": "src", "src/models.py": "src.models"},
    "namespace package below src": {
        "pyproject.toml": None,
        "src/company/billing/__init__.py": "company.billing",
        "src/company/billing/models.py": "company.billing.models",
    },
    "namespace package of apps": {
        "manage.py": "manage",
        "apps/users/__init__.py": "apps.users",
        "apps/users/models.py": "apps.users.models",
    },
    "no __init__.py anywhere": {
        "main.py": "main",
        "to_import.py": "to_import",
        "nested/deeper/module.py": "nested.deeper.module",
    },
    "folder without __init__.py inside a package": {
        "app/__init__.py": "app",
        "app/jobs/daily.py": "app.jobs.daily",
        "app/jobs/nightly/__init__.py": "app.jobs.nightly",
    },
    "Django in a subfolder": {
        "scripts/deploy.py": "scripts.deploy",
        "backend/manage.py": "manage",
        "backend/backend/__init__.py": "backend",
        "backend/backend/settings.py": "backend.settings",
        "backend/orders/migrations/0001_initial.py": "orders.migrations.0001_initial",
    },
    "program beside its packages, without a project file": {
        "service/main.py": "main",
        "service/handlers/__init__.py": "handlers",
    },
    "several projects": {
        "billing/pyproject.toml": None,
        "billing/src/billing/__init__.py": "billing",
        "billing/tests/test_billing.py": "tests.test_billing",
        "stock/setup.py": "setup",
        "stock/stock/__init__.py": "stock",
    },
    "a module called manage inside a package is no project": {
        "app/__init__.py": "app",
        "app/commands/__init__.py": "app.commands",
        "app/commands/manage.py": "app.commands.manage",
    },
    "a project's template inside a package": {
        "cms/__init__.py": "cms",
        "cms/template/manage.py": "manage",
        "cms/template/home/__init__.py": "home",
    },
    "names that no import can spell": {
        "dev/code-generation/generate.py": "generate",
        "lambda/handler.py": "handler",
        "tools/run-all.py": "tools.run-all",
        "tools/old.backup.py": "tools.old-backup",
    },
    "the repository is itself a package": {"__init__.py": "__init__", "models.py": "models"},
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_module_names(layout: str, write_tree) -> None:
    files = LAYOUTS[layout]
    root = write_tree(dict.fromkeys(files, ""))
    assert modules(discover(root)) == {path: module for path, module in files.items() if module is not None}


def test_same_name_below_two_roots_is_kept_twice(write_tree) -> None:
    root = write_tree({f"{project}/{name}": "" for project in ("a", "b") for name in ("manage.py", "shop/__init__.py")})
    found = discover(root)
    assert [(file.module, file.root) for file in found.files if file.is_package] == [("shop", "a"), ("shop", "b")]
    assert found.roots == ["a", "b"]


def test_stamp_of_a_file(write_tree) -> None:
    root = write_tree({"app/__init__.py": "x = 1\n"})
    [file] = discover(root).files
    status = (root / "app/__init__.py").stat()
    assert (file.size, file.mtime_ns, file.ctime_ns, file.inode) == (
        6,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_ino,
    )
    assert file.is_package


def test_nothing_there(tmp_path: Path) -> None:
    assert discover(tmp_path) == Discovery(files=[], skipped=[], roots=[])
    (tmp_path / "README.md").write_text("no Python here")
    assert discover(tmp_path).files == []
    for wrong in (tmp_path / "missing", tmp_path / "README.md"):
        with pytest.raises(NotADirectoryError):
            discover(wrong)


@pytest.fixture(params=["plain folder", "git"])
def arrange(request, write_tree):
    """Writes a tree in both of the ways in which files are found."""

    def write(files: Iterable[str]) -> Path:
        root = write_tree(dict.fromkeys(files, ""))
        if request.param == "git":
            git(root, "init", "-q")
        return root

    return write


def test_ignored_by_gitignore_files(arrange) -> None:
    root = arrange(["a.py", "local.py", "generated/x.py", "app/local.py", "app/kept/local.py", "app/keep.py"])
    (root / ".gitignore").write_text("local.py\n/generated/\n[\n# a comment\n")
    (root / "app/kept/.gitignore").write_text("!local.py\n")
    assert list(modules(discover(root))) == ["a.py", "app/keep.py", "app/kept/local.py"]


def test_nobodys_source(arrange) -> None:
    foreign = [".venv/x.py", "app/node_modules/y/x.py", "lib/site-packages/x.py", ".tox/x.py", ".chesterton/x.py"]
    found = discover(arrange(["a.py", "app/x.pyi", *foreign]))
    assert list(modules(found)) == ["a.py"]
    assert found.skipped == []


def test_build_output_and_environments_are_reported(arrange) -> None:
    root = arrange(["a.py", "build/lib/a.py", "env/pyvenv.cfg", "env/lib/x.py", "app/build/__init__.py", "dist/a.py"])
    found = discover(root)
    assert list(modules(found)) == ["a.py", "app/build/__init__.py"]
    assert reasons(found) == {"build": "build output", "dist": "build output", "env": "a virtual environment"}


def test_installed_packages_are_reported(arrange) -> None:
    info = [f"libs/{name}-1.0.dist-info/METADATA" for name in ("flask", "jinja2", "click")]
    own = ["shop-1.0.dist-info/METADATA", "orders-1.0.dist-info/METADATA", "stock-1.0.dist-info/METADATA"]
    one = ["unpacked/shop-2.0.dist-info/METADATA", "unpacked/shop/models.py"]
    found = discover(arrange(["shop/models.py", "libs/flask/app.py", "libs/click.py", *info, *own, *one]))
    assert sorted(file.path for file in found.files) == ["shop/models.py", "unpacked/shop/models.py"]
    assert reasons(found)["libs"] == "installed packages: 3 with their .dist-info"


def test_links(arrange, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = arrange(["app/models.py"])
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "secret.py").write_text("")
    for name, target in {
        "same.py": "app/models.py",
        "gone.py": "nothing.py",
        "out.py": elsewhere / "secret.py",
        "loop.py": "loop.py",
        "folder": "app",
        "outside": elsewhere,
        "app/around": "..",
    }.items():
        (root / name).symlink_to(target)
    found = discover(root)
    assert list(modules(found)) == ["app/models.py"]
    assert reasons(found) == {
        "app/around": "a link to .",
        "folder": "a link to app",
        "gone.py": "a link to nothing",
        "loop.py": "a link to nothing",
        "out.py": "a link that leads out of the repository",
        "outside": "a link that leads out of the repository",
        "same.py": "a link to app/models.py",
    }


def test_limits(arrange) -> None:
    root = arrange(["a.py", "b.py", "c.py", "d.py", "e/long/path.py"])
    (root / "b.py").write_text("x" * 101)
    found = discover(root, limits=Limits(file_size=100, path_length=10))
    assert list(modules(found)) == ["a.py", "c.py", "d.py"]
    assert reasons(found) == {
        "b.py": "larger than 100 bytes: 101",
        "e/long/path.py": "its path is longer than 10 characters",
    }
    found = discover(root, limits=Limits(files=2))
    assert list(modules(found)) == ["a.py", "b.py"]
    assert reasons(found) == {"c.py": "over the limit of 2 files, like the 2 after it"}


def test_what_cannot_be_read(arrange, monkeypatch: pytest.MonkeyPatch) -> None:
    root = arrange(["a.py", "closed.py"])
    os.mkfifo(root / "pipe.py")
    (root / "closed.py").chmod(0)
    readable = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: "closed" not in path and readable(path, mode))  # root may read
    found = discover(root)
    assert list(modules(found)) == ["a.py"]
    assert reasons(found).pop("closed.py") == "cannot be read: Permission denied"
    # git does not list what is neither file nor link
    assert reasons(found).get("pipe.py", "not a regular file") == "not a regular file"


def test_strange_names(arrange) -> None:
    names = ["tab\there.py", "line\nbreak.py", "snow\N{SNOWMAN}/a.py", "bell\a/a.py"]
    root = arrange(["a.py", *names])
    (root / os.fsdecode(b"caf\xe9.py")).write_text("")
    found = discover(root)
    assert sorted(modules(found)) == sorted(["a.py", *names])
    assert reasons(found) == {"caf\\udce9.py": "its name is not UTF-8"}


def test_only_what_git_tracks_or_would_track_and_is_there(write_tree) -> None:
    root = write_tree(dict.fromkeys(("kept.py", "gone.py", "ignored.py", "ignored_but_tracked.py", "sub/a.py"), ""))
    git(root, "init", "-q")
    git(root, "add", "--all")
    git(root, "rm", "-q", "--cached", "ignored.py")
    git(root, "commit", "-q", "-m", "all")
    (root / ".gitignore").write_text("ignored*.py\n")
    (root / "gone.py").unlink()
    (root / "new.py").write_text("")
    assert list(modules(discover(root))) == ["ignored_but_tracked.py", "kept.py", "new.py", "sub/a.py"]
    assert list(modules(discover(root / "sub"))) == ["a.py"]


def test_folder_that_a_link_replaced_after_the_commit(write_tree) -> None:
    root = write_tree({"old/a.py": "", "new/a.py": ""})
    git(root, "init", "-q")
    git(root, "add", "--all")
    (root / "old/a.py").unlink()
    (root / "old").rmdir()
    (root / "old").symlink_to("new")
    found = discover(root)
    assert list(modules(found)) == ["new/a.py"]
    assert reasons(found) == {"old": "a link to new"}


def test_repositories_inside_a_repository(write_tree) -> None:
    root = write_tree(dict.fromkeys(("a.py", "tracked/b.py", "untracked/c.py"), ""))
    for folder in (root, root / "tracked", root / "untracked"):
        git(folder, "init", "-q")
    git(root / "tracked", "add", "b.py")
    git(root / "tracked", "commit", "-q", "-m", "inner")
    git(root, "add", "tracked")
    found = discover(root)
    assert list(modules(found)) == ["a.py"]
    assert reasons(found) == dict.fromkeys(("tracked", "untracked"), "a git repository of its own")


def test_folder_that_the_repository_around_it_ignores(write_tree) -> None:
    root = write_tree({".gitignore": "scratch/\n", "scratch/a.py": ""})
    git(root, "init", "-q")
    assert list(modules(discover(root / "scratch"))) == ["a.py"]


def test_nothing_of_the_repository_is_run(write_tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_tree({"a.py": "", "git": "#!/bin/sh\ntouch ran-git\n", "monitor": "#!/bin/sh\ntouch ran-monitor\n"})
    git(root, "init", "-q")
    git(root, "config", "core.fsmonitor", str(root / "monitor"))
    for program in ("git", "monitor"):
        (root / program).chmod(0o755)
    monkeypatch.chdir(root)
    for path in (os.environ["PATH"], f".{os.pathsep}{os.environ['PATH']}"):
        monkeypatch.setenv("PATH", path)
        assert list(modules(discover(root))) == ["a.py"]
    assert not list(root.glob("ran-*"))


def test_git_variables_of_the_caller_do_not_matter(write_tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_tree({"a.py": "", "other/b.py": ""})
    git(root, "init", "-q")
    git(root / "other", "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(root / "other/.git"))
    assert list(modules(discover(root))) == ["a.py"]


def test_very_deep_folders_in_an_index(write_tree) -> None:
    root = write_tree({"a.py": ""})
    git(root, "init", "-q")
    blob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    git(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},{'d/' * 1800}x.py")
    assert list(modules(discover(root))) == ["a.py"]
