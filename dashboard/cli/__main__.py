"""`python -m dashboard.cli` is the command `fingerpost`."""

from dashboard.cli.commands import main

main()
