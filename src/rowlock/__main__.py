"""`python -m rowlock`: the same as the command `rowlock`."""

from rowlock.cli.main import main

main()
