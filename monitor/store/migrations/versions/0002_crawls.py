"""What a crawl tells beside its articles, and between which moments an edition was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "page_events",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("warc", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("url", "kind", "at"),
    )
    op.create_index("page_events_by_article", "page_events", ["article_id"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("warc", sa.Text(), nullable=True),
        sa.Column("solved_at", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("url", "at"),
    )
    op.create_index("quarantine_by_article", "quarantine", ["article_id"], unique=False)
    op.create_table(
        "crawls",
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("started_at", sa.String(27), nullable=False),
        sa.Column("finished_at", sa.String(27), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("health", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "edition", "started_at"),
    )
    op.add_column("watermarks", sa.Column("complete_from", sa.String(27), nullable=True))
    op.add_column("watermarks", sa.Column("earlier", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("crawl_files", sa.Column("replayed_at", sa.String(27), nullable=True))
