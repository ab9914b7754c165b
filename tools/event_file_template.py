"""Make the Word template of the event file: `python tools/event_file_template.py` writes it into the package.

A centre that wants another look copies `partyedu/reports/templates/event-file.docx` to `templates/event-file.docx` in
its data folder and edits it in Word or WPS. What stands in braces is replaced; the words are those of
`partyedu.reports.exports.event_file.context_of`.
"""

from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TARGET = Path(__file__).parents[1] / "partyedu" / "reports" / "templates" / "event-file.docx"
RED = RGBColor(0x9E, 0x1B, 0x1B)


def _font(style, name: str, size: float) -> None:
    style.font.name, style.font.size = "Times New Roman", Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)


def _paper() -> Paper:
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)
    section.top_margin = section.bottom_margin = Mm(24)
    _font(paper.styles["Normal"], "宋体", 12)
    for name, size in (("Title", 22), ("Heading 1", 15)):
        _font(paper.styles[name], "黑体", size)
        paper.styles[name].font.color.rgb = RED
        paper.styles[name].font.bold = True
    return paper


def _table(paper: Paper, heads: list[str], loop: str, cells: list[str], widths: list[int]) -> None:
    """A table whose middle row is repeated: rows that only say so stand around it and vanish."""
    table = paper.add_table(rows=4, cols=len(heads), style="Table Grid")
    for place, head in enumerate(heads):
        run = table.rows[0].cells[place].paragraphs[0].add_run(head)
        run.bold = True
    table.rows[1].cells[0].text = f"{{%tr for row in {loop} %}}"
    for place, cell in enumerate(cells):
        table.rows[2].cells[place].text = cell
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    paper.add_paragraph()


def make() -> None:
    """Write the template."""
    paper = _paper()
    paper.add_paragraph("{{ title }}", style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.add_paragraph("活动台账　{{ centre }}").alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.add_paragraph("{%p for tick in ticks %}")
    paper.add_paragraph("{{ tick.mark }} {{ tick.label }}：{{ tick.note }}")
    paper.add_paragraph("{%p endfor %}")

    paper.add_heading("一、通知", 1)
    for line in (
        "种类：{{ kind }}　主题：{{ theme }}",
        "时间：{{ when }} – {{ until }}",
        "地点：{{ place }}",
        "主办：{{ unit }}　协办：{{ partners }}",
        "请谁参加：{{ expected }}（{{ open_to_residents }}）",
    ):
        paper.add_paragraph(line)
    paper.add_paragraph("{%p for row in people %}")
    paper.add_paragraph("{{ row.part }}：{{ row.names }}")
    paper.add_paragraph("{%p endfor %}")
    paper.add_paragraph("{%p if summary %}")
    paper.add_paragraph("{{ summary }}")
    paper.add_paragraph("{%p endif %}")
    paper.add_paragraph("{%p for row in releases %}")
    paper.add_paragraph(
        "第 {{ row.number }} 次公布：{{ row.when }}{% if row.changes %}（{{ row.changes }}）{% endif %}"
    )
    paper.add_paragraph("{%p endfor %}")

    paper.add_heading("二、节目单", 1)
    state = (
        "{{ row.state }}{% if row.reason %}（{{ row.reason }}）{% endif %}"
        "{% if row.instead_of %}（代{{ row.instead_of }}）{% endif %}"
    )
    _table(
        paper,
        ["序号", "题目", "主讲人", "时长", "情况"],
        "programme",
        ["{{ row.number }}", "{{ row.title }}", "{{ row.speaker }}", "{{ row.length }}", state],
        [14, 60, 28, 24, 32],
    )

    paper.add_heading("三、签到", 1)
    counted = (
        "{% for row in counts %}{{ row.state }} {{ row.number }} 人{% if not loop.last %}，{% endif %}{% endfor %}。"
    )
    paper.add_paragraph("到场 {{ there }} 人。其中：" + counted)
    _table(
        paper,
        ["姓名", "所在组织", "情况"],
        "roll",
        ["{{ row.name }}", "{{ row.unit }}", "{{ row.state }}"],
        [40, 80, 38],
    )

    paper.add_heading("四、照片", 1)
    paper.add_paragraph("{%p for photo in photos %}")
    paper.add_paragraph("{{ photo.picture }}").alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.add_paragraph("{{ photo.caption }}").alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.add_paragraph("{%p endfor %}")

    paper.add_heading("五、讨论", 1)
    paper.add_paragraph("{%p if closed_reason %}")
    paper.add_paragraph("没有讨论的原因：{{ closed_reason }}")
    paper.add_paragraph("{%p endif %}")
    paper.add_paragraph("{%p if discussion.summary %}")
    paper.add_paragraph("小结：{{ discussion.summary }}")
    paper.add_paragraph("{%p endif %}")
    paper.add_paragraph("{%p for row in said %}")
    paper.add_paragraph("{{ row.name }}（{{ row.kind }}）：{{ row.text }}")
    paper.add_paragraph("{%p endfor %}")
    paper.add_paragraph("{%p for row in records %}")
    paper.add_paragraph("{{ row.unit }}（{{ row.day }}，{{ row.there }} 人）：{{ row.text }}")
    paper.add_paragraph("{%p endfor %}")

    paper.add_heading("六、跟进", 1)
    _table(
        paper,
        ["议题", "负责人", "期限", "进展", "结果"],
        "matters",
        ["{{ row.title }}", "{{ row.assignee }}", "{{ row.due }}", "{{ row.state }}", "{{ row.outcome }}"],
        [46, 24, 28, 22, 38],
    )
    paper.add_paragraph("{{ centre }}　{{ made_on }}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    paper.save(str(TARGET))


if __name__ == "__main__":
    make()
