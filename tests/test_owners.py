"""Who there is to own something, read from CODEOWNERS files, Backstage catalogs and the configuration."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate.knowing.catalog import read_catalog
from opsgate.knowing.codeowners import read_codeowners
from opsgate.knowing.config import read_config
from opsgate.knowing.owners import Directory, directory, read_owner, written
from opsgate.knowing.roster import MAX_BYTES, Roster
from opsgate.reading.document import Loaded


def said(roster: Roster) -> list[str]:
    """What a roster names, each with its line and column."""
    return [f"{e.sort} {e.name} {e.spot.start.line}:{e.spot.start.column}" for e in roster.entries]


def github(text: str) -> list[str]:
    return said(read_codeowners("CODEOWNERS", text.encode()))


def gitlab(text: str) -> list[str]:
    return said(read_codeowners(".gitlab/CODEOWNERS", text.encode()))


def test_owners_of_a_github_file_are_read_with_their_places() -> None:
    text = "# all\n*  @sam @acme/sre\n/docs/ ops@example.com # @kim\n/apps/\n"
    assert github(text) == ["user sam 2:4", "group acme/sre 2:9", "address ops@example.com 3:8"]


def test_a_pattern_may_hold_blanks_and_an_at_sign() -> None:
    assert github("/docs/at\\ @home/ @sam\n@scope/package/ @kim\n") == ["user sam 1:18", "user kim 2:17"]


def test_an_owner_that_is_named_twice_stands_at_its_first_place() -> None:
    assert github("*.py @sam\n*.md @Sam @sam\n") == ["user sam 1:6"]


def test_what_is_no_owner_is_passed_over() -> None:
    assert github("* sam @ @-x @a//b @a/ mail@ @@ \n*.md @kim,\n") == ["user kim 2:6"]


def test_heads_of_gitlab_sections_name_owners() -> None:
    text = "[Docs Team][2] @acme/ops/sre @sam\n/docs/\n^[Optional] @kim\n[No owners]\n*.md @lee\n"
    assert gitlab(text) == ["group acme/ops/sre 1:16", "user sam 1:30", "user kim 3:13", "user lee 5:6"]


def test_roles_of_gitlab_are_names_of_nobody() -> None:
    assert gitlab("* @@maintainer @@developers\n") == ["named maintainer 1:3", "named developers 1:16"]


def test_at_gitlab_only_a_whole_line_is_a_comment() -> None:
    assert gitlab("# @sam\n* @kim # @lee\n") == ["user kim 2:3", "user lee 2:10"]


def test_entities_of_a_catalog_are_read_with_their_places() -> None:
    text = """\
# people
---
kind: User
metadata: {name: sam, namespace: default}
spec: {profile: {displayName: Sam Rivers, email: sam@example.com}, memberOf: [sre, "group:ops/night"]}
---
kind: Group
metadata:
  name: sre
  title: Reliability
spec: {parent: platform, members: [user:kim]}
...
---
kind: Component
metadata: {name: gate}
spec: {owner: group:default/gatekeepers}
"""
    assert said(read_catalog("catalog-info.yaml", text.encode())) == [
        "user default/sam 4:18",
        "display Sam Rivers 5:31",
        "address sam@example.com 5:50",
        "named sre 5:79",
        "named ops/night 5:84",
        "group sre 9:9",
        "named Reliability 10:10",
        "named platform 11:16",
        "named kim 11:36",
        "named default/gatekeepers 16:15",
    ]


def test_what_is_no_entity_is_passed_over() -> None:
    text = "- a\n---\nkind: [User]\nmetadata: {name: sam}\n---\nkind: User\nmetadata: sam\nspec: []\n---\nname\n"
    assert read_catalog("catalog-info.yaml", text.encode()).entries == ()


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"\xff\xfe",
        b"x" * (MAX_BYTES + 1),
        BOMB.encode(),
        b"kind: !User {}\n",
        b"kind: [\n",
        b"kind: Location\nspec: {targets: [./org.yaml]}\n",
        b"[" * 30_000,
        b"a\x00b: 1\n",
    ],
    ids=["not read", "no UTF-8", "too large", "aliases", "tag", "syntax", "location", "brackets", "control"],
)
def test_a_catalog_that_cannot_be_read_to_its_end_is_partial(content: bytes | None) -> None:
    assert read_catalog("catalog-info.yaml", content).partial


@pytest.mark.parametrize("content", [None, b"* \xff", b"x" * (MAX_BYTES + 1)])
def test_a_codeowners_file_that_cannot_be_read_is_partial(content: bytes | None) -> None:
    assert read_codeowners("CODEOWNERS", content).partial


@given(st.text(max_size=200))
def test_no_text_is_too_hostile(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    for roster in (read_codeowners("CODEOWNERS", content), read_catalog("catalog-info.yaml", content)):
        assert all(entry.spot.start <= entry.spot.end for entry in roster.entries)
    assert read_owner(text) is None or read_owner(text) == read_owner(text.strip())


def listed(files: dict[str, str], tmp_path: Path, toml: str = "") -> Directory:
    (tmp_path / "opsgate.toml").write_text(toml, "utf-8")

    def read(path: str) -> Loaded | None:
        return Loaded(files[path].encode(), len(files[path])) if path in files else None

    return directory(read, read_config(tmp_path / "opsgate.toml"))


def unknown(found: Directory, *names: str) -> list[str]:
    """Those of the names that are owners and unknown."""
    return [name for name in names if (owner := read_owner(name)) and found.unknown(owner)]


def test_where_nobody_is_listed_nobody_is_unknown(tmp_path: Path) -> None:
    found = listed({}, tmp_path)
    assert (found.rosters, unknown(found, "@sam", "team:sre", "sam@example.com", "Sam Rivers")) == ((), [])


def test_a_team_is_known_with_and_without_its_organization(tmp_path: Path) -> None:
    found = listed({"CODEOWNERS": "* @acme/ops/sre @sam\n"}, tmp_path)
    known = ("@acme/ops/sre", "@ops/sre", "@SRE", "team:sre", "team:ops/sre", "group:default/sre")
    assert unknown(found, *known, "@acme/sre", "@sre/ops", "team:ops") == ["@acme/sre", "@sre/ops", "team:ops"]


def test_only_like_is_held_against_like(tmp_path: Path) -> None:
    teams = listed({"CODEOWNERS": "* @acme/sre\n"}, tmp_path)
    people = listed({"CODEOWNERS": "* @sam\n"}, tmp_path)
    names = ("@kim", "user:kim", "team:ops", "kim@example.com", "Kim", "Kim Brook", "On-call")
    assert unknown(teams, *names) == ["team:ops"]
    assert unknown(people, *names) == ["@kim", "user:kim"]


def test_files_and_configuration_are_one_list(tmp_path: Path) -> None:
    toml = '[people]\n"@sam" = ["sam@example.com"]\n\n[roles]\nqa = ["kim", "team:night"]\n'
    found = listed({"docs/CODEOWNERS": "* @lee @acme/sre\n"}, tmp_path, toml)
    assert [roster.title for roster in found.rosters] == ["docs/CODEOWNERS", "`[people]`", "`[roles]`"]
    names = ("@sam", "SAM@example.com", "@kim", "@lee", "team:sre", "team:night", "team:qa", "@qa", "qa")
    assert unknown(found, *names, "@rio", "rio@example.com", "team:day") == ["@rio", "rio@example.com", "team:day"]


CATALOG = "kind: User\nmetadata: {name: sam}\nspec: {profile: {displayName: Sam Avery Rivers}}\n"


def test_names_in_plain_words_are_held_against_display_names(tmp_path: Path) -> None:
    found = listed({"catalog-info.yaml": CATALOG}, tmp_path)
    known = ("Sam Rivers", "Sam", "sam avery rivers", "Sam Avery", "Robin", "On-call", "Support Desk", "The Vendor")
    assert unknown(found, *known, "Robin Marsh", "Sam Marsh") == ["Robin Marsh", "Sam Marsh"]


def test_a_partial_list_makes_nobody_unknown(tmp_path: Path) -> None:
    files = {"CODEOWNERS": "* @sam\n", "catalog-info.yaml": "kind: Location\n"}
    assert unknown(listed(files, tmp_path), "@kim") == []


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("@samuelx", "@samuel"),
        ("user:samuelx", "user:samuel"),
        ("@acme/srre", None),
        ("@acme/platfrom", "@acme/platform"),
        ("team:platfrom", "team:platform"),
        ("ops@exmaple.com", "ops@example.com"),
        ("@nobody", None),
    ],
)
def test_a_slip_is_told_from_a_stranger(name: str, near: str | None, tmp_path: Path) -> None:
    found = listed({"CODEOWNERS": "* @samuel @acme/platform ops@example.com\n"}, tmp_path)
    owner = read_owner(name)
    assert owner is not None
    entry = found.nearest(owner)
    assert (unknown(found, name), entry and written(name, entry)) == ([name], near)


@pytest.mark.parametrize("name", ["", "@", "@sam, @kim", "n/a", "–", "@@maintainer", "\x00", "@sam/", "a" * 200])
def test_what_names_nobody_or_several_is_no_owner(name: str) -> None:
    assert read_owner(name) is None
