"""Web links: asked for a check run, with progress and a word on what nobody could tell."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from opsgate.edges.output.paint import visible
from opsgate.knowing.config import Config
from opsgate.knowing.facts import now
from opsgate.knowing.web import Manners, Web, quiet
from opsgate.knowing.webcache import Answer, WebCache, unjudged
from opsgate.running.cache import FOLDER
from opsgate.running.survey import Asked


def online(config: Config, *, private: bool, allowed: Sequence[str], cached: bool) -> Asked:
    """Asks web addresses as the project wants it. Raises OpsgateError where the client is not installed."""
    given: Mapping[str, Any] = config.data.get("links", {})
    manners = Manners(
        private=private, allowed=allowed, ignored=given.get("ignore", ()), timeout=float(given.get("timeout", 10))
    )
    cache = WebCache(config.root / FOLDER, now()) if cached else None
    web = Web(manners=manners, cache=cache, progress=_progress if sys.stderr.isatty() else quiet)

    def ask(urls: Iterable[str]) -> Mapping[str, Answer]:
        answers = web.check(urls)
        for line in _told(web, answers):
            click.echo(visible(line), err=True)
        return answers

    return ask


def _progress(done: int, total: int) -> None:
    click.echo(f"\r{done}/{total} web links", err=True, nl=done == total)


def _told(web: Web, answers: Mapping[str, Answer]) -> Iterable[str]:
    reasons = unjudged(answers)
    if web.trouble:
        yield web.trouble
    elif reasons:
        most = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common(3))
        yield f"{reasons.total()} web links could not be judged: {most}"
