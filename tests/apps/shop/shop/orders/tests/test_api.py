from django.test import TestCase
from django.urls import reverse
from rest_framework.test import APIClient

from shop.accounts.models import Membership
from shop.factories import make_draft, make_member, make_organisation, make_paid, make_placed, make_product
from shop.orders.models import Order

NEW_ORDER = {"customer_email": "Ann@Example.com", "lines": [{"sku": "TEA", "quantity": 2}]}


class OrderApiTestCase(TestCase):
    def setUp(self):
        self.acme = make_organisation("acme")
        self.clerk = make_member(self.acme)
        make_product(self.acme)
        self.client = APIClient()
        self.client.force_login(self.clerk)

    def act(self, order: Order, name: str, **data):
        return self.client.post(reverse(f"order-{name}", args=[order.pk]), data, format="json")


class OrderLifeApiTests(OrderApiTestCase):
    def test_from_draft_to_shipped(self):
        answer = self.client.post(reverse("order-list"), NEW_ORDER, format="json")
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(answer.json()["customer_email"], "ann@example.com")
        order = Order.objects.get()
        self.assertEqual(self.act(order, "place").json()["status"], "placed")
        self.assertEqual(self.act(order, "pay", amount="9.00", payment_reference="p").json()["status"], "paid")
        self.assertEqual(self.act(order, "ship", tracking_code="T1").json()["status"], "shipped")

    def test_a_step_out_of_turn_is_a_conflict(self):
        answer = self.act(make_draft(self.acme, actor=self.clerk), "ship", tracking_code="T1")
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "transition_not_allowed"))

    def test_the_same_request_twice_makes_one_order(self):
        answers = [
            self.client.post(reverse("order-list"), NEW_ORDER, format="json", headers={"Idempotency-Key": "k1"})
            for _ in range(2)
        ]
        self.assertEqual([answer.status_code for answer in answers], [201, 200])
        self.assertEqual(answers[0].json()["id"], answers[1].json()["id"])
        self.assertEqual(Order.objects.count(), 1)

    def test_a_key_that_does_not_fit_is_refused(self):
        headers = {"Idempotency-Key": "k" * 201}
        answer = self.client.post(reverse("order-list"), NEW_ORDER, format="json", headers=headers)
        self.assertEqual(answer.status_code, 400)

    def test_one_line_per_product(self):
        doubled = {**NEW_ORDER, "lines": NEW_ORDER["lines"] * 2}
        self.assertEqual(self.client.post(reverse("order-list"), doubled, format="json").status_code, 400)

    def test_a_client_cannot_set_the_status(self):
        order = make_placed(self.acme, actor=self.clerk)
        answer = self.client.patch(reverse("order-detail", args=[order.pk]), {"status": "paid"}, format="json")
        self.assertEqual((answer.status_code, answer.json()["status"]), (200, "placed"))
        writable = self.client.options(reverse("order-list")).json()["actions"]["POST"]
        self.assertTrue(writable["status"]["read_only"])

    def test_the_address_is_fixed_once_the_receipt_is_out(self):
        order = make_paid(self.acme, actor=self.clerk)
        change = {"customer_email": "new@example.com"}
        answer = self.client.patch(reverse("order-detail", args=[order.pk]), change, format="json")
        self.assertEqual(answer.status_code, 409)

    def test_filters_by_status(self):
        make_draft(self.acme, actor=self.clerk)
        placed = make_placed(self.acme, actor=self.clerk)
        found = self.client.get(reverse("order-list"), {"status": "placed"}).json()["results"]
        self.assertEqual([order["id"] for order in found], [placed.pk])


class OrderPermissionTests(OrderApiTestCase):
    def test_a_clerk_may_not_refund(self):
        order = make_paid(self.acme, actor=self.clerk)
        self.assertEqual(self.act(order, "refund", reason="please").status_code, 403)
        order.refresh_from_db()
        self.assertEqual(order.status, Order.Status.PAID)

    def test_a_manager_refunds(self):
        order = make_paid(self.acme, actor=self.clerk)
        self.client.force_login(make_member(self.acme, Membership.Role.MANAGER))
        self.assertEqual(self.act(order, "refund", reason="broken").json()["status"], "refunded")

    def test_an_order_of_another_organisation_is_not_found(self):
        order = make_paid(self.acme, actor=self.clerk)
        self.client.force_login(make_member(make_organisation("other"), Membership.Role.OWNER))
        self.assertEqual(self.client.get(reverse("order-detail", args=[order.pk])).status_code, 404)
        self.assertEqual(self.act(order, "refund", reason="mine now").status_code, 404)

    def test_who_acts_for_no_organisation_is_refused(self):
        self.clerk.memberships.all().delete()
        self.assertEqual(self.client.get(reverse("order-list")).status_code, 403)

    def test_a_stranger_is_refused(self):
        self.client.logout()
        self.assertEqual(self.client.get(reverse("order-list")).status_code, 403)

    def test_the_internal_note_is_for_staff(self):
        order = make_draft(self.acme, actor=self.clerk)
        url = reverse("order-detail", args=[order.pk])
        self.assertNotIn("internal_note", self.client.get(url).json())
        self.client.patch(url, {"internal_note": "hello"}, format="json")
        self.client.force_login(make_member(self.acme, is_staff=True))
        self.assertEqual(self.client.get(url).json()["internal_note"], "")
        answer = self.client.patch(url, {"internal_note": "calls often"}, format="json")
        self.assertEqual(answer.json()["internal_note"], "calls often")


class SalesReportTests(OrderApiTestCase):
    def test_a_manager_reads_the_sales_of_the_organisation(self):
        make_paid(self.acme, actor=self.clerk)
        make_paid(self.acme, actor=self.clerk)
        make_placed(self.acme, actor=self.clerk)
        self.client.force_login(make_member(self.acme, Membership.Role.MANAGER))
        rows = self.client.get(reverse("sales-report")).content.decode().splitlines()
        self.assertEqual(len(rows), 2)
        self.assertTrue(rows[1].endswith(",2,18.00"), rows[1])

    def test_a_clerk_does_not(self):
        self.assertEqual(self.client.get(reverse("sales-report")).status_code, 403)

    def test_a_stranger_is_sent_to_the_login(self):
        self.client.logout()
        self.assertEqual(self.client.get(reverse("sales-report")).status_code, 302)
