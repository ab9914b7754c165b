"""Figures need no tables of their own."""
