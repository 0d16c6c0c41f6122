"""The script that makes the backups, with stand-ins for docker and restic that write down how they are called."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy/backup/backup.sh"
STAND_IN = '#!/bin/sh\necho "$(basename "$0") $*" >> "$CALLS"\n'


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """A host's folder with `restore`, and the programs that the script calls."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "restore").mkdir()
    for name in ("docker", "restic"):
        program = tmp_path / "bin" / name
        program.write_text(STAND_IN, "utf-8")
        program.chmod(0o755)
    return tmp_path


def back_up(host: Path, *assets: str) -> tuple[int, list[str]]:
    """Exit code, and the calls that were made."""
    calls = host / "calls"
    path = f"{host / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(["/bin/sh", str(SCRIPT), *assets], cwd=host, check=False, capture_output=True,
                          env={**os.environ, "PATH": path, "CALLS": str(calls)})  # fmt: skip
    return done.returncode, calls.read_text("utf-8").splitlines() if calls.exists() else []


@pytest.mark.parametrize("asset", ["accounts", "recipes"])
def test_a_database_is_dumped_and_the_dump_is_stored(host: Path, asset: str) -> None:
    assert back_up(host, asset) == (0, [
        f"docker compose exec -T postgres pg_dump --username lantern --format custom {asset}",
        f"restic backup --quiet --tag {asset} restore/{asset}.dump",
    ])  # fmt: skip


def test_the_configuration_is_stored_without_devices_and_dumps(host: Path) -> None:
    assert back_up(host, "config") == (0, ["restic backup --quiet --tag config --exclude devices --exclude restore ."])


def test_nothing_is_stored_under_a_name_that_is_no_asset(host: Path) -> None:
    assert back_up(host, "acounts") == (2, [])


def test_the_service_of_all_assets_names_all_four() -> None:
    service = SCRIPT.with_name("lantern-backup-all.service").read_text("utf-8")
    assert "backup.sh accounts recipes devices config" in service
