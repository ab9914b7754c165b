"""For other WSGI servers: `wsgi:application` is the centre whose data folder PARTYEDU_DATA names."""

from partyedu.app import create_app

application = create_app()
