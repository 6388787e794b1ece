"""Text extraction beside trafilatura and newspaper4k: token F1 and pages a second, on real pages and on the golden ones.

    python -m bench.extraction --real ../shared/dev/html [--newspaper-python PYTHON] [--runs 5]

The golden pages are invented text in the outlets' markup, and our layouts are written for that markup: there 1.0 is a test, not a
quality. The real pages tell more and are few. Their reference is the body's paragraphs, found in each file by a selector that was
checked by eye; only the selector is kept here. newspaper4k wants another python-dateutil than ours and runs in a Python of its own.
Tokens are words, in Chinese characters; F1 is over their multisets.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

GOLDEN = Path(__file__).parent.parent / "tests" / "crawler" / "pages" / "golden"
REAL = {  # file of dev/html → the paragraphs of its body, and those among them that are not text
    "people_zh_2024-04-24.html": (".rm_txt_con p", ".paper_num"),
    "kommersant_ru_2025-05-14.html": ("p.doc__text", ".document_authors"),
    "xinhuanet_zh_2012-06-04_he_content_25340717.html": ("p", ".none"),
    "xinhuanet_zh_2019-12-10_world_c_1125327450.html": ("#p-detail > p", ".none"),
}
TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    name: str
    url: str
    content_type: str
    body: bytes
    reference: str

    @property
    def language(self) -> str:
        han = len(re.findall(r"[\u3400-\u9fff]", self.reference))
        return "zh" if han * 4 > len(self.reference) else "ru" if re.search(r"[а-яё]{5}", self.reference) else "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    f1: dict[str, float]  # by sample
    seconds: float  # for all of them, median of the runs


def token_f1(found: str, reference: str) -> float:
    """The harmonic mean of precision and recall over the multisets of tokens."""
    ours, theirs = Counter(TOKEN.findall(found)), Counter(TOKEN.findall(reference))
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def golden_samples() -> list[Sample]:
    """Every golden page that is an article of one page."""
    samples = []
    for file in sorted(GOLDEN.rglob("*.json")):
        expected = json.loads(file.read_text(encoding="utf-8"))
        page = file.with_suffix(".html")
        fields = expected.get("page", expected)
        if not page.exists() or not fields.get("paragraphs"):
            continue
        text = "\n".join([fields.get("lead") or "", *fields["paragraphs"]])
        content_type = expected.get("content_type", "text/html")
        samples.append(
            Sample(
                name=f"{file.parent.name}/{file.stem}",
                url=expected["url"],
                content_type=content_type,
                body=page.read_bytes(),
                reference=text,
            )
        )
    return samples


def real_samples(folder: Path) -> list[Sample]:
    """The real pages of that folder, with the reference that each one's selector finds."""
    from parsel import Selector

    addresses = {row["file"]: row["url"] for row in json.loads((folder / "index.json").read_text(encoding="utf-8"))}
    samples = []
    for name, (wanted, unwanted) in REAL.items():
        body = (folder / name).read_bytes()
        page = Selector(text=decoded(body))
        drop = {node.root for node in page.css(unwanted)}
        paragraphs = [" ".join(node.xpath(".//text()").getall()) for node in page.css(wanted) if node.root not in drop]
        samples.append(Sample(name=name, url=addresses[name], content_type="text/html", body=body, reference="\n".join(paragraphs)))
    return samples


def decoded(body: bytes) -> str:
    for charset in ("utf-8", "gb18030"):
        try:
            return body.decode(charset)
        except UnicodeDecodeError:
            continue
    return body.decode("utf-8", "replace")


def readout_extractor() -> Callable[[Sample], str]:
    from crawler.fetched import Fetched
    from crawler.outlets import load_outlets
    from crawler.pages.reading import read_page
    from processors.errors import ReadoutError

    outlets = load_outlets(Path(__file__).parent.parent / "config" / "outlets")
    strangers = {
        "zh": outlets.get("xinhua"),
        "ru": outlets.get("nvo"),
        "en": outlets.get("tass"),
    }  # for hosts that no outlet declares

    def extract(sample: Sample) -> str:
        host, _, path = sample.url.split("://", 1)[1].partition("/")
        stranger = strangers[sample.language]
        assert stranger is not None, "the shipped configuration declares all three"
        outlet, edition = outlets.place_of(host, f"/{path}") or (stranger, stranger.editions[0])
        fetched = Fetched(url=sample.url, body=sample.body, content_type=sample.content_type, fetched_at=datetime.now(UTC))
        try:
            page = read_page(fetched, outlet, edition, outlets)
        except ReadoutError:
            return ""
        return "\n".join([page.lead, *page.paragraphs])

    return extract


def trafilatura_extractor() -> Callable[[Sample], str]:
    import trafilatura

    return lambda sample: trafilatura.extract(sample.body, url=sample.url, include_comments=False) or ""


def newspaper_extractor() -> Callable[[Sample], str]:
    import newspaper

    def extract(sample: Sample) -> str:
        article = newspaper.Article(sample.url, language=sample.language)  # Chinese needs jieba there
        article.download(input_html=decoded(sample.body))
        article.parse()
        return str(article.text)

    return extract


EXTRACTORS = {"readout": readout_extractor, "trafilatura": trafilatura_extractor, "newspaper4k": newspaper_extractor}


def measure(extract: Callable[[Sample], str], samples: Iterable[Sample], runs: int) -> Score:
    samples = list(samples)
    f1 = {sample.name: token_f1(extract(sample), sample.reference) for sample in samples}
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        for sample in samples:
            extract(sample)
        times.append(time.perf_counter() - start)
    return Score(f1=f1, seconds=statistics.median(times))


def measure_elsewhere(python: str, name: str, samples: list[Sample], runs: int) -> Score:
    """The same measurement in another Python: samples go in by standard input, the score comes back by standard output."""
    rows = [asdict(sample) | {"body": sample.body.hex()} for sample in samples]
    job = json.dumps({"extractor": name, "runs": runs, "samples": rows})
    answer = subprocess.run([python, "-W", "ignore", __file__, "--worker"], input=job, capture_output=True, text=True, check=True)
    row = json.loads(answer.stdout.splitlines()[-1])
    return Score(f1=row["f1"], seconds=row["seconds"])


def work() -> None:
    job = json.loads(sys.stdin.read())
    samples = [Sample(**{**row, "body": bytes.fromhex(row["body"])}) for row in job["samples"]]
    score = measure(EXTRACTORS[job["extractor"]](), samples, job["runs"])
    print(json.dumps({"f1": score.f1, "seconds": score.seconds}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, help="folder with real pages and their index.json")
    parser.add_argument("--newspaper-python", help="a Python in which newspaper4k is installed")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.worker:
        work()
        return
    for title, samples in (("golden", golden_samples()), ("real", real_samples(chosen.real) if chosen.real else [])):
        if samples:
            report(title, samples, chosen.newspaper_python, chosen.runs)


def report(title: str, samples: list[Sample], newspaper_python: str | None, runs: int) -> None:
    scores = {name: measure(EXTRACTORS[name](), samples, runs) for name in ("readout", "trafilatura")}
    if newspaper_python:
        scores["newspaper4k"] = measure_elsewhere(newspaper_python, "newspaper4k", samples, runs)
    ours = scores["readout"].seconds
    print(f"{title}: {len(samples)} pages")
    for name, score in scores.items():
        mean = statistics.mean(score.f1.values())
        rate = len(samples) / score.seconds
        speed = f"{rate:7.1f} pages/s  {score.seconds / ours:5.2f} × our time"
        print(f"  {name:12s} token F1 {mean:.3f}  least {min(score.f1.values()):.3f}  {speed}")
    if title == "real":
        for sample in samples:
            print(f"  {sample.name:52s} " + "  ".join(f"{name} {score.f1[sample.name]:.3f}" for name, score in scores.items()))


if __name__ == "__main__":
    main()
