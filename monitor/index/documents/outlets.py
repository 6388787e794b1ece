"""Who published it: outlet, edition and country, by their ids and by the names that people know them by."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.index.documents.projection import Projection
from processors.coverage import edition_name, outlet_of
from processors.records import Article
from processors.wire import Json


def place_of(article: Article, projection: Projection) -> Json:
    """Of one article; empty for one that names no outlet. `edition` is "tass/ru", for only so it is one edition's."""
    if article.outlet is None:
        return {}
    outlet = projection.outlets.get(article.outlet)
    return {
        "outlet": article.outlet,
        "outlet_name": outlet.name if outlet else article.outlet,
        "edition": edition_name(article),
        "country": outlet.country if outlet else None,
    }


def places_of(names: Iterable[str], projection: Projection) -> Json:
    """Of several editions, "tass/ru"; each field has every value once."""
    editions = sorted(set(names))
    outlets = sorted({outlet_of(name) for name in editions})
    known = {name: projection.outlets.get(name) for name in outlets}
    return {
        "outlet": outlets,
        "outlet_name": sorted({outlet.name if outlet else name for name, outlet in known.items()}),
        "edition": editions,
        "country": sorted({outlet.country for outlet in known.values() if outlet}),
    }


def languages_of(names: Iterable[str], projection: Projection) -> list[str]:
    """Of several editions, each language once."""
    return sorted({_language(name, projection) for name in names})


def _language(name: str, projection: Projection) -> str:
    """As the outlet is declared; of a stranger, the one that the edition is called after."""
    outlet, edition_id = projection.outlets.get(outlet_of(name)), name.partition("/")[2]
    editions = outlet.editions if outlet else ()
    return next((edition.language for edition in editions if edition.id == edition_id), edition_id)
