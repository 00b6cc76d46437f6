"""A user's YAML file has one reading, or is refused with its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipr.reading.errors import InputError
from ipr.reading.strict_yaml import Bare, Mapping, Sequence, kind_of, place, read_yaml

COLON = "et kolon står der det ikke kan stå – sett teksten i anførselstegn, eller rett innrykket"
INDENT = "innrykket stemmer ikke med linjene over, eller det står for mye på linjen"
SIGN = "«@», «%» eller «`» først i en tekst krever anførselstegn"
KEYS = "filen skal bestå av nøkler med verdier («nøkkel: …»)"
ESCAPE = "«\\» i en tekst krever enkle anførselstegn: '…'"

REFUSED = {
    "duplicate key": (
        "a: 1\nb: 2\na: 3\n",
        "3: a: nøkkelen står to ganger (første gang på linje 1)",
    ),
    "duplicate key, decomposed": (
        "å: 1\na\u030a: 2\n",
        "2: å: nøkkelen står to ganger (første gang på linje 1)",
    ),
    "duplicate key, quoted": (
        'a: 1\n"a": 2\n',
        "2: a: nøkkelen står to ganger (første gang på linje 1)",
    ),
    "duplicate key, deep": (
        "x:\n  - a: 1\n    a: 2\n",
        "3: a: nøkkelen står to ganger (første gang på linje 2)",
    ),
    "tag": ("a: !!int 5\n", "1: merkelappen «!!int» er ikke tillatt – skriv bare verdien"),
    "tag that runs code": (
        'a: !!python/object/apply:os.system ["x"]\n',
        "1: merkelappen «!!python/object/apply:os.system» er ikke tillatt – skriv bare verdien",
    ),
    "tag of its own": ("a: !x 5\n", "1: merkelappen «!x» er ikke tillatt – skriv bare verdien"),
    "tag without a name": ("a: ! x\n", "1: merkelappen «!» er ikke tillatt – skriv bare verdien"),
    "anchor": ("a: &x 5\n", "1: ankeret «&x» er ikke tillatt – skriv verdien ut"),
    "anchor, long": (
        f"a: &{'x' * 99} 5\n",
        f"1: ankeret «&{'x' * 38}…» er ikke tillatt – skriv verdien ut",
    ),
    "alias bomb": (
        "a: &a [x, x]\nb: &b [*a, *a]\n",
        (
            "1: ankeret «&a» er ikke tillatt – skriv verdien ut\n"
            "f.yaml:2: ankeret «&b» er ikke tillatt – skriv verdien ut\n"
            "f.yaml:2: aliaset «*a» er ikke tillatt – skriv verdien ut\n"
            "f.yaml:2: aliaset «*a» er ikke tillatt – skriv verdien ut"
        ),
    ),
    "merge key": (
        "a: {x: y}\nb:\n  <<: *a\n",
        "3: aliaset «*a» er ikke tillatt – skriv verdien ut",
    ),
    "alias as a key": ("a: 1\n*a : 2\n", "2: aliaset «*a» er ikke tillatt – skriv verdien ut"),
    "two documents": (
        "a: 1\n---\nb: 2\n",
        "2: filen har flere dokumenter – fjern linjen «---»",
    ),
    "directive": (
        "%YAML 1.2\n---\na: 1\n",
        "1: YAML-direktiver er ikke tillatt – fjern linjen med «%»",
    ),
    "tag directive": (
        "%TAG ! x\n---\na: 1\n",
        "1: YAML-direktiver er ikke tillatt – fjern linjen med «%»",
    ),
    "empty": ("", f"1: {KEYS}"),
    "comment only": ("# ingenting\n", f"1: {KEYS}"),
    "document mark only": ("---\n", f"1: {KEYS}"),
    "a list": ("- a\n", f"1: {KEYS}"),
    "a text": ("hei\n", f"1: {KEYS}"),
    "tab as indent": ("a:\n\tb: 1\n", "2: tabulator er brukt som innrykk – bruk mellomrom"),
    "tab after spaces": ("a:\n  \t- b\n", "2: tabulator er brukt som innrykk – bruk mellomrom"),
    "unclosed quote": ('a: 1\nb: "x\nc: 2\n', "2: et anførselstegn er ikke lukket"),
    "unclosed single quote": ("a: 'x\n", "1: et anførselstegn er ikke lukket"),
    "colon in braces": (
        "a: {x: Merk: dette}\n",
        "1: et kolon står der det ikke kan stå – sett teksten i anførselstegn",
    ),
    "brace in braces": (
        "a: {x: Ja {x}}\n",
        "1: en krøllparentes står der den ikke kan stå – sett teksten i anførselstegn",
    ),
    "bracket in braces": (
        "a: {x: se [1]}\n",
        "1: en hakeparentes står der den ikke kan stå – sett teksten i anførselstegn",
    ),
    "unclosed bracket": (
        "a: [x\nb: 2\n",
        "1: en liste i hakeparenteser er ikke lukket, eller et komma mangler",
    ),
    "unclosed brace": (
        "a: {x: 1\nb: 2\n",
        "1: krøllparenteser er ikke lukket, eller et komma mangler",
    ),
    "comma too many": ("a: [x,,y]\n", "1: et komma står uten noe foran seg"),
    "colon in a text": ("a: b: c\n", f"1: {COLON}"),
    "indent too deep": ("a: 1\n  b: 2\n", f"2: {COLON}"),
    "indent between": ("a:\n  b: 1\n c: 2\n", f"3: {INDENT}"),
    "list under a value": ("a: 1\n- b\n", f"2: {INDENT}"),
    "text after a quote": ('a: "x" y\n', f"1: {INDENT}"),
    "key without colon": ("a: 1\nbbb\nc: 2\n", "2: linjen mangler kolon etter nøkkelen"),
    "list on the key's line": ("a: - b\n", "1: en liste skal begynne på en ny linje"),
    "at sign first": ("a: @x\n", f"1: {SIGN}"),
    "per cent first": ("a: %x\n", f"1: {SIGN}"),
    "star alone": ("a: *\n", "1: «*» eller «&» først i en tekst krever anførselstegn"),
    "unknown escape": ('a: "C:\\q"\n', f"1: {ESCAPE}"),
    "half a character": ('a: "\\ud800"\n', f"1: {ESCAPE}"),
    "a list as a key": ("? [a]\n: b\n", "1: en nøkkel skal være ett ord"),
    "too deep": ("a: " + "[" * 13 + "]" * 13 + "\n", "1: filen er dypere enn 12 nivåer"),
    "far too deep": ("a: " + "[" * 100_000, "1: filen er dypere enn 12 nivåer"),
    "too deep by indent": (
        "".join(f"{' ' * depth}a:\n" for depth in range(20)),
        "13: filen er dypere enn 12 nivåer",
    ),
    "direction, as an escape": (
        'a: "x\\u202ey"\n',
        "1: i teksten: tegn nummer 2 er et usynlig styretegn (U+202E) – slett det",
    ),
    "null, as an escape": (
        'a: "x\\0"\n',
        "1: i teksten: tegn nummer 2 er et usynlig styretegn (U+0000) – slett det",
    ),
    "line separator, as an escape": (
        'a: "x\\Ly"\n',
        "1: i teksten: tegn nummer 2 er et usynlig styretegn (U+2028) – slett det",
    ),
    "direction in a key": (
        '"a\\u202e": x\n',
        "1: i teksten: tegn nummer 2 er et usynlig styretegn (U+202E) – slett det",
    ),
    "faults of form all at once": (
        "a: 1\na: 2\nb: !x 3\nc: [x\n",
        (
            "2: a: nøkkelen står to ganger (første gang på linje 1)\n"
            "f.yaml:3: merkelappen «!x» er ikke tillatt – skriv bare verdien\n"
            "f.yaml:4: en liste i hakeparenteser er ikke lukket, eller et komma mangler"
        ),
    ),
}


def read(folder: Path, text: str) -> Mapping:
    """Write a text to a file and read it."""
    file = folder / "f.yaml"
    file.write_bytes(text.encode("utf-8"))
    return read_yaml(file)


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_two_readings_is_refused(tmp_path: Path, name: str) -> None:
    """Each form that YAML allows and a person may misread is refused with its line and a remedy."""
    text, fault = REFUSED[name]
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert str(error.value) == f"f.yaml:{fault}"


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


def test_every_value_has_its_line(tmp_path: Path) -> None:
    """The place of a value is the line of its key, or of its list item."""
    tree = read(tmp_path, "a: x\nb:\n  - c: >-\n      long\n\n    d: y\n  - z\n")
    assert place(tree, ("a",)) == "f.yaml:1"
    assert place(tree, ("b",)) == "f.yaml:2"
    assert place(tree, ("b", 0)) == "f.yaml:3"
    assert place(tree, ("b", 0, "c")) == "f.yaml:3"
    assert place(tree, ("b", 0, "d")) == "f.yaml:6"
    assert place(tree, ("b", 1)) == "f.yaml:7"


@pytest.mark.parametrize(
    ("loc", "line"),
    [
        ((), 1),
        (("gone",), 1),
        (("b", 0, "gone"), 3),
        (("b", 9), 2),
        (("b", 0, "set", "to"), 4),
        (("b", 0, "amount", "to"), 4),
        (("b", 0, "set"), 3),
    ],
)
def test_place_of_what_is_missing_or_tagged(
    tmp_path: Path, loc: tuple[str | int, ...], line: int
) -> None:
    """What is missing stands where it should be; the name of a tried record is no key."""
    tree = read(tmp_path, "a: x\nb:\n  - set: y\n    to: z\n")
    assert place(tree, loc) == f"f.yaml:{line}"


def test_kind_is_told_in_norwegian() -> None:
    """A value is told by its kind; an empty one is nothing."""
    mapping, sequence = Mapping("f.yaml:1"), Sequence("f.yaml:1")
    assert [kind_of(value) for value in (mapping, sequence, Bare(""), None)] == ["ingenting"] * 4
    mapping["a"] = "b"
    sequence.append("a")
    assert kind_of(mapping) == "en gruppe nøkler"
    assert kind_of(sequence) == "en liste"
    assert kind_of("x") == "en tekst"
    assert kind_of(5) == "«5»"
