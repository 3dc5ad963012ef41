"""The web server: gunicorn, with the static files served by the application itself."""

from __future__ import annotations

from typing import Any

from gunicorn.app.base import BaseApplication


class Server(BaseApplication):
    """Gunicorn with our settings instead of a settings file."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from wellrun.config.wsgi import application

        return application


def serve(address: str, *, workers: int) -> None:
    """Answers until it is stopped."""
    # Threads within a few processes: pages wait on the database, and the warehouse reader is shared by threads.
    Server({"bind": address, "workers": workers, "threads": 8, "worker_class": "gthread", "loglevel": "warning"}).run()
