from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import UnreadableError
from onrecord.read.addresses import is_public, is_url, parse_address, resolve
from onrecord.read.deadline import Deadline


@pytest.mark.parametrize("text", ["http://a", "HTTPS://a", "ftp://a", "file:///etc/passwd"])
def test_addresses_are_told_from_paths_by_their_scheme(text: str) -> None:
    assert is_url(text)


@pytest.mark.parametrize("text", ["page.html", "/a/b", "-", "C:\\x", "a//b", "://x", "", "mailto:ida@gazette.example"])
def test_addresses_are_not_paths(text: str) -> None:
    assert not is_url(text)


def test_addresses_are_taken_apart_and_put_together() -> None:
    address = parse_address("HTTPS://Gazette.Example/Straße?q=a b&c=%20#part")
    assert (address.scheme, address.host, address.port) == ("https", "gazette.example", 443)
    assert address.url == "https://gazette.example/Stra%C3%9Fe?q=a%20b&c=%20"
    assert parse_address("http://[2001:db8::1]:8080").url == "http://[2001:db8::1]:8080/"
    assert parse_address("http://bücher.example").host == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://gazette.example/", "ftp"),
        ("file:///etc/passwd", "file"),
        ("gopher://127.0.0.1:70/", "gopher"),
        ("http://", "no host"),
        ("http://ida:secret@gazette.example/", "user name"),
        ("http://gazette.example@127.0.0.1/", "user name"),
        ("http://gazette.example:22/", "port 22"),
        ("http://gazette.example:99999/", "Port"),
        ("http://gazette.example:x/", "Port"),
        ("http://[::1/", "IPv6"),
        ("http://gazette.example/a\r\nHost: evil", "control"),
        ("http://gaz ette.example/", "no name"),
        ("http://gazette.example\\@127.0.0.1/", "user name"),
        ("http://gazette.example/\ud800", "surrogates"),
    ],
)
def test_addresses_that_should_not_be_fetched_are_refused(url: str, reason: str) -> None:
    with pytest.raises(UnreadableError) as refusal:
        parse_address(url)
    assert refusal.value.problems[0].code == "bad_url"
    assert reason in refusal.value.problems[0].message


def test_addresses_may_have_any_port_where_asked_for() -> None:
    assert parse_address("http://gazette.example:81/", any_port=True).port == 81
    assert parse_address("http://gazette.example:8080/").port == 8080


@pytest.mark.parametrize(
    "ip",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "fc00::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_addresses_that_are_not_public(ip: str) -> None:
    assert not is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize("ip", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_that_are_public(ip: str) -> None:
    assert is_public(ipaddress.ip_address(ip))


@given(st.ip_addresses(v=6))
def test_addresses_that_are_public_are_global_in_the_system_library_too(address: ipaddress.IPv6Address) -> None:
    assert not is_public(address) or address.is_global or address.ipv4_mapped or address.sixtofour


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "LOCALHOST"])
def test_addresses_resolve_every_spelling_of_a_number(host: str) -> None:
    assert set(resolve(host, 80, Deadline(10))) <= {"127.0.0.1", "::1"}


def test_addresses_that_resolve_to_nothing_raise() -> None:
    with pytest.raises(OSError, match="not known"):
        resolve("no-such-host.invalid", 80, Deadline(30))


def test_addresses_resolved_too_late_raise() -> None:
    with pytest.raises(TimeoutError):
        resolve("localhost", 80, Deadline(0))
