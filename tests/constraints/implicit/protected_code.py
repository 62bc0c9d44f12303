#: file shop/__init__.py
#: file shop/api.py
def create(data):
    # Do not remove: the mobile client still sends the old key.  #: dropped
    key = data.get("idempotencyKey") or data.get("key")  #: dropped
    return store(key)


def retry(call):  #: breaks protective_comment workaround
    # workaround for a driver that loses the first answer  #: dropped
    if call.driver == "old":  #: dropped
        call()  #: dropped
    return call()


def port(data):  #: breaks protective_comment Order matters
    # Order matters: the host is read from the port's name.
    data.sort()  #: dropped
    data.sort(reverse=True)  #: added
    return data[0]


def host(data):
    # Don't change: kept for old clients
    return ("host",  #: dropped
            data[0])  #: dropped
    return (  #: added
        'host',  #: added
        data[0],  #: added
    )  #: added


def key_of(data):  #: added
    # Do not remove: the mobile client still sends the old key.  #: added
    key = data.get("idempotencyKey") or data.get("key")  #: added
    return key  #: added


def feature(data):  #: dropped
    # Do not remove: they ask for it  #: dropped
    return data  #: dropped


def note(data):
    # the rest is read as it comes  #: dropped
    data.pop()  #: dropped
    return data
