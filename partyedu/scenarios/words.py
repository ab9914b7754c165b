"""Made-up names and texts. Nobody is called so, and nothing of it happened."""

from collections.abc import Iterator

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严金魏陶姜"
STEMS = "甲乙丙丁戊己庚辛壬癸"
NUMBERS = "一二三四五六七八九"

TITLES: dict[str, tuple[str, ...]] = {
    "入党": ("一封写了三遍的申请书", "介绍人送我的钢笔", "雪夜里的支部会", "第一次交党费", "老班长和那枚党徽",
            "转正那一天"),
    "学习": ("四十年一本账", "夜校三年", "孙女教我用手机", "图书室里的一张桌子", "六十岁学拼音", "抄报纸的习惯"),
    "创业": ("从一辆三轮车开始", "修鞋铺的三十年", "关过一次门的小店", "合作社的第一桶油", "下岗以后",
            "带着邻居做豆腐"),
    "家风": ("饭桌上的规矩", "父亲的旧算盘", "一碗水端平", "老屋门前那句话", "不占公家一根线", "给婆婆洗脚的二十年"),
}  # fmt: skip

SUMMARIES: dict[str, str] = {
    "入党": "从写申请书到站在支部面前，一件老物件里的来路。",
    "学习": "年纪大了还能不能学会一样新东西？他说能。",
    "创业": "摔过跟头，靠街坊和一股劲又站起来。",
    "家风": "一家人几十年守着的一条规矩，和它帮过的人。",
}

OUTLINE = "一、那一年的事情是怎么开头的。\n二、最难的一段，谁帮了我。\n三、我学到的一件事。\n四、想对年轻人说的一句话。"

REFLECTIONS = (
    "听完想起自己刚参加工作那几年，心里热乎乎的。", "讲得实在，没有一句空话，回家要讲给孙子听。",
    "原来隔壁楼住着这么了不起的人。", "我也想试着讲一回，就讲厂里的老师傅。", "记下一句话：难事一起扛就不难。",
    "以后支部活动要多请这样的普通人上台。",
)  # fmt: skip

MATTERS: tuple[tuple[str, str, int], ...] = (
    ("三号楼楼道的灯不亮", "换了感应灯，晚上进出看得清了", 24),
    ("小区门口的台阶太高", "加了扶手和缓坡", 60),
    ("想要一处下棋的地方", "活动室下午开放，摆了四张棋桌", 30),
    ("雨天积水绕着走", "疏通了两处下水口", 45),
    ("快递没地方放", "物业腾出一间房做代收点", 120),
    ("公交站没有座位", "和公交公司商量，加了一排长椅", 80),
)


def names() -> Iterator[str]:
    """Made-up names, each once: 2,700 of them."""
    for number in NUMBERS:
        for stem in STEMS:
            for surname in SURNAMES:
                yield f"{surname}{stem}{number}"


def many_names() -> Iterator[str]:
    """The same, and when they are used up further ones of two to four characters: some 38,000, each once."""
    yield from names()
    yield from (surname + mark for mark in STEMS + NUMBERS for surname in SURNAMES)
    for first, second in ((STEMS, STEMS), (NUMBERS, STEMS), (NUMBERS, NUMBERS)):
        yield from (surname + one + other for one in first for other in second for surname in SURNAMES)
    for number in NUMBERS:
        yield from (surname + one + other + number for one in STEMS for other in STEMS for surname in SURNAMES)


def title(theme: str, turn: int) -> str:
    """A title of a theme; the same words come again with a number."""
    choices = TITLES[theme]
    again = turn // len(choices)
    return choices[turn % len(choices)] + (f"（{again + 1}）" if again else "")
