#include "base/set.h"

uint32_t e911__hash(uint32_t hash, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ at[i]) * 16777619u;
    return hash;
}

uint32_t e911__hash_words(const uint64_t *words, size_t count)
{
    uint64_t hash = E911__HASH_START;

    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15ull;
        hash ^= hash >> 29;
    }
    return (uint32_t)(hash ^ hash >> 32);
}

uint32_t e911__hash_nocase(uint32_t hash, e911_text text)
{
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)e911__lower(text.data[i])) * 16777619u;
    return hash;
}

/* FNV leaves the low bits alike where only the last bytes differ. */
static size_t first_slot(const e911__set *set, uint32_t hash)
{
    return (hash ^ hash >> 15) & (set->slot_count - 1);
}

uint32_t e911__set_find(const e911__set *set, uint32_t hash, const void *table,
                        e911__set_equal equal, const void *key)
{
    size_t mask = set->slot_count - 1;

    if (set->slot_count == 0)
        return E911__SET_NONE;
    for (size_t i = first_slot(set, hash); set->slots[i] != 0; i = (i + 1) & mask) {
        if (set->hashes[i] == hash && equal(table, set->slots[i] - 1, key))
            return set->slots[i] - 1;
    }
    return E911__SET_NONE;
}

static void put(e911__set *set, uint32_t hash, uint32_t slot)
{
    size_t i = first_slot(set, hash);

    while (set->slots[i] != 0)
        i = (i + 1) & (set->slot_count - 1);
    set->slots[i] = slot;
    set->hashes[i] = hash;
    set->used++;
}

static e911_status widen(e911__set *set, const e911__memory *memory)
{
    e911__set wider = {.slot_count = set->slot_count == 0 ? 16 : set->slot_count * 2};

    wider.slots = e911__alloc_array(memory, wider.slot_count, sizeof *wider.slots);
    wider.hashes = e911__alloc_array(memory, wider.slot_count, sizeof *wider.hashes);
    if (wider.slots == NULL || wider.hashes == NULL) {
        e911__set_release(&wider, memory);
        return E911_ERR_NOMEM;
    }
    for (size_t i = 0; i < set->slot_count; i++) {
        if (set->slots[i] != 0)
            put(&wider, set->hashes[i], set->slots[i]);
    }
    e911__set_release(set, memory);
    *set = wider;
    return E911_OK;
}

e911_status e911__set_add(e911__set *set, const e911__memory *memory, uint32_t hash, uint32_t row)
{
    if (set->used * 3 >= set->slot_count * 2) {
        e911_status status = widen(set, memory);

        if (status != E911_OK)
            return status;
    }
    put(set, hash, row + 1);
    return E911_OK;
}

/* Taking a slot out of a chain would hide what stands behind it: those are put in anew. */
static void take_out(e911__set *set, size_t i)
{
    size_t mask = set->slot_count - 1;

    set->slots[i] = 0;
    set->used--;
    for (i = (i + 1) & mask; set->slots[i] != 0; i = (i + 1) & mask) {
        uint32_t slot = set->slots[i];

        set->slots[i] = 0;
        set->used--;
        put(set, set->hashes[i], slot);
    }
}

void e911__set_cut(e911__set *set, uint32_t first)
{
    for (size_t i = 0; i < set->slot_count; i++) {
        while (set->slots[i] > first)
            take_out(set, i);
    }
}

void e911__set_release(e911__set *set, const e911__memory *memory)
{
    e911__release(memory, set->slots, set->slot_count * sizeof *set->slots);
    e911__release(memory, set->hashes, set->slot_count * sizeof *set->hashes);
    *set = (e911__set){0};
}
