"""The web application for any WSGI server."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellrun.config.settings")
os.umask(0o077)
answer = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers a request. The connection of a stream is taken over, and the server's thread is free again."""
    from wellrun.foundations.pages.streams import taken_over

    begun: list[Any] = []
    response: Any = answer(environ, lambda *head: begun.extend(head))  # type: ignore[arg-type]
    if taken_over(environ, response, *begun[:2]):
        # The way to tell gunicorn that nothing is left to be answered on this connection.
        raise StopIteration
    start_response(*begun)
    return response  # type: ignore[no-any-return]
