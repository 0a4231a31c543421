"""A document with every block and every kind of word, for the tests of what writes documents."""

from datetime import date

from biofuel_mandate.report.document.numbering import Labels, numbered
from biofuel_mandate.report.document.tree import (
    CodeBlock,
    Document,
    Figure,
    Heading,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Reference,
    Run,
    TableBlock,
    TableCell,
    Words,
)

SVG = (
    b'<?xml version="1.0" encoding="utf-8"?>\n'
    b'<svg role="img" lang="nb" xml:lang="nb" aria-labelledby="x-title" aria-describedby="x-desc" '
    b'xmlns="http://www.w3.org/2000/svg" width="160pt" height="80pt" viewBox="0 0 160 80">'
    b'<title id="x-title">Liter</title><desc id="x-desc">To soyler.</desc>'
    b'<rect width="80" height="60" fill="#16406b"/></svg>'
)
# What would be acted on, were it read as the source of any of the formats.
HOSTILE = (
    '=HYPERLINK("https://example.org"); { TOC \\o } #panic("typst") $x$ *ikke fet* <b>ikke fet</b> '
    "<script>alert(1)</script> &amp; \\evil @ref [x] `y` {{ x }} <w:fldSimple/> Ω æøå ÆØÅ CO₂ ≥ −1"
)
_EMPTY = TableCell("")
LABELS = Labels(
    "Tabell {number}",
    "Figur {number}",
    "tabell {number}",
    "figur {number}",
    "kapittel {number}",
    "vedlegg {number}",
)
OWN = Words(
    contents="Innhold",
    page_of="Side {page} av {pages}",
    missing="Mangler",
    open_trace="Vis hvordan {number} er regnet ut",
    close="Lukk",
    back="Tilbake",
    trace_heading="Hvordan tallene er regnet ut",
)


def sample(png: bytes, **changes: object) -> Document:
    """Return a document, numbered; ``png`` is any picture."""
    rows = (
        (
            TableCell("etanol"),
            TableCell("52,3", "t1"),
            TableCell("1\u202f106", "t2"),
            TableCell(""),
        ),
        (
            TableCell(HOSTILE),
            TableCell("−34,4"),
            TableCell("mangler", missing=True),
            TableCell("x"),
        ),
        (TableCell("sum"), TableCell("86,7", "t3"), TableCell("2\u202f241"), _EMPTY),
    )
    blocks = (
        Heading(1, "Sammendrag", "summary", numbered=False),
        Paragraph((Run("Det blir "), Run("86,7", trace="t3"), Run(" millioner liter.")), "lead"),
        Paragraph((Run("Kravet brytes."),), "warning"),
        Heading(1, "Hva er problemet, og hva vil vi oppnå?", "problem"),
        Paragraph((Run("Her mangler teksten."),), "missing"),
        Paragraph(
            (
                Run("Se "),
                Reference("table-litres"),
                Run(", "),
                Reference("figure-litres"),
                Run(" og "),
                Reference("values"),
                Run("; "),
                Run("fet", strong=True),
                Run(" "),
                Run("kursiv", emphasis=True),
                Run(" "),
                Run("kode", code=True),
                Run(" "),
                Link((Run("en lenke"),), "https://example.org/?a=1&b=2"),
                Run(". " + HOSTILE),
            )
        ),
        Heading(2, "Flere liter", "litres"),
        ListBlock(
            (
                (Paragraph((Run("ett"),)), ListBlock(((Paragraph((Run("under"),)),),))),
                (Paragraph((Run("to"),)), Paragraph((Run("mer om to"),))),
            )
        ),
        ListBlock(((Paragraph((Run("tre"),)),), (Paragraph((Run("fire"),)),)), True, 3),
        Quote((Paragraph((Run("Sitert."),)),)),
        TableBlock(
            "table-litres",
            "Liter i året",
            ("Drivstoff", "Ekstra, Ml", "Ekstra, TJ", "Merknad"),
            rows,
            words=(0, 3),
            sums=(2,),
            notes=((Run("Radene er avrundet hver for seg og summerer til 86,6."),),),
        ),
        Paragraph((Run("Kilde: Miljødirektoratet."),), "source"),
        Figure("figure-litres", "Liter etter tilfelle", SVG, png, "To søyler.", 160.0, 80.0),
        Heading(3, "Nærmere", "closer"),
        CodeBlock("title:\n  nb: Omsetningskrav  # " + HOSTILE + "\n\tinnrykk"),
        Heading(1, "Verdier", "values", annex=True),
        Heading(2, "Av biblioteket", "of-library"),
        TableBlock(
            "table-values",
            "Verdier",
            ("Verdi", "Tall"),
            tuple(
                (
                    TableCell(f"norway-2015-reconstruction/fame.lhv_{at}", id=True),
                    TableCell("33"),
                )
                for at in range(60)
            ),
        ),
        Paragraph(
            (
                Run("Utslipp", strong=True),
                Run(" nevnes."),
            ),
            "note",
        ),
    )
    document = Document(
        title="Omsetningskrav for veitrafikk fra 3,5 til 5,5 %",
        subtitle="Konsekvensutredning",
        language="nb",
        day=date(2015, 2, 2),
        author="",
        stamp="biofuel_mandate 0.1.0. Scenario abc, bibliotek def.",
        blocks=blocks,
        own=OWN,
    )
    for name, value in changes.items():
        document = document.__class__(**{**document.__dict__, name: value})
    return numbered(document, LABELS)
