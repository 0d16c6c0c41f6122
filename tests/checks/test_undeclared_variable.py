"""Variables that a command reads and nobody tells of, once a name and document, at the first use."""

from pathlib import Path

import pytest

from tests.checks.case import said
from tests.repo import Repo

HEAD = "---\nkind: runbook\ntitle: Gate\nservice: gate-api\n{}---\n\n# Gate\n\n"
USES = "```bash\ngatectl open $DOOR\n```\n"


def runbook(body: str, front: str = "") -> dict[str, str]:
    return {"docs/gate.md": HEAD.format(front) + body}


def found(root: Path, *files: dict[str, str]) -> list[str]:
    repo = Repo(root)
    for part in files:
        repo.write(part)
    return [said(finding) for finding in repo.check(select=["OG402"]).open]


def undeclared(name: str, line: int, column: int, times: str = "", path: str = "docs/gate.md") -> str:
    return (
        f"{path}:{line}:{column}: warning OG402 undeclared-variable: `${name}` is used{times}, but neither set nor explained"
        " here or in a related document [set it in a step before, or say in a table of variables what it is]"
    )


def test_a_variable_is_one_finding_at_its_first_use(tmp_path: Path) -> None:
    body = '```bash\necho "${DOOR}" $LAMP\n```\n\n```console\n$ echo $DOOR\n$NOT\n```\n'
    assert found(tmp_path, runbook(body)) == [undeclared("DOOR", 10, 7, " 2 times"), undeclared("LAMP", 10, 16)]


@pytest.mark.parametrize(
    "told",
    [
        "```bash\nexport DOOR=north\n```\n",
        "```bash\nread -r DOOR\n```\n",
        "```bash\nfor DOOR in north south; do :; done\n```\n",
        "```bash\necho ${DOOR:-north}\n```\n",
        "```bash\necho ${DOOR:?which door}\n```\n",
        "```bash\n# DOOR is the one that is stuck\n```\n",
        "```bash\ndocker run -e DOOR=north gate\n```\n",
        "```ini\nDOOR=north\n```\n",
        "```yaml\n- name: DOOR\n  value: north\n```\n",
        "| Variable | Meaning |\n|---|---|\n| `DOOR` | which one |\n",
        "| Name | Meaning |\n|---|---|\n| DOOR | which one |\n",
        "- `DOOR`: which one\n",
        "Set `$DOOR` to the one that is stuck.\n",
        "Run `export DOOR=north` first.\n",
        "The alert has:\n\n- door = north\n",
        "Give it `door`, as the alert names it.\n",
    ],
)
def test_a_variable_that_is_set_or_explained_is_no_finding(told: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(f"{told}\n{USES}")) == []


@pytest.mark.parametrize(
    "code",
    [
        "echo $HOME ${PWD} $1 $@ $?",
        "echo '$DOOR' \\$DOOR",
        "source .env\necho $DOOR",
        'eval "$(gatectl env)"\necho $DOOR',
        "ssh door1 'echo $DOOR'",
        "docker exec -it gate sh\necho $DOOR",
        "cat <<'END'\n$DOOR\nEND",
        "echo $YOUR_DOOR",
        'name = "$${DOOR}-${LAMP}"',
        "# echo $DOOR",
    ],
)
def test_what_the_shell_something_else_or_nobody_fills_in_is_no_finding(code: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(f"```bash\n{code}\n```\n")) == []


def test_words_that_only_use_a_variable_do_not_explain_it(tmp_path: Path) -> None:
    body = f"Run `gatectl open $DOOR`.\n\n{USES}\nNEXT_DOOR is another one.\n"
    assert found(tmp_path, runbook(body)) == [undeclared("DOOR", 12, 14)]


def test_a_document_that_this_one_relates_to_tells_of_it(tmp_path: Path) -> None:
    guide = {
        "docs/owners.md": "---\nkind: owners-guide\ntitle: Gate\nproduct: gate\n---\n\n# Gate\n\n- `DOOR`: which one\n"
    }
    assert found(tmp_path, guide, runbook(USES)) == [undeclared("DOOR", 10, 14)]
    assert found(tmp_path, guide, runbook(USES, "relations:\n  owners-guide: owners.md\n")) == []
    assert found(tmp_path, guide, runbook(f"See [the guide](owners.md).\n\n{USES}")) == []


def test_a_table_whose_column_declares_variables_tells_of_them(tmp_path: Path) -> None:
    head = "---\nkind: operation-guide\nproject: Gate\nversion: 1.0.0\n---\n\n# Gate\n\n"
    table = "## 4. Configuration\n\n### 4.1 Environment variables\n\n| Variable | Required |\n|---|---|\n| `door` | yes |\n\n"
    assert found(tmp_path, {"docs/guide.md": f"{head}{table}```bash\necho $door $lamp\n```\n"}) == [
        undeclared("lamp", 18, 12, path="docs/guide.md")
    ]


def test_nobody_follows_what_is_history_or_of_another_kind(tmp_path: Path) -> None:
    article = "---\nkind: kb-article\ntitle: Gate\ntopic: gate\n---\n\n# Gate\n\n"
    assert found(tmp_path, runbook(USES, "status: retired\n"), {"docs/kb.md": article + USES}) == []


def test_the_prompt_of_root_is_no_comment(tmp_path: Path) -> None:
    assert found(tmp_path, runbook("```console\n# psql -h $DOOR\n```\n")) == [undeclared("DOOR", 10, 11)]
    assert found(tmp_path, runbook("```console\n# psql -h $DOOR # DOOR is the host\n```\n")) == []


def test_a_name_ends_before_what_is_not_ascii(tmp_path: Path) -> None:
    body = '```bash\nLAMP=a\necho "$HOMEを" $LAMPを “$DOOR” “$FLOOR…\n```\n'
    assert found(tmp_path, runbook(body)) == [undeclared("DOOR", 11, 23), undeclared("FLOOR", 11, 31)]


@pytest.mark.parametrize(
    "elsewhere", ["<!-- $${ -->\n", "Terraform reads `templatefile(x)`.\n", "```hcl\n$${a}\n```\n"]
)
def test_a_template_elsewhere_in_the_document_excuses_nothing(elsewhere: str, tmp_path: Path) -> None:
    line = 10 + elsewhere.count("\n")
    assert found(tmp_path, runbook(f"{elsewhere}\n{USES}")) == [undeclared("DOOR", line + 1, 14)]
    assert found(tmp_path, runbook("```bash\necho $${LAMP} $DOOR\n```\n")) == []


@pytest.mark.parametrize("label", ["output", "json", "yaml", "log", "python", "copy", "language-bash", "hljs bash"])
def test_what_stands_behind_a_prompt_is_read_whatever_the_fence_is_called(label: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(f"```{label}\n$ echo $DOOR\n```\n")) == [undeclared("DOOR", 10, 8)]


@pytest.mark.parametrize("label", ["perl", "php", "make", "jinja", "latex", "fish"])
def test_a_dollar_that_a_language_begins_lines_with_is_no_prompt(label: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(f"```{label}\n$ echo $DOOR\n```\n")) == []


@pytest.mark.parametrize("label", ["language-bash", "lang-sh", "bash+exec", "posix-shell", "{.language-bash}"])
def test_labels_of_shell_have_more_than_one_form(label: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(f"```{label}\necho $DOOR\n```\n")) == [undeclared("DOOR", 10, 6)]


def test_output_neither_uses_nor_sets_a_variable(tmp_path: Path) -> None:
    body = "```console\n$ cat settings\nHOST=$INNER\nexport A=$(aws s3 ls)\n$ echo $DOOR\nDOOR=unset\n```\n"
    assert found(tmp_path, runbook(body)) == [undeclared("DOOR", 13, 8)]
    assert found(tmp_path, runbook("```console\nDOOR=north\n$ echo $DOOR\n```\n")) == []


@pytest.mark.parametrize(
    "nothing",
    [
        "export DOOR",
        "readonly DOOR",
        "DOOR=",
        "DOOR=; ls",
        "echo DOOR=north",
        "printf '%s' DOOR=north",
        ". /dev/null",
        "source /dev/null",
    ],
)
def test_code_that_gives_no_value_sets_nothing(nothing: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(f"```bash\n{nothing}\n```\n\n{USES}")) == [undeclared("DOOR", 14, 14)]


@pytest.mark.parametrize("itself", ["$DOOR", '"$DOOR"', "${DOOR}"])
def test_a_variable_that_is_set_to_itself_is_not_set(itself: str, tmp_path: Path) -> None:
    column = 6 + itself.startswith('"')
    body = f"```bash\nDOOR={itself}\n```\n\n{USES}"
    assert found(tmp_path, runbook(body)) == [undeclared("DOOR", 10, column, " 2 times")]


@pytest.mark.parametrize(
    "told", ["DOOR=  # the one that is stuck", "echo DOOR=north >> .env", "export DOOR=a", "DOOR=()"]
)
def test_code_that_gives_a_value_or_says_what_it_is_tells_of_it(told: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(f"```bash\n{told}\n```\n\n{USES}")) == []
