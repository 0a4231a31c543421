"""Which characters the fonts hold, and the error that names those that none holds."""

import subprocess
import sys

import pytest

from biofuel_mandate.errors import ReportError
from biofuel_mandate.report import characters
from biofuel_mandate.report.characters import (
    CODE,
    EMOJI,
    FONTS,
    SANS,
    as_held,
    charmap,
    check_characters,
    font_runs,
    unheld,
)

SCIENTIST, NORWAY, KEY = "👩\u200d🔬", "🇳🇴", "1\ufe0f\u20e3"


def test_words_units_and_signs_are_held():
    assert not unheld(
        ["Økt krav, æøåÆØÅ «sitat» – 1\u202f106 CO₂ ≥ −1 ½ ‰ € µ √ → ✓ §", "политика αβγ"]
    )
    assert not unheld(["øl\r\nog\tvann\u2028x\x85y", "soft\xadhyphen \u200b\u200c\u200d\u2060"])


def test_emoji_are_held_with_what_joins_and_changes_them():
    assert not unheld(["🚗🌍🚲⚡☎️", NORWAY, SCIENTIST, KEY, "👋🏽", "🏴\U000e0067\U000e007f"])


def test_spaces_and_hyphens_that_fonts_leave_out_are_held_as_others():
    assert not unheld(["a\u2009b\u2003c\u2011d\u2010e\u3000f"])
    assert as_held("a\u2009b\u2003c\u2011d") == "a\u202fb c-d"


def test_what_no_font_holds_is_told_once_in_the_order_it_stands_in():
    assert unheld(["a政b策c政", "中政"]) == ("政", "策", "中")


def test_a_letter_and_its_accent_apart_are_one_letter():
    assert not unheld(["e\u0301 a\u030a o\u0308"])
    assert unheld(["q\u0355"]) == ("\u0355",)


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\ufeff", "\u202e", "\ud800", "\ue000"])
def test_signs_that_are_no_characters_are_not_held(sign):
    assert unheld([f"a{sign}b"]) == (sign,)


def test_the_error_names_the_character_and_the_words_it_stands_in():
    with pytest.raises(ReportError, match="is in no font") as raised:
        check_characters(
            [("2 Tiltak", "Alt er greit"), ("2 Tiltak", "Kravet heter 中国 på kinesisk")]
        )
    first, second = raised.value.faults
    assert first.got == (
        'the character "中" (U+4E2D, CJK UNIFIED IDEOGRAPH-4E2D) is in no font of the package'
    )
    assert first.path == '2 Tiltak: "Kravet heter 中国 på kinesisk"'
    assert first.do == "Write it with other characters."
    assert "U+56FD" in second.got


def test_a_long_text_is_cut_around_the_character():
    with pytest.raises(ReportError, match="U\\+4E2D") as raised:
        check_characters([("A", "ord " * 20 + "med 中 i" + " ord" * 20)])
    assert raised.value.faults[0].path == 'A: "…ord ord med 中 i ord ord ord…"'


def test_a_sign_that_would_not_print_is_shown_by_its_escape():
    with pytest.raises(ReportError, match=r'the character "\\x07" \(U\+0007\) is in no font'):
        check_characters([("A", "a\x07b")])


@pytest.mark.parametrize(
    ("count", "last"), [(10, None), (11, "1 more character is"), (15, "5 more")]
)
def test_ten_characters_are_named_and_the_others_counted(count, last):
    text = "".join(chr(0x4E00 + at) for at in range(count))
    with pytest.raises(ReportError, match="U\\+4E00") as raised:
        check_characters([("A", text)])
    faults = raised.value.faults
    assert len(faults) == 10 + bool(last)
    if last:
        assert last in faults[-1].got


def test_words_and_emoji_are_each_in_the_font_that_holds_them():
    assert font_runs("bare ord") == ((SANS, "bare ord"),)
    assert font_runs(f"El {NORWAY}{SCIENTIST} bil") == (
        (SANS, "El "),
        (EMOJI, NORWAY + SCIENTIST),
        (SANS, " bil"),
    )
    assert font_runs(f"{KEY} 1 ┌") == ((EMOJI, KEY), (SANS, " 1 "), (CODE, "┌"))
    # An accent stays with its letter, and a joiner joins no two fonts.
    assert font_runs("e\u0301") == ((SANS, "e\u0301"),)
    assert "".join(run for _, run in font_runs("🌱\u200d┌")) == "🌱\u200d┌"
    assert (CODE, "┌") in font_runs("🌱\u200d┌")


def test_every_font_has_its_licence_beside_it():
    fonts = {path.name for path in FONTS.glob("*.ttf")}
    assert {*characters.FILES.values(), characters.ITALIC} < fonts
    for font in fonts:
        licence = FONTS / f"{font.split('-')[0]}-LICENSE.txt"
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text("utf-8")


def test_both_weights_hold_the_same():
    assert charmap("SourceSansPro-Regular.ttf") == charmap("SourceSansPro-Semibold.ttf")
    assert charmap(characters.ITALIC) == charmap("SourceSansPro-SemiboldIt.ttf")


def test_importing_reads_no_font():
    script = (
        "import sys; import biofuel_mandate.report.characters as found; "
        "print('matplotlib' in sys.modules, found.charmap.cache_info().currsize)"
    )
    made = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert made.stdout.split() == ["False", "0"]
