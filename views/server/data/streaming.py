"""Answers that are sent in pieces: a table while it is read, and a file that is written whole.

No generator owns anything that a table is read with. One task asks the turns of a list, one ahead; another writes and sends
them. Both end, and with them all that they hold, before the request does: at the last byte, when the client is gone, and on
an error.
"""

import asyncio
import gc
import logging
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from itertools import chain
from typing import Any, TypeVar

import anyio
import pyarrow as pa
from anyio.abc import ObjectSendStream
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from analysis.export import writers
from analysis.questions.records import Batches, listing
from etl.errors import PatrolwatchError
from views.server import limits
from views.server.allocator import trim_arenas
from views.server.data.problems import Problem
from views.server.page_turns import give_way_to_pages

Result = TypeVar("Result")

GZIP_LEVEL = 3
# Threads of their own, and always the same: each other thread that asks DuckDB keeps 20 MB of what it once held.
POOL = ThreadPoolExecutor(limits.THREADS, thread_name_prefix="data")
PLACES = anyio.CapacityLimiter(limits.THREADS)
LOG = logging.getLogger(__name__)


async def run_in_thread(work: Callable[..., Result], *arguments: Any) -> Result:
    """Do work in one of the few threads for data, and wait for its end even where the request is cancelled."""
    async with PLACES:
        with anyio.CancelScope(shield=True):
            result = await asyncio.wrap_future(POOL.submit(work, *arguments))
    return result


def ask_first_turn(turns: Batches | list[pa.Table]) -> tuple[pa.Table, Iterator[pa.Table]]:
    """Return the first turn and the others, each asked when it is taken. Raises Problem for more rows than an answer may have."""
    if len(turns) > limits.MOST_ROWS // listing.ROWS_IN_A_BATCH:
        raise Problem(
            HTTPStatus.BAD_REQUEST, f"This list has more than {limits.MOST_ROWS:,} rows. Choose fewer days, or search."
        )
    later = iter(turns)
    return next(later), later


def give_back_memory() -> None:
    """Give freed memory back to the system, which the allocator otherwise keeps: some 10 MB for each turn of a download.

    An exception that ended a task stands in a circle with what the task had at hand, which only a collection frees.
    """
    gc.collect(1)
    pa.default_memory_pool().release_unused()
    trim_arenas()


def respond_with_head(headers: Mapping[str, str]) -> Response:
    """Return the answer to HEAD: without a body, and without the length of a body that nobody has written."""
    return StreamingResponse(cut_bytes(b""), headers=headers)


async def cut_bytes(data: bytes) -> AsyncIterator[bytes]:
    """Cut what is sent into pieces, and let the event loop hear between two of them whether the client is gone."""
    for start in range(0, len(data), limits.SEND_BYTES):
        yield data[start : start + limits.SEND_BYTES]
        await anyio.sleep(0)  # `send` need not wait


class TableResponse(Response):
    """Sends a table whose first turn was asked already; `later` gives the others, each when it is taken."""

    def __init__(
        self,
        first: pa.Table,
        later: Iterator[pa.Table],
        writer: writers.Writer,
        headers: Mapping[str, str],
        is_gzip: bool = False,
    ):
        self.status_code, self.background = HTTPStatus.OK, None
        self.init_headers(headers)
        self._first, self._later, self._writer = first, later, writer
        self._compressor = zlib.compressobj(GZIP_LEVEL, wbits=16 + zlib.MAX_WBITS) if is_gzip else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._end_with_the_client, receive, tasks.cancel_scope)
                with anyio.move_on_after(limits.DOWNLOAD_SECONDS) as time:
                    await self._send(send)
                tasks.cancel_scope.cancel()
        finally:
            del self._first, self._later, self._writer
            with anyio.CancelScope(shield=True):
                await run_in_thread(give_back_memory)
        if time.cancelled_caught:
            LOG.warning("A download was ended after %s seconds.", limits.DOWNLOAD_SECONDS)

    async def _end_with_the_client(self, receive: Receive, whole: anyio.CancelScope) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        whole.cancel()

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        ahead, turns = anyio.create_memory_object_stream[pa.Table](0)
        try:
            async with anyio.create_task_group() as tasks, turns:
                tasks.start_soon(self._ask_turns, ahead)
                await self._send_bytes(send, await run_in_thread(self._write, self._writer.begin))
                async for turn in turns:
                    for batch in turn.to_batches():
                        for rows in writers.cut_batch(batch, self._writer.rows_a_piece):
                            await self._send_bytes(send, await run_in_thread(self._write, self._writer.write, rows))
        except* PatrolwatchError as errors:
            # The head is sent: the answer ends without its last piece, which every client reports.
            LOG.warning("A download broke off: %s", errors.exceptions[0])
            is_whole = False
        else:
            is_whole = True
        finally:
            end = self._write_end()  # of a file that is not wanted too: what it is written with is closed
        if is_whole:
            await self._send_bytes(send, end)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _ask_turns(self, ahead: ObjectSendStream[pa.Table]) -> None:
        """Give on the turns, each asked while the one before it is written."""
        async with ahead:
            turns = chain([self._first], self._later)
            while (turn := await run_in_thread(next, turns, None)) is not None:
                await ahead.send(turn)
                await give_way_to_pages()

    def _write(self, write: Callable[..., bytes], *rows: pa.RecordBatch) -> bytes:
        data = write(*rows)
        return self._compressor.compress(data) if self._compressor else data

    def _write_end(self) -> bytes:
        data = self._write(self._writer.end)
        return data + self._compressor.flush() if self._compressor else data

    async def _send_bytes(self, send: Send, data: bytes) -> None:
        async for piece in cut_bytes(data):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
