"""Handing a copy to the mail server, and being sure of what it said.

Between the last byte of a message and the server's answer lies a gap: a line that breaks there leaves nobody knowing
whether the copy went. Such a copy is never sent again by itself.
"""

import smtplib
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

DJANGOS_SMTP = "django.core.mail.backends.smtp.EmailBackend"
OURS = "casework.letters.post.Careful"


class Unconfirmed(smtplib.SMTPException):
    """The line broke after the message was handed over and before the server answered."""


class _Watching:
    """What tells a broken line before the message from one after it."""

    def data(self, message: Any) -> Any:
        try:
            return super().data(message)  # type: ignore[misc]  # SMTP or SMTP_SSL stands behind
        except (smtplib.SMTPServerDisconnected, OSError) as lost:
            if isinstance(lost, smtplib.SMTPResponseException):
                raise  # the server did answer
            raise Unconfirmed(str(lost)) from lost


class WatchingSMTP(_Watching, smtplib.SMTP):
    pass


class WatchingSMTPOverTLS(_Watching, smtplib.SMTP_SSL):
    pass


class Careful(EmailBackend):
    """Django's SMTP backend, by the same settings, that notices when an answer is missing."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return WatchingSMTPOverTLS if self.use_ssl else WatchingSMTP


class Taken(Enum):
    """What became of a copy at the mail server."""

    YES = "yes"
    LATER = "later"
    """It was not taken this time; nothing has left, so it can be tried again."""
    NEVER = "never"
    """The server refuses this address or this message for good."""
    UNSURE = "unsure"


@dataclass(frozen=True)
class Answer:
    """What became of it, and what the server or the line said."""

    taken: Taken
    said: str = ""


def hand_over(message: EmailMessage) -> Answer:
    """Give one message for one recipient to the mail server of the settings. Raises nothing that a server can cause."""
    backend = OURS if settings.EMAIL_BACKEND == DJANGOS_SMTP else settings.EMAIL_BACKEND
    message.connection = get_connection(backend)
    try:
        sent = message.send()
    except Unconfirmed as lost:
        return Answer(Taken.UNSURE, f"The line broke before the mail server answered ({lost}).")
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        return Answer(_by_code(code), _words(said))
    except smtplib.SMTPResponseException as refused:
        return Answer(_by_code(refused.smtp_code), _words(refused.smtp_error))
    except (smtplib.SMTPException, OSError) as fault:
        return Answer(Taken.LATER, f"The mail server cannot be reached ({fault}).")
    return Answer(Taken.YES) if sent else Answer(Taken.NEVER, "The message has no recipient.")


def _by_code(code: int) -> Taken:
    """A code of 500 and more is for good. Faults of signing in are the office's own: the copy can wait for them."""
    return Taken.NEVER if code >= 500 and code not in {530, 534, 535, 538} else Taken.LATER


def _words(said: bytes | str) -> str:
    return (said.decode("utf-8", "replace") if isinstance(said, bytes) else said)[:300]
