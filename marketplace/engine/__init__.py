"""The matching engine: pure, without web framework, database or any other package of the marketplace. See its README."""
