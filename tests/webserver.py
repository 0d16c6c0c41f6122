"""A web server on 127.0.0.1 whose pages misbehave as they are told to."""

import datetime
import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Request:
    """What came in. ``headers`` have small names."""

    method: str
    path: str
    headers: Mapping[str, str] = field(compare=False, default_factory=dict)

    @property
    def host(self) -> str:
        return self.headers.get("host", "").rpartition(":")[0]


Page: TypeAlias = Callable[["Handler"], None]
Pages: TypeAlias = Mapping[str, Page | int]
"""Path to what it does, or to the status that it answers."""


class Server(ThreadingHTTPServer):
    """``pages`` are what paths do; ``requests`` and ``connections`` what came in; ``closing`` is set at the end."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, pages: Pages, trust: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages = pages
        self.requests: list[Request] = []
        self.connections = 0
        self.closing = threading.Event()
        self.hung_up = threading.Event()
        if trust is not None:
            self.socket = trust.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def port(self) -> int:
        return self.server_port

    def url(self, path: str = "/", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def asked(self) -> list[tuple[str, str]]:
        return sorted((request.method, request.path) for request in self.requests)

    def get_request(self) -> tuple[Any, Any]:
        self.connections += 1
        return super().get_request()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no fault of the server's."""
        self.hung_up.set()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_HEAD(self) -> None:
        self._do()

    def do_GET(self) -> None:
        self._do()

    def _do(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.requests.append(Request(self.command, self.path, headers))
        page = self.server.pages.get(self.path, 404)
        if isinstance(page, int):
            self.reply(page)
        else:
            page(self)

    def reply(self, status: int, **headers: str) -> None:
        body = b"" if self.command == "HEAD" else b"page\n"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def redirect(to: str, status: int = 302) -> Page:
    return lambda handler: handler.reply(status, Location=to)


def by_method(head: int, get: int) -> Page:
    return lambda handler: handler.reply(head if handler.command == "HEAD" else get)


def raw(data: bytes) -> Page:
    """Exactly these bytes, then the end of the connection."""

    def page(handler: Handler) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return page


def endless(start: bytes, then: bytes) -> Page:
    """``start``, and ``then`` again and again until the client hangs up."""

    def page(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(start)
        try:
            while not handler.server.closing.is_set():
                handler.wfile.write(then)
        except OSError:
            handler.server.hung_up.set()

    return page


def silent(handler: Handler) -> None:
    """No answer until the server closes."""
    handler.close_connection = True
    handler.server.closing.wait()


@contextmanager
def serving(pages: Pages, trust: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(pages, trust)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        thread.join()
        with suppress(OSError):
            server.server_close()


def certificate(folder: Path, *hosts: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate for some hosts that signs itself: what a server shows, and what a client trusts it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lantern test")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.datetime(2020, 1, 1))
        .not_valid_after(datetime.datetime(2099, 1, 1))
        .add_extension(x509.SubjectAlternativeName([_general(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    shows = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shows.load_cert_chain(file)
    return shows, ssl.create_default_context(cadata=made.public_bytes(serialization.Encoding.PEM).decode())


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
