"""What every room stands on: who asks, the database, the clock, pages, forms, files, words.

Nothing here knows a feature. A feature imports from here; never the other way round.
"""
