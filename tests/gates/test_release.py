"""The gate of a release: what is in its scope, what it refuses to judge, and how the glass is broken."""

import json
from pathlib import Path

import pytest

from opsgate.words.errors import OpsgateError
from tests.gates.shipping import CHECKLIST, CONFIG, GREEN, RED, checklist, git, problems, released, shipping
from tests.gates.small import PAGE, TEXT, gates, kind, no, ok, words
from tests.repo import Repo
from tests.test_cli import run

DAY = ("--as-of", "2026-11-22")


def test_a_release_is_judged_by_its_checklist_and_the_documents_it_needs(tmp_path: Path) -> None:
    verdict = released(shipping(tmp_path))

    assert (verdict.verdict, verdict.release, verdict.product, problems(verdict)) == ("pass", "v1.0.0", None, [])
    assert gates(verdict) == {
        f"{PAGE} exit": "pass", f"{CHECKLIST} entrance": "pass", f"{CHECKLIST} exit": "pass",
    }  # fmt: skip
    assert verdict.commit == git(Repo(tmp_path), "rev-parse", "HEAD")
    assert (verdict.partial, verdict.simulated, verdict.dirty) == (False, (), ())


def test_published_is_judged_after_the_release(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok()])
    assert words(released(repo, published=True)) == {
        f"{PAGE} exit/ok": "pass", f"{PAGE} exit/complete": "pass", f"{CHECKLIST} entrance/suites-green": "pass",
        f"{CHECKLIST} exit/no-open-p0": "pass", f"{CHECKLIST} exit/published": "fail",
        f"{CHECKLIST} exit/tagged": "fail", f"{CHECKLIST} exit/complete": "pass",
    }  # fmt: skip

    repo.write({CHECKLIST: checklist(status="published")}).commit("published", day="2026-11-21")
    git(repo, "tag", "v1.0.0")

    assert released(repo, published=True).verdict == "pass"


def test_the_checklists_of_other_releases_are_out_of_scope(tmp_path: Path) -> None:
    other = checklist("v2.0.0").replace("unit.xml", "red.xml")
    repo = shipping(tmp_path, files={"docs/releases/v2.0.0.md": other, "evidence/red.xml": RED})

    assert released(repo).verdict == "pass"
    assert released(repo, "v2.0.0").verdict == "fail"


@pytest.mark.parametrize("said", ["v1.0.0", "1.0.0", "V1.0.0", " v1.0.0 "])
def test_a_release_is_found_however_its_version_is_written(tmp_path: Path, said: str) -> None:
    assert released(shipping(tmp_path), said).release == "v1.0.0"


@pytest.mark.parametrize(
    ("said", "next"),
    [
        ("v1.0.1", "did you mean `v1.0.0`? else opsgate new release-checklist --set release=v1.0.1"),
        ("spring", "opsgate new release-checklist --set release=spring"),
    ],
)
def test_a_release_without_a_checklist_is_shut(tmp_path: Path, said: str, next: str) -> None:
    verdict = released(shipping(tmp_path), said)

    assert verdict.verdict == "fail"
    assert problems(verdict) == [f"shuts missing-document no release checklist has `release: {said}` > {next}"]


def test_a_withdrawn_checklist_is_none(tmp_path: Path) -> None:
    repo = shipping(tmp_path, files={CHECKLIST: checklist(status="withdrawn")})

    assert problems(released(repo)) == [
        f"shuts missing-document {CHECKLIST}:5 the checklist of `v1.0.0` is `withdrawn` "
        "> opsgate new release-checklist --set release=v1.0.0"
    ]


def test_a_second_checklist_of_a_release_shuts(tmp_path: Path) -> None:
    repo = shipping(tmp_path, files={"docs/releases/v1b.md": checklist("1.0.0")})

    verdict = released(repo)

    assert verdict.verdict == "fail"
    assert problems(verdict) == [
        f"shuts duplicate-release docs/releases/v1b.md:4 `1.0.0` has a second release checklist; the first is {CHECKLIST} "
        "> keep one, and withdraw the other"
    ]


MONOREPO = {
    CHECKLIST: checklist(product="api"), "docs/web/v1.0.0.md": checklist(product="Web").replace("unit.xml", "red.xml"),
    "docs/web/page.md": TEXT.replace("title: Page", "title: Other\nproduct: web"),
    "docs/api.md": TEXT.replace("size: 3", "product: API"), "evidence/red.xml": RED,
}  # fmt: skip


def test_in_a_monorepo_a_release_names_its_product_and_is_judged_by_its_documents(tmp_path: Path) -> None:
    repo = shipping(tmp_path, files=MONOREPO)

    api, web = released(repo, "api@v1.0.0"), released(repo, "web@v1.0.0")

    assert (api.verdict, api.product, api.release, problems(api)) == ("pass", "api", "v1.0.0", [])
    assert sorted({gate.document for gate in api.gates}) == ["docs/api.md", PAGE, CHECKLIST]
    assert (web.verdict, web.product) == ("fail", "web")
    assert sorted({gate.document for gate in web.gates}) == [PAGE, "docs/web/page.md", "docs/web/v1.0.0.md"]
    assert gates(web)["docs/web/v1.0.0.md entrance"] == "fail"


def test_a_release_of_several_products_has_to_name_one(tmp_path: Path) -> None:
    done = run(shipping(tmp_path, files=MONOREPO), "gate", "--release", "v1.0.0", *DAY)

    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == "opsgate: several products have a release `v1.0.0`: say --release `api@v1.0.0` or `Web@v1.0.0`\n"
    )


def test_duplicates_are_judged_for_each_product(tmp_path: Path) -> None:
    repo = shipping(tmp_path, files={**MONOREPO, "docs/web/again.md": checklist(product="web")})

    assert problems(released(repo, "api@v1.0.0")) == []
    assert [line.partition(" >")[0] for line in problems(released(repo, "web@v1.0.0"))] == [
        "shuts duplicate-release docs/web/v1.0.0.md:4 `v1.0.0` has a second release checklist; "
        "the first is docs/web/again.md"
    ]  # fmt: skip


def test_a_product_that_there_is_not_is_shut(tmp_path: Path) -> None:
    verdict = released(shipping(tmp_path, files=MONOREPO), "app@v1.0.0")

    assert verdict.verdict == "fail"
    assert problems(verdict)[0].startswith("shuts missing-document no release checklist has `release: v1.0.0`")


def test_required_documents_of_another_product_do_not_count(tmp_path: Path) -> None:
    web = TEXT.replace("kind: page", "kind: leaf\nproduct: web")
    files = {**MONOREPO, "kinds/leaf.yaml": kind("leaf", exit=[ok()]), "docs/web/leaf.md": web}
    repo = shipping(tmp_path, config=f'required = ["leaf"]\n{CONFIG}', files=files)

    assert problems(released(repo, "api@v1.0.0")) == [
        "shuts missing-document opsgate.toml:1 a `leaf` of api is required: there is none > opsgate new leaf"
    ]


@pytest.mark.parametrize(
    ("options", "because"),
    [
        (["--as-of", "2026-11-19"], "--as-of 2026-11-19 lies before the last commit"),
        (["--as-of", "2226-11-19"], "--as-of 2226-11-19 lies in the future"),
        ([*DAY, "docs"], "only some paths were judged"),
        ([*DAY, "--stage", "exit"], "only the exit gates were judged"),
        ([*DAY, "--level", "hobby"], "--level hobby is below the policy's `product`"),
    ],
)
def test_a_release_is_not_judged_with_what_relaxes_unless_it_is_a_rehearsal(
    tmp_path: Path, options: list[str], because: str
) -> None:
    repo = shipping(tmp_path, config='level = "product"\nidentity = "claimed"\n' + CONFIG)

    refused = run(repo, "gate", "--release", "v1.0.0", *options)
    rehearsed = json.loads(run(repo, "gate", "--release", "v1.0.0", "--simulate", "--format", "json", *options).stdout)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == f"opsgate: {because}; with --release that is a rehearsal: say --simulate\n"
    assert (rehearsed["simulated"], rehearsed["simulated_because"]) == (True, [because])


def test_a_stricter_level_is_no_rehearsal(tmp_path: Path) -> None:
    verdict = released(shipping(tmp_path), level="product")

    assert (verdict.level, verdict.simulated, verdict.verdict) == ("product", (), "fail")


@pytest.mark.parametrize("stage", ["entrance", "exit"])
def test_a_stage_or_a_path_makes_a_verdict_partial(tmp_path: Path, stage: str) -> None:
    repo = shipping(tmp_path)

    by_stage, by_path = repo.gate(stage=stage), repo.gate(CHECKLIST)

    assert (by_stage.partial, {gate.gate for gate in by_stage.gates}) == (True, {stage})
    assert (by_path.partial, {gate.document for gate in by_path.gates}) == (True, {CHECKLIST})
    shown = run(repo, "gate", CHECKLIST, *DAY).stdout.splitlines()
    assert shown[1] == "simulated: only some paths were judged"
    assert shown[-1] == "partial verdict: ✓ pass (simulated) · 2 not-due, 3 pass"


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("notes.txt", "new", "`notes.txt` is not as it was committed"),
        (PAGE, TEXT + "\nMore.\n", f"`{PAGE}` is not as it was committed"),
        ("evidence/unit.xml", GREEN + "\n", "`evidence/unit.xml` is not as it was committed"),
    ],
)
def test_a_release_of_a_dirty_tree_is_shut_unless_that_is_allowed_and_then_it_says_so(
    tmp_path: Path, path: str, content: str, said: str
) -> None:
    repo = shipping(tmp_path).write({path: content})

    shut, allowed = released(repo), released(repo, allow_dirty=True)

    assert (shut.verdict, shut.dirty) == ("fail", (path,))
    assert problems(shut) == [f"shuts gate-unknown {said} > commit it, or say --allow-dirty"]
    assert (allowed.verdict, allowed.dirty, problems(allowed)) == ("pass", (path,), [])
    assert repo.gate().verdict == "pass"


def test_evidence_that_git_ignores_is_dirty_and_in_a_folder_of_evidence_it_is_not(tmp_path: Path) -> None:
    text = checklist().replace("evidence/unit.xml", "build/unit.xml")
    repo = shipping(tmp_path, files={".gitignore": "build/\n", CHECKLIST: text, "build/unit.xml": GREEN})
    assert released(repo).dirty == ("build/unit.xml",)

    repo.write({"opsgate.toml": f'{CONFIG}[evidence]\nfolders = ["build"]\n'}).commit(
        "trust the build", day="2026-11-21"
    )

    assert (released(repo).dirty, released(repo).verdict) == ((), "pass")


def test_without_git_a_release_is_shut(repo: Repo) -> None:
    repo.write({"opsgate.toml": CONFIG, "kinds/page.yaml": kind(exit=[ok()]), PAGE: TEXT, CHECKLIST: checklist(),
                "evidence/unit.xml": GREEN})  # fmt: skip

    verdict = released(repo)

    assert (verdict.verdict, verdict.commit) == ("fail", None)
    assert [line.rpartition(" > ")[2] for line in problems(verdict)] == [
        "run it in a git repository with a commit, or say --allow-dirty"
    ]
    assert released(repo, allow_dirty=True).verdict == "pass"


def test_a_release_that_makes_no_sense_is_wrong_usage(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[no()])
    with pytest.raises(OpsgateError, match="lies before the last commit; with --release that is a rehearsal"):
        released(repo, as_of="2025-01-01")
