"""Locales of the bank, translated text, and formats from the CLDR."""
