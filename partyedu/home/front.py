"""What stands on the front page: a greeting, the next events, and the doors a person may go through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.words import _l
from partyedu.schedule import queries as schedule

DAYS_AHEAD = 30
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Door:
    """Something one can do here; ``permission`` None: everybody who has signed in."""

    label: Any
    text: Any
    url: str
    icon: str
    permission: Permission | None = None


# In the order of a day's work. Addresses of upper floors are written out: home knows no view but its own.
_STAFF_DOORS = (
    Door(_l("排一场活动"), _l("剧场、电影、主题党日"), "/schedule/new", "calendar-days", Permission.EVENT_MANAGE),
    Door(_l("按年排剧场"), _l("季度和主题，哪一格还空着"), "/theatre/plan", "book-open", Permission.EVENT_MANAGE),
    Door(_l("开一个班"), _l("选几门课，定星期几上"), "/courses/classes/new", "book-open", Permission.COURSE_MANAGE),
    Door(_l("接点单"), _l("谁想听什么，几单排成一场"), "/orders/asked", "inbox", Permission.ORDER_MANAGE),
    Door(_l("问大家想学什么"), _l("调查、测验、学习需求"), "/surveys/led", "list", Permission.SURVEY_MANAGE),
    Door(_l("管课件"), _l("从选题到入库、进教材"), "/library/work", "archive", Permission.LIBRARY_MANAGE),
    Door(_l("评审课件"), _l("照评分表打分，写几句"), "/library/review", "star", Permission.LIBRARY_REVIEW),
    Door(_l("评审提纲"), _l("通过，或写明理由退回"), "/speakers/review", "clipboard-check", Permission.TALK_REVIEW),
    Door(_l("替人报讲述"), _l("没有手机的党员也能登台"), "/speakers/talks/new", "mic", Permission.TALK_MANAGE),
    Door(_l("打电话告诉"), _l("没有手机的人，由我们去说"), "/notices/calls", "phone", Permission.EVENT_MANAGE),
    Door(_l("跟进议题"), _l("谁在办，办到哪一步"), "/discussions/matters", "list-checks", Permission.MATTER_MANAGE),
    Door(_l("看年度数字"), _l("每个数字都点得开"), "/reports/", "chart-column", Permission.FIGURES_READ),
    Door(_l("交接"), _l("接手一个组织，先看这一页"), "/handover", "repeat", Permission.FIGURES_READ),
    Door(_l("党员名册"), _l("查人、改电话、导入名单"), "/organisation/people", "users", Permission.PEOPLE_READ),
    Door(_l("打登录卡"), _l("第一次登录，或忘了 PIN"), "/accounts/cards", "id-card", Permission.CARDS_PRINT),
    Door(_l("电视屏幕"), _l("配对、改名、停用"), "/screens/manage", "tv", Permission.SCREEN_MANAGE),
    Door(_l("角色"), _l("谁管哪个组织"), "/accounts/roles", "key-round", Permission.ROLES_GRANT),
    Door(_l("管理"), _l("设置、备份、记录"), "/admin/", "settings", Permission.SETTINGS),
)  # fmt: skip

_MEMBER_DOORS = (
    Door(_l("我来讲一段"), _l("人人都能当老师，十分钟就够"), "/speakers/talks/new", "mic"),
    Door(_l("我的讲述"), _l("提纲、评审、哪天上台"), "/speakers/mine", "file-text"),
    Door(_l("找个班学"), _l("一次一次上，学完有证书"), "/courses/classes", "calendar-days"),
    Door(_l("我的班次和证书"), _l("哪天上课，证书再打印"), "/courses/certificates/mine", "shield-check"),
    Door(_l("想听什么，自己点"), _l("菜单上没有的，写个心愿"), "/orders/", "list-checks"),
    Door(_l("在家读课件"), _l("好的讲述和课，随时能看"), "/library/", "book-open"),
    Door(_l("写一写，晒一晒"), _l("征文和家规，手写拍照也行"), "/contests/", "pencil"),
    Door(_l("心愿墙"), _l("许个微心愿，或者帮一个"), "/discussions/wishes", "hand-helping"),
    Door(_l("讨论和心得"), _l("听完写几句，问的有人答"), "/discussions/", "messages-square"),
    Door(_l("提个建议"), _l("意见箱和心愿箱"), "/discussions/suggest", "lightbulb"),
    Door(_l("我们这一年"), _l("讲了多少场，办成多少事"), "/reports/year", "chart-column"),
    Door(_l("我的通知"), _l("改期、补位、退回"), "/notices/", "bell"),
    Door(_l("我的账号"), _l("换 PIN，退出别的设备"), "/account", "user"),
)


def doors_for(actor: Actor) -> list[Door]:
    """What this person can do here: first their own things, for staff their work before them."""
    work = [door for door in _STAFF_DOORS if door.permission and actor.may(door.permission)]
    own = [door for door in _MEMBER_DOORS if actor.is_member or door.url in ("/account", "/notices/")]
    return [*work, *own]


# From which hour one says what: nobody wishes a good evening at three in the morning.
_GREETINGS = (
    (0, _l("凌晨好")), (5, _l("早上好")), (9, _l("上午好")), (11, _l("中午好")), (13, _l("下午好")), (18, _l("晚上好")),
)  # fmt: skip


def greeting(now: datetime) -> str:
    """A word for the time of day in the hall."""
    hour = clock.local(now).hour
    return str([words for since, words in _GREETINGS if since <= hour][-1])


@dataclass(frozen=True, slots=True)
class Programme:
    """The next public events, those of today apart."""

    today: Sequence[schedule.Listed]
    soon: Sequence[schedule.Listed]


def programme(now: datetime, shown: int = SHOWN) -> Programme:
    """What is on today (and not over) and what comes next; one statement."""
    events = schedule.listed(schedule.Filters(), since=now, until=now + timedelta(days=DAYS_AHEAD), limit=shown)
    _midnight, tomorrow = clock.day_bounds(clock.today())
    return Programme(
        [event for event in events if event.starts_at < tomorrow],
        [event for event in events if event.starts_at >= tomorrow],
    )
