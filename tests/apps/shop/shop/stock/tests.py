from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse
from rest_framework.test import APIClient

from shop.accounts.models import Membership
from shop.factories import make_member, make_organisation, make_product
from shop.stock.errors import InsufficientStock
from shop.stock.models import StockItem, StockMovement
from shop.stock.selectors import availability, low_stock
from shop.stock.services import release, reserve


class ReservationTests(TestCase):
    def setUp(self):
        self.acme = make_organisation("acme")
        self.tea = make_product(self.acme, sku="TEA", stock=10)
        self.rice = make_product(self.acme, sku="RICE", stock=1)
        cache.clear()

    def quantity(self, product) -> int:
        return StockItem.objects.get(product=product).quantity

    def test_takes_and_gives_back(self):
        reserve(organisation=self.acme, quantities={self.tea.pk: 3, self.rice.pk: 1}, reference="A1")
        self.assertEqual((self.quantity(self.tea), self.quantity(self.rice)), (7, 0))
        release(organisation=self.acme, reference="A1")
        self.assertEqual((self.quantity(self.tea), self.quantity(self.rice)), (10, 1))

    def test_takes_all_or_nothing(self):
        with self.assertRaises(InsufficientStock):
            reserve(organisation=self.acme, quantities={self.tea.pk: 3, self.rice.pk: 2}, reference="A1")
        self.assertEqual(self.quantity(self.tea), 10)
        self.assertFalse(StockMovement.objects.exists())

    def test_the_stock_of_another_organisation_is_out_of_reach(self):
        with self.assertRaises(InsufficientStock):
            reserve(organisation=make_organisation("other"), quantities={self.tea.pk: 1}, reference="A1")

    def test_the_database_refuses_a_negative_quantity(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            StockItem.objects.filter(product=self.tea).update(quantity=-1)

    def test_availability_is_fresh_after_a_reservation(self):
        self.assertTrue(availability(self.acme)["RICE"])
        with self.captureOnCommitCallbacks(execute=True):
            reserve(organisation=self.acme, quantities={self.rice.pk: 1}, reference="A1")
        self.assertFalse(availability(self.acme)["RICE"])

    def test_low_stock(self):
        self.assertEqual([item.product for item in low_stock(self.acme)], [self.rice])


class StockApiTests(TestCase):
    def setUp(self):
        self.acme = make_organisation("acme")
        self.item = make_product(self.acme, stock=10).stock_item
        self.url = reverse("stock-delivery", args=[self.item.pk])
        self.delivery = {"quantity": 5, "delivery_note": "DN-1"}
        self.client = APIClient()

    def test_a_manager_receives_a_delivery_once(self):
        self.client.force_login(make_member(self.acme, Membership.Role.MANAGER))
        self.assertEqual(self.client.post(self.url, self.delivery).json()["quantity"], 15)
        self.assertEqual(self.client.post(self.url, self.delivery).status_code, 409)
        self.item.refresh_from_db()
        self.assertEqual(self.item.quantity, 15)

    def test_a_clerk_may_look_and_not_receive(self):
        self.client.force_login(make_member(self.acme, Membership.Role.CLERK))
        self.assertEqual(self.client.get(reverse("stock-items")).json()["count"], 1)
        self.assertEqual(self.client.get(reverse("stock-low")).json()["count"], 0)
        self.assertEqual(self.client.post(self.url, self.delivery).status_code, 403)

    def test_an_item_of_another_organisation_is_not_found(self):
        self.client.force_login(make_member(make_organisation("other"), Membership.Role.OWNER))
        self.assertEqual(self.client.post(self.url, self.delivery).status_code, 404)

    def test_a_stranger_is_refused(self):
        self.assertEqual(self.client.get(reverse("stock-availability")).status_code, 403)
