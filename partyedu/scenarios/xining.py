"""The micro classrooms of S1 at their own scale: 31 centres, 13,000 members, one year.

A district in five streets; every community has its classroom within the centre and some points on the spot (1+1+N).
What the article counts stands in ``FIGURES``; all people, places and titles are made up.
"""

from datetime import date, timedelta
from itertools import count

from sqlalchemy import select

from partyedu.accounts.models import Role
from partyedu.core.db import db
from partyedu.courses import operations as courses
from partyedu.courses.models import Course, CourseKind, LessonFormat
from partyedu.library.models import BaseKind, Distinction, Outcome, Tier
from partyedu.organisation.models import Unit, UnitKind
from partyedu.scenarios import words
from partyedu.scenarios.community import Community, hall_time
from partyedu.scenarios.scale import Scale, in_turn, shared_out
from partyedu.scenarios.school import Run, School
from partyedu.scenarios.shelf import Shelf
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import EventKind, Venue
from partyedu.speakers.models import Source, TalkFormat
from partyedu.surveys import operations as surveys
from partyedu.surveys.models import Need, NeedKind, NeedSource, QuestionKind, Survey, SurveyPurpose
from partyedu.surveys.queries import Reply, questions_of

YEAR = 2023
STREETS = ("柳湾街道", "河口街道", "南坡街道", "东台镇", "西屯镇")
COMMUNITIES = (
    "柳湾社区", "柳东社区", "柳西社区", "石桥社区", "磨坊社区", "青砖社区", "河口社区", "渡头社区", "芦荡社区",
    "码头社区", "船厂社区", "水塔社区", "南坡社区", "果园社区", "茶亭社区", "暖泉社区", "槐荫社区", "枣林社区",
    "东台社区", "砖窑社区", "粮库社区", "铁匠铺社区", "车站社区", "新渠社区", "西屯社区", "大榆树社区", "羊市社区",
    "豆腐坊社区", "杏花社区", "老井社区", "云杉社区",
)  # fmt: skip
SITES = ("老粮仓现场教学点", "渡口现场教学点", "劳模工作室现场教学点")
MEMBERS_A_BRANCH = 33
CATEGORIES = ("离退休", "离退休", "离退休", "在职", "未就业", "流动", "两新")
THEME_DAYS = ("楼道清洁", "重温誓词", "走访独居老人", "议事会：停车怎么停", "反诈宣传", "河道巡护")
THEMED = ("初心课", "章程课", "身边榜样课", "治理课", "服务课", "家风课")
SPECIAL = (
    "老粮仓里的一碗饭", "渡口的船票", "修了四十年的桥", "果园里的合作社", "一口老井的规矩", "车站志愿岗", "豆腐坊夜话",
    "水塔下的棋局", "新渠开闸那天", "茶亭歇脚处", "砖窑烟火", "铁匠铺的秤",
)  # fmt: skip
SUBJECTS = (
    "一张选票", "三本账", "楼长的一天", "一封回信", "老井边的会", "门前三包", "一把公用的伞", "夜归人的灯",
    "不收的红包", "两家人的墙", "第一次主持", "六十岁学打字",
)  # fmt: skip

WISHES = ("用手机看病挂号", "怎么防骗", "调解邻里的事")
SHEETS_A_CENTRE = 10

FIGURES = {
    "members": 13_000, "centres": 31, "coursewares": 126, "good_courses": 8, "model_lessons": 9,
}  # fmt: skip
CATEGORIES_OF_COURSEWARE = 7
COURSES = (len(THEMED), len(SPECIAL))  # 6 + N
# Raters, average in hundredths of a star, experts' percent and likes: above all of the first a piece is proposed for
# the textbook, below the last two it goes back to rework.
RULE = {"raters": 8, "average_up": 450, "expert_up": 85, "likes_up": 3, "average_down": 300, "expert_down": 60}
GLAD, CONTENT, BORED = (0, 0, 0, 3, 12), (0, 0, 5, 7, 3), (4, 6, 4, 1, 0)  # slips with one star, two, … five
EXCELLENT, GOOD = 92, 78  # experts' percent

class _District:
    """Who is who in the district."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.begin = date(YEAR - 1, 9, 1)
        self.place = place = Community(
            "北原区", "xining", seed=2022, kind=UnitKind.DISTRICT, venue=("区党群服务中心", "北原路一号")
        )
        self.organiser = place.staff(Role.ORGANISER, place.root_id, "organiser")
        self.reviewer = place.staff(Role.REVIEWER, place.root_id, "reviewer")
        self.centres = self._tree()
        self.school, self.shelf = School(place), Shelf(place, self.organiser, self.reviewer)
        self.turn, self.taught = count(), count()

    def slips(self) -> tuple[int, ...]:
        """What the listeners of a piece wrote: the best of them delight, every twentieth bores."""
        turn = next(self.taught)
        if turn < self.scale.of(FIGURES["good_courses"]):
            return GLAD
        return BORED if turn % 20 == 19 else CONTENT

    def _tree(self) -> list["_Centre"]:
        number = self.scale.of(len(COMMUNITIES))
        names = iter(COMMUNITIES[:number])
        sizes = iter(shared_out(self.scale.of(FIGURES["members"]), number))
        found: list[_Centre] = []
        for street, communities in zip(STREETS, shared_out(number, len(STREETS)), strict=True):
            if communities:
                above = self.place.unit(street, UnitKind.STREET)
                own = (_Centre(self.place, above, next(names), next(sizes), self.begin) for _one in range(communities))
                found += own
        return found


class _Centre:
    """A community: its classroom and points, its members, who plans for it."""

    def __init__(self, place: Community, street: int, name: str, members: int, begin: date) -> None:
        self.name = name
        self.unit_id = place.unit(name, UnitKind.COMMUNITY, street)
        self.organiser = place.staff(Role.ORGANISER, self.unit_id, name)
        branches = max(1, round(members / MEMBERS_A_BRANCH))
        rows = [
            place.roster_row(f"{name}第{number % branches + 1}支部", place.chance.choice(CATEGORIES))
            for number in range(members)
        ]
        place.roster(self.unit_id, rows, begin)
        self.members = place.members_of(self.unit_id)
        with place.step(self.organiser, hall_time(begin, 10)):
            self.room_id = self._places(place)

    def _places(self, place: Community) -> int:
        """1+1+N: the centre itself, the classroom in it, and one to three points on the spot; the classroom's room."""
        def base(kind: BaseKind, name: str, minutes: int) -> int:
            return Shelf.base(self.organiser, self.unit_id, kind, f"{self.name}{name}", walking_minutes=minutes)

        base(BaseKind.COMMUNITY_POINT, "党群服务中心", 5)
        classroom = base(BaseKind.CLASSROOM, "微课堂", 10)
        for site in SITES[: self.unit_id % len(SITES) + 1]:
            base(BaseKind.SITE, site, 15)
        return schedule.add_room(db.session.get_one(Venue, classroom), "主题教室", 80).id


def build(scale: float = 1.0) -> None:
    """Build the district into an empty data folder. Takes some minutes at full scale."""
    district = _District(Scale(scale))
    lecturers = _lecturers(district)
    themed, special = _courses(district)
    needs = _asked(district)
    _secretaries(district, themed, lecturers)
    pieces = _library(district)
    taught = iter(pieces)
    for number, centre in enumerate(district.centres):
        _theme_days(district, centre)
        own = [themed[number % len(themed)], special[number % len(special)]]
        for half, course in enumerate(own):
            run = _class(district, centre, number, half, course, lecturers)
            for event in run.events:
                _lesson(district, centre, run, event, next(taught, None))
            district.school.complete(centre.organiser, run, hall_time(date(YEAR, 6 * half + 6, 8), 9))
    talks = [talk for centre in district.centres for talk in _theatre(district, centre)]
    _textbook(district, pieces, talks)
    _answered(district, needs, special)


def _lecturers(district: _District) -> list[int]:
    """The lecturers' pool of the district, which every centre asks."""
    sources = (Source.SCHOOL, Source.MODEL, Source.VETERAN, Source.CRAFT)
    at = hall_time(district.begin, 14)
    return [
        district.shelf.expert(
            next(district.place.names), sources[number % 4], "党课讲师团", THEMED[number % 6], district.begin, at
        )
        for number in range(district.scale.of(24))
    ]


def _courses(district: _District) -> tuple[list[int], list[int]]:
    """6 + N: themed courses that the district designs and everybody has to hear, special ones of the centres."""
    formats, at = list(LessonFormat), hall_time(district.begin + timedelta(days=30), 9)
    organiser, school = district.organiser, district.school
    themed = [
        school.course(
            organiser, district.place.root_id, title, formats[number % 5], at, CourseKind.THEMED, is_required=True
        )
        for number, title in enumerate(THEMED)
    ]
    # What every centre may run belongs to the district as well; the place it comes from stands in its title.
    special = [
        school.course(organiser, district.place.root_id, title, formats[(number + 2) % 5], at)
        for number, title in enumerate(SPECIAL)
    ]
    return themed, special


def _asked(district: _District) -> list[int]:
    """What members want to learn is asked on paper before the year is planned; the needs that come of it."""
    place, organiser, opened = district.place, district.organiser, hall_time(date(YEAR, 1, 4), 9)
    with place.step(organiser, opened):
        survey = surveys.create(organiser, SurveyPurpose.SURVEY, place.root_id, "新的一年想学什么")
        choices = [(title, False) for title in WISHES]
        surveys.add_question(survey, QuestionKind.SINGLE, "您最想学哪一样", choices=choices)
        surveys.open_survey(survey, everybody=True)
        survey_id = survey.id
    for centre in district.centres:
        with place.step(centre.organiser, opened + timedelta(days=5)):
            [question] = questions_of(survey_id)
            for turn, person_id in enumerate(centre.members[-SHEETS_A_CENTRE:]):
                chosen = question.options[turn * turn % len(question.options)].id
                survey = db.session.get_one(Survey, survey_id)
                surveys.type_in(survey, person_id, {question.id: Reply(choices=frozenset({chosen}))})
    with place.step(organiser, opened + timedelta(days=14)):
        surveys.close(db.session.get_one(Survey, survey_id))
    with place.step(organiser, opened + timedelta(days=15)):
        survey = db.session.get_one(Survey, survey_id)
        noted = (NeedKind.WANT_TO_LEARN, NeedSource.SURVEY)
        return [surveys.note_need(place.root_id, *noted, f"想学{wish}", survey=survey).id for wish in WISHES]


def _answered(district: _District, needs: list[int], special: list[int]) -> None:
    """The year ends: what of it was met, by which course (S1.7)."""
    with district.place.step(district.organiser, hall_time(date(YEAR, 12, 28), 9)):
        for number, course in zip(needs[:2], special, strict=False):
            need = db.session.get_one(Need, number)
            courses.answer_need(db.session.get_one(Course, course), need)
            surveys.take_up(need)
            surveys.meet(need, "开了班，来的人都说用得上。")


def _secretaries(district: _District, themed: list[int], lecturers: list[int]) -> None:
    """One member of every branch is called up by the district: six evenings on the six themes."""
    place = district.place
    branches = db.session.scalars(select(Unit.id).where(Unit.kind == UnitKind.BRANCH).order_by(Unit.id)).all()
    called = [place.members_of(branch)[0] for branch in branches]
    meetings = [hall_time(date(YEAR, 3, 7) + timedelta(days=7 * week), 19) for week in range(len(themed))]
    run = district.school.run(
        district.organiser, place.root_id, "支部书记集中轮训班", themed, meetings, called,
        hall_time(date(YEAR, 2, 20), 9), lecturers, room_id=place.hall_id,
    )  # fmt: skip
    district.school.whole(district.organiser, run, len(called) * len(meetings) * 9 // 10)


def _library(district: _District) -> list[int]:
    """Everything that is made for the library and not told on a stage first; the model lessons come from talks."""
    made = district.scale.of(FIGURES["coursewares"]) - district.scale.of(FIGURES["model_lessons"])
    best = district.scale.of(FIGURES["good_courses"])
    pieces = []
    for turn in range(made):
        centre = district.centres[turn % len(district.centres)]
        is_district = turn % 3 == 0
        at = hall_time(date(YEAR - 1, 10, 10) + timedelta(days=turn % 60), 10)
        pieces.append(
            district.shelf.piece(
                district.organiser if is_district else centre.organiser,
                district.place.root_id if is_district else centre.unit_id,
                f"{SUBJECTS[turn % len(SUBJECTS)]}（{turn // len(SUBJECTS) + 1}）", turn, at,
                EXCELLENT if turn < best else GOOD, centre.members[turn % 7 : turn % 7 + 2],
                Tier.DISTRICT if is_district else Tier.STREET,
            )
        )  # fmt: skip
    return pieces


def _theme_days(district: _District, centre: _Centre) -> None:
    """Once a month the whole community, fifty and more of them."""
    place = district.place
    for month in range(1, 13):
        day = date(YEAR, month, 5)
        with place.step(centre.organiser, hall_time(day - timedelta(days=20), 9)):
            title = f"主题党日：{THEME_DAYS[month % len(THEME_DAYS)]}"
            event = place.gather(
                centre.organiser, EventKind.THEME_DAY, title, centre.unit_id, hall_time(day, 9),
                room_id=centre.room_id, expected_unit_id=centre.unit_id,
            )  # fmt: skip
        place.sign_in(centre.organiser, event, in_turn(centre.members, month * 55, 55), hall_time(day, 11))


def _class(
    district: _District, centre: _Centre, number: int, half: int, course: int, lecturers: list[int]
) -> Run:
    """A class of the centre: six Thursday evenings in the first or the second half of the year, called up."""
    first = date(YEAR, 4, 6) if half == 0 else date(YEAR, 10, 5)
    meetings = [hall_time(first + timedelta(days=7 * week), 19) for week in range(6)]
    return district.school.run(
        centre.organiser, centre.unit_id, f"{centre.name}微课堂第 {half + 1} 期", [course], meetings,
        in_turn(centre.members, number * 11 + half * 50, 45), hall_time(first - timedelta(days=14), 9),
        [lecturers[number % len(lecturers)]], room_id=centre.room_id,
    )  # fmt: skip


def _lesson(district: _District, centre: _Centre, run: Run, event: int, piece: int | None) -> None:
    """One evening of a class. A piece of the library is taught, as long as there is one that was not, and rated."""
    if piece is None:
        district.school.hold(centre.organiser, event, run.roster[:40])
        return
    district.shelf.used(centre.organiser, piece, event, hall_time(date(YEAR, 3, 30), 9))
    district.school.hold(centre.organiser, event, run.roster[:40], district.slips())


def _theatre(district: _District, centre: _Centre) -> list[int]:
    """A session each quarter in the classroom, with three talks of the centre's own people; the talks."""
    place = district.place
    themes = list(words.TITLES)
    given = []
    for quarter in range(4):
        starts_at = hall_time(date(YEAR, quarter * 3 + 2, 16), 15)
        turn = next(district.turn)
        theme = themes[(quarter + centre.unit_id) % len(themes)]
        speakers = centre.members[quarter * 3 : quarter * 3 + 3]
        asked = starts_at - timedelta(days=30)
        talks = [
            place.talk(district.reviewer, person, theme, turn * 3 + turn // 4 + at, asked, told_as=TalkFormat.SPEECH)
            for at, person in enumerate(speakers)
        ]
        session = place.session(
            centre.organiser, centre.unit_id, theme, starts_at, talks, starts_at - timedelta(days=14),
            room_id=centre.room_id,
        )  # fmt: skip
        here = [*speakers, *in_turn(centre.members[20:], quarter * 45, 45)]
        place.sign_in(centre.organiser, session, list(dict.fromkeys(here)), starts_at + timedelta(hours=2))
        best = talks[:1] if quarter == 0 else []
        slips = {talk: list(GLAD if talk in best else CONTENT) for talk in talks}
        place.rate(centre.organiser, session, slips, starts_at + timedelta(hours=3))
        place.discuss(session, here[3:6], starts_at + timedelta(hours=4))
        place.end(centre.organiser, session, starts_at + timedelta(days=14))
        given += best
    return given


def _textbook(district: _District, pieces: list[int], talks: list[int]) -> None:
    """The rule is drawn and chooses: good courses of what was taught, model lessons of what was told on a stage.

    What bored people is proposed for rework, worked on and admitted anew.
    """
    shelf, scale = district.shelf, district.scale
    shelf.rule(hall_time(date(YEAR, 11, 20), 9), **RULE)
    good = pieces[: scale.of(FIGURES["good_courses"])]
    at = hall_time(date(YEAR, 11, 27), 9)
    best = talks[: scale.of(FIGURES["model_lessons"])]
    models = [shelf.from_talk(talk, turn, EXCELLENT, at) for turn, talk in enumerate(best)]
    for number in (*good, *models):
        shelf.liked(number, district.centres[0].members[:4], at + timedelta(days=10))
    proposed = shelf.proposed()
    decided = at + timedelta(days=14)
    for number, says in proposed.items():
        if says is Outcome.TEXTBOOK:
            shelf.decide(
                number, says, decided, Distinction.MODEL_LESSON if number in models else Distinction.GOOD_COURSE
            )
        else:
            shelf.decide(number, says, decided)
            shelf.rework(number, decided + timedelta(days=5))
