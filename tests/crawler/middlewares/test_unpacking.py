from __future__ import annotations

import contextlib
import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.middlewares.unpacking import Damaged, TooLarge, unpack

PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}


@pytest.mark.parametrize("encoding", PACKERS)
@given(body=st.binary(max_size=5000))
def test_what_was_packed_comes_out(encoding: str, body: bytes) -> None:
    assert unpack(PACKERS[encoding](body), encoding.upper(), 5000) == body


@pytest.mark.parametrize("encoding", PACKERS)
def test_the_limit_is_exact(encoding: str) -> None:
    packed = PACKERS[encoding](b"x" * 1000)

    assert len(unpack(packed, encoding, 1000)) == 1000
    with pytest.raises(TooLarge):
        unpack(packed, encoding, 999)


@pytest.mark.parametrize("encoding", [*PACKERS, "compress"])
@given(body=st.binary(min_size=1, max_size=200))
def test_any_bytes_are_unpacked_or_damaged_or_too_large(encoding: str, body: bytes) -> None:
    with contextlib.suppress(Damaged, TooLarge):
        unpack(body, encoding, 1000)


@pytest.mark.parametrize("encoding", PACKERS)
def test_what_breaks_off_is_damaged(encoding: str) -> None:
    with pytest.raises(Damaged):
        unpack(PACKERS[encoding](bytes(range(256)) * 9)[:-9], encoding, 10_000)
