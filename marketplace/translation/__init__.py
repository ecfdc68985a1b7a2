"""Listing texts in other languages: machine translations, and readers' reports of bad passages."""
