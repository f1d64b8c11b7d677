"""What the web server may be asked for, and how much of it: every limit by name, with the reason for its number."""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.errors import UsageError
from onrecord.settings import MEGABYTE, Settings

SHORTEST_TOKEN = 12
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How to serve. Raises UsageError for a combination that would leave the ledger open to anybody unasked."""

    host: str = "127.0.0.1"
    """The address that is listened on. Loopback, unless somebody says otherwise."""
    port: int = 8420
    """The port; 0 takes a free one."""
    token: str | None = None
    """What whoever writes has to know, and whoever reads where not everybody may; with None nobody can write."""
    read_only: bool = False
    """Whether nobody can write, whatever they know."""
    open_to_all: bool = False
    """Whether those beyond this machine may read without the token."""
    private: bool = False
    """Whether everybody has to know the token, whoever listens: for a server behind a proxy, where all seem to come from this machine."""
    behind_proxy: bool = False
    """Whether a proxy on this machine tells, in X-Forwarded-For and X-Forwarded-Proto, for whom and how it asks. Otherwise anybody could say anything there."""
    hosts: frozenset[str] = frozenset()
    """Further names under which the server may be called, beside its address: others are refused, which is what stops a page of
    somebody else's that lets its own name lead here (DNS rebinding)."""
    request_bytes: int = MEGABYTE
    """Largest body of a request that uploads nothing. The longest article measured has 0.2 MB."""
    upload_bytes: int = 20 * MEGABYTE
    """Largest upload, all its files together: as much as the largest page that is read (``Limits.page_bytes``)."""
    upload_files: int = 20
    """Files of one upload. A folder of more is for `onrecord add`."""
    reading_seconds: float = 60.0
    """Longest that the pages of one request may be read. A long article takes a second; a live blog of 3,000 lines ten."""
    reader_bytes: int = 4_000 * MEGABYTE
    """Address space of the process that reads: with the model and the longest article measured it takes 1,100 MB. A page that wants
    more ends that process, and not the machine."""
    request_pages: int = 200
    """Pages of one request, those inside its files included: about what can be read in ``reading_seconds``. More is for `onrecord add`."""
    request_characters: int = 20 * MEGABYTE
    """Text of one request's pages together, in characters: as much as the largest upload has, however it was packed."""
    waiting: int = 20
    """Requests that may wait to be read; the next one is told to come again."""
    waiting_each: int = 2
    """Requests of one address among them, of somebody who has not given the token."""
    waiting_known: int = 5
    """Places among ``waiting`` for those alone who know the token, a quarter of them at most: others can't keep an editor out."""
    kept_results: int = 100
    """Results that wait to be looked at and stored; the oldest go first."""
    kept_seconds: float = 3_600.0
    """How long such a result waits."""
    kept_characters: int = 50 * MEGABYTE
    """Text that all these results hold together, in characters: with all that was found in them about 500 MB of memory at worst."""
    requests_a_second: float = 50.0
    """Requests from one address, on average; a page with all it loads is about six."""
    burst: int = 400
    """Requests that one address may make at once before the average holds."""
    session_seconds: int = 12 * 3_600
    """How long somebody stays signed in: a working day."""
    readers: int = 4
    """Threads that look things up. SQLite lets go of Python's lock while it searches, so a few more than cores keep them busy."""
    answer_seconds: float = 3.0
    """How long one question to the ledger may take: a search of words that every article has takes a tenth of a second in a ledger of a
    hundred thousand. Whoever asks for more is told to ask for less, for four such questions would leave no thread for anybody else."""
    stories_kept: int = 500
    """Stories kept in memory as they were last told: about 50 kB each."""
    reading: Settings = field(default_factory=Settings)
    """How pages are read that are given by text, file or address."""

    def __post_init__(self) -> None:
        """Refuse to serve everybody by oversight."""
        if self.token is not None and len(self.token) < SHORTEST_TOKEN:
            raise UsageError(
                f"the token has {len(self.token)} characters; one of {SHORTEST_TOKEN} or more can't be guessed"
            )
        if self.private and (self.open_to_all or not self.token):
            raise UsageError("--private asks every reader for the token: it goes with one, and not with --open-to-all")
        if not self.on_loopback and not self.token and not self.open_to_all:
            raise UsageError(
                f"{self.host} can be reached from other machines: give a token that readers have to know (--token), "
                "or say that anybody may read (--open-to-all)"
            )
        if (
            self.reading.device != "cpu"
        ):  # CUDA takes more address space than a process that reads strangers' pages is given
            raise UsageError(
                f"reading.device is {self.reading.device!r}; a server reads on the processor, one page at a time"
            )

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK or self.host.startswith("127.")

    @property
    def reading_needs_token(self) -> bool:
        """Whether even reading is for those who know the token."""
        return self.private or (not self.on_loopback and not self.open_to_all)
