// The module _random: the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998) as a type that
// random.Random derives from, and what turns a text into a seed.
#include "lang/bytes.h"
#include "lang/float.h"
#include "lang/int.h"
#include "lang/int_internal.h"
#include "lang/list.h"
#include "lang/modules.h"
#include "lang/sha512.h"
#include "lang/type.h"

enum { WORDS = 624, SHIFT = 397 };

typedef struct Twister {
    Obj head;
    int32_t next; // word to give out next
    uint32_t words[WORDS];
} Twister;

static Twister *twister(Value v) { return (Twister *)value_obj(v); }

static void seed_number(Twister *t, uint32_t seed) {
    t->words[0] = seed;
    for (uint32_t i = 1; i < WORDS; i++)
        t->words[i] = 1812433253u * (t->words[i - 1] ^ t->words[i - 1] >> 30) + i;
    t->next = WORDS;
}

// Mixes a key of `count` words (at least one) into the state.
static void seed_key(Twister *t, const uint32_t *key, int64_t count) {
    seed_number(t, 19650218u);
    uint32_t *w = t->words, i = 1;
    int64_t j = 0;
    for (int64_t k = count > WORDS ? count : WORDS; k > 0; k--) {
        w[i] = (w[i] ^ (w[i - 1] ^ w[i - 1] >> 30) * 1664525u) + key[j] + (uint32_t)j;
        if (++i == WORDS) {
            w[0] = w[WORDS - 1];
            i = 1;
        }
        if (++j == count)
            j = 0;
    }
    for (int k = WORDS - 1; k > 0; k--) {
        w[i] = (w[i] ^ (w[i - 1] ^ w[i - 1] >> 30) * 1566083941u) - i;
        if (++i == WORDS) {
            w[0] = w[WORDS - 1];
            i = 1;
        }
    }
    w[0] = 0x80000000u;
}

static uint32_t twist(uint32_t high, uint32_t low) {
    uint32_t y = (high & 0x80000000u) | (low & 0x7fffffffu);
    return y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0);
}

static uint32_t draw(Twister *t) {
    uint32_t *w = t->words;
    if (t->next >= WORDS) {
        for (int i = 0; i < WORDS; i++)
            w[i] = w[(i + SHIFT) % WORDS] ^ twist(w[i], w[(i + 1) % WORDS]);
        t->next = 0;
    }
    uint32_t y = w[t->next++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    return y ^ y >> 18;
}

static Value twister_new(VM *vm, Value *a) {
    Twister *t = type_alloc(vm, (Type *)value_obj(a[0]), sizeof *t);
    seed_number(t, 0);
    return value_of(t);
}

static const NativeDef twister_new_def = {"Random", "cls *args **kwargs", twister_new, NULL, 0, 0};

// The key is the number's magnitude in words of 32 bits; what is no number counts by its hash.
static Value twister_seed(VM *vm, Value *a) {
    Value number;
    if (value_is_int(a[1])) {
        number = vm_index(vm, a[1]);
    } else {
        int64_t hash;
        if (!vm_hash(vm, a[1], &hash))
            return VALUE_ABSENT;
        number = int_new_unsigned(vm, (uint64_t)hash);
    }
    IntView view;
    int_view(number, &view);
    int64_t count = view.count ? 2 * view.count : 1;
    uint32_t *key = raw_new(vm, (size_t)count * sizeof *key);
    for (int64_t i = 0; i < 2 * view.count; i++)
        key[i] = (uint32_t)(view.limbs[i / 2] >> (i % 2 ? 32 : 0));
    seed_key(twister(a[0]), key, count > 1 && !key[count - 1] ? count - 1 : count);
    raw_release(vm, key, (size_t)count * sizeof *key);
    value_unref(vm, number);
    vm_charge(vm, WORDS / 16);
    return VALUE_NONE;
}

static Value twister_random(VM *vm, Value *a) {
    uint32_t high = draw(twister(a[0])) >> 5, low = draw(twister(a[0])) >> 6;
    return float_new(vm, (high * 67108864.0 + low) * (1.0 / 9007199254740992.0));
}

static Value twister_bits(VM *vm, Value *a) {
    int64_t bits;
    if (!vm_index_int64(vm, a[1], false, &bits))
        return VALUE_ABSENT;
    if (bits < 0)
        return vm_raise(vm, T_ValueError, "number of bits must be non-negative");
    if (bits <= 32)
        return value_small(bits ? draw(twister(a[0])) >> (32 - bits) : 0);
    if (!vm_check_size(vm, (double)bits / 8))
        return VALUE_ABSENT;
    vm_charge(vm, bits / 64);
    IntScratch scratch;
    int64_t limbs = (bits + 63) / 64;
    int_scratch_init(vm, &scratch, limbs);
    for (int64_t i = 0; bits > 0; i++, bits -= 32) {
        uint64_t word = draw(twister(a[0]));
        if (bits < 32)
            word >>= 32 - bits;
        scratch.limbs[i / 2] |= word << (i % 2 ? 32 : 0);
    }
    Value result = int_from_limbs(vm, scratch.limbs, limbs, false);
    int_scratch_drop(vm, &scratch);
    return result;
}

static Value twister_get_state(VM *vm, Value *a) {
    const Twister *t = twister(a[0]);
    Value state = tuple_new(vm, WORDS + 1);
    for (int i = 0; i < WORDS; i++)
        tuple_get(state)->items[i] = value_small(t->words[i]);
    tuple_get(state)->items[WORDS] = value_small(t->next);
    return state;
}

static Value twister_set_state(VM *vm, Value *a) {
    if (!value_is_tuple(a[1]))
        return vm_raise(vm, T_TypeError, "state vector must be a tuple");
    if (tuple_get(a[1])->count != WORDS + 1)
        return vm_raise(vm, T_ValueError, "state vector is the wrong size");
    Twister *t = twister(a[0]);
    for (int i = 0; i <= WORDS; i++) {
        int64_t word;
        if (!vm_index_int64(vm, tuple_get(a[1])->items[i], true, &word))
            return VALUE_ABSENT;
        if (i < WORDS)
            t->words[i] = (uint32_t)word;
        else if (word < 0 || word > WORDS)
            return vm_raise(vm, T_ValueError, "invalid state");
        else
            t->next = (int32_t)word;
    }
    return VALUE_NONE;
}

static const NativeDef twister_methods[] = {
    {"seed", "self n /", twister_seed, NULL, 0, 0},
    {"random", "self /", twister_random, NULL, 0, 0},
    {"getrandbits", "self k /", twister_bits, NULL, 0, 0},
    {"getstate", "self /", twister_get_state, NULL, 0, 0},
    {"setstate", "self state /", twister_set_state, NULL, 0, 0},
    {0},
};

static const TypeDef twister_def = {
    .name = "Random",
    .module = "_random",
    .kind = KIND_OTHER,
    .flags = TYPE_BASETYPE,
    .size = sizeof(Twister),
    .new_ = &twister_new_def,
    .methods = twister_methods,
};

// _digest(text): the SHA-512 of a bytes or bytearray.
static Value random_digest(VM *vm, Value *a) {
    int64_t count;
    const uint8_t *bytes = bytes_data(a[0], &count);
    uint8_t digest[64];
    sha512(bytes, (size_t)count, digest);
    vm_charge(vm, count / 8);
    return bytes_new(vm, digest, sizeof digest);
}

// _first_seed(): what those that are given no seed begin from.
static Value random_first_seed(VM *vm, Value *a) {
    (void)a;
    return int_new_unsigned(vm, vm->seed);
}

static const NativeDef random_functions[] = {
    {"_first_seed", "", random_first_seed, NULL, 0, 0},
    {"_digest", "bytes /", random_digest, NULL, 0, 0},
    {0},
};

static bool random_fill(VM *vm, Value module) {
    module_set(vm, module, "Random", value_of(type_from_def(vm, &twister_def, vm_type(vm, T_object))));
    return true;
}

const ModuleDef module__random = {"_random", random_functions, random_fill};
