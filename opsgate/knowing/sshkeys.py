"""SSH signatures through ``ssh-keygen``; who runs it is handed in."""

import datetime
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from opsgate.knowing import gitlog
from opsgate.knowing.gitlog import Done
from opsgate.words.errors import OpsgateError

SshRunner = Callable[..., Done]
_ARMOR = "-----"


def sign(run: SshRunner, content: bytes, key: Path, namespace: str) -> str:
    """The signature of some bytes by a private key without a passphrase (or one that an agent holds), on one line."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "content"
        file.write_bytes(content)
        done = run(
            ("ssh-keygen", "-q", "-Y", "sign", "-f", str(key.absolute()), "-n", namespace, "content"), Path(name)
        )
        made = file.with_suffix(".sig")
        if done.code != 0 or not made.exists():
            why = (done.error.strip().splitlines() or ["ssh-keygen made no signature"])[-1]
            raise OpsgateError(f"`{key}` cannot sign: {why}; name a private SSH key, or load it into the agent")
        lines = made.read_text("ascii").splitlines()
    return "".join(line.strip() for line in lines if not line.startswith(_ARMOR))


def ssh_time(when: datetime.datetime) -> str:
    """A time as ssh-keygen reads it when its zone is UTC."""
    utc = when.astimezone(datetime.UTC) if when.tzinfo else when
    return f"{utc.year:04d}{utc:%m%d%H%M%S}"


def verify(
    run: SshRunner,
    signed: BinaryIO,
    signature: bytes,
    signers: bytes,
    namespace: str,
    identity: str | None,
    time: str | None,
) -> tuple[str | None, str, bool]:
    """An SshAnswer's fields. A pattern among the allowed signers is no person: it counts only for an identity."""
    if not namespace or identity == "" or not (namespace + (identity or "")).isprintable():
        return None, "a namespace and an identity are words without control characters", True
    with tempfile.TemporaryDirectory() as name:
        folder, files, at = Path(name), {"signature": signature, "signers": signers}, f"-Overify-time={time}"
        for part, content in files.items():
            (folder / part).write_bytes(content)
        words = ("-f", "signers", "-s", "signature", *([at] if time else []))
        people, last = [identity] if identity is not None else [], Done(0, b"", "")
        if identity is None:
            last = run(("ssh-keygen", "-Y", "find-principals", *words), folder)
            people = [person for person in gitlog.text(last.out).split("\n") if person and not set(person) & set("*?!")]
        for person in people:
            signed.seek(0)
            last = run(("ssh-keygen", "-Y", "verify", "-n", namespace, "-I", person, *words), folder, signed)
            if last.code == 0:
                return person, f"signed by {person} for {namespace}", True
    if last.code is None:
        return None, last.error, False
    why = "; ".join(line.strip() for line in last.error.split("\n") if line.strip())
    whose = "a person among the allowed signers" if identity is None else identity
    return None, f"no signature by {whose} for {namespace} over these bytes ({why or 'no such person'})", True
