from django.test import TestCase
from django.urls import reverse
from rest_framework.test import APIClient

from shop.accounts.models import Membership
from shop.accounts.selectors import active_membership
from shop.factories import make_member, make_organisation


class ActiveMembershipTests(TestCase):
    def setUp(self):
        self.acme = make_organisation("acme")
        self.user = make_member(self.acme)

    def test_the_only_membership_needs_no_slug(self):
        self.assertEqual(active_membership(self.user, None).organisation, self.acme)

    def test_two_memberships_are_not_guessed_between(self):
        other = make_organisation("other")
        Membership.objects.create(organisation=other, user=self.user)
        self.assertIsNone(active_membership(self.user, None))
        self.assertEqual(active_membership(self.user, "other").organisation, other)

    def test_a_slug_does_not_make_a_member(self):
        make_organisation("other")
        self.assertIsNone(active_membership(self.user, "other"))

    def test_a_retired_membership_does_not_count(self):
        self.user.memberships.update(is_active=False)
        self.assertIsNone(active_membership(self.user, "acme"))


class HealthTests(TestCase):
    def test_health_is_public(self):
        self.assertEqual(APIClient().get(reverse("health")).json(), {"status": "ok"})
