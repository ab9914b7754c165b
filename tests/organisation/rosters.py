"""Roster files as offices really send them."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

HEADS = ["序号", "姓 名", "性别", "出生年月", "所在党支部", "联系电话", "党员状态", "入党时间", "身份证号码", "备注"]


def line(
    number: int, name: str, birth: Any = "1965.03", unit: str = "第一党支部", phone: str = "", **more: Any
) -> list[Any]:
    """One person as a row below ``HEADS``."""
    status, joined = more.get("status", "正式党员"), more.get("joined", "1985年7月")
    return [number, name, "女", birth, unit, phone, status, joined, more.get("id_number", ""), more.get("remark", "")]


def xlsx(rows: Sequence[Sequence[Any]], heads: Sequence[str] = tuple(HEADS), titles: bool = True) -> bytes:
    """A workbook with a title over merged cells, a line of remarks, and a sum at the end."""
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "填表说明"
    cover.append(["请按要求填写"])
    sheet = book.create_sheet("名册")
    if titles:
        sheet.append(["示范社区党员花名册"])
        sheet.merge_cells("A1:J1")
        sheet.append(["填报日期：2026年11月"])
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    if titles:
        sheet.append(["合计", f"{len(rows)}人"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def csv(rows: Sequence[Sequence[Any]], encoding: str = "gb18030") -> bytes:
    """What Chinese Excel saves as .csv."""
    lines = [["示范社区党员花名册"], HEADS, *rows]
    return "\r\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in lines).encode(encoding)


def file(content: bytes, name: str = "花名册.xlsx") -> tuple[io.BytesIO, str]:
    """As a browser sends it."""
    return io.BytesIO(content), name
