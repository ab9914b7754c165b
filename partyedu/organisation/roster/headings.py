"""Finding the header row and guessing what each column holds, by its heading and by what stands below it."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from partyedu.core.search import fold
from partyedu.core.spreadsheets import Cell, Sheet
from partyedu.organisation.roster.id_numbers import blank_id_numbers
from partyedu.organisation.roster.values import status_in, text_of

HEADER_WITHIN = 40  # rows from the top in which a header is looked for
SAMPLE = 200  # rows below the header that a guess looks at


class Field(StrEnum):
    """What a column holds. Gender and all the rest are ``IGNORED``: the least is collected."""

    NAME = "name"
    UNIT = "unit"
    GROUP = "group"
    CATEGORY = "category"
    PHONE = "phone"
    MEMBER_NUMBER = "member_number"
    BIRTH = "birth"
    JOINED_ON = "joined_on"
    STATUS = "status"
    EDUCATION = "education"
    TRADE = "trade"
    STUDY_MODE = "study_mode"
    ID_NUMBER = "id_number"
    IGNORED = "ignored"


# The better heading stands first: where two columns claim one field, the first of these wins, the other is ignored.
_EXACT: Mapping[Field, str] = {
    Field.NAME: "姓名 党员姓名 名字 党员名字 成员姓名 人员姓名",
    Field.UNIT: (
        "所在党支部 所属党支部 党支部 所在支部 所属支部 支部名称 党支部名称 支部 所在党支部名称 所在党组织 所属党组织 "
        "所在党组织名称 党组织 党组织名称 所属组织 所在组织 组织 组织名称 组织关系所在党支部 组织关系所在支部 "
        "所在党总支 党总支 所属党总支 所在党委 党委 所属党委"
    ),
    Field.GROUP: "所在党小组 所属党小组 党小组 楼栋小组 楼栋党小组 所在小组 小组 党小组名称 中心户 党员中心户",
    Field.CATEGORY: "党员类别 人员类别 类别 党员分类 分类 党员类型 类型 人员分类 人员类型",
    Field.PHONE: (
        "手机号码 手机号 手机 本人手机 移动电话 联系手机 本人联系电话 联系电话 联系方式 电话 电话号码 联系号码 "
        "本人电话 固定电话 家庭电话 固话 tel phone mobile"
    ),
    Field.MEMBER_NUMBER: "党员编号 党员号 党员证号 党员编码 党员id 编号 工号",
    Field.BIRTH: "出生年月 出生日期 出生年月日 生日 出生时间 出生",
    Field.JOINED_ON: (
        "入党时间 入党日期 入党年月 入党年月日 加入党组织日期 加入党组织时间 加入中共组织日期 加入中国共产党日期 "
        "加入中国共产党时间 入党 转正时间 转正日期 转为正式党员日期"
    ),
    Field.STATUS: "党员状态 状态 党籍状态 是否预备 是否预备党员 是否正式党员 是否正式 正式预备 预备正式 党籍",
    Field.EDUCATION: "学历 文化程度 最高学历 教育程度 学历情况 全日制学历 在职学历",
    Field.TRADE: "职业 从事职业 职业类别 行业 工种 从业 工作 工作岗位 岗位 职业职务 个人身份",
    Field.STUDY_MODE: "学习方式 学习模式 教育方式 参学方式 学习形式 学习途径",
    Field.ID_NUMBER: (
        "身份证 身份证号 身份证号码 公民身份号码 公民身份证号码 公民身份证号 居民身份证号码 证件号码 证件号 身份号码"
    ),
}
_RANKS: Mapping[str, tuple[Field, int]] = {
    heading: (field, rank) for field, headings in _EXACT.items() for rank, heading in enumerate(headings.split())
}
# For headings that no table knows: a word inside them. Somebody else's phone or name is not the member's.
_SOMEBODY_ELSE = re.compile("紧急|家属|介绍人|联系人|负责人|书记|父|母|配偶|子女|填表|经办")
_INSIDE: Sequence[tuple[Field, re.Pattern[str]]] = (
    (Field.ID_NUMBER, re.compile("身份证|身份号|证件号")),
    (Field.PHONE, re.compile("手机|电话|联系方式")),
    (Field.BIRTH, re.compile("出生(?!地)|生日")),
    (Field.JOINED_ON, re.compile("(?<!申请)(入党|加入党|加入中共)(?!申请|积极|志愿).*(时间|日期|年月)")),
    (Field.GROUP, re.compile("小组$|小组名称$|中心户")),
    (Field.UNIT, re.compile("(支部|党组织|党总支|党委)(名称|全称|简称)?$")),
    (Field.EDUCATION, re.compile("学历|文化程度")),
    (Field.CATEGORY, re.compile("党员.*类[别型]|人员.*类[别型]")),
    (Field.STUDY_MODE, re.compile("学习方式|参学方式")),
    (Field.NAME, re.compile("^党?员?姓名|姓名$")),
)
_UNKNOWN_RANK = 1_000
RUNNING_NUMBER = frozenset({"序号", "序", "编号", "号", "行号", "no", "no.", "n", "#", "顺序号"})
_USUAL_BESIDE = RUNNING_NUMBER | frozenset(
    ["性别", "民族", "籍贯", "备注", "住址", "家庭住址", "地址", "职务", "年龄", "党龄", "工作单位", "单位"]
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪"
    "廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文劉陳楊黃趙吳孫馬"
)


class Header(NamedTuple):
    """Where the headings stand: indices from 0; ``row`` is the first row of the header, ``height`` 1 or 2 rows."""

    sheet: int
    row: int
    height: int = 1


@lru_cache(maxsize=2048)
def fold_heading(text: str) -> str:
    """A heading as it is looked up: 姓　名* → 姓名, 出生年月（如1965.03） → 出生年月, 聯繫電話 → 联系电话."""
    folded = unicodedata.normalize("NFKC", fold(text))
    short = re.sub(r"\([^()]*\)|\[[^\]]*\]|【[^】]*】|〔[^〕]*〕", "", folded)
    kept = re.sub(r"[^\w#]|_", "", short) or re.sub(r"[^\w#]|_", "", folded)
    return kept


@lru_cache(maxsize=2048)
def field_of(heading: str) -> tuple[Field, int]:
    """The field a heading names and how well it does so (0 is best); ``IGNORED`` when it names none."""
    folded = fold_heading(heading)
    if folded in _RANKS:
        return _RANKS[folded]
    if folded and len(folded) <= 20 and not _SOMEBODY_ELSE.search(folded):
        for field, pattern in _INSIDE:
            if pattern.search(folded):
                return field, _UNKNOWN_RANK
    return Field.IGNORED, _UNKNOWN_RANK


def headings_at(sheet: Sheet, row: int, height: int) -> list[str]:
    """The headings of one or two rows: the lower cell where it says something known or the upper one is empty."""
    upper = [text_of(cell) for cell in sheet.rows[row]]
    if height == 1:
        return upper
    lower = [text_of(cell) for cell in sheet.rows[row + 1]]
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    pairs = zip(upper, lower, strict=True)
    return [below if below and (not above or _is_known(below)) else above for above, below in pairs]


def _is_known(heading: str) -> bool:
    return field_of(heading)[0] is not Field.IGNORED or fold_heading(heading) in _USUAL_BESIDE


def find_header(sheets: Sequence[Sheet]) -> Header | None:
    """The header of the sheet that looks most like a roster, or ``None``.

    More known headings count most, then more rows with a name below them: the roster wins over a form to copy from
    and over a table of sums.
    """
    found = find_headers(sheets)
    return found[0] if found else None


def find_headers(sheets: Sequence[Sheet]) -> list[Header]:
    """The best header of every sheet that has one, the best sheet first."""
    scored = [
        (score, header)
        for index, sheet in enumerate(sheets)
        for score, header in [_best_header(index, sheet)]
        if header is not None
    ]
    scored.sort(key=lambda pair: -pair[0])
    return [header for _score, header in scored]


def _best_header(index: int, sheet: Sheet) -> tuple[float, Header | None]:
    best: tuple[float, Header | None] = (0, None)
    for row in range(min(HEADER_WITHIN, len(sheet.rows))):
        for height in (1, 2):
            if row + height > len(sheet.rows) or (height == 2 and not _may_be_second(sheet, row)):
                continue
            score = _score(headings_at(sheet, row, height))
            if score > best[0] or (score == best[0] > 0 and best[1] and height < best[1].height):
                best = score, Header(index, row, height)
    score, header = best
    if header is None:
        return best
    named = {place for place, text in enumerate(headings_at(sheet, *header[1:])) if field_of(text)[0] is Field.NAME}
    below = sheet.rows[header.row + header.height :]
    rows = sum(1 for cells in below if any(place < len(cells) and cells[place] for place in named))
    return score + math.log2(1 + rows), header


def _may_be_second(sheet: Sheet, row: int) -> bool:
    """Whether the next row continues a header: texts only, and no name under 姓名."""
    upper, lower = sheet.rows[row], sheet.rows[row + 1]
    if len({text_of(cell) for cell in upper if cell is not None}) < 2:
        return False  # a title over the whole width
    for above, below in zip(upper, lower, strict=False):
        if below is not None and not isinstance(below, str):
            return False
        if field_of(text_of(above))[0] is Field.NAME and below is not None and text_of(below) != text_of(above):
            return False
    return True


def _score(headings: Sequence[str]) -> float:
    """0 when this is no header: without a name and one more known heading no row is one."""
    fields = {field_of(text)[0] for text in headings if text} - {Field.IGNORED}
    beside = {fold_heading(text) for text in headings if text} & _USUAL_BESIDE
    if Field.NAME not in fields or len(fields) + len(beside) < 2:
        return 0
    return len(fields) + len(beside) / 4


def guess_columns(header: Sequence[str], sample_rows: Sequence[Sequence[Cell]]) -> list[Field]:
    """What each column holds, one ``Field`` for each; every field but ``ID_NUMBER`` and ``IGNORED`` at most once.

    Headings decide, contents correct them: a column of ID numbers is one whatever its heading says, a running number is
    no member number, a column 人员类别 that only says 正式/预备 is the status. Unknown headings are guessed by content.
    """
    columns = [[row[place] if place < len(row) else None for row in sample_rows] for place in range(len(header))]
    columns = [[cell for cell in column if cell is not None] for column in columns]
    guesses = [_guess(heading, column) for heading, column in zip(header, columns, strict=True)]
    fields = [Field.IGNORED] * len(header)
    taken: set[Field] = set()
    for place in sorted(range(len(header)), key=lambda place: (guesses[place][1], place)):
        field = guesses[place][0]
        if field is Field.ID_NUMBER:
            fields[place] = field
        elif field not in taken and field is not Field.IGNORED:
            fields[place] = field
            taken.add(field)
    for place, column in enumerate(columns):
        if fields[place] is Field.IGNORED and not _is_known(header[place]):
            fields[place] = _by_content(fold_heading(header[place]), column, taken)
            taken.add(fields[place])
    return fields


def _guess(heading: str, column: Sequence[Cell]) -> tuple[Field, int]:
    field, rank = field_of(heading)
    if _share(column, _is_id_number) >= 0.5:
        return Field.ID_NUMBER, 0
    if field is Field.CATEGORY and _share(column, _is_status) > 0.9:
        return Field.STATUS, rank
    if field is Field.MEMBER_NUMBER and fold_heading(heading) in RUNNING_NUMBER and _counts_up(column):
        return Field.IGNORED, rank
    return field, rank


def _by_content(heading: str, column: Sequence[Cell], taken: set[Field]) -> Field:
    if _SOMEBODY_ELSE.search(heading):
        return Field.IGNORED
    for field, test, share in _CONTENTS:
        if field is Field.BIRTH and re.search("时间|日期|年月", heading):
            continue  # the date of something else
        if field not in taken and len(column) >= 2 and _share(column, test) >= share:
            return field
    return Field.IGNORED


def _share(column: Sequence[Cell], test: Callable[[Cell], bool]) -> float:
    return sum(map(test, column)) / len(column) if column else 0


def _is_id_number(cell: Cell) -> bool:
    kept, found = blank_id_numbers(cell)
    return found and kept is None


def _is_status(cell: Cell) -> bool:
    text = text_of(cell)
    return len(text) <= 6 and status_in(text) is not None


def _is_mobile(cell: Cell) -> bool:
    return re.fullmatch(r"(\+?86)?1[3-9]\d{9}", re.sub(r"[\s-]", "", text_of(cell))) is not None


def _is_birth(cell: Cell) -> bool:
    found = re.match(r"(19[2-9]\d|200\d)([.年/-]\d{1,2}|(0[1-9]|1[0-2])(\d\d)?$)", text_of(cell))
    return found is not None


def _is_unit(cell: Cell) -> bool:
    return re.search(r"(支部|总支|党委)(委员会)?$", text_of(cell)) is not None


def _is_group(cell: Cell) -> bool:
    return re.search(r"(小组|中心户)$", text_of(cell)) is not None


def _is_name(cell: Cell) -> bool:
    text = re.sub(r"\s", "", text_of(cell))
    return text[:1] in _SURNAMES and re.fullmatch(r"[\u3400-\u9fff]{2,4}", text) is not None


def _counts_up(column: Sequence[Cell]) -> bool:
    """Whether a column is 1, 2, 3 … (gaps allowed), as a running number is."""
    numbers = [int(text) for cell in column if (text := text_of(cell)).isdecimal() and len(text) <= 6]
    rising = all(one < other for one, other in pairwise(numbers))
    return bool(numbers) and rising and numbers[0] <= 1 and numbers[-1] <= 2 * len(numbers) + 10


_CONTENTS: Sequence[tuple[Field, Callable[[Cell], bool], float]] = (
    (Field.PHONE, _is_mobile, 0.6),
    (Field.BIRTH, _is_birth, 0.8),
    (Field.UNIT, _is_unit, 0.6),
    (Field.GROUP, _is_group, 0.6),
    (Field.STATUS, _is_status, 0.8),
    (Field.NAME, _is_name, 0.7),
)
