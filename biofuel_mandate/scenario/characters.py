"""From the bytes of a file to its text: encoding, line ends, and what cannot be seen."""

from __future__ import annotations

import codecs
import re

from biofuel_mandate.scenario.wording import (
    BIG,
    CONTROL,
    DIRECTIVE,
    SPACE,
    UTF8,
    UTF16,
    Faults,
)
from biofuel_mandate.words import printable

MAX_BYTES = 1_000_000

# U+0085, U+2028 and U+2029 end a line for libyaml but not for YAML 1.2 or an editor, and would
# shift every line number after them; a space of no width or a sign that turns the direction of
# what follows cannot be seen and would become part of a key. Joiners are part of words and emoji.
REFUSED = re.compile(
    "[^\t\x20-\x7e\xa0-\u200a\u200c-\u2027\u202f-\u205f\u206a-\ud7ff"
    "\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
# libyaml takes quadratic time over %TAG lines; version 1.2 is what is read anyway.
_DIRECTIVE = re.compile(r"%(?!YAML 1\.2 *$)")

# YAML takes such a space for text: the key after it would have another name, at another level.
_SPECIAL_SPACE = re.compile(" *[\u00a0\u2000-\u200a\u202f\u205f\u3000]")


def decoded(data: bytes, faults: Faults) -> str | None:
    """Give the text with every line end as a line feed, or None where YAML could not read it."""
    if len(data) > MAX_BYTES:
        faults.add(BIG, size=len(data))
        return None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        faults.add(UTF16)
        return None
    data = data.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start : error.start + 1]
        faults.add(UTF8, line, byte=byte[0], char=printable(byte.decode("cp1252", "replace")))
        return None
    for number, line_text in enumerate(text.split("\n"), 1):
        if refused := REFUSED.search(line_text):
            faults.add(CONTROL, number, code=ord(refused[0]))
        elif _DIRECTIVE.match(line_text):
            faults.add(DIRECTIVE, number)
        elif _SPECIAL_SPACE.match(line_text):
            faults.add(SPACE, number)
    return None if faults.listed else text
