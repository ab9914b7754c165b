"""What is done in study, by noun: one function for each verb, which flushes and writes its audit row."""

from partyedu.study.operations.forgetting import forget

__all__ = ["forget"]
