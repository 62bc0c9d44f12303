"""Django: models, migrations, receivers of signals, management commands, and declarations that expose fields."""
