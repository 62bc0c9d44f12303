from django.contrib.auth import get_user_model
from django.test import TestCase
from django.urls import reverse

from shop.factories import make_member, make_organisation, make_paid, make_placed, make_product
from shop.orders.models import Order


class OrderAdminTests(TestCase):
    def setUp(self):
        self.acme = make_organisation("acme")
        clerk = make_member(self.acme)
        make_product(self.acme)
        self.placed = make_placed(self.acme, actor=clerk)
        self.paid = make_paid(self.acme, actor=clerk)
        self.client.force_login(get_user_model().objects.create_superuser("root"))

    def test_cancels_what_may_be_cancelled_and_says_what_may_not(self):
        chosen = {"action": "cancel_selected", "_selected_action": [self.placed.pk, self.paid.pk]}
        page = self.client.post(reverse("admin:orders_order_changelist"), chosen, follow=True)
        self.assertContains(page, "is paid and cannot become cancelled")
        self.assertEqual(Order.objects.get(status=Order.Status.CANCELLED), self.placed)

    def test_the_form_offers_the_note_only(self):
        url = reverse("admin:orders_order_change", args=[self.paid.pk])
        self.assertNotContains(self.client.get(url), 'name="status"')
