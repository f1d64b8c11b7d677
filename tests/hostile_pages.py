"""Pages made to hurt whoever shows them: their words are kept in a ledger as any others, and must harm no page of ours."""

from __future__ import annotations

import json

from onrecord import Document

ATTACKS = {
    "script": "<script>alert(1)</script>",
    "broken out": "\"'></title></textarea></script><script>alert(2)</script>",
    "picture": "<img src=x onerror=alert(3)>",
    "drawing": "<svg/onload=alert(4)><animate onbegin=alert(5)>",
    "link": "<a href=javascript:alert(6)>javascript:alert(6)</a>",
    "template": "{{7*7}}{% raw %}${7*7}#{7*7}<%= 7*7 %>",
    "turned": "\u202egro.elpmaxe\u202c \u2066abc\u2069 \u200f\u061c",
    "controls": "a\x00b\x08c\x1b[31md\x7fe\x85f\u2028g",
    "entities": "&lt;script&gt;alert(7)&lt;/script&gt; &#60;img src=x onerror=alert(8)&#62; &amp;quot; onclick=alert(9)",
    "attributes": "\" onmouseover=\"alert(10)\" style=\"position:fixed\" hx-get=\"https://evil.example\" '",
    "comment": "--><!-- ]]> <![CDATA[ <style>*{display:none}</style><base href=https://evil.example>",
    "json": '</script><!--<script> {"a": "\\u003c/script>"}',
    "long": "Aa" * 500_000,
    "combining": "Z" + "\u0351\u0321" * 40,
}  # fmt: skip
"""Words that would do something on a page that prints them as they are."""
SPOKEN = 2_000
"""Characters of an attack that stand in the text itself, where reading a megabyte of one word a dozen times over takes minutes."""
ADDRESSES = ("javascript:alert(11)", "data:text/html,<script>alert(12)</script>", 'https://evil.example/"onclick="alert(13)', "//evil.example")  # fmt: skip


def hostile_documents() -> tuple[Document, ...]:
    """Return pages with each attack in headline, outlet, byline, speaker, quotation, caption and address; as text, HTML and with a container's word."""
    found = []
    for number, (name, attack) in enumerate(ATTACKS.items()):
        address = ADDRESSES[number % len(ADDRESSES)]
        text = _text(attack[:SPOKEN])
        found += [
            Document(f"{attack}.txt", text, format="text", url=f"https://hostile.example/{number}", outlet=attack, headline=attack, published="2025-03-03", bylines=(attack,)),
            Document(f"{name}.txt", text, format="text", url=address, outlet="The Fennick Bugle", headline=f"Mayor speaks {attack}", published="2025-03-04"),
            Document(f"{name}.html", _html(attack, address, number)),
        ]  # fmt: skip
    return tuple(found)


def _text(attack: str) -> str:
    return (
        f"Mayor of Fennick speaks {attack}\n\n"
        f"By Ada Moss {attack}\n\n"
        f'"The bridge will stay shut {attack}," said Ada {attack} Moss, the mayor of Fennick, on Monday.\n\n'
        f'"We never closed it," {attack} told the {attack} Bugle. "It was open all along," said Lord {attack}.\n\n'
        "The council said on Tuesday that the bridge at Fennick would open in the spring, a person familiar with the matter told the Bugle.\n\n"
        "Ada Moss denied that the bridge will stay shut. The council said that 12 workers had been hurt. Police said that 15 workers had been hurt.\n"
    )


def _html(attack: str, address: str, number: int) -> str:
    """Return a page whose attack is in its data as it is, and in its words escaped, so that a parser gives it back whole."""
    words = attack[:SPOKEN].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    stated = json.dumps(
        {
            "@type": "NewsArticle", "headline": attack, "author": {"@type": "Person", "name": attack}, "datePublished": "2025-03-05",
            "publisher": {"@type": "Organization", "name": attack}, "url": address,
        }
    ).replace("<", "\\u003c")  # fmt: skip
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{words}</title><meta property="og:site_name" content="{words}">'
        f'<link rel="canonical" href="https://hostile.example/page/{number}"><meta property="article:published_time" content="2025-03-05">'
        f'<script type="application/ld+json">{stated}</script></head><body><article><h1>{words}</h1>'
        f'<p class="byline">By {words}</p><p>{_text(words).replace(chr(10) * 2, "</p><p>")}</p>'
        f'<figure><img src="x.png" alt="{words}"><figcaption>{words} Photograph: {words}</figcaption></figure>'
        f'<p><a href="{address.replace(chr(34), "&quot;")}">{words}</a></p></article></body></html>'
    )
