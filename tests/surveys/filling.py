"""How forms of surveys are filled in: a question by staff, a sheet by a member."""

QUESTIONS = (
    {"kind": "single", "text": "哪天方便", "choices": ("周二", "周四", "周末")},
    {"kind": "several", "text": "想学什么", "choices": ("用手机", "养生", "法律")},
    {"kind": "scale", "text": "去年的课怎么样", "choices": ()},
    {"kind": "text", "text": "还想说什么", "choices": (), "optional": True},
)


def question_fields(kind, text, choices, right=(), optional=False):
    """The fields of the form of a question."""
    fields = {"kind": kind, "text": text, "is_required": None if optional else "y"}
    fields |= {f"choice_{at}": choice for at, choice in enumerate(choices, 1)}
    fields |= {f"right_{at}": "y" for at, choice in enumerate(choices, 1) if choice in right}
    return {name: value for name, value in fields.items() if value is not None}


def filled(page, names, day="周二", topics=("养生",), mark=4, words=""):
    """The fields of a sheet as somebody fills it in."""
    by_words = {label.get_text(strip=True): label.input["value"] for label in page.all(".sheet-form label.choice")}
    return {
        names[0]: by_words[day],
        names[1]: [by_words[topic] for topic in topics],
        names[2]: str(mark),
        names[3]: words,
    }
