#: file shop/models.py
from django.db import models


class Job(models.Model):
    status = models.CharField(max_length=10)
    note = models.TextField()

    @property
    def is_over(self):
        return self.status in ("done", "failed")


def switch(job: Job, new_status):  #: breaks state_guard `models.switch` no longer refuses when `old_status == new_status`
    old_status = job.status
    if old_status == new_status:  #: dropped
        return  #: dropped; binds state_guard
    job.status = new_status
    job.save()


#: file shop/jobs.py
from shop.models import Job, switch


def stop(jobs: list[Job]):  #: breaks state_guard `jobs.stop` no longer refuses when `job.status.startswith('done')`
    for job in jobs:
        if job.status.startswith("done"):  #: dropped
            continue  #: dropped; binds state_guard
        switch(job, "stopped")


def reap(job: Job, status_message):
    before = job.status
    if before != "running":
        return
    if status_message:
        return
    job.note = "reaped"
