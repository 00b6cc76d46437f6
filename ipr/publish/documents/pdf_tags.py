"""Row headers in a PDF's tag tree, which the typesetter cannot mark itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, NameObject


def mark_row_headers(pdf: bytes, header_columns: Sequence[tuple[int, ...]]) -> bytes:
    """Make the cells in each table's header columns headers of their rows.

    `header_columns` has the places of each table's header columns, in the tables' order. Each
    such cell becomes a TH with scope Row, and every other cell of its row names it. Raises
    ValueError where the PDF does not have as many tables.
    """
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    tree = writer.root_object["/StructTreeRoot"].get_object()
    tables = list(_named(tree, "/Table"))
    if len(tables) != len(header_columns):
        raise ValueError(f"{len(tables)} tables in the PDF, {len(header_columns)} expected")
    new: dict[bytes, Any] = {}
    for number, (table, places) in enumerate(zip(tables, header_columns, strict=True)):
        for line, row in enumerate(_body_rows(table)):
            _mark(row, places, f"row-{number}-{line}-", new)
    _add_ids(tree, new)
    writer.pdf_header = "%PDF-1.7"
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _mark(row: Any, places: tuple[int, ...], name: str, new: dict[bytes, Any]) -> None:
    cells = list(_children(row))
    if any(cell["/S"] == "/TH" for cell in cells):
        return  # a group's heading
    heads = {place: f"{name}{place}".encode() for place in places}
    for place, cell in enumerate(cells):
        if place in heads:
            cell[NameObject("/S")] = NameObject("/TH")
            cell[NameObject("/ID")] = ByteStringObject(heads[place])
            _attributes(cell)[NameObject("/Scope")] = NameObject("/Row")
            new[heads[place]] = cell.indirect_reference
        else:
            known = _attributes(cell).get("/Headers", ArrayObject())
            own = [ByteStringObject(head) for head in heads.values()]
            _attributes(cell)[NameObject("/Headers")] = ArrayObject([*known, *own])


def _attributes(cell: Any) -> Any:
    """The cell's table attributes, made where it has none."""
    found = cell.get("/A", ArrayObject())
    every = [a.get_object() for a in found] if isinstance(found, list) else [found.get_object()]
    for attributes in every:
        if attributes.get("/O") == "/Table":
            return attributes
    made = DictionaryObject({NameObject("/O"): NameObject("/Table")})
    cell[NameObject("/A")] = ArrayObject([*every, made])
    return made


def _add_ids(tree: Any, new: dict[bytes, Any]) -> None:
    """Put the new ids into the tree of ids, as one sorted leaf."""
    every = {**dict(_ids(tree["/IDTree"].get_object())), **new} if "/IDTree" in tree else new
    leaf = [part for key in sorted(every) for part in (ByteStringObject(key), every[key])]
    tree[NameObject("/IDTree")] = DictionaryObject({NameObject("/Names"): ArrayObject(leaf)})


def _ids(node: Any) -> Iterator[tuple[bytes, Any]]:
    names = node.get("/Names", [])
    for key, value in zip(names[::2], names[1::2], strict=True):
        yield key.original_bytes if hasattr(key, "original_bytes") else bytes(key), value
    for kid in node.get("/Kids", []):
        yield from _ids(kid.get_object())


def _named(node: Any, kind: str) -> Iterator[Any]:
    for child in _children(node):
        if child["/S"] == kind:
            yield child
        else:
            yield from _named(child, kind)


def _body_rows(table: Any) -> Iterator[Any]:
    for section in _children(table):
        if section["/S"] == "/TBody":
            yield from _children(section)


def _children(node: Any) -> Iterator[Any]:
    """The structure elements right below; the content of pages is passed over."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        child = kid.get_object()
        if isinstance(child, dict) and "/S" in child:
            yield child
