"""A commented scenario to start from: complete, and it runs as it stands."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from os.path import lexists
from pathlib import Path
from string import Template

from biofuel_mandate.errors import Fault, ReportError

FOLDER = Path(__file__).parent / "new"
SCHEMA_NAME = "schema.json"
_ENDINGS = (".yaml", ".yml")
# Editors look for the schema where the first line says.
_FOUND = f"# yaml-language-server: $schema={SCHEMA_NAME}"
_NOT_FOUND = {
    "en": "# For an editor that completes and checks: biofuel-mandate schema > schema.json",
    "nb": "# For skrivehjelp i en editor: biofuel-mandate schema > schema.json",
    "nn": "# For skrivehjelp i ein editor: biofuel-mandate schema > schema.json",
}
_OTHER_NAME = "Choose another name."


def template(title: str, language: str = "en", today: date | None = None) -> str:
    """Return a commented scenario as the text of its file.

    Parameters
    ----------
    title : str
        Title of the question, in every language.
    language : str
        Language of the comments: ``en``, ``nb`` or ``nn``.
    today : date, optional
        Date of the question; the base year is the year before.

    Examples
    --------
    >>> [line for line in template("My question").splitlines() if "My" in line]
    ['  en: "My question"', '  nb: "My question"']
    """
    day = today or date.today()
    words = {
        "editor": _NOT_FOUND[language],
        # Written as JSON a title cannot be taken for anything but text.
        "title": json.dumps(title, ensure_ascii=False),
        "date": day.isoformat(),
        "year": day.year - 1,
    }
    return Template((FOLDER / f"{language}.yaml").read_text(encoding="utf-8")).substitute(words)


def new_scenario(
    path: str | Path = "scenario.yaml", language: str = "en", today: date | None = None
) -> Path:
    """Write a commented scenario to start from; nothing that stands there is overwritten.

    Parameters
    ----------
    path : str or Path
        The file to write; ``.yaml`` is added to a name without it. The name gives the title.
    language, today
        As for `template`.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ReportError
        When something stands there already, the folder does not exist, or cannot be written.
    """
    place = Path(path)
    with _system_faults(place):
        if place.is_dir():
            raise _refused(place, "this is a folder", f'Name a file in it: "{place / "x.yaml"}".')
        if place.suffix.lower() not in _ENDINGS:
            place = place.with_name(f"{place.name}.yaml")
        if lexists(place):
            raise _refused(place, "this file is there already, and is kept", _OTHER_NAME)
        if not place.parent.is_dir():
            got = f'there is no folder "{place.parent}"'
            raise _refused(place, got, "Make the folder first, or choose another.")
        text = template(_title(place.stem), language, today)
        if (place.parent / SCHEMA_NAME).is_file():
            text = text.replace(_NOT_FOUND[language], _FOUND, 1)
        _write(place, text.encode())
    return place


def _title(stem: str) -> str:
    """Return a title made of a file's name.

    Examples
    --------
    >>> _title("økt-krav_2030")
    'Økt krav 2030'
    """
    words = " ".join(stem.replace("-", " ").replace("_", " ").split()) or stem
    # A file's name may hold bytes that are no text.
    readable = words.encode("utf-8", "replace").decode()
    return readable[:1].upper() + readable[1:]


def _write(place: Path, data: bytes) -> None:
    """Write the whole file or nothing, beside it first."""
    temporary = place.with_name(f".{secrets.token_hex(8)}.writing")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        _move(temporary, place)
    finally:
        temporary.unlink(missing_ok=True)


def _move(temporary: Path, place: Path) -> None:
    try:
        # Unlike a rename, a link never takes the place of another file.
        os.link(temporary, place)
    except FileExistsError:
        raise
    except (OSError, AttributeError, NotImplementedError) as error:
        # Some disks have no links.
        if lexists(place):
            raise FileExistsError(17, "this file is there already, and is kept") from error
        temporary.rename(place)


@contextmanager
def _system_faults(place: Path) -> Iterator[None]:
    """Turn what the operating system refuses into a fault of the file."""
    try:
        yield
    except FileExistsError as error:
        raise _refused(place, "this file is there already, and is kept", _OTHER_NAME) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        do = "See to that, or choose another name."
        raise _refused(place, f"the file cannot be written: {reason}", do) from error


def _refused(place: Path, got: str, do: str) -> ReportError:
    return ReportError([Fault(got, do, file=str(place))])
