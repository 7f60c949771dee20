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

static Task *holder_of(const Future *future)
{
    if (future->reason != TRACE_REASON_LOCK || future->subject == VALUE_ABSENT)
        return NULL;
    Value holder = sync_get(future->subject)->holder;
    return holder == VALUE_ABSENT ? NULL : task_get(holder);
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
    const Task *holder = future ? holder_of(future) : NULL;
    if (holder) {
        add(text, ", held by ");
        if (holder == task)
            add(text, "itself");
        else
            add_task(vm, text, holder);
        add(text, " since line ");
        add_number(text, sync_get(future->subject)->line);
    }
}

// The task that `task` cannot go on without, or NULL.
static Task *needed_by(const Task *task)
{
    if (task->waiter == VALUE_ABSENT)
        return NULL;
    if (value_is_task(task->waiter))
        return task_get(task->waiter);
    return holder_of(future_get(task->waiter));
}

// Names a cycle that begins at `first`. False when there is none.
static bool add_cycle(VM *vm, Text *text, const Task *first)
{
    const Task *task = first;
    int64_t length = 0;
    for (;;) {
        task = needed_by(task);
        if (!task || ++length > 1000)
            return false;
        if (task == first)
            break;
    }
    add(text, "; a cycle: ");
    add_task(vm, text, first);
    for (task = needed_by(first);; task = needed_by(task)) {
        add(text, " -> ");
        add_task(vm, text, task);
        if (task == first)
            return true;
    }
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
    return vm->ticks - (task ? s->step_began : 0);
}

void deadlock_halt(VM *vm, EventLoop *loop)
{
    Text text = {.length = 0};
    int waiting = 0;
    add(&text, "deadlock: nothing is ready and no timer is set");
    for (const Task *task = loop_state(vm)->first_task; task; task = task->next) {
        if (task->future.loop != value_of(loop) || future_is_done(&task->future))
            continue;
        add(&text, waiting++ ? "; " : ": ");
        add_wait(vm, &text, task);
    }
    for (const Task *task = loop_state(vm)->first_task; task; task = task->next)
        if (!future_is_done(&task->future) && add_cycle(vm, &text, task))
            break;
    loop_event_at(vm, TRACE_DEADLOCK, 0, 0, 0, 0, 0);
    vm_halt(vm, 5, "%s", text.data);
}
