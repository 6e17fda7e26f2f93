/* ININAttr for targets: each in the form its flags ask for, and none at the cost of its call. */
#include "decide_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- how targets want it --------------------------------------------------------------------- */

struct flags_case {
    const char *name;
    const char *values[2];
    const char *quoted, *unquoted, *without;
};

static const struct flags_case flags_cases[] = {
    {"ours", {NULL}, "U+" OURS, "U+" MAC_PAIR ";" IP_PAIR, "U"},
    {"one kept", {OTHER_MAC}, "U", "U", "U-"},
    {"several kept as one", {OURS, OURS}, "-U+" OURS, "-U+" MAC_PAIR ";" IP_PAIR, "-U"},
    {"malformed", {"x"}, "-U+" OURS, "-U+" MAC_PAIR ";" IP_PAIR, "-U"},
};

Test(decide, target_flags)
{
    static const uint32_t flags[] = {0, E911_TARGET_ININATTR_UNQUOTED, E911_TARGET_WITHOUT_ININATTR,
                                     E911_TARGET_WITHOUT_ININATTR | E911_TARGET_ININATTR_UNQUOTED};
    e911_engine *engine = ininattr_engine(1, flags, COUNT(flags));
    e911_decision *decision = new_decision();

    for (size_t i = 0; i < COUNT(flags_cases); i++) {
        const struct flags_case *c = &flags_cases[i];

        decide_desk_call(engine, decision, E911_INGRESS_PBX, c->values,
                         c->values[0] == NULL   ? 0
                         : c->values[1] == NULL ? 1
                                                : 2);
        cr_expect_str_eq(edits_of(decision, 0), c->quoted, "%s: quoted", c->name);
        cr_expect_str_eq(edits_of(decision, 1), c->unquoted, "%s: unquoted", c->name);
        cr_expect_str_eq(edits_of(decision, 2), c->without, "%s: without", c->name);
        cr_expect_str_eq(edits_of(decision, 3), c->without, "%s: both flags", c->name);
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* A pair that only quotes can hold must not cost an unquoted target the addresses. */
Test(decide, unquoted_and_an_escaped_pair)
{
    static const uint32_t flags[] = {E911_TARGET_ININATTR_UNQUOTED};
    static const char *const values[] = {"\"" MAC_PAIR ";uu_Name=a\\\"b\"",
                                         "\"" MAC_PAIR ";uu_Name=a\\\"b\""};
    e911_engine *engine = ininattr_engine(1, flags, 1);
    e911_decision *decision = new_decision();

    decide_desk_call(engine, decision, E911_INGRESS_PBX, values, 2);
    cr_expect_not_null(strstr(edits_of(decision, 0), "+"), "%s: %s", reasons_of(decision),
                       edits_of(decision, 0));
    cr_expect_not_null(strstr(edits_of(decision, 0), MAC_PAIR), "%s", edits_of(decision, 0));
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* ---- sizes ----------------------------------------------------------------------------------- */

/* Two equal values of a size, for as many targets as there can be: each gets its Request-URI and
   the MAC address. */
static void expect_targets_stand(size_t size)
{
    uint32_t flags[E911_TARGETS_MAX] = {0};
    e911_engine *engine = ininattr_engine(1, flags, COUNT(flags));
    e911_decision *decision = new_decision();
    char *value = malloc(size + 1);
    const char *const values[] = {value, value};
    int head = sprintf(value, "\"%s;uu_Note=", MAC_PAIR);

    memset(value + head, 'x', size - (size_t)head);
    value[size - 1] = '"';
    value[size] = '\0';
    decide_desk_call(engine, decision, E911_INGRESS_PBX, values, 2);
    cr_expect_eq(e911_decision_target_count(decision), E911_TARGETS_MAX, "%zu bytes", size);
    for (uint32_t i = 0; i < E911_TARGETS_MAX; i++) {
        const char *edits = edits_of(decision, i);

        cr_expect_eq(strncmp(edits, "-U", 2), 0, "%zu bytes: target %u has no Request-URI", size,
                     i);
        cr_expect_not_null(strstr(edits, MAC_PAIR), "%zu bytes: target %u has no MAC", size, i);
    }
    free(value);
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

Test(decide, long_values_do_not_cost_the_targets)
{
    static const size_t sizes[] = {100, 1000, 2000, 3000, 4000, 4095, E911_ININATTR_VALUE_MAX};

    for (size_t i = 0; i < COUNT(sizes); i++)
        expect_targets_stand(sizes[i]);
}
