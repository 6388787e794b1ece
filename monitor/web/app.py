"""The application: which address shows which page, and what is said when something is wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from flask import Flask, Response, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from monitor.settings import Settings
from monitor.web.divergence_page import find_divergence, show_divergence
from monitor.web.headers import add_headers
from monitor.web.health import look_at_health
from monitor.web.hosts import base_of, hosts_of, refuse_other_hosts
from monitor.web.list_page import show_list
from monitor.web.printing import BASE, print_page, style_name, style_sheet
from monitor.web.search_page import show_search
from monitor.web.shelf import Shelf
from monitor.web.status_page import show_status
from processors.errors import ReadoutError

LOG = logging.getLogger(__name__)
A_YEAR = "public, max-age=31536000, immutable"
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#8c1d18"/>'
    '<path d="M3.5 6h9M3.5 10h9M10 3.2 6 12.8" stroke="#fff" stroke-width="1.6" stroke-linecap="round"/></svg>'
)


def make_app(settings: Settings, now: Callable[[], datetime]) -> Flask:
    """The pages over that store; nothing is opened or loaded before the first request needs it."""
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.config[BASE] = base_of(settings.web)
    hosts = hosts_of(settings.web)
    app.before_request(lambda: refuse_other_hosts(request, hosts))
    shelf = Shelf(settings, now)
    _add_pages(app, shelf)
    app.after_request(add_headers)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(ReadoutError, _explained)
    app.register_error_handler(Exception, _broken)
    return app


def _add_pages(app: Flask, shelf: Shelf) -> None:
    @app.get("/")
    def divergences() -> str:
        return show_list(shelf, request)

    @app.get("/divergences/<name>")
    def divergence(name: str) -> str | AnyResponse:
        found = find_divergence(shelf, name)
        return show_divergence(shelf, found) if found == name else redirect(f"{app.config[BASE]}/divergences/{found}")

    @app.get("/search")
    def search() -> str:
        return show_search(shelf, request)

    @app.get("/status")
    def status() -> str:
        return show_status(shelf)

    @app.get("/healthz")
    def health() -> tuple[dict[str, object], int]:
        found = look_at_health(shelf)
        return found, 200 if found["healthy"] else 503

    @app.get(f"/{style_name()}")
    def style() -> Response:
        return Response(style_sheet(), mimetype="text/css", headers={"Cache-Control": A_YEAR})

    @app.get("/icon.svg")
    def icon() -> Response:
        return Response(ICON, mimetype="image/svg+xml", headers={"Cache-Control": A_YEAR})


def _refused(wrong: HTTPException) -> AnyResponse:
    """A plain page; the headers of the error, such as the methods that are allowed, stay."""
    response = wrong.get_response()
    response.data = print_page("error.html.j2", title=wrong.name, words=wrong.description or "", active="")
    response.content_type = "text/html; charset=utf-8"
    return response


def _explained(wrong: ReadoutError) -> tuple[str, int]:
    LOG.warning("%s", wrong)
    return print_page("error.html.j2", title="The store cannot be read now", words=f"{wrong}.", active=""), 503


def _broken(wrong: Exception) -> tuple[str, int]:
    LOG.error("a page could not be made", exc_info=wrong)
    words = "A mistake of ours, which is in the log of `readout serve`. The other pages are not touched by it."
    return print_page("error.html.j2", title="This page could not be made", words=words, active=""), 500
