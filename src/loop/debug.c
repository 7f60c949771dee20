// Debug mode: where things were created, and what took long.
#include "loop/state.h"

#include "lang/code.h"

Value debug_created(VM *vm, const char *place)
{
    Value stack = exception_stack(vm), whole;
    const Frame *f = vm->frame;
    while (f && (!f->code || f->code->flags & CODE_LIBRARY))
        f = f->caller;
    if (place || !f)
        whole = str_format(vm, "%s\n%s", place ? place : "?", str_get(stack)->data);
    else
        whole = str_format(vm, "%s:%d\n%s", str_get(f->code->filename)->data, frame_line(f), str_get(stack)->data);
    value_unref(vm, stack);
    return whole;
}

void debug_note_future(VM *vm, Future *future, const char *place)
{
    if (event_loop_get(future->loop)->debug)
        value_set(vm, &future_more_of(vm, future)->created, debug_created(vm, place));
}

void debug_add_place(VM *vm, StrBuilder *b, Value created)
{
    if (created == VALUE_ABSENT)
        return;
    const char *text = str_get(created)->data;
    str_builder_add_text(vm, b, " created at ");
    str_builder_add(vm, b, text, strcspn(text, "\n"));
}

Value debug_stack(VM *vm, Value created)
{
    return str_from(vm, strchr(str_get(created)->data, '\n') + 1);
}

void debug_note_slow(VM *vm, EventLoop *loop, Value what)
{
    double took = clock_seconds(loop_state(vm)->clock.now_ns - loop->began_ns);
    loop->began_ns = NOT_TIMED;
    if (took < loop->slow_seconds)
        return;
    Value repr = vm_repr_nested(vm, what);
    if (repr == VALUE_ABSENT) {
        vm_clear_pending(vm);
        return;
    }
    Value text = str_format(vm, "Executing %s took %.3f seconds", str_get(repr)->data, took);
    value_unref(vm, repr);
    report_line(vm, 30, (ReportPlace){"asyncio/base_events.py", 1917, "_run_once"}, text, VALUE_ABSENT);
    value_unref(vm, text);
}
