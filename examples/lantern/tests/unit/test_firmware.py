"""The firmware image: Intel HEX, a record in each line."""

from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def records(artifacts: Path, release: str) -> list[bytes]:
    lines = (artifacts / f"lantern-firmware-{release}.hex").read_text("ascii").split()
    assert all(line.startswith(":") for line in lines)
    return [bytes.fromhex(line[1:]) for line in lines]


@pytest.fixture(scope="module")
def image(records: list[bytes]) -> bytes:
    return b"".join(record[4:-1] for record in records if record[3] == 0)


def test_every_record_is_as_long_as_it_says(records: list[bytes]) -> None:
    assert [record[0] for record in records] == [len(record) - 5 for record in records]


def test_every_record_has_its_checksum(records: list[bytes]) -> None:
    assert [sum(record) % 256 for record in records] == [0] * len(records)


def test_the_records_leave_no_gap(records: list[bytes]) -> None:
    data = [record for record in records if record[3] == 0]
    ends = [int.from_bytes(record[1:3]) + record[0] for record in data]
    assert [int.from_bytes(record[1:3]) for record in data] == [0, *ends[:-1]]


def test_the_last_record_ends_the_image(records: list[bytes]) -> None:
    assert [record[3] for record in records] == [0] * (len(records) - 1) + [1]


def test_the_image_names_product_version_and_the_commit_of_the_cloud(image: bytes, release: str, commit: str) -> None:
    assert image.startswith(f"LANTERN2 FW {release} {commit[:12]}".encode())
