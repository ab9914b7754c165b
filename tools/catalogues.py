"""Keep the catalogues of texts: `python tools/catalogues.py` after texts have changed.

Source texts are Simplified Chinese. This collects them from the code, brings both catalogues up to date, fills in
Traditional Chinese for new texts (to be proof-read; what is written there by hand stays, in the characters of
`HOUSE_FORMS`), and prints as JSON what still lacks English. `python tools/catalogues.py apply FILE.json` writes English
texts ({source: english}, {"context|source": english} for a text that stands in a context) into the catalogue; with
`--language zh_Hant` corrections of Traditional ones.
"""

import argparse
import json
import re
import sys
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

PACKAGE = Path(__file__).parents[1] / "partyedu"
KEYWORDS = {"_": None, "_l": None, "_n": (1, 2), "N_": None, "gettext": None, "ngettext": (1, 2)}
# A text that needs two English ones says where it stands: `_p("栏目", "调查")`, `pgettext(…)` in templates.
KEYWORDS |= dict.fromkeys(("_p", "_lp", "pgettext"), ((1, "c"), 2))
METHODS = [("translations/**", "ignore"), ("**.py", "python"), ("templates/**.html", "jinja2")]

# Traditional Chinese as this house writes it. It is the same house in other characters, not another country: words
# stay (软件 is 軟件). OpenCC's s2t gives the characters of old dictionaries (爲 羣 臺 覈 纔); readers in Hong Kong and
# Taiwan write those on the right, and readers of Traditional Chinese from the mainland know them all. Where Hong Kong
# and Taiwan part (裏/裡, 着/著), the form that Hong Kong and the mainland share is taken; 布 for both 佈 and 布 (公布).
# Each line is an expression for what OpenCC or a hand may have written, and what stands instead.
HOUSE_FORMS = (
    ("爲", "為"),
    ("羣", "群"),
    ("啓", "啟"),
    ("衆", "眾"),
    ("僞", "偽"),
    ("牀", "床"),
    ("麪", "麵"),
    ("喫", "吃"),
    ("擡", "抬"),
    ("峯", "峰"),
    ("溼", "濕"),
    ("箇", "個"),
    ("覈", "核"),
    ("纔", "才"),
    ("佈", "布"),
    ("[臺檯]", "台"),  # 上台, 服務台, 一台電視, 台賬: one character for all
    ("裡", "裏"),
    ("(?<![公鄰])里(?![程弄])", "裏"),  # 一格里, 組織里: inside, not the mile of 公里
    ("周(?![年到圍全邊密])", "週"),  # the week: 本週, 按週看; 周年 and 周到 stay
    ("瞭解", "了解"),
    ("(?<![標書抽竹])籤", "簽"),  # 簽到, 新簽的; 標籤 stays
    ("托(?=[鄰人付管辦])", "託"),  # 託鄰居帶話; 摩托, 托兒 stay
    ("(?<=[委拜受])托", "託"),
    ("隻(?=[有能要是用])", "只"),
    ("迴(?=[音覆答來到])", "回"),
    ("贊(?![成助同許])", "讚"),  # 點讚; 贊成 and 贊助 stay
    ("糉", "粽"),
    ("“", "「"),
    ("”", "」"),
    ("‘", "『"),
    ("’", "』"),
)


def collected() -> Catalog:
    """Every text of the code, with the places it stands in (files only: line numbers would change with every edit)."""
    catalogue = Catalog(project="partyedu", charset="utf-8")
    found = extract_from_dir(
        str(PACKAGE), METHODS, {"templates/**.html": {"silent": "false", "trimmed": "true"}}, keywords=KEYWORDS
    )
    for filename, _line, message, comments, context in found:
        catalogue.add(message, locations=[(f"partyedu/{filename}", None)], auto_comments=comments, context=context)
    return catalogue


def path_of(language: str) -> Path:
    """Where a catalogue stands."""
    return PACKAGE / "translations" / language / "LC_MESSAGES" / "messages.po"


def load(language: str) -> Catalog:
    """A catalogue as it stands, or an empty one."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="partyedu", charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale=language)


def save(catalogue: Catalog, language: str) -> None:
    """Write a catalogue, sorted, without dates and obsolete texts: a diff then shows only texts."""
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(target, catalogue, width=120, sort_output=True, include_lineno=False)
    noise = ('"POT-Creation', '"PO-Revision', '"Last-Translator', '"Language-Team', '"Report-Msgid', "# ", "#\n")
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(noise) and line != "#"]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8", newline="\n")


def update(language: str, template: Catalog) -> Catalog:
    """Bring a catalogue up to date with the code; no guesses from similar texts."""
    catalogue = load(language)
    catalogue.update(template, no_fuzzy_matching=True)
    return catalogue


def in_house_forms(text: str) -> str:
    """A Traditional text with the characters of `HOUSE_FORMS`."""
    for found, written in HOUSE_FORMS:
        text = re.sub(found, written, text)
    return text


def traditional(text: str) -> str:
    """A Simplified text in Traditional characters; one that is Traditional already stays as it is."""
    return in_house_forms(_opencc().convert(text))


@cache
def _opencc() -> OpenCC:
    return OpenCC("s2t")


def fill_traditional(catalogue: Catalog) -> None:
    """Traditional Chinese for texts that have none; house forms for all, those of a correcting hand too."""
    for message in catalogue:
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            if not any(message.string or ()):
                message.string = (traditional(message.id[-1]),) * catalogue.num_plurals
            message.string = tuple(in_house_forms(text) for text in message.string)
        else:
            message.string = in_house_forms(message.string or traditional(message.id))


def source_of(message: Message) -> str:
    """What a text is called in the JSON files: itself, after its context where it has one."""
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}|{text}" if message.context else text


def missing(catalogue: Catalog) -> list[str]:
    """Texts without a translation."""
    return [
        source_of(message)
        for message in catalogue
        if message.id and not (all(message.string or ("",)) if isinstance(message.id, tuple) else message.string)
    ]


def apply(language: str, file: Path) -> None:
    """Write texts from a JSON file into a catalogue; an unknown source text is said, not added."""
    catalogue = load(language)
    by_source = {source_of(message): message for message in catalogue if message.id}
    for source, text in json.loads(file.read_text("utf-8")).items():
        if source not in by_source:
            sys.stderr.write(f"no such text: {source}\n")
            continue
        message = by_source[source]
        if isinstance(message.id, tuple):
            forms = text if isinstance(text, list) else [text] * catalogue.num_plurals
            message.string = tuple(forms)
        else:
            message.string = text
    save(catalogue, language)


def main() -> None:
    """See the docstring of the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("word", nargs="?", choices=["apply"])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--language", default="en", choices=["en", "zh_Hant"])
    asked = parser.parse_args()
    if asked.word == "apply":
        apply(asked.language, asked.file)
        return
    in_traditional = update("zh_Hant", collected())
    fill_traditional(in_traditional)
    save(in_traditional, "zh_Hant")
    english = update("en", collected())
    save(english, "en")
    json.dump(missing(english), sys.stdout, ensure_ascii=False, indent=0)


if __name__ == "__main__":
    main()
