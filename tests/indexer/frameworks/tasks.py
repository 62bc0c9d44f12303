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


#: file jobs/house.py
from functools import wraps

from dramatiq import actor as library_actor


def actor(name, queue="low"):
    def decorator(function):
        @wraps(function)
        async def run(*args):
            return await function(*args)

        library_actor(run, actor_name=name, queue_name=queue)
        return run

    return decorator


#: file jobs/mail.py
from jobs.house import actor


@actor("mail.send")
async def send(address):  #: entry task dramatiq.actor
    pass


@actor(name="mail.bounce", queue="high")
async def bounce(address):  #: entry task dramatiq.actor
    pass


#: file jobs/periodic.py
from apscheduler.schedulers.background import BackgroundScheduler
from arq import cron
from celery.schedules import crontab
from huey import RedisHuey, crontab as huey_crontab

from jobs.queue import app

huey = RedisHuey("jobs")
scheduler = BackgroundScheduler()


@app.task
def tidy():  #: entry task crontab(hour=3)
    pass


app.conf.beat_schedule = {"tidy at night": {"task": "jobs.periodic.tidy", "schedule": crontab(hour=3)}}


@huey.periodic_task(huey_crontab(minute="*/5"))
def poll():  #: entry task
    pass


@scheduler.scheduled_job("interval", hours=1)
def hourly():  #: entry task
    pass


def report():  #: entry task
    pass


def start():
    for job in (report,):
        scheduler.add_job(job, "cron", hour=4)


async def charge(ctx):  #: entry task arq
    pass


async def remind(ctx):  #: entry task arq
    pass


class WorkerSettings:
    functions = [charge]
    cron_jobs = [cron(remind, hour={9})]


#: file tests/test_jobs.py
from celery import shared_task


@shared_task
def of_a_test():
    pass
