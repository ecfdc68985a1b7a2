"""The search index following the database."""
