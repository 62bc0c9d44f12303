#: file shop/cache.py
def invalidate_menu(shop):
    print(shop)


def notify_owner(shop):
    print(shop)


#: file shop/services.py
from shop.cache import invalidate_menu, notify_owner


def rename(shop, name):  #: breaks companion_effect no longer calls `invalidate_menu`: nobody is told, where 3 others still do
    shop.store(name)
    invalidate_menu(shop)  #: dropped


def close(shop):
    shop.close()
    invalidate_menu(shop)


def open_again(shop):
    shop.open()
    invalidate_menu(shop)
    notify_owner(shop)  #: dropped


def move(shop, place):
    shop.move(place)
    invalidate_menu(shop)


class Jobs:
    def __init__(self, send_task):
        self.send_task = send_task

    def first(self, shop):  #: breaks companion_effect no longer calls `send_task`
        shop.open()
        self.send_task("first")  #: dropped

    def second(self, shop):
        shop.close()
        self.send_task("second")

    def third(self, shop):
        shop.close()
        self.send_task("third")


def rewritten(shop, name):
    shop.store(name)
    invalidate_menu(shop)  #: dropped
    shop.refresh(name)  #: added


#: file shop/deletion.py
def activity_entry(shop, text):
    print(shop, text)


def prepare(shop):
    print(shop)


def delete(shop):  #: breaks companion_effect no longer calls `activity_entry`: nothing is kept of it
    shop.leave()
    activity_entry(shop, "deleted")  #: dropped


def leave(shop):
    shop.leave()
    prepare(shop)  #: dropped
