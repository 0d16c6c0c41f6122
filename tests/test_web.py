"""Web links: what counts as gone, what is never asked, and that nothing a host does can hang a run or end it."""

import datetime
import json
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate import __version__
from opsgate.judging.check import Between
from opsgate.judging.checks.web import dead_links
from opsgate.knowing import webclient
from opsgate.knowing.addresses import public, reserved, runs_on, templated, witnesses
from opsgate.knowing.card import card
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.marks.links import links
from opsgate.knowing.subject import Subject
from opsgate.knowing.web import Manners, Progress, Web, quiet
from opsgate.knowing.webcache import Answer, WebCache, answered, unjudged, unknown
from opsgate.reading.document import document
from opsgate.reading.validate import Schema
from opsgate.words.errors import OpsgateError
from opsgate.words.place import Spot
from tests.webserver import Handler, Pages, Server, by_method, certificate, endless, raw, redirect, serving, silent

NOW = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.UTC)
PRIVATE = Manners(private=True, timeout=20)
HASTY = Manners(private=True, timeout=0.2)
OK = Answer("ok", 200, "answers 200 OK")
GONE = Answer("gone", 404, "answers 404 Not Found")


def here(host: str) -> Sequence[str]:
    """A resolver that knows every ``*.gate`` as this machine, code hosts too, and nothing else."""
    if host.endswith(".gate") or host in ("127.0.0.1", "github.com"):
        return ["127.0.0.1"]
    raise OSError("no such name")


def ask(
    *urls: str,
    manners: Manners = PRIVATE,
    cache: WebCache | None = None,
    progress: Progress = quiet,
    resolve: webclient.Resolve = here,
    trust: Any = None,
) -> Mapping[str, Answer]:
    return Web(manners=manners, cache=cache, progress=progress, resolve=resolve, trust=trust).check(urls)


def ask_path(path: str, page: Any, manners: Manners = PRIVATE) -> tuple[Answer, list[tuple[str, str]]]:
    with serving({path: page}) as server:
        return ask(server.url(path), manners=manners)[server.url(path)], server.asked()


# What an answer means.


def test_a_page_that_is_there_is_asked_once_and_not_fetched() -> None:
    assert ask_path("/a", 200) == (OK, [("HEAD", "/a")])


@pytest.mark.parametrize(
    ("status", "answer"),
    [(404, GONE), (410, Answer("gone", 410, "answers 410 Gone"))],
)
def test_a_page_is_gone_when_both_head_and_get_say_so(status: int, answer: Answer) -> None:
    assert ask_path("/a", status) == (answer, [("GET", "/a"), ("HEAD", "/a")])


@pytest.mark.parametrize(
    ("status", "name"),
    [(400, "Bad Request"), (401, "Unauthorized"), (403, "Forbidden"), (405, "Method Not Allowed"),
     (451, "Unavailable For Legal Reasons"), (500, "Internal Server Error"), (502, "Bad Gateway")],
)  # fmt: skip
def test_a_page_that_refuses_or_fails_is_unknown(status: int, name: str) -> None:
    answer = Answer("unknown", status, f"answers {status} {name}")
    assert ask_path("/a", status) == (answer, [("GET", "/a"), ("HEAD", "/a")])


@pytest.mark.parametrize(("status", "name"), [(429, "Too Many Requests"), (503, "Service Unavailable")])
def test_a_host_that_is_busy_is_not_asked_again(status: int, name: str) -> None:
    assert ask_path("/a", status) == (Answer("unknown", status, f"answers {status} {name}"), [("HEAD", "/a")])


def test_a_status_without_a_name_is_unknown() -> None:
    assert ask_path("/a", 999)[0] == Answer("unknown", 999, "answers 999")


@pytest.mark.parametrize("head", [400, 403, 404, 405, 500, 501])
def test_get_is_believed_where_head_is_not_served(head: int) -> None:
    assert ask_path("/a", by_method(head, 200)) == (OK, [("GET", "/a"), ("HEAD", "/a")])


def test_a_host_that_breaks_head_off_is_asked_with_get() -> None:
    def page(handler: Handler) -> None:
        if handler.command == "HEAD":
            handler.close_connection = True
        else:
            handler.reply(404)

    assert ask_path("/a", page) == (GONE, [("GET", "/a"), ("HEAD", "/a")])


def test_a_host_that_asks_for_peace_is_left_alone() -> None:
    manners = Manners(private=True, per_host=1)
    with serving({"/a": 429}) as server:
        urls = [server.url("/a"), server.url("/b"), server.url("/c")]
        found = ask(*urls, manners=manners)
        requests = server.asked()
    rest = unknown("was not asked: its host answers 429 Too Many Requests")
    assert found == {
        urls[0]: Answer("unknown", 429, "answers 429 Too Many Requests"),
        urls[1]: rest,
        urls[2]: rest,
    }
    assert requests == [("HEAD", "/a")]


# Redirects.


def test_permanent_redirects_say_where_the_page_has_moved() -> None:
    pages: Pages = {"/a": redirect("/b", 301), "/b": redirect("/c?x=1#part", 308), "/c?x=1": 200}
    with serving(pages) as server:
        found = ask(server.url("/a"))
    assert found == {server.url("/a"): Answer("ok", 200, "answers 200 OK", server.url("/c?x=1"))}


def test_a_page_has_not_moved_further_than_permanent_redirects_lead() -> None:
    pages: Pages = {"/a": redirect("/b", 301), "/b": redirect("/c", 302), "/c": redirect("/d", 301), "/d": 200}
    with serving(pages) as server:
        found = ask(server.url("/a"))
    assert found == {server.url("/a"): Answer("ok", 200, "answers 200 OK", server.url("/b"))}


def test_a_redirect_to_a_page_that_is_gone_is_gone() -> None:
    with serving({"/a": redirect("/b")}) as server:
        found = ask(server.url("/a"))
        requests = server.asked()
    assert found == {server.url("/a"): GONE}
    assert requests == [("GET", "/a"), ("GET", "/b"), ("HEAD", "/a"), ("HEAD", "/b")]


def test_redirects_in_a_circle_end() -> None:
    with serving({"/a": redirect("/b"), "/b": redirect("/a")}) as server:
        found = ask(server.url("/a"))
        requests = Counter(server.asked())
    assert found == {server.url("/a"): unknown("redirects more than 5 times")}
    assert requests == {("HEAD", "/a"): 3, ("HEAD", "/b"): 3}


@pytest.mark.parametrize(
    "target",
    ["ftp://files.gate/x", "file:///etc/passwd", "javascript:alert(1)", "http://[::1", "http://a b\x7f/", "http://h:0x1/",
     "http://h.gate:99999/", "http://ｂ.gate\u00ad/"],
)  # fmt: skip
def test_redirects_to_what_is_no_web_address_are_not_followed(target: str) -> None:
    answer, requests = ask_path("/a", lambda handler: handler.wfile.write(_redirect(target)))
    assert answer.word == "unknown"
    assert answer.reason.startswith("redirects to ")
    assert requests == [("HEAD", "/a")]


def _redirect(target: str) -> bytes:
    return b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target.encode() + b"\r\n\r\n"


def test_credentials_in_a_redirect_are_not_sent() -> None:
    with serving({"/b": 200}) as server:
        server.pages = {"/a": redirect(f"http://kim:secret@127.0.0.1:{server.port}/b"), "/b": 200}
        found = ask(server.url("/a"))
        requests = server.asked()
    reason = "redirects to an address that holds a user name or password and is not asked"
    assert found == {server.url("/a"): unknown(reason)}
    assert requests == [("HEAD", "/a")]


# Private addresses.


def test_without_leave_a_private_address_is_not_connected_to() -> None:
    with serving({"/a": 200}) as server:
        urls = [server.url("/a"), server.url("/a", "inner.gate"), server.url("/a", "[::ffff:127.0.0.1]")]
        found = Web(manners=Manners(), resolve=_any).check(urls)
        connections = server.connections
    assert found == dict.fromkeys(urls, unknown("is at a private address, which is not asked"))
    assert connections == 0


def _any(host: str) -> Sequence[str]:
    return [host] if ":" in host else ["127.0.0.1"]


def test_addresses_in_odd_digits_are_judged_by_what_they_mean() -> None:
    with serving({"/a": 200}) as server:
        urls = [server.url("/a", host) for host in ("2130706433", "0x7f.1", "127.1")]
        found = Web(manners=Manners()).check(urls)
        connections = server.connections
    assert {answer.word for answer in found.values()} == {"unknown"}
    assert list(found) == urls
    assert connections == 0


def test_a_redirect_to_a_private_address_is_not_followed() -> None:
    manners = Manners(allowed=["DOCS.gate"])
    with serving({}) as server:
        server.pages = {"/a": redirect(server.url("/admin", "inner.gate")), "/b": redirect(server.url("/admin"))}
        urls = [server.url("/a", "docs.gate"), server.url("/b", "docs.gate")]
        found = ask(*urls, manners=manners)
        hosts = {request.host for request in server.requests}
    reason = "redirects to an address that is at a private address, which is not asked"
    assert found == dict.fromkeys(urls, unknown(reason))
    assert hosts == {"docs.gate"}


def test_a_name_is_resolved_once_and_what_was_judged_is_what_is_connected_to() -> None:
    lookups: list[str] = []

    def turncoat(host: str) -> Sequence[str]:
        lookups.append(host)
        return ["127.0.0.1"] if len(lookups) == 1 else ["10.0.0.1"]

    pages = {"/a": by_method(405, 200), "/b": redirect("/a"), "/c": endless(_OPEN, b"x" * 65_536)}
    with serving(pages) as server:
        urls = [server.url(path, "docs.gate") for path in pages]
        found = ask(*urls, resolve=turncoat)
    assert found == dict.fromkeys(urls, OK)
    assert lookups == ["docs.gate"]


def test_of_several_addresses_the_one_that_answers_is_taken() -> None:
    with serving({"/a": 200}) as server:
        url = server.url("/a", "docs.gate")
        found = ask(url, resolve=lambda host: ["::1", "127.0.0.1"])
    assert found == {url: OK}


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.31.0.1", "192.168.1.1", "198.18.0.1",
     "224.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1",
     "2002:a00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fc00::1", "fe80::1%eth0", "fec0::1", "ff02::1",
     "2001:db8::1", "name", "", "1.2.3", "2130706433"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "172.32.0.1"]
)
def test_addresses_that_are_public(address: str) -> None:
    assert public(address)


# Hosts that misbehave.

_OPEN = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def test_a_body_is_not_read() -> None:
    def page(handler: Handler) -> None:
        if handler.command == "HEAD":
            handler.reply(405)
        else:
            endless(_OPEN, b"10000\r\n" + b"x" * 65_536 + b"\r\n")(handler)

    with serving({"/a": page}) as server:
        found = ask(server.url("/a"))
        assert server.hung_up.wait(20)
    assert found == {server.url("/a"): OK}


def test_headers_without_end_are_not_read_to_it() -> None:
    with serving({"/a": endless(b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"x" * 8_000 + b"\r\n")}) as server:
        found = ask(server.url("/a"))
    assert found == {server.url("/a"): unknown("answers what is not HTTP")}


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\xff\xfe", b"HTTP/1.1 abc\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"\r\n" * 40,
     b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", b"HTTP/1.1 200 OK\r\n: x\r\n\r\n",
     b"HTTP/1.1 302 Found\r\nLocation"],
)  # fmt: skip
def test_bytes_that_are_no_answer_are_unknown(data: bytes) -> None:
    assert ask_path("/a", raw(data)) == (unknown("answers what is not HTTP"), [("GET", "/a"), ("HEAD", "/a")])


def test_a_redirect_that_names_no_place_is_unknown() -> None:
    assert ask_path("/a", 302)[0] == Answer("unknown", 302, "answers 302 Found")


def test_a_host_that_says_nothing_is_unknown_in_time() -> None:
    assert ask_path("/a", silent, HASTY)[0] == unknown("gives no answer within 0.2 s")


def test_a_host_that_drips_is_unknown_in_time() -> None:
    def drip(handler: Handler) -> None:
        endless(b"HTTP/1.1 103 Early Hints\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\n\r\n")(handler)

    assert ask_path("/a", drip, HASTY)[0] == unknown("gives no answer within 0.2 s")


def test_a_host_that_never_answers_is_given_up() -> None:
    manners = Manners(private=True, timeout=0.05, per_host=1)
    with serving({f"/{n}": silent for n in range(6)}) as server:
        urls = [server.url(f"/{n}") for n in range(6)]
        found = ask(*urls, manners=manners)
    late = unknown("gives no answer within 0.05 s")
    rest = unknown("was not asked: its host did not answer 3 times in a row")
    assert found == dict(zip(urls, [late] * 3 + [rest] * 3, strict=True))


def test_a_resolver_that_never_answers_does_not_hold_anybody_up() -> None:
    closing = threading.Event()

    def stuck(host: str) -> Sequence[str]:
        closing.wait()
        return []

    found = ask("http://docs.gate/", manners=HASTY, resolve=stuck)
    closing.set()
    assert found == {"http://docs.gate/": unknown("gives no answer within 0.2 s")}


def test_when_the_time_for_all_is_over_the_rest_is_unknown() -> None:
    manners = Manners(private=True, total=0.1, timeout=20)
    with serving({"/a": silent}) as server:
        found = ask(server.url("/a"), server.url("/a#x"), manners=manners)
    assert found == dict.fromkeys(found, unknown("was not answered before the time for all web links was over"))
    assert list(found) == [server.url("/a"), server.url("/a#x")]


def test_a_port_that_nobody_listens_at_is_unknown() -> None:
    with serving({}) as server:
        url = server.url("/a")
    assert ask(url) == {url: unknown("does not take connections")}


# TLS.


def test_a_certificate_counts_for_the_name_in_the_address(tmp_path: Path) -> None:
    shows, trust = certificate(tmp_path, "docs.gate")
    with serving({"/a": 200}, shows) as server:
        right, wrong = server.url("/a", "docs.gate", "https"), server.url("/a", "other.gate", "https")
        found = ask(right, wrong, trust=trust)
        hosts = {request.host for request in server.requests}
    mismatch = "Hostname mismatch, certificate is not valid for 'other.gate'"
    assert found == {right: OK, wrong: unknown(f"has a certificate that is not trusted here ({mismatch})")}
    assert hosts == {"docs.gate"}


def test_a_certificate_that_nobody_vouches_for_is_unknown(tmp_path: Path) -> None:
    shows, _ = certificate(tmp_path, "docs.gate")
    with serving({"/a": 404}, shows) as server:
        url = server.url("/a", "docs.gate", "https")
        found = ask(url)
    assert found == {url: unknown("has a certificate that is not trusted here (self-signed certificate)")}


def test_a_host_without_tls_behind_https_is_unknown() -> None:
    with serving({"/a": 200}) as server:
        url = server.url("/a", scheme="https")
        found = ask(url)
    assert found == {url: unknown("does not speak TLS as it should")}


# What is sent.


def test_requests_carry_no_credentials_cookies_or_proxies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login kim password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    cookie: Any = lambda handler: handler.reply(302, Location="/b", Set_Cookie="id=1; Path=/")  # noqa: E731
    with serving({"/a": cookie, "/b": 200}) as server:
        found = ask(server.url("/a"))
        sent = [dict(request.headers) for request in server.requests]
        host = f"127.0.0.1:{server.port}"
    assert found == {server.url("/a"): OK}
    assert sent == [{"host": host, "accept": "text/html,*/*;q=0.8", "user-agent": f"opsgate/{__version__}"}] * 2


def test_addresses_with_credentials_are_not_asked_and_not_told_on() -> None:
    with serving({"/a": 200}) as server:
        url = f"http://kim:secret@127.0.0.1:{server.port}/a"
        found = ask(url)
        connections = server.connections
    assert found == {url: unknown("holds a user name or password and is not asked")}
    assert connections == 0


def test_an_address_is_asked_once_without_its_fragment() -> None:
    with serving({"/a": 200}) as server:
        urls = [server.url("/a"), server.url("/a#one"), server.url("/a#two"), server.url("/a")]
        found = ask(*urls)
        requests = server.asked()
    assert found == dict.fromkeys(urls, OK)
    assert requests == [("HEAD", "/a")]


@pytest.mark.parametrize(
    ("written", "sent"),
    [("/ü", "/%C3%BC"), ("/%C3%BC", "/%C3%BC"), ("/%c3%bc", "/%c3%bc"), ("/a%2Fb", "/a%2Fb"), ("/a b", "/a%20b"),
     ("/a%20b", "/a%20b"), ("/100%", "/100%"), ("/a?q=ä+b&c=%26", "/a?q=%C3%A4+b&c=%26"), ("/?a[]=1", "/?a[]=1"),
     ("/a?", "/a"), ("/(x)", "/(x)"), ("", "/")],
)  # fmt: skip
def test_paths_are_sent_as_browsers_send_them(written: str, sent: str) -> None:
    with serving({sent: 200}) as server:
        url = server.url(written)
        found = ask(url)
        requests = {request.path for request in server.requests}
    assert requests in ({sent}, {sent + "?"})
    assert set(found) == {url}


def test_international_names_are_asked_in_their_ascii_form() -> None:
    with serving({"/": 200}) as server:
        url = server.url("/", "tür.gate")
        found = ask(url)
        hosts = {request.host for request in server.requests}
    assert found == {url: OK}
    assert hosts == {"xn--tr-xka.gate"}


# What is no question.


@pytest.mark.parametrize(
    "url",
    ["https://example.com/a", "https://www.example.org", "http://EXAMPLE.net.", "https://gate.example/x",
     "http://localhost:3000/", "http://db.localhost", "http://printer.local", "https://gate.test/", "http://no.invalid",
     "http://192.0.2.7/", "http://198.51.100.1:80", "http://203.0.113.9/x", "http://[2001:db8::1]/", "http://x.onion/",
     "https://$HOST/", "https://gate.org/{id}", "https://<region>.gate.org/", "https://gate.org/<id>",
     "https://gate.org/%7Bid%7D", "https://{{ host }}/", "https://*.gate.org/", "https://gate.org/...",
     "https://your-domain.org/", "https://gate.org/YOUR_TOKEN", "https://gate.org/services/XXX/YYY", "https://%HOST%/",
     "mailto:kim@gate.org", "ftp://gate.org/x", "docs/a.md", "#part", "//gate.org/x", "https://", "http:", "",
     "https://gate.org:port/", "https://gate.org\x00/", "https://[::1", "https://" + "x" * 3_000,
     "https://gate.org/a.html)。詳細は", "https://gate.org/a。", "https://gate.org/a）", "https://gate.org/a.htmlから", "https://ⓔⓧ.org/"],
)  # fmt: skip
def test_what_is_no_question_is_left_out(url: str) -> None:
    def never(host: str) -> Sequence[str]:
        raise AssertionError(host)

    found = ask(url, resolve=never)
    assert {key: answer.word for key, answer in found.items()} in ({}, {"https://": "unknown"})


@pytest.mark.parametrize(
    "url",
    ["https://gate.org/docs/assess-your-security", "https://gate.org/a%20b?q=%e2%80%93abc%20", "https://exam.gate.org/",
     "https://localhost.gate.org/", "https://gate.org/?a[]=1", "http://[fc00::1]/", "https://gate.org/100%",
     "https://gate.org/~kim/_x__y.html", "https://test.gate.org/", "https://gate.org/xxxl-shirts",
     "https://gate.org/wiki/門", "https://gate.org/a(b)c", "https://gate.org/tür", "https://gate.org/#L1–L2"],
)  # fmt: skip
def test_plain_addresses_are_neither_examples_nor_templates(url: str) -> None:
    assert not templated(url)
    assert not runs_on(url)
    assert not reserved(url.split("/")[2])


def test_addresses_that_the_project_ignores_are_not_asked() -> None:
    manners = Manners(private=True, ignored=["http://127.0.0.1:*/browse/*"])
    with serving({"/a": 200}) as server:
        found = ask(server.url("/a"), server.url("/browse/GATE-1"), manners=manners)
        requests = server.asked()
    assert found == {server.url("/a"): OK}
    assert requests == [("HEAD", "/a")]


@given(st.text() | st.text().map("https://".__add__))
def test_no_text_is_too_strange_to_be_asked_about(text: str) -> None:
    found = ask(text, manners=Manners(allowed=()), resolve=lambda host: [])
    assert set(found) <= {text}
    assert "ok" not in {answer.word for answer in found.values()}


# Pages that strangers may not see.


@pytest.mark.parametrize(
    ("host", "path", "expected"),
    [("docs.gate", "/a/b/blob/c", ()), ("github.com", "/", ()), ("github.com", "/lantern", ()),
     ("github.com", "/lantern/gate", None), ("github.com", "/orgs/lantern/teams/ops", None),
     ("github.com", "/lantern/gate/settings/keys", None), ("github.com", "/lantern/gate/projects/1", None),
     ("www.github.com", "/lantern/gate/blob/main/a.md", (("github.com", "/lantern/gate"),)),
     ("GitHub.com", "/lantern/gate/issues/7?x=1/2", (("github.com", "/lantern/gate"),)),
     ("raw.githubusercontent.com", "/lantern/gate/main/a.md", (("github.com", "/lantern/gate"),)),
     ("bitbucket.org", "/lantern/gate/src/main/a", (("bitbucket.org", "/lantern/gate"),))],
)  # fmt: skip
def test_who_has_to_answer_before_a_404_is_believed(host: str, path: str, expected: object) -> None:
    assert witnesses(host, path) == expected


def test_a_404_of_a_private_repository_is_unknown() -> None:
    with serving({}) as server:
        file, root = (server.url(path, "github.com") for path in ("/lantern/gate/blob/main/a.md", "/lantern/gate"))
        found = ask(file, root)
    hidden = unknown("answers 404 Not Found, as its host does for what strangers may not see", 404)
    assert found == {file: hidden, root: hidden}


def test_a_404_in_a_public_repository_is_gone() -> None:
    with serving({"/lantern/gate": 200}) as server:
        urls = [server.url(f"/lantern/gate/blob/main/{name}.md", "github.com") for name in "abc"]
        found = ask(*urls, manners=Manners(private=True, per_host=1))
        requests = Counter(server.asked())
    assert found == dict.fromkeys(urls, GONE)
    assert requests[("HEAD", "/lantern/gate")] == 1


# No network.


def test_where_nothing_answers_nothing_is_known_and_it_is_said_once() -> None:
    web = Web(resolve=here)
    urls = ["https://docs.lantern/", "https://status.lantern/a"]
    assert web.check(urls) == dict.fromkeys(urls, unknown("has a host name that cannot be resolved here"))
    assert web.trouble == (
        "no answer came from any of the 2 web links that had to be asked: nothing is known of what they lead to"
    )


def test_where_anything_answers_there_is_no_trouble() -> None:
    with serving({"/a": 500}) as server:
        web = Web(manners=PRIVATE, resolve=here)
        web.check(["https://docs.lantern/", server.url("/a")])
    assert web.trouble is None


def test_where_nothing_has_to_be_asked_there_is_no_trouble() -> None:
    web = Web(resolve=here)
    assert web.check(["https://example.com/", "docs/a.md"]) == {}
    assert web.trouble is None


def test_the_unknown_is_told_by_its_reasons() -> None:
    answers = {"a": OK, "b": GONE, "c": unknown("x"), "d": answered(403), "e": answered(403)}
    assert unjudged(answers) == {"answers 403 Forbidden": 2, "x": 1}


def test_without_its_library_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cast("dict[str, Any]", __import__("sys").modules), "httpx2", None)
    with pytest.raises(OpsgateError, match=r"^--online needs libraries .*: pip install 'opsgate\[links\]'$"):
        Web()


# How many at a time.


@pytest.mark.parametrize(("manners", "bound"), [({"per_host": 3}, 3), ({"per_host": 9, "at_once": 4}, 4)])
def test_no_more_are_asked_at_a_time_than_allowed(manners: Mapping[str, int], bound: int) -> None:
    together = threading.Barrier(bound)
    lock = threading.Lock()
    active: list[int] = [0]
    most: list[int] = [0]

    def page(handler: Handler) -> None:
        with lock:
            active[0] += 1
            most[0] = max(most[0], active[0])
        together.wait(20)
        with lock:
            active[0] -= 1
        handler.reply(200)

    with serving({f"/{n}": page for n in range(4 * bound)}) as server:
        urls = [server.url(f"/{n}") for n in range(4 * bound)]
        found = ask(*urls, manners=Manners(private=True, timeout=20, **cast("Any", manners)))
    assert found == dict.fromkeys(urls, OK)
    assert most == [bound]


def test_a_connection_is_used_again_for_its_host() -> None:
    with serving({f"/{n}": 200 for n in range(9)}) as server:
        ask(*(server.url(f"/{n}") for n in range(9)), manners=Manners(private=True, per_host=1))
        connections = server.connections
    assert connections == 1


def test_progress_is_told_from_nothing_to_all() -> None:
    told: list[tuple[int, int]] = []
    with serving({"/a": 200}) as server:
        urls = [server.url("/a"), server.url("/a#b"), server.url("/b"), "https://example.com/"]
        ask(*urls, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2), (2, 2)]


# The cache.


def run(server: Server, folder: Path, now: datetime.datetime, paths: Iterable[str]) -> list[Answer]:
    """Ask with a cache, as one run does; and forget what was asked before."""
    server.requests.clear()
    found = ask(*map(server.url, paths), cache=WebCache(folder, now))
    return [found[server.url(path)] for path in paths]


def test_answers_are_kept_seven_days_where_there_and_one_where_gone(tmp_path: Path) -> None:
    folder = tmp_path / ".opsgate_cache"
    with serving({"/ok": redirect("/new", 301), "/new": 200, "/busy": 503}) as server:
        moved = Answer("ok", 200, "answers 200 OK", server.url("/new"))
        busy = Answer("unknown", 503, "answers 503 Service Unavailable")
        paths = ["/ok", "/gone", "/busy"]
        first = {("HEAD", "/ok"), ("HEAD", "/new"), ("HEAD", "/gone"), ("GET", "/gone"), ("HEAD", "/busy")}
        asked = []
        for later in ({}, {"hours": 23}, {"hours": 24}, {"days": 6}, {"days": 7}):
            assert run(server, folder, NOW + datetime.timedelta(**later), paths) == [moved, GONE, busy]
            asked.append(set(server.asked()))
    gone, unknown_ones = {("HEAD", "/gone"), ("GET", "/gone")}, {("HEAD", "/busy")}
    assert asked == [first, unknown_ones, unknown_ones | gone, unknown_ones | gone, first]
    assert (folder / ".gitignore").read_text() == "*\n"
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "links.json"]


def test_where_all_is_kept_no_connection_is_made(tmp_path: Path) -> None:
    with serving({"/a": 200}) as server:
        run(server, tmp_path, NOW, ["/a", "/b"])
        before = server.connections
        web = Web(cache=WebCache(tmp_path, NOW), resolve=here)
        found = web.check([server.url("/a#part"), server.url("/b")])
        assert server.connections == before
    assert (list(found.values()), web.trouble) == ([OK, GONE], None)


def entry(folder: Path, content: object) -> Answer | None:
    """What a cache makes of one entry."""
    (folder / "links.json").write_text(json.dumps({"version": 1, "answers": {"u": content}}))
    return WebCache(folder, NOW).get("u")


def test_only_entries_of_the_right_form_are_believed(tmp_path: Path) -> None:
    assert entry(tmp_path, [200, None, NOW.isoformat()]) == OK
    wrong: list[object] = [
        None, 1, "x", [], {}, [200, None], [200, None, 5], [True, None, NOW.isoformat()], ["200", None, NOW.isoformat()],
        [200, 5, NOW.isoformat()], [500, None, NOW.isoformat()], [10**30, None, NOW.isoformat()],
        [200, None, "2026-11-22"], [200, None, "yesterday"], [200, None, "2026-11-22T09:00:01+00:00"],
        [200, None, "0001-01-01T00:00:00+23:59"], [404, None, "2026-11-21T08:59:59+00:00"],
    ]  # fmt: skip
    assert [entry(tmp_path, content) for content in wrong] == [None] * len(wrong)


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[]", b"1", b'{"version": 2}', b'{"version": 1, "answers": []}', b"[" * 100_000]
)
def test_a_cache_that_is_none_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "links.json").write_bytes(content)
    with serving({"/a": 200}) as server:
        assert run(server, tmp_path, NOW, ["/a"]) == [OK]
        assert WebCache(tmp_path, NOW).get(server.url("/a")) == OK


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with serving({"/a": 200}) as server:
        assert run(server, tmp_path / "file", NOW, ["/a"]) == [OK]


def test_answers_that_came_before_a_run_was_broken_off_are_kept(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done:
            raise RuntimeError("stop")

    with serving({"/a": 200}) as server:
        with pytest.raises(ExceptionGroup):
            ask(server.url("/a"), cache=WebCache(tmp_path, NOW), progress=stop)
        assert WebCache(tmp_path, NOW).get(server.url("/a")) == OK


# The finding.

TEXT = """# Gate

See [the manual](https://docs.gate/a), <https://docs.gate/b> and [the key][key].

- https://docs.gate/a
- [Beside](b.md), [forbidden](https://docs.gate/c), [never asked](https://docs.gate/d)

[key]: https://docs.gate/a "Key"
"""


def hits(web: Mapping[str, Answer]) -> list[tuple[str, str, str]]:
    """Lines and columns, messages and hints in a document that holds TEXT."""
    kind = Kinds().get("runbook")
    assert kind is not None
    subject = Subject(document("docs/gate.md", TEXT), kind, "hobby", Schema(kind.schema("hobby")))
    outside = SimpleNamespace(web=web)
    between = cast("Between", SimpleNamespace(card=card(subject, links(subject), ()), outside=outside))
    found = [(cast("Spot", hit.place), hit) for hit in dead_links(between)]
    return [(f"{at.path}:{at.start.line}:{at.start.column}", hit.message, hit.hint) for at, hit in found]


def test_a_link_to_a_page_that_is_gone_is_a_finding_where_its_target_stands() -> None:
    web = {"https://docs.gate/a": GONE, "https://docs.gate/b": OK, "https://docs.gate/c": answered(403)}
    message = "`https://docs.gate/a` answers 404 Not Found"
    hint = "link to where it is now, or delete the link; one that needs a login goes into `ignore` of `[links]`"
    assert hits(web) == [
        ("docs/gate.md:3:18", message, hint),
        ("docs/gate.md:5:3", message, hint),
        ("docs/gate.md:8:8", message, hint),
    ]


def test_without_answers_no_link_is_dead() -> None:
    assert hits({}) == []
