"""What became of introductions: results against what was promised, and lessons, for everybody to learn from."""
