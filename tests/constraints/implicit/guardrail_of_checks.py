#: file .pre-commit-config.yaml
repos:
  - repo: local
    hooks:
      - id: chesterton  #: breaks guardrail the hook `chesterton` sees less: “exclude: ^shop/legacy/” (`.pre-commit-config.yaml`) violation
        entry: chesterton check
        exclude: ^shop/legacy/  #: added
      - id: mypy  #: dropped; breaks guardrail the hook `mypy` no longer runs (`.pre-commit-config.yaml`) suspicion
      - id: ruff
        args: [--fix]  #: added

#: file .github/workflows/ci.yml
jobs:
  check:
    steps:
      - name: constraints
        run: chesterton check --fail-on suspicion  #: dropped
        run: chesterton check || true  #: added; breaks guardrail the check `chesterton` runs and no longer fails anything (`.github/workflows/ci.yml`) violation
      - run: lint-imports  #: breaks guardrail the check `import-linter` runs and no longer fails anything
        continue-on-error: true  #: added
      - run: pytest

#: file AGENTS.md
Never edit the generated client by hand.  #: breaks guardrail no longer says: “Do not import `shop.models` in `shop.plain`.” note
Do not import `shop.models` in `shop.plain`.  #: dropped

#: file shop/models.py
x = 1
