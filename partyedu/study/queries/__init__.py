"""Questions about study, by noun. Who may see a row is part of each question."""
