// Texts about callbacks, results and errors, as they go to the program's stderr.
#include "loop/state.h"

#include "lang/code.h"
#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/func.h"
#include "lang/set.h"
#include "lang/stream.h"
#include "lang/warning.h"

enum { SHORT_STRING = 30, SHORT_OTHER = 30, SHORT_INT = 40, SHORT_LEVEL = 6 };

static Value shortened(VM *vm, Value take_text, size_t most)
{
    if (take_text == VALUE_ABSENT || str_get(take_text)->chars <= most)
        return take_text;
    const Str *s = str_get(take_text);
    size_t before = (most - 3) / 2, after = most - 3 - before;
    size_t head = str_offset(s, before), tail = str_offset(s, s->chars - after);
    Value text = str_format(vm, "%.*s...%s", (int)head, s->data, s->data + tail);
    value_unref(vm, take_text);
    return text;
}

static Value short_string(VM *vm, Value v)
{
    const Str *s = str_get(v);
    if (s->chars <= SHORT_STRING)
        return shortened(vm, str_repr(vm, v), SHORT_STRING);
    size_t cut = str_offset(s, SHORT_STRING);
    Value first = str_new(vm, s->data, cut), text = str_repr(vm, first);
    value_unref(vm, first);
    if (str_get(text)->chars <= SHORT_STRING)
        return text;
    value_unref(vm, text);
    size_t before = (SHORT_STRING - 3) / 2, after = SHORT_STRING - 3 - before;
    size_t head = str_offset(s, before), tail = str_offset(s, s->chars - after);
    Value both = str_format(vm, "%.*s%s", (int)head, s->data, s->data + tail);
    text = str_repr(vm, both);
    value_unref(vm, both);
    const Str *t = str_get(text);
    Value result = str_format(vm, "%.*s...%s", (int)str_offset(t, before), t->data,
                              t->data + str_offset(t, t->chars - after));
    value_unref(vm, text);
    return result;
}

static Value short_repr(VM *vm, Value v, int level);

static bool add_item(VM *vm, StrBuilder *b, Value v, int level)
{
    Value text = short_repr(vm, v, level - 1);
    if (text == VALUE_ABSENT)
        return false;
    str_builder_add_str(vm, b, text);
    value_unref(vm, text);
    return true;
}

static Value short_sequence(VM *vm, Value v, int level)
{
    int64_t count;
    const Value *items = sequence_items(v, &count);
    bool tuple = value_is_tuple(v);
    StrBuilder b = {0};
    str_builder_add_text(vm, &b, tuple ? "(" : "[");
    if (level <= 0 && count) {
        str_builder_add_text(vm, &b, "...");
    } else {
        for (int64_t i = 0; i < count && i < SHORT_LEVEL; i++) {
            if (i)
                str_builder_add_text(vm, &b, ", ");
            if (!add_item(vm, &b, items[i], level)) {
                str_builder_drop(vm, &b);
                return VALUE_ABSENT;
            }
        }
        if (count > SHORT_LEVEL)
            str_builder_add_text(vm, &b, ", ...");
        if (tuple && count == 1)
            str_builder_add_text(vm, &b, ",");
    }
    str_builder_add_text(vm, &b, tuple ? ")" : "]");
    return str_builder_finish(vm, &b);
}

static Value short_repr(VM *vm, Value v, int level)
{
    Type *type = value_type(vm, v);
    if (type == vm_type(vm, T_str))
        return short_string(vm, v);
    if (type == vm_type(vm, T_list) || type == vm_type(vm, T_tuple))
        return short_sequence(vm, v, level);
    return shortened(vm, vm_repr_nested(vm, v),
                     type == vm_type(vm, T_int)                                  ? SHORT_INT
                     : type == vm_type(vm, T_dict) || type == vm_type(vm, T_set) ? SIZE_MAX
                                                                                 : SHORT_OTHER);
}

Value report_short_repr(VM *vm, Value v)
{
    return short_repr(vm, v, SHORT_LEVEL);
}

void report_callback(VM *vm, StrBuilder *b, Value callable, Value args)
{
    Value func =
        value_is_kind(callable, KIND_METHOD) ? ((Method *)value_obj(callable))->func : callable;
    const Code *code = NULL;
    if (value_is_kind(func, KIND_FUNC)) {
        str_builder_add_str(vm, b, func_get(func)->qualname);
        if (func == callable)
            code = func_get(func)->code;
    } else if (value_is_kind(func, KIND_NATIVE)) {
        const Native *native = native_get(func);
        if (native->owner) {
            str_builder_add_text(vm, b, type_name(native->owner));
            str_builder_add_text(vm, b, ".");
        }
        str_builder_add_text(vm, b, native->def->name);
    } else {
        Value text = vm_repr_nested(vm, func);
        if (text == VALUE_ABSENT)
            vm_clear_pending(vm);
        else
            str_builder_add_str(vm, b, text);
        value_unref(vm, text);
    }
    str_builder_add_text(vm, b, "(");
    for (int64_t i = 0; args != VALUE_ABSENT && i < tuple_get(args)->count; i++) {
        Value text = report_short_repr(vm, tuple_get(args)->items[i]);
        if (i)
            str_builder_add_text(vm, b, ", ");
        if (text == VALUE_ABSENT)
            vm_clear_pending(vm);
        else
            str_builder_add_str(vm, b, text);
        value_unref(vm, text);
    }
    str_builder_add_text(vm, b, ")");
    if (code) {
        Value text = str_format(vm, " at %s:%d", str_get(code->filename)->data, code->first_line);
        str_builder_add_str(vm, b, text);
        value_unref(vm, text);
    }
}

// What CPython says of the coroutines that are natives here.
typedef struct Origin {
    const char *native, *name, *file;
    int first_line, await_line, yield_line;
} Origin;

static const Origin *find_origin(const char *native)
{
    static const Origin origins[] = {
#define ORIGIN(native, name, file, first_line, await_line, yield_line)                             \
    {native, name, file, first_line, await_line, yield_line},
#include "loop/origin.def"
#undef ORIGIN
    };
    for (size_t i = 0; i < sizeof origins / sizeof *origins; i++)
        if (!strcmp(origins[i].native, native))
            return &origins[i];
    return NULL;
}

Value report_coroutine(VM *vm, const Gen *gen)
{
    const char *name = str_get(gen_qualname(gen))->data;
    if (gen->code == VALUE_ABSENT) {
        static const Origin unknown = {"", NULL, "tasks", 0, 0, 0};
        const Origin *origin = find_origin(name);
        if (!origin)
            origin = &unknown;
        int line = origin->first_line;
        if (gen->frame && gen->started)
            line = origin->yield_line && gen->frame->flag ? origin->yield_line : origin->await_line;
        return str_format(vm, gen->frame ? "<%s() running at asyncio/%s.py:%d>"
                                         : "<%s() done, defined at asyncio/%s.py:%d>",
                          origin->name ? origin->name : name, origin->file, line);
    }
    const Code *code = (Code *)value_obj(gen->code);
    const char *file = str_get(code->filename)->data;
    if (gen->frame)
        return str_format(vm, "<%s() running at %s:%d>", name, file, frame_line(gen->frame));
    return str_format(vm, "<%s() done, defined at %s:%d>", name, file, code->first_line);
}

// Contexts --------------------------------------------------------------------------------------

static void put(VM *vm, Value dict, const char *key, Value value)
{
    Value name = str_intern(vm, key, strlen(key));
    dict_set_str(vm, dict_get(dict), name, value);
    value_unref(vm, name);
}

// Where what the context is about was created, or ABSENT.
static Value created_of(Value v)
{
    if (value_is_future(v))
        return future_more(future_get(v))->created;
    return value_is_kind(v, (ObjKind)KIND_HANDLE) ? handle_get(v)->created : VALUE_ABSENT;
}

Value report_context_new(VM *vm, Value message, Value exception, const char *key, Value value)
{
    Value dict = dict_new(vm);
    put(vm, dict, "message", message);
    if (exception != VALUE_ABSENT)
        put(vm, dict, "exception", exception);
    if (key)
        put(vm, dict, key, value);
    if (key && created_of(value) != VALUE_ABSENT) {
        Value stack = debug_stack(vm, created_of(value));
        put(vm, dict, "source_traceback", stack);
        value_unref(vm, stack);
    }
    return dict;
}

static Value item(VM *vm, Value dict, const char *key)
{
    Value name = str_intern(vm, key, strlen(key));
    Value v = dict_find_str(vm, dict_get(dict), name);
    value_unref(vm, name);
    return v;
}

bool report_to_logging(VM *vm, int level, ReportPlace place, Value text, Value exception)
{
    Value name = str_intern(vm, "logging", 7);
    Value module = dict_find_str(vm, dict_get(vm->modules), name);
    value_unref(vm, name);
    if (module == VALUE_ABSENT)
        return false;
    Value tell = loop_attribute(vm, module, "_from_loop");
    if (tell != VALUE_ABSENT) {
        Value file = str_from(vm, place.file), function = str_from(vm, place.function);
        Value args[] = {value_small(level), file, value_small(place.line), function, text,
                        exception == VALUE_ABSENT ? VALUE_NONE : exception};
        Value result = vm_call_nested(vm, tell, 6, args);
        value_unref(vm, result);
        value_unref(vm, file);
        value_unref(vm, function);
        value_unref(vm, tell);
    }
    if (!vm->halt_status)
        vm_clear_pending(vm);
    return true;
}

// Gives the text and the exception to the module logging where the program has that, else writes both.
static void write_text(VM *vm, StrBuilder *b, Value exception)
{
    Value text = str_builder_finish(vm, b);
    loop_event(vm, TRACE_WARNING,
               loop_string(vm, str_get(text)->data, strcspn(str_get(text)->data, "\n")), 0, 0);
    report_line(vm, 40, (ReportPlace){"asyncio/base_events.py", 1771, "default_exception_handler"}, text, exception);
    value_unref(vm, text);
}

void report_line(VM *vm, int level, ReportPlace place, Value text, Value exception)
{
    if (!report_to_logging(vm, level, place, text, exception)) {
        StrBuilder whole = {0};
        str_builder_add_str(vm, &whole, text);
        str_builder_add_text(vm, &whole, "\n");
        if (exception != VALUE_ABSENT) {
            Value report = exception_report(vm, exception);
            str_builder_add_str(vm, &whole, report);
            value_unref(vm, report);
        }
        Value written = str_builder_finish(vm, &whole);
        stream_write_error(vm, str_get(written)->data, str_get(written)->bytes);
        value_unref(vm, written);
    }
}

static Value text_of(VM *vm, Value key, Value value)
{
    if (!str_is(key, "source_traceback") || !value_is_str(value))
        return vm_repr_nested(vm, value);
    size_t bytes = str_get(value)->bytes;
    return str_format(vm, "Object created at (most recent call last):\n%.*s", (int)(bytes - (bytes > 0)),
                      str_get(value)->data);
}

static void add_pair(VM *vm, StrBuilder *b, Value key, Value value)
{
    Value text = text_of(vm, key, value);
    str_builder_add_text(vm, b, "\n");
    str_builder_add_str(vm, b, key);
    str_builder_add_text(vm, b, ": ");
    if (text == VALUE_ABSENT)
        vm_clear_pending(vm);
    else
        str_builder_add_str(vm, b, text);
    value_unref(vm, text);
}

void report_context(VM *vm, Value context)
{
    if (!value_is_dict(context))
        return;
    Value message = item(vm, context, "message"), exception = item(vm, context, "exception");
    StrBuilder b = {0};
    if (value_is_str(message) && str_get(message)->bytes)
        str_builder_add_str(vm, &b, message);
    else
        str_builder_add_text(vm, &b, "Unhandled exception in event loop");
    // the other keys in order of their names: always the least of those above the last
    Value last = VALUE_ABSENT;
    for (;;) {
        DictEntry *least = NULL, *entry;
        int64_t position = 0;
        while ((entry = dict_next(dict_get(context), &position))) {
            if (!value_is_str(entry->key) || str_is(entry->key, "message") ||
                str_is(entry->key, "exception"))
                continue;
            const char *name = str_get(entry->key)->data;
            if ((last == VALUE_ABSENT || strcmp(name, str_get(last)->data) > 0) &&
                (!least || strcmp(name, str_get(least->key)->data) < 0))
                least = entry;
        }
        if (!least)
            break;
        last = least->key;
        add_pair(vm, &b, least->key, least->value);
    }
    bool raised = exception != VALUE_ABSENT && value_is_a(vm, exception, T_BaseException);
    write_text(vm, &b, raised ? exception : VALUE_ABSENT);
}

void report_error(VM *vm, const char *message, Value exception, const char *key, Value value)
{
    Value text = str_from(vm, message);
    Value context = report_context_new(vm, text, exception, key, value);
    report_context(vm, context);
    value_unref(vm, context);
    value_unref(vm, text);
}

// v: loop, context. Says it through the program's own handler; number: 1 when nobody can take what
// that raises.
static Flow tell_handler(VM *vm, Frame *f)
{
    NATIVE_BEGIN(f);
    f->catches = true;
    {
        Value handler = event_loop_get(f->v[0])->exception_handler;
        NATIVE_AWAIT(f, vm_call(vm, f, handler, 2, f->v));
    }
    if (vm_pending(vm)) {
        bool fatal = vm_pending_is(vm, T_SystemExit) || vm_pending_is(vm, T_KeyboardInterrupt);
        if (fatal && !f->number)
            return FLOW_RAISE;
        Value error = vm_take_pending(vm);
        report_error(vm, "Unhandled error in exception handler", error, "context", f->v[1]);
        value_unref(vm, error);
    }
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static const NativeDef tell_handler_def = {
    "call_exception_handler", "loop context", NULL, tell_handler, 0, 0};

static Frame *push_handler(VM *vm, Ret ret, EventLoop *loop, Value take_context)
{
    Frame *f = frame_push_native(vm, ret, &tell_handler_def, 2);
    f->v[0] = value_ref(value_of(loop));
    f->v[1] = take_context;
    return f;
}

Flow report_to_handler(VM *vm, Frame *frame, EventLoop *loop, Value take_context)
{
    if (loop->exception_handler != VALUE_ABSENT) {
        push_handler(vm, RET_NATIVE, loop, take_context);
        return FLOW_CALL;
    }
    report_context(vm, take_context);
    value_unref(vm, take_context);
    value_set(vm, &frame->in, VALUE_NONE);
    return FLOW_READY;
}

bool loop_finalize(VM *vm, Obj *o)
{
    Value self = value_of(o);
    if (!value_is_future(self))
        return false;
    Future *future = (Future *)o;
    bool failed = future->unretrieved && future->failed;
    Value text;
    if (failed)
        text = str_format(vm, "%s exception was never retrieved", type_name(value_type(vm, self)));
    else
        text = str_from(vm, "Task was destroyed but it is pending!");
    Value context = report_context_new(vm, text, failed ? future->result : VALUE_ABSENT,
                                       failed ? "future" : "task", self);
    value_unref(vm, text);
    future->unretrieved = false;
    EventLoop *loop = event_loop_get(future->loop);
    if (loop->exception_handler == VALUE_ABSENT) {
        report_context(vm, context);
        value_unref(vm, context);
    } else {
        push_handler(vm, (Ret){RETURN_DISCARD, 0}, loop, context)->number = 1;
    }
    value_unref(vm, self);
    return true;
}
