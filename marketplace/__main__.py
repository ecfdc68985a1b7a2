"""`python -m marketplace` is the command line."""

from marketplace.cli.commands import main

main()
