"""A progress bar on long work: on the error stream, only where a terminal is there to show it."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from server.building import Progress

DELAY = 1.0  # seconds of work before a bar is worth a line


class Bar:
    """A `watch` for Project; closed, it leaves no trace on the terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._bar: Any = None
        self._stage = ""
        self._began = time.monotonic()

    def __call__(self, progress: "Progress") -> None:
        if not self._shown:
            return
        from tqdm import tqdm

        if self._bar is None or progress.stage != self._stage:
            self.close()
            self._stage = progress.stage
            passed = time.monotonic() - self._began
            # A stage that looks at all files at once has no bar to fill, but may take its time.
            whole = "{desc} {total} files" if progress.done >= progress.total else None
            self._bar = tqdm(
                total=progress.total,
                desc=progress.stage,
                unit=" files",
                delay=max(0.0, DELAY - passed),
                leave=False,
                file=sys.stderr,
                bar_format=whole,
            )
        self._bar.total = progress.total
        self._bar.update(progress.done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
