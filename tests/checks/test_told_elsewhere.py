"""Who may tell the readers of a runbook what it uses: the documents that it sends them to, and nobody else."""

import pytest

from tests.repo import Repo

USES = "```bash\npsql -h $PUMP_DB\n```\n"
TELLS = "Install `psql`, and set `PUMP_DB` to the host of the database.\n"
STOP = "### Stop\n\n1. Close the valve.\n"


def runbook(front: str = "", text: str = "", uses: str = USES) -> str:
    head = f"---\nkind: runbook\ntitle: Pump\nservice: pump\n{front}---\n\n# Pump\n\n{text}\n"
    return f"{head}## Procedures\n\n### Start\n\n{uses}\n{STOP}"


def other(front: str = "") -> str:
    return runbook(front, TELLS, "1. Open the valve.\n")


BOTH = ["OG402", "OG403"]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"docs/pump.md": runbook()}, BOTH),
        ({"docs/pump.md": runbook("relations: {telemetry: other.md}\n"), "docs/other.md": other()}, []),
        ({"docs/pump.md": runbook(text="See [the other](other.md)."), "docs/other.md": other()}, []),
        ({"docs/pump.md": runbook(text="See [the other][o].\n\n[o]: other.md"), "docs/other.md": other()}, []),
        ({"docs/pump.md": runbook(text="See [set-up](README.md)."), "docs/README.md": TELLS}, []),
        (
            {"docs/pump.md": runbook(text="See [set-up](README.md)."), "docs/README.md": "PUMP_DBX, psql-client.\n"},
            BOTH,
        ),
        ({"docs/pump.md": runbook(text="![the other](other.md)"), "docs/other.md": other()}, BOTH),
        ({"docs/pump.md": runbook(), "docs/other.md": other("relations: {telemetry: pump.md}\n")}, BOTH),
        ({"docs/pump.md": runbook(text="See [it](other.md)."), "docs/other.md": other("status: retired\n")}, BOTH),
        ({"docs/pump.md": runbook(), "docs/README.md": TELLS}, BOTH),
    ],
    ids=[
        "nobody",
        "relation",
        "link",
        "reference",
        "page",
        "other words",
        "image",
        "named by",
        "retired",
        "not linked",
    ],
)
def test_only_where_a_reader_is_sent_to_may_tell(repo: Repo, files: dict[str, str], found: list[str]) -> None:
    lines = repo.write(files).lines("docs/pump.md", select=["OG402", "OG403"])
    assert sorted(text.split()[2] for text in lines) == found
