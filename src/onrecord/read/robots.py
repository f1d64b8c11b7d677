"""The Robots Exclusion Protocol, RFC 9309: may this reader fetch that path?

The standard library's ``robotparser`` takes the first rule that fits and knows no wildcards; the RFC wants the longest,
and news sites write ``/*?print=`` and ``/search$``. So the rules are read here, as the RFC's section 2.2 says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

READ_BYTES = 512_000
"""As much of a robots.txt as is read: the RFC asks for at least 500 kibibytes."""

_MOST_WILDCARDS = 20
"""Asterisks honoured in one rule. More occur nowhere, and matching takes time with each."""

_PRODUCT = re.compile(r"[A-Za-z_-]+")
_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a group: whether it allows, and the path pattern with ``*`` and a closing ``$``."""

    allows: bool
    pattern: str

    def matches(self, path: str) -> bool:
        """Tell whether the rule is about ``path``, which starts with ``/`` and includes the query."""
        anchored = self.pattern.endswith("$")
        parts = [_normal(part) for part in self.pattern.removesuffix("$").split("*", _MOST_WILDCARDS)]
        if not path.startswith(parts[0]):
            return False
        position = len(parts[0])
        last = parts.pop() if len(parts) > 1 else None
        for part in parts[1:]:
            found = path.find(part, position)
            if found < 0:
                return False
            position = found + len(part)
        if last is None:
            return not anchored or position == len(path)
        if anchored:
            return len(path) - len(last) >= position and path.endswith(last)
        return path.find(last, position) >= 0


@dataclass(frozen=True, slots=True)
class Robots:
    """What a site asks of one reader: the rules of the groups that name it, or else of those for everybody."""

    rules: tuple[Rule, ...] = ()

    def allow(self, url: str) -> bool:
        """Tell whether ``url`` may be fetched: the longest rule that fits decides, and of equals the one that allows."""
        parts = urlsplit(url)
        path = _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        fitting = [(len(rule.pattern), rule.allows) for rule in self.rules if rule.matches(path)]
        return max(fitting, default=(0, True))[1]


def parse_robots(text: str, user_agent: str) -> Robots:
    """Read a robots.txt for one reader.

    ``user_agent`` is the whole User-Agent; its product token (the letters it starts with) is what groups are compared
    with, without regard to case. Lines that are not understood are skipped, as the RFC asks; nothing is raised.
    """
    found = _PRODUCT.match(user_agent)
    token = found[0].lower() if found else ""
    own: list[Rule] = []
    general: list[Rule] = []
    named = False
    agents: set[str] = set()
    in_rules = False
    for key, value in _lines(text):
        if key == "user-agent":
            agents = set() if in_rules else agents
            in_rules = False
            agents.add("*" if value.startswith("*") else _token(value))
            named = named or bool(token and token in agents)
            continue
        if key not in {"allow", "disallow"}:
            continue  # Sitemap and the like belong to no group
        in_rules = True
        if value and named and token in agents:
            own.append(Rule(key == "allow", value))
        if value and "*" in agents:
            general.append(Rule(key == "allow", value))
    return Robots(tuple(own if named else general))


def _lines(text: str) -> list[tuple[str, str]]:
    matches = (_LINE.match(line) for line in text.removeprefix("\ufeff").splitlines())
    return [(match[1].lower(), match[2].strip()) for match in matches if match]


def _token(value: str) -> str:
    found = _PRODUCT.match(value)
    return found[0].lower() if found else ""


def _normal(path: str) -> str:
    """Write every character in one way, so that ``%7E`` and ``~`` are the same; encoded slashes stay encoded."""
    kept = re.sub(r"%(2f|3f|2a|24)", r"%25\1", path, flags=re.IGNORECASE)
    return quote(unquote(kept), safe="/?=&:;@!$'()*+,~%-._")
