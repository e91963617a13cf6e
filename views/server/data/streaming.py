"""Answers sent in pieces: tables while they are read, and files written as a whole.

No generator owns resources for reading a table. One task reads the batches, one ahead; another writes and sends them. Both end,
and release everything they hold, before the request does: at the last byte, on a disconnect or on an error.
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
# A fixed set of threads, since each additional thread that queries DuckDB keeps up to 20 MB.
POOL = ThreadPoolExecutor(limits.THREADS, thread_name_prefix="data")
PLACES = anyio.CapacityLimiter(limits.THREADS)
LOG = logging.getLogger(__name__)


async def run_in_thread(work: Callable[..., Result], *arguments: Any) -> Result:
    """Run work in one of the few threads for data, and wait for its end even if the request is cancelled."""
    async with PLACES:
        with anyio.CancelScope(shield=True):
            result = await asyncio.wrap_future(POOL.submit(work, *arguments))
    return result


def take_first_turn(turns: Batches | list[pa.Table]) -> tuple[pa.Table, Iterator[pa.Table]]:
    """Return the first batch and an iterator over the others. Raises Problem for more rows than an answer may have."""
    if len(turns) > limits.MOST_ROWS // listing.ROWS_IN_A_BATCH:
        raise Problem(
            HTTPStatus.BAD_REQUEST, f"This list has more than {limits.MOST_ROWS:,} rows. Choose fewer days, or search."
        )
    later = iter(turns)
    return next(later), later


def give_back_memory() -> None:
    """Return freed memory to the system, which the allocator otherwise keeps: about 10 MB per batch of a download.

    The exception that ended a task is in a reference cycle with the task's data, which only a collection frees.
    """
    gc.collect(1)
    pa.default_memory_pool().release_unused()
    trim_arenas()


def respond_with_head(headers: Mapping[str, str]) -> Response:
    """Return the answer to HEAD: without a body, and without the length of a body that was not written."""
    return StreamingResponse(cut_bytes(b""), headers=headers)


async def cut_bytes(data: bytes) -> AsyncIterator[bytes]:
    """Yield the bytes in pieces, so that the event loop can notice a disconnect in between."""
    for start in range(0, len(data), limits.SEND_BYTES):
        yield data[start : start + limits.SEND_BYTES]
        await anyio.sleep(0)  # `send` may not wait


class TableResponse(Response):
    """Sends a table whose first batch was already read. `later` yields the others, each when it is taken."""

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
            # The header was sent, so the answer ends without its last piece, which every client reports.
            LOG.warning("A download broke off: %s", errors.exceptions[0])
            is_whole = False
        else:
            is_whole = True
        finally:
            end = self._write_end()  # also if the file is no longer wanted, to close what it is written with
        if is_whole:
            await self._send_bytes(send, end)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _ask_turns(self, ahead: ObjectSendStream[pa.Table]) -> None:
        """Pass on the batches, reading each while the previous one is written."""
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
