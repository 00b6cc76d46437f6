"""Files are read strictly, and written whole or not at all."""

from __future__ import annotations

import errno
import os
import unicodedata
from pathlib import Path
from typing import Self
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.reading.errors import InputError
from ipr.reading.files import (
    read_bytes,
    read_text,
    unseen,
    write_bytes,
    write_text,
)

FULL = OSError(errno.ENOSPC, "No space left on device")


def fault_of(path: Path) -> str:
    """What a user reads when the file cannot be read."""
    with pytest.raises(InputError) as error:
        read_text(path)
    return str(error.value)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("æøå\n".encode(), "æøå\n"),
        ("\ufeffæ\n".encode(), "æ\n"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        ("a\u030a".encode(), "å"),
        (b"a\tb", "a\tb"),
        (b"", ""),
        ("75\u00a0000 75\u202f000".encode(), "75\u00a0000 75\u202f000"),
        ("\U0001f469\u200d\U0001f467".encode(), "\U0001f469\u200d\U0001f467"),
    ],
    ids=["utf-8", "BOM", "line breaks", "NFD", "tab", "empty", "spaces", "joined emoji"],
)
def test_reads_what_a_person_reads(tmp_path: Path, raw: bytes, text: str) -> None:
    """A byte-order mark, any line break and decomposed letters make no difference."""
    file = tmp_path / "f.yaml"
    file.write_bytes(raw)
    assert read_text(file) == text


@pytest.mark.parametrize(
    "text",
    [
        *("a\x00", "a\x07", "a\u202eb", "a\u2066b", "a\u0085b", "a\u2028b", "a\u200bb"),
        *("a\u00adb", "a\ufeffb", "a\U000e0041"),
    ],
)
def test_refuses_what_a_person_cannot_see(tmp_path: Path, text: str) -> None:
    """Control and direction characters are refused, each line that has one at once."""
    (tmp_path / "f.yaml").write_bytes(f"a\n{text}\n{text}".encode())
    told = f"tegn nummer 2 er et usynlig styretegn (U+{ord(text[1]):04X}) – slett det"
    assert fault_of(tmp_path / "f.yaml") == f"f.yaml:2: {told}\nf.yaml:3: {told}"


@pytest.mark.parametrize(("encoding", "line"), [("latin-1", 2), ("utf-16", 1)])
def test_refuses_another_encoding(tmp_path: Path, encoding: str, line: int) -> None:
    """What is no UTF-8 is refused at its line."""
    (tmp_path / "f.yaml").write_bytes("a\nbøk".encode(encoding))
    told = "filen er ikke UTF-8 – lagre den med tegnkoding UTF-8"
    assert fault_of(tmp_path / "f.yaml") == f"f.yaml:{line}: {told}"


@given(st.characters(codec="utf-8"))
def test_every_control_character_is_seen(character: str) -> None:
    """Each character of Unicode's control and line categories but tab and line feed is refused."""
    if unicodedata.category(character) in {"Cc", "Zl", "Zp"}:
        assert (unseen(character) is None) == (character in "\t\n")
    if unicodedata.category(character)[0] in "LNPSM":
        assert unseen(character) is None


def test_file_that_is_none(tmp_path: Path) -> None:
    """A missing file, a folder, a name that cannot be, and a huge file are refused by name."""
    assert fault_of(tmp_path / "f.yaml") == "f.yaml: filen finnes ikke"
    assert fault_of(tmp_path / "f\0.yaml") == "f\0.yaml: filen finnes ikke"
    (tmp_path / "mappe").mkdir()
    assert fault_of(tmp_path / "mappe") == "mappe: dette er ikke en vanlig fil"
    (tmp_path / "stor.yaml").write_bytes(b"a" * 1_000_001)
    assert fault_of(tmp_path / "stor.yaml") == (
        "stor.yaml: filen er på 1000001 byte – største er 1000000"
    )
    (tmp_path / "stor.yaml").write_bytes(b"a" * 1_000_000)
    assert len(read_text(tmp_path / "stor.yaml")) == 1_000_000
    with pytest.raises(InputError, match="største er 3"):
        read_bytes(tmp_path / "stor.yaml", largest=3)


def test_link_is_refused(tmp_path: Path) -> None:
    """A symbolic link is refused, whether it leads anywhere or not."""
    (tmp_path / "ekte.yaml").write_text("a: b\n", encoding="utf-8")
    for target in ("ekte.yaml", "ingen.yaml"):
        link = tmp_path / "lenke.yaml"
        try:
            link.symlink_to(target)
        except OSError:
            pytest.skip("this machine makes no links")
        assert fault_of(link) == "lenke.yaml: filen er en lenke – legg selve filen her"
        link.unlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    """A pipe without a writer is refused instead of hanging."""
    os.mkfifo(tmp_path / "rør.yaml")
    assert fault_of(tmp_path / "rør.yaml") == "rør.yaml: dette er ikke en vanlig fil"


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file the system will not let us read is a user's fault with a reason, not a crash."""
    (tmp_path / "f.yaml").write_text("a: b\n", encoding="utf-8")
    denied = PermissionError(errno.EACCES, "Permission denied")
    monkeypatch.setattr(Path, "read_bytes", Mock(side_effect=denied))
    assert fault_of(tmp_path / "f.yaml") == "f.yaml: filen kan ikke leses (Permission denied)"


def test_writes_over_and_leaves_nothing_else(tmp_path: Path) -> None:
    """A written file holds exactly the text, also over an older one, and is alone."""
    file = tmp_path / "ut.txt"
    for text in ("gammel og mye lengre\n", "æ\r\nny\n"):
        write_text(file, text)
        assert file.read_bytes() == text.encode("utf-8")
    assert [found.name for found in tmp_path.iterdir()] == ["ut.txt"]


class FullStream:
    """A stream that takes half of what it is given."""

    def __init__(self, handle: int, _mode: str) -> None:
        self.handle = handle

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        os.close(self.handle)

    def write(self, content: bytes) -> None:
        """Write half, then fail."""
        os.write(self.handle, content[: len(content) // 2])
        raise FULL


@pytest.mark.parametrize("broken", ["write", "replace", "chmod"])
@pytest.mark.parametrize("before", [None, b"forrige"])
def test_failed_write_leaves_the_previous_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, before: bytes | None
) -> None:
    """On a full disk the previous file stands, or none does, and nothing half-written is left."""
    file = tmp_path / "ut.txt"
    if before is not None:
        file.write_bytes(before)
    if broken == "write":
        monkeypatch.setattr(os, "fdopen", FullStream)
    else:
        monkeypatch.setattr(Path, broken, Mock(side_effect=FULL))
    with pytest.raises(OSError, match="No space"):
        write_bytes(file, b"nytt innhold")
    monkeypatch.undo()
    assert tree(tmp_path) == ({} if before is None else {"ut.txt": before})


def test_write_over_a_folder_leaves_it(tmp_path: Path) -> None:
    """A folder in the file's place stands, and nothing is left beside it."""
    (tmp_path / "ut").mkdir()
    (tmp_path / "ut" / "inne").write_bytes(b"x")
    with pytest.raises(OSError):  # noqa: PT011 - its kind and text differ between systems
        write_bytes(tmp_path / "ut", b"y")
    assert tree(tmp_path) == {"ut/inne": b"x"}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }
