"""Pages of the feature; see the Blueprint's docstring."""
