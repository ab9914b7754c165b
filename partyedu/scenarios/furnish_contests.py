"""The demonstration's contests: one being written, one being judged, one decided, and a wall of family rules."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.contests import operations as contests
from partyedu.contests import queries
from partyedu.contests.models import USUAL_PRIZES, Contest, ContestKind, Entry, Judge
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.library.queries import criteria
from partyedu.organisation.models import Person
from partyedu.scenarios.community import Community

RULES = (
    ("一粥一饭，来处不易", "奶奶吃完饭总要把碗底刮干净。她说，饿过的人不用别人教。"),
    ("吃亏的事先做，占便宜的事后说", "父亲在厂里当了一辈子班长，分东西总站在最后。"),
    ("借的东西，还的时候要比借的时候干净", "母亲借邻居一口锅，擦得锃亮才送回去。"),
    ("不占公家一根线", "外公管仓库，家里补衣服的线都是自己买的。"),
    ("邻居的门响，先开自家的门", "楼里谁家有事，我家的门总是第一个开。"),
    ("大人说话算数，孩子才肯听话", "答应孩子的事，下雨也要去。"),
    ("出门说去处，回家报平安", "家里五口人，一块小黑板写了三十年。"),
    ("老人先动筷，孩子后离席", ""),
    ("念书是自己的事，做人是全家的事", "三代人都把这句话写在书皮里面。"),
)

ESSAYS = (
    (
        "巷口那盏灯",
        "搬来那年，巷口没有灯。老书记拎着手电筒，一家一家把放学的孩子接进来。后来灯装上了，他还是每晚到巷口站一站。",
    ),
    ("修鞋铺里的党徽", "师傅的工具箱里，放着一枚磨亮的党徽。他说，手艺人也有手艺人的担当。"),
    ("三号楼的电话本", "一本电话本，记着全楼四十八户。谁家老人一个人住，名字后面画一颗星。"),
    ("我和夜校的三年", "五十岁才学会写自己的名字。第一封信，写给了教我的老师。"),
)
POINTS = ((28, 27, 18, 16), (25, 28, 15, 17), (30, 26, 17, 18), (24, 22, 14, 15))


def furnish(place: Community, home: Any, now: datetime) -> None:
    """Three essay calls at three places of their road, and a wall with rules that hang and rules that wait."""
    _decided(place, home, now - timedelta(days=150))
    _judged(place, home, now)
    _open(place, home, now)
    _wall(place, home, now)


def _call(place: Community, home: Any, at: datetime, kind: ContestKind, title: str, text: str, days: int) -> int:
    with place.step(home.organiser, at):
        contest = contests.plan(
            home.organiser, place.root_id, kind, title, text, clock.today() + timedelta(days=days),
            prizes=USUAL_PRIZES if kind is ContestKind.ESSAY else "",
        )  # fmt: skip
        contests.open_call(contest)
        return contest.id


def _hand_in(
    place: Community, contest_id: int, person_id: int, words: tuple[str, str], at: datetime, agrees: bool = True
) -> int:
    actor = place.actor(person_id, None, "")
    with place.step(actor, at):
        contest, person = db.session.get_one(Contest, contest_id), db.session.get_one(Person, person_id)
        return contests.hand_in(actor, contest, person, *words, agrees=agrees).id


def _judges(place: Community, home: Any, contest_id: int, people: Sequence[int], at: datetime) -> None:
    with place.step(home.organiser, at):
        contest = db.session.get_one(Contest, contest_id)
        for person_id in people:
            contests.name_judge(contest, db.session.get_one(Person, person_id))
        contests.begin_judging(contest)


def _score(place: Community, contest_id: int, person_id: int, entries: Sequence[int], at: datetime) -> None:
    actor = place.actor(person_id, None, "")
    for turn, entry_id in enumerate(entries):
        with place.step(actor, at + timedelta(minutes=9 * turn)):
            judge = db.session.scalars(select(Judge).filter_by(contest_id=contest_id, person_id=person_id)).one()
            contest = db.session.get_one(Contest, contest_id)
            lines = criteria(contest.sheet_id or 0)
            points = {line.id: given for line, given in zip(lines, POINTS[turn % len(POINTS)], strict=True)}
            contests.score(
                db.session.get_one(Entry, entry_id), judge, points, "写得真，结尾可以再短些。" if turn == 1 else ""
            )


def _decided(place: Community, home: Any, begin: datetime) -> None:
    """A call of the summer: the prizes are out."""
    contest_id = _call(place, home, begin, ContestKind.ESSAY, "我身边的党员", "写一个身边人，八百字以内。", 20)
    authors = [*home.first[1:4], home.members[home.units[3]][2]]
    entries = [
        _hand_in(place, contest_id, person_id, words, begin + timedelta(days=3 + turn))
        for turn, (person_id, words) in enumerate(zip(authors, ESSAYS, strict=True))
    ]
    _judges(place, home, contest_id, [home.reviewer.person_id], begin + timedelta(days=21))
    _score(place, contest_id, home.reviewer.person_id, entries, begin + timedelta(days=24))
    with place.step(home.organiser, begin + timedelta(days=27)):
        for entry_id, prize in zip(entries[:3], ("一等奖", "二等奖", "优秀奖"), strict=True):
            contests.give_prize(home.organiser, db.session.get_one(Entry, entry_id), prize)
        contests.publish_results(db.session.get_one(Contest, contest_id))


def _judged(place: Community, home: Any, now: datetime) -> None:
    """A call that closed last week: one judge is through, the other has two to go."""
    begin = now - timedelta(days=30)
    contest_id = _call(place, home, begin, ContestKind.ESSAY, "老街的记忆", "写一条路、一间铺子、一口井都行。", 20)
    people = home.members[home.units[2]][4:8]
    titles = ("桥头的剃头担子", "一口井，半条街", "供销社的柜台", "电影散场以后")
    entries = [
        _hand_in(place, contest_id, person_id, (title, ESSAYS[turn][1]), begin + timedelta(days=4 + turn), turn != 2)
        for turn, (person_id, title) in enumerate(zip(people, titles, strict=True))
    ]
    judges = [home.reviewer.person_id, home.secretary.person_id]
    _judges(place, home, contest_id, judges, now - timedelta(days=8))
    _score(place, contest_id, judges[1], entries, now - timedelta(days=5))
    _score(place, contest_id, judges[0], entries[:2], now - timedelta(days=2))


def _open(place: Community, home: Any, now: datetime) -> None:
    """A call that is being written for; one entry was typed from paper."""
    begin = now - timedelta(days=6)
    text = "写写您和社区的一件事：谁帮过您，您帮过谁。\n八百字以内，手写拍照也行。"
    contest_id = _call(place, home, begin, ContestKind.ESSAY, "我和社区的故事", text, 18)
    for turn, person_id in enumerate(home.first[8:10]):
        _hand_in(place, contest_id, person_id, ESSAYS[2 + turn], begin + timedelta(days=2 + turn))
    person_id = home.members[home.units[3]][5]
    with place.step(home.organiser, now - timedelta(days=1)):
        contest, person = db.session.get_one(Contest, contest_id), db.session.get_one(Person, person_id)
        contests.hand_in(home.organiser, contest, person, "一张粮票", "纸上写来的，由服务台录入。", agrees=True)


def _wall(place: Community, home: Any, now: datetime) -> None:
    """A wall of family rules: seven hang, two wait to be looked at."""
    begin = now - timedelta(days=45)
    text = "把家里守着的一条规矩写下来，挂到墙上。一句话就行。"
    contest_id = _call(place, home, begin, ContestKind.FAMILY_RULE, "我家的一条家规", text, 90)
    people = [*home.first[1:5], *home.members[home.units[1]][5:8], *home.members[home.units[3]][8:10]]
    for turn, (person_id, words) in enumerate(zip(people, RULES, strict=True)):
        entry_id = _hand_in(place, contest_id, person_id, words, begin + timedelta(days=2 + turn))
        if turn < 7:
            with place.step(home.organiser, begin + timedelta(days=3 + turn)):
                entry = queries.entry_to_manage(home.organiser, entry_id)
                assert entry is not None
                contests.publish_entry(entry)
