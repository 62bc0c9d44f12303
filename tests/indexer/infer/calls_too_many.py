"""More than a set holds is unknown, and then nobody has been told anything through it, whoever was walked first."""
#: file shop/channels.py
class Order:
    def pay(self): ...

class Letter:
    def close(self): ...

class Mail:
    def notify(self, order):
        order.pay()  #: unresolved
    def send(self): ...

class Push:
    def notify(self, order):
        order.pay()  #: unresolved
    def send(self): ...

class Sms:
    def notify(self, order):
        order.pay()  #: unresolved
    def send(self): ...

class Fax:
    def notify(self, order):
        order.pay()  #: unresolved
    def send(self): ...

class Post:
    def notify(self, order):
        order.pay()  #: unresolved
    def send(self): ...

class Chat:
    def notify(self, order):
        order.pay()  #: unresolved
    def send(self): ...

class Hook:
    def notify(self, order):
        order.pay()  #: unresolved
    def send(self): ...

class Call:
    def notify(self, order):
        order.pay()  #: unresolved
    def send(self): ...

class Page:
    def notify(self, order):
        order.pay()  #: unresolved
    def send(self): ...

def notify(channel, order):
    channel.notify(order)  #: unresolved
    channel.letter = Letter()

def close(channel):
    channel.send()  #: unresolved
    channel.letter.close()  #: unresolved

def of_few(channel, order):
    channel.take(order)  #: calls shop.channels.Book.take

class Book:
    def take(self, order):
        order.pay()  #: calls shop.channels.Order.pay

def by_name(order, name):
    getattr(order, name)()  #: unresolved

def book():
    of_few(Book(), Order())  #: calls shop.channels.of_few

def by_mail():
    notify(Mail(), Order())  #: calls shop.channels.notify
    close(Mail())  #: calls shop.channels.close
    by_name(Order(), "pay")  #: calls shop.channels.by_name

def by_push():
    notify(Push(), Order())  #: calls shop.channels.notify
    close(Push())  #: calls shop.channels.close
    by_name(Order(), "push")  #: calls shop.channels.by_name

def by_sms():
    notify(Sms(), Order())  #: calls shop.channels.notify
    close(Sms())  #: calls shop.channels.close
    by_name(Order(), "sms")  #: calls shop.channels.by_name

def by_fax():
    notify(Fax(), Order())  #: calls shop.channels.notify
    close(Fax())  #: calls shop.channels.close
    by_name(Order(), "fax")  #: calls shop.channels.by_name

def by_post():
    notify(Post(), Order())  #: calls shop.channels.notify
    close(Post())  #: calls shop.channels.close
    by_name(Order(), "post")  #: calls shop.channels.by_name

def by_chat():
    notify(Chat(), Order())  #: calls shop.channels.notify
    close(Chat())  #: calls shop.channels.close
    by_name(Order(), "chat")  #: calls shop.channels.by_name

def by_hook():
    notify(Hook(), Order())  #: calls shop.channels.notify
    close(Hook())  #: calls shop.channels.close
    by_name(Order(), "hook")  #: calls shop.channels.by_name

def by_call():
    notify(Call(), Order())  #: calls shop.channels.notify
    close(Call())  #: calls shop.channels.close
    by_name(Order(), "call")  #: calls shop.channels.by_name

def by_page():
    notify(Page(), Order())  #: calls shop.channels.notify
    close(Page())  #: calls shop.channels.close
    by_name(Order(), "page")  #: calls shop.channels.by_name
