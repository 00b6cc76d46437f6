"""What a cell shows, as parts of a document: blocks, and what an analyst shows without them."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from ipr.present.blocks import MIME, Block, Chart, Group, Heading, Text, block_from_data
from ipr.present.own import CHART_WORDS, TABLE_WORDS
from ipr.publish.documents.prose import DocumentError, Prose, Run, Title, Verbatim, prose

PNG, SVG, MARKDOWN, PLAIN = "image/png", "image/svg+xml", "text/markdown", "text/plain"
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_ADDRESS = re.compile(r"<.* at 0x[0-9a-f]+>")
_WARNING = re.compile(r"\w*Warning: (.+)")
# What drawing calls return; the drawing itself is shown beside it.
_RECEIPT = re.compile(r"(?s)[\[({]*(?:<|array\(|Text\(|Axes\().*")


def output_parts(cell: Any, number: int) -> Iterator[Prose | Block]:
    """Return what a code cell shows, in order; raises DocumentError for what cannot be printed.

    A bare figure is followed by a warning that it has no words yet.
    """
    check_whole(cell)
    pictured = any(PNG in output.get("data", {}) for output in cell.outputs)
    for output in cell.outputs:
        if output.output_type == "stream":
            if output.name == "stdout" and (shown := _printed(output.text)):
                yield Verbatim(shown)
        else:
            yield from _shown(output.data, number, pictured=pictured)


def check_whole(cell: Any) -> None:
    """Raise DocumentError for a code cell that failed."""
    for output in cell.outputs:
        if output.output_type == "error":
            raise DocumentError(f"koden stoppet med {output.ename}: {output.evalue}")


def asides(cell: Any, number: int) -> Iterator[str]:
    """Return what an author should know of a cell's outputs, though they can be printed."""
    for output in cell.outputs:
        data = output.get("data", {})
        if output.output_type == "stream" and output.name == "stderr":
            found = _WARNING.search(output.text)
            said = found[1] if found else _printed(output.text).strip()
            yield f"celle {number} advarte, og det står ikke i rapporten: {said[:200]}"
        elif MIME not in data and PNG in data:
            yield f"celle {number}: figuren mangler figurtekst og alternativ tekst – {CHART_WORDS}"
        elif data.get(MIME, {}).get("caption", "–") == "":
            yield f"celle {number}: tabellen mangler overskrift – {TABLE_WORDS}"


def _shown(data: Any, number: int, *, pictured: bool) -> Iterator[Prose | Block]:
    if MIME in data:
        yield from _flat(_block(data, number))
    elif PNG in data:
        name = f"Figur fra celle {number}"
        picture = b64decode(data[PNG])
        yield Chart(name, f"{name}. Den er ikke beskrevet i ord.", png=picture)
        told = f"Figuren i celle {number} mangler ord for den som ikke ser den: {CHART_WORDS}."
        yield Text((told,), tone="warning")
    elif MARKDOWN in data:
        yield from prose(data[MARKDOWN])
    elif set(data) != {PLAIN}:
        kinds = ", ".join(sorted(data))
        raise DocumentError(
            f"resultatet ({kinds}) kan ikke trykkes – en tabell: {TABLE_WORDS}; "
            f"en figur: {CHART_WORDS}; ellers: avslutt cellen med print(…)"
        )
    elif data[PLAIN] != "None" and not (pictured and _RECEIPT.fullmatch(data[PLAIN])):
        if _ADDRESS.search(data[PLAIN]):
            raise DocumentError(
                f"resultatet er et objekt uten noe å lese ({data[PLAIN][:60]}) – avslutt cellen "
                "med det som skal vises, eller med print(…)"
            )
        yield Verbatim(_printed(data[PLAIN]))


def _block(data: Any, number: int) -> Block:
    kept = data[MIME]
    if kept.get("type") == "refused":
        raise DocumentError(f"{kept['told']}, og {TABLE_WORDS}")
    if kept.get("caption") == "":
        kept = {**kept, "caption": f"Tabell fra celle {number}"}
    png = b64decode(data[PNG]) if PNG in data else b""
    return block_from_data(kept, png, data.get(SVG, ""))


def _flat(block: Block) -> Iterator[Prose | Block]:
    if isinstance(block, Group):
        for inner in block.blocks:
            yield from _flat(inner)
    elif isinstance(block, Heading):
        yield Title(block.level, (Run(block.text),), block.starts_page)
    else:
        yield block


def _printed(text: str) -> str:
    """Return text as a terminal leaves it: no colours, of a rewritten line the last writing."""
    lines = _ANSI.sub("", text).replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2].rstrip() for line in lines).strip("\n")
