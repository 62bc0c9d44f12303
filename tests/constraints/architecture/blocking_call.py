#: file shop/__init__.py
#: file shop/payments.py
import asyncio
import time

import requests


async def charge(order):
    time.sleep(1)  #: added; breaks blocking_call waits in `time.sleep`
    return order


async def refund(order):
    notify(order)  #: added; breaks blocking_call through `payments.notify`
    return order


async def ship(order):
    await asyncio.to_thread(time.sleep, 1)  #: added
    await asyncio.sleep(1)
    return order


async def cancel(order):
    return await ship(order)


async def count(order):
    return await cancel(order)


def notify(order):
    requests.post("https://example.org", json=order)


def poll(order):
    time.sleep(1)  #: added
