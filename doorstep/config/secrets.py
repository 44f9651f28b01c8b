"""Where keys come from: the environment, or, on a machine that only tries the product out, a file made once under `var/`.

Refuses to invent a key in production: a lost key means lost personal data, so it must be somebody's duty to keep it.
"""

import json
import os
import secrets
from pathlib import Path


class KeyMissing(Exception):
    """缺少密钥：生产环境须通过环境变量提供。"""


def secret(name: str, *, folder: Path, size: int = 32) -> str:
    """Hex text of `size` random bytes, from the environment variable `name`, else from `folder/secrets.json` (made once, 0600).

    Raises KeyMissing in production (`DOORSTEP_ENV=production`) when the variable is not set.
    """
    if value := os.environ.get(name):
        return value
    if os.environ.get("DOORSTEP_ENV") == "production":
        raise KeyMissing(f"{name} is not set: put {size * 2} hexadecimal digits into the service's environment")
    return _kept(name, folder / "secrets.json", size)


def _kept(name: str, path: Path, size: int) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    if name not in known:
        known[name] = secrets.token_hex(size)
        fresh = path.with_suffix(f".{os.getpid()}.new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(known, indent=1))
        fresh.replace(path)
    return known[name]
