"""The house's instrument: how fast, how large, each figure beside its reference in the same run. For developers."""
