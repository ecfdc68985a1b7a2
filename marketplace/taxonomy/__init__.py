"""Technology fields, countries and concepts."""
