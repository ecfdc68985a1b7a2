"""Technology needs of developing countries."""
