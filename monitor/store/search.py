"""Full-text search over our own tokens, so that a Russian query finds every case form and a Chinese one needs no spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, select, text

from monitor.store.schema import analyses
from processors.records import Article, Span

if TYPE_CHECKING:
    from processors.text.tokens import Token

HAN = re.compile("([\u3400-\u9fff\uf900-\ufaff])")
CYRILLIC = re.compile("[\u0400-\u04ff]")
LONGEST_INDEXED = 200_000  # characters of one text
SNIPPET = 160  # characters
LONGEST_QUERY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    article: Article
    score: float  # higher is better
    snippet: Span  # in the article's text
    matches: tuple[Span, ...]  # in the article's text, those inside the snippet
    in_title: bool


def _tokens(words: str, language: str) -> tuple[Token, ...]:
    from processors.text.tokens import content_tokens  # brings three dictionaries: not for commands that search nothing

    return content_tokens(words, language)


def script_language(words: str) -> str:
    """The language whose rules cut these words: decided by script alone, which needs no model."""
    if HAN.search(words):
        return "zh"
    return "ru" if CYRILLIC.search(words) else "en"


def index_words(connection: Connection, number: int, article: Article) -> None:
    """Makes one revision findable; in the transaction that keeps it."""
    row = {"number": number, "title": _indexed(article.title), "text": _indexed(article.text[:LONGEST_INDEXED])}
    connection.execute(text("INSERT INTO words (rowid, title, text) VALUES (:number, :title, :text)"), row)


def _indexed(words: str) -> str:
    """A word a line: the index sees no difference, and who reads it again sees where a Chinese word ends."""
    return "\n".join(_terms(token.norm) for token in _tokens(words, script_language(words[:1000])))


def lemmas_of(words: str) -> str:
    """Our own tokens, between spaces: 会谈 中俄, переговоры пройти."""
    return " ".join(token.norm for token in _tokens(words[:LONGEST_INDEXED], script_language(words[:1000])))


def kept_lemmas(indexed: str | None, words: str) -> str:
    """As `lemmas_of`, out of what was indexed of those words; cut anew where that does not say where Chinese words end."""
    if indexed is None or ("\n" not in indexed and HAN.search(indexed)):
        return lemmas_of(words)
    return " ".join(term.replace(" ", "") for term in indexed.split("\n")) if "\n" in indexed else indexed


def _terms(norm: str) -> str:
    """One Han character is one term: 国防 and 国防部 meet whatever the cutter made of them."""
    return " ".join(HAN.sub(r" \1 ", norm).split())


def match_expression(query: str) -> str | None:
    """The query for FTS5: every word must stand there, words in quotation marks side by side; None when no word carries meaning."""
    return " AND ".join('"' + phrase.replace('"', " ") + '"' for phrase in query_phrases(query)) or None


def query_phrases(query: str) -> tuple[str, ...]:
    """The terms that have to stand side by side: of each word, and of what stands in quotation marks."""
    phrases = []
    for quoted, plain in re.findall(r"[\"«“„]([^\"»”“]*)[\"»”“]|([^\"«“„]+)", query[:LONGEST_QUERY]):
        if quoted:
            phrases.append(_indexed(quoted))
        else:
            phrases += [_terms(token.norm) for token in _tokens(plain, script_language(plain))]
    return tuple(phrase for phrase in phrases if phrase.strip())


def query_terms(query: str) -> frozenset[str]:
    """The words whose places in a text are shown."""
    return frozenset(token.norm for token in _tokens(query[:LONGEST_QUERY], script_language(query)))


RANKED = """
WITH found AS MATERIALIZED (SELECT rowid AS number, -bm25(words, 3.0, 1.0) AS score FROM words WHERE words MATCH :match)
SELECT revisions.article_id AS id, max(revisions.revision) AS revision, max(found.score) AS score
FROM found
JOIN revisions ON revisions.number = found.number
LEFT JOIN analyses ON analyses.article_id = revisions.article_id AND analyses.revision = revisions.revision
LEFT JOIN articles ON articles.id = revisions.article_id
WHERE :language IS NULL OR coalesce(analyses.language, revisions.language, articles.edition) = :language
GROUP BY revisions.article_id ORDER BY score DESC, id LIMIT :limit
"""
BY_ENTITY = """
SELECT entity_mentions.article_id AS id, max(entity_mentions.revision) AS revision, count(DISTINCT entity_id) AS entities
FROM entity_mentions
LEFT JOIN analyses ON analyses.article_id = entity_mentions.article_id AND analyses.revision = entity_mentions.revision
WHERE entity_id IN :entities AND (:language IS NULL OR analyses.language = :language)
GROUP BY entity_mentions.article_id HAVING entities = :count ORDER BY revision DESC, id LIMIT :limit
"""


def search(
    connection: Connection, query: str, *, language: str | None = None, limit: int = 20, entities: Sequence[str] = ()
) -> tuple[Hit, ...]:
    """The best articles for the words as printed; behind them those that name the same entities in any other script."""
    expression = match_expression(query)
    found: list[tuple[str, int, float]] = []
    if expression:
        rows = connection.execute(text(RANKED), {"match": expression, "language": language, "limit": limit})
        found = [(row.id, row.revision, row.score) for row in rows]
    if entities and len(found) < limit:
        seen = {article_id for article_id, _, _ in found}
        found += [hit for hit in _naming(connection, entities, language, limit + len(seen)) if hit[0] not in seen]
    terms = query_terms(query)
    return tuple(_hit(connection, article_id, revision, score, terms, entities) for article_id, revision, score in found[:limit])


def _naming(connection: Connection, entities: Sequence[str], language: str | None, limit: int) -> list[tuple[str, int, float]]:
    wanted = sorted(set(entities))
    query = text(BY_ENTITY).bindparams(bindparam("entities", expanding=True))
    rows = connection.execute(query, {"entities": wanted, "count": len(wanted), "language": language, "limit": limit})
    return [(row.id, row.revision, 0.0) for row in rows]


def _hit(
    connection: Connection, article_id: str, revision: int, score: float, terms: frozenset[str], entities: Sequence[str]
) -> Hit:
    from monitor.store.articles import load_article  # which indexes by this module

    article = load_article(connection, article_id, revision)
    if article is None:  # it was there a moment ago, in this same transaction
        raise LookupError(article_id)
    matches = find_matches(article.text, terms) if score else _mentions(connection, article, entities)
    return show_hit(article, score, matches, terms)


def show_hit(article: Article, score: float, matches: tuple[Span, ...], terms: frozenset[str]) -> Hit:
    """With the words around the first match."""
    start = max(0, matches[0].start - SNIPPET // 3) if matches else 0
    snippet = _at_words(article.text, start, min(len(article.text), start + SNIPPET))
    inside = tuple(span for span in matches if snippet.start <= span.start and span.stop <= snippet.stop)
    in_title = bool(find_matches(article.title, terms))
    return Hit(article=article, score=score, snippet=snippet, matches=inside, in_title=in_title)


def _mentions(connection: Connection, article: Article, entities: Sequence[str]) -> tuple[Span, ...]:
    """Where the article names them, in its own script."""
    query = select(analyses.c.document).where(analyses.c.article_id == article.id, analyses.c.revision == article.revision)
    document = connection.execute(query).scalar() or {"mentions": []}
    return tuple(Span(start=row["start"], stop=row["stop"]) for row in document["mentions"] if row["entity"] in entities)


def find_matches(words: str, terms: frozenset[str]) -> tuple[Span, ...]:
    """Where the text has words with those norms; a Chinese term is found inside a longer word too."""
    tokens: tuple[Token, ...] = _tokens(words[:LONGEST_INDEXED], script_language(words[:1000]))
    found = {(token.start, token.stop) for token in tokens if token.norm in terms}
    for term in terms:
        if HAN.search(term):
            found |= {(match.start(), match.end()) for match in re.finditer(re.escape(term), words[:LONGEST_INDEXED])}
    return tuple(Span(start=start, stop=stop) for start, stop in sorted(found))


def _at_words(words: str, start: int, stop: int) -> Span:
    """The window without half a word at its edges, and inside one paragraph."""
    if start and (space := words.find(" ", start, start + 20)) >= 0:
        start = space + 1
    if stop < len(words) and (space := words.rfind(" ", stop - 20, stop)) > start:
        stop = space
    break_at = words.find("\n\n", start + SNIPPET // 2, stop)
    return Span(start=start, stop=break_at if break_at > 0 else stop)
