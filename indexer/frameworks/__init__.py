"""What a framework's classes, decorators and calls mean: one adapter each, those that others build on first."""

from indexer.frameworks import aiohttp, error_handlers, listeners, ownership, rpc, shown_to, tasks, transactions
from indexer.frameworks.django import atomic_requests
from indexer.frameworks.django import commands as django_commands
from indexer.frameworks.django import exposure as django_exposure
from indexer.frameworks.django import migrations as django_migrations
from indexer.frameworks.django import models as django_models
from indexer.frameworks.django import receivers as django_receivers
from indexer.frameworks.django import urls as django_urls
from indexer.frameworks.fastapi import routes as fastapi_routes
from indexer.frameworks.findings import Findings, Framework
from indexer.frameworks.flask import appbuilder as flask_appbuilder
from indexer.frameworks.flask import connexion
from indexer.frameworks.flask import routes as flask_routes
from indexer.frameworks.graphql import ariadne, graphene, strawberry
from indexer.frameworks.machines import defaults, django_fsm, statemachine, tables, viewflow
from indexer.frameworks.machines import transitions as transitions_machines
from indexer.frameworks.protobuf import generated as protobuf_generated
from indexer.frameworks.sqlalchemy import alembic
from indexer.frameworks.sqlalchemy import models as sqlalchemy_models
from indexer.frameworks.tested import assertions
from indexer.frameworks.tested import requests as test_requests
from indexer.resolve.program import Program

FRAMEWORKS: tuple[Framework, ...] = (
    protobuf_generated.FRAMEWORK,
    error_handlers.FRAMEWORK,
    django_models.FRAMEWORK,
    django_migrations.FRAMEWORK,
    django_receivers.FRAMEWORK,
    django_commands.FRAMEWORK,
    django_exposure.FRAMEWORK,
    sqlalchemy_models.FRAMEWORK,
    alembic.FRAMEWORK,
    tasks.FRAMEWORK,
    transactions.FRAMEWORK,
    django_fsm.FRAMEWORK,
    viewflow.FRAMEWORK,
    transitions_machines.FRAMEWORK,
    statemachine.FRAMEWORK,
    tables.FRAMEWORK,
    defaults.FRAMEWORK,
    ownership.FRAMEWORK,
    shown_to.FRAMEWORK,
    django_urls.FRAMEWORK,
    atomic_requests.FRAMEWORK,
    fastapi_routes.FRAMEWORK,
    flask_routes.FRAMEWORK,
    aiohttp.FRAMEWORK,
    flask_appbuilder.FRAMEWORK,
    connexion.FRAMEWORK,
    strawberry.FRAMEWORK,
    graphene.FRAMEWORK,
    ariadne.FRAMEWORK,
    listeners.FRAMEWORK,
    rpc.FRAMEWORK,
    test_requests.FRAMEWORK,
    assertions.FRAMEWORK,
)


def recognise(program: Program) -> Findings:
    """Ask every adapter whose framework is imported somewhere, and those of what needs none."""
    findings = Findings()
    prepare(program)
    for framework in FRAMEWORKS:
        if framework.asked_for_by(program):
            framework.recognise(program, findings)
    return findings


def prepare(program: Program) -> None:
    """Before anybody asks anything: what the calls of the frameworks in use mean."""
    for framework in FRAMEWORKS:
        if framework.prepare is not None and framework.asked_for_by(program):
            framework.prepare(program)
