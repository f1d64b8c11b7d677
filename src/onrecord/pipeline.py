"""The main path: read, attribute, resolve.

The stages are imported when the first page is read: they bring the model's runtime and the extractors, half a second that nobody who
only looks something up, or opens the web page, has to wait for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from onrecord.errors import DeviceError, UnreadableError, WeightsError
from onrecord.problems import problem
from onrecord.read.document import Document
from onrecord.records import Article, Reading
from onrecord.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.model.reader import Reader
    from onrecord.resolve import Resolved


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Reads pages and finds what is said in them.

    >>> reading = Pipeline().read(Document("note", '"It is open," said Ada Moss, the mayor of Fennick.', format="text"))
    >>> reading.statements[0].source.name
    'Ada Moss'
    """

    settings: Settings = field(default_factory=Settings)

    def read(self, document: Document) -> Reading:
        """Read one document. Never raises for what the page holds: a page that fails is a reading without an article.

        Raises WeightsError when the reader's weights are missing or damaged, DeviceError when the GPU that was asked for can't be used.
        """
        from onrecord.read import read_document  # noqa: PLC0415 - see the head of this module

        try:
            article, problems = read_document(document, self.settings)
            if article is None:
                return Reading(document.source, None, problems=problems)
            found = self._resolved(article)
            return Reading(
                document.source, article, found.statements, found.entities, found.times, (*problems, *found.problems)
            )
        except (WeightsError, DeviceError):
            raise  # no page can be read without these; a batch of a million such problems would hide the reason
        except Exception as error:  # noqa: BLE001 - one page that trips a bug must not end the batch; it is reported as such
            return Reading(
                document.source, None, problems=(problem("internal", detail=f"{type(error).__name__}: {error}"),)
            )

    def load(self) -> Reader:
        """Load the reader's networks now, and not with the first page; return it. Raises WeightsError and DeviceError as ``read`` does."""
        from onrecord.model.reader import shipped  # noqa: PLC0415 - as above

        return shipped(self.settings.threads, self.settings.device)

    def _resolved(self, article: Article) -> Resolved:
        from onrecord.attribute import attribute  # noqa: PLC0415 - as above
        from onrecord.resolve import Resolved, resolve  # noqa: PLC0415 - as above

        if article.language not in {None, *self.settings.languages}:
            return Resolved((), (), (), ())
        reader = self.load()
        found = attribute(article, reader=reader, min_confidence=self.settings.min_confidence)
        return resolve(article, found.statements, found.reading, reader.resolver)

    def read_all(self, paths: Iterable[str], *, stdin: BinaryIO | None = None) -> Iterator[Reading]:
        """Read files, folders, addresses and ``-`` (``stdin``), one reading a page, in order, holding one page at a time."""
        from onrecord.read.inputs import documents  # noqa: PLC0415 - as above

        return map(self.read, documents(paths, self.settings, stdin=stdin))


def read(page: bytes | str | Path, *, settings: Settings = Settings()) -> Article:  # noqa: B008 - Settings is frozen
    r"""Read one page: its bytes, its text, or, given a ``pathlib.Path``, the file there.

    A ``str`` is always the page itself, never a path or an address, so that text from a stranger can't name a file.
    Raises UnreadableError when there is no article in it, or the path holds more than one page.

    >>> read("By Ada Moss\n\nThe bridge at Fennick will close on Monday, the council said. It opened in 1911.").bylines[0].name
    'Ada Moss'
    """
    from onrecord.read.inputs import documents  # noqa: PLC0415 - as above

    found = documents([str(page)], settings) if isinstance(page, Path) else iter([Document("text", page)])
    reading = Pipeline(settings).read(next(found))
    if next(found, None) is not None:
        raise UnreadableError(str(page), (problem("several_pages"),))
    if reading.article is None:
        raise UnreadableError(reading.source, reading.problems)
    return reading.article
