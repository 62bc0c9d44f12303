"""Which release of Chesterton this is."""


def version() -> str:
    from importlib import metadata  # slow to import, and asked for rarely

    try:
        return metadata.version("chesterton")
    except metadata.PackageNotFoundError:  # run from a checkout that was not installed
        return "unreleased"
