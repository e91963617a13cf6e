"""The gate before the data: how many requests are answered at once, and what the others are told."""

import anyio
import pytest

from tests.views.asking import run_async
from views.server.data.gate import Gate, Gated
from views.server.data.problems import Problem


async def enter(gate: Gate, client: str, inside: list, stay: anyio.Event) -> None:
    async with gate.hold_place(client):
        inside.append(client)
        await stay.wait()


def test_a_client_over_its_places_is_told_to_come_again_and_others_still_enter():
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
