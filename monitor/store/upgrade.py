"""Bringing a store's tables up to date; Alembic is loaded only when there is something to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from processors.errors import InputError

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = "0005"  # of migrations/versions; a test holds it to that


def upgrade(engine: Engine, path: Path) -> None:
    """Makes or migrates the tables; `InputError` when the store was made by a newer program."""
    with engine.execution_options(begin="BEGIN").begin() as connection:
        if version(connection) == NEWEST:
            return
    with engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
        found = version(connection)  # again: another process may have been quicker
        if found == NEWEST:
            return
        if found is not None and not any((MIGRATIONS / "versions").glob(f"{found}_*.py")):
            raise InputError(f"{path}: made by a newer Readout (tables of version {found}); upgrade this one")
        if found is None and set(inspect(connection).get_table_names()):
            raise InputError(f"{path}: is a database of something else; name another file as `store:` in readout.yml")
        _migrate(connection)


def version(connection: Connection) -> str | None:
    """The version of the tables, None for a store without any."""
    if not connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")).scalar():
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
