#: file shop/locks.py
import threading

index_lock = threading.Lock()


class Store:
    def write_lock(self, timeout):
        return index_lock


store = Store()


#: file shop/services.py
from shop.locks import index_lock, store


def rebuild(index):  #: breaks held_lock no longer holds `store.write_lock(timeout=10)`
    with store.write_lock(timeout=10):  #: dropped
        index.rebuild()  #: dropped
    index.rebuild()  #: added


def compact(index):
    with index_lock:  #: dropped
        index.compact()  #: dropped
    compacted(index)  #: added


def compacted(index):  #: added
    with index_lock:  #: added
        index.compact()  #: added


def clear(index):
    with index_lock:  #: dropped
        index.clear()  #: dropped
    return index


def swap(index):
    with index_lock:  #: dropped
        index.swap()  #: dropped
    index_lock.acquire()  #: added
    index.swap()  #: added
    index_lock.release()  #: added


def read(index):
    with open(index.path):  #: dropped
        index.read()  #: dropped
    index.read()  #: added


def gone(index):  #: dropped
    with index_lock:  #: dropped
        index.clear()  #: dropped


#: file shop/rows.py
from contextlib import contextmanager


def user_by_name(name):
    return name


@contextmanager
def user_by_name_for_update(name):
    yield name


def rename(name, store):  #: breaks held_lock no longer holds `user_by_name_for_update(name)`
    with user_by_name_for_update(name) as user:  #: dropped
        store.rename(user)  #: dropped
    user = user_by_name(name)  #: added
    store.rename(user)  #: added
