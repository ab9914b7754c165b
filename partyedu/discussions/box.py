"""The guard of the suggestion box: how often one device may drop something in (see ``core.gate``)."""

from datetime import timedelta

from partyedu.core.gate import Gate
from partyedu.core.words import _l

_gate = Gate("box", 5, timedelta(minutes=10), _l("这台设备刚刚投了好几张，请等 %(n)s 秒再投。"))
knock, forget = _gate.knock, _gate.forget
