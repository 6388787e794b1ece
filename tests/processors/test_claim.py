"""Claim check: what was carried, what was altered, what nobody said."""

from __future__ import annotations

from datetime import date

from processors.claim import Claim, ClaimVerdict, check_claim, claim_to_json
from tests.compared import AMERICANS_EN, FACTS, KNOWLEDGE, analysis, at, instruments, tass_en, tass_ru, xinhua_zh

CLOCK = at("2018-04-14T09:00:00+00:00")


def check(text: str, language: str = "en", *, speaker: str | None = "wei-fenghe", **days: date) -> ClaimVerdict:
    claim = Claim(text=text, language=language, speaker_id=speaker, **days)
    return check_claim(
        claim, [tass_ru(), tass_en(), xinhua_zh()], clock=CLOCK, outlets=FACTS, instruments=instruments(), knowledge=KNOWLEDGE
    )


def test_a_claim_that_was_printed_is_carried_and_the_silent_side_named() -> None:
    verdict = check(AMERICANS_EN)
    assert verdict.verdict == "carried"
    assert [rendering.edition for rendering in verdict.renderings] == ["tass/ru", "tass/en"]
    assert verdict.carried == ("tass/en", "tass/ru")
    assert verdict.absent == ("xinhua/zh",)
    assert verdict.unsupported == ()
    assert [edition for edition, _ in verdict.instead] == ["xinhua/zh"]


def test_an_editors_party_in_brackets_is_nobodys_word() -> None:
    claim = "We came to make the close ties of the armed forces of China and Russia known [against Japan]"
    verdict = check(claim)
    assert verdict.verdict == "altered"
    assert "[against Japan]" in [claim[span.start : span.stop] for span in verdict.unsupported]


def test_a_claim_with_another_number_or_party_is_altered() -> None:
    verdict = check("We came so that the Japanese would know about the close ties of the armed forces of China and Russia")
    assert verdict.verdict == "altered"
    assert {finding.type for rendering in verdict.renderings for finding in rendering.findings} >= {"party-dropped", "party-added"}


def test_a_statement_without_the_claims_words_is_no_rendering_where_another_has_them() -> None:
    said = "Russia could use the S-400 again if need be"
    other = "Russia has the S-400, but not many systems yet"
    articles = [
        analysis("tass-en-1", "2018-04-03T10:00:00Z", f"{said}, Wei said.", [(said, "wei-fenghe")], mentions=[("S-400", "s-400")]),
        analysis(
            "tass-en-2", "2018-04-03T12:00:00Z", f"{other}, Wei said.", [(other, "wei-fenghe")], mentions=[("S-400", "s-400")]
        ),
    ]
    claim = Claim(text=said, language="en", speaker_id="wei-fenghe")
    verdict = check_claim(claim, articles, clock=at("2018-04-14T09:00:00Z"), outlets=FACTS, instruments=instruments())
    assert [rendering.quote.article_id for rendering in verdict.renderings] == ["tass-en-1"]


def test_what_the_speaker_never_said_is_not_found() -> None:
    verdict = check("Our two navies will build an aircraft carrier together next year")
    assert (verdict.verdict, verdict.renderings) == ("not-found", ())


def test_what_nothing_collected_covers_is_not_known() -> None:
    assert check(AMERICANS_EN, speaker="wu-qian").verdict == "not-known"
    assert check(AMERICANS_EN, since=date(2019, 4, 1), until=date(2019, 4, 30)).verdict == "not-known"


def test_an_absence_needs_the_window_to_have_passed() -> None:
    verdict = check_claim(
        Claim(text=AMERICANS_EN, language="en"), [tass_ru(), xinhua_zh()], clock=at("2018-04-04T12:00:00+03:00"), outlets=FACTS,
        instruments=instruments(), knowledge=KNOWLEDGE,
    )  # fmt: skip
    assert (verdict.verdict, verdict.absent) == ("carried", ())


def test_the_json_has_what_the_interface_promises() -> None:
    row = claim_to_json(check(AMERICANS_EN))
    assert {"claim", "language", "speaker", "verdict", "renderings", "carried", "absent", "unsupported"} <= set(row)
    assert {"article", "revision", "content", "speaker", "relation", "findings", "probability"} <= set(row["renderings"][0])
