"""Criteria over the parts of a document: elements and pictures, words, what is started and stopped, part numbers."""

from pathlib import Path

import pytest

from opsgate.judging.commands import effects
from opsgate.reading.document import document
from tests.gates.around import ask, write


def owners(root: Path, body: str, name: str) -> list[str]:
    write(
        root,
        {
            "docs/g.md": f"---\nkind: owners-guide\ntitle: G\n---\n\n# G\n\n{body}",
            "docs/a.svg": "<svg/>",
            "docs/e.svg": "",
        },
    )
    return ask(root, "docs/g.md", f"exit/{name}")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("## Install\n\n1. See\n\n   ![A lamp](a.svg)\n", ["pass docs/g.md:12:4 `docs/a.svg` is there"]),
        ("## Operation\n\n### Modes\n\n| A |\n|---|\n| ![A lamp](a.svg) |\n", ["pass docs/g.md:14:3 `docs/a.svg` is there"]),
        ("## Install\n\n<img alt='A lamp' src='a.svg'>\n", ["pass docs/g.md:10:1 `docs/a.svg` is there"]),
        ("## Install\n\n![A][a]\n\n[a]: a.svg\n", ["pass docs/g.md:10:1 `docs/a.svg` is there"]),
        ("## Install\n\n![A](data:image/png;base64,AAAA)\n", ["pass docs/g.md:10:1 the picture is part of the document"]),
        ("## Install\n\n![A](a.svg) ![B](gone.svg)\n", ["pass docs/g.md:10:1 `docs/a.svg` is there", "fail docs/g.md:10:13 the picture `docs/gone.svg` does not exist"]),
        ("## Install\n\n![A](A.svg)\n", ["fail docs/g.md:10:1 the picture `docs/A.svg` does not exist"]),
        ("## Install\n\n![A](e.svg)\n", ["fail docs/g.md:10:1 the picture `docs/e.svg` is empty"]),
        ("## Install\n\n![A](../../a.svg)\n", ["fail docs/g.md:10:1 the picture `../../a.svg` leads out of the repository"]),
        ("## Install\n\n![A](https://example.com/a.svg)\n", ["unknown docs/g.md:10:1 the picture `https://example.com/a.svg` lies outside the repository"]),
        ("## Install\n\n![A](https://example.com/a.svg) ![B](a.svg)\n", ["pass docs/g.md:10:33 `docs/a.svg` is there"]),
        ("## Install\n\nNone.\n\n## FAQ\n\n![A](a.svg)\n", ["fail docs/g.md:8:1 there is nothing of the kind under “Install” or “Operation”, expected an image"]),
        ("", ["fail docs/g.md:6:1 there is nothing of the kind under “Install” or “Operation”, expected an image"]),
    ],
)  # fmt: skip
def test_a_picture_is_shown_and_is_there(tmp_path: Path, body: str, said: list[str]) -> None:
    assert owners(tmp_path, body, "illustrated") == said


def test_a_picture_may_not_be_a_link_to_another_place(tmp_path: Path) -> None:
    write(tmp_path, {"docs/a.svg": "<svg/>"})
    (tmp_path / "docs/l.svg").symlink_to("a.svg")
    assert owners(tmp_path, "## Install\n\n![A](l.svg)\n", "illustrated") == [
        "fail docs/g.md:10:1 the picture `docs/l.svg` goes through the symbolic link `l.svg`"
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("## Data export\n\n- First\n  1. Open it\n", ["pass - numbered steps found"]),
        ("## Data export\n\n```sh\nexport-it\n```\n", ["pass - a command block found"]),
        ("## Data export\n\nWrite to us.\n", ["fail docs/e.md:8:1 there is nothing of the kind under “Data export”, expected numbered steps or a command block"]),
    ],
)  # fmt: skip
def test_an_element_counts_wherever_it_is_nested(tmp_path: Path, body: str, said: list[str]) -> None:
    write(tmp_path, {"docs/e.md": f"---\nkind: eol-plan\ntitle: E\n---\n\n# E\n\n{body}"})
    assert ask(tmp_path, "docs/e.md", "exit/data-can-be-saved") == said


@pytest.mark.parametrize(
    "text", ["30 cm", "`30cm`", "M2.5x8", "part A-30mm", "v30mm", "USB3", "4K", "80%", "[x](a30cm.md)", "3.5mm-jack"]
)
def test_a_unit_stands_apart_or_is_none(tmp_path: Path, text: str) -> None:
    assert owners(tmp_path, f"Take {text} of it.\n", "units-readable") == [
        "pass - every unit that is known stands apart from its number"
    ]


@pytest.mark.parametrize(("text", "shown"), [("30cm", "30cm"), ("(0.5kg)", "0.5kg"), ("**25°C**", "25°C")])
def test_a_unit_that_is_joined_to_its_number_fails(tmp_path: Path, text: str, shown: str) -> None:
    (line,) = owners(tmp_path, f"Take {text} of it.\n", "units-readable")
    assert line.partition(" ")[0] == "fail"
    assert line.endswith(f"`{shown}` has no space before the unit")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Press the green button.", "fail docs/g.md:8:1 “Press the green button” is told by its colour alone"),
        (
            "Then click on the button on the right.",
            "fail docs/g.md:8:6 “click on the button on the right” is told by its position alone",
        ),
        ("Press the top left key.", "fail docs/g.md:8:1 “Press the top left key” is told by its position alone"),
        ("Press the green **Start** button.", ""),
        ("Press the green button (**Start**).", ""),
        ("Press the button on top.", ""),
        ("Press the latch of the white plug.", ""),
        ("![Press the red button](a.svg){}".format(""), ""),
    ],
)
def test_nothing_is_told_by_colour_or_position_alone(tmp_path: Path, text: str, said: str) -> None:
    if text.startswith("!"):
        text = "Look at the red light: it blinks."
    expected = said or "pass - no instruction is by colour or position alone"
    assert owners(tmp_path, f"{text}\n", "senses-not-alone") == [expected]


def test_lights_that_differ_by_colour_alone_fail(tmp_path: Path) -> None:
    table = "| Light | Meaning |\n|---|---|\n| Red | Fault |\n| Green light | Well |\n| Blue, blinking | Pairing |\n"
    assert owners(tmp_path, table, "senses-not-alone") == [
        "fail docs/g.md:10:3 “Red” is told by its colour alone",
        "fail docs/g.md:11:3 “Green light” is told by its colour alone",
    ]


def running(root: Path, body: str) -> list[str]:
    text = f"---\nkind: operation-guide\ntitle: G\nproject: L\n---\n\n# G\n\n## Start and stop\n\n{body}"
    return [
        line.split(" ", 2)[0] + " " + line.split(" ", 2)[2]
        for line in ask(write(root, {"docs/g.md": text}), "docs/g.md", "entrance/starts-also-stop")
    ]


def code(*lines: str) -> str:
    return "```sh\n" + "\n".join(lines) + "\n```\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (code("sudo systemctl start nginx", "systemctl stop nginx.service"), ["pass `nginx` is stopped too"]),
        (code("docker compose -f a.yaml up -d api worker", "docker-compose stop --timeout 60 worker"), ["fail `api` is started, and no command stops it", "pass `worker` is stopped too"]),
        (code("docker compose up -d api \\", "  worker", "docker compose down"), ["pass `api` is stopped with all the others", "pass `worker` is stopped with all the others"]),
        (code("docker compose up -d", "docker compose stop api"), ["unknown all services are started, and only some are stopped by name"]),
        (code("docker compose up -d"), ["fail what this command starts, no command stops"]),
        (code("systemctl start nginx", "docker compose down"), ["fail `nginx` is started, and no command stops it"]),
        (code("systemctl enable --now a.timer && systemctl disable --now a.timer"), ["pass `a.timer` is stopped too"]),
        (code("docker run -d --name web img", "docker stop web"), ["pass `web` is stopped too"]),
        (code("kubectl scale deployment/api --replicas=3", "kubectl scale deployment/api --replicas=0"), ["pass `api` is stopped too"]),
        (code("./start.sh", "./stop.sh"), ["pass `*` is stopped with all the others"]),
        (code("npm run start:api", "npm run stop:web"), ["fail `api` is started, and no command stops it"]),
        (code("make up", "make down"), ["pass `*` is stopped with all the others"]),
        ("```\n$ systemctl start nginx\n```\n", ["fail `nginx` is started, and no command stops it"]),
        ("1. Run `systemctl start nginx`.\n2. Run `systemctl stop nginx`.\n", ["pass `nginx` is stopped too"]),
        (code("# systemctl start nginx", "systemctl status nginx", "docker run --rm img"), ["unknown nobody can tell what the section starts"]),
        ("1. Start the database and the cache.\n2. Stop the cache.\n3. Shut down the database.\n", ["pass “the database” is stopped too", "pass “the cache” is stopped too"]),
        ("1. Start message queue\n2. Start application servers\n3. Stop application servers\n", ["fail a step starts “message queue”, and no step stops it", "pass “application servers” is stopped too"]),
        ("1. `npm start`\n2. Press Ctrl+C.\n", ["pass a step stops what this command starts"]),
        ("1. `systemctl start nginx`\n2. Stop nginx by hand.\n", ["pass a step stops `nginx`"]),
        ("1. `systemctl start nginx`\n2. Stop redis by hand.\n", ["fail `nginx` is started, and no command stops it"]),
        ("1. Start it.\n2. Stop it.\n", ["unknown nobody can tell what the section starts"]),
        ("Start with `echo 'unclosed`.\n", ["unknown nobody can tell what the section starts"]),
    ],
)  # fmt: skip
def test_what_starts_also_stops(tmp_path: Path, body: str, said: list[str]) -> None:
    assert running(tmp_path, body) == said


def test_a_step_with_its_own_command_is_judged_by_the_command(tmp_path: Path) -> None:
    body = "1. Start the backend.\n\n   ```sh\n   systemctl start api\n   ```\n2. Stop it.\n\n   ```sh\n   systemctl stop api\n   ```\n"
    assert running(tmp_path, body) == ["pass `api` is stopped too"]


def test_without_the_section_nobody_can_tell(tmp_path: Path) -> None:
    write(tmp_path, {"docs/g.md": "---\nkind: operation-guide\ntitle: G\nproject: L\n---\n\n# G\n"})
    assert ask(tmp_path, "docs/g.md", "entrance/starts-also-stop") == [
        "unknown docs/g.md:7:1 there is no section about starting and stopping"
    ]


def test_commands_that_nobody_can_read_start_nothing() -> None:
    hostile = ["sudo", "sudo sudo", "docker", "docker compose", "service", "brew services", "kubectl scale", "supervisorctl",
               "pm2 start", "systemctl", "systemctl start", "; ; &&", "A=1", "--", "x" * 20_000, "npm run", "make"]  # fmt: skip
    outline = document("a.md", "# A\n\n" + code(*hostile)).outline
    assert [effect[:3] for effect in effects(outline.sections[1])] == [("start", "pm2", "*")]


NOTES = (
    "---\nkind: service-notes\ntitle: N\ncomponent: B\n{more}---\n\n# N\n\n## Steps\n\n1. {step}\n\n## Parts\n\n{table}"
)
TABLE = "| PN | Description | Qty |\n|---|---|---|\n{}"
BOTH = TABLE.format("| BAT-1 | Pack | 1 |\n| gsk-2 | Seal | 1 |\n")
BILL = "part_number,quantity\nBAT-1,1\nGSK-2,1\nGSK-3,1\n"


def notes(root: Path, more: str, step: str = "Go.", table: str = BOTH, bill: str | bytes = BILL) -> list[str]:
    write(root, {"docs/n.md": NOTES.format(more=more, step=step, table=table), "bom.csv": bill})
    return ask(root, "docs/n.md", "exit/parts-agree")


LISTED = "parts: [BAT-1, GSK-2]\n"
RELATED = LISTED + "relations: {bom: ../bom.csv}\n"
HOLDS = ["pass docs/n.md:5:9 `BAT-1` is named", "pass docs/n.md:5:16 `GSK-2` is named"]


@pytest.mark.parametrize(
    ("more", "step", "said"),
    [
        (LISTED, "Lay in GSK-2.", HOLDS),
        (RELATED, "Turn it with a T8 by ISO-4762, M2.5.", HOLDS),
        (RELATED, "Lay in GSK-3.", ["fail docs/n.md:13:11 part `GSK-3` is not among `parts` [docs/n.md:5:8]", *HOLDS]),
        (RELATED, "Lay in GSK-9.", ["fail docs/n.md:13:11 part `GSK-9` is not among `parts` [docs/n.md:5:8]", *HOLDS]),
        (LISTED + "relations: {bom: 'https://plm.example.com/7'}\n", "Go.", ["unknown docs/n.md:6:18 `https://plm.example.com/7` is no CSV file in the repository: nobody can tell which parts it has", *HOLDS]),
        (LISTED + "relations: {bom: ../gone.csv}\n", "Go.", ["fail docs/n.md:6:18 `gone.csv` does not exist"]),
        ("", "Go.", ["unknown docs/n.md:1:1 `parts` lists no part numbers"]),
        ("parts: BAT-1\n", "Go.", ["unknown docs/n.md:5:8 `parts` lists no part numbers"]),
    ],
)  # fmt: skip
def test_the_parts_named_are_those_listed(tmp_path: Path, more: str, step: str, said: list[str]) -> None:
    step_line = 12 if "relations" not in more else 13
    assert notes(tmp_path, more, step) == [line.replace(":13:", f":{step_line}:") for line in said]


def test_a_listed_part_is_named_and_in_the_bill(tmp_path: Path) -> None:
    more = "parts: [BAT-1, GSK-2, PCB-7]\nrelations: {bom: ../bom.csv}\n"
    assert notes(tmp_path, more) == [
        "fail docs/n.md:5:23 part `PCB-7` is not in `bom.csv` [docs/n.md:6:18]",
        *HOLDS,
        "fail docs/n.md:5:23 part `PCB-7` is named in none of steps, parts [docs/n.md:11:1, docs/n.md:15:1]",
    ]


def test_a_row_of_the_table_that_is_not_listed_fails(tmp_path: Path) -> None:
    assert (
        notes(tmp_path, "parts: [BAT-1]\n")[0]
        == "fail docs/n.md:19:3 part `GSK-2` is not among `parts` [docs/n.md:5:8]"
    )


def test_no_part_needed_and_none_named_holds_and_a_named_one_fails(tmp_path: Path) -> None:
    assert notes(tmp_path, "parts: []\n", table="None.\n") == [
        "pass docs/n.md:5:8 no part is needed, and none is named"
    ]
    assert [line.split(" ", 1)[0] for line in notes(tmp_path, "parts: []\n")] == ["fail", "fail"]


@pytest.mark.parametrize(
    ("bill", "said"),
    [
        ("part_number,quantity\n", "unknown docs/n.md:6:18 `bom.csv` lists no part"),
        (BILL + ",1\n", "unknown docs/n.md:6:18 bom.csv:5: the row has no part number"),
        (b"\xff\xfe", "fail docs/n.md:6:18 bom.csv:1: the file is saved as UTF-16"),
    ],
)
def test_a_bill_that_cannot_be_read_shows_nothing(tmp_path: Path, bill: str | bytes, said: str) -> None:
    assert notes(tmp_path, RELATED, bill=bill)[0] == said
