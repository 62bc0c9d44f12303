"""The commands of the command line: what may be typed after `chesterton`."""

from server.commands.check import check
from server.commands.constraints import constraints
from server.commands.doctor import doctor
from server.commands.facts import facts
from server.commands.hook import hook
from server.commands.index import index
from server.commands.questions import QUESTIONS
from server.commands.serve import serve
from server.commands.setup import setup
from server.commands.tour import tour

COMMANDS = (tour, index, setup, *QUESTIONS, check, hook, constraints, serve, facts, doctor)
