#: file shop/__init__.py

#: file shop/machines.py
from enum import Enum

from statemachine import Event, State, StateMachine
from statemachine.states import States


class Campaign(StateMachine):
    draft = State("Draft", initial=True)  #: transition Campaign (new)->draft by python-statemachine
    producing = State("Being produced", value="in production")
    closed = State(final=True)

    add_job = draft.to(draft) | producing.to.itself()  #: transition Campaign draft->draft on add_job; transition Campaign in_production->in_production on add_job
    produce = draft.to(producing, cond="is_paid", unless=["is_late"])  #: transition Campaign draft->in_production if is_paid not is_late on produce
    deliver = Event(closed.from_(producing, draft), name="Deliver")  #: transition Campaign in_production->closed on deliver; transition Campaign draft->closed on deliver

    @draft.to(closed)  #: transition Campaign draft->closed on cancel
    def cancel(self):
        pass

    def is_paid(self):
        return True


class Stage(Enum):
    new = 1
    done = 2


class Order(StateMachine):
    stages = States.from_enum(Stage, initial=Stage.new, final=Stage.done)  #: transition machines.Order (new)->new
    finish = stages.new.to(stages.done)  #: transition machines.Order new->done on finish
