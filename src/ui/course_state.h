#ifndef AWAITSCOPE_UI_COURSE_STATE_H
#define AWAITSCOPE_UI_COURSE_STATE_H

#include "lesson/exercise.h"
#include "lesson/played.h"
#include "ui/action.h"
#include "ui/belief.h"
#include "ui/course.h"
#include "ui/guess.h"
#include "ui/picture.h"
#include "ui/puzzle.h"
#include "ui/reference.h"
#include "ui/state.h"

// What the screen of the lessons shows, apart from its size: its views read it, course.c changes it.

typedef enum CourseAction {
    COURSE_NOTHING,
#define COURSE_ACTION(name, ...) COURSE_##name,
#include "ui/course_action.def"
#undef COURSE_ACTION
} CourseAction;

// What the keys are about.
typedef enum CourseScreen {
    COURSE_LIST,
    COURSE_READ,
    COURSE_ASKED,    // a question that is open
    COURSE_ANSWERED, // or answered, or skipped
    COURSE_TO_DO,    // an exercise
    COURSE_ORDER,    // lines of an exercise are put in order
} CourseScreen;

enum {
    COURSE_SCREENS = 6,
    UI_APART = UI_ACTIONS, // no action of the main screen, although that has one with this key
};

typedef enum PageKind { PAGE_TEXT, PAGE_PREDICT, PAGE_EXERCISE } PageKind;

// A page is the blocks [first, end) of its lesson; a question or exercise is the first of them.
typedef struct Page {
    PageKind kind;
    size_t first, end;
    const LessonBlock *show; // the last one before `end`, or NULL
    int question, exercise;  // its number, from 1
} Page;

enum { COURSE_PAGES = 64, COURSE_WORD = 40, COURSE_PANES = 2 };

// What stands on a page, made when it is opened.
typedef struct PageContent {
    Arena arena;
    char *problem;     // a sentence, where its program or question cannot be shown; else NULL
    const char *name;  // of the program, NULL where there is none
    Buffer source;
    SourceText lines;
    int columns; // of the longest of them
    Highlight highlight;
    Prediction prediction;
    Guess guess;
    bool is_played;
    Played played;
    UiState *truth; // the finished run
    const char *asked;   // the question, as lessons/README.md lists them
    bool asks_time;      // the question's answer is a moment of the run
    bool asks_output;    // it is about what is printed
    Buffer prints;       // what that is
    Buffer why;          // the wake-ups that led to it, the last first, a line each; empty where none is asked about
    double asked_at;     // the question is about this moment, in seconds; below 0: it names none
    Belief belief;       // of the wrong answer that was given
    bool shows_change;   // what would have to be changed for that answer
    const ExerciseResult *results;
    size_t result_count;
    size_t seen;   // the check whose moment Enter shows next, counted from the first
    Puzzle puzzle; // of lines to be put in order; none where its count is 0
    bool unkept;   // the source is another than the one that the host has
    Buffer errors; // that the learner's program wrote
    bool solved;
    int hints; // that have been given
    bool stepped;
} PageContent;

struct Course {
    const Catalog *catalog;
    const CourseHost *host;
    Progress *visit; // what is known where the host keeps nothing
    size_t chosen; // lesson of the catalog
    bool searching;
    char search[COURSE_WORD];
    bool help;    // the list of keys is shown
    char filter[COURSE_WORD];
    int help_scroll;
    const Lesson *lesson; // whose pages are shown; NULL: the list
    Page pages[COURSE_PAGES];
    int page_count, page;
    PageContent *contents[COURSE_PAGES]; // of pages that have been opened since the lesson was, else NULL
    PageContent *content;                // of the page that is shown
    int pane;     // that is scrolled: 0 the text, 1 the program
    int scroll[COURSE_PANES];
    int hidden[COURSE_PANES]; // lines of each that there was no room for when it was drawn
    bool full;    // that pane has the room of both
    bool skips; // Enter was pressed with no answer
    bool wants_edit;
    bool resets; // X was pressed once
    Reference reference; // terms or claims, over the page or the list
    UiState *stepping;
    char message[256]; // in place of the keys, until the next key
};

// The action of a key, COURSE_NOTHING where it has none.
CourseAction course_action(UiKey key);

// Its keys, as key_parse reads them (NULL behind the last action), and the action of the main screen whose keys they are too: UI_NOTHING where that
// has none of them, UI_APART where it has another.
const char *course_action_keys(CourseAction action);
int course_action_same(CourseAction action);

// The screen that is shown, below the list of keys, and what an action does there: "" for nothing.
CourseScreen course_screen(const Course *course);
const char *course_help(const Course *course, CourseAction action);

// Shows the list of keys; gives it a key, as course_key does.
void course_open_help(Course *course);
bool course_help_key(Course *course, UiKey key);

// Scrolls a pane of the page: 0 the text, 1 the program.
void course_scroll(Course *course, int pane, int by);

// A moment of what is drawn of the page's runs is pointed at: it is marked, or seen on the main screen.
void course_point_at_time(Course *course, int64_t time_ns);

// The page that is shown. Only where a lesson is open.
const Page *course_page(const Course *course);

// Shares a lesson out into pages. Returns their number, at most COURSE_PAGES.
int course_pages(const Lesson *lesson, Page *pages);

// Makes the content of the page that is shown, in the caller's storage; its program runs. page_content_deinit
// frees it.
void page_content_init(PageContent *content, const Course *course);
void page_content_deinit(PageContent *content);

// Checks the learner's program of an exercise page.
void page_content_check(PageContent *content, const Lesson *lesson, const Page *page);

// Runs the page's program, to be shown.
void page_content_play(PageContent *content);

// Finds out why the answer to the page's question is what it is.
void page_content_explain(PageContent *content);

// Takes the program over from the puzzle, where that has changed: what was known of the one before is forgotten.
void page_content_rearrange(PageContent *content);

// The check that fails and whose moment is to be seen next, NULL where none fails.
const ExerciseResult *page_content_failure(const PageContent *content);

// Whether keys put lines of a puzzle in order now.
bool course_arranges(const Course *course);

// The program of a page as the main screen shows it, borrowed.
UiProgram page_content_program(const PageContent *content);

// The number of a part, and its title; the part after the last one has none: NULL.
int course_part(const Lesson *lesson);
const char *course_part_title(int part);

// Whether the search, if there is any, finds the lesson.
bool course_finds(const Course *course, const Lesson *lesson);

// What is known of the learner, borrowed until something is noted.
const Progress *course_progress(const Course *course);

// Chooses the next lesson of the list that is not solved, from the beginning again behind the last one.
void course_choose_unsolved(Course *course);

// Whether a lesson has been solved.
bool course_solved(const Course *course, const Lesson *lesson);

// What is shown of the runs of a page. Valid until the course gets a key.
Picture course_picture(const Course *course);

// Opens a lesson where the learner left off in it, closing the one that is open.
void course_go_to(Course *course, const Lesson *lesson);

// Opens the list of terms over what is shown, at `first` where that is not NULL; or that of claims. Gives it a key:
// what course_key returns.
void course_open_terms(Course *course, const Term *first);
void course_open_claims(Course *course);
bool course_reference_key(Course *course, UiKey key);

// A click at a cell: on a word that is a term, on a row of the list that is open. Returns whether it was that, or
// a list is open.
bool course_reference_point(Course *course, const Canvas *canvas, int row, int column);

// Draws the bottom line: the message, else those of `keys` (up to NULL) that fit, and always that there is help.
void course_foot(const Course *course, Canvas *canvas, int row, int columns, const char *const *keys);

// Draws the list, the list of keys, what lies over it, or a page. The canvas has that size.
void view_browser_draw(const Course *course, Canvas *canvas, int rows, int columns);
void view_course_help_draw(const Course *course, Canvas *canvas, int rows, int columns);
void view_reference_draw(const Course *course, Canvas *canvas, int rows, int columns);

// Takes back what panes of a page are scrolled too far in that size.
void view_lesson_fit(Course *course, int rows, int columns);
void view_lesson_draw(const Course *course, Canvas *canvas, int rows, int columns);

#endif
