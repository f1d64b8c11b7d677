"""Who had it from whom, as trees on a terminal: the trail of a story, and the steps from one statement back to its origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from onrecord.export.ledger_answer import in_sentence
from onrecord.export.printable import printable
from onrecord.export.quotation_marks import quoted
from onrecord.export.wording import days

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import RenderableType

    from onrecord.records import Edge, Passage, Story, StoryArticle
    from onrecord.trace.steps import Step

LONGEST_EVIDENCE = 110
"""Characters of the words that prove a step: about a line and a half, enough to find and judge them."""
MOST_PASSAGES = 4
"""Passages of one article that prove a step and are all shown: those of a statement; of a copy's sentences the first stands for all."""
EVIDENCE_STYLE = "italic"
OUTLET_STYLE = "bold blue"


class Articles:
    """The articles of a story as its trail names them: numbered in order of time, each by its outlet."""

    def __init__(self, articles: Sequence[StoryArticle]) -> None:
        """Number them as the story has them, the first published first."""
        self._numbers = {article.id: at for at, article in enumerate(articles, 1)}
        self._articles = {article.id: article for article in articles}

    def __contains__(self, key: object) -> bool:
        return key in self._articles

    def called(self, key: str) -> Text:
        """Return an article as "the Tern [1]", and any other name as it is."""
        if key not in self._articles:
            return Text(in_sentence(key))
        return Text.assemble((article_name(self._articles[key]), OUTLET_STYLE), f" [{self._numbers[key]}]")

    def heading(self, key: str) -> Text:
        """Return an article as the head of its branch: its number, outlet, day and headline."""
        article = self._articles[key]
        text = Text.assemble(f"[{self._numbers[key]}] ", (printable(article.outlet or article.source_id), OUTLET_STYLE))
        if article.published:
            text.append(f", {day_of(article.published)}", "dim")
        if article.headline:
            text.append(f"  {printable(article.headline)}", "dim")
        return text


def article_name(article: StoryArticle) -> str:
    """Return what an article goes by within a sentence: its outlet, else the id that its reader gave it."""
    return in_sentence(article.outlet) if article.outlet else printable(article.source_id)


def trail_tree(story: Story) -> RenderableType:
    """Return the trail: each article with whom it credits or what it copies, down to sources; the words that say so beside it.

    An article that is credited is named by its number, and goes on in its own branch. Names go on where they stand.
    """
    articles = Articles(story.articles)
    branches = _Branches(story.trail, articles)
    trees = []
    for article in story.articles:
        tree = Tree(articles.heading(article.id), guide_style="dim")
        if not branches.grow(tree, article.id):
            tree.add(Text(unlinked(article), "dim"))
        trees.append(tree)
    return Group(*trees)


class _Branches:
    """The edges of a trail as branches of trees; the words that prove an edge stand where it is shown first."""

    def __init__(self, trail: Iterable[Edge], articles: Articles) -> None:
        self._articles = articles
        self._onward: dict[str, list[Edge]] = {}
        self._proved: set[tuple[str, str]] = set()
        for edge in trail:
            self._onward.setdefault(edge.from_, []).append(edge)

    def grow(self, tree: Tree, key: str, seen: frozenset[str] = frozenset()) -> bool:
        """Hang the edges that leave an article or a name under it, and tell whether there are any.

        What was met on the way here is not gone through again.
        """
        edges = self._onward.get(key, [])
        for edge in edges:
            branch = tree.add(self._words(edge))
            if edge.to not in seen and edge.to not in self._articles:
                self.grow(branch, edge.to, seen | {key, edge.to})
        return bool(edges)

    def _words(self, edge: Edge) -> Text:
        text = Text.assemble(relation_words(edge.relation, edge.share), " ")
        text.append_text(self._articles.called(edge.to))
        proof = "" if (edge.from_, edge.to) in self._proved else _proof(edge.evidence, edge.from_)
        self._proved.add((edge.from_, edge.to))
        return text.append(f"  {proof}", EVIDENCE_STYLE) if proof else text


def unlinked(article: StoryArticle) -> str:
    """Return what to say of an article that credits nobody and copies nothing."""
    if article.roots:
        return "credits nobody; as the others have it: " + ", ".join(printable(root) for root in article.roots)
    return "credits nobody" + ("; its own reporting" if article.own_reporting else "")


def does_words(article: StoryArticle, to: Sequence[str], *, outlets: bool) -> str:
    """Return in short what an article does: "own reporting; credits a friend", "credits the Tern"; ``to`` are those whom its steps lead to.

    Where these have other ``outlets`` among them, or their articles, it is not called its own reporting, whatever else it did itself.
    """
    credited = "credits " + ", ".join(dict.fromkeys(to)) if to else "credits nobody"
    if not article.own_reporting or outlets:
        return credited
    return f"own reporting; {credited}" if to else "own reporting"


def relation_words(relation: str, share: float | None) -> str:
    """Return what an article does with its source: "credits", "copies 77 % of its text from"."""
    if relation not in {"copies", "rewrites"}:
        return relation
    part = f"{share:.0%} of its sentences" if share else "its text"
    return f"copies {part} from" if relation == "copies" else f"rewrites, with {part} taken from,"


def steps(found: Sequence[Step], names: Mapping[str, str]) -> RenderableType:
    """Return the steps back from a statement, numbered; ``names`` has what to call articles, by id."""
    parts: list[RenderableType] = []
    for at, step in enumerate(found, 1):
        here, there = (in_sentence(names.get(key, key)) for key in (step.from_, step.to))
        verb = step_verb(step.relation)
        parts.append(Text.assemble(f"{at}. ", (here, OUTLET_STYLE), f" {verb} ", (there, "bold")))
        proof = step_proof(step.evidence, names)
        parts += [Padding(Text(line, EVIDENCE_STYLE), (0, 0, 0, 3)) for line in proof]
    return Group(*parts)


def step_verb(relation: str) -> str:
    """Return what whoever a step leaves does with whom it leads to: "has it as the word of", "credits", "copies its text from"."""
    return "has it as the word of" if relation == "says" else relation_words(relation, None)


def step_proof(evidence: Sequence[Passage], names: Mapping[str, str]) -> Iterable[str]:
    """Yield the words of a step, those of each article on a line, as they follow one another there; articles by their ``names``."""
    by_article: dict[str, list[str]] = {}
    for passage in evidence:
        by_article.setdefault(passage.article, []).append(printable(passage.text))
    for article, found in by_article.items():
        words = list(dict.fromkeys(found))
        where = f"{in_sentence(names[article])}: " if len(by_article) > 1 and article in names else ""
        shown = words if len(words) <= MOST_PASSAGES else words[:1]
        more = f" (and {len(words) - len(shown)} more)" if len(words) > len(shown) else ""
        yield where + quoted(" … ".join(shown)) + more


def _proof(evidence: Sequence[Passage], article: str) -> str:
    """Return the first words that prove a step, shortened; those of the article itself where it has any."""
    own = [passage for passage in evidence if passage.article == article] or list(evidence)
    return quoted(shortened(own[0].text, LONGEST_EVIDENCE)) if own else ""


def shortened(words: str, most: int) -> str:
    """Return words on one line, cut at a word where they are longer than ``most`` characters."""
    plain = printable(words)
    if len(plain) <= most:
        return plain
    # Not every script has blanks between words.
    return (plain[:most].rpartition(" ")[0] or plain[:most]).rstrip(" ,;:–—") + " …"


def day_of(stated: str) -> str:
    """Return the day of an ISO day or time as people write it, its month cut short."""
    return days(stated[:10], stated[:10], short=True)
