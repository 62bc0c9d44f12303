from decimal import Decimal

from django.test import TestCase
from django.urls import reverse
from rest_framework.test import APIClient

from shop.accounts.models import Membership
from shop.audit.models import AuditEntry
from shop.catalogue.models import Category, Product
from shop.factories import make_member, make_organisation, make_product


class ProductApiTests(TestCase):
    def setUp(self):
        self.acme = make_organisation("acme")
        self.other = make_organisation("other")
        self.product = make_product(self.acme)
        self.client = APIClient()

    def as_role(self, role):
        self.client.force_login(make_member(self.acme, role))

    def test_a_member_sees_the_products_of_the_organisation_only(self):
        make_product(self.other, sku="SECRET")
        self.as_role(Membership.Role.CLERK)
        found = self.client.get(reverse("product-list")).json()["results"]
        self.assertEqual([product["sku"] for product in found], ["TEA"])

    def test_filters_by_price_and_name(self):
        make_product(self.acme, sku="GOLD", price="900")
        self.as_role(Membership.Role.CLERK)
        found = self.client.get(reverse("product-list"), {"max_price": "10", "name": "te"}).json()["results"]
        self.assertEqual([product["sku"] for product in found], ["TEA"])

    def test_a_clerk_cannot_change_a_price(self):
        self.as_role(Membership.Role.CLERK)
        answer = self.client.patch(reverse("product-detail", args=[self.product.pk]), {"price": "0.01"})
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(Product.objects.get().price, Decimal("4.50"))

    def test_a_new_price_leaves_an_audit_entry(self):
        self.as_role(Membership.Role.MANAGER)
        answer = self.client.patch(reverse("product-detail", args=[self.product.pk]), {"price": "5.00"})
        self.assertEqual(answer.json()["price"], "5.00")
        entry = AuditEntry.objects.get(action="product.price_changed")
        self.assertEqual(entry.details, {"before": "4.50", "after": "5.00"})

    def test_a_sku_is_unique_within_the_organisation_only(self):
        make_product(self.other, sku="RICE")
        self.as_role(Membership.Role.MANAGER)
        new = {"sku": "RICE", "name": "Rice", "price": "2", "category": self.product.category_id}
        self.assertEqual(self.client.post(reverse("product-list"), new).status_code, 201)
        self.assertEqual(self.client.post(reverse("product-list"), new).status_code, 400)

    def test_a_category_of_another_organisation_does_not_exist(self):
        foreign = Category.objects.create(organisation=self.other, name="Foreign", slug="foreign")
        self.as_role(Membership.Role.OWNER)
        new = {"sku": "RICE", "name": "Rice", "price": "2", "category": foreign.pk}
        self.assertEqual(self.client.post(reverse("product-list"), new).status_code, 400)
