"""What people are told: in the bank, and by mail in their own language."""
