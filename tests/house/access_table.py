"""Who may open which route: the one reviewed table. ``test_routes`` compares it with the code and asks every route.

One line for each endpoint: ``endpoint | who | rows``.

- who: ``anyone``, or permissions of which one is needed somewhere. It must equal what the view declares.
- rows: who may reach the row named in the address, when not everybody who passes the first check may:
  ``unit`` (holders of a permission of the second column over the row's unit), ``own`` (the person it belongs to),
  permissions (their holders over the row's unit), ``inside`` (people of the row's unit and of those below it),
  ``house`` (it belongs to the whole house), ``fine`` (a finer rule, with a test of its own in its room). ``maybe``
  behind them: even these may get 404, because the world of the tests holds no such file or state. Empty: the address
  names no row, or it is everybody's.

A new route? ``.venv/bin/python tests/house/access_table.py`` prints the lines that are missing. Put them into the part
of their room, and write down whose rows they are: that is the review.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TABLE = """
# accounts
accounts.account                     | member                     |
accounts.begin                       | anyone                     |
accounts.card                        | anyone                     |
accounts.cards                       | cards-print roles-grant    |
accounts.change_password             | member                     |
accounts.change_pin                  | member                     |
accounts.disable                     | roles-grant                | unit
accounts.enable                      | roles-grant                | unit
accounts.grant_role                  | roles-grant                |
accounts.new_role                    | roles-grant                |
accounts.password                    | member                     |
accounts.person                      | cards-print roles-grant    | unit
accounts.pin                         | member                     |
accounts.print_cards                 | cards-print roles-grant    |
accounts.revoke_role                 | roles-grant                | unit
accounts.roles                       | roles-grant                |
accounts.sign_in                     | anyone                     |
accounts.sign_in_again               | anyone                     |
accounts.sign_out                    | anyone                     |
accounts.sign_out_everywhere         | member                     |
accounts.sign_out_person             | cards-print roles-grant    | unit
accounts.unlock                      | cards-print roles-grant    | unit
accounts.use_card                    | anyone                     |

# admin
admin.audit                          | machine                    |
admin.authority                      | anyone                     |
admin.back_up_now                    | machine                    |
admin.backup_file                    | machine                    |
admin.backups                        | machine                    |
admin.healthz                        | anyone                     |
admin.https                          | anyone                     |
admin.https_made                     | machine                    |
admin.index                          | settings                   |
admin.set_up                         | anyone                     |
admin.set_up_save                    | anyone                     |
admin.settings_save                  | settings                   |

# attendance
attendance.check_in                  | check-in                   | unit
attendance.code                      | check-in                   | unit
attendance.confirm_clock             | check-in                   | unit
attendance.correct                   | check-in                   | unit
attendance.desk                      | check-in                   | unit
attendance.export                    | check-in                   | unit
attendance.forget_phones             | member                     | own check-in
attendance.heads                     | check-in                   | unit
attendance.index                     | member                     |
attendance.live                      | check-in                   | unit
attendance.mine                      | member                     |
attendance.of_person                 | member                     | own people-read
attendance.person                    | check-in                   | unit
attendance.record_sheet              | check-in                   | unit
attendance.scan                      | check-in                   | unit
attendance.sheet                     | check-in                   | unit
attendance.states                    | check-in                   | unit
attendance.type_in                   | check-in                   | unit
attendance.undo                      | check-in                   | unit
attendance.walk_in                   | check-in                   | unit

# check_in
check_in.done                        | anyone                     |
check_in.introduce                   | anyone                     |
check_in.not_me                      | anyone                     |
check_in.page                        | anyone                     |
check_in.press                       | anyone                     |
check_in.reason                      | anyone                     |
check_in.scanned                     | anyone                     |
check_in.spoken                      | anyone                     |
check_in.type_spoken                 | anyone                     |
check_in.undo                        | anyone                     |
check_in.who                         | anyone                     |

# contests
contests.agree                       | member                     | own contest-manage
contests.agree_on_paper              | contest-manage             | unit
contests.begin_judging               | contest-manage             | unit
contests.change                      | member                     | own contest-manage
contests.close_wall                  | contest-manage             | unit
contests.contest                     | anyone                     | fine
contests.edit                        | contest-manage             | unit
contests.edit_entry                  | member                     | own contest-manage
contests.edit_form                   | contest-manage             | unit
contests.entries_file                | contest-manage             | unit
contests.entry                       | anyone                     | own contest-manage
contests.file                        | anyone                     | own contest-manage
contests.give_prize                  | contest-manage             | unit
contests.hand_in                     | member                     | fine
contests.index                       | anyone                     |
contests.judge                       | member                     | fine
contests.judging                     | member                     | fine
contests.manage                      | contest-manage             | unit
contests.mine                        | member                     |
contests.name_judge                  | contest-manage             | unit
contests.new_contest                 | contest-manage             |
contests.open_call                   | contest-manage             | unit
contests.plan                        | contest-manage             |
contests.preview                     | anyone                     | own contest-manage
contests.print_contest               | anyone                     | fine
contests.publish                     | contest-manage             | unit
contests.publish_entry               | contest-manage             | unit
contests.release_judge               | contest-manage             | unit
contests.reopen                      | contest-manage             | unit
contests.results                     | contest-manage             | unit maybe
contests.score                       | member                     | fine
contests.take_back_agreement         | member                     | own contest-manage
contests.unpublish_entry             | contest-manage             | unit
contests.withdraw                    | member                     | own contest-manage
contests.write                       | member                     | fine

# courses
courses.add_courseware               | course-manage              | unit
courses.add_teacher                  | course-manage              | unit
courses.add_to_roster                | course-manage              | unit
courses.announce                     | course-manage              | unit
courses.answer                       | member                     | fine
courses.answer_for                   | course-manage              | unit
courses.answer_need                  | course-manage              | unit
courses.call_up                      | course-manage              | unit
courses.call_up_list                 | course-manage              | unit
courses.call_up_names                | course-manage              | unit
courses.call_up_preview              | course-manage              | unit
courses.cancel_class                 | course-manage              | unit
courses.cancel_meeting               | course-manage              | unit
courses.certificate_sheet            | member                     | own course-manage
courses.certificate_sheets           | course-manage              | unit
courses.check_certificate            | anyone                     |
courses.check_page                   | anyone                     |
courses.class_attendance             | course-manage              | unit
courses.class_attendance_file        | course-manage              | unit
courses.class_attendance_sheet       | course-manage              | unit
courses.class_changes                | course-manage              | unit
courses.class_clashes                | course-manage              | unit
courses.class_meetings               | anyone                     | course-manage
courses.class_page                   | anyone                     | course-manage
courses.classes                      | anyone                     |
courses.complete                     | course-manage              | unit
courses.completion                   | course-manage              | unit
courses.completion_file              | course-manage              | unit
courses.copy                         | course-manage              | unit
courses.course                       | anyone                     | course-manage
courses.decide                       | course-manage              | unit
courses.decision                     | course-manage              | unit
courses.delete                       | course-manage              | unit
courses.delete_class                 | course-manage              | unit
courses.design                       | course-manage              |
courses.drop_meeting                 | course-manage              | unit
courses.edit                         | course-manage              | unit
courses.edit_class                   | course-manage              | unit
courses.enrol                        | member                     | course-manage
courses.give_place                   | course-manage              | unit
courses.index                        | anyone                     |
courses.leave_class                  | member                     | fine
courses.leave_for                    | course-manage              | unit
courses.meeting                      | course-manage              | unit
courses.move_courseware              | course-manage              | unit
courses.my_certificates              | member                     |
courses.my_place                     | anyone                     | course-manage
courses.new                          | course-manage              |
courses.new_class                    | course-manage              |
courses.of_event                     | anyone                     | course-manage
courses.of_need                      | anyone                     |
courses.offer                        | course-manage              | unit
courses.part_from_need               | course-manage              | unit
courses.pieces                       | course-manage              | unit
courses.plan                         | course-manage              | unit
courses.plan_meetings                | course-manage              | unit
courses.read_names                   | course-manage              | unit
courses.release_changes              | course-manage              | unit
courses.remove_courseware            | course-manage              | unit
courses.remove_teacher               | course-manage              | unit
courses.retire                       | course-manage              | unit
courses.revoke_certificate           | course-manage              | unit
courses.revoke_page                  | course-manage              | unit
courses.roster                       | course-manage              | unit
courses.roster_file                  | course-manage              | unit
courses.roster_place                 | course-manage              | unit
courses.take_back                    | course-manage              | unit

# discussions
discussions.council                  | member                     | fine
discussions.agreement                | member                     | own
discussions.answer                   | member                     | inside discussion-manage
discussions.answer_form              | member                     | inside discussion-manage
discussions.assign                   | matter-manage              | unit
discussions.board                    | anyone                     |
discussions.check                    | matter-manage              | unit
discussions.claim                    | member                     | house
discussions.claim_form               | member                     | house
discussions.close                    | event-manage               | unit
discussions.close_matter             | matter-manage              | unit
discussions.conclude                 | discussion-manage          | unit
discussions.drop_into_box            | anyone                     |
discussions.edit_post                | member                     | own
discussions.edit_post_form           | member                     | own
discussions.edit_record              | discussion-manage          | unit
discussions.edit_record_form         | discussion-manage          | unit
discussions.end_wish                 | matter-manage              | unit
discussions.fulfil                   | member                     | own matter-manage
discussions.give_up                  | member                     | own matter-manage
discussions.hide                     | discussion-manage          | unit
discussions.hide_form                | discussion-manage          | unit
discussions.index                    | anyone                     |
discussions.kept_wishes              | matter-manage              |
discussions.lead                     | discussion-manage          | unit
discussions.make_wish                | member                     |
discussions.matter                   | member                     | own matter-manage
discussions.matters                  | matter-manage              |
discussions.matters_file             | matter-manage              |
discussions.my_matters               | member                     |
discussions.my_wishes                | member                     |
discussions.new_matter               | matter-manage              |
discussions.new_record               | discussion-manage          | inside discussion-manage
discussions.new_wish                 | member                     |
discussions.pick                     | discussion-manage          | unit
discussions.pin                      | discussion-manage          | unit
discussions.post                     | member                     | inside discussion-manage
discussions.post_photo               | member                     | inside discussion-manage maybe
discussions.put_on_board             | matter-manage              | unit
discussions.put_on_wall              | matter-manage              | unit
discussions.raise_from_post          | matter-manage              | unit
discussions.raise_matter             | matter-manage              |
discussions.record_photo             | member                     | inside discussion-manage maybe
discussions.reopen                   | discussion-manage          | unit
discussions.report                   | member                     | own matter-manage
discussions.room                     | member                     | inside discussion-manage
discussions.save_lead                | discussion-manage          | unit
discussions.send_back                | matter-manage              | unit
discussions.send_summary             | discussion-manage          | unit
discussions.suggest                  | anyone                     |
discussions.summary                  | member                     | inside discussion-manage
discussions.take_in_hand             | member                     | own matter-manage
discussions.take_off_board           | matter-manage              | unit
discussions.take_off_wall            | matter-manage              | unit
discussions.thank                    | member                     | own matter-manage
discussions.thanks                   | anyone                     |
discussions.type_record              | discussion-manage          | inside discussion-manage
discussions.unhide                   | discussion-manage          | unit
discussions.unpick                   | discussion-manage          | unit
discussions.unpin                    | discussion-manage          | unit
discussions.withdraw_post            | member                     | own
discussions.wish                     | member                     | own matter-manage
discussions.wishes                   | anyone                     |
discussions.write                    | member                     | inside discussion-manage

# home
home.handover                        | figures-read               | fine
home.help_page                       | anyone                     |
home.index                           | anyone                     |
home.language                        | anyone                     |
home.size                            | anyone                     |

# library
library.accept_topic                 | library-manage             | unit
library.add_category                 | settings                   |
library.add_sheet                    | library-manage             |
library.archive_category             | settings                   | house
library.archive_sheet                | library-manage             | unit
library.ask_for_comments             | member                     | fine
library.bring_back                   | member                     | fine
library.bring_outline                | member                     | fine
library.categories                   | settings                   |
library.comment                      | member                     | fine maybe
library.consent_slip                 | library-manage             | unit
library.decide                       | library-manage             | unit maybe
library.decisions                    | library-manage             |
library.decline_topic                | library-manage             | unit
library.edit_piece                   | member                     | fine
library.file                         | anyone                     | fine maybe
library.file_page                    | anyone                     | fine maybe
library.file_preview                 | anyone                     | fine maybe
library.give_consent                 | member                     | fine
library.good                         | anyone                     |
library.hand_to_review               | member                     | fine
library.index                        | anyone                     |
library.like                         | anyone                     | fine maybe
library.mine                         | member                     |
library.move_category                | settings                   | house
library.new_piece                    | member                     |
library.new_rule                     | library-manage             |
library.new_sheet                    | library-manage             |
library.piece                        | anyone                     | fine
library.print_sheet                  | library-manage             | fine
library.new_screening                | event-manage               |
library.plan_screening               | event-manage               |
library.proposals                    | library-manage             |
library.propose_talk                 | library-manage library-review | fine maybe
library.propose_topic                | member                     |
library.refuse_consent               | member                     | fine
library.rename_category              | settings                   | house
library.restore_category             | settings                   | house
library.restore_sheet                | library-manage             | unit
library.review                       | library-review library-manage | fine maybe
library.review_queue                 | library-review             |
library.reviewed                     | library-review             |
library.rule                         | anyone                     |
library.save_decision                | library-manage             | unit
library.save_details                 | member                     | fine
library.save_review                  | library-review library-manage | fine maybe
library.save_version                 | member                     | fine
library.screening                    | anyone                     | fine maybe
library.screening_pieces             | event-manage               | unit maybe
library.session                      | library-manage library-review | fine
library.set_rule                     | library-manage             |
library.sheet                        | library-manage             | fine
library.sheets                       | library-manage             |
library.show_pieces                  | event-manage               | unit maybe
library.take_back                    | member                     | fine
library.take_consent_back            | member                     | fine
library.talk                         | library-manage library-review | fine maybe
library.to_comment                   | member                     |
library.unlike                       | anyone                     | fine maybe
library.withdraw                     | member                     | fine
library.work                         | library-manage             |
library.write                        | member                     | fine

# library: banks and packs
library.accept_request               | member                     | own library-manage
library.add_base                     | library-manage             |
library.add_entry                    | library-manage             |
library.add_expert                   | library-manage             |
library.archive_base                 | library-manage             | unit
library.archive_entry                | library-manage             | unit
library.archive_expert               | library-manage             | unit
library.archive_pack                 | library-manage             | unit
library.arrange_pack                 | library-manage             | unit
library.ask_for_expert               | library-manage event-manage course-manage talk-manage | fine
library.bank_entry                   | anyone                     |
library.bank_file                    | member                     | fine
library.base                         | anyone                     |
library.bases                        | anyone                     |
library.bases_file                   | library-manage             |
library.change_base                  | library-manage             | unit
library.change_entry                 | library-manage             | unit
library.change_expert                | library-manage             | unit
library.change_pack                  | library-manage             | unit
library.check_base                   | library-manage             | unit
library.check_form                   | library-manage             | unit
library.decline_request              | member                     | own library-manage
library.edit_base                    | library-manage             | unit
library.edit_entry                   | library-manage             | unit
library.edit_expert                  | library-manage             | unit
library.entries                      | anyone                     |
library.entries_file                 | library-manage             |
library.expert                       | member                     | fine
library.expert_pool                  | library-manage event-manage course-manage talk-manage |
library.expert_pool_file             | library-manage event-manage course-manage talk-manage |
library.expert_requests              | member                     |
library.experts                      | anyone                     |
library.four_banks                   | anyone                     |
library.list_expert                  | member                     | own library-manage
library.list_expert_on_paper         | library-manage             | unit
library.make_pack                    | library-manage             |
library.move_in_pack                 | library-manage             | unit
library.new_base                     | library-manage             |
library.new_entry                    | library-manage             |
library.new_expert                   | library-manage             |
library.new_pack                     | library-manage             |
library.pack                         | anyone                     |
library.packs                        | anyone                     |
library.print_pack                   | anyone                     |
library.put_into_pack                | library-manage             | unit
library.restore_base                 | library-manage             | unit
library.restore_entry                | library-manage             | unit
library.restore_expert               | library-manage             | unit
library.restore_pack                 | library-manage             | unit
library.take_back_request            | library-manage event-manage course-manage talk-manage | unit
library.take_out_of_pack             | library-manage             | unit

# notices
notices.announcement                 | member                     | fine
notices.announcement_form            | notice-send                | unit
notices.announcements                | notice-send                |
notices.calls                        | people-read                |
notices.discard_announcement         | notice-send                | unit
notices.edit_announcement            | notice-send                | unit
notices.inbox                        | member                     |
notices.name_for_announcement        | notice-send                | unit
notices.new_announcement             | notice-send                |
notices.open_all                     | member                     |
notices.open_notice                  | member                     | own
notices.printed_list                 | people-read                |
notices.send_announcement            | notice-send                | unit
notices.slips                        | people-read                |
notices.tell                         | people-read                | unit
notices.unname_for_announcement      | notice-send                | unit
notices.untell                       | people-read                | unit
notices.withdraw_announcement        | notice-send                | unit
notices.write_announcement           | notice-send                |

# orders
orders.accept                        | order-manage               |
orders.add_course                    | order-manage               | unit
orders.add_talk                      | order-manage               | unit
orders.arrange                       | order-manage               | unit
orders.asked                         | order-manage               |
orders.asked_file                    | order-manage               |
orders.answered                      | order-manage               | unit
orders.blind_spots                   | order-manage               |
orders.call_for                      | order-manage               |
orders.call_form                     | order-manage               |
orders.change                        | member                     | own
orders.change_form                   | member                     | own
orders.choose                        | order-manage               | unit
orders.close_menu                    | order-manage               | unit
orders.copy_form                     | order-manage               | unit
orders.copy_menu                     | order-manage               | unit
orders.decline                       | order-manage               | unit
orders.delete_menu                   | order-manage               | unit
orders.deliver                       | order-manage               | unit
orders.demand                        | order-manage               | unit
orders.edit_item                     | order-manage               | unit
orders.edit_menu                     | order-manage               | unit
orders.index                         | anyone                     |
orders.item_form                     | order-manage               | unit
orders.join                          | order-manage               |
orders.join_class                    | order-manage               |
orders.menu                          | anyone                     | order-manage
orders.menu_form                     | order-manage               | unit
orders.menus                         | order-manage               |
orders.mine                          | member                     |
orders.move_item                     | order-manage               | unit
orders.new_menu                      | order-manage               |
orders.open_menu                     | order-manage               | unit
orders.order                         | member                     | own order-manage people-read
orders.order_form                    | member                     | house
orders.place_order                   | member                     | house
orders.place_wish                    | member                     |
orders.plan                          | order-manage               |
orders.plan_form                     | order-manage               |
orders.printed_menu                  | anyone                     | order-manage
orders.put_back                      | order-manage               | unit
orders.slip_form                     | order-manage               | unit
orders.take_back                     | member                     | own
orders.take_off                      | order-manage               | unit
orders.tell                          | order-manage               | unit
orders.type_in                       | order-manage               | unit
orders.wish_form                     | member                     |
orders.write_menu                    | order-manage               |

# organisation
organisation.abandon_import          | people-edit                | unit
organisation.add_category            | settings                   |
organisation.add_person              | people-edit                |
organisation.add_unit                | units-edit                 | unit
organisation.archive_unit            | units-edit                 | unit
organisation.bring_roster            | people-edit                |
organisation.categories              | settings                   |
organisation.change_category         | settings                   | house
organisation.change_status           | people-edit                | unit
organisation.continue_import         | people-edit                | unit
organisation.correct_columns         | people-edit                | unit
organisation.correct_me              | member                     |
organisation.edit_person             | people-edit                | unit
organisation.edit_unit               | units-edit                 | unit
organisation.export_me               | member                     |
organisation.export_people           | people-read                |
organisation.failed_rows             | people-edit                | unit maybe
organisation.imports                 | people-edit                |
organisation.me                      | member                     |
organisation.move_unit               | units-edit                 | unit
organisation.new_person              | people-edit                |
organisation.people                  | people-read                |
organisation.person                  | people-read                | unit
organisation.person_form             | people-edit                | unit
organisation.rename_category         | settings                   | house
organisation.restore_unit            | units-edit                 | unit
organisation.roster_import           | people-edit                | unit
organisation.shift_unit              | units-edit                 | unit
organisation.start_import            | people-edit                | unit
organisation.suggest                 | people-read talk-manage event-manage check-in |
organisation.unit_bin                | units-edit                 |
organisation.units                   | units-edit people-read     |
organisation.add_standard_categories | settings                   |
organisation.delete_category         | settings                   | house
organisation.merge_category          | settings                   | house
organisation.blank_cards             | card-read                  |
organisation.bring_here              | people-edit                | unit
organisation.card                    | card-read                  | unit
organisation.cards                   | card-read                  |
organisation.daily                   | people-edit                | unit
organisation.doorplates              | card-read                  |
organisation.duties                  | people-read                | unit
organisation.duty                    | people-edit                | unit
organisation.edit_duty               | people-edit                | unit
organisation.end_daily               | people-edit                | unit
organisation.end_duty                | people-edit                | unit
organisation.end_group               | units-edit                 | unit
organisation.erase_person            | people-edit                | unit
organisation.export_duties           | people-read                | unit
organisation.export_my_card          | member                     | fine
organisation.give_daily              | people-edit                | unit
organisation.give_duty               | people-edit                | unit
organisation.my_card                 | member                     | fine
organisation.my_group                | member                     | fine
organisation.my_groups               | member                     |
organisation.new_card                | card-read                  | unit
organisation.open_card               | card-read                  | unit
organisation.print_card              | card-read                  | unit maybe
organisation.print_doorplates        | card-read                  |
organisation.reached_in_group        | member                     | fine
organisation.take_back_my_card       | member                     | fine
organisation.unit                    | people-read                | unit
organisation.write_card              | card-read                  | unit
organisation.write_my_card           | member                     | fine

# plans
plans.add_task                       | plan-manage                | unit
plans.bring_plan                     | plan-manage                | unit
plans.cell                           | member                     | plan-manage
plans.change_form                    | plan-manage                | unit
plans.change_requirement             | plan-manage                | unit
plans.copy_form                      | plan-manage                | unit
plans.copy_plan                      | plan-manage                | unit
plans.drop_import                    | plan-manage                | unit
plans.edit_plan                      | plan-manage                | unit
plans.edit_task                      | plan-manage                | unit
plans.end_requirement                | plan-manage                | unit
plans.event_form                     | event-manage               | fine
plans.follow_up_cell                 | plan-manage                | unit
plans.follow_up_gap                  | plan-manage                | unit
plans.gap                            | plan-manage                | unit
plans.gaps                           | plan-manage                |
plans.gaps_file                      | plan-manage                |
plans.import_form                    | plan-manage                | unit
plans.index                          | member                     |
plans.new_plan                       | plan-manage                |
plans.new_task                       | plan-manage                | unit
plans.of_event                       | plan-manage                | unit
plans.place_event                    | plan-manage                | unit
plans.plan                           | member                     | plan-manage
plans.plan_event                     | event-manage               | fine
plans.plan_file                      | member                     | plan-manage
plans.plan_form                      | plan-manage                | unit
plans.plan_import                    | plan-manage                | unit
plans.plan_required                  | event-manage               | fine
plans.printed                        | member                     | plan-manage
plans.put_event                      | plan-manage                | unit
plans.required_form                  | event-manage               | fine
plans.requirement_form               | plan-manage                |
plans.requirements                   | plan-manage                |
plans.step_plan                      | plan-manage                | unit
plans.step_task                      | plan-manage                | unit
plans.take_defaults                  | plan-manage                |
plans.take_event_out                 | plan-manage                | unit
plans.take_in                        | plan-manage                | unit
plans.task_form                      | plan-manage                | unit
plans.tasks                          | plan-manage                | unit
plans.write_cell                     | plan-manage                | unit
plans.write_plan                     | plan-manage                |
plans.write_requirement              | plan-manage                |

# reports
reports.export_not_reached           | card-read                  |
reports.reach                        | card-read                  |
reports.tick_reached                 | card-read                  | unit
reports.add_photos                   | event-manage check-in      | unit
reports.caption_photo                | event-manage check-in      | unit
reports.edit_photo                   | event-manage check-in      | unit
reports.event_file                   | event-manage figures-read  | unit
reports.event_files                  | event-manage figures-read  |
reports.event_pack                   | event-manage figures-read  | unit
reports.event_sheet                  | event-manage figures-read  | unit
reports.event_word                   | event-manage figures-read  | unit
reports.export                       | figures-read               |
reports.index                        | figures-read               |
reports.photo                        | event-manage check-in figures-read | unit
reports.photos                       | event-manage check-in      | unit
reports.remove_photo                 | event-manage check-in      | unit
reports.rows                         | figures-read               |
reports.sheet                        | figures-read               |
reports.sheet_file                   | figures-read               |
reports.year                         | anyone                     |

# schedule
schedule.add_day                     | settings                   |
schedule.add_room                    | event-manage               | unit
schedule.add_occasion                | settings                   |
schedule.add_theme                   | settings                   |
schedule.add_venue                   | event-manage               |
schedule.board                       | event-manage               |
schedule.cancel                      | event-manage               | unit
schedule.cards                       | event-manage check-in      | unit
schedule.change_room                 | event-manage               | unit
schedule.change_occasion             | settings                   | house
schedule.change_theme                | settings                   | house
schedule.change_venue                | event-manage               | unit
schedule.clashes                     | event-manage               |
schedule.close                       | event-manage               | unit
schedule.days                        | event-manage settings      |
schedule.delete                      | event-manage               | unit
schedule.edit                        | event-manage               | unit
schedule.event                       | anyone                     |
schedule.event_file                  | anyone                     |
schedule.feed                        | anyone                     |
schedule.index                       | anyone                     |
schedule.leave                       | member                     | house
schedule.leave_for                   | event-manage check-in      | unit
schedule.manage                      | event-manage               | unit
schedule.managed                     | event-manage               |
schedule.message                     | anyone                     |
schedule.month_poster                | anyone                     |
schedule.move                        | event-manage               | unit
schedule.move_up                     | event-manage check-in      | unit
schedule.new                         | event-manage               |
schedule.poster                      | anyone                     |
schedule.postpone                    | event-manage               | unit
schedule.publish                     | event-manage               | unit
schedule.releases                    | anyone                     |
schedule.remove_day                  | settings                   | house
schedule.rename_theme                | settings                   | house
schedule.seed_days                   | settings                   |
schedule.shelve_room                 | event-manage               | unit
schedule.shelve_venue                | event-manage               | unit
schedule.sign_up                     | member                     | house
schedule.sign_up_again               | event-manage check-in      | unit
schedule.sign_up_for                 | event-manage check-in      | unit
schedule.sign_up_region              | anyone                     |
schedule.sign_up_resident            | event-manage check-in      | unit
schedule.sign_ups                    | event-manage check-in      | unit
schedule.sign_ups_file               | event-manage check-in      | unit
schedule.occasions                   | settings                   |
schedule.step_occasion               | settings                   | house
schedule.themes                      | settings                   |
schedule.venues                      | event-manage               |
schedule.withdraw                    | member                     | house
schedule.withdraw_for                | event-manage check-in      | unit

# screens
screens.add_entry                    | screen-manage              | unit
screens.content                      | anyone                     |
screens.copy_rota                    | screen-manage              | unit
screens.edit                         | screen-manage              | unit
screens.edit_notice                  | screen-manage              | unit
screens.edit_notice_save             | screen-manage              | unit
screens.edit_save                    | screen-manage              | unit
screens.manage                       | screen-manage              |
screens.new_notice                   | screen-manage              |
screens.new_notice_save              | screen-manage              |
screens.notice                       | anyone                     | maybe
screens.notices                      | screen-manage              |
screens.pair                         | screen-manage              |
screens.pair_save                    | screen-manage              |
screens.picture                      | screen-manage              | unit
screens.preview                      | screen-manage              | unit
screens.remove                       | screen-manage              | unit
screens.remove_entry                 | screen-manage              | unit
screens.revoke                       | screen-manage              | unit
screens.rota_of                      | screen-manage              | unit
screens.take_down                    | screen-manage              | unit
screens.television                   | anyone                     |

# speakers
speakers.about                       | member                     | own talk-manage
speakers.add_honour                  | talk-manage                | unit
speakers.approve                     | talk-review                | unit
speakers.call                        | anyone                     |
speakers.call_form                   | talk-manage                | unit
speakers.calls                       | anyone                     |
speakers.change_consent              | member                     | own talk-manage
speakers.consent_on_paper            | talk-manage                | unit
speakers.close_call                  | talk-manage                | unit
speakers.comment                     | talk-review                | unit
speakers.decided                     | talk-review                |
speakers.edit_call                   | talk-manage                | unit
speakers.edit_talk                   | member                     | own talk-manage
speakers.file                        | member                     | own talk-manage talk-review
speakers.file_page                   | member                     | own talk-manage talk-review maybe
speakers.file_preview                | member                     | own talk-manage talk-review
speakers.give_keepsake_back          | talk-manage                | unit
speakers.index                       | anyone                     |
speakers.introduce                   | member                     | own talk-manage
speakers.keepsake_photo              | anyone                     | own talk-manage talk-review
speakers.keepsake_preview            | anyone                     | own talk-manage talk-review
speakers.keepsakes                   | anyone                     |
speakers.keepsakes_screen            | anyone                     |
speakers.mine                        | member                     |
speakers.new_call                    | talk-manage                |
speakers.new_talk                    | member                     |
speakers.offer                       | member                     |
speakers.open_call                   | talk-manage                |
speakers.pool                        | talk-manage                |
speakers.receive_keepsake            | talk-manage                | unit
speakers.remove_honour               | talk-manage                | unit
speakers.reopen                      | member                     | own talk-manage
speakers.reopen_call                 | talk-manage                | unit
speakers.restore                     | member                     | own talk-manage
speakers.return_to_speaker           | talk-review                | unit
speakers.review                      | talk-review                | unit
speakers.review_queue                | talk-review                |
speakers.save_talk                   | member                     | own talk-manage
speakers.set_public_name             | member                     | own talk-manage
speakers.set_source                  | talk-manage                | unit
speakers.speaker                     | anyone                     |
speakers.speakers                    | anyone                     |
speakers.submit                      | member                     | own talk-manage
speakers.talk                        | anyone                     | own talk-manage talk-review
speakers.talk_changes                | member                     | own talk-manage talk-review
speakers.talk_sheet                  | member                     | own talk-manage talk-review
speakers.talk_keepsakes              | anyone                     | own talk-manage talk-review
speakers.walk                        | anyone                     |
speakers.withdraw                    | member                     | own talk-manage

# study: hours
study.confirm_entry                  | hours-read                 | unit
study.count_event                    | event-manage study-manage hours-correct | unit
study.end_exemption                  | study-manage               | unit
study.entries                        | hours-read                 |
study.entry                          | member                     | own hours-read
study.entry_photo                    | member                     | own hours-read
study.event_hours                    | event-manage study-manage hours-correct | unit maybe
study.exempt                         | study-manage               |
study.exemption                      | study-manage               | unit
study.exemptions                     | study-manage               |
study.export_hours                   | hours-read                 |
study.hand_in_entry                  | member                     |
study.my_entries                     | member                     |
study.new_entry                      | member                     |
study.new_exemption                  | study-manage               |
study.new_rule                       | study-manage               |
study.person_hours                   | member                     | own hours-read
study.refuse_entry                   | hours-read                 | unit
study.rules                          | study-manage               |
study.statement                      | member                     | own hours-read
study.statements                     | hours-read                 |
study.sums_of_units                  | hours-read                 |
study.unit_hours                     | hours-read                 |
study.unit_hours_sheet               | hours-read                 |
study.withdraw_entry                 | member                     | own
study.withdraw_rule                  | study-manage               | unit
study.write_rule                     | study-manage               |

# study
study.accept_answer                  | hours-read                 | unit
study.add_piece                      | study-manage               | unit
study.add_to_distance                | study-manage               | unit
study.answer_photo                   | member                     | own hours-read maybe
study.answer_piece                   | member                     | fine
study.answers                        | hours-read                 |
study.ask_again                      | hours-read                 | unit
study.ask_for_course                 | hours-read                 | fine
study.ask_for_event                  | hours-read                 | fine
study.ask_for_test                   | hours-read                 | fine
study.cancel_visit                   | visit-manage               | unit
study.change_distance                | study-manage               | unit
study.change_piece                   | study-manage               | unit
study.change_visit                   | visit-manage               | unit
study.choose_visits                  | visit-manage               |
study.choose_way                     | member                     | own hours-read
study.confirm_meeting                | visit-manage               | unit
study.distance                       | member                     |
study.distance_class                 | member                     | study-manage
study.distance_file                  | member                     | study-manage
study.distance_people                | study-manage               | unit
study.distance_piece                 | member                     | study-manage
study.doubt_meeting                  | visit-manage               | unit
study.edit_distance                  | study-manage               | unit
study.edit_piece                     | study-manage               | unit
study.edit_visit                     | visit-manage               | unit
study.end_distance                   | study-manage               | unit
study.end_pair                       | visit-manage               | unit
study.go_again                       | member                     | visit-manage
study.hand_in                        | member                     | fine
study.index                          | member                     |
study.join_distance                  | member                     | study-manage
study.leave_distance                 | member                     | fine
study.make_distance                  | study-manage               |
study.make_pair                      | visit-manage               |
study.change_list_rule               | study-manage               | unit
study.edit_list_rule                 | study-manage               | unit
study.end_list_rule                  | study-manage               | unit
study.list_region                    | member                     |
study.list_rule                      | study-manage               | unit
study.list_rules                     | study-manage               |
study.list_slips                     | study-manage               |
study.make_up                        | member                     | own hours-read
study.make_up_desk                   | hours-read                 |
study.make_up_region                 | member                     |
study.make_up_sheets                 | hours-read                 |
study.mark_item                      | member                     |
study.missed_course                  | hours-read                 | fine
study.missed_event                   | hours-read                 | fine
study.missed_test                    | hours-read                 | fine
study.move_piece                     | study-manage               | unit
study.my_answers                     | member                     |
study.my_list                        | member                     |
study.my_make_up                     | member                     |
study.my_pairs                       | member                     |
study.my_sheet                       | member                     |
study.my_visits                      | member                     |
study.new_distance                   | study-manage               |
study.new_pair                       | visit-manage               |
study.new_piece                      | study-manage               | unit
study.new_list_rule                  | study-manage               |
study.new_visits                     | visit-manage               |
study.open_distance                  | study-manage               | unit
study.pair                           | member                     | visit-manage own
study.pair_meetings                  | visit-manage               |
study.pairs                          | visit-manage               |
study.plan_visits                    | visit-manage               |
study.push_list_rule                 | study-manage               | unit
study.record_form                    | member                     | visit-manage
study.record_meeting                 | member                     | visit-manage own
study.record_visit                   | member                     | visit-manage
study.remedies                       | hours-read                 |
study.remind_distance                | study-manage               | unit
study.remove_from_distance           | study-manage               | unit
study.remove_meeting                 | member                     | visit-manage own
study.remove_piece                   | study-manage               | unit
study.return_answer                  | hours-read                 | unit
study.say_why                        | member                     | own hours-read
study.study_piece                    | member                     | fine
study.visit                          | member                     | visit-manage
study.visit_sheets                   | visit-manage               |
study.visits                         | visit-manage               |
study.waive                          | hours-read                 | unit
study.what_was_missed                | hours-read                 |
study.write_list_rule                | study-manage               |

# surveys
surveys.add_question                 | survey-manage              | unit
surveys.again                        | member                     | fine
surveys.answer                       | member                     | fine
surveys.belong_to                    | survey-manage              | unit maybe
surveys.close                        | survey-manage              | unit maybe
surveys.create                       | survey-manage              |
surveys.discard                      | survey-manage              | unit
surveys.edit                         | survey-manage              | unit
surveys.edit_form                    | survey-manage              | unit
surveys.edit_need                    | survey-manage              | unit
surveys.edit_need_form               | survey-manage              | unit
surveys.edit_question                | survey-manage              | unit
surveys.edit_questions               | survey-manage              | unit
surveys.hand_in                      | member                     | fine
surveys.index                        | member                     |
surveys.lead                         | survey-manage              | unit
surveys.led                          | survey-manage              |
surveys.meet                         | survey-manage              | unit
surveys.missing                      | survey-manage              | fine
surveys.move_question                | survey-manage              | unit
surveys.need                         | survey-manage              | unit
surveys.need_file                    | survey-manage              | unit
surveys.needs                        | survey-manage              |
surveys.needs_file                   | survey-manage              |
surveys.new                          | survey-manage              |
surveys.new_need                     | survey-manage              |
surveys.not_taken_up                 | survey-manage              | unit
surveys.note_need                    | survey-manage              |
surveys.of_event                     | anyone                     |
surveys.open_form                    | survey-manage              | unit
surveys.open_survey                  | survey-manage              | unit
surveys.open_urn                     | survey-manage              | unit maybe
surveys.outcome                      | member                     | fine
surveys.paper                        | survey-manage              | fine
surveys.preview                      | survey-manage              | unit
surveys.put_aside                    | survey-manage              | unit
surveys.rate                         | member                     | fine
surveys.rate_on_paper                | event-manage               | unit maybe
surveys.rating_slips                 | event-manage               | unit maybe
surveys.ratings                      | member                     | fine
surveys.remind                       | survey-manage              | fine
surveys.remove_file                  | survey-manage              | unit
surveys.remove_question              | survey-manage              | unit
surveys.results                      | survey-manage              | unit maybe
surveys.results_file                 | survey-manage              | unit maybe
surveys.set_closing                  | survey-manage              | unit maybe
surveys.share                        | survey-manage              | unit maybe
surveys.sheet                        | survey-manage              | unit
surveys.sheets                       | survey-manage              | unit maybe
surveys.take_back                    | survey-manage              | unit
surveys.take_up                      | survey-manage              | unit
surveys.type_in                      | survey-manage              | fine
surveys.type_in_form                 | survey-manage              | fine
surveys.words                        | survey-manage              | unit maybe

# theatre
theatre.add_item                     | event-manage               | unit
theatre.add_support                  | event-manage               | unit
theatre.add_talk                     | event-manage               | unit
theatre.ask                          | event-manage               | unit maybe
theatre.ask_from_floor               | member                     | fine
theatre.close                        | event-manage               | unit
theatre.delete                       | event-manage               | unit
theatre.do_now                       | anyone                     |
theatre.edit                         | event-manage               | unit
theatre.export_rotation              | rotation-read              |
theatre.floor                        | member                     | fine
theatre.index                        | anyone                     |
theatre.item                         | event-manage               | unit
theatre.list_support                 | event-manage               | unit
theatre.lower_hand                   | member                     | fine
theatre.message                      | anyone                     |
theatre.move                         | event-manage               | unit
theatre.new                          | event-manage               |
theatre.new_slot                     | event-manage               |
theatre.now                          | anyone                     |
theatre.open_session                 | event-manage               | unit
theatre.month_drafts                 | event-manage               |
theatre.plan                         | event-manage figures-read  |
theatre.playbill                     | anyone                     |
theatre.playbill_sheet               | anyone                     |
theatre.pool                         | event-manage               | unit
theatre.poster                       | anyone                     |
theatre.preparation                  | event-manage               | unit
theatre.programme                    | event-manage               | unit
theatre.publish                      | event-manage               | unit
theatre.raise_hand                   | member                     | fine
theatre.rate                         | member                     | fine
theatre.rate_on_paper                | event-manage               | unit
theatre.rating_slips                 | event-manage               | unit
theatre.ratings                      | member                     | fine
theatre.record                       | event-manage check-in member | event-manage check-in
theatre.remove                       | event-manage               | unit
theatre.remove_slot                  | event-manage               | unit
theatre.remove_support               | event-manage               | unit
theatre.reorder                      | event-manage               | unit
theatre.request_page                 | member                     | own event-manage talk-manage
theatre.requests                     | member                     |
theatre.reserve                      | event-manage               | unit
theatre.rotation                     | rotation-read              |
theatre.run_sheet_print              | event-manage check-in      | unit
theatre.slip                         | member                     | own event-manage talk-manage
theatre.slot                         | event-manage               | unit
theatre.sort_question                | event-manage check-in member | event-manage check-in
theatre.speakers_clock               | anyone                     |
theatre.stage                        | event-manage check-in member | event-manage check-in
theatre.step                         | event-manage check-in member | event-manage check-in
theatre.take_back                    | event-manage               | unit
theatre.tick                         | event-manage               | unit
theatre.times                        | anyone                     |
theatre.to_session                   | event-manage               | unit
theatre.turn_hand                    | event-manage check-in member | event-manage check-in
theatre.write_down                   | event-manage check-in member | event-manage check-in
theatre.write_question_down          | event-manage check-in member | event-manage check-in
"""


@dataclass(frozen=True)
class Line:
    """One reviewed endpoint."""

    endpoint: str
    who: tuple[str, ...]
    rows: tuple[str, ...]


def parsed(table: str) -> dict[str, Line]:
    """The lines of the table by endpoint; an endpoint that stands twice is refused."""
    lines: dict[str, Line] = {}
    for text in table.strip().splitlines():
        if not text.strip() or text.startswith("#"):
            continue
        endpoint, who, rows = (part.strip() for part in text.split("|"))
        assert endpoint not in lines, f"{endpoint} stands twice in the table"
        lines[endpoint] = Line(endpoint, tuple(who.split()), tuple(rows.split()))
    return lines


def declared(view: Any) -> tuple[str, ...] | None:
    """What a view declares, as the table writes it; None when it declares nothing."""
    access = getattr(view, "access", None)
    if access is None:
        return None
    return ("anyone",) if access == "anyone" else tuple(str(permission) for permission in access)


def line_for(endpoint: str, view: Any) -> str:
    """The line a route needs, its rows to be reviewed."""
    return f"{endpoint:36} | {' '.join(declared(view) or ('?',)):26} |"


def complaints(views: Mapping[str, Any], lines: Mapping[str, Line]) -> list[str]:
    """What differs between the code and the table, each with what to write."""
    found = []
    for endpoint, view in views.items():
        if endpoint == "static":
            continue
        who = declared(view)
        if who is None:
            found.append(f"{endpoint}: write @requires(Permission.…) or @anyone below its route line.")
        elif endpoint not in lines:
            found.append(
                f"{endpoint}: review it and write into tests/house/access_table.py:\n{line_for(endpoint, view)}"
            )
        elif set(lines[endpoint].who) != set(who):
            found.append(f"{endpoint}: the code says {' '.join(who)}, the table {' '.join(lines[endpoint].who)}.")
    gone = [endpoint for endpoint in lines if endpoint not in views]
    return found + [
        f"{endpoint}: there is no such route any more; take its line out of the table." for endpoint in gone
    ]


LINES = parsed(TABLE)


def _print_missing() -> None:
    import sys
    import tempfile
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parents[2]))
    from partyedu.app import create_app
    from partyedu.core.doors import open_all

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(folder)
    open_all(app)
    views = app.view_functions
    for endpoint in sorted(set(views) - set(LINES) - {"static"}):
        sys.stdout.write(line_for(endpoint, views[endpoint]) + "\n")
    for endpoint in sorted(set(LINES) - set(views)):
        sys.stdout.write(f"# no such route any more: {endpoint}\n")


if __name__ == "__main__":
    _print_missing()
