"""The entries of a listing: one table of what they are called and asked for, for the form, the review and differences."""
