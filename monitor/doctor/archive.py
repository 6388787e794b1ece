"""Whether archive and index agree, and the records are what they were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crawler.archive import warc_files
from crawler.archive.archive import Archive
from crawler.archive.index import known_end
from crawler.archive.verify import Verified, verify
from monitor.archives import existing_archive
from monitor.doctor.finding import Finding, Visit

ASK = "`readout archive verify` tells more, docs/archive.md what to do"


def archive(visit: Visit) -> Iterator[Finding]:
    """Files and index by name and size; with `deep` every record of each outlet's newest file too."""
    folder = visit.settings.crawl.archive
    if not folder.is_dir():
        yield Finding(what="archive", words=f"{folder}: none yet; the first crawl makes it", good=None)
        return
    with existing_archive(visit.settings) as opened:
        apart = _apart(opened)
        words = f"{folder}: {len(opened.file_names())} WARC files"
        if apart:
            words = f"{words}; of {len(apart)} the index knows another size ({apart[0]}); `readout archive rebuild` reads them anew"
        yield Finding(what="archive", words=words, good=not apart)
        if visit.deep:
            yield _records(opened, _newest(opened.file_names()))


def _apart(opened: Archive) -> list[str]:
    """Files that the index knows otherwise, but for those that somebody is writing to."""
    with opened.indexed() as index:
        known = {name for (name,) in index.execute("SELECT name FROM files UNION SELECT file FROM records")}
        return [
            name
            for name in sorted({*known, *opened.file_names()})
            if known_end(index, name) > warc_files.size_at(opened.folder / name) or name not in known
        ]


def _newest(names: Sequence[str]) -> tuple[str, ...]:
    """The last file of each outlet, in which a fault would be news."""
    return tuple({name.rsplit("-", 2)[0]: name for name in names}.values())


def _records(opened: Archive, names: Sequence[str]) -> Finding:
    done = Verified()
    problems = list(verify(opened, done, names=names))
    words = f"{done.records} records in the newest {done.files} files are what they were"
    if problems:
        words = f"{len(problems)} problems ({problems[0]}); {ASK}"
    return Finding(what="records", words=words, good=not problems)
