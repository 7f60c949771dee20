#include "lang/exception.h"

#include <errno.h>

#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/func.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/str.h"
#include "lang/unicode_error.h"
#include "lang/vm.h"

// Which fields the exceptions of a class (and of those derived from it) have, in order.
typedef struct Fields {
    uint16_t type;
    const char *names[EXCEPTION_FIELDS];
} Fields;

static const Fields field_table[] = {
    {T_StopIteration, {"value"}},
    {T_SystemExit, {"code"}},
    {T_AttributeError, {"name", "obj"}},
    {T_NameError, {"name"}},
    {T_ImportError, {"msg", "name", "path"}},
    {T_OSError, {"errno", "strerror", "filename"}},
    {T_SyntaxError, {"msg", "filename", "lineno", "offset", "text"}},
    {T_BaseExceptionGroup, {"message", "exceptions"}},
    {T_UnicodeError, {"encoding", "object", "start", "end", "reason"}},
};

static const Fields *fields_of(VM *vm, const Type *type) {
    for (size_t i = 0; i < sizeof field_table / sizeof *field_table; i++)
        if (type_is_subtype(type, vm_type(vm, (TypeId)field_table[i].type)))
            return &field_table[i];
    return NULL;
}

static void exception_visit(Obj *o, SlotVisitor visitor, void *context) {
    Exception *e = (Exception *)o;
    visitor(context, &e->args);
    visitor(context, &e->cause);
    visitor(context, &e->context);
    visitor(context, &e->traceback);
    visitor(context, &e->notes);
    visitor(context, &e->kept);
    for (int i = 0; i < EXCEPTION_FIELDS; i++)
        visitor(context, &e->fields[i]);
}

// What the constructors of the classes with fields make of their arguments.
static bool fill_fields(VM *vm, Exception *e) {
    const Type *type = e->head.type;
    const Tuple *args = tuple_get(e->args);
    if (type_is_subtype(type, vm_type(vm, T_StopIteration))) {
        e->fields[0] = args->count ? value_ref(args->items[0]) : VALUE_NONE;
    } else if (type_is_subtype(type, vm_type(vm, T_SystemExit))) {
        e->fields[0] = args->count == 0   ? VALUE_NONE
                       : args->count == 1 ? value_ref(args->items[0])
                                          : value_ref(e->args);
    } else if (type_is_subtype(type, vm_type(vm, T_ImportError))) {
        e->fields[0] = args->count == 1 ? value_ref(args->items[0]) : VALUE_NONE;
    } else if (type_is_subtype(type, vm_type(vm, T_OSError)) && args->count >= 2) {
        e->fields[0] = value_ref(args->items[0]);
        e->fields[1] = value_ref(args->items[1]);
        if (args->count >= 3) {
            e->fields[2] = value_ref(args->items[2]);
            value_set(vm, &e->args, tuple_from(vm, args->items, 2));
        }
    } else if (type_is_subtype(type, vm_type(vm, T_UnicodeError)) && args->count == 5) {
        for (int i = 0; i < 5; i++)
            e->fields[i] = value_ref(args->items[i]);
    } else if (type_is_subtype(type, vm_type(vm, T_SyntaxError)) && args->count) {
        e->fields[0] = value_ref(args->items[0]);
        if (args->count == 2 && value_is_tuple(args->items[1])) {
            const Tuple *where = tuple_get(args->items[1]);
            for (int64_t i = 0; i < where->count && i < 4; i++)
                e->fields[i + 1] = value_ref(where->items[i]);
        }
    }
    return true;
}

static Value alloc(VM *vm, Type *type, Value take_args) {
    Exception *e = type_alloc(vm, type, sizeof *e);
    e->args = take_args;
    return value_of(e);
}

Value exception_new(VM *vm, int type, Value take_argument) {
    Value args = take_argument == VALUE_ABSENT ? value_ref(vm->empty_tuple) : tuple_take(vm, &take_argument, 1);
    Value v = alloc(vm, vm_type(vm, (TypeId)type), args);
    fill_fields(vm, exception_get(v));
    return v;
}

static bool check_group(VM *vm, Type *type, Value args, Value *items) {
    const Tuple *tuple = tuple_get(args);
    if (tuple->count != 2) {
        vm_raise(vm, T_TypeError, "%s.__new__() takes exactly 2 arguments (%d given)",
                 "BaseExceptionGroup", (int)tuple->count);
        return false;
    }
    if (!value_is_str(tuple->items[0])) {
        vm_raise(vm, T_TypeError, "argument 1 must be str, not %T", tuple->items[0]);
        return false;
    }
    if (!value_is_list(tuple->items[1]) && !value_is_tuple(tuple->items[1])) {
        vm_raise(vm, T_TypeError, "second argument (exceptions) must be a sequence");
        return false;
    }
    int64_t count;
    const Value *all = sequence_items(tuple->items[1], &count);
    if (!count) {
        vm_raise(vm, T_ValueError, "second argument (exceptions) must be a non-empty sequence");
        return false;
    }
    bool plain = true;
    for (int64_t i = 0; i < count; i++) {
        if (!value_is_a(vm, all[i], T_BaseException)) {
            vm_raise(vm, T_ValueError, "Item %d of second argument (exceptions) is not an exception",
                     (int)i);
            return false;
        }
        plain = plain && value_is_a(vm, all[i], T_Exception);
    }
    if (!plain && type_is_subtype(type, vm_type(vm, T_Exception))) {
        if (value_of(type) == vm->exception_group)
            vm_raise(vm, T_TypeError, "Cannot nest BaseExceptions in an ExceptionGroup");
        else
            vm_raise(vm, T_TypeError, "Cannot nest BaseExceptions in '%s'", type_name(type));
        return false;
    }
    *items = tuple_from(vm, all, count);
    return true;
}

// OSError(errno, text) is an instance of the class for that errno.
static Type *os_error_type(VM *vm, const Tuple *args) {
    static const struct {
        uint8_t error;
        uint8_t type;
    } table[] = {
        {EPERM, T_PermissionError},       {ENOENT, T_FileNotFoundError},   {ESRCH, T_ProcessLookupError},
        {EINTR, T_InterruptedError},      {ECHILD, T_ChildProcessError},   {EAGAIN, T_BlockingIOError},
        {EACCES, T_PermissionError},      {EEXIST, T_FileExistsError},     {ENOTDIR, T_NotADirectoryError},
        {EISDIR, T_IsADirectoryError},    {EPIPE, T_BrokenPipeError},      {ETIMEDOUT, T_TimeoutError},
        {ECONNABORTED, T_ConnectionAbortedError}, {ECONNRESET, T_ConnectionResetError},
        {ECONNREFUSED, T_ConnectionRefusedError},
    };
    for (size_t i = 0; args->count >= 2 && i < sizeof table / sizeof *table; i++)
        if (args->items[0] == value_small(table[i].error))
            return vm_type(vm, table[i].type);
    return vm_type(vm, T_OSError);
}

static Value exception_make(VM *vm, Value *a) {
    Type *type = (Type *)value_obj(a[0]);
    Value group_items = VALUE_ABSENT;
    if (type_is_subtype(type, vm_type(vm, T_BaseExceptionGroup))) {
        if (!check_group(vm, type, a[1], &group_items))
            return VALUE_ABSENT;
        if (type == vm_type(vm, T_BaseExceptionGroup)) {
            bool plain = true;
            for (int64_t i = 0; i < tuple_get(group_items)->count; i++)
                plain = plain && value_is_a(vm, tuple_get(group_items)->items[i], T_Exception);
            if (plain)
                type = (Type *)value_obj(vm->exception_group);
        }
    }
    if (type == vm_type(vm, T_OSError))
        type = os_error_type(vm, tuple_get(a[1]));
    Value v = alloc(vm, type, value_ref(a[1]));
    Exception *e = exception_get(v);
    if (group_items != VALUE_ABSENT) {
        e->fields[0] = value_ref(tuple_get(a[1])->items[0]);
        e->fields[1] = group_items;
    }
    fill_fields(vm, e);
    const Fields *fields = fields_of(vm, type);
    if (a[2] != VALUE_ABSENT && fields) {
        int64_t position = 0;
        for (DictEntry *entry; (entry = dict_next(dict_get(a[2]), &position));)
            for (int i = 0; i < EXCEPTION_FIELDS && fields->names[i]; i++)
                if (str_is(entry->key, fields->names[i]))
                    value_set(vm, &e->fields[i], value_ref(entry->value));
    }
    return v;
}

static Value exception_init(VM *vm, Value *a) {
    Exception *e = exception_get(a[0]);
    Type *type = value_type(vm, a[0]);
    if (a[2] != VALUE_ABSENT && !fields_of(vm, type))
        return vm_raise(vm, T_TypeError, "%s() takes no keyword arguments", type_name(type));
    if (!type_is_subtype(type, vm_type(vm, T_OSError)) &&
        !type_is_subtype(type, vm_type(vm, T_BaseExceptionGroup))) {
        value_set(vm, &e->args, value_ref(a[1]));
        if (type_is_subtype(type, vm_type(vm, T_StopIteration)) ||
            type_is_subtype(type, vm_type(vm, T_SystemExit)))
            value_clear(vm, &e->fields[0]);
        else if (fields_of(vm, type))
            return VALUE_NONE;
        fill_fields(vm, e);
    }
    return VALUE_NONE;
}

static const NativeDef exception_new_def = {"__new__", "cls *args **kwargs", exception_make, NULL, 0, 0};
static const NativeDef exception_init_def = {"__init__", "self *args **kwargs", exception_init, NULL, 0,
                                             0};

static Value exception_str(VM *vm, Value self) {
    Exception *e = exception_get(self);
    const Tuple *args = tuple_get(e->args);
    Type *type = value_type(vm, self);
    if (type_is_subtype(type, vm_type(vm, T_BaseExceptionGroup))) {
        int64_t n = tuple_get(e->fields[1])->count;
        return str_format(vm, "%s (%lld sub-exception%s)", str_get(e->fields[0])->data, (long long)n,
                          n == 1 ? "" : "s");
    }
    if (type_is_subtype(type, vm_type(vm, T_KeyError)) && args->count == 1)
        return vm_repr_nested(vm, args->items[0]);
    if (type_is_subtype(type, vm_type(vm, T_ImportError)) && e->fields[0] != VALUE_NONE &&
        e->fields[0] != VALUE_ABSENT)
        return vm_str_nested(vm, e->fields[0]);
    if (type_is_subtype(type, vm_type(vm, T_OSError)) && e->fields[0] != VALUE_ABSENT) {
        StrBuilder b = {0};
        Value errno_text = vm_str_nested(vm, e->fields[0]), text = vm_str_nested(vm, e->fields[1]);
        str_builder_add_text(vm, &b, "[Errno ");
        str_builder_add_str(vm, &b, errno_text);
        str_builder_add_text(vm, &b, "] ");
        str_builder_add_str(vm, &b, text);
        value_unref(vm, errno_text);
        value_unref(vm, text);
        if (e->fields[2] != VALUE_ABSENT) {
            Value filename = vm_repr_nested(vm, e->fields[2]);
            str_builder_add_text(vm, &b, ": ");
            str_builder_add_str(vm, &b, filename);
            value_unref(vm, filename);
        }
        return str_builder_finish(vm, &b);
    }
    if (type_is_subtype(type, vm_type(vm, T_SyntaxError)) && e->fields[0] != VALUE_ABSENT)
        return vm_str_nested(vm, e->fields[0]);
    if (type_is_subtype(type, vm_type(vm, T_UnicodeError)) && args->count == 5) {
        Value text = unicode_error_text(vm, self);
        if (text != VALUE_ABSENT || vm_pending(vm))
            return text;
    }
    if (!args->count)
        return value_ref(vm->empty_str);
    return vm_str_nested(vm, args->count == 1 ? args->items[0] : e->args);
}

static Value exception_repr(VM *vm, Value self) {
    Exception *e = exception_get(self);
    const Tuple *args = tuple_get(e->args);
    Value inside = args->count == 1 ? vm_repr_nested(vm, args->items[0]) : vm_repr_nested(vm, e->args);
    if (inside == VALUE_ABSENT)
        return inside;
    const char *name = type_name(value_type(vm, self));
    StrBuilder b = {0};
    str_builder_add_text(vm, &b, name);
    if (args->count == 1)
        str_builder_add_text(vm, &b, "(");
    str_builder_add_str(vm, &b, inside);
    if (args->count == 1)
        str_builder_add_text(vm, &b, ")");
    value_unref(vm, inside);
    return str_builder_finish(vm, &b);
}

static Value exception_getattr(VM *vm, Value self, Value name) {
    const Fields *fields = fields_of(vm, value_type(vm, self));
    for (int i = 0; fields && i < EXCEPTION_FIELDS && fields->names[i]; i++)
        if (str_is(name, fields->names[i]))
            return value_or_none(exception_get(self)->fields[i]);
    if (name == vm_name(vm, N___notes__))
        return value_ref(exception_get(self)->notes);
    return VALUE_ABSENT;
}

static bool exception_setattr(VM *vm, Value self, Value name, Value value, bool *done) {
    const Fields *fields = fields_of(vm, value_type(vm, self));
    for (int i = 0; fields && i < EXCEPTION_FIELDS && fields->names[i]; i++)
        if (str_is(name, fields->names[i])) {
            value_set(vm, &exception_get(self)->fields[i], value_ref(value));
            *done = true;
        }
    return true;
}

static Value get_args(VM *vm, Value self) {
    (void)vm;
    return value_ref(exception_get(self)->args);
}

static bool set_args(VM *vm, Value self, Value value) {
    if (value == VALUE_ABSENT || (!value_is_tuple(value) && !value_is_list(value))) {
        vm_raise(vm, T_TypeError, "args must be a sequence");
        return false;
    }
    int64_t count;
    const Value *items = sequence_items(value, &count);
    value_set(vm, &exception_get(self)->args, tuple_from(vm, items, count));
    return true;
}

static Value get_cause(VM *vm, Value self) {
    (void)vm;
    return value_or_none(exception_get(self)->cause);
}

static bool set_cause(VM *vm, Value self, Value value) {
    value_set(vm, &exception_get(self)->cause, value_ref(value));
    exception_get(self)->suppress_context = true;
    return true;
}

static Value get_context(VM *vm, Value self) {
    (void)vm;
    return value_or_none(exception_get(self)->context);
}

static bool set_context(VM *vm, Value self, Value value) {
    value_set(vm, &exception_get(self)->context, value == VALUE_NONE ? VALUE_ABSENT : value_ref(value));
    return true;
}

static Value get_traceback(VM *vm, Value self) {
    (void)vm;
    return value_or_none(exception_get(self)->traceback);
}

static bool set_traceback(VM *vm, Value self, Value value) {
    value_set(vm, &exception_get(self)->traceback, value == VALUE_NONE ? VALUE_ABSENT : value_ref(value));
    return true;
}

static Value get_suppress(VM *vm, Value self) {
    (void)vm;
    return value_bool(exception_get(self)->suppress_context);
}

static bool set_suppress(VM *vm, Value self, Value value) {
    exception_get(self)->suppress_context = vm_truth_nested(vm, value) == 1;
    return true;
}

static const GetSetDef exception_getsets[] = {
    {"args", get_args, set_args},
    {"__cause__", get_cause, set_cause},
    {"__context__", get_context, set_context},
    {"__traceback__", get_traceback, set_traceback},
    {"__suppress_context__", get_suppress, set_suppress},
    {0},
};

static Value with_traceback(VM *vm, Value *a) {
    set_traceback(vm, a[0], a[1]);
    return value_ref(a[0]);
}

static Value add_note(VM *vm, Value *a) {
    if (!value_is_str(a[1]))
        return vm_raise(vm, T_TypeError, "note must be a str, not '%T'", a[1]);
    Exception *e = exception_get(a[0]);
    if (e->notes == VALUE_ABSENT)
        e->notes = list_new(vm, 1);
    list_append(vm, list_get(e->notes), value_ref(a[1]));
    return VALUE_NONE;
}

static Value group_split(VM *vm, Value *a) {
    Value match, rest;
    if (!exception_group_split(vm, a[0], a[1], &match, &rest))
        return VALUE_ABSENT;
    Value pair[] = {match, rest};
    return tuple_take(vm, pair, 2);
}

static Value group_subgroup(VM *vm, Value *a) {
    Value match, rest;
    if (!exception_group_split(vm, a[0], a[1], &match, &rest))
        return VALUE_ABSENT;
    value_unref(vm, rest);
    return match;
}

static Value group_derive(VM *vm, Value *a) {
    Value items = value_is_tuple(a[1]) ? value_ref(a[1])
                                       : tuple_from(vm, list_get(a[1])->items, list_get(a[1])->count);
    Value group = exception_group_new(vm, exception_get(a[0])->fields[0], items);
    value_unref(vm, items);
    return group;
}

static const NativeDef exception_methods[] = {
    {"with_traceback", "self tb /", with_traceback, NULL, 0, 0},
    {"add_note", "self note /", add_note, NULL, 0, 0},
    {0},
};

static const NativeDef group_methods[] = {
    {"split", "self condition /", group_split, NULL, 0, 0},
    {"subgroup", "self condition /", group_subgroup, NULL, 0, 0},
    {"derive", "self excs /", group_derive, NULL, 0, 0},
    {0},
};

#define EXCEPTION_DEF(methods_, getsets_, new__, init_) \
    { \
        .name = "Exception", .kind = KIND_EXCEPTION, .flags = TYPE_BASETYPE | TYPE_ATTRS, \
        .size = sizeof(Exception), .visit = exception_visit, .new_ = new__, .init = init_, \
        .repr = exception_repr, .str = exception_str, .getattr = exception_getattr, \
        .setattr = exception_setattr, .methods = methods_, .getsets = getsets_ \
    }

static const TypeDef base_def =
    EXCEPTION_DEF(exception_methods, exception_getsets, &exception_new_def, &exception_init_def);
static const TypeDef group_def = EXCEPTION_DEF(group_methods, NULL, NULL, NULL);
static const TypeDef derived_def = EXCEPTION_DEF(NULL, NULL, NULL, NULL);

const TypeDef *exception_def(TypeId id) {
    return id == T_BaseException ? &base_def : id == T_BaseExceptionGroup ? &group_def : &derived_def;
}

Value exception_stop_value(VM *vm, Value stop) {
    (void)vm;
    return value_or_none(exception_get(stop)->fields[0]);
}

static void traceback_visit(Obj *o, SlotVisitor visitor, void *context) {
    Traceback *t = (Traceback *)o;
    visitor(context, &t->next);
    visitor(context, &t->frame);
    visitor(context, &t->code);
}

void exception_add_traceback(VM *vm, Value exception, Frame *frame) {
    Exception *e = exception_get(exception);
    Traceback *t = obj_new(vm, vm_type(vm, T_traceback), sizeof *t);
    t->next = e->traceback == VALUE_ABSENT ? VALUE_NONE : e->traceback;
    t->frame = value_ref(value_of(frame));
    t->code = value_ref(value_of(frame->code));
    t->index = (int32_t)(frame->pc - frame->code->insns - 1);
    e->traceback = value_of(t);
}

static Traceback *first_entry(Value exception) {
    Value v = exception_get(exception)->traceback;
    return v == VALUE_ABSENT || v == VALUE_NONE ? NULL : (Traceback *)value_obj(v);
}

static Traceback *entry_after(const Traceback *t) {
    return t->next == VALUE_NONE || t->next == VALUE_ABSENT ? NULL : (Traceback *)value_obj(t->next);
}

void exception_settle_traceback(Value exception) {
    for (Traceback *t = first_entry(exception); t && !t->settled; t = entry_after(t))
        t->settled = true;
}

void exception_cut_traceback(VM *vm, Value exception) {
    Traceback *t = first_entry(exception);
    while (t && !t->settled)
        t = entry_after(t);
    value_set(vm, &exception_get(exception)->traceback, t ? value_ref(value_of(t)) : VALUE_ABSENT);
}

void exception_keep(VM *vm, Value exception, Value thing) {
    Exception *e = exception_get(exception);
    Value before = e->kept == VALUE_ABSENT ? VALUE_NONE : e->kept;
    e->kept = VALUE_ABSENT;
    Value pair[] = {value_ref(thing), before};
    e->kept = tuple_take(vm, pair, 2);
}

static int traceback_line(const Traceback *t) {
    const Code *code = (const Code *)value_obj(t->code);
    return t->index < 0 ? code->first_line : code->spans[t->index].line;
}

static Value get_next(VM *vm, Value self) {
    (void)vm;
    return value_ref(((Traceback *)value_obj(self))->next);
}

static Value get_frame(VM *vm, Value self) {
    (void)vm;
    return value_ref(((Traceback *)value_obj(self))->frame);
}

static Value get_line(VM *vm, Value self) {
    (void)vm;
    return value_small(traceback_line((Traceback *)value_obj(self)));
}

static const GetSetDef traceback_getsets[] = {
    {"tb_next", get_next, NULL},
    {"tb_frame", get_frame, NULL},
    {"tb_lineno", get_line, NULL},
    {0},
};

const TypeDef typedef_traceback = {
    .name = "traceback",
    .kind = KIND_TRACEBACK,
    .flags = TYPE_NO_NEW,
    .size = sizeof(Traceback),
    .visit = traceback_visit,
    .getsets = traceback_getsets,
};

int exception_matches(VM *vm, Value exception, Value class) {
    if (value_is_tuple(class)) {
        const Tuple *tuple = tuple_get(class);
        for (int64_t i = 0; i < tuple->count; i++) {
            int matches = exception_matches(vm, exception, tuple->items[i]);
            if (matches)
                return matches;
        }
        return 0;
    }
    if (!value_is_kind(class, KIND_TYPE) ||
        !type_is_subtype((Type *)value_obj(class), vm_type(vm, T_BaseException))) {
        vm_raise(vm, T_TypeError,
                 "catching classes that do not inherit from BaseException is not allowed");
        return -1;
    }
    return type_is_subtype(value_type(vm, exception), (Type *)value_obj(class));
}

bool exception_is_group(VM *vm, Value exception) {
    return type_is_subtype(value_type(vm, exception), vm_type(vm, T_BaseExceptionGroup));
}

Value exception_group_new(VM *vm, Value message, Value exceptions) {
    bool plain = true;
    for (int64_t i = 0; i < tuple_get(exceptions)->count; i++)
        plain = plain && value_is_a(vm, tuple_get(exceptions)->items[i], T_Exception);
    Value both[] = {value_ref(message),
                    list_from(vm, tuple_get(exceptions)->items, tuple_get(exceptions)->count)};
    Type *type = plain ? (Type *)value_obj(vm->exception_group) : vm_type(vm, T_BaseExceptionGroup);
    Value v = alloc(vm, type, tuple_take(vm, both, 2));
    exception_get(v)->fields[0] = value_ref(message);
    exception_get(v)->fields[1] = value_ref(exceptions);
    return v;
}

// A group like `group` with other members: it keeps what tells where it comes from.
static Value derive(VM *vm, Value group, List *members) {
    if (!members->count)
        return VALUE_NONE;
    Exception *from = exception_get(group);
    Value items = tuple_from(vm, members->items, members->count);
    Value v = exception_group_new(vm, from->fields[0], items);
    value_unref(vm, items);
    Exception *e = exception_get(v);
    e->cause = value_ref(from->cause);
    e->context = value_ref(from->context);
    e->traceback = value_ref(from->traceback);
    e->kept = value_ref(from->kept);
    e->suppress_context = from->suppress_context;
    e->notes = from->notes == VALUE_ABSENT
                   ? VALUE_ABSENT
                   : list_from(vm, list_get(from->notes)->items, list_get(from->notes)->count);
    return v;
}

// Whether a condition of split() holds: a class, a tuple of classes, or a function, called nested.
static int condition_holds(VM *vm, Value exception, Value condition) {
    if (!value_is_kind(condition, KIND_FUNC) && !value_is_kind(condition, KIND_METHOD))
        return exception_matches(vm, exception, condition);
    Value answer = vm_call_nested(vm, condition, 1, &exception);
    int truth = answer == VALUE_ABSENT ? -1 : vm_truth_nested(vm, answer);
    value_unref(vm, answer);
    return truth;
}

bool exception_group_split(VM *vm, Value exception, Value class, Value *match, Value *rest) {
    *match = *rest = VALUE_NONE;
    if (exception == VALUE_NONE)
        return true;
    int matches = condition_holds(vm, exception, class);
    if (matches < 0)
        return false;
    bool group = exception_is_group(vm, exception);
    if (matches) {
        *match = value_ref(exception);
        return true;
    }
    if (!group) {
        *rest = value_ref(exception);
        return true;
    }
    if (!vm_enter(vm, " in split of an exception group"))
        return false;
    Value matched = list_new(vm, 2), left = list_new(vm, 2);
    const Tuple *members = tuple_get(exception_get(exception)->fields[1]);
    bool fine = true;
    for (int64_t i = 0; i < members->count && fine; i++) {
        Value m, r;
        fine = exception_group_split(vm, members->items[i], class, &m, &r);
        if (!fine)
            break;
        if (m != VALUE_NONE)
            list_append(vm, list_get(matched), m);
        if (r != VALUE_NONE)
            list_append(vm, list_get(left), r);
    }
    vm_leave(vm);
    if (fine) {
        *match = derive(vm, exception, list_get(matched));
        *rest = derive(vm, exception, list_get(left));
    }
    value_unref(vm, matched);
    value_unref(vm, left);
    return fine;
}

bool exception_star_match(VM *vm, Value exception, Value class, Value *match, Value *rest) {
    if (!exception_group_split(vm, exception, class, match, rest))
        return false;
    if (*match != VALUE_NONE && !exception_is_group(vm, *match)) {
        Value items = tuple_take(vm, match, 1);
        *match = exception_group_new(vm, vm->empty_str, items);
        Value both[] = {value_ref(vm->empty_str), items};
        value_set(vm, &exception_get(*match)->args, tuple_take(vm, both, 2));
    }
    return true;
}

// Whether `e` is a part of `original` that was raised again, not something new.
static bool same_origin(const Exception *e, const Exception *original) {
    return e->cause == original->cause && e->context == original->context &&
           (e->notes == VALUE_ABSENT) == (original->notes == VALUE_ABSENT);
}

// The leaves of a group that are in `keep` too, as a group of the same shape.
static Value project(VM *vm, Value exception, List *keep) {
    if (!exception_is_group(vm, exception)) {
        for (int64_t i = 0; i < keep->count; i++)
            if (keep->items[i] == exception)
                return value_ref(exception);
        return VALUE_NONE;
    }
    Value members = list_new(vm, 2);
    const Tuple *all = tuple_get(exception_get(exception)->fields[1]);
    for (int64_t i = 0; i < all->count; i++) {
        Value m = project(vm, all->items[i], keep);
        if (m != VALUE_NONE)
            list_append(vm, list_get(members), m);
    }
    Value result = list_get(members)->count == all->count ? value_ref(exception)
                                                          : derive(vm, exception, list_get(members));
    value_unref(vm, members);
    return result;
}

static void add_leaves(VM *vm, Value exception, List *leaves) {
    if (!exception_is_group(vm, exception)) {
        list_append(vm, leaves, value_ref(exception));
        return;
    }
    const Tuple *all = tuple_get(exception_get(exception)->fields[1]);
    for (int64_t i = 0; i < all->count; i++)
        add_leaves(vm, all->items[i], leaves);
}

Value exception_star_result(VM *vm, Value original, Value list) {
    const List *results = list_get(list);
    if (!exception_is_group(vm, original)) {
        // a single exception: either nothing is left, or what a clause raised, or itself
        Value last = VALUE_NONE;
        for (int64_t i = 0; i < results->count; i++)
            if (results->items[i] != VALUE_NONE)
                last = results->items[i];
        return value_ref(last);
    }
    Value raised = list_new(vm, 2), leaves = list_new(vm, 4);
    for (int64_t i = 0; i < results->count; i++) {
        Value e = results->items[i];
        if (e == VALUE_NONE)
            continue;
        if (exception_is_group(vm, e) && same_origin(exception_get(e), exception_get(original)))
            add_leaves(vm, e, list_get(leaves));
        else
            list_append(vm, list_get(raised), value_ref(e));
    }
    Value again = list_get(leaves)->count ? project(vm, original, list_get(leaves)) : VALUE_NONE;
    Value result = again;
    if (list_get(raised)->count) {
        if (again != VALUE_NONE)
            list_append(vm, list_get(raised), again);
        Value items = tuple_from(vm, list_get(raised)->items, list_get(raised)->count);
        result = exception_group_new(vm, vm->empty_str, items);
        value_unref(vm, items);
    }
    value_unref(vm, raised);
    value_unref(vm, leaves);
    return result;
}
