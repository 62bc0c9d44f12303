#: file jobs/queue.py
from functools import partial

from celery import Celery
from rq.decorators import job as rq_job


class Queue(Celery):
    pass


app = Queue("jobs")
job = partial(rq_job, "default")


#: file jobs/work.py
import dramatiq
from celery import Task, shared_task

from jobs.local import task
from jobs.queue import app, job


@shared_task
def bare():  #: entry task
    pass


@app.task(bind=True, max_retries=3)
def of_an_application(self):  #: entry task
    pass


@job("slow")
def of_a_partial():  #: entry task
    pass


@dramatiq.actor
def actor():  #: entry task
    pass


class Report(Task):  #: entry task
    def run(self):
        pass


@task
def a_task_by_name_alone():
    pass


#: file jobs/local.py
def task(function):
    return function
