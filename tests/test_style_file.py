"""The style file: council's name, colours, logo; every fault told with its line, in Norwegian."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from ipr.doors.folder import PlanFolder
from ipr.present.blocks import Cover, Verdict
from ipr.publish.documents.document import Document, under_name
from ipr.publish.documents.docx import write_docx
from ipr.publish.documents.html import write_html
from ipr.publish.documents.pdf import write_pdf
from ipr.publish.documents.prose import Run, Title
from ipr.publish.style import STYLE_FILE, Style, load_style
from ipr.reading.errors import InputError
from tests.plans import PLAN, ROOT
from tests.small_plan import logo

GOOD = """council_name: Rådet
accent: "#004400"
logo: logo.png
logo_alt: Rådets våpen
"""


def written(folder: Path, text: str) -> PlanFolder:
    """A folder with this style file and a logo."""
    (folder / STYLE_FILE).write_text(text, encoding="utf-8")
    (folder / "logo.png").write_bytes(logo())
    return PlanFolder(folder, PLAN)


def refused(folder: Path, text: str) -> list[str]:
    """What reading the style file is answered with."""
    with pytest.raises(InputError) as caught:
        load_style(written(folder, text))
    return [str(problem) for problem in caught.value.problems]


def test_a_style_file_is_read_and_used(tmp_path: Path) -> None:
    """Name, colour, logo and its words come into the page; what is not said is as usual."""
    style = load_style(written(tmp_path, GOOD))
    assert style == Style("Rådet", "#004400", Style().accent_pair, logo(), "Rådets våpen")
    page = write_html(Document("Tittel", "Rådet", (Title(1, (Run("Tittel"),)),)), style)
    assert "--accent:#004400" in page
    assert 'alt="Rådets våpen"' in page


@pytest.mark.slow
def test_the_council_is_named_once_in_the_head() -> None:
    """The style's name stands for the plan's in the line over the title, and in no line beside."""
    told = "Rådet for fjellet · Plan 2027. Kladd."
    cover = Cover("T", told, "H?", "S.", Verdict("balanced", "I balanse."))
    style = Style("Rådet i regionen")
    made = under_name(Document("T", "Rådet for fjellet", (cover,)), style.council_name)
    assert made.subtitle == "Rådet i regionen · Plan 2027. Kladd."
    page = write_html(made, style).partition("<body>")[2]
    word = docx.Document(BytesIO(write_docx(made, style)))
    (sheet,) = PdfReader(BytesIO(write_pdf(made, style))).pages
    for text in (page, "\n".join(one.text for one in word.paragraphs), sheet.extract_text()):
        assert text.count("Rådet") == 1, text
    other = write_html(Document("T", "", (cover,)), style)
    assert "<p>Rådet i regionen</p>" in other


@pytest.mark.slow
def test_a_document_without_a_cover_has_the_head_too() -> None:
    """The council's name stands over the title, on the page, in Word and in print."""
    document, style = Document("T", "Rådet", (Title(1, (Run("Tittel"),)),)), Style("Rådet i dalen")
    page = write_html(document, style).partition("<body>")[2]
    word = docx.Document(BytesIO(write_docx(document, style)))
    (sheet,) = PdfReader(BytesIO(write_pdf(document, style))).pages
    for text in (page, "\n".join(one.text for one in word.paragraphs), sheet.extract_text()):
        before, _, _ = text.partition("Tittel")
        assert before.count("Rådet i dalen") == 1, text


def test_without_a_style_file_all_is_as_usual(tmp_path: Path) -> None:
    """The file may be left out."""
    assert load_style(PlanFolder(tmp_path, PLAN)) == Style()


def test_the_shipped_style_files_are_good() -> None:
    """Each style file under data/ can be read, and one is there to learn from."""
    folders = [path.parent for path in (ROOT / "data").glob(f"*/{STYLE_FILE}")]
    assert folders
    for folder in folders:
        assert load_style(PlanFolder(folder, PLAN)).council_name


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    """A pale colour, no colour, an unknown key, a number for a text: all at once."""
    told = refused(tmp_path, 'accent: "#ffcc00"\naccent_pair: red\nfarge: x\ncouncil_name: 5\n')
    assert len(told) == 4
    for line, part in ((1, "1,5:1"), (2, "«red» er ikke en farge"), (3, "farge"), (4, '"5"')):
        assert any(one.startswith(f"{STYLE_FILE}:{line}:") and part in one for one in told)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("../logo.png", None, "ikke et filnavn"),
        ("/logo.png", None, "ikke et filnavn"),
        ("borte.png", None, "finnes ikke"),
        ("bilde.png", b"GIF89a", "ikke et PNG-bilde"),
        ("halv.png", logo()[:60], "ikke et PNG-bilde"),
        ("stor.png", logo() + b"\0" * 500_000, "største er 500000"),
    ],
)
def test_a_logo_that_cannot_be_shown_is_refused(
    name: str, content: bytes | None, said: str, tmp_path: Path
) -> None:
    """A path, a lost file, another format, half a file, a huge one: each told at its line."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    told = refused(tmp_path, f"accent: '#004400'\nlogo: {name}\nlogo_alt: Våpen\n")
    assert len(told) == 1
    assert told[0].startswith(f"{STYLE_FILE}:2: logo: ")
    assert said in told[0]


def test_a_spoilt_logo_is_refused_or_read(tmp_path: Path) -> None:
    """However a picture is cut off or spoilt, the file is read or refused, never a stack."""
    whole = logo()
    spoilt = [whole[:length] for length in range(0, len(whole), 7)]
    spoilt += [
        whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        for place in range(0, len(whole), 5)
    ]
    refusals = 0
    for content in spoilt:
        folder = written(tmp_path, GOOD)
        (tmp_path / "logo.png").write_bytes(content)
        try:
            load_style(folder)
        except InputError:
            refusals += 1
    assert refusals > len(spoilt) / 2


def test_a_logo_of_billions_of_points_is_refused(tmp_path: Path) -> None:
    """A few bytes that say they are a huge picture are refused before it is made."""
    whole = logo()
    header = b"IHDR" + (60_000).to_bytes(4) * 2 + whole[24:29]
    huge = whole[:12] + header + zlib.crc32(header).to_bytes(4) + whole[33:]
    (tmp_path / "stor.png").write_bytes(huge)
    (told,) = refused(tmp_path, "logo: stor.png\nlogo_alt: Våpen\n")
    assert "stor.png er for stor – høyst 4000 bildepunkter" in told


def test_a_logo_without_words_is_refused(tmp_path: Path) -> None:
    """A logo needs a text for those who do not see it."""
    assert "logo_alt" in refused(tmp_path, "logo: logo.png\n")[0]
