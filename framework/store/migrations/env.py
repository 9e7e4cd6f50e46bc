"""Alembic's way in. The connection, its transaction and its locks come from migrating.py."""

from alembic import context

from framework.store.all_tables import ALL_TABLES

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=ALL_TABLES,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
