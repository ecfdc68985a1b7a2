"""What can be said of a listing before it is public: how complete it is, what it resembles, which matches it would get."""
