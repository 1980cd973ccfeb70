"""Whether this node should be sent visitors."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

FREE_BYTES = 200_000_000


def unready() -> Iterator[str]:
    """Yield the name of each part that does not work, none where all is well."""
    parts: dict[str, Callable[[], bool]] = {
        "database": is_migrated,
        "disk": has_space,
    }
    for name, is_well in parts.items():
        if not is_well():
            yield name


def is_migrated() -> bool:
    """Return True where the database answers and holds every migration of this code."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def has_space() -> bool:
    """Return True where there is room to write: on SQLite's disk, wherever that is, before it is full and not after.

    A PostgreSQL server's disk cannot be asked from here; what is asked then is this machine's.
    """
    return shutil.disk_usage(_folder()).free > FREE_BYTES


def _folder() -> Path:
    file = Path(str(connection.settings_dict["NAME"])).parent
    return file if connection.vendor == "sqlite" and file.is_dir() else settings.BASE_DIR
