"""Reading Russian: text → mentions → facts. Plain Python: nothing here knows Django or the database."""
