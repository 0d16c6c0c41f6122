"""Steps that do not say what to expect or what to do otherwise, and steps that nobody can take back."""

import pytest

from tests.checks.case import Case, said
from tests.repo import Repo

HEAD = "---\nkind: runbook\ntitle: Gate\nservice: gate-api\n---\n\n# Gate\n\n## Procedures\n\n### Start\n\n"
EXPECT = (
    "[say what the reader should see when it worked, or add a step that checks it; then what to do when it did not]"
)
ELSE = "[say what to do when a step does not go as it should: “Otherwise …”, the way back, or whom to call]"
BACK = "[say how to get it back (a backup, a snapshot, a rollback), or that there is no way back]"


def gate(body: str) -> dict[str, str]:
    return {"docs/gate.md": HEAD + body}


def bare(place: str, message: str) -> str:
    return f"docs/gate.md:{place}: note OG410 step-without-expectation: {message} {EXPECT}"


def lost(place: str, what: str, more: str = "") -> str:
    message = f"`{what}` cannot be undone{more}, and its section names no way back"
    return f"docs/gate.md:{place}: note OG411 irreversible-step: {message} {BACK}"


NEITHER = "change something and do not say what to expect, and nothing says what to do when it fails"
EXPECTATIONS = [
    Case(
        "commands alone",
        gate("1. Start it.\n\n   ```sh\n   sudo systemctl start gate\n   ```\n2. Run `kubectl apply -f gate.yaml`.\n"),
        [bare("13:1", f"steps 1 and 2 {NEITHER}")],
    ),
    Case(
        "a verb alone",
        gate("1. Restart the gate.\n\nIf it fails, call @kim.\n"),
        [bare("13:1", "step 1 changes something and does not say what to expect")],
    ),
    Case(
        "an expectation and nothing otherwise",
        gate("1. Run `systemctl start gate`. The lamp should be green.\n"),
        [
            "docs/gate.md:13:1: note OG410 step-without-expectation: step 1 changes something, and nothing says "
            f"what to do when that does not go as expected {ELSE}"
        ],
    ),
    Case("both", gate("1. Run `systemctl start gate`. The lamp should be green. Otherwise call @kim.\n"), []),
    Case("the next step checks", gate("1. Run `systemctl start gate`.\n2. Check the lamp; if it is red, call @kim.\n"), []),
    Case(
        "the output is shown",
        gate("1. Start it:\n\n   ```console\n   $ systemctl start gate\n   started\n   ```\n\nIf not, call @kim.\n"),
        [],
    ),
    Case(
        "a command shows it",
        gate("1. Start it:\n\n   ```sh\n   systemctl start gate\n   systemctl is-active gate\n   ```\n\nElse call @kim.\n"),
        [],
    ),
    Case(
        "code without an indent belongs to its step",
        gate("1. Start it.\n\n```sh\nsystemctl start gate\n```\n\n2. Shut the door.\n"),
        [bare("13:1", "step 1 changes something and does not say what to expect, and nothing says what to do when it fails")],
    ),
    Case("a section below checks", gate("1. Run `systemctl start gate`.\n\n#### Verify\n\nGreen. Otherwise call @kim.\n"), []),
    Case("steps that only look", gate("1. Open the dashboard.\n2. Run `kubectl get pods`.\n3. Page @kim.\n"), []),
    Case("a rehearsal", gate("1. Run `kubectl apply --dry-run=client -f gate.yaml`.\n"), []),
    Case("what not to do", gate("1. Do not run `systemctl stop gate`.\n"), []),
    Case("another language", gate("1. `systemctl start gate` ausführen und die Lampe ansehen, das ist der Anfang.\n"), []),
]  # fmt: skip


@pytest.mark.parametrize("case", EXPECTATIONS, ids=str)
def test_a_step_that_changes_something_says_what_to_expect(case: Case, repo: Repo) -> None:
    report = repo.write(case.files).check(select=["OG410"], level="product", cached=False)
    assert list(map(said, report.findings)) == case.expected


def test_personal_notes_need_no_expectations(repo: Repo) -> None:
    files = gate("1. Run `systemctl start gate`.\n")
    assert repo.write(files).check(select=["OG410"], level="hobby").findings == ()


LOSSES = [
    Case("a command", gate("1. Make room:\n\n   ```sh\n   sudo rm -rf /srv/gate/data\n   ```\n"),
         [lost("16:9", "rm -rf /srv/gate/data")]),
    Case("in the sentence", gate("1. Run `terraform destroy`.\n"), [lost("13:9", "terraform destroy")]),
    Case("statements", gate("```sql\nDROP TABLE visits;\nDELETE FROM doors;\n```\n"),
         [lost("14:1", "DROP TABLE visits;", " (nor can 1 more below it)")]),
    Case("a statement that a command takes", gate("```sh\npsql -c \"DROP TABLE visits\"\n```\n"),
         [lost("14:10", "DROP TABLE visits\"")]),
    Case("a verb", gate("1. Delete the old database.\n"), [lost("13:4", "Delete the old database")]),
    Case(
        "a sentence with its command",
        gate("1. Delete the volume:\n\n   ```sh\n   kubectl delete pvc gate\n   ```\n"),
        [lost("16:4", "kubectl delete pvc gate")],
    ),
    Case("without a label", gate("```\nkubectl delete pvc gate-data\n```\n"), [lost("14:1", "kubectl delete pvc gate-data")]),
    Case("force", gate("1. Run `git push --force origin main`.\n"), [lost("13:9", "git push --force origin main")]),
    Case("with a backup", gate("1. Take a backup.\n2. Run `terraform destroy`.\n"), []),
    Case("said to be final", gate("1. Run `terraform destroy`. This cannot be undone.\n"), []),
    Case("told above", {"docs/gate.md": HEAD.replace("## Procedures\n", "## Procedures\n\nSnapshots are taken hourly.\n")
                        + "1. Run `terraform destroy`.\n"}, []),
    Case("a rehearsal", gate("1. Run `terraform destroy --dry-run`.\n"), []),
    Case("what can be made again", gate("1. Run `rm -rf /tmp/gate` and `kubectl delete pod gate-0`.\n"), []),
    Case("what not to do", gate("Never run `terraform destroy`.\n"), []),
    Case("a mention", gate("The role may `DROP TABLE visits`, which `terraform destroy` needs.\n"), []),
    Case("cleaning up", gate("#### Clean up\n\n1. Run `terraform destroy`.\n"), []),
    Case("a quoted path that expands", gate("```sh\nrm -rf \"$DATA/old\"\n```\n"), [lost("14:1", 'rm -rf "$DATA/old"')]),
    Case("a quoted variable", gate("```sh\nrm -rf \"${DATA}\"/old\n```\n"), [lost("14:1", 'rm -rf "${DATA}"/old')]),
    Case("a quoted path of no worth", gate("```sh\nrm -rf \"$TMPDIR/gate\" \"$HOME\"/.cache \"$OUT/build-$NUMBER\"\n```\n"), []),
    *(
        Case(command, gate(f"```sh\n{command}\n```\n"), [lost("14:1", command)])
        for command in (
            "find /srv/gate -mtime +30 -delete", 'find "$DATA" -name old -delete', "docker system prune -af",
            "helm uninstall gate", "truncate -s 0 /srv/gate/visits", "truncate -s0 visits", "truncate --size=0 visits",
            "rsync -a --delete new/ /srv/gate/", "etcdctl del /gate --prefix",
        )
    ),
    *(
        Case(command, gate(f"```sh\n{command}\n```\n"), [])
        for command in (
            "find /srv/gate -mtime +30", "find . -name old -delete", "find /srv/gate -name '*.tmp' -delete",
            "docker image prune", "helm uninstall gate --dry-run", "truncate -s 10G disk", "truncate -s 0 /var/log/gate",
            "rsync -an --delete new/ /srv/gate/", "rsync -a new/ /srv/gate/", "etcdctl get /gate",
        )
    ),
    *(
        Case(told, gate(f"1. Run `terraform destroy`.\n2. {told}\n"), [lost("13:9", "terraform destroy")])
        for told in (
            "Do not delete the backup.", "Do **not** roll back.", "Never roll back.", "**Never** restore it.",
            "Call @kim, but don't touch the\n   snapshot.", "You must not delete the backup.",
        )
    ),
    *(
        Case(told, gate(f"1. Run `terraform destroy`.\n2. {told}\n"), [])
        for told in (
            "Never do it without a backup.", "Do not forget to take a snapshot.", "It can never be restored.",
            "We do not keep a backup.", "Do not worry: restore the backup.", "Never roll back.\n3. Restore the backup.",
            "It cannot be undone.", "You will not be able to roll back.",
        )
    ),
    Case("a comment", gate("```sql\n-- DROP TABLE visits;\nSELECT 1;\n```\n"), []),
]  # fmt: skip


@pytest.mark.parametrize("case", LOSSES, ids=str)
def test_a_step_that_cannot_be_undone_names_its_way_back(case: Case, repo: Repo) -> None:
    report = repo.write(case.files).check(select=["OG411"], cached=False)
    assert list(map(said, report.findings)) == case.expected


def test_nobody_follows_a_document_that_is_history(repo: Repo) -> None:
    text = gate("1. Run `terraform destroy`.\n2. Restart the gate.\n")["docs/gate.md"]
    repo.write({"docs/gate.md": text.replace("service:", "status: retired\nservice:")})
    assert repo.check(select=["OG410", "OG411"], level="product").findings == ()


def test_kinds_that_nobody_follows_step_by_step_are_left_alone(repo: Repo) -> None:
    text = "---\nkind: kb-article\ntitle: Gate\ntopic: gate\n---\n\n# Gate\n\n1. Run `terraform destroy`.\n"
    report = repo.write({"docs/gate.md": text}).check(select=["OG410", "OG411"], level="product")
    assert report.findings == ()
