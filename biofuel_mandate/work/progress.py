"""How far work has come, on a terminal."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from biofuel_mandate.report.texts import Texts

# Work that is over before this many seconds needs no bar.
PATIENCE = 1.0


class Progress:
    """Shows a bar with the share that is done and the time left; on standard error.

    Nothing is shown where standard error is no terminal, in the first second, or when quiet.

    Parameters
    ----------
    lang : str
        Language of the words.
    quiet : bool
        Show nothing, and tell nothing.
    """

    def __init__(self, lang: str = "en", *, quiet: bool = False) -> None:
        self._lang, self._quiet = lang, quiet
        self._bar: Bar | None = None
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    def begin(self, chunks: int, kept: int) -> None:
        """Learn how many chunks there are, and how many are kept from before."""
        if self._quiet or not sys.stderr.isatty():
            return
        self._bar = self._drawn()
        self._bar.add_task("", total=chunks, completed=kept)
        self._timer = threading.Timer(PATIENCE, self._show)
        self._timer.daemon = True
        self._timer.start()

    def more(self) -> None:
        """Learn that another chunk is finished."""
        if self._bar is not None:
            self._bar.advance(self._bar.task_ids[0])

    def end(self) -> None:
        """Take the bar away."""
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            bar, self._bar = self._bar, None
            if bar is not None:
                bar.stop()

    def stopped(self, kept: int, chunks: int, place: str) -> None:
        """Say what is kept, and how to go on."""
        if not self._quiet:
            words = self._words()
            typer.echo(words("kept", kept=kept, chunks=chunks, place=place), err=True)

    def _words(self) -> Texts:
        from biofuel_mandate.report.texts import texts

        return texts(f"commands.{self._lang}")

    def _show(self) -> None:
        with self._lock:
            # The work may have ended while this waited.
            if self._bar is not None:
                self._bar.start()

    def _drawn(self) -> Bar:
        from rich.console import Console
        from rich.progress import BarColumn, Task, TaskProgressColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar
        from rich.text import Text

        words = self._words()

        class Left(TimeRemainingColumn):
            def render(self, task: Task) -> Text:
                time = super().render(task)
                return Text(words("left", time=time.plain), style=time.style)

        console = Console(stderr=True, highlight=False, emoji=False)
        return Bar(
            BarColumn(),
            TaskProgressColumn("{task.percentage:>3.0f} %"),
            Left(),
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
