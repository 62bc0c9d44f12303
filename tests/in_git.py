"""A repository in git for tests, written commit by commit, by the git of the machine and nobody's settings."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

SETTINGS = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_COMMITTER_NAME": "Ann",
    "GIT_COMMITTER_EMAIL": "ann@example.org",
}


class InGit:
    """Commits are a day apart, the first of them on 2026-01-01."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.day = 0
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, **environment: str) -> str:
        date = f"2026-01-{self.day + 1:02d}T12:00:00+00:00"
        author = {"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.org"}
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=kept | SETTINGS | author | dates | environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self, subject: str, files: Mapping[str, str | None], author: str = "Ann") -> str:
        """None takes a file away. Gives the id."""
        for name, text in files.items():
            path = self.root / name
            if text is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", subject, GIT_AUTHOR_NAME=author)
        self.day += 1
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str) -> str:
        self.git("merge", "--quiet", "--no-ff", "-m", f"Merge branch '{branch}'", branch)
        self.day += 1
        return self.git("rev-parse", "HEAD")
