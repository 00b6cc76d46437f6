"""Blocks as escaped, accessible HTML, for Jupyter and for the published page alike."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from typing import Literal

from ipr.present.blocks.cells import KeyFigure, Node, Verdict
from ipr.present.blocks.tables import Placed

Tone = Literal["plain", "note", "warning", "right", "wrong"]
TONE_LABELS: dict[Tone, str] = {
    "plain": "",
    "note": "Merk",
    "warning": "Obs",
    "right": "Riktig!",
    "wrong": "Ikke helt",
}

# Jupyter shows each block by itself, so each brings the little style it needs.
_JUPYTER_STYLE = """<style>
.ipr{max-width:60rem;line-height:1.5}
.ipr table{border-collapse:collapse;font-size:inherit}
.ipr caption{text-align:left;font-weight:600;padding:.3em 0;caption-side:top}
.ipr .unit{display:block;font-weight:400;opacity:.8}
.ipr th,.ipr td{text-align:left!important;vertical-align:top;padding:.25em .7em;font-weight:400;\
white-space:normal;max-width:32rem}
.ipr thead th{font-weight:600;border-bottom:2px solid}
.ipr .number{text-align:right!important;font-variant-numeric:tabular-nums}
.ipr td.number{white-space:nowrap}
.ipr .group th,.ipr .total th,.ipr .total td,.ipr .subtotal th{font-weight:600}
.ipr .total th,.ipr .total td{border-top:2px solid}
.ipr td.missing{font-style:italic;text-align:right!important}
.ipr .note,.ipr .warning,.ipr .wrong,.ipr .verdict{border-left:.3em solid;padding-left:.8em}
.ipr .wrong{border-left-style:dashed}
.ipr .tone{font-weight:600;margin-bottom:0}
.ipr .right{border:.2em solid #2e8b57;border-radius:.6em;padding:.3em 1em;margin:.4em 0;\
background:rgba(46,139,87,.15);width:fit-content;min-width:16em}
.ipr .right .tone{font-size:1.5em;font-weight:700;margin:.2em 0}
.ipr .right .tone::before{content:"\\2713\\00a0" / "";color:#2e8b57;font-size:1.2em}
.ipr .value{font-weight:600;font-variant-numeric:tabular-nums}
.ipr dl.key{display:flex;flex-wrap:wrap;gap:.5em 2em}.ipr dd{margin:0;font-weight:600}
.ipr .scroll{overflow-x:auto}
</style>"""


def for_jupyter(html: str) -> str:
    """Wrap a block's HTML for a notebook's output, with the style it needs there."""
    return f'{_JUPYTER_STYLE}\n<div class="ipr" lang="nb">\n{html}\n</div>'


def chart(
    words: tuple[str, str, str],
    alt: str,
    picture: str | bytes,
    data: str,
    placed: Placed | None = None,
) -> str:
    """What a chart shows above it, then drawing (SVG) or picture (PNG), its source, its data.

    The words are caption, unit and source.
    """
    caption, unit, source = words
    if isinstance(picture, bytes):
        encoded = b64encode(picture).decode("ascii")
        shown = f'<img src="data:image/png;base64,{encoded}" alt="{escape(alt)}">'
    else:
        named = f'<svg role="img" aria-label="{escape(alt)}"'
        shown = picture[picture.index("<svg") :].replace("<svg", named, 1)
    folded = f"<details><summary>Tallene i figuren</summary>\n{data}\n</details>\n" if data else ""
    placed = placed or Placed()
    quiet = ' class="quiet"' if placed.quiet else ""
    number = f"{placed.number}. " if placed.number else ""
    at = f' id="{placed.id}"' if placed.number else ""
    return (
        f"<figure{quiet}>\n<figcaption{at}>{number}{escape(caption)}"
        f'</figcaption>\n{_element("p", unit, "unit")}<div class="drawing">{shown}</div>\n'
        f"{_element('p', source, 'source')}{folded}</figure>"
    )


def text(
    paragraphs: Sequence[str],
    items: Sequence[tuple[str, str]],
    tone: Tone,
    *,
    ordered: bool = False,
) -> str:
    """Paragraphs and a list; a note or a warning says in words that it is one.

    Each item comes with the words it begins with, in bold.
    """
    label = TONE_LABELS[tone]
    kind = "ol" if ordered else "ul"
    prose = "\n".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    points = "".join(
        f"<li>{_element('strong', lead)}{' ' if lead else ''}{escape(item)}</li>"
        for lead, item in items
    )
    inner = "\n".join(
        part for part in (prose, f"<{kind}>{points}</{kind}>" if items else "") if part
    )
    if not label:
        return inner
    return f'<div class="{tone}" role="note"><p class="tone">{label}</p>\n{inner}</div>'


def _element(tag: str, words: str, kind: str = "") -> str:
    """Words in an element of their own, or nothing where there are none."""
    classed = f' class="{kind}"' if kind else ""
    return f"<{tag}{classed}>{escape(words)}</{tag}>" if words else ""


def heading(words: str, level: int) -> str:
    """A heading of the given level."""
    return f"<h{level}>{escape(words)}</h{level}>"


def cover(
    titles: tuple[str, str],
    question: str,
    answer: str,
    verdict: Verdict,
    key_figures: Sequence[KeyFigure],
) -> str:
    """The head of a report: title and subtitle, question, verdict, answer, key figures."""
    title, subtitle = titles
    below = f'\n<p class="subtitle">{escape(subtitle)}</p>' if subtitle else ""
    asked = f'\n<p class="question">{escape(question)}</p>' if question else ""
    told = f'\n<p class="answer">{escape(answer)}</p>' if answer else ""
    terms = "".join(
        f"<div><dt>{escape(k.label)}</dt><dd>{escape(k.text)}</dd>{_element('dd', k.note)}</div>"
        for k in key_figures
    )
    keys = f'\n<dl class="key">{terms}</dl>' if terms else ""
    judged = f'\n<p class="verdict {verdict.kind}">{escape(verdict.text)}</p>'
    return (
        f'<div class="cover">{below}\n<h1>{escape(title)}</h1>{asked}{judged}{told}{keys}\n</div>'
    )


def tree(caption: str, root: Node) -> str:
    """An explanation as a list in lists, which folds out under its caption."""
    return (
        f'<details class="tree">\n<summary class="caption">{escape(caption)}</summary>\n'
        f"<ul>{_node(root)}</ul>\n</details>"
    )


def _node(node: Node) -> str:
    change = f' <span class="change">({escape(node.change)})</span>' if node.change else ""
    asides = "".join(
        f'<span class="{kind}">{escape(words)}</span>'
        for kind, words in (("reason", node.reason), ("source", node.source))
        if words
    )
    below = f'\n<div class="aside">{asides}</div>' if asides else ""
    terms = "".join(_node(child) for child in node.children)
    inner = f"\n<ul>{terms}</ul>" if terms else ""
    return (
        f'<li><div class="term"><span class="label">{escape(node.label)}</span> '
        f'<span class="value">{escape(node.value)}</span>{change}</div>{below}{inner}</li>\n'
    )
