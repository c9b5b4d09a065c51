"""How the database came to be as it is, and a quicker way to take a long step of it."""

from typing import Any

from django.db import migrations
from django.db.migrations.state import ProjectState

ADDITIONS = (migrations.AddField, migrations.AddIndex, migrations.AddConstraint)


class AtOnce(migrations.Migration):
    """A migration whose operations are all worked out first, and then carried out one after the other.

    Django works out the models anew before each operation, with every model that is related to the one at hand; people
    stand behind nearly all of ours, so that hundreds of operations take minutes. Here the models are worked out twice:
    as they were and as they will be, so that a new table is made with all that later operations add to it. That is sound
    where each table, column, constraint and trigger is touched once and no operation runs Python of its own.
    """

    def apply(self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False) -> ProjectState:
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        before = project_state.clone()
        project_state.__dict__.pop("apps", None)  # or each change below would be worked into the models at once
        project_state.is_delayed = False  # the models are whole when worked out next: no Python after it needs them anew
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for operation in self.operations:
            if not (isinstance(operation, ADDITIONS) and (self.app_label, operation.model_name_lower) not in before.models):
                operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state
