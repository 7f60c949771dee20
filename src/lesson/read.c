// Reading lesson.md: the header by hand, the rest by cmark.
#include <cmark.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lesson/lesson.h"

typedef struct BlockFacts {
    const char *word;
    char content;
    const char *where;
} BlockFacts;

static const BlockFacts block_facts[] = {
    [LESSON_TEXT] = {"", 'T', ""},
#define LESSON_BLOCK(name, word, content, where) [LESSON_##name] = {word, content, where},
#include "lesson/block.def"
#undef LESSON_BLOCK
};

enum { BLOCK_KINDS = sizeof block_facts / sizeof *block_facts };

static const struct {
    const char *block, *name;
    char often;
} field_facts[] = {
#define LESSON_FIELD(block, name, often) {block, name, often},
#include "lesson/field.def"
#undef LESSON_FIELD
};

enum { FIELD_FACTS = sizeof field_facts / sizeof *field_facts };

// An array that grows in plain memory, and ends up in the arena.
typedef struct List {
    char *items;
    size_t count, capacity, item_bytes;
} List;

static void *add(List *list)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 8 : list->capacity * 2;
        list->items = realloc(list->items, list->capacity * list->item_bytes);
        if (list->items == NULL) {
            abort();
        }
    }
    void *item = list->items + list->count++ * list->item_bytes;
    memset(item, 0, list->item_bytes);
    return item;
}

static void *keep_list(List *list, Arena *arena, size_t *count)
{
    *count = list->count;
    void *kept = arena_alloc(arena, list->count * list->item_bytes + 1);
    if (list->count > 0) {
        memcpy(kept, list->items, list->count * list->item_bytes);
    }
    free(list->items);
    *list = (List){.item_bytes = list->item_bytes};
    return kept;
}

// ---- fields

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    return at;
}

static const char *trimmed_end(const char *begin, const char *end)
{
    while (end > begin && isspace((unsigned char)end[-1])) {
        end--;
    }
    return end;
}

// The first such character between two places, NULL when there is none.
static const char *find(const char *begin, const char *end, char c)
{
    while (begin < end && *begin != c) {
        begin++;
    }
    return begin < end ? begin : NULL;
}

// Puts an indented line behind the value of the field before it.
static bool continue_field(List *fields, Arena *arena, const char *begin, const char *end)
{
    if (fields->count == 0) {
        return false;
    }
    LessonField *last = (LessonField *)(void *)fields->items + fields->count - 1;
    Buffer value;
    buffer_init(&value);
    buffer_printf(&value, "%s%s%.*s", last->value, *last->value ? " " : "", (int)(end - begin), begin);
    last->value = arena_strndup(arena, value.data, value.length);
    buffer_deinit(&value);
    return true;
}

static bool read_fields(const Lesson *lesson, Arena *arena, const char *text, size_t length, int line,
                        List *fields, Diag *diag)
{
    const char *end = text + length;
    for (const char *at = text; at < end; line++) {
        const char *newline = find(at, end, '\n');
        const char *line_end = newline == NULL ? end : newline;
        const char *begin = skip_blanks(at, line_end), *stop = trimmed_end(begin, line_end);
        const char *colon = find(begin, stop, ':');
        bool indented = begin > at;
        at = newline == NULL ? end : newline + 1;
        if (begin == stop) {
            continue;
        }
        if (indented) {
            if (!continue_field(fields, arena, begin, stop)) {
                diag_set(diag, lesson->path, line, 1, "an indented line goes on with a field, and there is none above");
                return diag_hint(diag, "begin the line with the field's name at the margin");
            }
            continue;
        }
        if (colon == NULL) {
            diag_set(diag, lesson->path, line, 1, "this is no field: '%.*s'", (int)(stop - begin), begin);
            return diag_hint(diag, "fields are written as 'name: value'");
        }
        LessonField *field = add(fields);
        const char *value = skip_blanks(colon + 1, stop);
        field->name = arena_strndup(arena, begin, (size_t)(trimmed_end(begin, colon) - begin));
        field->value = arena_strndup(arena, value, (size_t)(stop - value));
        field->line = line;
    }
    return true;
}

static int count_of(const LessonField *fields, size_t count, const char *name)
{
    int found = 0;
    for (size_t i = 0; i < count; i++) {
        found += strcmp(fields[i].name, name) == 0;
    }
    return found;
}

// Whether the block has the fields that it must have, and no others.
static bool check_fields(const Lesson *lesson, const char *block, int line, const LessonField *fields,
                         size_t count, Diag *diag)
{
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (int f = 0; f < FIELD_FACTS; f++) {
            known |= strcmp(field_facts[f].block, block) == 0 && strcmp(field_facts[f].name, fields[i].name) == 0;
        }
        if (!known) {
            diag_set(diag, lesson->path, fields[i].line, 1, "%s has no field '%s'", block, fields[i].name);
            return diag_hint(diag, "lessons/README.md lists the fields of each block");
        }
    }
    for (int f = 0; f < FIELD_FACTS; f++) {
        if (strcmp(field_facts[f].block, block) != 0) {
            continue;
        }
        int found = count_of(fields, count, field_facts[f].name);
        char often = field_facts[f].often;
        if (found == 0 && (often == '1' || often == '+')) {
            diag_set(diag, lesson->path, line, 1, "the field '%s' of this %s is missing", field_facts[f].name, block);
            return diag_hint(diag, "add a line '%s: ...'", field_facts[f].name);
        }
        if (found > 1 && (often == '1' || often == '?')) {
            return diag_set(diag, lesson->path, line, 1, "this %s has the field '%s' %d times, one is allowed", block,
                            field_facts[f].name, found);
        }
    }
    return true;
}

// ---- text

static bool is_on_the_web(const char *address)
{
    return strstr(address, "://") != NULL || strncmp(address, "mailto:", strlen("mailto:")) == 0;
}

// Behind the words of a link: its address, unless the words are that, or a file among `links`.
static void end_link(const char *address, size_t words_at, Buffer *out, Buffer *links)
{
    if (!is_on_the_web(address)) {
        buffer_printf(links, "%s\n", address);
    } else if (strcmp(out->data + words_at, address) != 0) {
        buffer_printf(out, " (%s)", address);
    }
}

static void add_inlines(cmark_node *node, Buffer *out, Buffer *links)
{
    size_t words_at = 0; // of the link that is being read: links have no links in them
    cmark_iter *iter = cmark_iter_new(node);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *now = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(now);
        bool leads = type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE;
        if (event != CMARK_EVENT_ENTER) {
            if (leads) {
                end_link(cmark_node_get_url(now), words_at, out, links);
            }
            continue;
        }
        words_at = leads ? out->length : words_at;
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) {
            buffer_puts(out, cmark_node_get_literal(now));
        } else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
            buffer_putc(out, type == CMARK_NODE_LINEBREAK ? '\n' : ' ');
        }
    }
    cmark_iter_free(iter);
}

// How a paragraph begins that is the first of a list's item.
static void add_bullet(cmark_node *item, Buffer *out)
{
    cmark_node *list = cmark_node_parent(item);
    if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST) {
        buffer_puts(out, "- ");
        return;
    }
    int number = cmark_node_get_list_start(list);
    for (cmark_node *before = cmark_node_previous(item); before != NULL; before = cmark_node_previous(before)) {
        number++;
    }
    buffer_printf(out, "%d. ", number);
}

// A block of CommonMark; `first_line` is that of its document. Walks the tree by cmark's iterator: nesting costs no stack.
static void add_text(List *paragraphs, Arena *arena, cmark_node *root, int first_line)
{
    int depth = 0, quotes = 0;
    cmark_iter *iter = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        int step = event == CMARK_EVENT_ENTER ? 1 : -1;
        depth += type == CMARK_NODE_LIST ? step : 0;
        quotes += type == CMARK_NODE_BLOCK_QUOTE ? step : 0;
        bool code = type == CMARK_NODE_CODE_BLOCK;
        if (event != CMARK_EVENT_ENTER || (type != CMARK_NODE_PARAGRAPH && type != CMARK_NODE_HEADING && !code)) {
            continue;
        }
        Buffer text, links;
        buffer_init(&text);
        buffer_init(&links);
        cmark_node *parent = cmark_node_parent(node);
        bool item = parent != NULL && cmark_node_get_type(parent) == CMARK_NODE_ITEM;
        if (item && cmark_node_previous(node) == NULL) {
            add_bullet(parent, &text);
        }
        if (code) {
            buffer_puts(&text, cmark_node_get_literal(node));
        } else {
            add_inlines(node, &text, &links);
        }
        LessonParagraph *made = add(paragraphs);
        *made = (LessonParagraph){.kind = code                         ? LESSON_CODE
                                          : type == CMARK_NODE_HEADING ? LESSON_HEADING
                                          : item                       ? LESSON_ITEM
                                          : quotes > 0                 ? LESSON_QUOTE
                                                                       : LESSON_PARAGRAPH,
                                  .depth = depth > 0 ? depth - 1 : 0,
                                  .text = arena_strndup(arena, text.data, text.length),
                                  .links = arena_strndup(arena, links.data, links.length),
                                  .line = first_line + cmark_node_get_start_line(node) - 1};
        buffer_deinit(&links);
        buffer_deinit(&text);
        if (!code) {
            cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
        }
    }
    cmark_iter_free(iter);
}

// ---- blocks

static LessonKind kind_of(cmark_node *node, const char *where)
{
    if (cmark_node_get_type(node) != CMARK_NODE_CODE_BLOCK) {
        return LESSON_TEXT;
    }
    const char *info = cmark_node_get_fence_info(node);
    size_t length = strcspn(info, " \t");
    for (int i = 1; i < BLOCK_KINDS; i++) {
        if (strlen(block_facts[i].word) == length && memcmp(info, block_facts[i].word, length) == 0 &&
            strcmp(block_facts[i].where, where) == 0) {
            return (LessonKind)i;
        }
    }
    return LESSON_TEXT;
}

// A fenced block of our own. `first_line` is that of the document in the file.
static bool read_block(const Lesson *lesson, Arena *arena, cmark_node *node, LessonKind kind, int line,
                       LessonBlock *block, Diag *diag)
{
    const char *info = cmark_node_get_fence_info(node), *text = cmark_node_get_literal(node);
    info += strlen(block_facts[kind].word);
    info += strspn(info, " \t");
    *block = (LessonBlock){.kind = kind, .line = line, .argument = arena_strndup(arena, info, strlen(info))};
    if (block_facts[kind].content == 'T') {
        List paragraphs = {.item_bytes = sizeof(LessonParagraph)};
        cmark_node *inside = cmark_parse_document(text, strlen(text), CMARK_OPT_DEFAULT);
        add_text(&paragraphs, arena, inside, line + 1);
        cmark_node_free(inside);
        block->paragraphs = keep_list(&paragraphs, arena, &block->paragraph_count);
        return true;
    }
    List fields = {.item_bytes = sizeof(LessonField)};
    bool read = read_fields(lesson, arena, text, strlen(text), line + 1, &fields, diag);
    block->fields = keep_list(&fields, arena, &block->field_count);
    return read && check_fields(lesson, block_facts[kind].word, line, block->fields, block->field_count, diag);
}

static void end_text(List *paragraphs, Arena *arena, List *blocks, int line)
{
    if (paragraphs->count > 0) {
        LessonBlock *block = add(blocks);
        *block = (LessonBlock){.kind = LESSON_TEXT, .line = line, .argument = ""};
        block->paragraphs = keep_list(paragraphs, arena, &block->paragraph_count);
    }
}

static bool read_blocks(Lesson *lesson, const char *where, const char *text, size_t length, int first_line,
                        Diag *diag)
{
    List blocks = {.item_bytes = sizeof(LessonBlock)};
    List paragraphs = {.item_bytes = sizeof(LessonParagraph)};
    cmark_node *document = cmark_parse_document(text, length, CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8);
    bool read = true;
    int text_line = first_line;
    for (cmark_node *node = cmark_node_first_child(document); node != NULL && read; node = cmark_node_next(node)) {
        int line = first_line + cmark_node_get_start_line(node) - 1;
        LessonKind kind = kind_of(node, where);
        if (kind == LESSON_TEXT) {
            text_line = paragraphs.count == 0 ? line : text_line;
            add_text(&paragraphs, &lesson->arena, node, first_line);
            continue;
        }
        end_text(&paragraphs, &lesson->arena, &blocks, text_line);
        read = read_block(lesson, &lesson->arena, node, kind, line, add(&blocks), diag);
    }
    end_text(&paragraphs, &lesson->arena, &blocks, text_line);
    free(paragraphs.items);
    cmark_node_free(document);
    lesson->blocks = keep_list(&blocks, &lesson->arena, &lesson->block_count);
    return read;
}

// ---- the header

const char *const *lesson_parts(Lesson *lesson, const char *text, const char *ends, size_t *count)
{
    List words = {.item_bytes = sizeof(const char *)};
    const char *at = text == NULL ? "" : text;
    for (at += strspn(at, " ,;"); *at != '\0'; at += strspn(at, " ,;")) {
        size_t length = strcspn(at, ends);
        const char *end = trimmed_end(at, at + length);
        *(const char **)add(&words) = arena_strndup(&lesson->arena, at, (size_t)(end - at));
        at += length;
    }
    return keep_list(&words, &lesson->arena, count);
}

static bool take_header(Lesson *lesson, const LessonBlock *header, Diag *diag)
{
    const char *minutes = lesson_value(header, "minutes");
    lesson->id = lesson_value(header, "id");
    lesson->title = lesson_value(header, "title");
    lesson->part = lesson_value(header, "part");
    lesson->misconceptions =
        lesson_parts(lesson, lesson_value(header, "misconceptions"), " ,", &lesson->misconception_count);
    lesson->requires = lesson_parts(lesson, lesson_value(header, "requires"), " ,", &lesson->require_count);
    lesson->seeds = lesson_parts(lesson, lesson_value(header, "seeds"), ";", &lesson->seed_count);
    char *end;
    long number = strtol(minutes, &end, 10);
    if (end == minutes || *end != '\0' || number < 1 || number > 60) {
        size_t at = 0;
        int line = lesson_field(header, "minutes", &at)->line;
        diag_set(diag, lesson->path, line, 1, "'%s' is no number of minutes", minutes);
        return diag_hint(diag, "write a whole number from 1 to 60");
    }
    lesson->minutes = (int)number;
    // it names a folder of the learner's
    size_t sound = strspn(lesson->id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    if (sound == 0 || lesson->id[sound] != '\0' || lesson->id[0] == '-') {
        size_t at = 0;
        diag_set(diag, lesson->path, lesson_field(header, "id", &at)->line, 1, "'%s' is no id", lesson->id);
        return diag_hint(diag, "write letters, digits, - and _, as in 'two-cups'");
    }
    return true;
}

// Reads the lines between two "---". Gives what follows, and its line.
static bool read_header(Lesson *lesson, const Buffer *file, const char **rest, int *rest_line, Diag *diag)
{
    const char *text = file->data, *end = strstr(text, "\n---\n");
    if (strncmp(text, "---\n", 4) != 0 || end == NULL) {
        diag_set(diag, lesson->path, 1, 1, "a lesson begins with a header");
        return diag_hint(diag, "put 'id:', 'title:', 'part:', 'minutes:' and 'misconceptions:' between two lines '---'");
    }
    text += 4;
    List fields = {.item_bytes = sizeof(LessonField)};
    LessonBlock header = {.kind = LESSON_TEXT, .line = 1, .argument = ""};
    size_t length = end >= text ? (size_t)(end - text) : 0;
    bool read = read_fields(lesson, &lesson->arena, text, length, 2, &fields, diag);
    header.fields = keep_list(&fields, &lesson->arena, &header.field_count);
    *rest = end + strlen("\n---\n");
    *rest_line = 1;
    for (const char *at = file->data; at < *rest; at++) {
        *rest_line += *at == '\n';
    }
    return read && check_fields(lesson, "header", 1, header.fields, header.field_count, diag) &&
           take_header(lesson, &header, diag);
}

static char *join(Arena *arena, const char *folder, const char *name)
{
    Buffer path;
    buffer_init(&path);
    buffer_printf(&path, "%s/%s", folder, name);
    char *kept = arena_strndup(arena, path.data, path.length);
    buffer_deinit(&path);
    return kept;
}

static bool is_text(const Lesson *lesson, const Buffer *text, Diag *diag)
{
    return memchr(text->data, '\0', text->length) == NULL ||
           diag_set(diag, lesson->path, 0, 0, "a byte 0 is in it: this is no text");
}

bool lesson_parse(Lesson *lesson, const char *folder, const Buffer *text, Diag *diag)
{
    *lesson = (Lesson){0};
    arena_init(&lesson->arena);
    lesson->folder = arena_strndup(&lesson->arena, folder, strlen(folder));
    lesson->path = join(&lesson->arena, folder, "lesson.md");
    const char *rest = NULL;
    int line = 0;
    bool read = is_text(lesson, text, diag) && read_header(lesson, text, &rest, &line, diag) &&
                read_blocks(lesson, "lesson", rest, strlen(rest), line, diag);
    if (!read) {
        lesson_deinit(lesson);
    }
    return read;
}

bool lesson_parse_page(Lesson *page, const char *folder, const char *name, const Buffer *text, Diag *diag)
{
    *page = (Lesson){.id = "", .title = "", .part = ""};
    arena_init(&page->arena);
    page->folder = join(&page->arena, folder, name);
    Buffer path;
    buffer_init(&path);
    buffer_printf(&path, "%s.md", page->folder);
    page->path = arena_strndup(&page->arena, path.data, path.length);
    buffer_deinit(&path);
    bool read = is_text(page, text, diag) && read_blocks(page, name, text->data, text->length, 1, diag);
    if (!read) {
        lesson_deinit(page);
    }
    return read;
}

static bool read_file(const char *folder, const char *name, Buffer *text, Diag *diag)
{
    Buffer path;
    buffer_init(&path);
    buffer_printf(&path, "%s/%s.md", folder, name);
    bool read = buffer_read_file(text, path.data) || diag_set(diag, path.data, 0, 0, "%s", strerror(errno));
    buffer_deinit(&path);
    return read;
}

bool lesson_read(Lesson *lesson, const char *folder, Diag *diag)
{
    Buffer text;
    buffer_init(&text);
    bool read = read_file(folder, "lesson", &text, diag) && lesson_parse(lesson, folder, &text, diag);
    buffer_deinit(&text);
    return read;
}

bool lesson_read_page(Lesson *page, const char *folder, const char *name, Diag *diag)
{
    Buffer path, text;
    buffer_init(&path);
    buffer_init(&text);
    *page = (Lesson){0};
    buffer_printf(&path, "%s/%s.md", folder, name);
    bool read = access(path.data, F_OK) != 0 ||
                (read_file(folder, name, &text, diag) && lesson_parse_page(page, folder, name, &text, diag));
    if (!read) {
        *page = (Lesson){0};
    }
    buffer_deinit(&text);
    buffer_deinit(&path);
    return read;
}

void lesson_deinit(Lesson *lesson)
{
    arena_deinit(&lesson->arena);
}

const LessonField *lesson_field(const LessonBlock *block, const char *name, size_t *at)
{
    for (; *at < block->field_count; (*at)++) {
        if (strcmp(block->fields[*at].name, name) == 0) {
            return &block->fields[(*at)++];
        }
    }
    return NULL;
}

const char *lesson_value(const LessonBlock *block, const char *name)
{
    size_t at = 0;
    const LessonField *field = lesson_field(block, name, &at);
    return field == NULL ? NULL : field->value;
}

bool lesson_program(const Lesson *lesson, const char *name, int line, Buffer *out, Diag *diag)
{
    if (strchr(name, '/') != NULL || name[0] == '\0') {
        diag_set(diag, lesson->path, line, 1, "'%s' is no program of this lesson", name);
        return diag_hint(diag, "name a file in the lesson's own folder");
    }
    Arena arena;
    arena_init(&arena);
    const char *path = join(&arena, lesson->folder, name);
    bool read = buffer_read_file(out, path);
    if (!read) {
        diag_set(diag, lesson->path, line, 1, "%s: %s", path, strerror(errno));
        diag_hint(diag, "put the program in the lesson's folder");
    }
    arena_deinit(&arena);
    return read;
}
