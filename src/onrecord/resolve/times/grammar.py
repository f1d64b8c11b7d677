"""How the patterns of time expressions are written: a blank stands for any blank, ``@name`` for a fragment."""

from __future__ import annotations

import re
from functools import cache

from onrecord.resolve.times import lexicon

_WORDS = {
    "apos": lexicon.APOSTROPHE,
    "hyphen": lexicon.HYPHEN,
    "dash": lexicon.DASH,
    "day": lexicon.DAY,
    "th": lexicon.ORDINAL_END,
    "year": r"(?:1[5-9]|20)\d\d(?!\d|,\d|\.\d)",
    "short": rf"{lexicon.APOSTROPHE}\d\d(?!\d)",
    "dot": r"\b(?:\.(?:(?<=\b(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)\.)|(?<=\bsept\.)))?",
    "tens": r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)",
    "ones": r"(?:one|two|three|four|five|six|seven|eight|nine)",
    "teens": r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)",
    "decade": r"(?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|noughties)",
}
_COMPOUND = {
    "join": r"(?: |@hyphen)",
    "spelled": r"(?:(?:seventeen|eighteen|nineteen|twenty)@join(?:hundred\b|oh@join@ones|@tens(?:@join@ones)?|@teens)"
    r"|two thousand(?: and)?(?: (?:@tens(?:@join@ones)?|@teens|@ones))?)\b",
    "mod": r"(?:(?:the )?(?:very )?(?:early|late|mid)(?:(?: part of| in)(?: the)?)?(?: |@hyphen)"
    r"|(?:the )?(?:very )?(?:middle|beginning|start|end|dawn|turn|close) of (?:the )?"
    r"|(?:earlier|later)(?: in)? (?:the )?|around (?:the )?|circa |end@hyphen)",
    "part": r"(?:(?:the )?(?:very )?(?:early|late|mid)(?:(?: part of| in| on)(?: the)?)?(?: |@hyphen)"
    r"|(?:earlier|later)(?: in| on)?(?: the)? )",
    "approx": r"(?:(?:(?:just )?(?:over|under)|about|around|approximately|roughly|nearly|almost|some|at (?:least|most)"
    r"|(?:more|less|fewer|no more|no less) than|up to|as (?:many|long|much) as|as little as|close to|an estimated) )",
    "quant": r"(?:(?:a|an) (?:good )?(?:few|couple(?: of)?|dozen|hundred|thousand|half)(?: more)?|(?:the )?(?:several|few|many)"
    r"|half (?:a|an)|half a dozen|(?:dozens|hundreds|thousands|scores|tens of thousands) of|a number of"
    r"|an (?:additional|extra|entire)|another|a (?:full|further|whole|single)|@number|an|a)",
    "more": r"(?:(?:more|other|full|straight|additional|further|consecutive|whole|entire|solid|successive|extra|working"
    r"|trading|business|calendar|long|short|crucial|critical|whole)(?: |@hyphen))",
}


@cache
def expanded(pattern: str) -> str:
    """Return a pattern with its ``@names`` and blanks written out."""
    while re.search(r"@[a-z_]+", pattern):
        pattern = re.sub(r"@([a-z_]+)", lambda name: _fragment(name[1]), pattern)
    return pattern.replace(" ", lexicon.SPACE)


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of this grammar; it is matched on text in lower case, and who needs the case looks at the text itself."""
    return re.compile(expanded(pattern))


def _fragment(name: str) -> str:
    if name in _WORDS:
        return _WORDS[name]
    if name in _COMPOUND:
        return _COMPOUND[name]
    return lexicon.number_pattern() if name == "number" else lexicon.fragment(name)


def year_number(words: str) -> int | None:
    """Return the year that digits (``1996``, ``'96``) or words (``nineteen ninety-six``) state."""
    digits = re.search(r"\d+", words)
    if digits:
        year = int(digits[0])
        return year if year > 99 else year + (1900 if year > 50 else 2000)
    first, *rest = re.findall(r"[a-z]+", words.lower())
    if first == "two":
        return lexicon.cardinal(words)
    century = lexicon.cardinal(first)
    if century is None or rest == ["hundred"]:
        return century * 100 if century else None
    return century * 100 + (lexicon.cardinal(" ".join(rest)) or 0)
