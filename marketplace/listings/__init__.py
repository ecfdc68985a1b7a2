"""What offerings and needs share: content, revisions, life, history, change numbers."""
