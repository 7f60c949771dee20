// Tracebacks as CPython 3.11 prints them.
#include "lang/code.h"
#include "lang/exception.h"
#include "lang/list.h"
#include "lang/source.h"
#include "lang/str.h"
#include "lang/suggest.h"
#include "lang/vm.h"
#include "lang/warning.h"

#include <stdio.h>
#include <stdlib.h>

enum { REPEAT_MAX = 3 }; // the same line of a recursion is shown so often

static void add_indent(VM *vm, StrBuilder *b, int depth) {
    for (int i = 0; i < depth; i++)
        str_builder_add_text(vm, b, "  ");
}

// The margin of nested groups: nothing outside of them.
static void add_margin(VM *vm, StrBuilder *b, int depth) {
    add_indent(vm, b, depth);
    if (depth)
        str_builder_add_text(vm, b, "| ");
}

static size_t chars_between(const char *text, size_t from, size_t to) {
    size_t n = 0;
    for (size_t i = from; i < to; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

// The part of a binary operation or subscript that is at fault gets ^, the rest ~: where the
// operator stands within the columns, or false.
static bool find_anchor(const char *text, size_t start, size_t end, const Insn *insn, size_t *from,
                        size_t *to) {
    bool binary = insn->op >= OPCODE_ADD && insn->op <= OPCODE_RSHIFT_I;
    if (insn->op == OPCODE_GETITEM) {
        int depth = 0;
        for (size_t i = end; i > start; i--) {
            depth += text[i - 1] == ']';
            depth -= text[i - 1] == '[';
            if (depth == 0 && text[i - 1] == '[') {
                *from = i - 1;
                *to = end;
                return i - 1 > start;
            }
        }
        return false;
    }
    if (!binary)
        return false;
    int depth = 0;
    char quote = 0;
    size_t best = 0;
    for (size_t i = start; i < end; i++) {
        char ch = text[i];
        if (quote) {
            quote = ch == quote ? 0 : quote;
            continue;
        }
        if (ch == '"' || ch == '\'')
            quote = ch;
        depth += ch == '(' || ch == '[' || ch == '{';
        depth -= ch == ')' || ch == ']' || ch == '}';
        if (depth == 0 && i > start && strchr("+-*/%@&|^<>", ch) && text[i - 1] != 'e')
            best = best && insn->op != OPCODE_POW && (ch == '*' || ch == '/') &&
                           (text[best] == '+' || text[best] == '-')
                       ? best
                       : i;
        if (best == i && i + 1 < end && text[i + 1] == ch) {
            best = i++;
        }
    }
    if (!best)
        return false;
    *from = best;
    *to = best + 1 + (best + 1 < end && text[best + 1] == text[best]);
    return true;
}

static void add_carets(VM *vm, StrBuilder *b, const char *line, size_t length, Span span,
                       const Insn *insn, int margin) {
    size_t lead = 0;
    while (lead < length && (line[lead] == ' ' || line[lead] == '\t' || line[lead] == '\f'))
        lead++;
    size_t start = (size_t)span.col;
    size_t end = span.end_line == span.line ? (size_t)span.end_col : length;
    if (end > length)
        return; // not the line that was compiled
    while (end > start && (line[end - 1] == ' ' || line[end - 1] == '\t'))
        end--;
    if (start < lead || start >= end)
        return;
    size_t stop = length;
    while (stop > lead && (line[stop - 1] == ' ' || line[stop - 1] == '\t'))
        stop--;
    size_t from = start, to = end;
    bool anchored = span.end_line == span.line && find_anchor(line, start, end, insn, &from, &to);
    if (start == lead && end == stop && !anchored)
        return; // the whole line says nothing
    add_margin(vm, b, margin);
    str_builder_add_text(vm, b, "    ");
    size_t blanks = chars_between(line, lead, start);
    for (size_t i = 0; i < blanks; i++)
        str_builder_add_text(vm, b, " ");
    for (size_t i = start; i < end; i++) {
        if (((unsigned char)line[i] & 0xC0) == 0x80)
            continue;
        bool caret = !anchored || (i >= from && i < to);
        str_builder_add_text(vm, b, caret ? "^" : "~");
    }
    str_builder_add_text(vm, b, "\n");
}

// "File, line, function" and the line itself without the blanks around it. False when that is not known.
static bool add_place(VM *vm, StrBuilder *b, const Code *code, int number, int margin) {
    char text[32];
    add_margin(vm, b, margin);
    str_builder_add_text(vm, b, "  File \"");
    str_builder_add_str(vm, b, code->filename);
    snprintf(text, sizeof text, "\", line %d, in ", number);
    str_builder_add_text(vm, b, text);
    str_builder_add_str(vm, b, code->name);
    str_builder_add_text(vm, b, "\n");
    size_t length;
    const char *line = source_line(vm, code->filename, number, &length);
    if (!line)
        return false;
    size_t lead = 0, stop = length;
    while (lead < length && (line[lead] == ' ' || line[lead] == '\t' || line[lead] == '\f'))
        lead++;
    while (stop > lead && (line[stop - 1] == ' ' || line[stop - 1] == '\t'))
        stop--;
    if (lead == stop)
        return false;
    add_margin(vm, b, margin);
    str_builder_add_text(vm, b, "    ");
    str_builder_add(vm, b, line + lead, stop - lead);
    str_builder_add_text(vm, b, "\n");
    return true;
}

static void add_entry(VM *vm, StrBuilder *b, const Traceback *t, int margin) {
    const Code *code = (const Code *)value_obj(t->code);
    Span span = t->index < 0 ? (Span){.line = code->first_line} : code->spans[t->index];
    if (add_place(vm, b, code, span.line, margin) && t->index >= 0) {
        const Insn *insn = &code->insns[t->index];
        if (insn->op == OPCODE_EXT && t->index > 0)
            insn--;
        size_t length;
        const char *line = source_line(vm, code->filename, span.line, &length);
        add_carets(vm, b, line, length, span, insn, margin);
    }
}

Value exception_stack(VM *vm) {
    enum { DEPTH = 10 };
    const Frame *frames[DEPTH];
    int count = 0;
    for (const Frame *f = vm->frame; f && count < DEPTH; f = f->caller)
        if (f->code && !(f->code->flags & CODE_LIBRARY))
            frames[count++] = f;
    StrBuilder b = {0};
    while (count-- > 0)
        add_place(vm, &b, frames[count]->code, frame_line(frames[count]), 0);
    return str_builder_finish(vm, &b);
}

static bool same_place(const Traceback *a, const Traceback *b) {
    if (a->code != b->code)
        return false;
    const Code *code = (const Code *)value_obj(a->code);
    int la = a->index < 0 ? code->first_line : code->spans[a->index].line;
    int lb = b->index < 0 ? code->first_line : code->spans[b->index].line;
    return la == lb;
}

static void add_repeats(VM *vm, StrBuilder *b, int repeats, int margin) {
    if (repeats <= REPEAT_MAX)
        return;
    char text[80];
    int more = repeats - REPEAT_MAX;
    snprintf(text, sizeof text, "  [Previous line repeated %d more time%s]\n", more, more > 1 ? "s" : "");
    add_margin(vm, b, margin);
    str_builder_add_text(vm, b, text);
}

static void add_entries(VM *vm, StrBuilder *b, Value traceback, int margin) {
    const Traceback *last = NULL;
    int repeats = 0;
    for (Value v = traceback; v != VALUE_NONE && v != VALUE_ABSENT;
         v = ((Traceback *)value_obj(v))->next) {
        const Traceback *t = (Traceback *)value_obj(v);
        if (((const Code *)value_obj(t->code))->flags & CODE_LIBRARY)
            continue; // as if it were in C
        if (last && same_place(t, last)) {
            repeats++;
        } else {
            add_repeats(vm, b, repeats, margin);
            repeats = 1;
        }
        last = t;
        if (repeats <= REPEAT_MAX)
            add_entry(vm, b, t, margin);
    }
    add_repeats(vm, b, repeats, margin);
}

static void add_lines(VM *vm, StrBuilder *b, const char *text, size_t bytes, int margin) {
    while (bytes) {
        const char *newline = memchr(text, '\n', bytes);
        size_t n = newline ? (size_t)(newline - text) : bytes;
        add_margin(vm, b, margin);
        str_builder_add(vm, b, text, n);
        str_builder_add_text(vm, b, "\n");
        n += newline != NULL;
        text += n;
        bytes -= n;
    }
}

static void add_syntax_error_place(VM *vm, StrBuilder *b, const Exception *e, int margin) {
    if (e->fields[1] == VALUE_ABSENT || !value_is_small(e->fields[2]))
        return;
    char number[40];
    add_margin(vm, b, margin);
    str_builder_add_text(vm, b, "  File \"");
    str_builder_add_str(vm, b, e->fields[1]);
    snprintf(number, sizeof number, "\", line %lld\n", (long long)value_small_get(e->fields[2]));
    str_builder_add_text(vm, b, number);
}

// "module.Class: text" and the notes.
static void add_summary(VM *vm, StrBuilder *b, Value exception, int margin) {
    Exception *e = exception_get(exception);
    Type *type = value_type(vm, exception);
    StrBuilder line = {0};
    Value module = type->flags & TYPE_HEAP ? type_lookup(vm, type, vm_name(vm, N___module__)) : VALUE_ABSENT;
    if (value_is_str(module) && !str_is(module, "__main__") && !str_is(module, "builtins")) {
        str_builder_add_str(vm, &line, module);
        str_builder_add_text(vm, &line, ".");
    } else if (!(type->flags & TYPE_HEAP)) {
        Value own = type_lookup(vm, type, vm_name(vm, N___module__));
        if (value_is_str(own) && !str_is(own, "builtins")) {
            str_builder_add_str(vm, &line, own);
            str_builder_add_text(vm, &line, ".");
        }
    }
    str_builder_add_str(vm, &line, type->qualname);
    Value text = vm_str_nested(vm, exception);
    if (text == VALUE_ABSENT) {
        vm_clear_pending(vm);
        str_builder_add_text(vm, &line, ": <exception str() failed>");
    } else if (str_get(text)->bytes) {
        str_builder_add_text(vm, &line, ": ");
        str_builder_add_str(vm, &line, text);
    }
    value_unref(vm, text);
    Value meant = suggest_name(vm, exception);
    if (meant != VALUE_ABSENT) {
        str_builder_add_text(vm, &line, ". Did you mean: '");
        str_builder_add_str(vm, &line, meant);
        str_builder_add_text(vm, &line, "'?");
    }
    if (type_is_subtype(type, vm_type(vm, T_SyntaxError)))
        add_syntax_error_place(vm, b, e, margin);
    Value whole = str_builder_finish(vm, &line);
    add_lines(vm, b, str_get(whole)->data, str_get(whole)->bytes, margin);
    value_unref(vm, whole);
    if (e->notes == VALUE_ABSENT)
        return;
    for (int64_t i = 0; i < list_get(e->notes)->count; i++) {
        Value note = vm_str_nested(vm, list_get(e->notes)->items[i]);
        if (note == VALUE_ABSENT) {
            vm_clear_pending(vm);
            continue;
        }
        add_lines(vm, b, str_get(note)->data, str_get(note)->bytes, margin);
        value_unref(vm, note);
    }
}

// One exception of a report: what is told before it, and what is told within it.
typedef struct Node {
    Value exception; // owned: its text may be made by code of the program
    int before;      // its cause or context, -1 when there is none or it is told elsewhere
    int members;     // the first of a group's members, which follow each other
    bool caused;     // `before` is its cause
} Node;

// What is told where. On the host's heap, for one report.
typedef struct Report {
    Node *nodes;
    int count, capacity;
    bool need_close; // the group that is being told is to be closed
} Report;

static int node_add(Report *r, Value exception) {
    if (r->count == r->capacity) {
        r->capacity = r->capacity ? r->capacity * 2 : 16;
        r->nodes = realloc(r->nodes, (size_t)r->capacity * sizeof *r->nodes);
        if (!r->nodes)
            abort();
    }
    r->nodes[r->count] = (Node){value_ref(exception), -1, -1, false};
    return r->count++;
}

static bool is_told(const Report *r, Value exception) {
    for (int i = 0; i < r->count; i++)
        if (r->nodes[i].exception == exception)
            return true;
    return false;
}

// Finds the nodes below `root`. Each cause or context is told once: with what is found last in a group, as
// CPython does.
static void report_gather(VM *vm, Report *r, Value root) {
    int *waiting = NULL;
    int count = 0, capacity = 0, from = node_add(r, root);
    for (int next = from;; next = waiting[--count]) {
        const Exception *e = exception_get(r->nodes[next].exception);
        int first = r->count;
        bool cause = e->cause != VALUE_ABSENT && e->cause != VALUE_NONE && !is_told(r, e->cause);
        bool context = !cause && e->context != VALUE_ABSENT && !e->suppress_context && !is_told(r, e->context);
        if (cause || context) {
            int before = node_add(r, cause ? e->cause : e->context);
            r->nodes[next].before = before;
            r->nodes[next].caused = cause;
        }
        if (exception_is_group(vm, r->nodes[next].exception)) {
            const Tuple *members = tuple_get(e->fields[1]);
            r->nodes[next].members = r->count;
            for (int64_t i = 0; i < members->count; i++)
                node_add(r, members->items[i]);
        }
        int added = r->count - first;
        if (count + added > capacity) {
            capacity = (count + added) * 2;
            waiting = realloc(waiting, (size_t)capacity * sizeof *waiting);
            if (!waiting)
                abort();
        }
        for (int i = 0; i < added; i++)
            waiting[count++] = first + i;
        if (!count)
            break;
    }
    free(waiting);
}

static void add_node(VM *vm, StrBuilder *b, Report *r, int index, int margin);

static void add_group_members(VM *vm, StrBuilder *b, Report *r, int index, int margin) {
    enum { WIDTH_MAX = 15 };
    int64_t n = tuple_get(exception_get(r->nodes[index].exception)->fields[1])->count;
    r->need_close = false;
    for (int64_t i = 0; i < n && i <= WIDTH_MAX; i++) {
        if (i == n - 1 || i == WIDTH_MAX)
            r->need_close = true; // unless the last line of one within it serves both
        char title[80];
        if (i == WIDTH_MAX)
            snprintf(title, sizeof title, "+---------------- ... ----------------\n");
        else
            snprintf(title, sizeof title, "+-+---------------- %lld ----------------\n",
                     (long long)i + 1);
        add_indent(vm, b, margin);
        if (i)
            str_builder_add_text(vm, b, "  ");
        str_builder_add_text(vm, b, i && i < WIDTH_MAX ? title + 2 : title);
        if (i == WIDTH_MAX) {
            snprintf(title, sizeof title, "and %lld more exception%s\n", (long long)(n - WIDTH_MAX),
                     n - WIDTH_MAX > 1 ? "s" : "");
            add_margin(vm, b, margin + 1);
            str_builder_add_text(vm, b, title);
        } else {
            add_node(vm, b, r, r->nodes[index].members + (int)i, margin + 1);
        }
    }
    if (!r->need_close)
        return;
    add_indent(vm, b, margin + 1);
    str_builder_add_text(vm, b, "+------------------------------------\n");
    r->need_close = false;
}

static void add_node(VM *vm, StrBuilder *b, Report *r, int index, int margin) {
    if (!vm_enter(vm, "")) {
        vm_clear_pending(vm);
        return;
    }
    const Node *node = &r->nodes[index];
    const Exception *e = exception_get(node->exception);
    if (node->before >= 0) {
        const char *link =
            node->caused ? "\nThe above exception was the direct cause of the following exception:\n\n"
                         : "\nDuring handling of the above exception, another exception occurred:\n\n";
        add_node(vm, b, r, node->before, margin);
        if (margin)
            add_lines(vm, b, link, strlen(link), margin);
        else
            str_builder_add_text(vm, b, link);
    }
    bool group = node->members >= 0;
    if (e->traceback != VALUE_ABSENT) {
        if (group && margin == 0) {
            str_builder_add_text(vm, b, "  + Exception Group Traceback (most recent call last):\n");
        } else {
            add_margin(vm, b, margin);
            str_builder_add_text(vm, b, group ? "Exception Group Traceback (most recent call last):\n"
                                              : "Traceback (most recent call last):\n");
        }
        add_entries(vm, b, e->traceback, group && !margin ? 1 : margin);
    }
    add_summary(vm, b, node->exception, group && !margin ? 1 : margin);
    if (group)
        add_group_members(vm, b, r, index, group && !margin ? 1 : margin);
    vm_leave(vm);
}

Value exception_report(VM *vm, Value exception) {
    StrBuilder b = {0};
    Report r = {0};
    report_gather(vm, &r, exception);
    add_node(vm, &b, &r, 0, 0);
    for (int i = 0; i < r.count; i++)
        value_unref(vm, r.nodes[i].exception);
    free(r.nodes);
    return str_builder_finish(vm, &b);
}

Value exception_report_entry(VM *vm, Value traceback) {
    const Traceback *t = (const Traceback *)value_obj(traceback);
    StrBuilder b = {0};
    if (!(((const Code *)value_obj(t->code))->flags & CODE_LIBRARY))
        add_entry(vm, &b, t, 0);
    return str_builder_finish(vm, &b);
}

Value exception_report_summary(VM *vm, Value exception) {
    StrBuilder b = {0};
    add_summary(vm, &b, exception, 0);
    return str_builder_finish(vm, &b);
}
