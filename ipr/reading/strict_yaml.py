"""Read users' YAML strictly, as a tree of texts that knows the line of every value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from ipr.reading.errors import InputError, Problem, in_file_order, refuse
from ipr.reading.files import decoded, read_bytes, unseen
from ipr.reading.norwegian import visible

DEEPEST = 12

_KIND_NAMES = {dict: "en gruppe nøkler", list: "en liste", str: "en tekst"}
_COLON = "et kolon står der det ikke kan stå – sett teksten i anførselstegn"
_OTHER_QUOTES = re.compile("[«»“”„]")  # what a text is quoted with elsewhere
_OTHER_HINT = "; bare «\"» og «'» er det her"
_OPEN = "krøllparenteser er ikke lukket, eller et komma mangler"
_REMARK = "«#» begynner en merknad, så resten av linjen blir ikke lest –"
# Where a text goes on behind its quotation mark within braces, they seem open.
_GOES_ON = re.compile(r""":\s*(["']).*?\1\s*[^\s,}]""")
_GOES_ON_HINT = "teksten går videre etter anførselstegnet – sett alt i «'»"
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
_QUOTED = re.compile(r"""(?<=[:,{\[]\s)(["']).*?\1""")
_REMARK_IN_BRACES = re.compile(r"\{[^}]*\s#")
_KEY = re.compile(r"([\w-]+):\s+")
_END_OF_TEXT = re.compile(r",\s*[a-z_]+:\s|\s*[]}\s,]*$")
_MOST_MENDED = 20
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


class UnquotedError(InputError):
    """Texts lack quotation marks, which is told; `tree` is the file as it surely was meant.

    It is for the one who looks for more faults, and for nothing else.
    """

    def __init__(self, problems: Iterable[Problem], tree: Mapping) -> None:
        super().__init__(problems)
        self.tree = tree


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
    """Return the tree of a user's YAML file of this name, as `read_yaml` does.

    Raises `UnquotedError` where nothing is wrong with the form but that texts with «#» within
    braces lack quotation marks.
    """
    text, unquoted = decoded(name, raw), list[Problem]()
    while True:
        reader = _TreeReader(name)
        try:
            tree = reader.read(text)
        except yaml.YAMLError as error:
            mended = _with_quotes(text, error) if len(unquoted) < _MOST_MENDED else None
            if mended is None:
                fault = _syntax_problem(name, text, error)
                problems = [*unquoted, *reader.problems, fault]
                raise InputError(in_file_order(problems)) from None
            line, key, said, text = mended
            unquoted.append(Problem(f"{name}:{line}", key, f'{_REMARK} skriv {key}: "{said}"'))
        else:
            break
    if reader.problems:
        raise InputError(in_file_order([*unquoted, *reader.problems]))
    if not isinstance(tree, Mapping):
        raise refuse(f"{name}:1", "", "filen skal bestå av nøkler med verdier («nøkkel: …»)")
    if unquoted:
        raise UnquotedError(unquoted, tree)
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


def _with_quotes(text: str, error: Exception) -> tuple[int, str, str, str] | None:
    """Return the text of a file with quotation marks around what a «#» within braces has cut off.

    With it come line, key and value; None where that is not what is wrong.
    """
    lines = text.split("\n")
    for number in _within_braces(lines, error):
        line = lines[number]
        cut = _NO_REMARK.search(_outside_quotes(line))
        keys = [*_KEY.finditer(line, 0, cut.end() - 1)] if cut else []
        if cut and keys:
            end = _END_OF_TEXT.search(line, cut.end())
            begun, ended = keys[-1].end(), end.start() if end else len(line)
            said = line[begun:ended]
            if '"' in said or "\\" in said or said.startswith(("[", "{")):
                return None
            lines[number] = f'{line[:begun]}"{said}"{line[ended:]}'
            return number + 1, keys[-1][1], said, "\n".join(lines)
    return None


def _within_braces(lines: list[str], error: Exception) -> range:
    """Return the lines of which some are within the braces that an error is about."""
    begun, found = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
    if "while parsing a flow" not in str(error) or not begun or not found:
        return range(0)
    first = begun.line
    before = _outside_quotes(lines[first - 1]) if first else ""
    if _REMARK_IN_BRACES.search(before) or _NO_REMARK.search(before):
        first -= 1
    return range(first, min(found.line + 1, len(lines)))


def _outside_quotes(line: str) -> str:
    """Return a line, as long as it was, without the texts that stand in quotation marks."""
    return _QUOTED.sub(lambda found: "x" * len(found[0]), line)


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
    if hint == _OPEN and _GOES_ON.search(line):
        hint = _GOES_ON_HINT
    for number in _within_braces(lines, error):
        if _REMARK_IN_BRACES.search(_outside_quotes(lines[number])):
            return Problem(f"{name}:{number + 1}", "", f"{_REMARK} sett teksten i anførselstegn")
    if "\t" in line[: len(line) - len(line.lstrip())]:
        hint = "tabulator er brukt som innrykk – bruk mellomrom"
    elif _COLON in hint and _OTHER_QUOTES.search(line):
        hint += _OTHER_HINT
    return Problem(f"{name}:{mark.line + 1}", "", hint)
