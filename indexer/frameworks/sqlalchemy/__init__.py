"""SQLAlchemy: models with their columns and relationships, and what Alembic migrations make of their tables."""
