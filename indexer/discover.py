"""Which files of a repository are its Python source, under which module names; and what was left out, and why."""

import os
import re
import stat
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from indexer.documents import is_document
from indexer.listing import listed_files, where_link_leads, writable
from indexer.roots import PROJECT_FILES, module_name, source_roots


class Limits(Struct, frozen=True, kw_only=True):
    """What is read at most; what lies beyond is reported as skipped."""

    file_size: int = 2_000_000  # bytes; a larger file is generated data
    files: int = 200_000
    path_length: int = 1_000  # characters, below the repository's root


DEFAULT = Limits()
OWN_REPOSITORY = "a git repository of its own"
DIST_INFO = re.compile(r"(?P<folder>.+)/(?P<package>[^/]+)\.dist-info/METADATA")
FEWEST_INSTALLED = 3  # packages; one or two may be the repository's own, unpacked
TEST = re.compile(r"(^|/)(tests?|testing|testutils)(/|\.py$)|(^|/)test_[^/]*\.py$|_test\.py$|(^|/)conftest\.py$")


class SourceFile(Struct):
    path: str  # below the repository's root, with "/"
    module: str  # dotted, as an import that starts at `root` spells it
    root: str  # the source root it belongs to; "" is the repository's root
    is_package: bool  # an `__init__.py`
    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int


class Skipped(Struct):
    path: str  # of a file or a folder
    reason: str


class Discovery(Struct):
    files: list[SourceFile]  # by path
    skipped: list[Skipped]  # by path
    roots: list[str]  # the source roots that hold at least one of the files
    documents: list[str] = []  # paths of what code may name: see `documents`


def discover(root: Path, *, limits: Limits = DEFAULT) -> Discovery:
    """List the Python files below `root`. Raises NotADirectoryError where `root` is no folder."""
    if not root.is_dir():
        raise NotADirectoryError(f"not a folder: {root}")
    top = os.path.realpath(root)
    skipped: dict[str, str] = {}
    sources: list[str] = []
    others: list[str] = []
    for path in listed_files(top, skipped):
        (sources if _is_python(path) else others).append(path)

    installed = _installed(others)
    skipped.update(installed)
    own = [path for path in sources if not any(path.startswith(f"{folder}/") for folder in installed)]
    stamps = _stamps(top, sorted(own), skipped, limits)
    _skip_foreign_folders(top, others, skipped)
    root_of = source_roots([*stamps, *filter(_is_python, skipped), *_still_there(top, others)])
    files = [_source_file(path, root_of[path.rpartition("/")[0]], status) for path, status in stamps.items()]
    return Discovery(
        files=files,
        skipped=[Skipped(writable(path), reason) for path, reason in sorted(skipped.items())],
        roots=sorted({file.root for file in files}),
        documents=sorted(path for path in others if is_document(path) and _is_utf8(path)),
    )


@lru_cache(maxsize=65_536)  # asked of every function
def is_test(path: str) -> bool:
    return bool(TEST.search(path))


def _installed(others: list[str]) -> dict[str, str]:
    """Folders that packages were installed into (`pip install --target libs`): their code is that of others."""
    found: dict[str, set[str]] = {}
    for path in others:
        info = DIST_INFO.fullmatch(path)
        if info is not None:
            found.setdefault(info["folder"], set()).add(info["package"])
    return {
        folder: f"installed packages: {len(packages)} with their .dist-info"
        for folder, packages in found.items()
        if len(packages) >= FEWEST_INSTALLED
    }


def _stamps(top: str, paths: list[str], skipped: dict[str, str], limits: Limits) -> dict[str, os.stat_result]:
    stamps: dict[str, os.stat_result] = {}
    for count, path in enumerate(paths):
        if len(stamps) == limits.files:
            skipped[path] = f"over the limit of {limits.files:,} files, like the {len(paths) - count - 1:,} after it"
            break
        try:
            status = os.lstat(f"{top}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            continue  # git lists what it tracks, deleted or not
        except OSError as error:
            skipped[path] = f"cannot be read: {error.strerror}"
            continue
        reason = _reason_to_skip(top, path, status, limits)
        if reason is None:
            stamps[path] = status
        else:
            skipped[path] = reason
    return stamps


def _reason_to_skip(top: str, path: str, status: os.stat_result, limits: Limits) -> str | None:
    if len(path) > limits.path_length:
        return f"its path is longer than {limits.path_length:,} characters"
    if not _is_utf8(path):
        return "its name is not UTF-8"
    if stat.S_ISLNK(status.st_mode):
        return where_link_leads(top, path)
    if stat.S_ISDIR(status.st_mode):
        return OWN_REPOSITORY
    if not stat.S_ISREG(status.st_mode):
        return "not a regular file"
    if status.st_size > limits.file_size:
        return f"larger than {limits.file_size:,} bytes: {status.st_size:,}"
    if not os.access(f"{top}/{path}", os.R_OK):
        return "cannot be read: Permission denied"
    return None


def _skip_foreign_folders(top: str, others: list[str], skipped: dict[str, str]) -> None:
    """Report the entries that are folders: git lists a submodule, another repository and a linked folder so."""
    for path in others:
        if path.endswith("/"):
            skipped[path[:-1]] = OWN_REPOSITORY
        elif "." not in path.rpartition("/")[2] and os.path.isdir(f"{top}/{path}"):
            skipped[path] = where_link_leads(top, path) if os.path.islink(f"{top}/{path}") else OWN_REPOSITORY


def _still_there(top: str, others: list[str]) -> list[str]:
    return [path for path in others if path.rpartition("/")[2] not in PROJECT_FILES or os.path.lexists(f"{top}/{path}")]


def _source_file(path: str, root: str, status: os.stat_result) -> SourceFile:
    return SourceFile(
        path=path,
        module=module_name(path, root),
        root=root,
        is_package=path.endswith("/__init__.py") or path == "__init__.py",
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
        inode=status.st_ino,
        ctime_ns=status.st_ctime_ns,
    )


def _is_python(path: str) -> bool:
    return path.endswith(".py")


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
