"""Alembic's way in. The connection, its transaction and its locks come from migrating.py."""

from alembic import context

from framework.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
