"""How Gunicorn serves FluXus, the same on a laptop and in a container."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 4
# A fresh process now and then, so that no leak grows old.
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
control_socket_disable = True
