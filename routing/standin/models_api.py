"""`GET /v1/models`: newest first, by lifecycle, page by page."""

from __future__ import annotations

from routing.standin.catalogue import BY_ID, MODELS, Model, model_entry
from routing.standin.content import Json
from routing.standin.errors import UnableToServe, refuse

LIFECYCLES = frozenset({"active", "deprecated", "retired"})
LISTED_BY_DEFAULT = ("active", "deprecated")
DEFAULT_LIMIT = 20
MAX_LIMIT = 1000


def model_list(parameters: dict[str, list[str]]) -> Json:
    """One page. Parameters: `lifecycle` (several), `limit` 1 to 1000, `after_id` or `before_id`."""
    wished = parameters.get("lifecycle", list(LISTED_BY_DEFAULT))
    if not LIFECYCLES.issuperset(wished):
        raise refuse("lifecycle: Input should be 'active', 'deprecated' or 'retired'")
    models = [model for model in MODELS if model.lifecycle in wished]
    page, has_more = page_of(models, parameters, checked_limit(parameters))
    return {
        "data": [model_entry(model) for model in page],
        "has_more": has_more,
        "first_id": page[0].api_id if page else None,
        "last_id": page[-1].api_id if page else None,
    }


def checked_limit(parameters: dict[str, list[str]]) -> int:
    text = parameters.get("limit", [str(DEFAULT_LIMIT)])[0]
    if not text.isdigit() or not 1 <= int(text) <= MAX_LIMIT:
        raise refuse(f"limit: Input should be between 1 and {MAX_LIMIT}")
    return int(text)


def page_of(models: list[Model], parameters: dict[str, list[str]], limit: int) -> tuple[list[Model], bool]:
    """The models after or before a cursor, and whether there are more in that direction."""
    names = [model.api_id for model in models]
    if "before_id" in parameters:
        rest = models[: place_of(names, parameters["before_id"][0])]
        return rest[-limit:], len(rest) > limit
    after = parameters.get("after_id")
    rest = models[place_of(names, after[0]) + 1 :] if after else models
    return rest[:limit], len(rest) > limit


def place_of(names: list[str], cursor: str) -> int:
    if cursor not in names:
        raise refuse(f"after_id or before_id: no model is called {cursor}")
    return names.index(cursor)


def model_retrieved(name: str) -> Json:
    """One model by id or alias; 404 for an unknown one."""
    model = BY_ID.get(name)
    if model is None:
        raise UnableToServe(404, f"model: {name}")
    return model_entry(model)
