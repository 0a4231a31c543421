"""The languages that people read, and whose words stand in for those that one of them lacks."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "nb", "nn")
# Many words are the same in both; those are given once.
_STANDS_IN = {"nn": "nb"}


def in_language(words: Mapping[str, str | None], language: str, otherwise: str = "") -> str:
    """Return words in a language; in nynorsk those in bokmål where it has none of its own.

    Parameters
    ----------
    words : mapping of language to str
        As the library and titles have them; None is as good as not there.
    language : str
        ``en``, ``nb`` or ``nn``.
    otherwise : str
        What to return where there are no words at all, as a rule's own name.

    Raises
    ------
    KeyError
        When there are no words, and nothing to return otherwise.

    Examples
    --------
    >>> in_language({"en": "Norway", "nb": "Norge", "nn": "Noreg"}, "nn")
    'Noreg'
    >>> in_language({"en": "Sweden", "nb": "Sverige"}, "nn")
    'Sverige'
    """
    found = words.get(language) or words.get(_STANDS_IN.get(language, language)) or otherwise
    if not found:
        raise KeyError(language)
    return found
