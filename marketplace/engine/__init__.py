"""The matching engine, free of web framework, database and every other package of the marketplace. See its README."""
