"""Which hosts the replica answers for."""

from __future__ import annotations

XINHUA = (
    "www.news.cn", "news.cn", "www.xinhuanet.com", "xinhuanet.com", "news.xinhuanet.com", "m.xinhuanet.com", "m.news.cn",
)  # fmt: skip
ENGLISH = ("english.news.cn", "english.xinhuanet.com")
RUSSIAN = ("russian.news.cn", "russian.xinhuanet.com")
NODEART = "qc.wa.news.cn"
SEARCH = "so.news.cn"
TASS_RU = ("tass.ru", "www.tass.ru", "m.tass.ru", "itar-tass.com", "www.itar-tass.com")
TASS_EN = ("tass.com", "www.tass.com", "en.itar-tass.com")
NVO = ("nvo.ng.ru", "www.nvo.ng.ru")
NG = ("www.ng.ru", "ng.ru")
CONTROL = "replica.local"
ALL = (*XINHUA, *ENGLISH, *RUSSIAN, NODEART, SEARCH, *TASS_RU, *TASS_EN, *NVO, *NG, CONTROL)
