// The allocator of a world: blocks are zeroed and apart, objects are enumerated, and a restored
// region is what it was.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/region_snapshot.h"

enum { BLOCKS = 3000 };

typedef struct Model {
    unsigned char *block;
    size_t bytes;
    unsigned char mark;
    bool object;
} Model;

static uint64_t next_random(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static void fill(Model *m) { memset(m->block, m->mark, m->bytes); }

// Whether bytes [from, to) are all `mark`.
static bool all_are(const unsigned char *block, size_t from, size_t to, unsigned char mark) {
    for (size_t i = from; i < to; i++)
        if (block[i] != mark)
            return false;
    return true;
}

static void expect_filled(const Model *m) { ck_assert(all_are(m->block, 0, m->bytes, m->mark)); }

static size_t random_size(uint64_t *state) {
    switch (next_random(state) % 10) {
    case 0:
        return 1 + next_random(state) % 200000;
    case 1:
        return 1 + next_random(state) % 5000;
    default:
        return 1 + next_random(state) % 300;
    }
}

static void churn(Region *region, Model *models, uint64_t *state, int rounds) {
    for (int i = 0; i < rounds; i++) {
        Model *m = &models[next_random(state) % BLOCKS];
        if (m->block == NULL) {
            m->bytes = random_size(state);
            m->object = next_random(state) & 1;
            m->mark = (unsigned char)(1 + next_random(state) % 255);
            if (m->object && m->bytes < 16)
                m->bytes = 16;
            m->block = m->object ? region_alloc_object(region, m->bytes)
                                 : region_alloc_raw(region, m->bytes);
            ck_assert_uint_eq((uintptr_t)m->block % 16, 0);
            ck_assert(all_are(m->block, 0, m->bytes, 0));
            fill(m);
            continue;
        }
        expect_filled(m);
        if (!m->object && (next_random(state) & 1)) {
            size_t bytes = random_size(state);
            size_t kept = bytes < m->bytes ? bytes : m->bytes;
            m->block = region_resize_raw(region, m->block, m->bytes, bytes);
            ck_assert(all_are(m->block, 0, kept, m->mark));
            ck_assert(all_are(m->block, kept, bytes, 0));
            m->bytes = bytes;
            fill(m);
        } else {
            if (m->object)
                region_release_object(region, m->block, m->bytes);
            else
                region_release_raw(region, m->block, m->bytes);
            m->block = NULL;
        }
    }
}

static void count_block(void *context, void *block) {
    ck_assert_uint_ne(*(uint64_t *)block, 0);
    ++*(size_t *)context;
}

static void expect_enumerated(Region *region, const Model *models) {
    size_t objects = 0, seen = 0, bytes = 0;
    for (int i = 0; i < BLOCKS; i++) {
        if (models[i].block == NULL)
            continue;
        objects += models[i].object;
        bytes += models[i].bytes;
        expect_filled(&models[i]);
    }
    region_each_object(region, count_block, &seen);
    ck_assert_uint_eq(seen, objects);
    ck_assert_uint_eq(region_nominal_bytes(region), bytes);
}

START_TEST(blocks_are_zeroed_and_apart) {
    Region *region = region_new((size_t)1 << 30);
    Model *models = calloc(BLOCKS, sizeof *models);
    uint64_t state = 1;
    churn(region, models, &state, 60000);
    expect_enumerated(region, models);
    free(models);
    region_free(region);
}
END_TEST

START_TEST(a_root_is_kept) {
    Region *region = region_new(1 << 20);
    ck_assert_ptr_null(region_root(region));
    void *block = region_alloc_raw(region, 100);
    region_set_root(region, block);
    ck_assert_ptr_eq(region_root(region), block);
    ck_assert_ptr_null(region_alloc_raw(region, 0));
    region_release_raw(region, NULL, 0);
    region_release_raw(region, block, 100);
    ck_assert_uint_eq(region_nominal_bytes(region), 0);
    region_free(region);
}
END_TEST

// Blocks of large snapshots come from slabs, and go back to them.
START_TEST(large_worlds_come_back) {
    enum { PIECES = 96, PIECE_BYTES = 60 * 1024, ROUNDS = 5 };
    if (!region_can_snapshot())
        return;
    Region *region = region_new((size_t)1 << 30);
    unsigned char *pieces[PIECES];
    for (int i = 0; i < PIECES; i++)
        pieces[i] = region_alloc_raw(region, PIECE_BYTES);
    RegionShelf shelf = {0};
    RegionSnapshot *snapshots[ROUNDS] = {NULL};
    for (int pass = 0; pass < 2; pass++) {
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < PIECES; i++)
                memset(pieces[i], round * 7 + i + pass, PIECE_BYTES);
            region_snapshot_unref(snapshots[round]);
            snapshots[round] = region_snapshot(region, &shelf, round ? snapshots[round - 1] : NULL);
        }
        size_t all = shelf.bytes;
        ck_assert_uint_gt(all, (size_t)ROUNDS * PIECES * PIECE_BYTES);
        for (int round = ROUNDS; round-- > 0;) {
            region_restore(region, snapshots[round]);
            for (int i = 0; i < PIECES; i++) {
                ck_assert_int_eq(pieces[i][0], (unsigned char)(round * 7 + i + pass));
                ck_assert_mem_eq(pieces[i], pieces[i] + 1, PIECE_BYTES - 1);
            }
        }
    }
    for (int round = 0; round < ROUNDS; round++)
        region_snapshot_unref(snapshots[round]);
    ck_assert_uint_eq(shelf.bytes, 0);
    region_shelf_deinit(&shelf);
    region_free(region);
}
END_TEST

START_TEST(restoring_brings_everything_back) {
    if (!region_can_snapshot())
        return;
    Region *region = region_new((size_t)1 << 30);
    Model *models = calloc(BLOCKS, sizeof *models);
    Model *kept = calloc(BLOCKS, sizeof *kept);
    for (uint64_t seed = 1; seed <= 4; seed++) {
        uint64_t state = seed;
        churn(region, models, &state, 5000);
        memcpy(kept, models, BLOCKS * sizeof *models);
        RegionShelf shelf = {0};
        RegionSnapshot *before = region_snapshot(region, &shelf, NULL);
        uint64_t after_snapshot = state;
        churn(region, models, &state, 15000);
        size_t alone = shelf.bytes;
        RegionSnapshot *first = region_snapshot(region, &shelf, before);
        RegionSnapshot *again = region_snapshot(region, &shelf, first);
        ck_assert_uint_lt(shelf.bytes, 3 * alone);
        Model *later = calloc(BLOCKS, sizeof *later);
        memcpy(later, models, BLOCKS * sizeof *models);

        region_restore(region, before);
        memcpy(models, kept, BLOCKS * sizeof *models);
        expect_enumerated(region, models);
        state = after_snapshot;
        churn(region, models, &state, 15000);
        // The same requests give the same blocks, at the same addresses.
        ck_assert_mem_eq(models, later, BLOCKS * sizeof *models);
        region_restore(region, before);
        region_restore(region, first);
        expect_enumerated(region, later);
        region_snapshot_unref(first);
        churn(region, models, &state, 5000);
        region_restore(region, before);
        region_snapshot_unref(before);
        region_restore(region, again); // what it shared with the others is still there
        expect_enumerated(region, later);
        memcpy(models, later, BLOCKS * sizeof *models);
        churn(region, models, &state, 5000);
        expect_enumerated(region, models);
        region_snapshot_unref(again);
        ck_assert_uint_eq(shelf.bytes, 0);
        region_shelf_deinit(&shelf);
        free(later);
    }
    free(kept);
    free(models);
    region_free(region);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("region");
    TCase *tcase = tcase_create("region");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, blocks_are_zeroed_and_apart);
    tcase_add_test(tcase, a_root_is_kept);
    tcase_add_test(tcase, restoring_brings_everything_back);
    tcase_add_test(tcase, large_worlds_come_back);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
