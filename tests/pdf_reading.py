"""Read a PDF's tag tree with its text, as a screen reader would; independent of our writers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

Texts = dict[tuple[int, int], str]  # page object's number and mark, and the text so marked


@dataclass
class Tag:
    """One element of the tag tree."""

    kind: str
    raw: Any
    own: list[str | Tag] = field(default_factory=list)

    @property
    def children(self) -> list[Tag]:
        """The elements right below."""
        return [part for part in self.own if isinstance(part, Tag)]

    @property
    def text(self) -> str:
        """All text below, lines joined by a space, without the marks of lists."""
        if self.kind == "/Lbl":
            return ""
        told = "".join(part.text if isinstance(part, Tag) else part for part in self.own)
        return told.replace("\u00ad ", "").replace("\u00ad", "")

    def walk(self) -> Iterator[Tag]:
        """This element and all below it, in order of reading."""
        yield self
        for child in self.children:
            yield from child.walk()

    def named(self, *kinds: str) -> list[Tag]:
        """All elements of these kinds."""
        return [tag for tag in self.walk() if tag.kind in kinds]

    def table_attribute(self, key: str) -> Any:
        """An attribute of the owner Table."""
        stated = self.raw.get("/A", [])
        for one in stated if isinstance(stated, list) else [stated]:
            attributes = one.get_object()
            if attributes.get("/O") == "/Table" and key in attributes:
                return attributes[key]
        return None


@cache
def read_tags(pdf: bytes) -> Tag:
    """The tag tree of a PDF, with the text of each element."""
    reader = PdfReader(BytesIO(pdf))
    texts: Texts = {}
    for page in reader.pages:
        number = page.indirect_reference.idnum
        for mark, text in _marked(page, reader):
            texts[number, mark] = texts.get((number, mark), "") + text
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    return _tag(root["/K"], None, texts)


def _tag(node: Any, page: int | None, texts: Texts) -> Tag:
    node = node.get_object()
    if isinstance(node, list):
        node = node[0].get_object()
    page = node.raw_get("/Pg").idnum if "/Pg" in node else page
    tag = Tag(node.get("/S", ""), node)
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()  # noqa: PLW2901
        if isinstance(kid, int):
            tag.own.append(texts.get((page, int(kid)), ""))
        elif "/MCID" in kid:
            there = kid.raw_get("/Pg").idnum if "/Pg" in kid else page
            tag.own.append(texts.get((there, int(kid["/MCID"])), ""))
        elif "/S" in kid:
            tag.own.append(_tag(kid, page, texts))
    return tag


def _marked(page: Any, reader: PdfReader) -> Iterator[tuple[int, str]]:
    """Each stretch of text with the mark it stands under."""
    fonts = {
        name: _unicode(font.get_object()) for name, font in page["/Resources"]["/Font"].items()
    }
    properties = page["/Resources"].get("/Properties", {})
    marks: list[int | None] = []
    spoken: list[str | None] = []  # what is to be read instead of what is shown
    font: dict[bytes, str] = {}
    line = None
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in {b"BDC", b"BMC"}:
            stated = operands[1] if len(operands) > 1 else {}
            stated = properties[stated].get_object() if isinstance(stated, str) else stated
            marks.append(int(stated["/MCID"]) if "/MCID" in stated else None)
            spoken.append(str(stated["/ActualText"]) if "/ActualText" in stated else None)
        elif operator == b"EMC":
            marks.pop()
            spoken.pop()
        elif operator == b"Tf":
            font = fonts[operands[0]]
        elif operator == b"Tm":
            down = round(float(operands[5]), 1)
            mark = next((m for m in reversed(marks) if m is not None), None)
            if mark is not None and line == (mark, line[1] if line else None) and line[1] != down:
                yield mark, " "
            line = (mark, down)
        elif operator in {b"Tj", b"TJ"}:
            mark = next((m for m in reversed(marks) if m is not None), None)
            shown = operands[0] if operator == b"TJ" else operands
            codes = b"".join(p.original_bytes for p in shown if hasattr(p, "original_bytes"))
            if mark is not None and spoken[-1] is not None:
                yield mark, spoken[-1]
            elif mark is not None:
                pairs = [codes[i : i + 2] for i in range(0, len(codes), 2)]
                yield mark, "".join(font[pair] for pair in pairs)


def _unicode(font: Any) -> dict[bytes, str]:
    """What each two-byte code of a font means."""
    cmap = font["/ToUnicode"].get_object().get_data().decode("ascii")
    found: dict[bytes, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[bytes.fromhex(code)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = int(text, 16)
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[(int(first, 16) + step).to_bytes(2)] = chr(start + step)
    return found


def ends_in_a_line_break(pdf: bytes, number: int) -> bool:
    """Tell whether an object's stream has its stated length and a line break as its last byte.

    The validator takes a carriage return that belongs to the stream for part of the line break
    before `endstream`, and then calls the stated length wrong. This reads the bytes themselves.
    """
    found = re.search(rb"\n%d 0 obj\n<<(.*?)>>\nstream\n" % number, pdf, re.DOTALL)
    length = found and re.search(rb"/Length (\d+)\b(?! \d+ R)", found.group(1))
    if not found or not length:
        return False
    end = found.end() + int(length.group(1))
    return pdf[end - 1 : end] in {b"\r", b"\n"} and pdf[end:].startswith(b"\nendstream")
