"""What the pages of study may show, decided before a template gets it."""
