#!/usr/bin/env python
"""Django's command line; without DATABASE_URL it borrows the private services of this clone."""

import os
import sys

from fluxus import services


def main() -> None:
    """Run one command with a database and Redis at hand."""
    if not os.environ.get("DATABASE_URL"):
        os.environ.setdefault("DEBUG", "1")  # the private services hold a development world
    try:
        addresses = services.borrow()
    except services.ServiceError as error:
        sys.exit(f"fluxus: {error}")
    os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = addresses.database_url, addresses.redis_url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fluxus.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
