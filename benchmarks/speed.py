"""How long a run takes, beside rumdl over the same files in the same minutes.

    python benchmarks/speed.py FOLDER [ROUNDS]

FOLDER holds Markdown files at any depth. They are copied, every one is mapped to a kind that asks for nothing, and all
checks are on. Prints medians of whole processes, and ratios: only those travel from machine to machine.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 10_000
CONFIG = 'extend-kinds = ["kinds"]\n[kinds]\n"**" = "any"\n'


def copy(source: Path, target: Path) -> int:
    """Copy Markdown files, an even choice of at most LIMIT, into numbered files below ``target/docs``."""
    files = sorted(source.rglob("*.md"))
    chosen = files[:: -(-len(files) // LIMIT)] if len(files) > LIMIT else files
    for number, file in enumerate(chosen):
        folder = target / "docs" / f"{number // 500:03}"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, folder / f"{number:05}.md")
    (target / "kinds").mkdir()
    (target / "kinds/any.yaml").write_text("kind: any\ntitle: Anything\n")
    (target / "opsgate.toml").write_text(CONFIG)
    return len(chosen)


def seconds(command: list[str], folder: Path) -> float:
    """Wall time of a process; what it prints and its exit code do not matter."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def main() -> None:
    source, rounds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    opsgate = [sys.executable, "-m", "opsgate", "check", "--format", "json", "--output", os.devnull]
    commands = {
        "opsgate cold, one process": [*opsgate, "--no-cache", "-j", "1"],
        "opsgate cold": [*opsgate, "--no-cache"],
        "opsgate warm": opsgate,
    }
    if shutil.which("rumdl"):
        commands["rumdl, no cache"] = ["rumdl", "check", "--no-cache", "--quiet", "docs"]
        commands["rumdl warm"] = ["rumdl", "check", "--quiet", "docs"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = copy(source, folder)
        size = sum(file.stat().st_size for file in folder.rglob("*.md"))
        print(f"{count} documents, {size / count / 1024:.1f} KiB each")
        for command in commands.values():
            seconds(command, folder)
        times: dict[str, list[float]] = {label: [] for label in commands}
        for _ in range(rounds):
            for label, command in commands.items():
                times[label].append(seconds(command, folder))
    for label, found in times.items():
        median = statistics.median(found)
        print(f"{label:<28} {median:8.2f} s   {median / count * 1e6:8.0f} µs a document")
    medians = {label: statistics.median(found) for label, found in times.items()}
    for ours, theirs in (("opsgate cold", "rumdl, no cache"), ("opsgate warm", "rumdl warm")):
        if theirs in medians:
            print(f"{ours} / {theirs} = {medians[ours] / medians[theirs]:.2f}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"largest process: {peak / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
