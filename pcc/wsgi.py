"""The door for a web server."""

import os

from django.core.wsgi import get_wsgi_application

from pcc.checks import refuse_pending_migrations

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcc.settings")

application = get_wsgi_application()
refuse_pending_migrations()
