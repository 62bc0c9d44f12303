"""Names that mean something else than they seem to."""
#: file shop/prices.py
def total(order): ...
def sum(values): ...
def tax(order): ...
#: file shop/report.py
from shop.prices import sum, tax, total

def of(orders, total):
    total(orders)

def other(orders):
    total(orders)  #: calls shop.prices.total
    sum(orders)  #: calls shop.prices.sum
    max(orders)

def inner(orders):
    def tax(order): ...
    tax(orders)  #: calls shop.report.inner.<locals>.tax

def comprehended(orders):
    return [tax() for tax in orders]

def caught(orders):
    try:
        tax(orders)  #: calls shop.prices.tax
    except ValueError as total:
        total.add_note("x")

class Report:
    def total(self):
        return total(self)  #: calls shop.prices.total

    def again(self):
        return self.total()  #: calls shop.report.Report.total
