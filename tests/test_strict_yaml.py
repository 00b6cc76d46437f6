"""A user's YAML file has one reading, or is refused with its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipr.reading.errors import InputError
from ipr.reading.strict_yaml import Bare, Cut, Mapping, kind_of, place, read_yaml

COLON = "et kolon står der det ikke kan stå – sett teksten i anførselstegn"
OTHER = "; bare «\"» og «'» er det her"
ESCAPE = "«\\» i en tekst krever enkle anførselstegn: '…'"
INDENT = "innrykket stemmer ikke med linjene over, eller det står for mye på linjen"
KEYS = "filen skal bestå av nøkler med verdier («nøkkel: …»)"
SIGN = "«@», «%» eller «`» først i en tekst krever anførselstegn"
TAB = "tabulator er brukt som innrykk – bruk mellomrom"
DEEP = "filen er dypere enn 12 nivåer"
DIRECTIVE = "YAML-direktiver er ikke tillatt – fjern linjen med «%»"
VALUE = "er ikke tillatt – skriv bare verdien"
OUT = "er ikke tillatt – skriv verdien ut"
REMARK = "«#» begynner en merknad, så resten av linjen blir ikke lest –"
UNSEEN = "i teksten: tegn nummer 2 er et usynlig styretegn"

REFUSED = {  # what is written, and what is said with its line
    "a: 1\nb: 2\na: 3\n": "3: a: nøkkelen står to ganger (første gang på linje 1)",
    "å: 1\na\u030a: 2\n": "2: å: nøkkelen står to ganger (første gang på linje 1)",
    'a: 1\n"a": 2\n': "2: a: nøkkelen står to ganger (første gang på linje 1)",
    "x:\n  - a: 1\n    a: 2\n": "3: a: nøkkelen står to ganger (første gang på linje 2)",
    "a: !!int 5\n": f"1: merkelappen «!!int» {VALUE}",
    'a: !!python/object/apply:os.system ["x"]\n': (
        f"1: merkelappen «!!python/object/apply:os.system» {VALUE}"
    ),
    "a: !x 5\n": f"1: merkelappen «!x» {VALUE}",
    "a: ! x\n": f"1: merkelappen «!» {VALUE}",
    "a: &x 5\n": f"1: ankeret «&x» {OUT}",
    f"a: &{'x' * 99} 5\n": f"1: ankeret «&{'x' * 38}…» {OUT}",
    "a: &a [x, x]\nb: &b [*a, *a]\n": (
        f"1: ankeret «&a» {OUT}\nf.yaml:2: ankeret «&b» {OUT}"
        + f"\nf.yaml:2: aliaset «*a» {OUT}" * 2
    ),
    "a: {x: y}\nb:\n  <<: *a\n": f"3: aliaset «*a» {OUT}",
    "a: 1\n*a : 2\n": f"2: aliaset «*a» {OUT}",
    "a: 1\n---\nb: 2\n": "2: filen har flere dokumenter – fjern linjen «---»",
    "%YAML 1.2\n---\na: 1\n": f"1: {DIRECTIVE}",
    "%TAG ! x\n---\na: 1\n": f"1: {DIRECTIVE}",
    "": f"1: {KEYS}",
    "# ingenting\n": f"1: {KEYS}",
    "---\n": f"1: {KEYS}",
    "- a\n": f"1: {KEYS}",
    "hei\n": f"1: {KEYS}",
    "a:\n\tb: 1\n": f"2: {TAB}",
    "a:\n  \t- b\n": f"2: {TAB}",
    'a: 1\nb: "x\nc: 2\n': "2: et anførselstegn er ikke lukket",
    "a: 'x\n": "1: et anførselstegn er ikke lukket",
    "a: {x: Merk: dette}\n": f"1: {COLON}",
    "a: {x: Ja {x}}\n": COLON.replace("et kolon", "1: en krøllparentes").replace("det", "den"),
    "a: {x: se [1]}\n": COLON.replace("et kolon", "1: en hakeparentes").replace("det", "den"),
    "a: [x\nb: 2\n": "1: en liste i hakeparenteser er ikke lukket, eller et komma mangler",
    "a: {x: 1\nb: 2\n": "1: krøllparenteser er ikke lukket, eller et komma mangler",
    "a: {x: 1, y: Nei # og ja}\n": f"1: {REMARK} sett teksten i anførselstegn",
    "a:\n  - {x: 1, # y: 2}\n  - {x: 1}\n": f"2: {REMARK} sett teksten i anførselstegn",
    'a: {x: 1, y: nr "1" #2}\n': f"1: {REMARK} sett teksten i anførselstegn",
    "a: [x, nr #12]\n": "1: en liste i hakeparenteser er ikke lukket, eller et komma mangler",
    'a: {x: 1, y: "Sak #2"\n': "1: krøllparenteser er ikke lukket, eller et komma mangler",
    "a:\n  - {x: Sak nr #12, y: 2}\n  - {x: 1,\n     y: #4}\n  - {x: !x 1}\n": (  # all at once
        f'2: x: {REMARK} skriv x: "Sak nr #12"\n'
        f'f.yaml:4: y: {REMARK} skriv y: "#4"\n'
        f"f.yaml:5: merkelappen «!x» {VALUE}"
    ),
    'a: {x: 1, y: "Nei" og ja}\n': ("1: teksten går videre etter anførselstegnet – sett alt i «'»"),
    "a: [x,,y]\n": "1: et komma står uten noe foran seg",
    "a: b: c\n": f"1: {COLON}, eller rett innrykket",
    "a: 1\n  b: 2\n": f"2: {COLON}, eller rett innrykket",
    "a: “b: c”\n": f"1: {COLON}, eller rett innrykket{OTHER}",
    "a: {x: «Merk: dette»}\n": f"1: {COLON}{OTHER}",
    "a:\n  b: 1\n c: 2\n": f"3: {INDENT}",
    "a: 1\n- b\n": f"2: {INDENT}",
    'a: "x" y\n': f"1: {INDENT}",
    "a: 1\nbbb\nc: 2\n": "2: linjen mangler kolon etter nøkkelen",
    "a: - b\n": "1: en liste skal begynne på en ny linje",
    "a: @x\n": f"1: {SIGN}",
    "a: %x\n": f"1: {SIGN}",
    "a: *\n": "1: «*» eller «&» først i en tekst krever anførselstegn",
    'a: "C:\\q"\n': f"1: {ESCAPE}",
    'a: "\\ud800"\n': f"1: {ESCAPE}",
    "? [a]\n: b\n": "1: en nøkkel skal være ett ord",
    "a: " + "[" * 13 + "]" * 13 + "\n": f"1: {DEEP}",
    "a: " + "[" * 100_000: f"1: {DEEP}",
    "".join(f"{' ' * depth}a:\n" for depth in range(20)): f"13: {DEEP}",
    'a: "x\\u202ey"\n': f"1: {UNSEEN} (U+202E) – slett det",
    'a: "x\\0"\n': f"1: {UNSEEN} (U+0000) – slett det",
    'a: "x\\Ly"\n': f"1: {UNSEEN} (U+2028) – slett det",
    '"a\\u202e": x\n': f"1: {UNSEEN} (U+202E) – slett det",
    "a: 1\na: 2\nb: !x 3\nc: [x\n": (  # all at once
        "2: a: nøkkelen står to ganger (første gang på linje 1)\n"
        f"f.yaml:3: merkelappen «!x» {VALUE}\n"
        "f.yaml:4: en liste i hakeparenteser er ikke lukket, eller et komma mangler"
    ),
}


def read(folder: Path, text: str) -> Mapping:
    """Write a text to a file and read it."""
    file = folder / "f.yaml"
    file.write_bytes(text.encode("utf-8"))
    return read_yaml(file)


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:20]))
def test_what_has_two_readings_is_refused(tmp_path: Path, text: str) -> None:
    """Each form that YAML allows and a person may misread is refused with its line and a remedy."""
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert str(error.value) == f"f.yaml:{REFUSED[text]}"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a: NO\nb: 010\nc: 12:30\nd: 1e5\n", {"a": "NO", "b": "010", "c": "12:30", "d": "1e5"}),
        ("a: 2026-01-31\nb: ~\nc:\nd: true\n", {"a": "2026-01-31", "b": "~", "c": "", "d": "true"}),
        ("\ufeffa: x\r\nb: y\r\n", {"a": "x", "b": "y"}),
        ("---\na: x\n...\n", {"a": "x"}),
        ("a: <b>\nb: =A1\nc: $x$\nd: _x\n", {"a": "<b>", "b": "=A1", "c": "$x$", "d": "_x"}),
        ("a: x#y\nb: x # y\n", {"a": "x#y", "b": "x"}),
        ('a: a\u030a\nb: "a\\u030a"\n', {"a": "å", "b": "å"}),
        ('a: x\ty\nb: "x\\ty\\nz"\n', {"a": "x\ty", "b": "x\ty\nz"}),
        ("a: >-\n  x\n  y\nb: |\n  x\n  y\n", {"a": "x y", "b": "x\ny\n"}),
        ("a: [x, {b: y}]\n", {"a": ["x", {"b": "y"}]}),
        ("a: []\nb: {}\n", {"a": [], "b": {}}),
        ("a: " + "[" * 11 + "]" * 11, {"a": [[[[[[[[[[[]]]]]]]]]]]}),
    ],
)
def test_every_value_stays_text(tmp_path: Path, text: str, tree: object) -> None:
    """No word becomes a number, a date, a truth value or nothing; text is in NFC."""
    assert read(tmp_path, text) == tree


def test_quotation_marks_are_remembered(tmp_path: Path) -> None:
    """A value that stood bare can be told from one in quotation marks or a block."""
    tree = read(tmp_path, "a: NO\nb: \"NO\"\nc: 'NO'\nd: |\n  NO\n")
    assert [isinstance(value, Bare) for value in tree.values()] == [True, False, False, False]


def test_a_text_that_ends_at_a_number_sign_is_known(tmp_path: Path) -> None:
    """A remark as people write it has a space behind its sign; a `#12` was meant as text."""
    whole = ("a: sak 12 # merk", "a: sak 12 #", "a: sak#12", "a: 'sak' #12", "a: >-\n  sak #12")
    cut = ("a: Sak #12 i arkivet", "a: Åpning  #første", "b:\n  - {c: 5,\n     a: Sak #12\n     }")
    for text in (*whole, *cut):
        tree = read(tmp_path, f"{text}\n")
        (value,) = [tree.get("a")] if "a" in tree else [tree["b"][0]["a"]]  # type: ignore[index]
        assert isinstance(value, Cut) is (text in cut), text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (  # the line of its key, or of its list item
            "a: x\nb:\n  - c: >-\n      long\n\n    d: y\n  - z\n",
            {"a": 1, "b": 2, "b 0": 3, "b 0 c": 3, "b 0 d": 6, "b 1": 7},
        ),
        (  # what is missing stands where it should be; the name of a tried record is no key
            "a: x\nb:\n  - set: y\n    to: z\n",
            {"": 1, "x": 1, "b 0 x": 3, "b 9": 2, "b 0 set to": 4, "b 0 sum to": 4, "b 0 set": 3},
        ),
    ],
)
def test_every_value_has_its_line(tmp_path: Path, text: str, lines: dict[str, int]) -> None:
    """The place of a value is where a person would look for it."""
    tree = read(tmp_path, text)
    for parts, line in lines.items():
        loc = tuple(int(part) if part.isdigit() else part for part in parts.split())
        assert place(tree, loc) == f"f.yaml:{line}", parts


def test_kind_is_told_in_norwegian(tmp_path: Path) -> None:
    """A value is told by its kind; an empty one is nothing."""
    tree = read(tmp_path, "a: {b: x}\nc: [x]\nd: {}\ne: []\nf:\n")
    told = ["en gruppe nøkler", "en liste", "ingenting", "ingenting", "ingenting"]
    assert [kind_of(value) for value in tree.values()] == told
    assert [kind_of(value) for value in ("x", 5, None)] == ["en tekst", "«5»", "ingenting"]
