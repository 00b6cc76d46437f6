"""Read users' YAML strictly, as a tree of texts that knows the line of every value."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import yaml

from ipr.reading.errors import InputError, Problem, refuse
from ipr.reading.files import decoded, read_bytes, unseen
from ipr.reading.norwegian import visible
from ipr.reading.yaml_faults import syntax_problem

DEEPEST = 12

_CORE_TAG = "tag:yaml.org,2002:"
_KIND_NAMES = {dict: "en gruppe nøkler", list: "en liste", str: "en tekst"}


class Bare(str):
    """A scalar that stood without quotation marks, so that `NO` can be told from `"NO"`."""

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


class Sequence(list[object]):
    """A list of a user's file that remembers the place of each item."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where
        self.item_where: list[str] = []


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
    for kind, name in _KIND_NAMES.items():
        if isinstance(value, kind):
            return name
    return visible(str(value))


def read_yaml(path: Path) -> Mapping:
    """Return a user's YAML file as a tree of texts; raise `InputError` with every fault of form.

    Every scalar stays text: what it means is decided by the field that expects it.
    """
    return yaml_tree(path.name, read_bytes(path))


def yaml_tree(name: str, raw: bytes) -> Mapping:
    """Return the tree of a user's YAML file of this name, as `read_yaml` does."""
    return parse_yaml(decoded(name, raw), name)


def parse_yaml(text: str, name: str) -> Mapping:
    """Return YAML text as `read_yaml` does a file's; `name` is what its problems call it."""
    reader = _TreeReader(name)
    try:
        tree = reader.read(text)
    except yaml.YAMLError as error:
        raise InputError([*reader.problems, syntax_problem(name, text, error)]) from None
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
        mark = event.start_mark
        return f"{self.name}:{mark.line + 1}" if mark else self.name

    def refuse(self, event: yaml.Event, text: str, key: str = "") -> None:
        self.problems.append(Problem(self.at(event), key, text))

    def node(self, event: yaml.Event, depth: int) -> Tree:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            text = f"aliaset {visible(f'*{anchor}')} er ikke tillatt – skriv verdien ut"
            self.refuse(event, text)
            return ""
        if anchor:
            text = f"ankeret {visible(f'&{anchor}')} er ikke tillatt – skriv verdien ut"
            self.refuse(event, text)
        if tag:
            shown = visible(tag.replace(_CORE_TAG, "!!"))
            self.refuse(event, f"merkelappen {shown} er ikke tillatt – skriv bare verdien")
        if depth > DEEPEST:
            self.refuse(event, f"filen er dypere enn {DEEPEST} nivåer")
            raise InputError(self.problems)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, depth)
        return self.mapping(event, depth)

    def scalar(self, event: yaml.ScalarEvent) -> str:
        # An escape in a quoted text can hold what the reader of the file did not see.
        value = unicodedata.normalize("NFC", event.value)
        fault = unseen(value)
        if fault:
            self.refuse(event, f"i teksten: {fault} – slett det")
        return value if event.style else Bare(value)

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
                if getattr(start, "flow_style", False) and found:
                    found.after_comma[str(key)] = next(reversed(found))
                found.key_where[str(key)] = self.at(event)
                found[str(key)] = value
        return found
