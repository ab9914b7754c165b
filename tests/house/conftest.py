"""The world in which the trust tests walk every route; see ``world``."""

import logging

import pytest
from house.world import World


@pytest.fixture
def world(app, make, caplog: pytest.LogCaptureFixture) -> World:
    """One row of every table, everybody signed in. Errors are collected as sentences; their traces are kept quiet."""
    caplog.set_level(logging.CRITICAL)
    return World(app, make)
