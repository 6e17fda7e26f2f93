#include "location/subnets.h"

#include "location/networks.h"

/* A subnet lies in at most 128 others; with the site's whole that makes as many open at a time. */
enum { OPEN_MAX = 130 };

struct building {
    e911__subnets subnets;
    const e911__memory *memory;
    const e911__rows *rows;
    uint32_t *order; /* the first row of each subnet */
    size_t count;
    size_t families[2]; /* how many subnets are IPv4 and IPv6 */
};

static const e911__network_record *record_of(const struct building *b, uint32_t row)
{
    return e911__record(b->rows, row);
}

static e911__address_bits bits_of(const e911__network_record *record)
{
    return (e911__address_bits){record->prefix[0], record->prefix[1]};
}

static bool is_before(e911__address_bits a, e911__address_bits b)
{
    return a.high == b.high ? a.low < b.low : a.high < b.high;
}

/* ---- the order ------------------------------------------------------------------------------- */

/* By site, family, and place; the larger of two that begin together comes first. */
static bool comes_before(const struct building *b, uint32_t left, uint32_t right)
{
    const e911__network_record *l = record_of(b, left);
    const e911__network_record *r = record_of(b, right);

    if (l->site != r->site)
        return l->site < r->site;
    if (l->family != r->family)
        return l->family < r->family;
    if (l->prefix[0] != r->prefix[0] || l->prefix[1] != r->prefix[1])
        return is_before(bits_of(l), bits_of(r));
    return l->prefix_len < r->prefix_len;
}

/* Let an element of the heap sink to its place among the first `count`. */
static void sink(struct building *b, size_t at, size_t count)
{
    uint32_t row = b->order[at];

    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && comes_before(b, b->order[child], b->order[child + 1]))
            child++;
        if (!comes_before(b, row, b->order[child]))
            break;
        b->order[at] = b->order[child];
    }
    b->order[at] = row;
}

/* A heap sort: in place, and as quick whatever the table says. */
static void sort(struct building *b)
{
    for (size_t at = b->count / 2; at > 0; at--)
        sink(b, at - 1, b->count);
    for (size_t count = b->count; count > 1; count--) {
        uint32_t last = b->order[count - 1];

        b->order[count - 1] = b->order[0];
        b->order[0] = last;
        sink(b, 0, count - 1);
    }
}

static void list_subnets(struct building *b, const e911__index *by_subnet)
{
    e911__index_key key_of = e911__network_keys[E911__BY_SUBNET];

    b->subnets.ranges[0] = (e911_row_range){NULL, 0};
    for (uint32_t row = 0; row < b->rows->count; row++) {
        size_t count;
        const uint32_t *found =
            e911__index_find(by_subnet, b->rows, key_of, key_of(b->rows, row), &count);

        if (count == 0 || *found != row)
            continue;
        b->order[b->count++] = row;
        b->families[record_of(b, row)->family == 6]++;
    }
    sort(b);
    for (size_t i = 0; i < b->count; i++) {
        e911_row_range *range = &b->subnets.ranges[i + 1];

        range->rows = e911__index_find(by_subnet, b->rows, key_of, key_of(b->rows, b->order[i]),
                                       &range->count);
    }
}

/* ---- the stretches --------------------------------------------------------------------------- */

/* On the subnets of one site and family, which are in order. */
struct sweep {
    struct building *building;
    e911__stretches *stretches;
    bool is_ipv6;
    uint32_t open[OPEN_MAX]; /* places in ranges; 0, the site's whole, is the first */
    size_t open_count;
};

static void put_start(struct sweep *s, e911__address_bits start)
{
    e911__subnets *subnets = &s->building->subnets;
    e911__stretches *stretches = s->stretches;
    uint32_t at = stretches->first + stretches->count;
    uint32_t owner = s->open[s->open_count - 1];

    if (s->is_ipv6) {
        bool again = stretches->count > 0 && !is_before(subnets->ipv6_starts[at - 1], start);

        at -= again ? 1 : 0;
        stretches->count += again ? 0 : 1;
        subnets->ipv6_starts[at] = start;
        subnets->ipv6_owners[at] = owner;
    } else {
        uint32_t address = (uint32_t)(start.high >> 32);
        bool again = stretches->count > 0 && subnets->ipv4_starts[at - 1] == address;

        at -= again ? 1 : 0;
        stretches->count += again ? 0 : 1;
        subnets->ipv4_starts[at] = address;
        subnets->ipv4_owners[at] = owner;
    }
}

/* The last address of a subnet. */
static e911__address_bits last_of(const struct sweep *s, uint32_t subnet)
{
    const e911__network_record *record = record_of(s->building, s->building->order[subnet - 1]);
    uint64_t rest[2] = {UINT64_MAX, UINT64_MAX};

    e911__mask_prefix(rest, record->prefix_len);
    return (e911__address_bits){record->prefix[0] | ~rest[0], record->prefix[1] | ~rest[1]};
}

/* Close the innermost subnet: what is around it goes on behind it, unless nothing is behind it. */
static void close_subnet(struct sweep *s)
{
    e911__address_bits last = last_of(s, s->open[--s->open_count]);

    if (last.high == UINT64_MAX && last.low == UINT64_MAX)
        return;
    last.low++;
    last.high += last.low == 0 ? 1 : 0;
    put_start(s, last);
}

/* The subnets from `from` on that belong together; returns where the next ones begin. */
static size_t sweep_subnets(struct building *b, size_t from, uint32_t site, bool is_ipv6,
                            e911__stretches *stretches)
{
    struct sweep s = {.building = b, .stretches = stretches, .is_ipv6 = is_ipv6, .open_count = 1};

    put_start(&s, (e911__address_bits){0, 0});
    for (; from < b->count; from++) {
        const e911__network_record *record = record_of(b, b->order[from]);

        if (record->site != site || (record->family == 6) != is_ipv6)
            break;
        while (s.open_count > 1 &&
               is_before(last_of(&s, s.open[s.open_count - 1]), bits_of(record)))
            close_subnet(&s);
        s.open[s.open_count++] = (uint32_t)from + 1;
        put_start(&s, bits_of(record));
    }
    while (s.open_count > 1)
        close_subnet(&s);
    return from;
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* Two stretches begin with each subnet, its own and the one behind it, and one with each site. */
static e911_status make_stretches(struct building *b)
{
    e911__subnets *subnets = &b->subnets;
    const e911__memory *memory = b->memory;

    subnets->ipv4_room = 2 * b->families[0] + subnets->site_count;
    subnets->ipv6_room = 2 * b->families[1] + subnets->site_count;
    subnets->ipv4_starts =
        e911__alloc_array(memory, subnets->ipv4_room, sizeof *subnets->ipv4_starts);
    subnets->ipv4_owners =
        e911__alloc_array(memory, subnets->ipv4_room, sizeof *subnets->ipv4_owners);
    subnets->ipv6_starts =
        e911__alloc_array(memory, subnets->ipv6_room, sizeof *subnets->ipv6_starts);
    subnets->ipv6_owners =
        e911__alloc_array(memory, subnets->ipv6_room, sizeof *subnets->ipv6_owners);
    return subnets->ipv4_starts == NULL || subnets->ipv4_owners == NULL ||
                   subnets->ipv6_starts == NULL || subnets->ipv6_owners == NULL
               ? E911_ERR_NOMEM
               : E911_OK;
}

static void fill_stretches(struct building *b)
{
    uint32_t ipv4 = 0, ipv6 = 0;
    size_t from = 0;

    for (uint32_t i = 0; i < b->subnets.site_count; i++) {
        e911__site_subnets *site = &b->subnets.sites[i];

        site->ipv4.first = ipv4;
        site->ipv6.first = ipv6;
        from = sweep_subnets(b, from, i, false, &site->ipv4);
        from = sweep_subnets(b, from, i, true, &site->ipv6);
        ipv4 += site->ipv4.count;
        ipv6 += site->ipv6.count;
    }
}

static e911_status build(struct building *b, const e911__index *by_subnet)
{
    e911_status status;

    b->subnets.range_room = b->rows->count + 1;
    b->subnets.ranges =
        e911__alloc_array(b->memory, b->subnets.range_room, sizeof *b->subnets.ranges);
    b->order = e911__alloc_array(b->memory, b->rows->count + 1, sizeof *b->order);
    if (b->subnets.ranges == NULL || b->order == NULL)
        return E911_ERR_NOMEM;
    list_subnets(b, by_subnet);
    status = make_stretches(b);
    if (status == E911_OK)
        fill_stretches(b);
    return status;
}

e911_status e911__subnets_build(e911__subnets *subnets, const e911__memory *memory,
                                const e911__rows *rows, const e911__index *by_subnet)
{
    struct building b = {.subnets = *subnets, .memory = memory, .rows = rows};
    e911_status status = build(&b, by_subnet);

    e911__release(memory, b.order, (rows->count + 1) * sizeof *b.order);
    *subnets = b.subnets;
    return status;
}

void e911__subnets_release(e911__subnets *subnets, const e911__memory *memory)
{
    e911__release(memory, subnets->sites, subnets->site_room * sizeof *subnets->sites);
    e911__release(memory, subnets->ipv4_starts, subnets->ipv4_room * sizeof *subnets->ipv4_starts);
    e911__release(memory, subnets->ipv4_owners, subnets->ipv4_room * sizeof *subnets->ipv4_owners);
    e911__release(memory, subnets->ipv6_starts, subnets->ipv6_room * sizeof *subnets->ipv6_starts);
    e911__release(memory, subnets->ipv6_owners, subnets->ipv6_room * sizeof *subnets->ipv6_owners);
    e911__release(memory, subnets->ranges, subnets->range_room * sizeof *subnets->ranges);
    *subnets = (e911__subnets){0};
}
