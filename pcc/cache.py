"""The cache of the office, which may be away: a server that does not answer is a cache with nothing in it.

Nothing rests on it that may not be lost: it slows down who tries too often, and shows who else is looking.
"""

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


class Lenient(RedisCache):
    """Django's own cache on Valkey, without its errors. ``add`` says that it did not keep what it could not keep."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_tried(super().add, False, *args, **kwargs))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return _tried(super().get, default, key, default, version=version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        _tried(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_tried(super().touch, False, *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_tried(super().delete, False, *args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = _tried(super().get_many, {}, *args, **kwargs)
        return found

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_tried(super().has_key, False, *args, **kwargs))

    def incr(self, key: str, *args: Any, **kwargs: Any) -> int:
        """The number after counting up; ValueError where there is none, as for a key that is not there."""
        counted = _tried(super().incr, None, key, *args, **kwargs)
        if counted is None:
            raise ValueError(f"Key {key!r} not found.")
        return int(counted)

    def set_many(self, data: dict[str, Any], *args: Any, **kwargs: Any) -> list[str]:
        """The keys that could not be kept."""
        failed: list[str] = _tried(super().set_many, list(data), data, *args, **kwargs)
        return failed

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        _tried(super().delete_many, None, *args, **kwargs)

    def clear(self) -> None:
        _tried(super().clear, None)


def _tried(act: Callable[..., Any], otherwise: Any, *args: Any, **kwargs: Any) -> Any:
    try:
        return act(*args, **kwargs)
    except RedisError as fault:
        log.warning("cache_away", act=act.__name__, fault=type(fault).__name__)
        return otherwise
