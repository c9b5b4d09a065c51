import pytest
from django.db import connection

from pcc.checks import refuse_pending_migrations

pytestmark = pytest.mark.django_db


def forget_a_migration() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")


def test_a_database_of_this_version_is_served(settings):
    settings.PRODUCTION = True
    refuse_pending_migrations()


def test_a_database_that_lacks_a_migration_is_refused_in_one_sentence(settings, capsys):
    settings.PRODUCTION = True
    forget_a_migration()
    with pytest.raises(SystemExit) as ended:
        refuse_pending_migrations()
    assert ended.value.code == 3
    assert capsys.readouterr().err == (
        "The database is older than this version, from migration sessions.0001_initial on (1 in all): "
        "run manage.py migrate, then start again.\n"
    )


def test_outside_production_nothing_is_refused(settings):
    forget_a_migration()
    refuse_pending_migrations()
