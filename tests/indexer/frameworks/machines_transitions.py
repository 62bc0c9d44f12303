#: file shop/__init__.py

#: file shop/matter.py
from enum import Enum

from transitions import Machine, State
from transitions.extensions import LockedMachine


class Matter:
    states = ["solid", State(name="liquid"), {"name": "gas"}]
    steps = [
        {"trigger": "melt", "source": "solid", "dest": "liquid", "conditions": "is_hot", "unless": ["is_held"]},
        ["boil", "liquid", "gas"],
        {"trigger": "reset", "source": "*", "dest": "solid"},
        {"trigger": "stir", "source": ["liquid", "gas"], "dest": "="},
    ]

    def __init__(self):
        self.machine = Machine(model=self, states=Matter.states, transitions=self.steps, initial="solid")  #: transition Matter (new)->solid; transition Matter solid->liquid if is_hot not is_held on melt; transition Matter liquid->gas on boil by transitions; transition Matter *->solid on reset; transition Matter liquid->liquid on stir; transition Matter gas->gas on stir
        self.machine.add_transition("sublime", "solid", "gas", conditions=["is_dry"])  #: transition Matter solid->gas if is_dry on sublime


class Light(Enum):
    RED = 1
    GREEN = 2


class Lamp(LockedMachine):
    def __init__(self):
        moves = [["go", Light.RED, Light.GREEN]]
        super().__init__(states=Light, transitions=moves, initial=Light.RED)  #: transition Lamp (new)->RED; transition Lamp RED->GREEN on go
