"""Programs that a command calls and nobody says to have: once a package and document, at the first call."""

from pathlib import Path

import pytest

from opsgate.knowing.programs import programs
from tests.checks.case import said
from tests.repo import Repo

HEAD = "---\nkind: runbook\ntitle: Gate\nservice: gate-api\n{}---\n\n# Gate\n\n"
USES = "```bash\npsql gate -c 'select 1'\n```\n"


def runbook(body: str, front: str = "") -> dict[str, str]:
    return {"docs/gate.md": HEAD.format(front) + body}


def found(root: Path, *files: dict[str, str], select: tuple[str, ...] = ("OG403",)) -> list[str]:
    repo = Repo(root)
    for part in files:
        repo.write(part)
    return [said(finding) for finding in repo.check(select=list(select)).open]


def undeclared(at: str, called: str, it: str, what: str, see: str = "") -> str:
    return (
        f"docs/{at}: warning OG403 undeclared-program: {called} called, but nothing here or in a related document requires"
        f" or installs {it}{see} [name {what} among the requirements, or install it in a step before]"
    )


CLIENT = "the PostgreSQL client"


def test_programs_of_one_package_are_one_finding_at_the_first_call(tmp_path: Path) -> None:
    body = "```bash\npg_dump gate > gate.sql && jq . x\npsql gate < gate.sql\npsql gate -c x\n```\n"
    assert found(tmp_path, runbook(body)) == [
        undeclared("gate.md:10:1", "`pg_dump` and `psql` are", CLIENT, CLIENT, " (see docs/gate.md:11:1)"),
        undeclared("gate.md:10:28", "`jq` is", "it", "`jq`"),
    ]


@pytest.mark.parametrize(
    "told",
    [
        "| Software | Version |\n|---|---|\n| PostgreSQL | 16 |\n",
        "| Requirement | Version |\n|---|---|\n| postgresql-client | 16 |\n",
        "## Prerequisites\n\n- PostgreSQL 16\n",
        "You need PostgreSQL on your machine.\n",
        "The PostgreSQL client talks to it.\n",
        "Look into it with psql.\n",
        "Look into it with `psql`.\n",
        "Look into it with the `psql gate` client.\n",
        "```bash\nsudo apt-get install -y postgresql-client-16\n```\n",
        "```bash\nbrew install libpq\n```\n",
        "```bash\ncommand -v psql\n```\n",
        "```bash\npsql --version\n```\n",
        '```bash\npsql() { ssh db psql "$@"; }\n```\n',
        "```bash\nalias psql='ssh db psql'\n```\n",
        "```bash\ncurl -o psql https://example.com/x\n```\n",
        "```bash\nmake  # needs the PostgreSQL client\n```\n",
    ],
)
def test_a_program_that_is_required_installed_or_named_is_no_finding(told: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(f"{told}\n{USES}")) == []


@pytest.mark.parametrize(
    "words",
    [
        "The PostgreSQL database is slow.\n",
        "Run `psql gate`.\n",
        "```sql\nselect 1 from psql\n```\n",
        "<!-- psql -->\n",
    ],
)
def test_words_about_something_else_do_not_tell_of_it(words: str, tmp_path: Path) -> None:
    line = 10 + words.count("\n") + 1
    assert found(tmp_path, runbook(f"{words}\n{USES}")) == [
        undeclared(f"gate.md:{line}:1", "`psql` is", CLIENT, CLIENT)
    ]


@pytest.mark.parametrize(
    "code",
    [
        "ls | grep x | awk 1 | sed s/a/b/; cd x; export A=1; time ls; [ -f x ] && tar czf x.tgz .",
        "sudo systemctl restart gate; journalctl -u gate; ssh door1; curl -s x; git pull; vi x; apt-get update",
        './gatectl --all; /opt/gate/bin/gatectl --all; "$GATECTL" --all; <gatectl> --all; ~/gatectl --all',
        "ssh door1 'psql gate'",
        "docker-compose --version; docker exec -it db psql gate",
        "# psql gate",
        "echo psql gate",
        "SELECT * FROM doors;",
        "NAME      READY   STATUS\nkubectl   1/1     Running",
        "status: open\nterraform: none",
        "gate stays open",
    ],
)
def test_what_every_reader_has_what_runs_elsewhere_and_output_are_no_findings(code: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(f"```bash\n{code}\n```\n")) == []


def test_a_program_that_no_list_knows_is_found_where_its_options_show_that_it_is_one(tmp_path: Path) -> None:
    body = "```bash\nsudo gatectl open --door north\n```\n"
    assert found(tmp_path, runbook(body)) == [undeclared("gate.md:10:6", "`gatectl` is", "it", "`gatectl`")]
    assert found(tmp_path, runbook(f"The `gatectl open` tool does it.\n\n{body}")) == []
    assert found(tmp_path, runbook(f"```bash\npip install -r requirements.txt\n```\n\nPython 3.\n\n{body}")) == []


def test_a_document_that_this_one_relates_to_tells_of_it(tmp_path: Path) -> None:
    guide = {"docs/owners.md": "---\nkind: owners-guide\ntitle: Gate\nproduct: gate\n---\n\n# Gate\n\nWe use psql.\n"}
    assert found(tmp_path, guide, runbook(USES)) == [undeclared("gate.md:10:1", "`psql` is", CLIENT, CLIENT)]
    assert found(tmp_path, guide, runbook(USES, "relations:\n  owners-guide: owners.md\n")) == []


def test_a_related_document_tells_of_programs_that_no_list_knows(tmp_path: Path) -> None:
    head = "---\nkind: owners-guide\ntitle: Gate\nproduct: gate\n---\n\n# Gate\n\n"
    book = runbook("```bash\ngatectl open --door north\n```\n", "relations:\n  owners-guide: owners.md\n")
    finding = undeclared("gate.md:12:1", "`gatectl` is", "it", "`gatectl`")
    assert found(tmp_path, {"docs/owners.md": f"{head}## Requirements\n\n- `gatectl` 2\n"}, book) == []
    assert found(tmp_path, {"docs/owners.md": f"{head}Some say `gatectl` rules.\n"}, book) == [finding]


GUIDE = """\
# Operation guide

## Metadata

```yaml
kind: operation-guide
project: Lantern
version: "1.0"
last_updated: "2026-11-02"
author: "@sam"
status: draft
```

## 2. System requirements

### 2.2 Software requirements

| Software | Version | Purpose |
|---|---|---|
| OS | Debian 12 | Host |
| Docker | 24+ | Containers |

## 3. Installation

### 3.2 Installation steps

```bash
git clone [DEPLOY_REPO]
cd [lantern]-deploy
cp .env.example .env
docker-compose up -d
curl http://localhost:4000/health
```

```bash
export CACHE_URL="cache://..."
yarn install  # or pip install -r requirements.txt
yarn migrate  # or python manage.py migrate
```

## 4. Configuration

### 4.1 Environment variables

| Variable | Required | Default | Description |
|---|---|---|---|
| `CACHE_URL` | Yes | - | Cache |
| `LOG_LEVEL` | No | `info` | Logging level |

## 5. Deployment

```bash
supervisorctl restart all  # or docker-compose restart
echo "$LOG_LEVEL $CACHE_URL"
```

## 7. Maintenance

```bash
mysqldump -h $SQL_HOST -u $SQL_USER $SQL_NAME | gzip > backup_$(date +%Y%m%d).sql.gz
gsutil cp backup_*.sql.gz gs://backups/db/
```

```bash
gunzip -c backup_20260101.sql.gz | mysql -h $SQL_HOST -u $SQL_USER $SQL_NAME
docker stats
df -h
```
"""


def test_all_that_a_guide_with_every_trap_lacks_and_nothing_that_it_declares(tmp_path: Path) -> None:
    files = {"docs/guide.md": GUIDE, "opsgate.toml": '[kinds]\n"docs/guide.md" = "operation-guide"\n'}
    variable = "but neither set nor explained here or in a related document [set it in a step before, or say in a table of variables what it is]"
    mysql, google = "the MySQL client", "the Google Cloud CLI"
    assert found(tmp_path, files, select=("OG402", "OG403")) == [
        undeclared("guide.md:37:1", "`yarn` is", "it", "`yarn`"),
        undeclared("guide.md:53:1", "`supervisorctl` is", "it", "`supervisorctl`"),
        undeclared("guide.md:60:1", "`mysqldump` and `mysql` are", mysql, mysql, " (see docs/guide.md:65:36)"),
        f"docs/guide.md:60:14: warning OG402 undeclared-variable: `$SQL_HOST` is used 2 times, {variable}",
        f"docs/guide.md:60:27: warning OG402 undeclared-variable: `$SQL_USER` is used 2 times, {variable}",
        f"docs/guide.md:60:37: warning OG402 undeclared-variable: `$SQL_NAME` is used 2 times, {variable}",
        undeclared("guide.md:61:1", "`gsutil` is", google, google),
    ]


def test_no_program_is_both_what_every_reader_has_and_part_of_a_package() -> None:
    known = programs()
    assert [program for program in known.by_program if program in known.base] == []


def test_a_program_belongs_to_one_package() -> None:
    listed = [program for package in programs().packages for program in package.programs]
    assert len(listed) == len(set(listed))
