"""Images and documents: what is accepted, how it is kept, and what is forgotten."""
