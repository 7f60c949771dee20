# How many turns of the loop lie between a timer and what it sets off. A callback with the same
# deadline says in which turn the timer rang.
import asyncio

turn = 0
running = False


def tick():
    global turn
    turn += 1
    if running:
        asyncio.get_running_loop().call_soon(tick)


def note_ring(rings, delay):
    asyncio.get_running_loop().call_later(delay, lambda: rings.append(turn))


table = []


def experiment(f):
    table.append(f)
    return f


@experiment
async def sleep_x_from_timer_iteration():
    rings = []
    note_ring(rings, 0.01)
    await asyncio.sleep(0.01)
    return turn - rings[0]


@experiment
async def wait_timeout_from_timer():
    rings = []
    task = asyncio.create_task(asyncio.sleep(1))
    note_ring(rings, 0.01)
    await asyncio.wait([task], timeout=0.01)
    task.cancel()
    return turn - rings[0]


@experiment
async def wait_for_expiry_from_timer_inner_cancelled_then_parent():
    rings, seen = [], []

    async def inner():
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            seen.append(turn - rings[0])
            raise
    note_ring(rings, 0.01)
    try:
        await asyncio.wait_for(inner(), 0.01)
    except TimeoutError:
        seen.append(turn - rings[0])
    return seen


@experiment
async def timeout_expiry_from_timer():
    rings = []
    when = asyncio.get_running_loop().time() + 0.01
    asyncio.get_running_loop().call_at(when, lambda: rings.append(turn))
    try:
        async with asyncio.timeout_at(when):
            await asyncio.sleep(1)
    except TimeoutError:
        return turn - rings[0]


@experiment
async def task_end_to_done_callback():
    seen = []

    async def child():
        seen.append(turn)
    task = asyncio.create_task(child())
    task.add_done_callback(lambda t: seen.append(turn))
    while len(seen) < 2:
        await asyncio.sleep(0)
    return seen[1] - seen[0]


@experiment
async def async_with_lock_exit_does_not_yield():
    lock, order = asyncio.Lock(), []

    async def user(name):
        async with lock:
            order.append(name + " in")
            await asyncio.sleep(0)
        order.append(name + " out")
    await asyncio.gather(user("a"), user("b"))
    return order


@experiment
async def semaphore_1_chain_of_immediate_users():
    semaphore, seen = asyncio.Semaphore(1), []
    await semaphore.acquire()

    async def user():
        async with semaphore:
            seen.append(turn)
    tasks = [asyncio.create_task(user()) for _ in range(4)]
    await asyncio.sleep(0)
    k = turn
    semaphore.release()
    await asyncio.gather(*tasks)
    return [t - k for t in seen]


@experiment
async def taskgroup_from_last_child_end():
    seen = []

    async def child(d):
        await asyncio.sleep(d)
        seen.append(turn)
    async with asyncio.TaskGroup() as group:
        group.create_task(child(0.01))
        group.create_task(child(0))
    return turn - seen[-1]


async def main():
    global running
    running = True
    asyncio.get_running_loop().call_soon(tick)
    for f in table:
        await asyncio.sleep(0)
        print(f.__name__, await f())
    running = False


class First:
    turn = 0


def count_first(loop):
    First.turn += 1
    if First.turn < 10:
        loop.call_soon(count_first, loop)


async def first_step():
    return First.turn


loop = asyncio.new_event_loop()
loop.call_soon(count_first, loop)
print("first_step_of_main_runs_in_iteration", loop.run_until_complete(first_step()))
loop.close()
asyncio.run(main())
