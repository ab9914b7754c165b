"""The inventory of personal columns: what the house may know about somebody in words, table by table.

``table | personal | plain``. Personal: words about a person or by one, what tells who somebody is, and what opens their
account. Plain: titles and texts of the house, keys, numbers of things. Who a row belongs to is told by its columns that
lead to ``person``; those are personal everywhere and need no line, as numbers, days and choices of such a row do not.

A new column of words? Write it into its line, after asking: does the house need it, who reads it, does the person see
it, does it go when they go (``core.personal``)?
"""

TABLE = r"""
account             | user_name password_hash pin_hash |
announcement        |  | title text form_key search_text
anonymous_answer    | words | key
answer              | words |
attendance          | reason device |
attendance_change   | before after why |
audit               |  | action table_name fields
audit_anonymous     |  | key action table_name
ballot_box          |  | room urn
bank_entry          | outcome | title summary done partner form_key search_text
base                |  | shared_with note
base_function       |  | note
calendar_day        |  | name
call_for_talks      |  | title text
card_opening        | purpose |
cast_member         | name character |
category            |  | name description
certificate         | name | number title unit_name revoked_reason
check_in_device     | token_hash |
choice              |  | text
class_place         | reason decided_reason |
contact_card        | reach_how reach_when housing work family_name family_relation family_phone asks care \
 doorplate | form_key
contest             |  | title text prizes form_key
contest_entry       | title text prize | form_key
course              |  | title summary shows task task_place reviews form_key search_text
course_audience     |  | words
course_class        |  | title summary place platform state_reason form_key search_text
courseware          |  | title summary form_key search_text
courseware_category |  | name
courseware_like     |  | key
courseware_step     | note |
courseware_version  | text reason |
criterion           |  | name
daily_belonging     | reason |
decision            | reason |
discussion          | summary | questions
distance_class      |  | title summary form_key search_text
distance_piece      |  | title text question
duty                | title tasks |
event               |  | title place summary status_reason released public_title public_place search_text closed_reason
event_hours_change  |  | before after why
event_photo         | caption |
event_rating        | words | key
exemption           | reason ended_reason | form_key
expert              | partner field terms search_text | form_key
expert_request      | wish answer |
expert_review       | text |
floor_question      | text | form_key
group_record        | text |
home_visit          | why studied words note | bring form_key
honour              | title given_by |
hours_entry         | title evidence refused_reason | form_key
hours_rule          |  | note
household           | area building door |
judgement           | text |
keepsake            | name caption |
learning_order      | wish note standing reason | form_key
lease               |  | name holder problem
list_mark           | item |
list_rule           |  | words reason form_key
make_up             | words waived_reason |
matter              | title text contact outcome public_title public_outcome thanks search_text |
matter_step         | note |
menu                |  | title introduction form_key
menu_item           |  | note
need                | title text result aside_reason search_text |
notice              | subject detail | url about
occasion            |  | name
outline             | title summary text |
pack                |  | title introduction form_key
pair                | purpose |
pair_meeting        | words |
pairing             |  | code secret_hash asked_from
peer_comment        | text |
person              | name phone member_number education trade introduction search_text |
piece_answer        | text returned_reason late_word | question
plan                |  | audience title form_key
plan_import         | content | file_name
plan_slot           |  | note
post                | text hidden_reason |
programme_item      | title note cue state_reason public_title public_note |
promotion_rule      |  | why
public_version      |  | name
question            |  | text
raised_hand         | name |
release             |  | name changes
requirement         |  | note
review              | passage text |
room                |  | name
roster_import       | choices | file_name file_key runner counts
score_sheet         |  | name
screen              |  | name place language token_hash software
screen_entry        |  | weekdays
screen_notice       |  | title text form_key
sealed_ballot       |  | key
sealed_sheet        |  | key
setting             |  | name value
sign_in             | token_hash device |
sign_in_card        | token_hash |
sign_up             | reason |
speaker_request     | message answer |
stage_step          | words | key
stored_file         | name html text | key preview_key kind sha256
support_item        |  | text
survey              |  | title introduction urn search_text form_key
talk                | title summary search_text | channel form_key
talk_rating         | words | key
task                |  | title evidence
task_month          | done_words | content
theme               |  | name
throttle            |  | key
unit                |  | path name code label in_order
venue               |  | name address
"""


def parsed(table: str) -> dict[str, tuple[set[str], set[str]]]:
    """Personal and plain columns of each table."""
    lines = {}
    for line in table.replace("\\\n", "").strip().splitlines():
        name, personal, *plain = (part.strip() for part in line.split("|"))
        assert name not in lines, f"{name} stands twice"
        lines[name] = (set(personal.split()), set(" ".join(plain).split()))
    return lines


INVENTORY = parsed(TABLE)
