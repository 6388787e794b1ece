"""Which revisions were taken away when their time was over: the same text again, from a replay, is none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "pruned",
        sa.Column("article_id", sa.Text(), sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("pruned_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "revision"),
    )
