"""Read users' YAML strictly, as a tree of texts that knows the line of every value."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from ipr.errors import InputError, Problem, refuse
from ipr.files import read_text
from ipr.norwegian import visible

DEEPEST = 12

_SYNTAX_HINTS = (
    ("'\\t'", "tabulator er brukt som innrykk – bruk mellomrom"),
    ("mapping values are not allowed", "kolon inne i en tekst – sett teksten i anførselstegn"),
    ("found unexpected end of stream", "et anførselstegn eller en parentes er ikke lukket"),
    ("while scanning a quoted scalar", "et anførselstegn er ikke lukket"),
    ("flow sequence", "en liste i hakeparenteser er ikke lukket, eller et komma mangler"),
    ("flow mapping", "krøllparenteser er ikke lukket, eller et komma mangler"),
    ("could not find expected ':'", "en linje mangler kolon etter nøkkelen"),
    ("block mapping", "innrykket stemmer ikke med linjene over"),
    ("block collection", "innrykket stemmer ikke med linjene over"),
)
_KIND_NAMES = {dict: "en gruppe nøkler", list: "en liste", str: "en tekst"}


class Bare(str):
    """A scalar that stood without quotation marks, so that `NO` can be told from `"NO"`."""

    __slots__ = ()


class Mapping(dict[str, object]):
    """A mapping of a user's file that remembers the file and the line (or cell) of each key."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where
        self.key_where: dict[str, str] = {}


class Sequence(list[object]):
    """A list of a user's file that remembers the place of each item."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where
        self.item_where: list[str] = []


Tree = Mapping | Sequence | str


def place(tree: Tree, loc: tuple[str | int, ...]) -> str:
    """Return where the value at `loc` stands; parts of `loc` the tree does not know are skipped."""
    where = "" if isinstance(tree, str) else tree.where
    node: object = tree
    for part in loc:
        if isinstance(node, Mapping) and isinstance(part, str) and part in node:
            where, node = node.key_where[part], node[part]
        elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node):
            where, node = node.item_where[part], node[part]
    return where


def kind_of(value: object) -> str:
    """Return what a value of a tree is, in Norwegian, as an error says it."""
    for kind, name in _KIND_NAMES.items():
        if isinstance(value, kind):
            return name
    return visible(str(value))


def read_yaml(path: Path) -> Mapping:
    """Return a user's YAML file as a tree of texts; raise `InputError` with every fault of form.

    Every scalar stays text: what it means is decided by the field that expects it.
    """
    text = read_text(path)
    reader = _TreeReader(path.name)
    try:
        tree = reader.read(text)
    except yaml.YAMLError as error:
        raise InputError([*reader.problems, _syntax_problem(path.name, error)]) from None
    if reader.problems:
        raise InputError(reader.problems)
    if not isinstance(tree, Mapping):
        raise refuse(f"{path.name}:1", "", "filen skal bestå av nøkler med verdier («nøkkel: …»)")
    return tree


class _TreeReader:
    """Walk the events of one YAML file; refuse what has more than one reading."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.events: Iterator[yaml.Event] = iter(())

    def read(self, text: str) -> Tree | None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.events = yaml.parse(text, Loader=loader)
        tree: Tree | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(event, "filen har flere dokumenter – fjern linjen «---»")
                    break
                if event.version or event.tags:
                    self.refuse(event, "YAML-direktiver er ikke tillatt – fjern linjen med «%»")
            elif isinstance(event, yaml.NodeEvent):
                tree = self.node(event, 0)
        return tree

    def at(self, event: yaml.Event) -> str:
        return f"{self.name}:{event.start_mark.line + 1}"

    def refuse(self, event: yaml.Event, text: str, key: str = "") -> None:
        self.problems.append(Problem(self.at(event), key, text))

    def node(self, event: yaml.Event, depth: int) -> Tree:
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, f"aliaset «*{event.anchor}» er ikke tillatt – skriv verdien ut")
            return ""
        if event.anchor:
            self.refuse(event, f"ankeret «&{event.anchor}» er ikke tillatt – skriv verdien ut")
        if event.tag:
            self.refuse(event, f"merkelappen «{event.tag}» er ikke tillatt – skriv bare verdien")
        if depth > DEEPEST:
            self.refuse(event, f"filen er dypere enn {DEEPEST} nivåer")
            raise InputError(self.problems)
        if isinstance(event, yaml.ScalarEvent):
            return Bare(event.value) if event.style is None else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, depth)
        return self.mapping(event, depth)

    def sequence(self, start: yaml.Event, depth: int) -> Sequence:
        found = Sequence(self.at(start))
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.item_where.append(self.at(event))
            found.append(self.node(event, depth + 1))
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
                found.key_where[str(key)] = self.at(event)
                found[str(key)] = value
        return found


def _syntax_problem(name: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    where = f"{name}:{mark.line + 1}" if mark else name
    said = str(error)
    hint = next((hint for sign, hint in _SYNTAX_HINTS if sign in said), None)
    return Problem(where, "", hint or "linjen kan ikke leses – se etter kolon, innrykk og anførsel")
