#: file shop/api.py
def start(job):  #: breaks protective_comment what a comment demands was taken out of `api.start`
    job.status = "active"
    # don't start the job if it was stopped from the page
    if job.complete:  #: dropped
        return  #: dropped
    for item in job.items:
        item.run()


def create(book):  #: breaks protective_comment what a comment demands was taken out of `api.create`
    book.title = "x"
    # we don't tell the world when creating a book  #: dropped
    book.save(broadcast=False)  #: dropped
    return book


def rewritten(job):
    # never run it twice
    if job.complete:  #: dropped
        return  #: dropped
    if job.ran():  #: added
        return  #: added
    job.run()


def told(job):
    # runs the job  #: dropped
    job.run()  #: dropped
    return job


def planned(job):
    # TODO: never run it twice
    job.prepare()  #: dropped
    return job
