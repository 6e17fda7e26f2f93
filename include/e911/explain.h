/*
 * libe911 - the dial plan explains itself: why a text is what it is, step by step, and which traps
 * a plan holds.
 */
#ifndef E911_EXPLAIN_H
#define E911_EXPLAIN_H

#include <e911/dialplan.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Mutable, single owner; reused. */
typedef struct e911_explanation e911_explanation;
/** Immutable, single owner. */
typedef struct e911_plan_findings e911_plan_findings;

/** What one step of an explanation says. Numbers are frozen. */
enum e911_step_code {
    E911_STEP_DIALLED = 1,        /**< text: as dialled */
    E911_STEP_URN = 2,            /**< text: the URN that was read */
    E911_STEP_USER_PART = 3,      /**< text: the user part of the URI or name@host */
    E911_STEP_PARAMETERS = 4,     /**< text: the user parameters that were dropped */
    E911_STEP_UNESCAPED = 5,      /**< text: after %HH was decoded */
    E911_STEP_SEPARATORS = 6,     /**< text: without visual separators */
    E911_STEP_TERMINATOR = 7,     /**< text: without the # at its end */
    E911_STEP_SITE = 8,           /**< text: the site whose rules are seen */
    E911_STEP_TRIED = 19,         /**< text: a reading that gave nothing */
    E911_STEP_SERVICE_URN = 20,   /**< text: the service; it decides by itself */
    E911_STEP_PLAN_NUMBER = 21,   /**< text: the number added that matched */
    E911_STEP_REGION_NUMBER = 22, /**< text: the region's number; region says which */
    E911_STEP_ACCESS_PREFIX = 23, /**< text: the access prefix */
    E911_STEP_RULE = 24,          /**< text: the pattern that matched; line, rule */
    E911_STEP_NOTHING = 25,       /**< nothing matched */
    E911_STEP_DENIED = 26,        /**< text: a region's number that this rule takes away; line */
    E911_STEP_LITERAL_HELD = 27,  /**< no prefixed reading: the rule spells these digits; line */
    E911_STEP_CLASS = 30,         /**< text: the class's name */
    E911_STEP_CATEGORY = 31,      /**< text: the category's key */
    E911_STEP_STANDARDIZED = 32,  /**< text: the number in standard form */
    E911_STEP_MORE = 33,          /**< longer input could still change the answer */
    E911_STEP_WITHOUT = 40,       /**< text: class and cause without that rule or number; line */
    E911_STEP_NOTE = 50           /**< text: a remark for people, such as a prefix dialled twice */
};

/** One step of an explanation. */
typedef struct e911_step {
    size_t struct_size;
    uint32_t code; /**< of enum e911_step_code */
    uint32_t rule; /**< index of the rule it speaks of, or E911_NO_RULE */
    uint32_t line; /**< line of that rule, or 0 */
    uint32_t reserved;
    e911_text text; /**< owned by the explanation, or static */
} e911_step;

/** What lint found. Numbers are frozen. */
enum e911_plan_finding_code {
    E911_PLAN_FINDING_EMERGENCY_SHADOWED = 1, /**< another rule takes an emergency number */
    E911_PLAN_FINDING_EMERGENCY_DENIED = 2,   /**< deny_emergency takes a region's number away */
    E911_PLAN_FINDING_PREFIX_REQUIRED = 3,    /**< an emergency number works behind a prefix only */
    E911_PLAN_FINDING_PREFIX_TIE = 4,         /**< a bare and a prefixed reading of one string */
    E911_PLAN_FINDING_EXTENSION_RANGE = 5,    /**< a range of extensions contains such a number */
    E911_PLAN_FINDING_LITERAL_HOLDS_PREFIX = 6, /**< a rule spells prefix + emergency number */
    E911_PLAN_FINDING_TEST_IS_LIVE = 7, /**< a test number whose standard form is an emergency's */
    E911_PLAN_FINDING_UNREACHABLE = 8,  /**< no text is this rule's */
    E911_PLAN_FINDING_PREFIX_TWICE = 9, /**< 99911, 91911, 1911 are no emergency: a note */
    E911_PLAN_FINDING_DENY_WITHOUT_EFFECT = 10, /**< no number of the region */
    E911_PLAN_FINDING_EMERGENCY_OVERLAP = 11, /**< longer numbers begin with an emergency number */
    E911_PLAN_FINDING_LETTER = 12,            /**< a letter that looks like a digit in a pattern */
    E911_PLAN_FINDING_NO_EMERGENCY = 13,      /**< no number at all is an emergency */
    E911_PLAN_FINDING_EMERGENCY_HIDDEN = 14,  /**< an ordinary rule dials an emergency number */
    E911_PLAN_FINDING_EMERGENCY_CUT = 15,     /**< what is dialled for an emergency is its rest */
    E911_PLAN_FINDING_PREFIX_WITHOUT_EFFECT = 16 /**< no number that it could go before */
};

/** One finding. */
typedef struct e911_plan_finding {
    size_t struct_size;
    uint32_t code;     /**< of enum e911_plan_finding_code */
    uint32_t severity; /**< of enum e911_severity */
    uint32_t rule;     /**< index of the rule it speaks of, or E911_NO_RULE */
    uint32_t line;     /**< line of that rule, or 0 */
    e911_text pattern; /**< of that rule; owned by the findings */
    e911_text example; /**< a number to try; owned by the findings */
    e911_text message; /**< static */
} e911_plan_finding;

/**
 * Set up an e911_step before its first use.
 *
 * @param step        the struct; not NULL.
 * @param struct_size sizeof(e911_step) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_step_init(e911_step *step, size_t struct_size);

/**
 * Set up an e911_plan_finding before its first use.
 *
 * @param finding     the struct; not NULL.
 * @param struct_size sizeof(e911_plan_finding) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_plan_finding_init(e911_plan_finding *finding, size_t struct_size);

/**
 * Make an explanation, to be filled as often as wanted.
 *
 * @param allocator        memory functions, or NULL for malloc; copied.
 * @param ret_explanation  the explanation, empty; the caller owns it, e911_explanation_free() ends
 *                         it.
 * @return E911_OK, E911_ERR_NOMEM, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_explanation_new(const e911_allocator *allocator,
                                          e911_explanation **ret_explanation);

/**
 * End an explanation. One thread at a time.
 *
 * @param explanation the explanation, or NULL.
 * @since 0.1
 */
E911_API void e911_explanation_free(e911_explanation *explanation);

/**
 * Explain a classification: how the text was read, what matched and why, and what the text would
 * have been without the rule that matched. For people; it takes time that grows with the rules.
 *
 * @param plan         the plan; not NULL.
 * @param dialled      the text; not NULL unless len is 0.
 * @param len          its length.
 * @param site         as for e911_plan_classify().
 * @param explanation  takes the steps in place of those it had; not NULL. It does not need the plan
 *                     afterwards.
 * @return E911_OK, E911_ERR_NOMEM (the explanation is empty) or E911_ERR_INVALID_ARGUMENT. One
 *         thread at a time an explanation.
 * @since 0.1
 */
E911_API e911_status e911_plan_explain(const e911_plan *plan, const char *dialled, size_t len,
                                       uint32_t site, e911_explanation *explanation);

/**
 * Number of steps.
 *
 * @param explanation the explanation, or NULL for 0.
 * @return the number. One thread at a time.
 * @since 0.1
 */
E911_API size_t e911_explanation_step_count(const e911_explanation *explanation);

/**
 * Read a step.
 *
 * @param explanation  the explanation; not NULL.
 * @param index        0 to e911_explanation_step_count() - 1; they are in order.
 * @param ret_step     an initialised struct; its text lives until the explanation is filled again.
 * @return E911_OK, E911_ERR_NOT_FOUND, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT. One
 *         thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_explanation_step(const e911_explanation *explanation, size_t index,
                                           e911_step *ret_step);

/**
 * Write an explanation as text, a line a step. Control bytes are printed as \xHH.
 *
 * @param explanation  the explanation; not NULL.
 * @param buf          takes the text, without NUL; NULL only if size is 0.
 * @param size         its size.
 * @param ret_len      length of the text, also when the buffer is too small; not NULL.
 * @return E911_OK, E911_ERR_BUFFER_SIZE or E911_ERR_INVALID_ARGUMENT. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_explanation_format(const e911_explanation *explanation, char *buf,
                                             size_t size, size_t *ret_len);

/**
 * Name of a step's code, such as "user-part".
 *
 * @param code a code; any number is allowed.
 * @return a static string, never NULL; "?" for an unknown number. Thread-safe.
 * @since 0.1
 */
E911_API const char *e911_step_name(uint32_t code);

/**
 * Look for traps in a plan: emergency numbers that another rule takes, ties of prefixes, rules that
 * nothing can reach, and what enum e911_plan_finding_code lists.
 *
 * @param plan          the plan; not NULL.
 * @param allocator     memory functions, or NULL for malloc; copied.
 * @param ret_findings  what was found: first about no rule, then rule by rule; the caller owns it,
 * e911_plan_findings_free() ends it. It does not need the plan.
 * @return E911_OK, E911_ERR_NOMEM, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_plan_lint(const e911_plan *plan, const e911_allocator *allocator,
                                    e911_plan_findings **ret_findings);

/**
 * End findings. One thread at a time.
 *
 * @param findings the findings, or NULL.
 * @since 0.1
 */
E911_API void e911_plan_findings_free(e911_plan_findings *findings);

/**
 * Number of findings.
 *
 * @param findings the findings, or NULL for 0.
 * @return the number. Thread-safe.
 * @since 0.1
 */
E911_API size_t e911_plan_findings_count(const e911_plan_findings *findings);

/**
 * Read a finding.
 *
 * @param findings     the findings; not NULL.
 * @param index        0 to e911_plan_findings_count() - 1.
 * @param ret_finding  an initialised struct; its texts are owned by the findings.
 * @return E911_OK, E911_ERR_NOT_FOUND, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT.
 * Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_plan_findings_at(const e911_plan_findings *findings, size_t index,
                                           e911_plan_finding *ret_finding);

/**
 * Name of a finding's code, such as "emergency-shadowed".
 *
 * @param code a code; any number is allowed.
 * @return a static string, never NULL; "?" for an unknown number. Thread-safe.
 * @since 0.1
 */
E911_API const char *e911_plan_finding_name(uint32_t code);

/**
 * Name of a severity: "note", "warning", "error".
 *
 * @param severity a severity; any number is allowed.
 * @return a static string, never NULL; "?" for an unknown number. Thread-safe.
 * @since 0.1
 */
E911_API const char *e911_severity_name(uint32_t severity);

#ifdef __cplusplus
}
#endif
#endif
