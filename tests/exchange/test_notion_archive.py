"""Archives that could do harm are refused with a sentence; those that are only odd are read."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from opsgate.edges.exchange.notion import archive
from opsgate.edges.exchange.notion.archive import opened
from opsgate.words.errors import OpsgateError
from tests.exchange.notionzip import DAY, exported, zipped


def read(tmp_path: Path, data: bytes) -> dict[str, bytes]:
    """The files of an archive, or the refusal as an error."""
    source = tmp_path / "export.zip"
    source.write_bytes(data)
    with opened(source) as archive:
        return {path: b"".join(member.pieces()) for path, member in archive.members.items()}


def refusal(tmp_path: Path, data: bytes) -> str:
    with pytest.raises(OpsgateError) as caught:
        read(tmp_path, data)
    return str(caught.value)


def with_info(change: Callable[[zipfile.ZipInfo], None], content: bytes = b"x") -> bytes:
    """A zip with one file, whose entry is changed before it is written."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo("a.md", DAY)
        info.create_system = 3
        change(info)
        archive.writestr(info, content)
    return file.getvalue()


def named(name: str) -> bytes:
    """A zip with one file of that very name, which the library would not write."""
    data = zipped({"N" * len(name.encode()): "x"})
    return data.replace(b"N" * len(name.encode()), name.encode())


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../a.md", "`..` in its name leads out of the export"),
        ("a/../../b.md", "`..` in its name leads out of the export"),
        ("a/..", "`..` in its name leads out of the export"),
        ("/etc/passwd", "its name is absolute"),
        ("C:/a.md", "its name is absolute"),
        ("C:a.md", "its name begins with a drive letter"),
        ("..\\a.md", "a backslash stands in its name, which some systems take for a folder; zip it anew"),
        ("\\\\host\\a.md", "a backslash stands in its name, which some systems take for a folder; zip it anew"),
        ("a\0.md", "a control character stands in its name"),
        ("a\x1b[2J.md", "a control character stands in its name"),
        ("a\nb.md", "a control character stands in its name"),
        ("/".join("a" * 61), "its name is longer than any that Notion writes"),
        ("a" * 1001, "its name is longer than any that Notion writes"),
    ],
)
def test_a_name_that_could_lead_elsewhere_is_refused(tmp_path: Path, name: str, why: str) -> None:
    said = refusal(tmp_path, named(name))
    assert said.startswith("nothing was imported: `")
    assert said.endswith(f"` in the export is refused: {why}")
    assert said.isprintable()


def test_names_are_refused_in_parts_too(tmp_path: Path) -> None:
    inner = zipped({"ExportBlock-1-Part-1.zip": named("../a.md")})
    assert refusal(tmp_path, inner).endswith("`..` in its name leads out of the export")


@pytest.mark.parametrize(
    ("mode", "why"),
    [
        (stat.S_IFLNK | 0o777, "it is a symbolic link; Notion writes none"),
        (stat.S_IFIFO | 0o644, "it is neither a file nor a folder"),
        (stat.S_IFCHR | 0o644, "it is neither a file nor a folder"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path: Path, mode: int, why: str) -> None:
    data = with_info(lambda info: setattr(info, "external_attr", mode << 16), b"/etc/passwd")
    assert refusal(tmp_path, data) == f"nothing was imported: `a.md` in the export is refused: {why}"


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    data = bytearray(with_info(lambda info: None))
    for signature, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        struct.pack_into("<H", data, data.index(signature) + at, 1)
    assert refusal(tmp_path, bytes(data)) == (
        "nothing was imported: `a.md` in the export is refused: it is encrypted; unpack it with its password, "
        "and name the folder instead of the zip"
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_of_packing_are_refused(tmp_path: Path, method: int) -> None:
    data = with_info(lambda info: setattr(info, "compress_type", method))
    assert refusal(tmp_path, data) == (
        f"nothing was imported: `a.md` in the export is refused: it is packed by a method ({method}) "
        "that Notion does not use; zip it anew"
    )


def test_a_file_that_unpacks_to_far_more_is_a_bomb(tmp_path: Path) -> None:
    data = zipped({"a.bin": bytes(11 * 1024**2)})
    assert refusal(tmp_path, data) == (
        "`a.bin` unpacks to 11 MiB, more than 200 times what it takes: that is a zip bomb"
    )


def test_many_small_files_that_unpack_to_far_more_are_a_bomb(tmp_path: Path) -> None:
    data = zipped({f"{number}.bin": bytes(1024**2) for number in range(12)})
    assert refusal(tmp_path, data) == "`export.zip` unpacks to more than 200 times its size: that is a zip bomb"


def test_parts_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 5000)
    part = {"a.md": bytes(range(256)) * 12}
    assert sum(map(len, read(tmp_path, exported(part)).values())) == 3072
    said = refusal(tmp_path, exported(part, {"b.md": bytes(range(256)) * 12}))
    assert said.startswith("`ExportBlock-5d0c6f3a-7b1e-4c55-9b7e-2f0f2f6f1a11-Part-2.zip` unpacks to ")


def test_too_many_files_are_refused_before_they_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    said = "`export.zip` holds more than 3 files; export a part of the workspace"
    assert refusal(tmp_path, zipped({f"{number}.md": "x" for number in range(4)})) == said
    assert refusal(tmp_path, zipped({f"{number}.md": "x" for number in range(9)})) == said


def test_a_file_larger_than_the_archive_says_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.md": b"abc" * 1000}))
    struct.pack_into("<I", data, data.index(b"PK\1\2") + 24, 10)
    assert refusal(tmp_path, bytes(data)) == (
        "`a.md` cannot be read: Bad CRC-32 for file 'a.md'; is it the zip that Notion made, downloaded to its end?"
    )


def test_files_that_overlap_are_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.md": bytes(range(256)) * 8, "b.md": bytes(range(256)) * 8}))
    first, second = data.index(b"PK\1\2"), data.rindex(b"PK\1\2")
    for at in (first, second):
        struct.pack_into("<I", data, at + 20, 2000)
    assert refusal(tmp_path, bytes(data)) == (
        "`export.zip` holds files that overlap each other: it is damaged or made to do harm"
    )


def test_zips_nested_too_deep_are_refused(tmp_path: Path) -> None:
    data = zipped({"a.md": "x"})
    for _ in range(3):
        data = zipped({"ExportBlock-1-Part-1.zip": data})
    assert refusal(tmp_path, data) == "`ExportBlock-1-Part-1.zip` is a zip in a zip in a zip; Notion nests them once"


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\3\4", b"not a zip at all", exported({"a.md": "x"})[:-30], exported({"a.md": "x"})[40:]],
    ids=["empty", "signature", "text", "cut", "headless"],
)
def test_what_is_no_whole_zip_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    assert "is it the zip that Notion made, downloaded to its end?" in refusal(tmp_path, data)


def test_every_archive_cut_short_or_changed_is_read_or_refused(tmp_path: Path) -> None:
    whole = exported({"Page.md": "# Page\n" * 50, "b/c.png": bytes(range(256))})
    for at in range(0, len(whole), 7):
        for data in (whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]):
            try:
                read(tmp_path, data)
            except OpsgateError as refused:
                assert str(refused).isprintable()


def test_parts_are_joined_and_attached_zips_stay_closed(tmp_path: Path) -> None:
    attached = zipped({"../evil.md": "x"})
    found = read(tmp_path, exported({"A 1.md": "a", "A 1/log.zip": attached}, {"B 2.md": "b", "A 1.md": "a"}))
    assert found == {"A 1.md": b"a", "A 1/log.zip": attached, "B 2.md": b"b"}


def test_a_zip_beside_pages_is_an_attachment(tmp_path: Path) -> None:
    attached = zipped({"a.md": "x"})
    assert read(tmp_path, zipped({"A 1.md": "a", "log.zip": attached})) == {"A 1.md": b"a", "log.zip": attached}


def test_two_different_files_of_one_name_are_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, exported({"A.md": "one"}, {"A.md": "two"}))
    assert said == "two different files in the export are called `A.md`; export again"


def test_names_written_without_their_mark_are_read_as_utf8(tmp_path: Path) -> None:
    data = zipped({"Überblick.md": "x"})
    bare = bytearray(data)
    for signature, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        struct.pack_into("<H", bare, bare.index(signature) + at, 0)
    assert read(tmp_path, bytes(bare)) == {"Überblick.md": b"x"}


def test_what_systems_add_is_left_out(tmp_path: Path) -> None:
    source = tmp_path / "export.zip"
    source.write_bytes(zipped({"A.md": "a", "__MACOSX/._A.md": "x", "b/.DS_Store": "x", "b/Thumbs.db": "x"}))
    with opened(source) as archive:
        assert (list(archive.members), archive.litter) == (
            ["A.md"], ("__MACOSX/._A.md", "b/.DS_Store", "b/Thumbs.db")
        )  # fmt: skip


def test_a_folder_is_read_with_the_parts_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (folder / "A").mkdir(parents=True)
    (folder / "A" / "b.md").write_bytes(b"b")
    (folder / "ExportBlock-1-Part-1.zip").write_bytes(zipped({"A/c.md": "c"}))
    with opened(folder) as archive:
        assert {path: b"".join(member.pieces()) for path, member in archive.members.items()} == {
            "A/b.md": b"b", "A/c.md": b"c"
        }  # fmt: skip


def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "a.md").symlink_to("/etc/passwd")
    with pytest.raises(OpsgateError, match=r"`a\.md` in the export is refused: it is a symbolic link"), opened(folder):
        pass


@pytest.mark.parametrize("name", ["gone.zip", "empty"])
def test_an_export_that_is_not_there_is_said_to_be_missing(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    said = pytest.raises(OpsgateError, match=r"does not exist; name the zip|holds no files; export again")
    with said, opened(tmp_path / name):
        pass


def test_a_page_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    source = tmp_path / "export.zip"
    source.write_bytes(zipped({"A.md": b"# \xff"}))
    with opened(source) as archive, pytest.raises(OpsgateError, match=r"`A\.md` is not UTF-8 at byte 2"):
        archive.members["A.md"].text()
