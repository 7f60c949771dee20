#include "lang/lexer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "lang/lexer_source.h"
#include "lang/unicode_name.h"

enum { TAB_COLUMNS = 8, FIRST_TOKENS = 256 };

// The state of one lexing; `at` is the offset of the next byte to look at.
typedef struct Scan {
    Lexer *lexer;
    Arena *arena;
    const char *source;
    size_t at, end;
    size_t line_start;
    int32_t line;
    int32_t first_line, first_col; // what the first byte counts as
    int capacity;
    bool is_expression;
    // Indentation is measured twice, with tabs to multiples of 8 and with tabs as 1 column: where
    // the two disagree about which of two lines is deeper, tabs and spaces are mixed.
    int indents, columns[LEXER_MAX_INDENTS], alt_columns[LEXER_MAX_INDENTS];
} Scan;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 128;
}

static bool is_name_char(char c)
{
    return is_name_start(c) || is_digit(c);
}

size_t lexer_line_start(const Lexer *lexer, size_t at)
{
    while (at > 0 && lexer->source[at - 1] != '\n') {
        at--;
    }
    return at;
}

int32_t lexer_error_column(const Lexer *lexer, size_t at)
{
    size_t start = lexer_line_start(lexer, at);
    return (int32_t)utf8_count(lexer->source + start, at - start) + 1;
}

// --- Tokens

static Token *push(Scan *scan, TokenType type, size_t start, int32_t line, size_t line_start)
{
    Lexer *lexer = scan->lexer;
    if (lexer->count == scan->capacity) {
        scan->capacity *= 2;
        lexer->tokens = realloc(lexer->tokens, (size_t)scan->capacity * sizeof *lexer->tokens);
        if (lexer->tokens == NULL) {
            abort();
        }
    }
    // Only what ends on the first line is moved: that is how CPython counts in f-strings.
    int32_t shift = scan->line == scan->first_line ? scan->first_col : 0;
    Token *token = &lexer->tokens[lexer->count++];
    *token = (Token){
        .type = (uint8_t)type,
        .level = (uint8_t)lexer->bracket_count,
        .start = (uint32_t)start,
        .end = (uint32_t)scan->at,
        .line = line,
        .col = (int32_t)(start - line_start) + shift,
        .end_line = scan->line,
        .end_col = (int32_t)(scan->at - scan->line_start) + shift,
    };
    return token;
}

// Adds a token that began at `start`, on the present line, and ends before `at`.
static void add(Scan *scan, TokenType type, size_t start)
{
    push(scan, type, start, scan->line, scan->line_start);
}

static SyntaxErrorInfo *fail(Scan *scan, SyntaxErrorKind kind, const char *message)
{
    SyntaxErrorInfo *error = &scan->lexer->error;
    *error = (SyntaxErrorInfo){.kind = kind, .message = message, .line = scan->line};
    error->end_line = scan->line;
    add(scan, TOKEN_ERROR, scan->at);
    return error;
}

// An error at the character that ends before `at`; returns false, as all scanning functions do
// then.
__attribute__((format(printf, 3, 4))) static bool fail_before(Scan *scan, size_t at,
                                                              const char *format, ...)
{
    char text[160];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    SyntaxErrorInfo *error =
        fail(scan, SYNTAX_ERROR, arena_strndup(scan->arena, text, strlen(text)));
    error->col = (int32_t)utf8_count(scan->source + scan->line_start, at - scan->line_start);
    error->end_col = error->col;
    scan->lexer->error_has_priority = true;
    return false;
}

static int32_t line_length(const Scan *scan)
{
    const char *line = scan->source + scan->line_start;
    const char *end = strchr(line, '\n');
    return (int32_t)utf8_count(line, (size_t)(end - line)) + 1;
}

static bool fail_indentation(Scan *scan, SyntaxErrorKind kind, const char *message, int32_t col)
{
    SyntaxErrorInfo *error = fail(scan, kind, message);
    error->col = col;
    error->end_col = col == 1 ? 0 : -1;
    return false;
}

// --- Names

static const struct {
    uint8_t type;
    uint8_t length;
    char text[10];
} KEYWORDS[] = {
#define TOKEN(name, text)
#define OPERATOR(name, text)
#define KEYWORD(name, text) {TOKEN_##name, sizeof(text) - 1, text},
#include "lang/token.def"
};

static TokenType name_type(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof KEYWORDS / sizeof *KEYWORDS; i++) {
        if (KEYWORDS[i].length == length && KEYWORDS[i].text[0] == text[0] &&
            memcmp(KEYWORDS[i].text, text, length) == 0) {
            return (TokenType)KEYWORDS[i].type;
        }
    }
    return TOKEN_NAME;
}

static bool scan_name(Scan *scan)
{
    size_t start = scan->at;
    bool is_ascii = true;
    while (is_name_char(scan->source[scan->at])) {
        is_ascii = is_ascii && (unsigned char)scan->source[scan->at] < 128;
        scan->at++;
    }
    size_t length = scan->at - start;
    if (!is_ascii) {
        size_t good = unicode_name_prefix(scan->source + start, length);
        if (good < length) {
            int size;
            int32_t code = utf8_decode(scan->source + start + good, length - good, &size);
            scan->at = start + good + (size_t)size;
            if (unicode_is_printable((uint32_t)code)) {
                return fail_before(scan, scan->at, "invalid character '%.*s' (U+%04X)", size,
                                   scan->source + start + good, (unsigned)code);
            }
            return fail_before(scan, scan->at, "invalid non-printable character U+%04X",
                               (unsigned)code);
        }
    }
    add(scan, is_ascii ? name_type(scan->source + start, length) : TOKEN_NAME, start);
    return true;
}

// --- Numbers

// A number may touch one of these words; anything else that looks like a name is a mistake.
static bool touches_keyword(const char *text)
{
    static const char *const words[] = {"and", "else", "for", "if", "in", "is", "or", "not"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strncmp(text, words[i], strlen(words[i])) == 0) {
            return true;
        }
    }
    return false;
}

static bool end_number(Scan *scan, size_t start, const char *kind)
{
    const char *rest = scan->source + scan->at;
    if (is_name_char(*rest) && !touches_keyword(rest)) {
        return fail_before(scan, scan->at, "invalid %s literal", kind);
    }
    add(scan, TOKEN_NUMBER, start);
    return true;
}

// Digits with single underscores between them; `at` is at the first digit.
static bool scan_digits(Scan *scan)
{
    for (;;) {
        while (is_digit(scan->source[scan->at])) {
            scan->at++;
        }
        if (scan->source[scan->at] != '_') {
            return true;
        }
        scan->at++;
        if (!is_digit(scan->source[scan->at])) {
            return fail_before(scan, scan->at, "invalid decimal literal");
        }
    }
}

static bool is_base_digit(char c, int base)
{
    return base == 16 ? is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f')
                      : c >= '0' && c < '0' + base;
}

static bool scan_based_number(Scan *scan, int base, const char *kind)
{
    size_t start = scan->at;
    scan->at += 2;
    do {
        scan->at += scan->source[scan->at] == '_';
        if (!is_base_digit(scan->source[scan->at], base)) {
            break;
        }
        while (is_base_digit(scan->source[scan->at], base)) {
            scan->at++;
        }
    } while (scan->source[scan->at] == '_');
    char c = scan->source[scan->at];
    if (is_digit(c)) {
        return fail_before(scan, scan->at + 1, "invalid digit '%c' in %s literal", c, kind);
    }
    if (!is_base_digit(scan->source[scan->at - 1], base)) {
        return fail_before(scan, scan->at, "invalid %s literal", kind);
    }
    return end_number(scan, start, kind);
}

// What may follow the integer part: ".digits", "e+digits", "j".
static bool scan_fraction(Scan *scan, size_t start)
{
    const char *source = scan->source;
    if (source[scan->at] == '.') {
        scan->at++;
        if (is_digit(source[scan->at]) && !scan_digits(scan)) {
            return false;
        }
    }
    if (source[scan->at] == 'e' || source[scan->at] == 'E') {
        bool has_sign = source[scan->at + 1] == '+' || source[scan->at + 1] == '-';
        if (is_digit(source[scan->at + 1 + has_sign])) {
            scan->at += 1 + has_sign;
            if (!scan_digits(scan)) {
                return false;
            }
        } else if (has_sign) {
            return fail_before(scan, scan->at + 2, "invalid decimal literal");
        }
    }
    if (source[scan->at] == 'j' || source[scan->at] == 'J') {
        scan->at++;
        return end_number(scan, start, "imaginary");
    }
    return end_number(scan, start, "decimal");
}

static bool fail_leading_zeros(Scan *scan, size_t start, size_t zeros_end)
{
    fail_before(scan, scan->at,
                "leading zeros in decimal integer literals are not permitted; "
                "use an 0o prefix for octal integers");
    const char *line = scan->source + scan->line_start;
    scan->lexer->error.col = (int32_t)utf8_count(line, start - scan->line_start) + 1;
    scan->lexer->error.end_col = (int32_t)utf8_count(line, zeros_end - scan->line_start) + 1;
    return false;
}

static bool scan_number(Scan *scan)
{
    const char *source = scan->source;
    size_t start = scan->at;
    if (source[start] == '0') {
        switch (source[start + 1] | 32) {
        case 'x': return scan_based_number(scan, 16, "hexadecimal");
        case 'o': return scan_based_number(scan, 8, "octal");
        case 'b': return scan_based_number(scan, 2, "binary");
        }
    }
    if (source[start] != '.' && !scan_digits(scan)) {
        return false;
    }
    if (source[start] == '0' && source[scan->at] != '.' && source[scan->at] != 'e' &&
        source[scan->at] != 'E' && source[scan->at] != 'j' && source[scan->at] != 'J') {
        size_t zeros_end = start + strspn(source + start, "0_");
        if (is_digit(source[zeros_end])) {
            return fail_leading_zeros(scan, start, zeros_end);
        }
    }
    return scan_fraction(scan, start);
}

// --- Strings

static void next_line(Scan *scan)
{
    scan->line++;
    scan->line_start = scan->at;
}

// The length of a string prefix (r, b, u, f and their allowed pairs) that a quote follows, or -1.
static int string_prefix(const char *text)
{
    static const char *const prefixes[] = {"", "r", "b", "u", "f", "rb", "br", "rf", "fr"};
    int length = 0;
    while (text[length] != '\'' && text[length] != '"') {
        if (++length > 2) {
            return -1;
        }
    }
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        int k = 0;
        while (k < length && (text[k] | 32) == prefixes[i][k]) {
            k++;
        }
        if (k == length && prefixes[i][k] == '\0') {
            return length;
        }
    }
    return -1;
}

static bool fail_unterminated(Scan *scan, bool is_triple, size_t start, int32_t line,
                              size_t line_start)
{
    // At the end of the source the line is the one after the last.
    int32_t detected = scan->line - (scan->at >= scan->end);
    scan->line = line;
    scan->line_start = line_start;
    return fail_before(scan, start + 1, "unterminated %sstring literal (detected at line %d)",
                       is_triple ? "triple-quoted " : "", detected);
}

static bool scan_string(Scan *scan, int prefix_length)
{
    const char *source = scan->source;
    size_t start = scan->at;
    int32_t line = scan->line;
    size_t line_start = scan->line_start;
    scan->at += (size_t)prefix_length;
    char quote = source[scan->at];
    bool is_triple = source[scan->at + 1] == quote && source[scan->at + 2] == quote;
    scan->at += is_triple ? 3 : 1;
    for (;;) {
        char c = source[scan->at];
        if (scan->at >= scan->end || (c == '\n' && !is_triple)) {
            return fail_unterminated(scan, is_triple, start, line, line_start);
        }
        scan->at++;
        if (c == '\\' && scan->at < scan->end) {
            c = source[scan->at++];
        } else if (c == quote) {
            if (!is_triple) {
                break;
            }
            if (source[scan->at] == quote && source[scan->at + 1] == quote) {
                scan->at += 2;
                break;
            }
        }
        if (c == '\n') {
            next_line(scan);
        }
    }
    push(scan, TOKEN_STRING, start, line, line_start);
    return true;
}

// --- Punctuation

// The longest operator at `text`; its length goes to `*length`.
static TokenType operator_type(const char *text, size_t *length)
{
    static const struct {
        uint8_t type;
        uint8_t length;
        char text[4];
    } operators[] = {
#define TOKEN(name, text)
#define OPERATOR(name, text) {TOKEN_##name, sizeof(text) - 1, text},
#define KEYWORD(name, text)
#include "lang/token.def"
    };
    TokenType best = TOKEN_UNKNOWN;
    *length = 0;
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (operators[i].text[0] == text[0] && operators[i].length > *length &&
            strncmp(operators[i].text, text, operators[i].length) == 0) {
            best = (TokenType)operators[i].type;
            *length = operators[i].length;
        }
    }
    return best;
}

static bool open_bracket(Scan *scan, char c)
{
    Lexer *lexer = scan->lexer;
    if (lexer->bracket_count == LEXER_MAX_BRACKETS) {
        return fail_before(scan, scan->at + 1, "too many nested parentheses");
    }
    lexer->brackets[lexer->bracket_count++] =
        (OpenBracket){c, scan->line, (int32_t)(scan->at - scan->line_start)};
    return true;
}

static bool close_bracket(Scan *scan, char c)
{
    Lexer *lexer = scan->lexer;
    if (lexer->bracket_count == 0) {
        return fail_before(scan, scan->at + 1, "unmatched '%c'", c);
    }
    const OpenBracket *open = &lexer->brackets[--lexer->bracket_count];
    char right = open->bracket == '(' ? ')' : open->bracket == '[' ? ']' : '}';
    if (c == right) {
        return true;
    }
    const char *message = "closing parenthesis '%c' does not match opening parenthesis '%c'";
    if (open->line == scan->line) {
        return fail_before(scan, scan->at + 1, message, c, open->bracket);
    }
    return fail_before(scan, scan->at + 1,
                       "closing parenthesis '%c' does not match opening parenthesis '%c' "
                       "on line %d",
                       c, open->bracket, open->line);
}

static bool scan_operator(Scan *scan)
{
    size_t start = scan->at;
    char c = scan->source[start];
    size_t length;
    TokenType type = operator_type(scan->source + start, &length);
    if (type == TOKEN_UNKNOWN) {
        if (c < ' ' || c == 127) {
            return fail_before(scan, start + 1, "invalid non-printable character U+%04X",
                               (unsigned)c);
        }
        length = 1;
    }
    if (strchr("([{", c) != NULL && !open_bracket(scan, c)) {
        return false;
    }
    if (strchr(")]}", c) != NULL && !close_bracket(scan, c)) {
        return false;
    }
    scan->at += length;
    add(scan, type, start);
    return true;
}

// --- Lines

// At a backslash outside of strings: goes to the start of the next line.
static bool continue_line(Scan *scan)
{
    if (scan->source[scan->at + 1] != '\n') {
        SyntaxErrorInfo *error =
            fail(scan, SYNTAX_ERROR, "unexpected character after line continuation character");
        const char *line = scan->source + scan->line_start;
        error->col = (int32_t)utf8_count(line, scan->at - scan->line_start) + 2;
        return false;
    }
    if (scan->at + 2 >= scan->end) {
        SyntaxErrorInfo *error = fail(scan, SYNTAX_ERROR, "unexpected EOF while parsing");
        error->col = line_length(scan);
        error->end_col = -1;
        return false;
    }
    scan->at += 2;
    next_line(scan);
    return true;
}

static bool add_indents(Scan *scan, int column, int alt_column)
{
    const char *mixed = "inconsistent use of tabs and spaces in indentation";
    int top = scan->indents;
    if (column > scan->columns[top]) {
        if (top + 1 >= LEXER_MAX_INDENTS) {
            return fail_indentation(scan, INDENTATION_ERROR, "too many levels of indentation", 1);
        }
        if (alt_column <= scan->alt_columns[top]) {
            return fail_indentation(scan, TAB_ERROR, mixed, 1);
        }
        scan->indents++;
        scan->columns[top + 1] = column;
        scan->alt_columns[top + 1] = alt_column;
        add(scan, TOKEN_INDENT, scan->at);
        return true;
    }
    int dedents = 0;
    while (scan->indents > 0 && column < scan->columns[scan->indents]) {
        scan->indents--;
        dedents++;
    }
    if (column != scan->columns[scan->indents]) {
        return fail_indentation(scan, INDENTATION_ERROR,
                                "unindent does not match any outer indentation level",
                                line_length(scan));
    }
    if (alt_column != scan->alt_columns[scan->indents]) {
        return fail_indentation(scan, TAB_ERROR, mixed, 1);
    }
    for (; dedents > 0; dedents--) {
        add(scan, TOKEN_DEDENT, scan->at);
    }
    return true;
}

// At the start of a line outside of brackets: INDENT and DEDENT tokens, unless the line is blank.
static bool scan_indentation(Scan *scan)
{
    int column = 0, alt_column = 0, continued = 0;
    for (;; scan->at++) {
        char c = scan->source[scan->at];
        if (c == ' ') {
            column++;
            alt_column++;
        } else if (c == '\t') {
            column = (column / TAB_COLUMNS + 1) * TAB_COLUMNS;
            alt_column++;
        } else if (c == '\f') {
            column = alt_column = 0;
        } else if (c == '\\') {
            // The first backslash decides how deep the line is.
            continued = continued > 0 ? continued : column;
            if (!continue_line(scan)) {
                return false;
            }
            scan->at--;
        } else {
            break;
        }
    }
    char c = scan->source[scan->at];
    if (c == '#' || c == '\n' || scan->at >= scan->end) {
        return true;
    }
    return continued > 0 ? add_indents(scan, continued, continued)
                         : add_indents(scan, column, alt_column);
}

// A line end: NEWLINE where a statement may end, nothing inside brackets and on blank lines.
static bool scan_line_end(Scan *scan)
{
    Lexer *lexer = scan->lexer;
    int last = lexer->count > 0 ? lexer->tokens[lexer->count - 1].type : TOKEN_NEWLINE;
    bool is_blank = last == TOKEN_NEWLINE || last == TOKEN_INDENT || last == TOKEN_DEDENT;
    bool ends_statement = lexer->bracket_count == 0 && !is_blank && !scan->is_expression;
    if (ends_statement) {
        add(scan, TOKEN_NEWLINE, scan->at);
    }
    scan->at++;
    next_line(scan);
    if (lexer->bracket_count > 0 || scan->is_expression || scan->at >= scan->end) {
        return true;
    }
    return scan_indentation(scan);
}

static bool scan_token(Scan *scan)
{
    char c = scan->source[scan->at];
    if (c == ' ' || c == '\t' || c == '\f') {
        scan->at++;
        return true;
    }
    if (c == '\n') {
        return scan_line_end(scan);
    }
    if (c == '#') {
        scan->at += strcspn(scan->source + scan->at, "\n");
        return true;
    }
    if (c == '\\') {
        return continue_line(scan);
    }
    if (is_digit(c) || (c == '.' && is_digit(scan->source[scan->at + 1]))) {
        return scan_number(scan);
    }
    if (is_name_start(c) || c == '\'' || c == '"') {
        int prefix_length = string_prefix(scan->source + scan->at);
        return prefix_length >= 0 ? scan_string(scan, prefix_length) : scan_name(scan);
    }
    return scan_operator(scan);
}

// The end counts as the end of the last line, whose line end CPython takes for a column.
static void scan_end(Scan *scan)
{
    if (scan->at > 0 && scan->line > scan->first_line) {
        scan->line--;
        scan->line_start = lexer_line_start(scan->lexer, scan->at - 1);
    }
    if (scan->lexer->bracket_count > 0) {
        const OpenBracket *open = &scan->lexer->brackets[scan->lexer->bracket_count - 1];
        char text[] = "'?' was never closed";
        text[1] = open->bracket;
        SyntaxErrorInfo *error =
            fail(scan, SYNTAX_ERROR, arena_strndup(scan->arena, text, sizeof text - 1));
        error->line = error->end_line = open->line;
        size_t line_start = scan->line_start;
        for (int32_t line = scan->line; line > open->line; line--) {
            line_start = lexer_line_start(scan->lexer, line_start - 1);
        }
        error->col = lexer_error_column(scan->lexer, line_start + (size_t)open->col);
        return;
    }
    for (; scan->indents > 0; scan->indents--) {
        add(scan, TOKEN_DEDENT, scan->at);
    }
    add(scan, TOKEN_ENDMARKER, scan->at);
}

static void scan_all(Scan *scan)
{
    scan->lexer->tokens = malloc(FIRST_TOKENS * sizeof *scan->lexer->tokens);
    scan->capacity = FIRST_TOKENS;
    if (scan->lexer->tokens == NULL) {
        abort();
    }
    const char *message;
    bool is_not_covered;
    size_t bad =
        lexer_source_check(scan->source, scan->end, scan->arena, &message, &is_not_covered);
    if (message != NULL) {
        for (size_t i = 0; i < bad; i++) {
            scan->line += scan->source[i] == '\n';
        }
        scan->line_start = scan->at = lexer_line_start(scan->lexer, bad);
        fail(scan, SYNTAX_ERROR, message)->is_not_covered = is_not_covered;
        scan->lexer->error_has_priority = true;
        return;
    }
    if (!scan->is_expression && !scan_indentation(scan)) {
        return;
    }
    while (scan->at < scan->end) {
        if (!scan_token(scan)) {
            return;
        }
    }
    scan_end(scan);
}

void lexer_init(Lexer *lexer, Arena *arena, const char *source, size_t length)
{
    *lexer = (Lexer){0};
    lexer->source = lexer_source_copy(source, length, &lexer->length);
    Scan scan = {
        .lexer = lexer,
        .arena = arena,
        .source = lexer->source,
        .end = lexer->length,
        .line = 1,
        .first_line = 1,
    };
    scan_all(&scan);
}

void lexer_init_expression(Lexer *lexer, Arena *arena, const char *source, size_t length,
                           int32_t line, int32_t col)
{
    *lexer = (Lexer){0};
    lexer->source = lexer_source_copy(source, length, &lexer->length);
    Scan scan = {
        .lexer = lexer,
        .arena = arena,
        .source = lexer->source,
        .end = lexer->length,
        .line = line,
        .first_line = line,
        .first_col = col,
        .is_expression = true,
    };
    scan_all(&scan);
}

void lexer_deinit(Lexer *lexer)
{
    free(lexer->source);
    free(lexer->tokens);
    *lexer = (Lexer){0};
}
