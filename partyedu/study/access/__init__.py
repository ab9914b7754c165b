"""Who may do what in study: pure predicates over rows that are already at hand."""
