"""The matching engine beside what a user would write or pick instead, on the same synthetic listings.

`python -m tests.benchmarks --help`; nothing here is collected as a test.
"""
