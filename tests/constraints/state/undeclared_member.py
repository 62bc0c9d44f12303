#: file shop/schemas.py
import enum

from pydantic import BaseModel


class Outcome(str, enum.Enum):
    good = "good"
    bad = "bad"
    mixed = "mixed"


class Report(BaseModel):
    name: str
    status: Outcome = Outcome.mixed
    mood: str = ""


#: file shop/services.py
from shop.schemas import Outcome, Report


class Importer:
    def __init__(self, report: Report):
        self.report = report

    def end(self, good: bool) -> None:
        if good:
            self.report.status = Outcome.good
        else:
            self.report.status = Outcome.bad

    def stop(self) -> None:
        self.report.status = Outcome.bad  #: dropped
        self.report.status = "on hold"  #: added; breaks undeclared_value gives `Report.status` the text `on hold`
        self.report.mood = "low"  #: added

    def resume(self) -> None:
        self.report.status = Outcome.mixed  #: added
