"""What the reader has to say about a row: short codes with parameters, and the sentence for each.

The sentences are the source texts (Simplified Chinese); whoever shows one translates it:
``_(SENTENCES[code], **params)``. Values in parameters have gone through ``blank_id_numbers``.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from partyedu.core.words import N_


class Reason(StrEnum):
    """Why a row is refused, doubtful, or left to a person."""

    NAME_MISSING = "name_missing"
    NAME_UNREADABLE = "name_unreadable"
    BIRTH_UNREADABLE = "birth_unreadable"
    BIRTH_IMPOSSIBLE = "birth_impossible"
    BIRTH_FUTURE = "birth_future"
    BIRTH_TOO_EARLY = "birth_too_early"
    DATE_UNREADABLE = "date_unreadable"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_FUTURE = "date_future"
    DATE_TOO_EARLY = "date_too_early"
    JOINED_BEFORE_BIRTH = "joined_before_birth"
    PHONE_UNREADABLE = "phone_unreadable"
    PHONE_ROUNDED = "phone_rounded"
    TEXT_TOO_LONG = "text_too_long"

    OCTOBER_ASSUMED = "october_assumed"
    CENTURY_ASSUMED = "century_assumed"
    MONTH_MISSING = "month_missing"
    SEVERAL_PHONES = "several_phones"
    STATUS_UNKNOWN = "status_unknown"
    STUDY_MODE_UNKNOWN = "study_mode_unknown"
    ID_BLANKED = "id_blanked"

    SAME_PERSON_ABOVE = "same_person_above"
    SEVERAL_SAME = "several_same"
    SAME_NAME_ONLY = "same_name_only"
    SAME_PHONE_OTHER_BIRTH = "same_phone_other_birth"
    OTHER_MEMBER_NUMBER = "other_member_number"
    SAME_NUMBER_OTHER_BIRTH = "same_number_other_birth"
    MEMBER_NUMBER_TAKEN = "member_number_taken"
    UNIT_AMBIGUOUS = "unit_ambiguous"

    NO_HEADER = "no_header"


SENTENCES: Mapping[Reason, str] = {
    Reason.NAME_MISSING: N_("没有姓名。"),
    Reason.NAME_UNREADABLE: N_("姓名“%(value)s”看不懂。"),
    Reason.BIRTH_UNREADABLE: N_("出生年月“%(value)s”看不懂，请写成 1965.03 这样。"),
    Reason.BIRTH_IMPOSSIBLE: N_("出生年月“%(value)s”没有这一天或这个月。"),
    Reason.BIRTH_FUTURE: N_("出生年月“%(value)s”还没有到。"),
    Reason.BIRTH_TOO_EARLY: N_("出生年月“%(value)s”早于 1900年。"),
    Reason.DATE_UNREADABLE: N_("入党时间“%(value)s”看不懂，请写成 1985.07.01 这样。"),
    Reason.DATE_IMPOSSIBLE: N_("入党时间“%(value)s”没有这一天或这个月。"),
    Reason.DATE_FUTURE: N_("入党时间“%(value)s”还没有到。"),
    Reason.DATE_TOO_EARLY: N_("入党时间“%(value)s”太早了。"),
    Reason.JOINED_BEFORE_BIRTH: N_("入党时间“%(value)s”早于出生年月。"),
    Reason.PHONE_UNREADABLE: N_("电话“%(value)s”不对，请核对位数。"),
    Reason.PHONE_ROUNDED: N_("电话“%(value)s”在表格里丢了后几位，请把这一列改成文本再填。"),
    Reason.TEXT_TOO_LONG: N_("“%(heading)s”这一格太长了，最多 %(limit)s 个字。"),
    Reason.OCTOBER_ASSUMED: N_("“%(value)s”按 10月读（表格会去掉 .10 末尾的 0），请核对。"),
    Reason.CENTURY_ASSUMED: N_("“%(value)s”只写了两位年份，按 %(year)s年读，请核对。"),
    Reason.MONTH_MISSING: N_("“%(value)s”只有年份，没有月份。"),
    Reason.SEVERAL_PHONES: N_("写了几个电话，只记第一个：%(value)s。"),
    Reason.STATUS_UNKNOWN: N_("党员状态“%(value)s”不认识，没有记。"),
    Reason.STUDY_MODE_UNKNOWN: N_("学习方式“%(value)s”不认识，没有记。"),
    Reason.ID_BLANKED: N_("“%(heading)s”这一格里有身份证号，已经删去。"),
    Reason.SAME_PERSON_ABOVE: N_("和第 %(row)s 行是同一个人，没有再导入。"),
    Reason.SEVERAL_SAME: N_("名册里有几位都可能是这个人，请您选一位。"),
    Reason.SAME_NAME_ONLY: N_("有同名的人，出生年月和电话对不上或没有填，请您看看是不是同一位。"),
    Reason.SAME_PHONE_OTHER_BIRTH: N_("有姓名、电话都相同的人，但出生年月不同，请您看看是不是同一位。"),
    Reason.OTHER_MEMBER_NUMBER: N_("有姓名、出生年月都相同的人，但党员编号不同，请您看看是不是同一位。"),
    Reason.SAME_NUMBER_OTHER_BIRTH: N_("有姓名、党员编号都相同的人，但出生年月不同，请您看看是不是同一位。"),
    Reason.MEMBER_NUMBER_TAKEN: N_("党员编号“%(value)s”已经是另一个人的了。"),
    Reason.UNIT_AMBIGUOUS: N_("有几个组织都叫“%(unit)s”，请连上级组织一起写，例如“某某社区第一党支部”。"),
    Reason.NO_HEADER: N_("没有找到表头。表里要有一行写着“姓名”和其他栏目的名称。"),
}


class Note(NamedTuple):
    """One remark: ``code`` and what goes into the sentence."""

    code: Reason
    params: Mapping[str, str | int] = {}

    @property
    def sentence(self) -> str:
        """The untranslated sentence, filled in; for logs, the command line and tests."""
        return SENTENCES[self.code] % self.params


class RosterRefused(Exception):
    """The workbook cannot be read as a roster at all."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
