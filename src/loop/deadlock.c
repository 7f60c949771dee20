// Programs that do not go on: a deadlock (who waits for whom), or somebody who never lets go.
#include <stdio.h>

#include "loop/locks.h"

enum { TEXT_MAX = 900 };

typedef struct Text {
    char data[TEXT_MAX];
    size_t length;
} Text;

static void add(Text *text, const char *words)
{
    size_t room = sizeof text->data - text->length - 1, n = strlen(words);
    n = n < room ? n : room;
    memcpy(text->data + text->length, words, n);
    text->length += n;
    text->data[text->length] = '\0';
}

static void add_number(Text *text, long number)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%ld", number);
    add(text, digits);
}

// "Task-2 (worker)"
static void add_task(VM *vm, Text *text, const Task *task)
{
    Value name = task_name(vm, task);
    add(text, str_get(name)->data);
    value_unref(vm, name);
    if (!value_is_gen(task_coro(task)))
        return;
    add(text, " (");
    add(text, str_get(gen_name(gen_get(task_coro(task))))->data);
    add(text, ")");
}

// The lane of who has what a future waits for: a lock, or the only one that a semaphore has; or 0.
static uint32_t holding_lane(const Future *future)
{
    if (future->subject == VALUE_ABSENT)
        return 0;
    bool one = future->reason == TRACE_REASON_LOCK ||
               (future->reason == TRACE_REASON_SEMAPHORE && sync_get(future->subject)->bound == 1);
    return one ? sync_get(future->subject)->holder : 0;
}

// The same as a task, NULL when that is no more.
static Task *holder_of(VM *vm, const Future *future)
{
    uint32_t lane = holding_lane(future);
    if (!lane)
        return NULL;
    for (Task *task = loop_state(vm)->first_task; task; task = task->next)
        if (task->lane == lane)
            return task;
    return NULL;
}

static void add_wait(VM *vm, Text *text, const Task *task)
{
    add_task(vm, text, task);
    add(text, " waits");
    const Future *future = task->waiter == VALUE_ABSENT ? NULL : future_get(task->waiter);
    if (future && value_is_task(task->waiter)) {
        add(text, " for ");
        add_task(vm, text, task_get(task->waiter));
    } else if (future) {
        add(text, " for ");
        add(text, trace_reason_words((TraceReason)future->reason));
    }
    uint32_t line = task_line(task);
    if (line) {
        add(text, " at line ");
        add_number(text, (long)line);
    }
    if (future && holding_lane(future)) {
        const Task *holder = holder_of(vm, future);
        add(text, ", held by ");
        if (holder == task)
            add(text, "itself");
        else if (holder)
            add_task(vm, text, holder);
        else
            add(text, "a task that is no more");
        add(text, " since line ");
        add_number(text, sync_get(future->subject)->line);
    }
}

// Number `index` of the tasks that `task` cannot go on without, or NULL.
static Task *needed_by(VM *vm, const Task *task, int64_t index)
{
    if (task->waiter == VALUE_ABSENT)
        return NULL;
    if (value_is_kind(task->waiter, (ObjKind)KIND_GATHERING)) {
        const List *children = list_get(gathering_get(task->waiter)->children);
        for (int64_t i = 0; i < children->count; i++) {
            Value child = children->items[i];
            if (value_is_task(child) && !future_is_done(future_get(child)) && index-- == 0)
                return task_get(child);
        }
        return NULL;
    }
    if (index > 0)
        return NULL;
    return value_is_task(task->waiter) ? task_get(task->waiter)
                                       : holder_of(vm, future_get(task->waiter));
}

// One task on the way along who needs whom, and which of those it needs comes next.
typedef struct Visit {
    const Task *task;
    int64_t next;
} Visit;

enum { WAY_MOST = 200, VISITS_MOST = 200000 };

// Finds a way from `first` back to itself, in `way`. Returns its length, 0 when there is none (or it
// is too long to be of use to a reader, or `*visits` to tasks did not suffice).
static int find_cycle(VM *vm, const Task *first, Visit way[WAY_MOST], int *visits)
{
    int length = 1;
    way[0] = (Visit){first, 0};
    while (length > 0 && (*visits)-- > 0) {
        Visit *last = &way[length - 1];
        const Task *next = needed_by(vm, last->task, last->next++);
        if (next == first)
            return length;
        bool known = !next;
        for (int i = 0; i < length && !known; i++)
            known = way[i].task == next;
        if (!next)
            length--;
        else if (!known && length < WAY_MOST)
            way[length++] = (Visit){next, 0};
    }
    return 0;
}

static void add_place(VM *vm, Text *text, const Task *task)
{
    add_task(vm, text, task);
    uint32_t line = task_line(task);
    if (line) {
        add(text, " at line ");
        add_number(text, (long)line);
    }
}

// Names a cycle that begins at `first`. False when there is none.
static bool add_cycle(VM *vm, Text *text, const Task *first, int *visits)
{
    Visit way[WAY_MOST];
    int length = find_cycle(vm, first, way, visits);
    if (!length)
        return false;
    add(text, "; a cycle: ");
    for (int i = 0; i < length; i++) {
        add_place(vm, text, way[i].task);
        add(text, " -> ");
    }
    add_task(vm, text, first);
    return true;
}

int64_t loop_describe_holder(VM *vm, char *out, size_t size)
{
    Text text = {.length = 0};
    const LoopState *s = vm->foreign == VALUE_ABSENT ? NULL : loop_state(vm);
    bool task = s && s->task != VALUE_ABSENT;
    if (task)
        add_task(vm, &text, task_get(s->task));
    else
        add(&text, s && s->running != VALUE_ABSENT ? "a callback of the loop" : "the main program");
    add(&text, " is at line ");
    add_number(&text, (long)loop_at(vm).line);
    snprintf(out, size, "%s", text.data);
    if (!task && s && s->running != VALUE_ABSENT)
        return 0; // how long a callback has run is not known
    return vm->ticks - (task ? s->step_began : 0);
}

void deadlock_halt(VM *vm, EventLoop *loop)
{
    Text text = {.length = 0};
    int waiting = 0, visits = VISITS_MOST;
    add(&text, "deadlock: nothing is ready and no timer is set");
    for (const Task *task = loop_state(vm)->first_task; task; task = task->next) {
        if (task->future.loop != value_of(loop) || future_is_done(&task->future))
            continue;
        add(&text, waiting++ ? "; " : ": ");
        add_wait(vm, &text, task);
    }
    for (const Task *task = loop_state(vm)->first_task; task; task = task->next)
        if (!future_is_done(&task->future) && add_cycle(vm, &text, task, &visits))
            break;
    loop_event_at(vm, TRACE_DEADLOCK, 0, 0, 0, 0, 0);
    vm_halt(vm, 5, "%s", text.data);
}
