"""The catalogues of texts are up to date and complete, in Traditional Chinese and in English."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Message
from flask import Flask
from flask_babel import force_locale

from partyedu.core.words import _, _p

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "zh_Hant")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}")
HAN = "[\u4e00-\u9fff]"
NAMED = re.compile(r"%\((\w+)\)[sd]")
# What stands at a placeholder where it is not a Chinese name; the rule is written in core/words.py.
FIGURES = (
    "5",
    "all average capacity count created days done errors failed heads here hours limit max members min minutes n new "
    "num number old open pages place reached row seats there time total updated when year y",
)
DATES = ("3月5日", "day date since until")
LENGTHS = ("25 分钟", "cap due earned half left length over owed post speaker studied whole")
LATIN = ("a", "address code file folder path url")
EXAMPLES = {name: example for example, names in (FIGURES, DATES, LENGTHS, LATIN) for name in names.split()}
ILL_SET = (
    (re.compile(f"{HAN}(?<![年月])[0-9A-Za-z]|[0-9A-Za-z](?![年月日]){HAN}"), "no space beside figures or letters"),
    (re.compile(f"[0-9] [年月日]|{HAN} +{HAN}"), "a space too many"),
    (re.compile("[，。；：、？！（）《》“”] | [，。；：、？！（）《》“”]"), "a space beside punctuation"),
    (re.compile(f"{HAN}[,;:!?()]|[,;:!?()]{HAN}"), "punctuation of half width"),
)
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@pytest.fixture(scope="module")
def catalogues() -> ModuleType:
    """The tool that keeps the catalogues."""
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "tools" / "catalogues.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def messages(catalogues: ModuleType, language: str) -> list[Message]:
    return [message for message in catalogues.load(language) if message.id]


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_code_is_in_the_catalogue_and_no_other(catalogues: ModuleType, language: str) -> None:
    in_code = {forms(message.id) for message in catalogues.collected() if message.id}
    kept = {forms(message.id) for message in messages(catalogues, language)}
    assert in_code - kept == set(), "run tools/catalogues.py"
    assert kept - in_code == set(), "run tools/catalogues.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_untranslated(catalogues: ModuleType, language: str) -> None:
    assert catalogues.missing(catalogues.load(language)) == []
    assert [one.id for one in messages(catalogues, language) if one.fuzzy or not all(forms(one.string))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_source(catalogues: ModuleType, language: str) -> None:
    different = [
        (message.id, text)
        for message in messages(catalogues, language)
        for text in forms(message.string)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(forms(message.id)[-1]))
    ]
    assert different == []


def as_it_may_be_read(text: str) -> str:
    """A source text with something at its placeholders."""
    return NAMED.sub(lambda found: EXAMPLES.get(found[1], "某某"), text)


def test_source_texts_are_set_by_one_rule(catalogues: ModuleType) -> None:
    sources = [text for message in catalogues.collected() if message.id for text in forms(message.id)]
    wrong = [
        (text, why)
        for text in sources
        for pattern, why in ILL_SET
        if pattern.search(as_it_may_be_read(text.replace(")s %(", ")s·%(")))  # two names may stand apart
    ]
    assert wrong == [], "the rule stands in core/words.py"


@pytest.mark.parametrize(
    "text", ["共25 分钟", "共 25分钟", "%(when)s开始", "2026 年", "%(name)s 已签到", "好,", "：PIN 码"]
)
def test_an_ill_set_text_is_found(text: str) -> None:
    found = [why for pattern, why in ILL_SET if pattern.search(as_it_may_be_read(text))]
    assert bool(found) is (text != "：PIN 码")


def test_english_holds_no_chinese(catalogues: ModuleType) -> None:
    texts = [text for message in messages(catalogues, "en") for text in forms(message.string)]
    assert [text for text in texts if CHINESE.search(text)] == []


def test_traditional_holds_nothing_simplified(catalogues: ModuleType) -> None:
    texts = [text for message in messages(catalogues, "zh_Hant") for text in forms(message.string)]
    assert [(text, catalogues.traditional(text)) for text in texts if catalogues.traditional(text) != text] == []


def test_traditional_is_written_in_the_characters_of_the_house(catalogues: ModuleType) -> None:
    texts = [text for message in messages(catalogues, "zh_Hant") for text in forms(message.string)]
    wrong = re.compile("|".join(found for found, _written in catalogues.HOUSE_FORMS))
    assert [text for text in texts if wrong.search(text)] == [], "run tools/catalogues.py"


@pytest.mark.parametrize(
    ("simplified", "written"),
    [
        ("到服务台签到，只有这一台电视没有回音", "到服務台簽到，只有這一台電視沒有回音"),
        ("这一格里、组织里，按周看公布了什么", "這一格裏、組織裏，按週看公布了什麼"),
        ("刚才核对过，群里才看得到“标签”", "剛才核對過，群裏才看得到「標籤」"),
        ("点了赞，签了字，赞成包粽子", "點了讚，簽了字，贊成包粽子"),
        ("照新签的纸，委托帮手，托邻居带话，贴标签", "照新簽的紙，委託幫手，託鄰居帶話，貼標籤"),
        ("一个中心有十公里长，周到的老干部复制了计划", "一個中心有十公里長，周到的老幹部複製了計劃"),
    ],
)
def test_conversion_keeps_to_the_house(catalogues: ModuleType, simplified: str, written: str) -> None:
    assert catalogues.traditional(simplified) == written


def test_one_source_text_has_two_english_ones_where_it_stands_in_a_context(catalogues: ModuleType, app: Flask) -> None:
    english = {catalogues.source_of(message): message.string for message in messages(catalogues, "en")}
    assert (english["栏目|调查"], english["调查"]) == ("Surveys", "Survey")
    assert (english["一位|候补"], english["候补"]) == ("Waiting", "Waiting list")
    with app.test_request_context():
        for locale, room, one in (("en", "Surveys", "Survey"), ("zh_Hans", "调查", "调查"), ("zh_Hant", *["調查"] * 2)):
            with force_locale(locale):
                assert (_p("栏目", "调查"), _("调查")) == (room, one)
                assert app.jinja_env.from_string("{{ pgettext('栏目', '调查') }}").render() == room
