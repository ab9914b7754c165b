"""`python -m partyedu` is the `partyedu` command."""

from partyedu.cli import main

main()
