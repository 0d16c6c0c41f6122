"""Asks web addresses whether they are still there. Whatever does not clearly say "gone" is unknown."""

import asyncio
import ssl
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from opsgate.knowing.addresses import public, reserved, runs_on, templated, witnesses
from opsgate.knowing.webcache import Answer, WebCache, answered, unknown
from opsgate.knowing.webclient import Client, Reply, Resolve, Unanswered, load, system_resolve

if TYPE_CHECKING:
    import httpx2

_SCHEMES = ("http", "https")
_LONGEST = 2_000
_HOPS = 5
_MISSES = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_LATE = unknown("was not answered before the time for all web links was over")
_USER = unknown("holds a user name or password and is not asked")

Progress = Callable[[int, int], None]
"""Told how many addresses are done, and of how many."""


def quiet(done: int, total: int) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How addresses are asked. Times are seconds.

    ``private`` allows every address; ``allowed`` are patterns of host names that may be at private ones. Addresses
    that match a pattern of ``ignored`` (``*`` is any text) are not asked.
    """

    private: bool = False
    allowed: Sequence[str] = ()
    ignored: Sequence[str] = ()
    timeout: float = 10.0
    total: float = 300.0
    at_once: int = 16
    per_host: int = 2

    def may_connect(self, host: str, address: str) -> bool:
        """Whether this address of the host may be connected to."""
        return self.private or public(address) or any(fnmatchcase(host.lower(), one.lower()) for one in self.allowed)


class Web:
    """Web addresses and their answers. What is asked of the network goes through ``resolve``, ``trust`` and HTTP alone.

    ``resolve`` turns a host name into IP addresses, ``trust`` says which certificates count (by default those of
    the machine). Raises OpsgateError where the client is not installed.
    """

    def __init__(
        self,
        *,
        manners: Manners | None = None,
        cache: WebCache | None = None,
        progress: Progress = quiet,
        resolve: Resolve = system_resolve,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._httpx, _ = load()
        self._manners = manners or Manners()
        self._cache = cache
        self._progress = progress
        self._resolve = resolve
        self._trust = trust
        self.trouble: str | None = None
        """Why nothing at all is known, after a check in which no address answered; None where any did."""

    def check(self, urls: Iterable[str]) -> Mapping[str, Answer]:
        """Answers by address as given. What is no question is left out: examples, templates, ignored ones, no web.

        Each address is asked once, without its fragment. Not to be called where an event loop runs.
        """
        self.trouble = None
        questions = {url: found for url in dict.fromkeys(urls) if (found := self._question(url)) is not None}
        keys = {str(one): one for one in questions.values() if not isinstance(one, Answer)}
        kept = {key: self._cache.get(key) for key in keys} if self._cache is not None else {}
        known = {key: answer for key, answer in kept.items() if answer is not None}
        new = {key: url for key, url in keys.items() if key not in known}
        if new:
            known.update(self._ask(new))
        return {url: one if isinstance(one, Answer) else known.get(str(one), _LATE) for url, one in questions.items()}

    def _question(self, url: str) -> "httpx2.URL | Answer | None":
        """The address to ask, an answer where none has to be asked, or None where there is no question."""
        if not url.lower().startswith(("http://", "https://")) or len(url) > _LONGEST:
            return None
        if templated(url) or runs_on(url) or any(fnmatchcase(url, pattern) for pattern in self._manners.ignored):
            return None
        try:
            found = _read(self._httpx.URL(url))
        except Unanswered as trouble:
            return unknown(trouble.reason)
        except (self._httpx.InvalidURL, ValueError):
            return None
        return None if reserved(found.raw_host.decode("ascii")) else found

    def _ask(self, new: "Mapping[str, httpx2.URL]") -> Mapping[str, Answer]:
        client = Client(
            seconds=self._manners.timeout,
            connections=self._manners.at_once,
            resolve=self._resolve,
            allowed=self._manners.may_connect,
            trust=self._trust,
        )
        run = _Run(self._manners, client, self._progress, new)
        try:
            asyncio.run(run.all())
        finally:
            if self._cache is not None:
                for key, answer in run.answers.items():
                    self._cache.put(key, answer)
                self._cache.save()
        if not run.replies:
            whose = "the web link" if len(new) == 1 else f"any of the {len(new)} web links"
            self.trouble = f"no answer came from {whose} that had to be asked: nothing is known of what they lead to"
        return run.answers


def _read(url: "httpx2.URL") -> "httpx2.URL":
    """The address that is asked for this one; Unanswered where it is none that may be."""
    if url.scheme not in _SCHEMES or not url.raw_host or (url.port or 1) > 65_535:
        raise Unanswered("leads to what is no web address")
    if url.userinfo:
        raise Unanswered(_USER.reason)
    return url.copy_with(fragment=None)


@dataclass
class _Host:
    """One host: who may ask it now, how often in a row it gave no answer, why it is not asked any more."""

    turns: asyncio.Semaphore
    misses: int = 0
    closed: str = ""

    def missed(self, trouble: Unanswered) -> None:
        """There was no answer once more."""
        self.misses += 1
        if self.closed:
            return
        if trouble.never:
            self.closed = trouble.reason
        elif self.misses >= _MISSES:
            self.closed = f"was not asked: its host did not answer {_MISSES} times in a row"


class _Run:
    """The addresses of one run; ``answers`` grows as they are answered, ``replies`` counts what any host said."""

    def __init__(
        self, manners: Manners, client: Client, progress: Progress, questions: "Mapping[str, httpx2.URL]"
    ) -> None:
        self.answers: dict[str, Answer] = {}
        self.replies = 0
        self._manners = manners
        self._client = client
        self._progress = progress
        self._questions = questions
        self._turns = asyncio.Semaphore(manners.at_once)
        self._hosts: dict[bytes, _Host] = {}
        self._pages: dict[str, Answer] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def all(self) -> None:
        """Ask every address, as long as there is time."""
        self._progress(0, len(self._questions))
        with suppress(TimeoutError):
            async with self._client, asyncio.timeout(self._manners.total), asyncio.TaskGroup() as group:
                for key, url in self._questions.items():
                    group.create_task(self._one(key, url))

    async def _one(self, key: str, url: "httpx2.URL") -> None:
        self.answers[key] = await self._answer(url)
        self._progress(len(self.answers), len(self._questions))

    async def _answer(self, url: "httpx2.URL") -> Answer:
        """HEAD, and GET before anything but a yes is believed."""
        trouble = ""
        for method in ("HEAD", "GET"):
            try:
                reply, last, moved_to = await self._follow(method, url)
            except Unanswered as error:
                trouble = error.reason
                if error.again:
                    continue
                break
            answer = answered(reply.status, moved_to)
            if answer.word == "ok" or reply.status in (429, 503):
                return answer
            if method == "GET":
                return await self._believe(answer, last) if answer.word == "gone" else answer
        return unknown(trouble)

    async def _follow(self, method: str, url: "httpx2.URL") -> "tuple[Reply, httpx2.URL, str | None]":
        """The reply at the end of redirects, where that is, and where permanent ones alone led."""
        moved_to: str | None = None
        lasting = True
        for hops in range(_HOPS + 1):
            reply = await self._send(method, url, hops)
            if reply.status not in _REDIRECTS or reply.location is None:
                return reply, url, moved_to
            try:
                url = _read(url.join(reply.location))
            except Unanswered as error:
                raise Unanswered(f"redirects to an address that {error.reason}") from None
            except Exception:  # the client's own errors for what cannot be read as an address
                raise Unanswered("redirects to what is no web address") from None
            lasting = lasting and reply.status in _PERMANENT
            moved_to = str(url) if lasting else moved_to
        raise Unanswered(f"redirects more than {_HOPS} times")

    async def _send(self, method: str, url: "httpx2.URL", hops: int) -> Reply:
        """One request, when it is its turn; a host that asks for peace or does not answer is left alone."""
        host = self._hosts.setdefault(url.raw_host, _Host(asyncio.Semaphore(self._manners.per_host)))
        try:
            async with host.turns, self._turns:
                if host.closed:
                    raise Unanswered(host.closed)
                reply = await self._client.ask(method, url)
        except Unanswered as error:
            host.missed(error)
            reason = f"redirects to an address that {error.reason}" if hops else error.reason
            raise Unanswered(reason, again=error.again) from None
        self.replies += 1
        host.misses = 0
        if reply.status == 429:
            host.closed = "was not asked: its host answers 429 Too Many Requests"
        return reply

    async def _believe(self, answer: Answer, url: "httpx2.URL") -> Answer:
        """The answer "gone", unless its host says that to strangers too."""
        pages = witnesses(url.host, url.raw_path.decode("ascii"))
        for host, path in pages or ():
            page = url.copy_with(host=host, raw_path=path.encode("ascii"))
            async with self._locks.setdefault(str(page), asyncio.Lock()):
                if str(page) not in self._pages:
                    self._pages[str(page)] = await self._answer(page)
            if self._pages[str(page)].word != "ok":
                pages = None
        if pages is not None:
            return answer
        return unknown(f"{answer.reason}, as its host does for what strangers may not see", answer.status)
