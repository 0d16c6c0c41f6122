"""One HTTP request at a time, connected to an address that was looked up once and is allowed; no body is read."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

from opsgate import __version__
from opsgate.words.errors import OpsgateError

if TYPE_CHECKING:
    import httpcore2
    import httpx2

Resolve = Callable[[str], Sequence[str]]
"""Host name to IP addresses; OSError where it has none. May block."""

_HEADERS = ((b"Accept", b"text/html,*/*;q=0.8"), (b"User-Agent", f"opsgate/{__version__}".encode()))


class Unanswered(Exception):
    """No answer, and why; ``again`` where another method may have one, ``never`` where its host will never have."""

    def __init__(self, reason: str, *, again: bool = False, never: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.never = never


class _NotAllowed(Exception):
    """A host that has no address which may be connected to."""


class _NoName(Exception):
    """A host name that was not resolved."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Status and, of a redirect, the place that it names."""

    status: int
    location: str | None


def system_resolve(host: str) -> Sequence[str]:
    """The addresses of a host as this machine knows them, in its order."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def load() -> tuple[Any, Any]:
    """The HTTP client and its core; OpsgateError where they are not installed."""
    try:
        import httpcore2  # noqa: PLC0415 - extra [links]
        import httpx2  # noqa: PLC0415 - as above
    except ImportError:
        raise OpsgateError("--online needs libraries that are not installed: pip install 'opsgate[links]'") from None
    return httpx2, httpcore2


class _Dialler:
    """Connects to allowed addresses of a host, and never to its name: what was judged is what is connected to."""

    def __init__(self, resolve: Resolve, allowed: Callable[[str, str], bool]) -> None:
        _, core = load()
        self._core = core
        self._real: httpcore2.AsyncNetworkBackend = core.AnyIOBackend()
        self._resolve = resolve
        self._allowed = allowed
        self._known: dict[str, asyncio.Future[Sequence[str] | Exception]] = {}

    async def connect_tcp(self, host: str, port: int, **options: Any) -> "httpcore2.AsyncNetworkStream":
        if host not in self._known:
            self._known[host] = self._look_up(host)
        found = await asyncio.shield(self._known[host])
        if isinstance(found, Exception) or not found:
            raise _NoName(host)
        allowed = [address for address in found if self._allowed(host, address)]
        if not allowed:
            raise _NotAllowed(host)
        for address in allowed[:-1]:
            with suppress(self._core.ConnectError):
                return await self._real.connect_tcp(address, port, **options)
        return await self._real.connect_tcp(allowed[-1], port, **options)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def _look_up(self, host: str) -> "asyncio.Future[Sequence[str] | Exception]":
        """Resolve in a thread of its own that nobody waits for: a resolver may take minutes and cannot be stopped."""
        loop = asyncio.get_running_loop()
        found: asyncio.Future[Sequence[str] | Exception] = loop.create_future()

        def tell(value: Sequence[str] | Exception) -> None:
            if not found.done():
                found.set_result(value)

        def run() -> None:
            value: Sequence[str] | Exception
            try:
                value = self._resolve(host)
            except (OSError, ValueError) as error:
                value = error
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(tell, value)

        threading.Thread(target=run, daemon=True).start()
        return found


class Client:
    """Sends requests without cookies, credentials, proxies or a body, and reads no more than the head of an answer."""

    def __init__(
        self,
        *,
        seconds: float,
        connections: int,
        resolve: Resolve,
        allowed: Callable[[str, str], bool],
        trust: ssl.SSLContext | None,
    ) -> None:
        _, self._core = load()
        self._seconds = seconds
        self._pool: httpcore2.AsyncConnectionPool = self._core.AsyncConnectionPool(
            ssl_context=trust or self._core.default_ssl_context(),
            max_connections=4 * connections,  # those at rest count too
            keepalive_expiry=15.0,
            network_backend=_Dialler(resolve, allowed),
        )

    async def __aenter__(self) -> "Client":
        await self._pool.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pool.__aexit__(kind, error, trace)

    async def ask(self, method: str, url: "httpx2.URL") -> Reply:
        """The head of the answer to one request; Unanswered where there is none in time."""
        core = self._core
        target = core.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        headers = [(b"Host", url.netloc), *_HEADERS]
        try:
            async with asyncio.timeout(self._seconds), self._pool.stream(method, target, headers=headers) as response:
                if method == "HEAD":
                    await response.aread()  # nothing follows: the connection may be used again
                return Reply(response.status, _location(response.headers))
        except TimeoutError:
            raise Unanswered(f"gives no answer within {self._seconds:g} s") from None
        except _NoName:
            raise Unanswered("has a host name that cannot be resolved here", never=True) from None
        except _NotAllowed:
            raise Unanswered("is at a private address, which is not asked", never=True) from None
        except core.ConnectError as error:
            raise Unanswered(_no_connection(error)) from None
        except core.RemoteProtocolError:
            raise Unanswered("answers what is not HTTP", again=True) from None
        except core.NetworkError:
            raise Unanswered("breaks the connection off", again=True) from None
        except Exception as error:  # what a stranger sends must not end a run
            raise Unanswered(f"cannot be asked ({type(error).__name__})") from None


def _location(headers: Sequence[tuple[bytes, bytes]]) -> str | None:
    return next((value.decode("utf-8", "replace") for name, value in headers if name.lower() == b"location"), None)


def _no_connection(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"has a certificate that is not trusted here ({cause.verify_message.rstrip('.')})"
        if isinstance(cause, ssl.SSLError):
            return "does not speak TLS as it should"
        cause = cause.__cause__ or cause.__context__
    return "does not take connections"
