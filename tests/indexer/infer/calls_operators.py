"""What operators, subscripts and properties with setters call."""
#: file shop/money.py
class Money:
    def __add__(self, other):
        return self

    def __eq__(self, other): ...
    def __contains__(self, other): ...

    def __getitem__(self, place):
        return Coin()

    def spend(self): ...

class Coin:
    def toss(self): ...

class Purse:
    @property
    def money(self):
        return Money()

    @money.setter
    def money(self, value):
        value.spend()  #: calls shop.money.Money.spend

def use():
    money = Money()
    (money + money).spend()  #: calls shop.money.Money.__add__; calls shop.money.Money.spend
    money == 1  #: calls shop.money.Money.__eq__
    1 in money  #: calls shop.money.Money.__contains__
    money[0].toss()  #: calls shop.money.Money.__getitem__; calls shop.money.Coin.toss
    purse = Purse()
    purse.money.spend()  #: calls shop.money.Purse.money; calls shop.money.Money.spend
    purse.money = money  #: calls shop.money.Purse.money
