#: file shop/__init__.py

#: file shop/models.py
from datetime import datetime

from django.db import models


class Order(models.Model):
    class Status(models.TextChoices):
        NEW = "new"
        PAID = "paid"

    status = models.CharField(max_length=10, default=Status.NEW)  #: transition Order.status (new)->new by default
    stage = models.CharField(max_length=10, default=lambda: "a")
    note = models.CharField(max_length=10, default="nothing")


#: file shop/mapped.py
from enum import Enum

from sqlalchemy import Column, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Step(Enum):
    QUEUED = "queued"
    DONE = "done"


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[Step] = mapped_column(default=Step.QUEUED)  #: transition Job.state (new)->queued
    status = Column(String(10), server_default="idle")  #: transition Job.status (new)->idle
