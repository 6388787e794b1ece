from __future__ import annotations

from processors.entities.unify import Unknown, tie_people


def person(entity_id: str, name: str, language: str) -> Unknown:
    return Unknown(id=entity_id, name=name, language=language)


STOROZHEV = person("oleg-storozhev", "Олег Сторожев", "ru")
SVIRIDOV = person("georgy-sviridov", "Георгий Свиридов", "ru")
HAN = person("situoluorefu", "斯托罗热夫", "zh")


def test_a_foreign_name_in_characters_gets_the_id_of_the_nearest_name() -> None:
    assert tie_people([STOROZHEV, SVIRIDOV, HAN]) == {"situoluorefu": "oleg-storozhev"}
    assert tie_people([HAN, SVIRIDOV, STOROZHEV]) == {"situoluorefu": "oleg-storozhev"}


def test_two_equally_near_names_tie_nothing() -> None:
    assert tie_people([STOROZHEV, person("ivan-storozhev", "Иван Сторожев", "ru"), HAN]) == {}


def test_a_chinese_name_is_not_taken_for_a_foreign_one() -> None:
    assert tie_people([STOROZHEV, person("li-qiangsheng", "李强生", "zh")]) == {}
