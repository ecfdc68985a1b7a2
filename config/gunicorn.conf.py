"""How gunicorn serves the bank: the bank's own settings decide."""

from typing import Any

from marketplace.kernel.settings import load_settings

_settings = load_settings()

wsgi_app = "wsgi:app"
preload_app = True  # vocabulary, index and model are loaded once, and shared
bind = _settings.bind
workers = _settings.web_workers
threads = _settings.web_threads
worker_class = "gthread"
accesslog = None
loglevel = _settings.log_level
control_socket_disable = True
limit_request_line = 8190
timeout = 60


def worker_exit(_server: object, worker: Any) -> None:
    """Let the application write down what it has gathered: looks at listings."""
    if (application := getattr(worker, "wsgi", None)) is not None:
        application.extensions["view_counts"].write()
