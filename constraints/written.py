"""What a team wrote down for others than us: who owns what, what is asked of code, which checks run by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from constraints import owners
from constraints.automation import HOOKS, Automated, automation
from constraints.owners import NOBODY, Owners
from constraints.sayings import DECISIONS, GUIDE_FOLDERS, GUIDES, OTHER_GUIDES, Saying, sayings

SINGLE = (
    *owners.FILES,
    *(f"{folder}{name}" for folder in GUIDE_FOLDERS for name in GUIDES),
    *OTHER_GUIDES,
    *HOOKS,
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "azure-pipelines.yml",
)
FOLDERS = (*DECISIONS, ".github/workflows/")  # of which all files are read
SUFFIXES = (".md", ".rst", ".yml", ".yaml")


@dataclass(frozen=True)
class Written:
    owners: Owners = NOBODY
    sayings: tuple[Saying, ...] = ()
    automated: tuple[Automated, ...] = ()


NOTHING_WRITTEN = Written()


def written(texts: Mapping[str, str]) -> Written:
    """`texts`: files by path."""
    return Written(owners.owners(texts), sayings(texts), automation(texts))
