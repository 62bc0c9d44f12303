"""Does any content stop extraction? Real files, damaged at random, and bytes that a coverage-guided fuzzer makes up.

    python tests/bench/fuzz.py --repo PATH [--files 300] [--seed 1]       truncated, byte-flipped, spliced files
    python tests/bench/fuzz.py --repo PATH --guided 600                   seconds of atheris (pip install atheris)

Each file must give facts that encode and decode, without an exception, in under two seconds of CPU. Prints the slowest
and what failed, with the seed and the damage that make it again; exit 1 on any.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from process import REPOSITORY

SLOWEST = 2.0  # CPU seconds that one file may take
LARGEST = 400_000  # bytes of a file that is damaged
DAMAGED = 6  # times each file is


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repo", type=Path, required=True)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--guided", type=int, default=0, metavar="SECONDS")
    options = parser.parse_args()
    sys.path.insert(0, str(REPOSITORY))
    random = Random(options.seed)
    paths = sorted(path for path in options.repo.rglob("*.py") if path.is_file() and path.stat().st_size < LARGEST)
    chosen = random.sample(paths, min(options.files, len(paths)))
    if options.guided:
        return guided([path.read_bytes() for path in chosen], options.guided)
    failed: list[str] = []
    slowest = (0.0, "")
    for path in chosen:
        content = path.read_bytes()
        other = random.choice(paths).read_bytes()
        for number in range(DAMAGED):
            kind = random.choice(DAMAGES)
            what = f"{path.relative_to(options.repo)} {kind.__name__} {number}"
            seconds, error = tried(kind(content, other, random))
            slowest = max(slowest, (seconds, what))
            if error or seconds > SLOWEST:
                failed.append(f"{what}: {error or f'{seconds:.1f} s'}")
    print(f"{len(chosen)} files damaged {DAMAGED} times with seed {options.seed}: {len(failed)} failed")
    print(f"slowest {slowest[0]:.2f} CPU s: {slowest[1]}")
    for line in failed[:20]:
        print(f"    {line[:300]}")
    return 1 if failed else 0


def tried(content: bytes) -> tuple[float, str]:
    """CPU seconds, and what went wrong."""
    import msgspec

    from indexer.extract import extract
    from indexer.facts import FileFacts

    began = time.process_time()
    try:
        facts = extract(content)
        msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=FileFacts)
    except Exception as error:  # any at all is a finding
        return time.process_time() - began, f"{type(error).__name__}: {error}"
    return time.process_time() - began, ""


def truncated(content: bytes, other: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def flipped(content: bytes, other: bytes, random: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(random.choice((1, 4, 40))):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def spliced(content: bytes, other: bytes, random: Random) -> bytes:
    """The beginning of one file and the end of another."""
    return content[: random.randrange(len(content) + 1)] + other[random.randrange(len(other) + 1) :]


def shuffled(content: bytes, other: bytes, random: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    random.shuffle(lines)
    return b"".join(lines)


def repeated(content: bytes, other: bytes, random: Random) -> bytes:
    """A piece of it many times: nesting and lists longer than anybody writes."""
    start = random.randrange(len(content) + 1)
    piece = content[start : start + random.choice((1, 3, 20, 200))]
    return content[:start] + piece * min(3_000, 100_000 // max(1, len(piece))) + content[start:]


Damage = Callable[[bytes, bytes, Random], bytes]
DAMAGES: tuple[Damage, ...] = (truncated, flipped, spliced, shuffled, repeated)


def guided(seeds: list[bytes], seconds: int) -> int:
    """Coverage of our own extraction leads the fuzzer. It ends the process itself: by libFuzzer's exit code."""
    import tempfile

    try:
        import atheris
    except ImportError:
        print("a guided run needs atheris: pip install atheris", file=sys.stderr)
        return 2
    with atheris.instrument_imports(include=["indexer.extract", "indexer.flow"]):
        import indexer.extract  # noqa: F401

    def once(content: bytes) -> None:
        spent, error = tried(content)
        if error or spent > SLOWEST:
            raise RuntimeError(error or f"{spent:.1f} CPU s")

    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        for number, content in enumerate(seeds):
            if len(content) < 4_000:
                Path(folder, str(number)).write_bytes(content)
        limits = [f"-max_total_time={seconds}", "-max_len=4096", "-timeout=10", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], *limits, folder], once)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
