"""Give the database role of the web and worker processes what they need, and nothing that could hide a trace."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from pcc.audit import append_only_models

READ_ONLY = frozenset({"django_migrations", "django_content_type", "auth_permission", "auth_group"})
"""Tables that only migrations write."""


class Command(BaseCommand):
    help = (
        "Grant a database role the minimum that the product needs: no change of tables, and on the audit log, its "
        "seals and the row histories no update, delete or truncate. Run it as the owner of the tables, after every "
        "migrate; then let web and worker connect as that role."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="a role that exists, owns nothing and is no superuser")
        parser.add_argument("--print", action="store_true", help="only print the statements")

    def handle(self, *args: Any, **options: Any) -> None:
        role: str = options["role"]
        with connection.cursor() as cursor, transaction.atomic():
            _refuse_unfit(cursor, role)
            statements = _statements(cursor, role)
            if options["print"]:
                self.stdout.write("\n".join(f"{statement};" for statement in statements))
                return
            for statement in statements:
                cursor.execute(statement)
        self.stdout.write(f"The role {role} now has what the product needs and no more.")


def _refuse_unfit(cursor: Any, role: str) -> None:
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
    found = cursor.fetchone()
    if found is None:
        raise CommandError(f"There is no role {role}: make it first, with CREATE ROLE.")
    if found[0]:
        raise CommandError(f"The role {role} is a superuser, whom no grant can hold back: choose another.")
    cursor.execute(
        "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND pg_has_role(%s, tableowner, 'MEMBER')",
        [role],
    )
    if cursor.fetchone()[0]:
        raise CommandError(f"The role {role} owns tables or belongs to their owner: choose another.")


def _statements(cursor: Any, role: str) -> list[str]:
    name = connection.ops.quote_name
    cursor.execute("SELECT current_database(), current_schema()")
    database, schema = map(name, cursor.fetchone())
    grantee = name(role)
    append_only = {model._meta.db_table for model in append_only_models()}
    statements = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {grantee}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {grantee}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {grantee}",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {grantee}",  # imports work on temporary tables
        f"GRANT USAGE ON SCHEMA {schema} TO {grantee}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {grantee}",
        f"GRANT EXECUTE ON FUNCTION pcc_settled_audit_event() TO {grantee}",
    ]
    for table in sorted(connection.introspection.table_names(cursor)):
        if table in READ_ONLY:
            rights = "SELECT"
        elif table in append_only:
            rights = "SELECT, INSERT"
        else:
            rights = "SELECT, INSERT, UPDATE, DELETE"
        statements.append(f"GRANT {rights} ON {name(table)} TO {grantee}")
    return statements
