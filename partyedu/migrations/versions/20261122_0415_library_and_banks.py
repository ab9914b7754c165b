"""Library and banks."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0415"
down_revision = "20261122_0414"
branch_labels = None
depends_on = None

# The seven categories the library begins with; a centre may rename them, add to them and put them away.
CATEGORIES = ("创新理论", "党史故事", "党章党规", "身边榜样", "社区治理", "实用本领", "家风文化")


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "courseware_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courseware_category")),
        sa.UniqueConstraint("name", name=op.f("uq_courseware_category_name")),
    )
    op.bulk_insert(
        sa.table("courseware_category", sa.column("name", sa.String()), sa.column("position", sa.Integer())),
        [{"name": name, "position": place} for place, name in enumerate(CATEGORIES)],
    )
    op.create_table(
        "pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_pack_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack")),
        sa.UniqueConstraint("form_key", name=op.f("uq_pack_form_key")),
    )
    with op.batch_alter_table("pack", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pack_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "score_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("for_essays", sa.Boolean(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_score_sheet_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheet")),
    )
    with op.batch_alter_table("score_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_score_sheet_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "bank_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("partner", sa.String(length=80), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("begun_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["person.id"], name=op.f("fk_bank_entry_contact_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_bank_entry_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_entry")),
        sa.UniqueConstraint("form_key", name=op.f("uq_bank_entry_form_key")),
    )
    with op.batch_alter_table("bank_entry", schema=None) as batch_op:
        batch_op.create_index("ix_bank_entry_kind_unit_id", ["kind", "unit_id"], unique=False)

    op.create_table(
        "base",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("shared_with", sa.String(length=120), nullable=False),
        sa.Column("walking_minutes", sa.Integer(), nullable=True),
        sa.Column("liaison_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["liaison_id"], ["person.id"], name=op.f("fk_base_liaison_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_base_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base")),
        sa.UniqueConstraint("venue_id", name=op.f("uq_base_venue_id")),
    )
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["score_sheet.id"], name=op.f("fk_criterion_sheet_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
    )
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_criterion_sheet_id"), ["sheet_id"], unique=False)

    op.create_table(
        "expert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("partner", sa.String(length=80), nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("terms", sa.String(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_expert_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_expert_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert")),
        sa.UniqueConstraint("form_key", name=op.f("uq_expert_form_key")),
        sa.UniqueConstraint("unit_id", "person_id", name=op.f("uq_expert_unit_id_person_id")),
    )
    with op.batch_alter_table("expert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expert_person_id"), ["person_id"], unique=False)

    op.create_table(
        "expert_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(length=300), nullable=False),
        sa.Column("wished_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_expert_request_asked_by_id")),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_expert_request_expert_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_expert_request_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_request")),
    )
    with op.batch_alter_table("expert_request", schema=None) as batch_op:
        batch_op.create_index("ix_expert_request_expert_id_state", ["expert_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_expert_request_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "promotion_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("raters", sa.Integer(), nullable=False),
        sa.Column("average_up", sa.Integer(), nullable=False),
        sa.Column("expert_up", sa.Integer(), nullable=False),
        sa.Column("likes_up", sa.Integer(), nullable=False),
        sa.Column("average_down", sa.Integer(), nullable=False),
        sa.Column("expert_down", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_promotion_rule_set_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_promotion_rule_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_rule")),
    )
    with op.batch_alter_table("promotion_rule", schema=None) as batch_op:
        batch_op.create_index("ix_promotion_rule_unit_id_set_at", ["unit_id", "set_at"], unique=False)

    op.create_table(
        "bank_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["bank_entry.id"], name=op.f("fk_bank_file_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_bank_file_stored_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_file")),
    )
    with op.batch_alter_table("bank_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_file_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "base_function",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("function", sa.String(length=30), nullable=False),
        sa.Column("is_ready", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["base_id"], ["base.id"], name=op.f("fk_base_function_base_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_function")),
        sa.UniqueConstraint("base_id", "function", name=op.f("uq_base_function_base_id_function")),
    )
    op.create_table(
        "courseware",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("talk_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=30), nullable=False),
        sa.Column("tier", sa.String(length=30), nullable=False),
        sa.Column("is_story", sa.Boolean(), nullable=False),
        sa.Column("consented_at", sa.DateTime(), nullable=True),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("distinction", sa.String(length=30), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("admitted_at", sa.DateTime(), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["courseware_category.id"], name=op.f("fk_courseware_category_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_courseware_owner_id")),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_courseware_talk_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_courseware_theme_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_courseware_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courseware")),
        sa.UniqueConstraint("form_key", name=op.f("uq_courseware_form_key")),
        sa.UniqueConstraint("talk_id", name=op.f("uq_courseware_talk_id")),
    )
    with op.batch_alter_table("courseware", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_courseware_admitted_at"), ["admitted_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_courseware_category_id"), ["category_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courseware_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_courseware_stage_category_id", ["stage", "category_id"], unique=False)
        batch_op.create_index("ix_courseware_unit_id_stage", ["unit_id", "stage"], unique=False)

    op.create_table(
        "courseware_like",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("courseware_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["courseware_id"], ["courseware.id"], name=op.f("fk_courseware_like_courseware_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courseware_like")),
        sa.UniqueConstraint("courseware_id", "key", name=op.f("uq_courseware_like_courseware_id_key")),
    )
    op.create_table(
        "courseware_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("courseware_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["courseware_id"], ["courseware.id"], name=op.f("fk_courseware_use_courseware_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_courseware_use_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courseware_use")),
        sa.UniqueConstraint("courseware_id", "event_id", name=op.f("uq_courseware_use_courseware_id_event_id")),
    )
    with op.batch_alter_table("courseware_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_courseware_use_event_id"), ["event_id"], unique=False)

    op.create_table(
        "courseware_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("courseware_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["courseware_id"], ["courseware.id"], name=op.f("fk_courseware_version_courseware_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courseware_version")),
        sa.UniqueConstraint("courseware_id", "number", name=op.f("uq_courseware_version_courseware_id_number")),
    )
    op.create_table(
        "pack_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("courseware_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["courseware_id"], ["courseware.id"], name=op.f("fk_pack_item_courseware_id")),
        sa.ForeignKeyConstraint(["pack_id"], ["pack.id"], name=op.f("fk_pack_item_pack_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_item")),
        sa.UniqueConstraint("pack_id", "courseware_id", name=op.f("uq_pack_item_pack_id_courseware_id")),
    )
    with op.batch_alter_table("pack_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pack_item_courseware_id"), ["courseware_id"], unique=False)

    op.create_table(
        "courseware_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_courseware_file_stored_file_id")),
        sa.ForeignKeyConstraint(["version_id"], ["courseware_version.id"], name=op.f("fk_courseware_file_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courseware_file")),
    )
    with op.batch_alter_table("courseware_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_courseware_file_version_id"), ["version_id"], unique=False)

    op.create_table(
        "courseware_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("courseware_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_courseware_step_by_id")),
        sa.ForeignKeyConstraint(["courseware_id"], ["courseware.id"], name=op.f("fk_courseware_step_courseware_id")),
        sa.ForeignKeyConstraint(["version_id"], ["courseware_version.id"], name=op.f("fk_courseware_step_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courseware_step")),
    )
    with op.batch_alter_table("courseware_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_courseware_step_courseware_id"), ["courseware_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("courseware_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.String(length=30), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("distinction", sa.String(length=30), nullable=True),
        sa.Column("average", sa.Integer(), nullable=True),
        sa.Column("raters", sa.Integer(), nullable=False),
        sa.Column("expert", sa.Integer(), nullable=True),
        sa.Column("likes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["courseware_id"], ["courseware.id"], name=op.f("fk_decision_courseware_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_decision_decided_by_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["promotion_rule.id"], name=op.f("fk_decision_rule_id")),
        sa.ForeignKeyConstraint(["version_id"], ["courseware_version.id"], name=op.f("fk_decision_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_courseware_id"), ["courseware_id"], unique=False)

    op.create_table(
        "expert_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=30), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_expert_review_reviewer_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheet.id"], name=op.f("fk_expert_review_sheet_id")),
        sa.ForeignKeyConstraint(["version_id"], ["courseware_version.id"], name=op.f("fk_expert_review_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_review")),
        sa.UniqueConstraint("version_id", "reviewer_id", name=op.f("uq_expert_review_version_id_reviewer_id")),
    )
    with op.batch_alter_table("expert_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expert_review_reviewer_id"), ["reviewer_id"], unique=False)

    op.create_table(
        "peer_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_peer_comment_person_id")),
        sa.ForeignKeyConstraint(["version_id"], ["courseware_version.id"], name=op.f("fk_peer_comment_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_comment")),
    )
    with op.batch_alter_table("peer_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_peer_comment_version_id"), ["version_id"], unique=False)

    op.create_table(
        "criterion_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_criterion_score_criterion_id")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["expert_review.id"], name=op.f("fk_criterion_score_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_score")),
        sa.UniqueConstraint("review_id", "criterion_id", name=op.f("uq_criterion_score_review_id_criterion_id")),
    )


def downgrade() -> None:
    """One step back."""
    op.drop_table("criterion_score")
    with op.batch_alter_table("peer_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_peer_comment_version_id"))

    op.drop_table("peer_comment")
    with op.batch_alter_table("expert_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expert_review_reviewer_id"))

    op.drop_table("expert_review")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_courseware_id"))

    op.drop_table("decision")
    with op.batch_alter_table("courseware_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_courseware_step_courseware_id"))

    op.drop_table("courseware_step")
    with op.batch_alter_table("courseware_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_courseware_file_version_id"))

    op.drop_table("courseware_file")
    with op.batch_alter_table("pack_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pack_item_courseware_id"))

    op.drop_table("pack_item")
    op.drop_table("courseware_version")
    with op.batch_alter_table("courseware_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_courseware_use_event_id"))

    op.drop_table("courseware_use")
    op.drop_table("courseware_like")
    with op.batch_alter_table("courseware", schema=None) as batch_op:
        batch_op.drop_index("ix_courseware_unit_id_stage")
        batch_op.drop_index("ix_courseware_stage_category_id")
        batch_op.drop_index(batch_op.f("ix_courseware_owner_id"))
        batch_op.drop_index(batch_op.f("ix_courseware_category_id"))
        batch_op.drop_index(batch_op.f("ix_courseware_admitted_at"))

    op.drop_table("courseware")
    op.drop_table("base_function")
    with op.batch_alter_table("bank_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bank_file_entry_id"))

    op.drop_table("bank_file")
    with op.batch_alter_table("promotion_rule", schema=None) as batch_op:
        batch_op.drop_index("ix_promotion_rule_unit_id_set_at")

    op.drop_table("promotion_rule")
    with op.batch_alter_table("expert_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expert_request_unit_id"))
        batch_op.drop_index("ix_expert_request_expert_id_state")

    op.drop_table("expert_request")
    with op.batch_alter_table("expert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expert_person_id"))

    op.drop_table("expert")
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_criterion_sheet_id"))

    op.drop_table("criterion")
    op.drop_table("base")
    with op.batch_alter_table("bank_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_bank_entry_kind_unit_id")

    op.drop_table("bank_entry")
    with op.batch_alter_table("score_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_score_sheet_unit_id"))

    op.drop_table("score_sheet")
    with op.batch_alter_table("pack", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pack_unit_id"))

    op.drop_table("pack")
    op.drop_table("courseware_category")
