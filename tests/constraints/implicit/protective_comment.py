#: file shop/__init__.py
#: file shop/api.py
def create(data):
    # Do not remove: the mobile client still sends the old key.  #: binds protective_comment Do not remove
    key = data.get("idempotencyKey") or data.get("key")
    # The rest is read as it comes.
    return key


def retry(call):
    # workaround for a driver that loses the first answer  #: binds protective_comment workaround
    call()
    return call()


def total(lines):
    # TODO(#412): use decimals
    return sum(lines)  # fields that don't change are left out


def port():
    # see #4711  #: binds protective_comment
    # and keep this in sync with the firewall
    return 8080
