"""Shell code: what it runs, what it needs, what it sets, and where each of these stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate.reading.document import document
from opsgate.reading.shell import MAX_BLOCK, Script, parse_line, scripts


def found(raw: str) -> tuple[Script, ...]:
    return scripts(document("gate.md", raw).outline)


def bash(code: str) -> Script:
    (script,) = found(f"```bash\n{code}\n```\n")
    return script


def commands(script: Script) -> list[str]:
    """Each command on a line: program, arguments, and what is special about it."""
    lines = []
    for command in script.commands:
        flags = [name for name in ("away", "fed", "nested") if getattr(command, name)]
        flags += [] if command.sure else ["unsure"]
        words = [command.program.text, *command.texts]
        lines.append(" ".join([*words, *(f"({flag})" for flag in flags)]))
    return lines


def assigned(script: Script) -> list[tuple[str, str]]:
    return [(each.name, each.how) for each in script.assigned]


def reads(script: Script) -> list[str]:
    return [read.name + ("!" if read.told else "") for read in script.reads]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ls -l 'my file' \"it is\" a\\ b", ["ls -l my file it is a b"]),
        ("a | b && c || d; e &", ["a", "b (fed)", "c", "d", "e"]),
        ("sudo -u ops ls -l", ["sudo -u ops", "ls -l"]),
        ("env A=1 -u B ls", ["env A=1 -u B", "ls"]),
        ("sudo timeout -k 5 30 nice -n 5 tar c .", ["sudo", "timeout -k 5 30", "nice -n 5", "tar c ."]),
        ("time nohup exec gatectl run", ["time", "nohup", "exec", "gatectl run"]),
        ("ls | xargs -n 1 rm -f", ["ls", "xargs -n 1 (fed)", "rm -f (fed)"]),
        ("find . -name x -exec rm {} \\;", ["find . -name x -exec", "rm {} ;"]),
        ("command -v jq", ["command -v jq"]),
        ("A=1 B=2 gatectl run", ["gatectl run"]),
        ("bash -c 'aws s3 ls | wc -l'", ["bash -c aws s3 ls | wc -l", "aws s3 ls", "wc -l (fed)"]),
        ("watch 'kubectl get pods | tail'", ["watch", "kubectl get pods | tail", "kubectl get pods", "tail (fed)"]),
        ("echo $(date +%F) `hostname`", ["echo $(date +%F) `hostname`", "date +%F (nested)", "hostname (nested)"]),
        ("diff <(sort a) b", ["diff <(sort a) b", "sort a (nested)"]),
        ("if grep -q x f; then true; else false; fi", ["grep -q x f", "true", "false"]),
        ("while read -r a; do echo $a; done < f", ["read -r a (fed)", "echo $a (fed)"]),
        ("f() { curl x; }", ["curl x"]),
        ("[ -f x ] && [[ $a == b ]] && ls", ["ls"]),
        ("# only a comment", []),
        ("", []),
    ],
)
def test_commands_are_found_behind_whatever_starts_them(code: str, expected: list[str]) -> None:
    assert commands(bash(code)) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "ssh -i key ops@door 'uptime | wc'",
            ["ssh -i key ops@door", "uptime | wc (away)", "uptime (away)", "wc (away) (fed)"],
        ),
        ("ssh door systemctl restart gate", ["ssh door", "systemctl restart gate (away)"]),
        ("ssh door\npsql -c x\nexit\nls", ["ssh door", "psql -c x (away)", "exit", "ls"]),
        ("ssh -N -L 5432:db:5432 door\npsql", ["ssh -N -L 5432:db:5432 door", "psql"]),
        ("docker exec -it web psql -c x", ["docker exec -it web", "psql -c x (away)"]),
        ("docker run --rm -v a:b alpine ls", ["docker run --rm -v a:b alpine", "ls (away)"]),
        ("docker exec -it web bash\nnpm test", ["docker exec -it web", "bash (away)", "npm test (away)"]),
        ("kubectl exec -n a pod -- rails c\nUser.all", ["kubectl exec -n a pod --", "rails c (away)", "User.all"]),
        ("oc rsh pod\nls", ["oc rsh pod", "ls (away)"]),
        ("kubectl get pods", ["kubectl get pods"]),
        ("psql gate\nvacuum full;\nquit\nls", ["psql gate", "vacuum full (away)", "quit", "ls"]),
        ("psql gate < dump.sql\nls", ["psql gate (fed)", "ls"]),
        ("zcat d | psql gate\nls", ["zcat d", "psql gate (fed)", "ls"]),
        ("psql -Atc 'select 1'\nls", ["psql -Atc select 1", "ls"]),
        ("python3\nimport x", ["python3", "import x (away)"]),
        ("python3 app.py\nls", ["python3 app.py", "ls"]),
    ],
)
def test_what_runs_elsewhere_is_away(code: str, expected: list[str]) -> None:
    assert commands(bash(code)) == expected


def test_a_shell_opened_in_one_block_takes_the_next_of_its_section() -> None:
    raw = "# Gate\n\n```bash\nssh door\n```\n\n```bash\nls\n```\n\n```bash\nexit\npwd\n```\n\n## Next\n\n```bash\ndate\n```\n"
    assert [commands(script) for script in found(raw)] == [["ssh door"], ["ls (away)"], ["exit", "pwd"], ["date"]]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("A=1; B+=2", [("A", "="), ("B", "=")]),
        ("export A=1 B", [("A", "export"), ("B", "export")]),
        ("declare -r A=1; local B; readonly C=3; typeset D=4",
         [("A", "declare"), ("B", "local"), ("C", "readonly"), ("D", "typeset")]),
        ("A=1 gatectl run", [("A", "prefix")]),
        ("env A=1 gatectl run", [("A", "prefix")]),
        ("read -r -p 'door? ' a b", [("a", "read"), ("b", "read")]),
        ("while IFS= read -r line; do :; done", [("IFS", "prefix"), ("line", "read")]),
        ("mapfile -t lines < f", [("lines", "mapfile")]),
        ("printf -v stamp '%(%F)T'", [("stamp", "printf")]),
        ("for door in a b; do :; done", [("door", "for")]),
        ("(( n = m + 1 )); i=$((n + 1))", [("n", "(("), ("i", "=")]),
        ("echo ${A:=1}", [("A", "=")]),
        ("arr[0]=x", [("arr", "=")]),
        ("export A=$(B=1; echo)", [("A", "export"), ("B", "=")]),
    ],
)  # fmt: skip
def test_variables_that_code_sets(code: str, expected: list[tuple[str, str]]) -> None:
    assert assigned(bash(code)) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("echo $A \"${B}c\" '$C'", ["A", "B"]),
        ("echo ${A:-1} ${B:?say} ${C:+x} ${D#x} ${#E} ${F[@]} ${G/a/b}", ["A!", "B!", "C!", "D", "E", "F", "G"]),
        ("echo $1 $@ $? $$ $! ${*} $#", []),
        ("cat <<EOF\n$A\nEOF", ["A"]),
        ("cat <<'EOF'\n$A\nEOF", []),
        ("echo $((a + b))", ["a", "b"]),
        ("echo $(echo $A)", ["A"]),
        ("sudo sh -c 'echo $A'", ["A"]),
        ("awk '{print $A}' f", []),
        ("echo \\$A", []),
        ("echo ${{ secrets.TOKEN }}", []),
    ],
)
def test_variables_that_code_reads(code: str, expected: list[str]) -> None:
    assert reads(bash(code)) == expected


def test_redirections_here_documents_functions_and_created_files() -> None:
    script = bash("cat <<EOF > gate.conf\nx\nEOF\nls 2> err >> log < in 2>&1\nf() { :; }\nalias k=kubectl\ntouch a\n"
                  "cp a b\ncurl -o c x\ngit clone https://example.com/gate.git\ngit clone [URL]")  # fmt: skip
    assert [(r.operator, r.target.text, r.writes) for r in script.redirects] == [
        (">", "gate.conf", True), (">", "err", True), (">>", "log", True), ("<", "in", False),
    ]  # fmt: skip
    assert [(h.delimiter, h.quoted) for h in script.heredocs] == [("EOF", False)]
    assert [word.text for word in script.functions] == ["f", "k"]
    assert [word.text for word in script.created] == ["gate.conf", "err", "log", "a", "b", "c", "gate"]


@pytest.mark.parametrize(
    "code",
    [
        "kubectl logs <your pod> -n <ns>",
        "cd [PROJECT NAME]/x",
        "docker ps --format '{{.Names}} {{ .ID }}'",
        "kubectl get pod <<POD_NAME>>",
        "gatectl open ... --door <door>",
        "helm upgrade gate \\ \n  --install",
        "echo “héllo” ✅",
    ],
)
def test_placeholders_and_slips_do_not_derail_the_grammar(code: str) -> None:
    assert bash(code).whole


def test_a_placeholder_is_a_word_that_is_not_fixed() -> None:
    words = bash("kubectl logs <your pod> -n $NS gate").commands[0].arguments
    assert [(word.text, word.fixed) for word in words] == [
        ("logs", True), ("<your pod>", False), ("-n", True), ("$NS", False), ("gate", True),
    ]  # fmt: skip


def test_every_piece_has_its_span_in_the_document() -> None:
    raw = "# é\n\n- x\n\n  ```sh\n  é && ls '“a”' $DOOR \\\n    > \"out put\"\n  ```\n"
    (script,) = found(raw)
    first, command = script.commands
    pieces = [
        first.program.span,
        command.program.span,
        *(word.span for word in command.arguments),
        script.reads[0].span,
    ]
    assert [raw[slice(*span)] for span in [*pieces, script.redirects[0].target.span]] == [
        "é", "ls", "'“a”'", "$DOOR", "$DOOR", '"out put"',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("```console\n$ ls\nout $X\n$ pwd\n```", ["ls", "pwd"]),
        ("```\n$ ls\nout\n```", ["ls"]),
        ("    $ ls\n    out", ["ls"]),
        (
            "```text\nops@door:~$ sudo ls\n[root@door ~]# pwd\n(venv) $ date\nbash-5.1$ id\n```",
            ["sudo", "ls", "pwd", "date", "id"],
        ),
        ("```console\n# systemctl restart gate\n```", ["systemctl restart gate"]),
        ("```console\n$ ls\n# a comment\n```", ["ls"]),
        ("```console\nls -l\n```", ["ls -l"]),
        ("```console\n$ ls \\\n>   -l\nout\n```", ["ls -l"]),
        ("```console\n$ for a in b; do\n> ls\n> done\nout\n```", ["ls"]),
        ("```console\n$ cat <<E\n> $X\n> E\nout\n```", ["cat (fed)"]),
        ("```console\n$ psql gate\ngate=# select 1;\n```", ["psql gate"]),
        ("```bash\n$ ls\nout here\n```", ["ls"]),
        ("```{code-block} bash\nls\n```", ["ls"]),
        ("```Shell-Session\n% ls\n```", ["ls"]),
    ],
)
def test_transcripts_give_their_commands_and_not_their_output(block: str, expected: list[str]) -> None:
    (script,) = found(block + "\n")
    assert commands(script) == expected


@pytest.mark.parametrize(
    "info", ["python", "yaml", "sql", "powershell", "dockerfile", "json", "ini", "php", "", "text"]
)
def test_other_languages_and_unprompted_text_are_not_shell(info: str) -> None:
    assert found(f"```{info}\nls -l\nget x\n```\n") == ()


def test_what_is_set_between_prompts_is_code_too() -> None:
    (script,) = found("```sh\nDOOR=north # the one that is stuck\n\n$ gatectl open $DOOR\nopened\n```\n")
    assert (commands(script), assigned(script)) == (["gatectl open $DOOR"], [("DOOR", "=")])


def test_what_the_grammar_gives_up_on_is_not_sure() -> None:
    script = bash("ls\nsum by (x) (rate(y[5m]))\npwd")
    assert not script.whole
    assert not any(c.sure for c in script.commands if c.program.text == "sum")


def test_a_line_of_inline_code_is_read_with_its_spans() -> None:
    raw = "Run `$ curl -s $HOST/health` now."
    script = parse_line(raw, (5, 27))
    (command,) = script.commands
    assert [raw[slice(*w.span)] for w in (command.program, *command.arguments)] == ["curl", "-s", "$HOST/health"]
    assert (reads(script), script.console) == (["HOST"], True)


@pytest.mark.parametrize("piece", ["a | ", "a=(", "<<", "[[ (", "$("])
def test_code_that_would_cost_too_much_is_not_read(piece: str) -> None:
    script = bash(piece * (MAX_BLOCK // len(piece) - 10))
    assert (script.commands, script.whole) == ((), False)


def test_code_that_is_too_large_is_not_read() -> None:
    script = bash("ls\n" * MAX_BLOCK)
    assert (script.commands, script.whole) == ((), False)


@given(
    st.text(st.sampled_from("ab $\n\\'\"`(){}[]<>|&;#=-é!~\t*?"), max_size=200),
    st.sampled_from(["bash", "console", ""]),
)
def test_nothing_throws_and_every_span_lies_in_the_document(code: str, info: str) -> None:
    raw = f"```{info}\n$ {code}\n```\n"
    for script in found(raw):
        spans = [read.span for read in script.reads] + [each.span for each in script.assigned]
        for command in script.commands:
            spans += [command.program.span, *(word.span for word in command.arguments)]
        assert all(0 <= start <= end <= len(raw) for start, end in spans)
        assert all(raw[slice(*read.span)].find(read.name) >= 0 for read in script.reads)


def test_the_good_lines_around_a_broken_one_are_read_one_by_one() -> None:
    raw = "```bash\nfor p in $(cat list; do echo $p; done\ncurl -h $HOST \\\n  -U $USER_NAME\necho $p\n```\n"
    (script,) = found(raw)
    assert [raw[slice(*line)] for line in script.unread] == ["for p in $(cat list; do echo $p; done\n"]
    assert [read.name for read in script.reads if read.sure] == ["HOST", "USER_NAME"]
    assert [line for line in commands(script) if "unsure" not in line] == ["curl -h $HOST", "-U $USER_NAME", "echo $p"]
