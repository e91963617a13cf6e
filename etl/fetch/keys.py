"""Keys of services, from the environment or the system's keyring. They are never stored elsewhere."""

import os
from importlib.util import find_spec

from etl.errors import UsageError

KEYRING_SERVICE = "patrolwatch"


def find_key(name: str) -> str:
    """Return a key by its name. Raises UsageError if neither the environment nor the keyring has it."""
    if key := os.environ.get(name) or _ask_keyring(name):
        return key
    raise UsageError(
        f"The key {name} is not set. Set it in the environment, or store it in the keyring of this system (pip install keyring, "
        f"then keyring set {KEYRING_SERVICE} {name})."
    )


def has_key(name: str) -> bool:
    """Whether the environment or the keyring has a key."""
    return bool(os.environ.get(name) or _ask_keyring(name))


def _ask_keyring(name: str) -> str | None:
    if not find_spec("keyring"):
        return None
    import keyring

    try:
        key: str | None = keyring.get_password(KEYRING_SERVICE, name)
    except keyring.errors.KeyringError:  # the keyring is locked, or the system has none
        return None
    return key
