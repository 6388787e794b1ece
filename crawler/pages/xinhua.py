"""Xinhua's layouts: Chinese in four generations, English in three, Russian on the Chinese templates.

Generations a, c and parts of d were seen; b by its selectors alone; the English and Russian heads are from memory, so
their selectors are many and the first that finds something wins.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from parsel import Selector

from crawler.pages.page import Context, Layout, Page
from crawler.pages.xinhua_parts import JUNK, Parts, read_parts
from crawler.pages.xinhua_tables import read_tables

GENERATION_B = Parts(
    own=("#title", "#pubtime", "#div_currpage", "h1#title"),
    title=("h1#title", "#title", "h1"),
    time=("#pubtime", ".time", ".pubtime"),
    source=("#source", ".source", ".from"),
    body=("#article #content", "#article", "#content"),
    editor=(".editor", "#editor", ".bianji"),
    drop=f"{JUNK}, h1, #title, #pubtime, #source, .info, .editor, #editor, .bianji",
)
GENERATION_C = Parts(
    own=(".h-title", "#p-detail"),
    title=(".h-title", ".h-news h1"),
    time=(".h-time", ".h-info"),
    source=("em#source", ".h-info"),
    body=("#p-detail",),
    editor=(".p-tags", ".p-jc"),
    drop=f"{JUNK}, .tadd, .p-tags, .p-jc, .lb, .video-url, .zan-wap",
)
GENERATION_D = Parts(
    own=(".head-line", ".header-time", ".header-cont", "#detailContent"),
    title=(".head-line h1 span.title", ".head-line h1", "h1 span.title", "span.title", "h1"),
    time=(".header-time", ".header-cont .info", ".info .time"),
    source=(".header-cont .source", ".source", ".info"),
    body=("#detailContent", "#detail"),
    editor=("#articleEdit .editor", "#articleEdit", ".editor"),
    drop=f"{JUNK}, #articleEdit, .editor, .tiyi1, .tiyi01, .btn-audio, .video-url, .lb",
)
ENGLISH_NEW = Parts(
    own=("#detailContent", "#detail", ".conTop"),
    title=(".conTop h1", ".head-line h1", "h1.Btitle", "h1 .title", "h1"),
    time=(".conTop .time", ".header-time", ".info .time", ".time", ".conTop", ".info"),
    source=(".conTop .source", ".source", ".conTop", ".info"),
    body=("#detailContent", "#detail", ".main .content", ".content"),
    editor=(".conTop .editor", ".editor", ".conTop", ".info"),
    drop=f"{JUNK}, .conTop, .info, .editor, #articleEdit, h1",
)
ENGLISH_WZZY = Parts(
    own=(".wzzy", "i.sourse", ".Btitle"),
    title=("h1.Btitle", ".Btitle", "h1.title", "h1"),
    time=(".wzzy .time", ".wzzy"),
    source=(".wzzy .sourse", ".wzzy"),
    body=("#content", ".content"),
    editor=(".wzzy .editor", ".wzzy"),
    drop=f"{JUNK}, .wzzy, .Btitle, h1",
)
ENGLISH_OLD = Parts(
    own=("#content", ".content", "#article"),
    title=("#title", "h1", ".Btitle"),
    time=("#pubtime", ".time", ".info", ".pubtime"),
    source=("#source", ".source", ".info"),
    body=("#article #content", "#content", "#article", ".content"),
    editor=("#editor", ".editor", ".info"),
    drop=f"{JUNK}, h1, #title, #pubtime, #source, .info, .editor, #editor",
)
RUSSIAN_PLAIN = Parts(
    own=("#content", ".content"),
    title=("#title", ".title", "h1"),
    time=("#pubtime", ".time", ".info", ".pubtime"),
    source=("#source", ".source", ".info"),
    body=("#content", ".content"),
    editor=("#editor", ".editor"),
    drop=f"{JUNK}, h1, #title, .title, #pubtime, #source, .info, .editor, #editor",
)


def _read(parts: Parts, languages: tuple[str, ...], page: Selector, context: Context) -> Page | None:
    return read_parts(parts, page, context) if context.language in languages else None


def _read_tables(page: Selector, context: Context) -> Page | None:
    return read_tables(page, context) if context.language == "zh" else None


# The dates overlap: a channel changed its pages when it got round to it.
LAYOUTS = (
    Layout(name="xinhua-d", parse=partial(_read, GENERATION_D, ("zh", "ru")), valid_from=date(2020, 7, 1)),
    Layout(
        name="xinhua-c",
        parse=partial(_read, GENERATION_C, ("zh", "ru", "en")),
        valid_from=date(2017, 1, 1),
        valid_until=date(2022, 6, 30),
    ),
    Layout(
        name="xinhua-b",
        parse=partial(_read, GENERATION_B, ("zh",)),
        valid_from=date(2012, 6, 1),
        valid_until=date(2018, 12, 31),
    ),
    Layout(name="xinhua-a", parse=_read_tables, valid_until=date(2014, 12, 31)),
    Layout(name="xinhua-en-new", parse=partial(_read, ENGLISH_NEW, ("en",)), valid_from=date(2020, 7, 1)),
    Layout(
        name="xinhua-en-wzzy",
        parse=partial(_read, ENGLISH_WZZY, ("en",)),
        valid_from=date(2016, 7, 1),
        valid_until=date(2021, 12, 31),
    ),
    Layout(name="xinhua-en-old", parse=partial(_read, ENGLISH_OLD, ("en",)), valid_until=date(2018, 12, 31)),
    Layout(name="xinhua-ru-plain", parse=partial(_read, RUSSIAN_PLAIN, ("ru",))),
)
