// Module time, on the virtual clock.
#include "loop/state.h"

#include <string.h>

#include "lang/float.h"
#include "lang/int.h"
#include "loop/modules.h"

static int64_t read_ns(VM *vm)
{
    loop_read_clock(vm);
    return loop_state(vm)->clock.now_ns;
}

static Value time_time(VM *vm, Value *a)
{
    (void)a;
    int64_t ns = read_ns(vm);
    return float_new(vm, clock_seconds(loop_state(vm)->clock.epoch_ns + ns));
}

static Value time_time_ns(VM *vm, Value *a)
{
    (void)a;
    int64_t ns = read_ns(vm);
    return int_new(vm, loop_state(vm)->clock.epoch_ns + ns);
}

static Value time_monotonic(VM *vm, Value *a)
{
    (void)a;
    return float_new(vm, clock_seconds(read_ns(vm)));
}

static Value time_monotonic_ns(VM *vm, Value *a)
{
    (void)a;
    return int_new(vm, read_ns(vm));
}

// What computing has cost so far.
static int64_t cpu_ns(VM *vm)
{
    const Clock *clock = &loop_state(vm)->clock;
    if (!clock->speed)
        return 0;
    return (int64_t)((double)vm->ticks / (double)clock->speed * 1e3) * 1000000;
}

static Value time_process_time(VM *vm, Value *a)
{
    (void)a;
    return float_new(vm, clock_seconds(cpu_ns(vm)));
}

static Value time_process_time_ns(VM *vm, Value *a)
{
    (void)a;
    return int_new(vm, cpu_ns(vm));
}

Value time_hold(VM *vm, Value *a, const char *name)
{
    double seconds;
    if (!float_from_number(vm, a[0], &seconds)) {
        if (!vm_pending(vm))
            vm_raise(vm, T_TypeError, "'%T' object cannot be interpreted as an integer", a[0]);
        return VALUE_ABSENT;
    }
    if (seconds < 0)
        return vm_raise(vm, T_ValueError, "sleep length must be non-negative");
    int64_t span;
    if (!clock_from_seconds(seconds, &span))
        return vm_raise(vm, T_OverflowError, "timestamp too large to convert to C _PyTime_t");
    loop_charge(vm);
    if (!span)
        return VALUE_NONE;
    Clock *clock = &loop_state(vm)->clock;
    int64_t until = clock->now_ns + span, lateness = clock->lateness;
    loop_event(vm, TRACE_BLOCK_BEGIN, loop_string(vm, name, strlen(name)), until, 0);
    clock_wake(clock, until, lateness);
    loop_event(vm, TRACE_BLOCK_END, 0, 0, 0);
    return VALUE_NONE;
}

static Value time_sleep(VM *vm, Value *a)
{
    return time_hold(vm, a, "time.sleep");
}

// Calendar --------------------------------------------------------------------------------------

typedef struct Moment {
    int64_t year;
    int month, day, hour, minute, second, weekday, yearday;
} Moment;

static const char *const day_names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
static const char *const month_names[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static Moment moment_from_seconds(int64_t seconds)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t days = seconds / 86400, rest = seconds % 86400;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    Moment m = {
        .hour = (int)(rest / 3600), .minute = (int)(rest / 60 % 60), .second = (int)(rest % 60)};
    m.weekday = (int)(((days + 3) % 7 + 7) % 7);
    m.year = 1970;
    while (days < 0)
        days += is_leap(--m.year) ? 366 : 365;
    while (days >= (is_leap(m.year) ? 366 : 365))
        days -= is_leap(m.year++) ? 366 : 365;
    m.yearday = (int)days + 1;
    for (m.month = 1;; m.month++) {
        int length = lengths[m.month - 1] + (m.month == 2 && is_leap(m.year));
        if (days < length)
            break;
        days -= length;
    }
    m.day = (int)days + 1;
    return m;
}

static Value moment_tuple(VM *vm, const Moment *m)
{
    Value items[] = {int_new(vm, m->year),    value_small(m->month),   value_small(m->day),
                     value_small(m->hour),    value_small(m->minute),  value_small(m->second),
                     value_small(m->weekday), value_small(m->yearday), value_small(0)};
    Value tuple = tuple_take(vm, items, 9);
    Value made = loop_library(vm, "_time", "struct_time", 1, &tuple);
    value_unref(vm, tuple);
    return made;
}

// The moment that an argument means: seconds, or now. False with an exception.
static bool moment_of_seconds(VM *vm, Value v, Moment *m)
{
    int64_t seconds;
    double number;
    if (v == VALUE_ABSENT || v == VALUE_NONE) {
        int64_t ns = read_ns(vm);
        seconds = (loop_state(vm)->clock.epoch_ns + ns) / 1000000000;
    } else if (float_from_number(vm, v, &number)) {
        if (!(number > -1e11 && number < 1e12)) {
            vm_raise(vm, T_OverflowError, "timestamp out of range for platform time_t");
            return false;
        }
        seconds = (int64_t)number - (number < (double)(int64_t)number);
    } else {
        if (!vm_pending(vm))
            vm_raise(vm, T_TypeError, "'%T' object cannot be interpreted as an integer", v);
        return false;
    }
    *m = moment_from_seconds(seconds);
    return true;
}

static bool moment_of_tuple(VM *vm, Value v, Moment *m)
{
    if (v == VALUE_ABSENT || v == VALUE_NONE)
        return moment_of_seconds(vm, VALUE_ABSENT, m);
    if (!value_is_tuple(v) || tuple_get(v)->count != 9) {
        vm_raise(vm, T_TypeError, "Tuple or struct_time argument required");
        return false;
    }
    int64_t n[9];
    for (int i = 0; i < 9; i++)
        if (!vm_index_int64(vm, tuple_get(v)->items[i], true, &n[i]))
            return false;
    *m =
        (Moment){n[0], (int)n[1], (int)n[2], (int)n[3], (int)n[4], (int)n[5], (int)n[6], (int)n[7]};
    bool fine = m->month >= 1 && m->month <= 12 && m->weekday >= 0 && m->weekday <= 6;
    if (!fine)
        vm_raise(vm, T_ValueError, "month out of range");
    return fine;
}

static Value time_gmtime(VM *vm, Value *a)
{
    Moment m;
    return moment_of_seconds(vm, a[0], &m) ? moment_tuple(vm, &m) : VALUE_ABSENT;
}

static Value format_as_c(VM *vm, const Moment *m)
{
    return str_format(vm, "%.3s %.3s %2d %02d:%02d:%02d %lld", day_names[m->weekday],
                      month_names[m->month - 1], m->day, m->hour, m->minute, m->second,
                      (long long)m->year);
}

static Value time_ctime(VM *vm, Value *a)
{
    Moment m;
    return moment_of_seconds(vm, a[0], &m) ? format_as_c(vm, &m) : VALUE_ABSENT;
}

static Value time_asctime(VM *vm, Value *a)
{
    Moment m;
    return moment_of_tuple(vm, a[0], &m) ? format_as_c(vm, &m) : VALUE_ABSENT;
}

static Value formatted(VM *vm, const Moment *m, char letter)
{
    int twelve = m->hour % 12 ? m->hour % 12 : 12;
    switch (letter) {
    case 'Y': return str_format(vm, "%lld", (long long)m->year);
    case 'y': return str_format(vm, "%02d", (int)(m->year % 100));
    case 'm': return str_format(vm, "%02d", m->month);
    case 'd': return str_format(vm, "%02d", m->day);
    case 'e': return str_format(vm, "%2d", m->day);
    case 'H': return str_format(vm, "%02d", m->hour);
    case 'I': return str_format(vm, "%02d", twelve);
    case 'M': return str_format(vm, "%02d", m->minute);
    case 'S': return str_format(vm, "%02d", m->second);
    case 'j': return str_format(vm, "%03d", m->yearday);
    case 'p': return str_from(vm, m->hour < 12 ? "AM" : "PM");
    case 'a': return str_format(vm, "%.3s", day_names[m->weekday]);
    case 'A': return str_from(vm, day_names[m->weekday]);
    case 'b': return str_format(vm, "%.3s", month_names[m->month - 1]);
    case 'B': return str_from(vm, month_names[m->month - 1]);
    case 'w': return str_format(vm, "%d", (m->weekday + 1) % 7);
    case 'u': return str_format(vm, "%d", m->weekday + 1);
    case 'T':
    case 'X': return str_format(vm, "%02d:%02d:%02d", m->hour, m->minute, m->second);
    case 'R': return str_format(vm, "%02d:%02d", m->hour, m->minute);
    case 'D':
    case 'x': return str_format(vm, "%02d/%02d/%02d", m->month, m->day, (int)(m->year % 100));
    case 'F': return str_format(vm, "%lld-%02d-%02d", (long long)m->year, m->month, m->day);
    case 'c': return format_as_c(vm, m);
    case 'Z': return str_from(vm, "UTC");
    case 'z': return str_from(vm, "+0000");
    case 'n': return str_from(vm, "\n");
    case 't': return str_from(vm, "\t");
    case '%': return str_from(vm, "%");
    }
    return vm_unsupported(vm, "time.strftime with %%%c", letter);
}

static Value time_strftime(VM *vm, Value *a)
{
    Moment m;
    if (!value_is_str(a[0]))
        return vm_raise(vm, T_TypeError, "strftime() argument 1 must be str, not %T", a[0]);
    if (!moment_of_tuple(vm, a[1], &m))
        return VALUE_ABSENT;
    StrBuilder b = {0};
    const Str *format = str_get(a[0]);
    for (size_t i = 0; i < format->bytes; i++) {
        if (format->data[i] != '%' || i + 1 == format->bytes) {
            size_t n = 1;
            while (i + n < format->bytes && format->data[i + n] != '%')
                n++;
            str_builder_add(vm, &b, format->data + i, n);
            i += n - 1;
            continue;
        }
        Value piece = formatted(vm, &m, format->data[++i]);
        if (piece == VALUE_ABSENT) {
            str_builder_drop(vm, &b);
            return VALUE_ABSENT;
        }
        str_builder_add_str(vm, &b, piece);
        value_unref(vm, piece);
    }
    return str_builder_finish(vm, &b);
}

static Value time_mktime(VM *vm, Value *a)
{
    return loop_library(vm, "_time", "mktime", 1, a);
}

static Value time_strptime(VM *vm, Value *a)
{
    return loop_library(vm, "_time", "strptime", a[1] == VALUE_ABSENT ? 1 : 2, a);
}

static const NativeDef functions[] = {
    {"time", "", time_time, NULL, 0, 0},
    {"time_ns", "", time_time_ns, NULL, 0, 0},
    {"monotonic", "", time_monotonic, NULL, 0, 0},
    {"monotonic_ns", "", time_monotonic_ns, NULL, 0, 0},
    {"perf_counter", "", time_monotonic, NULL, 0, 0},
    {"perf_counter_ns", "", time_monotonic_ns, NULL, 0, 0},
    {"process_time", "", time_process_time, NULL, 0, 0},
    {"process_time_ns", "", time_process_time_ns, NULL, 0, 0},
    {"thread_time", "", time_process_time, NULL, 0, 0},
    {"thread_time_ns", "", time_process_time_ns, NULL, 0, 0},
    {"sleep", "seconds /", time_sleep, NULL, 0, 0},
    {"gmtime", "seconds? /", time_gmtime, NULL, 0, 0},
    {"localtime", "seconds? /", time_gmtime, NULL, 0, 0},
    {"ctime", "seconds? /", time_ctime, NULL, 0, 0},
    {"asctime", "tuple? /", time_asctime, NULL, 0, 0},
    {"strftime", "format tuple? /", time_strftime, NULL, 0, 0},
    {"mktime", "tuple /", time_mktime, NULL, 0, 0},
    {"strptime", "text format? /", time_strptime, NULL, 0, 0},
    {0},
};

static bool fill(VM *vm, Value module)
{
    module_set(vm, module, "timezone", value_small(0));
    module_set(vm, module, "altzone", value_small(0));
    module_set(vm, module, "daylight", value_small(0));
    belief_fill_time(vm, module);
    return true;
}

const ModuleDef loop_module_time = {"time", functions, fill};
