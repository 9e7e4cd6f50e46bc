"""Sending one message to one address: by mail or to a webhook, with time limits, over TLS.

Addresses are set by whoever runs Fingerpost, never by a reader or a declaration, so none is looked up
on anybody else's behalf. A webhook is never followed to another address.
"""

import hashlib
import hmac
import json
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Final
from urllib.parse import urlsplit

from dashboard.telling.addresses import MailServer, Reach, Security
from framework.errors import UserError
from framework.model.visible import visible, visible_texts
from framework.store.telling import Message

SECONDS: Final = 15.0
SIGNATURE: Final = "X-Fingerpost-Signature"
_FINE: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message: how many addresses it reached, and what went wrong with others.

    `has_address` is False where its role has none.
    """

    reached: int
    problems: tuple[str, ...]
    has_address: bool = True


def send(message: Message, reach: Reach) -> Sent:
    """Send a message to every address of its role. What goes wrong is said, never raised.

    No problem names an address: a webhook's address is often its secret.
    """
    addresses = reach.roles.get(message.role, ())
    if not addresses:
        setting = f"FINGERPOST_TELL_{message.role.upper()}"
        problem = f"role '{message.role}' has no address: set {setting}"
        return Sent(0, (problem,), has_address=False)
    reached, problems = 0, []
    for address in addresses:
        try:
            _send_one(message, address, reach)
            reached += 1
        except UserError as error:
            problems.append(str(error))
    return Sent(reached, tuple(problems))


def _send_one(message: Message, address: str, reach: Reach) -> None:
    if address.startswith(("https://", "http://")):
        _post(message, address, reach.secret)
    elif reach.mail is None:
        raise UserError(
            "there is no mail server: set FINGERPOST_SMTP_HOST and FINGERPOST_SMTP_SENDER"
        )
    else:
        _mail(message, address, reach.mail)


def _mail(message: Message, address: str, server: MailServer) -> None:
    mail = _written(message, address, server)
    at = f"the mail server {server.host}:{server.port}"
    try:
        with _connection(server) as smtp:
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(mail)
    except smtplib.SMTPAuthenticationError:
        raise UserError(f"{at} refused the user or the password") from None
    except smtplib.SMTPRecipientsRefused:
        raise UserError(f"{at} refused the address of role '{message.role}'") from None
    except ssl.SSLError as error:
        raise UserError(f"{at} could not be trusted: {error.reason or 'no TLS'}") from None
    except smtplib.SMTPException as error:
        raise UserError(f"{at} failed: {type(error).__name__}") from None
    except OSError as error:
        raise UserError(f"{at} cannot be reached: {error.strerror or 'no answer'}") from None


def _written(message: Message, address: str, server: MailServer) -> EmailMessage:
    mail = EmailMessage()
    try:
        mail["From"], mail["To"] = server.sender, address
    except (AttributeError, LookupError, ValueError):
        # so the library says that it cannot take an address apart
        raise UserError(
            f"the address of role '{message.role}' or the sender is no mail address"
        ) from None
    mail["Subject"] = visible(message.title)
    mail["Date"], mail["Message-ID"] = format_datetime(message.made), make_msgid("fingerpost")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(visible(message.body))
    return mail


def _connection(server: MailServer) -> smtplib.SMTP:
    if server.security is Security.NONE:
        return smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    context = ssl.create_default_context()
    if server.ca_file:
        context.load_verify_locations(server.ca_file)
    if server.security is Security.TLS:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        smtp.starttls(context=context)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _post(message: Message, address: str, secret: str) -> None:
    import httpx

    from indicators.connect.pinned import Deadline, timed_client

    told = {
        "text": f"{message.title}\n\n{message.body}",
        "title": message.title,
        "body": message.body,
        "occasion": message.occasion,
        "role": message.role,
        "made": message.made.isoformat(timespec="seconds"),
    }
    body = json.dumps(visible_texts(told), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
    if secret:
        signed = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers[SIGNATURE] = f"sha256={signed}"
    at = f"the webhook at {urlsplit(address).hostname}"
    try:
        # Whatever is said besides the status is not read: it may be without end.
        with (
            timed_client(Deadline.after(SECONDS)) as client,
            client.stream("POST", address, content=body, headers=headers) as answer,
        ):
            status = answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UserError(f"{at} cannot be reached: {type(error).__name__}") from None
    if status not in _FINE:
        raise UserError(f"{at} answered {status}")
