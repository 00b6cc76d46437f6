"""Read users' YAML strictly, as a tree of texts that knows the line of every value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from ipr.reading.errors import InputError, Problem, refuse
from ipr.reading.files import decoded, read_bytes, unseen
from ipr.reading.norwegian import visible

DEEPEST = 12

_KIND_NAMES = {dict: "en gruppe nøkler", list: "en liste", str: "en tekst"}
_COLON = "et kolon står der det ikke kan stå – sett teksten i anførselstegn"
_OPEN = "krøllparenteser er ikke lukket, eller et komma mangler"
# What may stand in a text within braces, so that they seem open, and what to tell then.
_OPEN_HINTS = (
    (r"\s#", "«#» begynner en merknad her – sett teksten i anførselstegn"),
    (r""":\s*(["']).*?\1\s*[^\s,}]""", "teksten går videre etter anførselstegnet – sett alt i «'»"),
)
# What the YAML reader says; whether the fault is best shown where it began; what to tell the user.
_SYNTAX_HINTS = (
    ("cannot start any token", False, "«@», «%» eller «`» først i en tekst krever anførselstegn"),
    ("mapping values are not allowed", False, f"{_COLON}, eller rett innrykket"),
    ("escape", False, "«\\» i en tekst krever enkle anførselstegn: '…'"),
    ("while scanning a quoted scalar", True, "et anførselstegn er ikke lukket"),
    ("flow sequence", True, "en liste i hakeparenteser er ikke lukket, eller et komma mangler"),
    ("flow mapping", True, _OPEN),
    ("flow node", False, "et komma står uten noe foran seg"),
    ("scanning an a", False, "«*» eller «&» først i en tekst krever anførselstegn"),
    ("could not find expected ':'", True, "linjen mangler kolon etter nøkkelen"),
    ("block sequence entries", False, "en liste skal begynne på en ny linje"),
    ("block", False, "innrykket stemmer ikke med linjene over, eller det står for mye på linjen"),
    ("", False, "linjen kan ikke leses – se etter kolon, innrykk og anførselstegn"),
)  # fmt: skip
_NO_REMARK = re.compile(r"\s+#\w")  # a remark has a space behind its sign
# A sign that ends what stands within braces or brackets, where a text was meant to go on.
_SIGN_HINTS = {
    ":": _COLON,
    "{": "en krøllparentes står der den ikke kan stå – sett teksten i anførselstegn",
    "[": "en hakeparentes står der den ikke kan stå – sett teksten i anførselstegn",
}


class Bare(str):
    """A scalar that stood without quotation marks, so that `NO` can be told from `"NO"`."""

    __slots__ = ()


class Cut(Bare):
    """A scalar behind which a remark begins as no one writes a remark: `Se sak #12 i arkivet`."""

    __slots__ = ()


class Mapping(dict[str, object]):
    """A mapping of a user's file that remembers the file and the line (or cell) of each key.

    `after_comma` holds the keys that stand behind a comma on the same line, within `{…}`, each
    with the key in front of it: what looks like a key there may be the rest of a text.
    """

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where
        self.key_where: dict[str, str] = {}
        self.after_comma: dict[str, str] = {}

    def put(self, key: str, value: object, where: str) -> None:
        """Set a key that stands here."""
        self[key], self.key_where[key] = value, where


class Sequence(list[object]):
    """A list of a user's file that remembers the place of each item."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where
        self.item_where: list[str] = []

    def put(self, value: object, where: str) -> None:
        """Add an item that stands here."""
        self.append(value)
        self.item_where.append(where)


Tree = Mapping | Sequence | str


def place(tree: Tree, loc: tuple[str | int, ...]) -> str:
    """Return where the value at `loc` stands; parts of `loc` the tree does not know are skipped.

    So is a key that has more parts after it and holds nothing but a text: it tells which of
    several records a validator tried, and only looks like a key.
    """
    where = "" if isinstance(tree, str) else tree.where
    node: object = tree
    for index, part in enumerate(loc):
        if isinstance(node, Mapping) and isinstance(part, str) and part in node:
            if isinstance(node[part], str) and index + 1 < len(loc):
                continue
            where, node = node.key_where[part], node[part]
        elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node):
            where, node = node.item_where[part], node[part]
    return where


def kind_of(value: object) -> str:
    """Return what a value of a tree is, in Norwegian, as an error says it."""
    if not value:
        return "ingenting"
    names = (name for kind, name in _KIND_NAMES.items() if isinstance(value, kind))
    return next(names, visible(str(value)))


def read_yaml(path: Path) -> Mapping:
    """Return a user's YAML file as a tree of texts; raise `InputError` with every fault of form.

    Every scalar stays text: what it means is decided by the field that expects it.
    """
    return yaml_tree(path.name, read_bytes(path))


def yaml_tree(name: str, raw: bytes) -> Mapping:
    """Return the tree of a user's YAML file of this name, as `read_yaml` does."""
    text = decoded(name, raw)
    reader = _TreeReader(name)
    try:
        tree = reader.read(text)
    except yaml.YAMLError as error:
        raise InputError([*reader.problems, _syntax_problem(name, text, error)]) from None
    if reader.problems:
        raise InputError(reader.problems)
    if not isinstance(tree, Mapping):
        raise refuse(f"{name}:1", "", "filen skal bestå av nøkler med verdier («nøkkel: …»)")
    return tree


class _TreeReader:
    """Walk the events of one YAML file; refuse what has more than one reading."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.events: Iterator[yaml.Event] = iter(())
        self.lines: list[str] = []

    def read(self, text: str) -> Tree | None:
        self.lines = text.split("\n")
        self.events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        tree: Tree | None = None
        begun = False
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if begun:
                    self.refuse(event, "filen har flere dokumenter – fjern linjen «---»")
                    break
                begun = True
                if event.version or event.tags:
                    self.refuse(event, "YAML-direktiver er ikke tillatt – fjern linjen med «%»")
            elif isinstance(event, yaml.NodeEvent):
                tree = self.node(event, 0)
        return tree

    def at(self, event: yaml.Event) -> str:
        mark = event.start_mark
        return f"{self.name}:{mark.line + 1}" if mark else self.name

    def refuse(self, event: yaml.Event, text: str, key: str = "") -> None:
        self.problems.append(Problem(self.at(event), key, text))

    def node(self, event: yaml.Event, depth: int) -> Tree:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            shown = visible(f"*{anchor}")
            self.refuse(event, f"aliaset {shown} er ikke tillatt – skriv verdien ut")
            return ""
        if anchor:
            shown = visible(f"&{anchor}")
            self.refuse(event, f"ankeret {shown} er ikke tillatt – skriv verdien ut")
        if tag:
            shown = visible(tag.replace("tag:yaml.org,2002:", "!!"))
            self.refuse(event, f"merkelappen {shown} er ikke tillatt – skriv bare verdien")
        if depth > DEEPEST:
            self.refuse(event, f"filen er dypere enn {DEEPEST} nivåer")
            raise InputError(self.problems)
        if isinstance(event, yaml.ScalarEvent):
            # An escape in a quoted text can hold what the reader of the file did not see.
            value = unicodedata.normalize("NFC", event.value)
            if fault := unseen(value):
                self.refuse(event, f"i teksten: {fault} – slett det")
            if event.style:
                return value
            end = event.end_mark
            rest = self.lines[end.line][end.column :] if end else ""
            return Cut(value) if _NO_REMARK.match(rest) else Bare(value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, depth)
        return self.mapping(event, depth)

    def sequence(self, start: yaml.Event, depth: int) -> Sequence:
        found = Sequence(self.at(start))
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.put(self.node(event, depth + 1), self.at(event))
        return found

    def mapping(self, start: yaml.Event, depth: int) -> Mapping:
        found = Mapping(self.at(start))
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(key, str):
                self.refuse(event, "en nøkkel skal være ett ord")
            elif key in found:
                first = found.key_where[key].rpartition(":")[2]
                self.refuse(event, f"nøkkelen står to ganger (første gang på linje {first})", key)
            else:
                if getattr(start, "flow_style", False) and found:
                    found.after_comma[str(key)] = next(reversed(found))
                found.put(str(key), value, self.at(event))
        return found


def _syntax_problem(name: str, text: str, error: Exception) -> Problem:
    """Return what a reader of YAML says is wrong in a file of this name, in Norwegian."""
    said = str(error)
    at_start, hint = next((begun, told) for sign, begun, told in _SYNTAX_HINTS if sign in said)
    marks: list[Any] = [getattr(error, f"{kind}_mark", None) for kind in ("problem", "context")]
    lines = [f"{line}\n" for line in text.split("\n")]
    if "while parsing a flow" in said and all(marks) and marks[0].line == marks[1].line:
        sign = "".join(lines[marks[0].line :])[marks[0].column : marks[0].column + 1]
        hint = _SIGN_HINTS.get(sign, hint)
    mark = next((mark for mark in (reversed(marks) if at_start else marks) if mark), None)
    if mark is None:
        return Problem(name, "", hint)
    line = "".join(lines[mark.line : mark.line + 1])
    if hint == _OPEN:
        hint = next((told for sign, told in _OPEN_HINTS if re.search(sign, line)), hint)
    if "\t" in line[: len(line) - len(line.lstrip())]:
        hint = "tabulator er brukt som innrykk – bruk mellomrom"
    return Problem(f"{name}:{mark.line + 1}", "", hint)
