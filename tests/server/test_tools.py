"""What the tools answer about a backend whose index is known to the last row."""

from dataclasses import replace
from pathlib import Path

import pytest

from constraints.constraint import Constraint, Evidence, Scope
from indexer.graph import Place
from server.failure import NoAnswer
from server.project import Project
from server.tools.ambiguous import Ambiguous
from server.tools.constraints_for_file import FileConstraints, constraints_for_file
from server.tools.explain import Explanation, LayerExplanation, explain
from server.tools.impact_of import Impact, impact_of
from server.tools.similar_implementations import Similar, similar_implementations
from server.tools.who_owns_field import FieldOwner, who_owns_field
from server.wording.worded import worded

SERVICES = "shop/orders/services.py"


def owner(project: Project, field: str) -> FieldOwner:
    answer = who_owns_field(project, field)
    assert isinstance(answer, FieldOwner)
    return answer


def explanation(project: Project, name: str) -> Explanation:
    answer = explain(project, name)
    assert isinstance(answer, Explanation)
    return answer


def impact(project: Project, target: str) -> Impact:
    (answer,) = impact_of(project, [target]).targets
    assert isinstance(answer, Impact)
    return answer


def binding(project: Project, path: str, symbol: str | None = None) -> FileConstraints:
    answer = constraints_for_file(project, path, symbol)
    assert isinstance(answer, FileConstraints)
    return answer


# who_owns_field


def test_a_field_has_an_owner_with_its_layer_and_table(project: Project) -> None:
    answer = owner(project, "Order.status")
    assert (answer.field.model, answer.field.table, answer.layer) == (
        "shop.orders.models.Order",
        "orders_order",
        "orders",
    )
    assert answer.field.choices == ("draft", "paid", "refunded")


def test_writers_are_counted_apart_from_what_may_be_one(project: Project) -> None:
    answer = owner(project, "Order.status")
    assert [(use.function, use.place) for use in answer.writers] == [
        ("shop.orders.services.pay", Place(SERVICES, 6)),
        ("shop.orders.services.refund", Place(SERVICES, 12)),
    ]
    assert [use.function for use in answer.possible] == ["shop.reports.tasks.nightly"]
    assert [use.function for use in answer.readers] == ["shop.orders.services.is_open"]
    assert [use.function for use in answer.exposures] == ["shop.orders.serializers.OrderSerializer"]
    assert answer.in_tests == 1


def test_what_always_holds_for_a_field(project: Project) -> None:
    assert [found.name for found in owner(project, "Order.total").table_constraints] == ["total_not_negative"]
    rules = {constraint.rule for constraint in owner(project, "Order.status").constraints}
    assert "closed_values" in rules


def test_a_name_that_two_models_share_is_not_guessed(project: Project) -> None:
    answer = who_owns_field(project, "status")
    assert isinstance(answer, Ambiguous)
    assert [candidate.name for candidate in answer.candidates] == [
        "shop.orders.models.Basket.status",
        "shop.orders.models.Order.status",
    ]


def test_an_unknown_field_names_the_nearest(project: Project) -> None:
    with pytest.raises(NoAnswer) as refused:
        who_owns_field(project, "Order.stauts")
    assert "Order.status" in refused.value.nearest
    assert refused.value.tool == "who_owns_field"


# explain


def test_who_is_shown_a_field_is_told_of_the_field_and_of_what_exposes_it(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(
        "from django.db import models\n\nclass Order(models.Model):\n    cost = models.IntegerField()\n"
    )
    (tmp_path / "api.py").write_text(
        "from rest_framework import serializers\nfrom models import Order\n\n"
        "class OrderSerializer(serializers.ModelSerializer):\n"
        "    class Meta:\n        model = Order\n        fields = ['cost']\n\n"
        "    def get_fields(self):\n        fields = super().get_fields()\n"
        "        if not self.context['request'].user.is_staff:\n            fields.pop('cost')\n        return fields\n"
    )
    project = Project.open(tmp_path, database=tmp_path / ".chesterton" / "graph.db")
    (told,) = owner(project, "Order.cost").shown_to
    assert (told.effect, told.test) == ("hidden", "not self.context['request'].user.is_staff")
    assert told.place == Place("api.py", 12)
    assert explanation(project, "OrderSerializer").shown_to == (told,)
    for answer in (owner(project, "Order.cost"), explanation(project, "OrderSerializer")):
        assert "shown to some callers only: 1" in worded(answer, head="", edition="")


def test_a_function_is_explained_by_what_it_does_and_who_uses_it(project: Project) -> None:
    answer = explanation(project, "services.refund")
    assert answer.symbol.name == "shop.orders.services.refund"
    assert [call.caller for call in answer.callers] == [
        "shop.orders.views.OrderViewSet.refund",
        "shop.reports.tasks.nightly",
    ]
    assert answer.test_callers == 1
    assert answer.unresolved.count == 1
    assert [found.endpoint.path for found in answer.reached_from] == ["/api/orders/<int:pk>/refund/"]
    assert [found.name for found in answer.transactions] == ["django.db.transaction.atomic"]
    assert [(use.field, use.use) for use in answer.uses] == [("status", "write")]
    assert [found.text for found in answer.comments] == ["Never refund twice: the bank does not notice."]


@pytest.mark.parametrize(
    "asked",
    [
        "OrderViewSet.refund",
        "shop/orders/views.py:7",
        "/api/orders/<int:pk>/refund/",
        "/api/orders/7/refund",
        "POST /api/orders/{id}/refund/",
    ],
)
def test_an_endpoint_is_explained_by_name_place_or_path(project: Project, asked: str) -> None:
    answer = explanation(project, asked)
    assert answer.symbol.name == "shop.orders.views.OrderViewSet.refund"
    assert [found.guards for found in answer.endpoints] == [("shop.permissions.IsManager",)]


def test_a_model_a_field_a_module_and_a_layer_are_explained(project: Project) -> None:
    order = explanation(project, "Order").model
    assert order is not None
    assert [field.name for field in order.fields] == ["status", "total"]
    assert isinstance(explain(project, "Order.status"), FieldOwner)
    assert "shop.orders.views" in explanation(project, SERVICES).importers
    layer = explain(project, "orders")
    assert isinstance(layer, LayerExplanation)
    assert [found.importer for found in layer.imported_by] == ["reports"]


def test_a_name_that_two_functions_share_is_not_guessed(project: Project) -> None:
    answer = explain(project, "refund")
    assert isinstance(answer, Ambiguous)
    assert len(answer.candidates) == 2


def test_an_unknown_name_and_an_unknown_path_are_refused(project: Project) -> None:
    with pytest.raises(NoAnswer) as refused:
        explain(project, "services.refnud")
    assert "shop.orders.services.refund" in refused.value.nearest
    with pytest.raises(NoAnswer):
        explain(project, "GET /api/orders/7/refund")


# impact_of


def test_who_would_notice_a_changed_function(project: Project) -> None:
    answer = impact(project, "services.refund")
    assert [(call.caller.rpartition(".")[2], call.certainty) for call in answer.callers] == [
        ("refund", "exact"),
        ("nightly", "inferred"),
    ]
    assert [found.endpoint.path for found in answer.endpoints] == ["/api/orders/<int:pk>/refund/"]
    assert [found.kind for found in answer.entry_points] == ["task"]
    assert [found.name for found in answer.tests.nearest] == ["tests.test_orders.test_refund"]


def test_who_would_notice_a_changed_field(project: Project) -> None:
    answer = impact(project, "Order.status")
    assert {use.use for use in answer.uses} == {"write", "read", "expose"}
    assert [found.endpoint.path for found in answer.endpoints] == ["/api/orders/<int:pk>/refund/"]


def test_who_would_notice_a_changed_file(project: Project) -> None:
    answer = impact(project, SERVICES)
    assert [found.importer for found in answer.importers] == [
        "shop.orders.views",
        "shop.reports.tasks",
        "tests.test_orders",
    ]
    assert len(answer.callers) == 2
    assert answer.tests.count == 1


def test_several_targets_are_answered_together_and_too_many_refused(project: Project) -> None:
    first, second = impact_of(project, ["services.pay", "status"]).targets
    assert isinstance(first, Impact)
    assert isinstance(second, Ambiguous)
    for wrong in ([], ["pay"] * 11):
        with pytest.raises(NoAnswer, match="1 to 10 targets"):
            impact_of(project, wrong)


# constraints_for_file


def test_what_binds_a_file(project: Project) -> None:
    answer = binding(project, "shop/orders/views.py")
    assert (answer.file.layer, answer.file.role) == ("orders", "entry point")
    assert [constraint.rule for constraint in answer.constraints] == ["entry_point_guard", "public_path"]
    assert [found.layer for found in binding(project, SERVICES).imported_by] == ["orders", "reports"]


def test_what_binds_one_symbol(project: Project) -> None:
    answer = binding(project, SERVICES, "pay")
    assert answer.symbol == "shop.orders.services.pay"
    assert not any(constraint.symbol.endswith(".refund") for constraint in answer.constraints)


@pytest.mark.parametrize(
    "written", ["orders/services.py", "./shop/orders/services.py", "shop/../shop/orders/services.py"]
)
def test_a_path_may_be_written_in_other_ways(project: Project, written: str) -> None:
    assert binding(project, written).file.path == SERVICES


def test_an_absolute_path_has_to_be_inside(project: Project, shop: Path) -> None:
    assert binding(project, str(shop / SERVICES)).file.path == SERVICES
    for outside in ("/etc/passwd", "../../etc/passwd", "shop/../../etc/passwd"):
        with pytest.raises(NoAnswer, match="lies outside"):
            binding(project, outside)


def test_an_unknown_path_or_symbol_names_the_nearest(project: Project, shop: Path) -> None:
    with pytest.raises(NoAnswer) as refused:
        binding(project, "shop/orders/servces.py")
    assert SERVICES in refused.value.nearest
    with pytest.raises(NoAnswer, match="nearest: refund"):
        binding(project, SERVICES, "refnd")
    (shop / "notes.md").touch()
    with pytest.raises(NoAnswer, match="is not indexed"):
        binding(project, "notes.md")


# similar_implementations


def test_the_nearest_implementation_is_found(project: Project) -> None:
    answer = similar_implementations(project, "services.refund", k=1)
    assert isinstance(answer, Similar)
    assert [found.symbol.name for found in answer.found] == ["shop.orders.services.pay"]
    with pytest.raises(NoAnswer, match="k is 1 to 20"):
        similar_implementations(project, "services.refund", k=0)
    assert isinstance(similar_implementations(project, "refund"), Ambiguous)


def test_what_is_said_alike_of_many_is_one_line(project: Project) -> None:
    def guarded(number: int, guard: str) -> Constraint:
        return Constraint(
            id=f"entry_point_guard:shop.orders.views.view_{number}",
            family="permission",
            statement=f"`GET /{number}/` answers only callers that `{guard}` lets through",
            scope=Scope((), (SERVICES,)),
            origin="enforced",
            severity="violation",
            evidence=(Evidence(Place(SERVICES, number + 1), "guards it"),),
        )

    many = tuple(guarded(number, "is_member") for number in range(40))
    answer = replace(binding(project, SERVICES), constraints=(*many, guarded(40, "is_staff")))
    text = worded(answer, head="", edition="")
    assert "`GET /0/` and 39 more: answers only callers that `is_member` lets through" in text
    assert "`GET /40/` answers only callers that `is_staff` lets through" in text
    assert "GET /1/" not in text and "41 (41 permission)" in text
    assert "GET /1/" in worded(answer, head="", edition="", detail=True)
