"""The project as it stands in the working tree, copied to a folder of its own."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def snapshot(target: Path) -> Path:
    """Copy all files that git tracks or would track; without git, all but what tools leave behind."""
    listed = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(".*_cache", ".venv", "__pycache__", "dist"))
        return target
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, as somebody whose configuration does not matter."""
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


def commit_all(folder: Path) -> str:
    """Make a repository of a folder (if it is none), commit all of it, and give the commit."""
    if not (folder / ".git").is_dir() or not (folder / ".git" / "HEAD").exists():
        git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--message", "snapshot")
    return git(folder, "rev-parse", "HEAD").strip()
