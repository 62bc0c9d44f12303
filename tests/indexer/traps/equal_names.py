"""Methods of one name in several classes: the name alone never binds a call."""
#: file shop/orders.py
class Order:
    def save(self): ...
    def all(self): ...
#: file shop/config.py
class UserConfig:
    def all(self): ...
    def get(self, key): ...
    def only_here(self): ...
#: file shop/views.py
from shop.orders import Order

def show(thing, request):
    thing.save()
    thing.only_here()
    request.get("x")
    for each in thing.all():
        each.save()

def make():
    order = Order()
    order.save()  #: calls shop.orders.Order.save
    {}.get("all")
    return order
#: file shop/jobs.py
class Job:
    def run(self): ...

class Runner:
    def run(self, job):
        job.run()

    def start(self):
        self.run(None)  #: calls shop.jobs.Runner.run
