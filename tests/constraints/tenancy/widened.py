#: file shop/models.py
from django.contrib.auth.models import User
from django.db import models


class Studio(models.Model):
    name = models.CharField(max_length=9)


class StudioMember(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    studio = models.ForeignKey(Studio, on_delete=models.CASCADE)


class Course(models.Model):
    studio = models.ForeignKey(Studio, on_delete=models.CASCADE)
    objects = models.Manager()
    all_objects = models.Manager()


class Room(models.Model):
    studio = models.ForeignKey(Studio, on_delete=models.CASCADE)


class Ticket(models.Model):
    studio = models.ForeignKey(Studio, on_delete=models.CASCADE)


#: file shop/views.py
from rest_framework.generics import ListAPIView, RetrieveAPIView

from shop.models import Course, Room, Studio, Ticket


def courses(request, studio):  #: breaks tenant_filter `views.courses` asks for `Course` and is no longer bound to a tenant by `studio`
    return Course.objects.filter(studio=studio)  #: dropped
    return Course.objects.all()  #: added


def rooms(request, studio):
    return Room.objects.filter(studio=studio)


def tickets(request, studio):
    return Ticket.objects.filter(studio=studio)


def open_courses(request, studio):  #: breaks tenant_filter asks for `Course` through `all_objects` instead of `objects`
    return Course.objects.filter(studio=studio, is_open=True)  #: dropped
    return Course.all_objects.filter(studio=studio, is_open=True)  #: added


def seen_by(user, rows):
    return rows.filter(studio__studiomember__user=user)


def own_rooms(request):
    return seen_by(request.user, Room.objects.all())


def own_tickets(request):
    return seen_by(request.user, Ticket.objects.all())


def inbox(sender, ticket):  #: breaks ownership_filter asks for `Course` itself where it had what `seen_by` leaves of it
    found = seen_by(ticket.author, Course)  #: dropped
    found = Course.objects.all()  #: added
    return found.order_by("pk")


def outbox(sender, ticket):
    found = seen_by(ticket.author, Course)  #: dropped
    found = seen_by(ticket.author, Course.objects.all())  #: added
    return found.order_by("pk")


class Rooms(ListAPIView):  #: breaks tenant_filter no longer has `get_queryset`, which bound its rows by `studio`
    queryset = Room.objects.all()

    def get_queryset(self):  #: dropped
        return Room.objects.filter(studio=self.kwargs["studio"])  #: dropped


class Tickets(ListAPIView):
    queryset = Ticket.objects.all()

    def get_queryset(self):  #: breaks tenant_filter `Tickets.get_queryset` asks for
        return self.queryset.filter(studio=self.kwargs["studio"])  #: dropped
        return self.queryset  #: added


class OneCourse(RetrieveAPIView):
    queryset = Course.objects.all()

    def retrieve(self, request, pk):  #: breaks ownership_filter where it had it from `get_object()`
        course = self.get_object()  #: dropped
        course = Course.objects.get(pk=pk)  #: added
        return course.answer()


def named(request, studio, word):
    found = Ticket.objects.filter(studio=studio, name=word)
    if not found:
        raise LookupError(word)
    return sorted(found, key=lambda ticket: ticket.number)


def named_all(request, studio, word):  #: added; breaks tenant_filter is new, much like `views.named`, and asks for `Ticket` without its condition on `studio`
    found = Ticket.objects.filter(name=word)  #: added
    if not found:  #: added
        raise LookupError(word)  #: added
    return sorted(found, key=lambda ticket: ticket.number)  #: added


def of_studio(request, studio: Studio):  #: breaks tenant_filter is no longer bound to a tenant by `studio`
    rooms = studio.room_set
    if request.GET["ids"]:
        rooms.filter(pk__in=request.GET["ids"]).delete()  #: dropped
        Room.objects.filter(pk__in=request.GET["ids"]).delete()  #: added
    return rooms
