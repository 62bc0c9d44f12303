#: file shop/__init__.py

#: file shop/flows.py
from enum import Enum

from viewflow.fsm import State

from shop.rules import is_complete


class Stage(Enum):
    NEW = "NEW"
    APPROVED = "APPROVED"
    REMOVED = "REMOVED"


class ReportFlow:
    stage = State(Stage, default=Stage.NEW)  #: transition ReportFlow (new)->NEW by viewflow.fsm

    def __init__(self, report):
        self.report = report

    @stage.setter()
    def _set_stage(self, value):
        self.report.stage = value

    @stage.getter()
    def _get_stage(self):
        return self.report.stage

    @stage.transition(source=Stage.NEW, target=Stage.APPROVED, conditions=[is_complete])  #: transition ReportFlow NEW->APPROVED if is_complete on approve
    def approve(self):
        pass

    @stage.transition(source=State.ANY, target=Stage.REMOVED)  #: transition ReportFlow *->REMOVED on remove
    def remove(self):
        pass

    @stage.transition(source={Stage.NEW, Stage.APPROVED})  #: transition ReportFlow NEW->NEW on touch; transition ReportFlow APPROVED->APPROVED on touch
    def touch(self):
        pass


#: file shop/rules.py
def is_complete(flow):
    return True
