"""What people do in introductions: asking and answering, talking, moving on; and what time does to them."""
