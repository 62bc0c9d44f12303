"""What setting up or undoing it does to the files of a client: shown before, written in one rename, undone exactly."""

import difflib
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from dataclasses import replace as replaced
from pathlib import Path

from server.clients import jsonc, toml
from server.clients.client import Setting, is_hook, runs_hook
from server.failure import CannotRun
from server.replacing import replace
from server.state import state_folder

LARGEST = 20_000_000  # bytes; a client keeps more than settings in some of these files


@dataclass(frozen=True, slots=True)
class Change:
    """One file before and after; None where it is not there."""

    file: Path
    before: str | None
    after: str | None
    is_reversible: bool = True  # taking out ours gives back what was there, letter for letter

    def diff(self) -> str:
        old, new = (text.splitlines() if text is not None else [] for text in (self.before, self.after))
        was, is_ = (str(self.file) if text is not None else os.devnull for text in (self.before, self.after))
        return "\n".join(difflib.unified_diff(old, new, was, is_, n=2, lineterm=""))


@dataclass(frozen=True, slots=True)
class Receipt:
    """Kept in the user's state folder for each file that was written, so that undoing is exact.

    Settings may hold the tokens of others: the text before is kept only where taking out ours would not give it back.
    """

    file: str
    existed: bool
    before: str | None
    left: str  # digest of the text that we left
    folder: str | None  # the outermost folder that was made for it


def set_up(settings: Iterable[Setting], project: Path) -> list[Change]:
    """The files that would change; none where all is as it should be. Raises CannotRun."""
    changes = []
    for file, wanted in _by_file(settings, project).items():
        before = _text(file)
        after = before or ""
        for setting in wanted:
            after = _with(after, setting)
        if after != before:
            changes.append(Change(file, before, after, is_reversible=_without(after, wanted) == before))
    return changes


def undone(settings: Iterable[Setting], project: Path) -> list[Change]:
    """As before: word for word where nobody changed the file since, otherwise all but our part of it."""
    changes = []
    for file, wanted in _by_file(settings, project).items():
        now = _text(file)
        if now is None:
            continue
        receipt = _receipt(file)
        if receipt is None:  # not written from here: a member that somebody wrote in their own way is theirs
            wanted = [setting for setting in wanted if setting.item or _with(now, setting) == now]
        after: str | None = _without(now, wanted)
        if receipt and receipt.left == _digest(now):
            after = None if not receipt.existed else after if receipt.before is None else receipt.before
        if after != now:
            changes.append(Change(file, now, after))
    return changes


def write(change: Change) -> None:
    """Raises CannotRun; a file that changed since it was shown is left alone."""
    if _text(change.file) != change.before:
        raise CannotRun(f"{change.file} changed meanwhile; run the command again")
    assert change.after is not None
    known = _receipt(change.file)
    if known is None or change.before is None or known.left != _digest(change.before):
        known = Receipt(
            file=str(change.file),
            existed=change.before is not None,
            before=None if change.is_reversible else change.before,
            left="",
            folder=_missing_folder(change.file.parent),
        )
    _keep(replaced(known, left=_digest(change.after)))
    try:
        change.file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun(f"cannot make {change.file.parent}: {error.strerror}") from error
    replace(change.file, change.after)


def write_back(change: Change) -> None:
    """Undoes; also the folders that were made for the file go, where they are empty. Raises CannotRun."""
    if _text(change.file) != change.before:
        raise CannotRun(f"{change.file} changed meanwhile; run the command again")
    if change.after is not None:
        replace(change.file, change.after)
    else:
        change.file.unlink()
    receipt = _receipt(change.file)
    if receipt is None:
        return
    folder = change.file.parent
    while receipt.folder and folder.is_relative_to(receipt.folder) and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
    _receipt_path(change.file).unlink(missing_ok=True)


def _by_file(settings: Iterable[Setting], project: Path) -> dict[Path, list[Setting]]:
    """A link among a user's own files is followed; one that a repository brought along may lead anywhere."""
    files: dict[Path, list[Setting]] = {}
    for setting in settings:
        real = setting.file.resolve()
        if setting.file.is_relative_to(project) and not real.is_relative_to(project.resolve()):
            raise CannotRun(f"{setting.file} is a link that leads out of {project.name} and is not followed")
        files.setdefault(real, []).append(setting)
    return files


def _with(text: str, setting: Setting) -> str:
    try:
        if setting.file.suffix == ".toml":
            return toml.with_member(text, setting.keys, setting.value)
        if not setting.item:
            return jsonc.with_member(text, setting.keys, setting.value)
        there = jsonc.items(text, setting.keys)
        if any(runs_hook(one) and not is_hook(one) for one in there):
            return text  # somebody put ours among their own
        return jsonc.with_item(text, setting.keys, setting.value, is_hook)
    except jsonc.Malformed as error:
        raise CannotRun(f"{setting.file} is left as it is: {error}; mend it and try again") from error


def _without(text: str, settings: Iterable[Setting]) -> str:
    for setting in settings:
        try:
            if setting.file.suffix == ".toml":
                text = toml.without_member(text, setting.keys)
            elif setting.item:
                text = jsonc.without_items(text, setting.keys, is_hook)
            else:
                text = jsonc.without_member(text, setting.keys)
        except jsonc.Malformed as error:
            raise CannotRun(f"{setting.file} is left as it is: {error}; mend it and try again") from error
    return text


def _text(file: Path) -> str | None:
    """None where there is no such file. Raises CannotRun for what is no plain text file."""
    if not os.path.lexists(file):
        return None
    try:
        if file.stat().st_size > LARGEST:
            raise CannotRun(f"{file} is too large for a settings file and is left as it is")
        with file.open(encoding="utf-8", newline="") as opened:
            return opened.read()
    except OSError as error:
        raise CannotRun(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CannotRun(f"{file} is not UTF-8 and is left as it is") from error


def _missing_folder(folder: Path) -> str | None:
    """The outermost of those that have to be made."""
    missing = None
    while not folder.exists():
        missing, folder = str(folder), folder.parent
    return missing


def _receipt_path(file: Path) -> Path:
    name = hashlib.sha256(os.fsencode(file.absolute())).hexdigest()[:16]
    return state_folder() / "setup" / f"{name}.json"


def _receipt(file: Path) -> Receipt | None:
    try:
        return Receipt(**json.loads(_receipt_path(file).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _keep(receipt: Receipt) -> None:
    path = _receipt_path(Path(receipt.file))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace(path, json.dumps(asdict(receipt)), mode=0o600)
    except OSError as error:
        raise CannotRun(f"cannot keep what the file held before in {path.parent}: {error.strerror}") from error
