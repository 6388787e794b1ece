"""`readout outlet`: write the pieces of a new outlet, and look at what they make of pages, listings and crawls."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import available_timezones

import click

from crawler.outlets import Outlet
from monitor.adding.checkout import BY_CONFIGURATION, checkout
from monitor.clock import Moment, now
from monitor.settings import Settings, load_settings
from processors.errors import InputError, LayoutError

ID, HOST = re.compile(r"[a-z][a-z0-9-]*"), re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


@click.group()
def command() -> None:
    """Add an outlet: write its pieces as stubs, then check them on saved pages and listings; docs/add-an-outlet.md leads on.

    Example: readout outlet check tass --page saved.html --url https://tass.ru/armiya-i-opk/5091111
    """


@command.command("new")
@click.argument("outlet", metavar="ID")
@click.option("--name", required=True, help="As readers know it.")
@click.option("--country", required=True, metavar="CODE", help="Two letters: cn, ru, …")
@click.option("--language", required=True, type=click.Choice(["en", "ru", "zh"]), help="Of the first edition.")
@click.option(
    "--host", "hosts", required=True, multiple=True, help="Of the first edition; given again: others with the same pages."
)
@click.option("--zone", help="Time zone of printed times (default: the capital's of cn and ru, else UTC).")
@click.pass_obj
def new(config: str | None, outlet: str, name: str, country: str, language: str, hosts: tuple[str, ...], zone: str | None) -> None:
    """Write configuration, layout, spider and a first golden page of an outlet as stubs that work; only in a checkout.

    Example: readout outlet new people --name "People's Daily Online" --country cn --language zh --host www.people.com.cn
    """
    from monitor.adding.stubs import ZONES, NewOutlet, write_stubs

    if config is not None:
        raise InputError("outlet new: writes into the checkout's own config/; call it without --config")
    root = checkout()
    zone = zone or ZONES.get(country, "UTC")
    for value, form, what in (
        (outlet, ID, "ID: small letters, digits and hyphens, a letter first"),
        (country, re.compile("[a-z]{2}"), "--country: two small letters"),
        *((host, HOST, "--host: a host alone, as www.example.org") for host in hosts),
    ):
        if not form.fullmatch(value):
            raise InputError(f"outlet new: {value!r}: {what}")
    if zone not in available_timezones():
        raise InputError(f"outlet new: {zone!r} is no time zone; write one like Asia/Shanghai")
    if not name.strip() or not name.isprintable() or '"""' in name or "\\" in name:
        raise InputError("outlet new: --name: one line of text, without backslashes")
    made = NewOutlet(id=outlet, name=name.strip(), country=country, language=language, hosts=tuple(dict.fromkeys(hosts)), zone=zone)
    files, rest = write_stubs(made, root)
    for file in files:
        click.echo(f"wrote {file}")
    click.echo(rest or "entered it in crawler/pages/layouts.py")
    click.echo(f"next: docs/add-an-outlet.md; .venv/bin/pytest tests/crawler/pages -k {outlet} passes already")


@command.command("check")
@click.argument("outlet_id", metavar="ID")
@click.option("--page", metavar="FILE|URL", help="A saved page; or the address of one that the archive has.")
@click.option("--listing", metavar="FILE", help="A saved feed, sitemap or list page.")
@click.option("--url", metavar="ADDRESS", help="Where the page or the listing stands.")
@click.option("--golden", metavar="NAME", help="Keep the page and what was read of it as a golden page; only in a checkout.")
@click.option("--live", is_flag=True, help="Crawl it once, now, into a temporary archive. Nothing else here fetches.")
@click.option("--edition", metavar="ID", help="With --live: only this edition.")
@click.option("--pages", type=click.IntRange(1, 200), default=10, show_default=True, help="With --live: so many pages at most.")
@click.option("--clock", type=Moment(), help="What time it is, for what counts as fresh (default: now).")
@click.pass_obj
def check(
    config: str | None,
    outlet_id: str,
    page: str | None,
    listing: str | None,
    url: str | None,
    golden: str | None,
    live: bool,
    edition: str | None,
    pages: int,
    clock: datetime | None,
) -> None:
    """Show what an outlet's pieces make of a saved page or listing; without one, of its last crawls in the store.

    Example: readout outlet check people --page a.html --url http://world.people.com.cn/n1/2018/0404/c1002-29906912.html
    """
    settings = load_settings(config)
    outlet = _outlet(settings, outlet_id)
    at = clock or now()
    if sum((page is not None, listing is not None, live)) > 1:
        raise click.UsageError("give one of --page, --listing and --live")
    if golden and page is None:
        raise click.UsageError("--golden keeps a page: give --page too")
    if page is not None:
        _check_page(page, url, golden, outlet, settings, at)
    elif listing is not None:
        _check_listing(listing, url, outlet, settings, at)
    elif live:
        from monitor.adding.crawl_check import crawl_now

        for line in crawl_now(outlet, settings, at, edition, pages, as_if=clock is not None):
            click.echo(line)
    else:
        _check_store(outlet, settings, at)


def _outlet(settings: Settings, outlet_id: str) -> Outlet:
    outlet = settings.outlets.get(outlet_id)
    if outlet is None:
        known = ", ".join(outlet.id for outlet in settings.outlets)
        raise InputError(f"outlet check: no outlet is called {outlet_id}; {settings.folder / 'outlets'} declares {known}")
    return outlet


def _check_page(page: str, url: str | None, golden: str | None, outlet: Outlet, settings: Settings, at: datetime) -> None:
    from monitor.adding.golden import write_golden
    from monitor.adding.page_check import edition_of, page_lines
    from monitor.adding.saved import saved_page

    fetched = saved_page(page, url, settings, at)
    edition = edition_of(fetched.url, outlet, settings.outlets)
    for line in page_lines(fetched, outlet, edition, settings.outlets):
        click.echo(line)
    if golden:
        try:
            path = write_golden(golden, fetched, outlet, edition, settings.outlets, checkout())
        except LayoutError as wrong:
            raise InputError(f"--golden: nothing can read the page: {wrong}") from wrong
        click.echo(f"kept as {path} and {path.with_suffix('.json')}; its words should be invented ones before it is committed")


def _check_listing(listing: str, url: str | None, outlet: Outlet, settings: Settings, at: datetime) -> None:
    from crawler.topic_filter import load_topic_filter
    from monitor.adding.listing_check import find_point, listing_lines
    from monitor.adding.saved import read_saved

    body, place = read_saved(listing), find_point(outlet, url)
    for line in listing_lines(body, place, outlet, settings, load_topic_filter(settings.folder), at):
        click.echo(line)


def _check_store(outlet: Outlet, settings: Settings, at: datetime) -> None:
    from crawler.pages.layouts import LAYOUTS
    from monitor.adding.crawl_check import store_lines
    from monitor.store.engine import open_store

    layouts = ", ".join(layout.name for layout in LAYOUTS.get(outlet.id, ()))
    click.echo(f"layouts: {layouts or f'none; {BY_CONFIGURATION}'}")
    if not outlet.enabled:
        click.echo("enabled: false: `readout run` crawls it only when --outlet names it")
    if not settings.store.exists():
        click.echo(f"store: {settings.store}: none yet; --page and --listing look at saved files, --live crawls once")
        return
    with open_store(settings.store, create=False) as store, store.reading() as connection:
        for line in store_lines(connection, outlet, at):
            click.echo(line)
