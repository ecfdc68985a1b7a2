"""The Green Technology Bank: a matchmaking marketplace for environmental technology."""
