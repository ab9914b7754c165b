"""partyedu: the education desk of a neighbourhood centre (社区党群服务中心) on one small machine."""

__version__ = "0.1.0"
