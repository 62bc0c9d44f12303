#: file shop/__init__.py

#: file shop/locks.py
from contextlib import contextmanager


@contextmanager
def locked(name):
    yield name


#: file shop/services.py
from django.db import IntegrityError, transaction
from rest_framework.response import Response

from shop.locks import locked


def opened(order, path):
    with transaction.atomic(), locked(f"order-{order.id}"):  #: context with django.db.transaction.atomic to:13; context with shop.locks.locked to:13
        order.save()
        if order.total:
            order.lines.update(
                total=1,
                note=str(order),
            )
    with open(path) as file, order.lock:  #: context with <builtin>:open to:16; context with order.lock to:16
        file.read()


def tried(order, log):
    try:  #: context try KeyError|shop.services.Gone ValueError pass raise to:21
        order.save()
    except (KeyError, Gone):
        pass
    except ValueError:
        raise
    try:  #: context try Exception swallows calls to:27
        order.save()
    except Exception:
        log.error("failed")
    try:  #: context try django.db.IntegrityError return to:31
        order.save()
    except IntegrityError:
        return Response(status=409)
    try:  #: context try django.db.IntegrityError swallows return to:35
        order.save()
    except IntegrityError:
        return None
    try:  #: context try BaseException raise to:39
        order.save()
    except:
        log.error("failed")
        raise
    try:  #: context try to:44
        order.save()
    finally:
        order.close()


class Gone(Exception):
    pass
