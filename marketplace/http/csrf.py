"""The secret that every form carries, so that no other site can post in a visitor's name."""

from flask_wtf import CSRFProtect

#: A view that is proven by a token of its own says `@protection.exempt`.
protection = CSRFProtect()
