from __future__ import annotations

import contextlib
import gzip
import http.server
import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from onrecord.read.addresses import resolve
from onrecord.read.fetch import Fetcher, fetch
from onrecord.settings import Limits, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from onrecord.read.addresses import IPAddress
    from onrecord.read.deadline import Deadline
    from onrecord.read.document import Document

PAGE = "<html><p>“Déjà vu,” said Ida Quill.</p></html>"
OPEN = Settings(allow_private=True, limits=Limits(fetch_seconds=10))


@dataclass
class Site:
    """A real web server: what it answers for each path, and what it was asked."""

    url: str = ""
    pages: dict[str, Callable[[http.server.BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def add(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> None:
        def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.pages[path] = answer

    def redirect(self, path: str, target: str, status: int = 302) -> None:
        self.add(path, status=status, Location=target)

    def raw(self, path: str, *pieces: bytes, pause: threading.Event | None = None) -> None:
        def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
            for piece in pieces:
                handler.wfile.write(piece)
                if pause is not None:
                    pause.wait(0.2)

        self.pages[path] = answer


def missing(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.send_error(404)


@contextlib.contextmanager
def serving(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    site = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers.append(dict(self.headers))
            with contextlib.suppress(OSError):
                site.pages.get(self.path, missing)(self)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Take clients that hang up for granted."""

    with Server((host, 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        site.url = f"http{'s' if tls else ''}://{host}:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


def code(document: Document) -> str:
    assert document.data is None
    return document.problems[0].code


def limited(**limits: float) -> Settings:
    return replace(OPEN, limits=replace(OPEN.limits, **limits))  # type: ignore[arg-type]  # ints stay ints


def test_fetch_returns_the_page_with_its_encoding_and_address(site: Site) -> None:
    site.add("/a%20b?q=1", PAGE.encode("cp1252"), Content_Type="text/html; charset=Windows-1252")
    document = fetch(f"{site.url}/a b?q=1#top", OPEN)
    assert (document.data, document.encoding) == (PAGE.encode("cp1252"), "windows-1252")
    assert (document.source, document.url) == (f"{site.url}/a b?q=1#top", f"{site.url}/a%20b?q=1")
    assert document.problems == ()


def test_fetch_says_who_asks_and_for_which_host(site: Site) -> None:
    site.add("/", PAGE.encode())
    fetch(site.url, replace(OPEN, user_agent="OnRecord (test)"))
    assert {headers["User-Agent"] for headers in site.headers} == {"OnRecord (test)"}
    assert site.headers[-1]["Host"] == site.url.removeprefix("http://")


def test_fetch_undoes_gzip_and_chunks(site: Site) -> None:
    site.add("/gz", gzip.compress(PAGE.encode()), Content_Encoding="gzip")
    site.raw(
        "/chunks",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE.encode()), PAGE.encode()),
    )
    assert [fetch(f"{site.url}{path}", OPEN).data for path in ("/gz", "/chunks")] == [PAGE.encode()] * 2


@pytest.mark.parametrize("accent", ["é", "é".encode().decode("latin-1"), "%C3%A9"], ids=["latin-1", "utf-8", "quoted"])
def test_fetch_follows_redirects_and_reports_the_last_address(site: Site, accent: str) -> None:
    site.redirect("/1", "/2")
    site.redirect("/2", f"{site.url}/caf{accent}", status=308)
    site.add("/caf%C3%A9", PAGE.encode())
    document = fetch(f"{site.url}/1", OPEN)
    assert (document.source, document.url, document.data) == (f"{site.url}/1", f"{site.url}/caf%C3%A9", PAGE.encode())


def test_fetch_follows_as_many_redirects_as_allowed_and_no_more(site: Site) -> None:
    for number in range(6):
        site.redirect(f"/{number}", f"/{number + 1}")
    site.add("/6", PAGE.encode())
    assert fetch(f"{site.url}/1", OPEN).data == PAGE.encode()
    assert code(fetch(f"{site.url}/0", OPEN)) == "too_many_redirects"
    assert site.asked.count("/6") == 1


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://gazette.example/", "http://u:p@gazette.example/", "https:///x"]
)
def test_fetch_refuses_redirects_to_what_it_would_not_fetch(site: Site, target: str) -> None:
    site.redirect("/", target)
    assert code(fetch(site.url, OPEN)) == "bad_url"


@pytest.mark.parametrize("status", [404, 410, 500, 204, 304, 302])
def test_fetch_reports_the_status_of_what_is_no_page(site: Site, status: int) -> None:
    site.add("/", b"", status)
    document = fetch(site.url, OPEN)
    assert code(document) == "http_status"
    assert str(status) in document.problems[0].message


def test_fetch_reports_an_empty_page(site: Site) -> None:
    site.add("/", b" \n")
    assert code(fetch(site.url, OPEN)) == "empty"


@pytest.mark.parametrize("length", ["300000", None])
def test_fetch_stops_at_the_size_limit(site: Site, length: str | None) -> None:
    header = f"Content-Length: {length}\r\n" if length else ""
    site.raw("/", f"HTTP/1.0 200 OK\r\n{header}\r\n".encode(), b"x" * 300_000)
    assert code(fetch(site.url, limited(page_bytes=100_000))) == "too_large"


def test_fetch_stops_at_a_compressed_bomb(site: Site) -> None:
    site.add("/", gzip.compress(bytes(30_000_000)), Content_Encoding="gzip")
    assert code(fetch(site.url, OPEN)) == "expands_too_much"
    assert code(fetch(site.url, limited(page_bytes=1_000_000))) == "too_large"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nshort",
        b"this is no HTTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500,
        b"HTTP/1.1 200 " + b"x" * 100_000,
        b"",
    ],
    ids=["cut", "cut chunk", "no http", "many headers", "long line", "nothing"],
)
def test_fetch_reports_servers_that_break_the_protocol(site: Site, answer: bytes) -> None:
    site.raw("/", answer)
    assert code(fetch(site.url, OPEN)) == "fetch_failed"


def test_fetch_reports_damaged_compression(site: Site) -> None:
    site.add("/", gzip.compress(PAGE.encode())[:-10], Content_Encoding="gzip")
    site.add("/odd", PAGE.encode(), Content_Encoding="x-odd")
    assert [code(fetch(site.url + path, OPEN)) for path in ("", "/odd")] == ["truncated", "bad_compression"]


@pytest.mark.parametrize("part", ["headers", "body"])
def test_fetch_gives_up_on_a_server_that_never_quite_stops(site: Site, part: str) -> None:
    start = b"HTTP/1.1 200 OK\r\n" + (b"" if part == "headers" else b"\r\n")
    site.raw("/", start, *[b"x"] * 50, pause=threading.Event())
    document = fetch(site.url, limited(fetch_seconds=0.7))
    assert code(document) == "fetch_timeout"
    assert "fetch_seconds" in document.problems[0].message


def test_fetch_counts_redirects_and_robots_into_the_whole_time(site: Site) -> None:
    site.raw("/robots.txt", *[b"HTTP/1.1 200 OK\r\n", *[b"X"] * 50], pause=threading.Event())
    site.add("/", PAGE.encode())
    assert code(fetch(site.url, limited(fetch_seconds=0.7))) == "fetch_timeout"
    assert site.asked == ["/robots.txt"]


def test_fetch_reports_a_port_where_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert code(fetch(f"http://127.0.0.1:{port}/", OPEN)) == "fetch_failed"


def test_fetch_reports_a_name_that_is_not_known() -> None:
    assert code(fetch("http://no-such-host.invalid/", OPEN)) == "fetch_failed"


@pytest.mark.parametrize(
    "url", ["ftp://a/", "http://", "http://u:p@a/", "http://a:22/x", "http://\ud800/", "http://a\0/"]
)
def test_fetch_reports_addresses_it_will_not_fetch(url: str) -> None:
    assert code(fetch(url, Settings())) == "bad_url"


def test_fetch_keeps_off_what_robots_txt_refuses(site: Site) -> None:
    site.add("/robots.txt", b"User-agent: OnRecord\nDisallow: /paid\n")
    site.add("/paid/1", PAGE.encode())
    site.add("/free", PAGE.encode())
    assert code(fetch(f"{site.url}/paid/1", OPEN)) == "robots_refused"
    assert fetch(f"{site.url}/free", OPEN).data == PAGE.encode()
    assert "/paid/1" not in site.asked


def test_fetch_keeps_off_what_robots_txt_refuses_after_a_redirect(site: Site) -> None:
    site.add("/robots.txt", b"User-agent: *\nDisallow: /paid\n")
    site.redirect("/free", "/paid/1")
    assert code(fetch(f"{site.url}/free", OPEN)) == "robots_refused"
    assert "/paid/1" not in site.asked


@pytest.mark.parametrize("status", [401, 404, 429])
def test_fetch_takes_a_missing_robots_txt_for_leave(site: Site, status: int) -> None:
    site.add("/robots.txt", b"User-agent: *\nDisallow: /\n", status)
    site.add("/", PAGE.encode())
    assert fetch(site.url, OPEN).data == PAGE.encode()


def test_fetch_takes_a_failing_robots_txt_for_a_no_and_remembers_it(site: Site) -> None:
    site.add("/robots.txt", b"", 503)
    site.add("/", PAGE.encode())
    fetcher = Fetcher(OPEN)
    assert [code(fetcher.fetch(site.url)) for _ in range(2)] == ["robots_unavailable"] * 2
    assert site.asked == ["/robots.txt"]


def test_fetch_asks_a_host_for_robots_txt_once_a_run(site: Site) -> None:
    site.add("/", PAGE.encode())
    fetcher = Fetcher(OPEN)
    for _ in range(3):
        fetcher.fetch(site.url)
    assert site.asked == ["/robots.txt", "/", "/", "/"]


def test_fetch_reads_the_rules_at_the_start_of_a_huge_robots_txt(site: Site) -> None:
    site.add("/robots.txt", b"User-agent: *\nDisallow: /paid\n" + b"# filler\n" * 200_000)
    assert code(fetch(f"{site.url}/paid", OPEN)) == "robots_refused"


def test_fetch_follows_a_redirected_robots_txt_and_forgives_a_loop(site: Site) -> None:
    site.redirect("/robots.txt", "/rules")
    site.add("/rules", b"User-agent: *\nDisallow: /\n")
    assert code(fetch(site.url, OPEN)) == "robots_refused"
    site.redirect("/rules", "/robots.txt")
    site.add("/", PAGE.encode())
    assert fetch(site.url, OPEN).data == PAGE.encode()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "localhost.",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "127.0.0.2",
        "①②⑦.⓪.⓪.①",
    ],
)
def test_fetch_refuses_this_machine_however_it_is_spelt(site: Site, host: str) -> None:
    port = site.url.rpartition(":")[2]
    site.add("/", PAGE.encode())
    assert code(fetch(f"http://{host}:{port}/", Settings())) in {"not_public", "fetch_failed"}
    assert site.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
def test_fetch_says_which_address_is_not_public(site: Site, host: str) -> None:
    document = fetch(site.url.replace("127.0.0.1", host), Settings())
    assert code(document) == "not_public"
    assert "--allow-private" in document.problems[0].message


def only_second(address: IPAddress) -> bool:
    """Take 127.0.0.2 for the public Internet and the rest of the loopback network for the private one."""
    return address == ipaddress.ip_address("127.0.0.2")


def test_fetch_refuses_a_redirect_from_a_public_to_a_private_address(site: Site) -> None:
    site.add("/secret", PAGE.encode())
    with serving("127.0.0.2") as public:
        public.redirect("/", f"{site.url}/secret")
        public.add("/page", PAGE.encode())
        fetcher = Fetcher(Settings(), permitted=only_second)
        assert fetcher.fetch(f"{public.url}/page").data == PAGE.encode()
        document = fetcher.fetch(public.url)
    assert code(document) == "not_public"
    assert document.problems[0].where == f"{site.url}/robots.txt"
    assert site.asked == []


def test_fetch_refuses_a_robots_txt_that_leads_to_a_private_address(site: Site) -> None:
    with serving("127.0.0.2") as public:
        public.redirect("/robots.txt", f"{site.url}/secret")
        assert code(Fetcher(Settings(), permitted=only_second).fetch(public.url)) == "not_public"
    assert site.asked == []


def test_fetch_connects_to_the_address_it_checked_and_resolves_no_second_time(site: Site) -> None:
    answers = iter([("127.0.0.2",), ("127.0.0.2",), ("127.0.0.1",)])

    def rebinding(_host: str, _port: int, _deadline: Deadline) -> tuple[str, ...]:
        return next(answers)

    port = int(site.url.rpartition(":")[2])
    site.add("/", b"private")
    with serving("127.0.0.2") as public:
        public_port = int(public.url.rpartition(":")[2])
        public.add("/", PAGE.encode())
        fetcher = Fetcher(Settings(), permitted=only_second, resolver=rebinding)
        assert fetcher.fetch(f"http://gazette.example:{public_port}/").data == PAGE.encode()
        assert public.headers[-1]["Host"] == f"gazette.example:{public_port}"
        assert code(fetcher.fetch(f"http://gazette.example:{port}/")) == "not_public"
    assert site.asked == []


def test_fetch_refuses_a_name_of_which_one_address_is_private() -> None:
    fetcher = Fetcher(Settings(), resolver=lambda *_: ("93.184.215.14", "10.0.0.1"))
    assert code(fetcher.fetch("http://gazette.example/")) == "not_public"


def test_fetch_tries_the_next_address_where_the_first_does_not_answer(site: Site) -> None:
    site.add("/", PAGE.encode())
    fetcher = Fetcher(OPEN, resolver=lambda *_: ("127.0.0.3", "127.0.0.1"))
    assert fetcher.fetch(site.url).data == PAGE.encode()


def test_fetch_takes_no_proxy_from_the_environment(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, site.url)
    assert code(fetch("http://no-such-host.invalid/", OPEN)) == "fetch_failed"
    assert site.asked == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a key and a certificate for ``gazette.example`` that nobody has signed but itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not there to make a certificate")
    place: Path = tmp_path_factory.mktemp("tls") / "both.pem"
    names = ["-subj", "/CN=gazette.example", "-addext", "subjectAltName=DNS:gazette.example"]
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run([*command, "-keyout", place, "-out", place], check=True, capture_output=True)
    return place


@pytest.fixture
def secure_site(certificate: Path) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(tls=context) as running:
        running.add("/", PAGE.encode())
        yield running


def to_this_machine(_host: str, port: int, deadline: Deadline) -> tuple[str, ...]:
    return resolve("127.0.0.1", port, deadline)


def test_fetch_checks_the_certificate_against_the_name(
    secure_site: Site, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    fetcher = Fetcher(OPEN, resolver=to_this_machine)
    assert fetcher.fetch(secure_site.url.replace("127.0.0.1", "gazette.example")).data == PAGE.encode()
    document = fetcher.fetch(secure_site.url.replace("127.0.0.1", "other.example"))
    assert code(document) == "fetch_failed"
    assert "certificate" in document.problems[0].message


def test_fetch_refuses_a_certificate_that_nobody_vouches_for(secure_site: Site) -> None:
    document = Fetcher(OPEN, resolver=to_this_machine).fetch(secure_site.url.replace("127.0.0.1", "gazette.example"))
    assert code(document) == "fetch_failed"
    assert "certificate" in document.problems[0].message
