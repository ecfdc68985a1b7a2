"""People, sign-in, sessions, the actor, and the permission table."""
