"""What organisers of courses and classes fill in."""
