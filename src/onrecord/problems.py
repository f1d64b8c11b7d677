"""Every problem code that a reading can carry, with the sentence that says what to do next.

One home for the codes, so that the command line, the documentation and the tests name the same ones.
"""

from __future__ import annotations

from onrecord.records import Problem

MESSAGES: dict[str, str] = {
    # The input itself could not be had
    "not_found": "there is no such file; check the path",
    "vanished": "the file was there when the folder was listed and is gone now; run again to see if it is back",
    "no_permission": "the file may not be read by this user; change its permissions or run as its owner",
    "not_a_file": "this is neither a file nor a folder (a socket, a device, a broken link); give a file",
    "read_failed": "the system could not read it ({detail}); check the disk and run again",
    "empty": "there is nothing in it; check how it was saved",
    "empty_folder": "the folder holds no file that can be read; give another folder or name the files",
    "binary": "this is not text ({detail}); give HTML, plain text, article JSONL, ninjs, WARC or RSS/Atom",
    "truncated": "the compressed data ends too early; download or copy it again",
    "bad_compression": "the compressed data is damaged ({detail}); download or copy it again",
    "too_large": "it holds more than {detail}; split it, or raise the limit {setting}",
    "expands_too_much": "its compressed data expands to more than {detail}; raise the limit {setting} if you trust it",
    "unknown_encoding": "its characters could not be decoded ({detail}); save it as UTF-8",
    # Fetching
    "bad_url": "this address can't be fetched ({detail}); give an http or https address",
    "not_public": "the address leads to {detail}, which is not public; add --allow-private if you mean it",
    "robots_refused": "the site's robots.txt asks readers like this one not to fetch the page; save the page by hand",
    "robots_unavailable": "the site's robots.txt answered {detail}, which counts as a no (RFC 9309); run again later",
    "too_many_redirects": "it redirects more than {detail} times; give the final address",
    "fetch_failed": "the page could not be fetched ({detail}); check the address and the network, then run again",
    "http_status": "the server answered {detail}; check the address",
    "line_too_long": "a line of running text is longer than {detail} characters; it was read as one block; break it into lines",
    "fetch_timeout": "the server took longer than {detail} seconds; run again, or raise the limit {setting}",
    # Containers: JSONL, WARC, feeds, ninjs
    "bad_json": "the line is not valid JSON ({detail}); correct the line",
    "bad_record": "the line is not an article: {detail}; give an object with text or html",
    "bad_warc": "the archive is damaged ({detail}); what came before it was read",
    "no_records": "the archive holds no response with HTML ({detail}); check that it is the right archive",
    "bad_feed": "the feed could not be read ({detail}); check that it is RSS or Atom",
    "several_pages": "the file holds more than one page; use Pipeline().read_all, which yields each of them",
    "bad_ninjs": "the ninjs could not be read ({detail}); give an item of IPTC ninjs, a list of them, or one a line",
    "no_body": "the item carries no text (its type: {detail}); give one with a body",
    "no_content": "the feed's entry carries no text of the article; fetch its address instead",
    # The page
    "no_article": "no article was found on the page; is it a front page, a search page or an error page?",
    "login_wall": "the page asks for a login or a subscription and shows little or none of the article; "
    "save the page while logged in",
    "language_unsupported": "the page is in {detail}; only English is read so far, so no statement was looked for",
    "language_unknown": "there is too little text to tell the language; it was read as English",
    "too_deep": "the page nests elements deeper than {detail}; what lies deeper was read as one block",
    "too_many_lines": "the page has more than {detail} lines; the rest is one block of furniture",
    "invalid_characters": "{detail} characters could not be decoded or printed and were replaced",
    "no_date": "the page does not say when it was published",
    "contradictory_dates": "the page gives dates that contradict each other: {detail}",
    "name_too_long": "the page's {detail} is longer than such words ever are and was cut or left out; check the page",
    "broken_metadata": "some of the page's structured data could not be parsed ({detail}); the rest was used",
    # What the article itself says
    "times_unresolved": "{detail} times count from a day of publication that is not known, and have no date; give `published` with the article",
    "ages_disagree": "the article's own figures do not add up ({detail}); check them before you rely on either",
    # Reading in a process of its own, as the web server does
    "reading_timeout": "reading was stopped after {detail} seconds, before this page was done; give fewer or shorter pages at a time, "
    "or raise the limit {setting}",
    "reading_broke": "reading this page ended the process that reads ({detail}); please report it with the page",
    # Reading an archive, in worker processes
    "worker_crashed": "reading this page ended its worker process, twice, so it was left out; please report it with the page",
    "worker_memory": "reading this page took more memory than a worker may hold, twice, so it was left out; try it with `onrecord read`, "
    "or in another archive with a larger --memory",
    "worker_time": "reading this page took longer than a page may, twice, so it was left out; try it with `onrecord read`, "
    "or in another archive with a larger --page-seconds",
    # Sources of an archive
    "no_match": "no file matches this pattern; check it, and put it in quotation marks so that the shell leaves it to OnRecord",
    "bad_list": "this line of a list was not read ({detail}); correct the line and run again",
    "bad_table": "the Parquet table could not be read ({detail}); download or write it again",
    "no_columns": "no column of the table holds articles (it has {detail}); say which one does, as --column text=NAME, with another --out where the archive holds articles already",
    "no_package": "reading from there needs a package that is not installed: pip install {detail}",
    "changed_meanwhile": "the file changed while it was being read; give the command again when it is complete",
    "internal": "OnRecord failed on this page ({detail}); please report it with the page",
}


def problem(code: str, *, where: str | None = None, detail: object = "", setting: str = "") -> Problem:
    """Make the problem ``code``; ``detail`` and ``setting`` fill the blanks of its message.

    Raises KeyError for a code that is not in MESSAGES: every code is documented there first.
    """
    return Problem(code, MESSAGES[code].format(detail=detail, setting=setting), where)
