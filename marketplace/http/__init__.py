"""What all pages share: base layout, sign-in, locale, errors, formats, security headers."""
