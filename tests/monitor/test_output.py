"""What commands print for people."""

from __future__ import annotations

import pytest

from monitor.output import to_the_second


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("next 2018-04-05T16:20:04.441082Z (overdue)", "next 2018-04-05T16:20:04Z (overdue)"),
        ("from 2018-04-05T16:05:04.444808Z to 2018-04-05T16:05:04Z", "from 2018-04-05T16:05:04Z to 2018-04-05T16:05:04Z"),
        ("https://example.org/?at=2018-04-05T16:20:04.441Z", "https://example.org/?at=2018-04-05T16:20:04.441Z"),
    ],
    ids=["a time", "two times", "an address"],
)
def test_times_are_told_to_the_second_and_addresses_as_they_are(line: str, told: str) -> None:
    assert to_the_second(line) == told
