"""What leaves the house: files to take away."""
