#include "lang/error.h"

#include <stdarg.h>
#include <stdio.h>

#include "lang/exception.h"
#include "lang/exec.h"
#include "lang/gen.h"
#include "lang/str.h"
#include "lang/vm.h"

// Adds the text of a value; what raises on the way is shown by its type only.
static void add_text(VM *vm, StrBuilder *b, Value v, bool repr) {
    Value text = repr ? vm_repr_nested(vm, v) : vm_str_nested(vm, v);
    if (text == VALUE_ABSENT) {
        vm_clear_pending(vm);
        str_builder_add_text(vm, b, "<");
        str_builder_add_text(vm, b, type_name(value_type(vm, v)));
        str_builder_add_text(vm, b, ">");
        return;
    }
    str_builder_add_str(vm, b, text);
    value_unref(vm, text);
}

// One conversion of vm_raise; returns what follows it.
static const char *add_conversion(VM *vm, StrBuilder *b, const char *at, va_list *args) {
    int precision = -1;
    char number[32];
    if (*at == '.') {
        precision = 0;
        for (at++; *at >= '0' && *at <= '9'; at++)
            precision = precision * 10 + *at - '0';
    }
    switch (*at) {
    case 's': {
        const char *text = va_arg(*args, const char *);
        size_t bytes = strlen(text);
        str_builder_add(vm, b, text, precision >= 0 && (size_t)precision < bytes ? (size_t)precision : bytes);
        break;
    }
    case 'c':
        str_builder_add_char(vm, b, (uint32_t)va_arg(*args, int));
        break;
    case 'd':
        snprintf(number, sizeof number, "%d", va_arg(*args, int));
        str_builder_add_text(vm, b, number);
        break;
    case 'l':
        snprintf(number, sizeof number, "%lld", va_arg(*args, long long));
        str_builder_add_text(vm, b, number);
        at += 2;
        break;
    case 'z':
        snprintf(number, sizeof number, "%zd", va_arg(*args, ptrdiff_t));
        str_builder_add_text(vm, b, number);
        at++;
        break;
    case 'S':
        add_text(vm, b, va_arg(*args, Value), false);
        break;
    case 'R':
        add_text(vm, b, va_arg(*args, Value), true);
        break;
    case 'T':
        str_builder_add_text(vm, b, type_name(value_type(vm, va_arg(*args, Value))));
        break;
    case 'N':
        str_builder_add_text(vm, b, type_name(va_arg(*args, const Type *)));
        break;
    case '%':
        str_builder_add_text(vm, b, "%");
        break;
    default:
        assert(false);
    }
    return at + 1;
}

Value vm_raise(VM *vm, int type, const char *format, ...) {
    StrBuilder b = {0};
    va_list args;
    va_start(args, format);
    for (const char *at = format; *at;) {
        const char *percent = strchr(at, '%');
        if (!percent) {
            str_builder_add_text(vm, &b, at);
            break;
        }
        str_builder_add(vm, &b, at, (size_t)(percent - at));
        at = add_conversion(vm, &b, percent + 1, &args);
    }
    va_end(args);
    return vm_raise_value(vm, type, str_builder_finish(vm, &b));
}

Value vm_raise_value(VM *vm, int type, Value take_argument) {
    return vm_raise_instance(vm, exception_new(vm, type, take_argument));
}

Value vm_handled(const VM *vm) {
    Value around = gen_driver_handled(vm->driver);
    if (vm->handled == around)
        return around;
    for (const Frame *f = vm->frame; f; f = f->caller) {
        if (f->handling)
            return frame_is_passed(f) ? around : vm->handled;
        if (vm->driver && f == vm->driver->frame)
            break;
    }
    return vm->handled;
}

void vm_set_context(VM *vm, Value exception) { exception_set_context(vm, exception, vm_handled(vm)); }

void exception_set_context(VM *vm, Value exception, Value handled) {
    if (handled == VALUE_ABSENT || handled == exception)
        return;
    for (Value c = handled; c != VALUE_ABSENT;) {
        Exception *e = exception_get(c);
        if (e->context == exception) {
            value_clear(vm, &e->context);
            break;
        }
        c = e->context;
    }
    value_set(vm, &exception_get(exception)->context, value_ref(handled));
}

Value vm_raise_instance(VM *vm, Value take_exception) {
    vm_set_context(vm, take_exception);
    value_set(vm, &vm->exception, take_exception);
    if (vm->hooks->raised)
        vm->hooks->raised(vm, vm->frame, take_exception);
    return VALUE_ABSENT;
}

bool vm_pending(const VM *vm) { return vm->exception != VALUE_ABSENT; }

bool vm_pending_is(VM *vm, int type) {
    return vm->exception != VALUE_ABSENT && value_is_a(vm, vm->exception, (TypeId)type);
}

Value vm_take_pending(VM *vm) {
    Value v = vm->exception;
    vm->exception = VALUE_ABSENT;
    return v;
}

void vm_clear_pending(VM *vm) { value_clear(vm, &vm->exception); }

// The first reason for ending the run is the one that is told.
static Value halt(VM *vm, int status, const char *format, va_list args) {
    if (!vm->halt_status) {
        vm->halt_status = status;
        vsnprintf(vm->halt_text, sizeof vm->halt_text, format, args);
        const Frame *f = vm->frame;
        while (f && !f->code)
            f = f->caller;
        vm->halt_line = f ? frame_line(f) : 0;
    }
    return vm_raise_value(vm, T_SystemError, VALUE_ABSENT);
}

Value vm_halt(VM *vm, int status, const char *format, ...) {
    va_list args;
    va_start(args, format);
    halt(vm, status, format, args);
    va_end(args);
    return VALUE_ABSENT;
}

Value vm_unsupported(VM *vm, const char *format, ...) {
    va_list args;
    va_start(args, format);
    halt(vm, 3, format, args);
    va_end(args);
    return VALUE_ABSENT;
}

void vm_note_attribute(VM *vm, Value object, Value name) {
    Exception *e = exception_get(vm->exception);
    value_set(vm, &e->fields[0], value_ref(name));
    value_set(vm, &e->fields[1], value_ref(object));
}
