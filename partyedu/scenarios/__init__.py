"""Communities that live through their years by the ordinary operations: for demonstrations, tests and measurements.

All people are plainly made up: a surname, a heavenly stem, a number.
"""
