from core.models.documents import StoredDocument
from core.models.duties import DutyRun
from core.models.events import DomainEvent
from core.models.limits import RateWindow
from core.models.numbers import NumberCounter, NumberSeries
from core.models.protocol import ProtocolEntry, ProtocolValue
from core.models.work import WorkRow

__all__ = [
    "DomainEvent",
    "DutyRun",
    "NumberCounter",
    "NumberSeries",
    "ProtocolEntry",
    "ProtocolValue",
    "RateWindow",
    "StoredDocument",
    "WorkRow",
]
