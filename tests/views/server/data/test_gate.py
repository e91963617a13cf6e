"""The gate of the API: how many requests it answers at once, and its answer to the others."""

import anyio
import pytest

from tests.views.api_client import run_async
from views.server import limits
from views.server.data.gate import Gate, Gated
from views.server.data.problems import Problem


async def enter(gate: Gate, client: str, inside: list, stay: anyio.Event) -> None:
    async with gate.hold_place(client):
        inside.append(client)
        await stay.wait()


def test_a_client_over_its_places_is_refused_for_now_and_others_still_enter():
    async def work():
        gate, inside, stay = Gate(at_once=4, of_a_client=2, waiting=9, seconds=0.01), [], anyio.Event()
        async with anyio.create_task_group() as tasks:
            for client in ("a", "a", "b"):
                tasks.start_soon(enter, gate, client, inside, stay)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(Problem, match="2 requests of one client") as refused:
                async with gate.hold_place("a"):
                    pass
            assert (refused.value.status, refused.value.headers["Retry-After"]) == (429, "5")
            async with gate.hold_place("b"):
                with pytest.raises(Problem, match="4 requests for data") as refused:
                    async with gate.hold_place("c"):
                        pass
                assert refused.value.status == 503
            stay.set()
        assert inside == ["a", "a", "b"]

    run_async(work())


def test_who_waits_enters_in_order_once_a_place_is_free():
    async def work():
        gate, inside = Gate(at_once=1, of_a_client=1, waiting=9, seconds=60), []
        stays = {client: anyio.Event() for client in "abc"}
        async with anyio.create_task_group() as tasks:
            for client, stay in stays.items():
                tasks.start_soon(enter, gate, client, inside, stay)
                await anyio.wait_all_tasks_blocked()
            for place, stay in enumerate(stays.values(), start=1):
                assert inside == list("abc")[:place]
                stay.set()
                await anyio.wait_all_tasks_blocked()

    run_async(work())


def test_no_more_wait_than_may():
    async def work():
        gate, inside, stay = Gate(at_once=1, of_a_client=1, waiting=1, seconds=60), [], anyio.Event()
        async with anyio.create_task_group() as tasks:
            for client in ("a", "b"):
                tasks.start_soon(enter, gate, client, inside, stay)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(Problem):
                async with gate.hold_place("c"):
                    pass
            stay.set()
        assert inside == ["a", "b"]

    run_async(work())


@pytest.mark.parametrize("is_let_in", [False, True])
def test_who_goes_away_while_waiting_holds_no_place(is_let_in):
    async def work():
        gate, stay = Gate(at_once=1, of_a_client=1, waiting=9, seconds=60), anyio.Event()
        async with anyio.create_task_group() as tasks, anyio.create_task_group() as waiting:
            tasks.start_soon(enter, gate, "a", [], stay)
            await anyio.wait_all_tasks_blocked()
            waiting.start_soon(enter, gate, "b", [], anyio.Event())
            await anyio.wait_all_tasks_blocked()
            if is_let_in:
                stay.set()
            waiting.cancel_scope.cancel()
            stay.set()
        async with gate.hold_place("c"):
            pass

    run_async(work())


def test_the_health_check_needs_no_place_and_a_refusal_is_a_problem():
    async def work():
        answered, sent = [], []

        async def app(scope, receive, send):
            answered.append(scope["path"])

        async def send(message):
            sent.append(message)

        gate = Gate(at_once=0, waiting=0)
        gated = Gated(app, gate, open_paths=["/healthz"])
        for path in ("/healthz", "/api/v1/patrols.csv"):
            await gated({"type": "http", "path": path, "client": ("127.0.0.1", 1)}, None, send)
        assert answered == ["/healthz"]
        assert (sent[0]["status"], dict(sent[0]["headers"])[b"retry-after"]) == (503, b"5")

    run_async(work())


def test_thirty_slow_readers_do_not_stop_the_thirty_first(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS_UNTIL_SLOW", 0.01)

    async def table(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"rows"})

    async def work():
        gated, taken, sent = Gated(table, Gate(seconds=5)), anyio.Event(), []

        async def wait_for_client(message):
            await taken.wait()

        async def take(message):
            sent.append(message["type"])

        def scope(number):
            return {"type": "http", "path": "/api/v1/patrols.csv", "client": (f"192.0.2.{number}", 1)}

        async with anyio.create_task_group() as tasks:
            for number in range(30):
                tasks.start_soon(gated, scope(number), None, wait_for_client)
            await gated(scope(31), None, take)
            assert sent == ["http.response.start", "http.response.body"]
            taken.set()

    run_async(work())


def test_slow_readers_of_one_client_and_too_many_of_them_keep_their_places(monkeypatch):
    monkeypatch.setattr(limits, "SLOW_AT_ONCE", 1)

    async def work():
        gate = Gate(at_once=2, of_a_client=2, waiting=0, seconds=1)
        async with gate.hold_place("a") as first, gate.hold_place("a") as second:
            first._step_aside()
            second._step_aside()
            assert (first.is_aside, second.is_aside) == (True, False)
            with pytest.raises(Problem, match="2 requests of one client"):
                async with gate.hold_place("a"):
                    pass
            async with gate.hold_place("b"):
                pass
        async with gate.hold_place("a"), gate.hold_place("a"):
            with pytest.raises(Problem):
                async with gate.hold_place("b"):
                    pass

    run_async(work())
