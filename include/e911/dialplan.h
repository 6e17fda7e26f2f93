/*
 * libe911 - the dial plan: what every dialled text is, above all whether it is an emergency call.
 *
 * A builder takes a region's emergency numbers, access prefixes, further numbers and the rules of a
 * PureConnect dial plan and turns them into an immutable plan, which any number of threads may
 * classify with at once.
 *
 * A pattern is made of: digits and * # , + ^ / as themselves; X a digit 0-9; Y 1-9; N 2-9;
 * ? zero or more of 0-9 # * , (directly before @: anything but @); Z, only at the end, any
 * characters or none; $ a position filled from the rule's number list ($$$: a member of three
 * digits); "quoted" and \escaped text as itself. Upper and lower case are equal. A pattern that
 * begins with a scheme (sip:Z) or holds @ (?@Z) is matched against the text as dialled, any other
 * against the user part without visual separators. Where nothing was dialled nothing matches.
 */
#ifndef E911_DIALPLAN_H
#define E911_DIALPLAN_H

#include <e911/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Immutable, reference counted. */
typedef struct e911_plan e911_plan;
/** Mutable, single owner. */
typedef struct e911_plan_builder e911_plan_builder;

/** What a dialled text is. */
enum e911_class {
    E911_CLASS_NONE = 0,      /**< an ordinary call */
    E911_CLASS_EMERGENCY = 1, /**< route at once to the emergency service provider */
    E911_CLASS_TEST = 2,      /**< 933, urn:service:test.sos: same route, no emergency */
    E911_CLASS_CRISIS = 3     /**< 988: a crisis line, not an emergency */
};

/** What in the plan made the class. */
enum e911_match_source {
    E911_MATCH_NOTHING = 0,       /**< nothing matched */
    E911_MATCH_SERVICE_URN = 1,   /**< the text is a service URN (RFC 5031) */
    E911_MATCH_NUMBER = 2,        /**< a number added by e911_plan_builder_add_number() */
    E911_MATCH_REGION = 3,        /**< a number of the region, dialled bare */
    E911_MATCH_ACCESS_PREFIX = 4, /**< one access prefix and such a number */
    E911_MATCH_RULE = 5           /**< a rule of the plan */
};

/** What a rule does. */
enum e911_rule_action {
    E911_RULE_MATCH = 0,         /**< a text that its pattern matches is of its category */
    E911_RULE_DENY_EMERGENCY = 1 /**< takes the region's number that its pattern spells away */
};

/** Options of a plan. */
enum e911_plan_option {
    E911_PLAN_HASH_ENDS = 1 /**< one # at the end of the user part ends dialling and is dropped */
};

/** Hard limits of a plan, tested at the limit and one past it. */
enum e911_plan_limit {
    E911_PLAN_NUMBER_MAX = 32,          /**< digits of a number */
    E911_PLAN_NUMBERS_MAX = 4096,       /**< numbers added to one plan */
    E911_PLAN_PREFIX_MAX = 8,           /**< digits of an access prefix */
    E911_PLAN_PREFIXES_MAX = 16,        /**< access prefixes of one plan */
    E911_PLAN_PATTERN_MAX = 255,        /**< bytes of a pattern */
    E911_PLAN_TEXT_MAX = 1024,          /**< bytes of any other text of a rule */
    E911_PLAN_RULES_MAX = 262144,       /**< rules of one plan */
    E911_PLAN_STATES_MAX = 262144,      /**< states of the automaton of one plan */
    E911_PLAN_SITES_MAX = 4096,         /**< different sites that the rules of a plan name */
    E911_PLAN_CATEGORIES_MAX = 256,     /**< categories, those of PureConnect included */
    E911_PLAN_LISTS_MAX = 256,          /**< number lists */
    E911_PLAN_LIST_MEMBERS_MAX = 16384, /**< members of all number lists together */
    E911_PLAN_LIST_MEMBER_MAX = 15,     /**< digits of a member */
    E911_PLAN_DIAL_GROUPS_MAX = 64,     /**< different dial groups */
    E911_PLAN_DIAL_GROUP_MAX = 1013 /**< bytes of a dial group's name: a column is named by it */
};

/** In place of a rule's index: none. */
#define E911_NO_RULE 0xffffffffu

/** What to dial where the call leaves by one group of lines. Final layout. */
typedef struct e911_dial_string {
    e911_text group; /**< name of the dial group; empty: the default dial string */
    e911_text text;  /**< not empty; may hold the pattern's wildcards */
} e911_dial_string;

/**
 * A rule of a dial plan. Every text may be empty but the pattern, the category and a dial string.
 * Key, number list, site, category and dial group have no blank at their edges.
 *
 * The standardized number and the dial strings have no wildcards, or those of the pattern: as many,
 * in the same order, though an X may stand for a Y, N or $. What was dialled for each takes its
 * place. Letters that are no wildcards stand in quotes or behind a backslash.
 */
typedef struct e911_rule {
    size_t struct_size;
    e911_text key;         /**< a stable name that other systems refer to it by; unique */
    e911_text pattern;     /**< for deny_emergency: the number, literal digits */
    e911_text number_list; /**< fills $; given where the pattern has one, and only there */
    e911_text site;        /**< location filter: the rule is seen from this site only; empty: all */
    e911_text category;    /**< a known category, any case; deny_emergency has none */
    e911_text display;     /**< what people are shown */
    e911_text standardized; /**< the number in standard form; may hold the pattern's wildcards */
    e911_text description;
    const e911_dial_string *dial_strings; /**< given to the library; NULL in what it returns */
    size_t dial_string_count;
    uint32_t action; /**< of enum e911_rule_action */
    uint32_t line;   /**< of the source, 1-based; 0: it has no lines */
} e911_rule;

/** Result of a classification. Texts are owned by the plan unless they say otherwise. */
typedef struct e911_match {
    size_t struct_size;
    uint32_t call_class; /**< of enum e911_class */
    uint32_t source;     /**< of enum e911_match_source */
    e911_text service;   /**< service URN; static, or for a dialled URN a view into the dialled
                              text; empty for class none and crisis */
    e911_text category;  /**< the category's key: of the rule; Emergency, Test or Crisis by class
                              where no rule matched; empty for nothing */
    e911_text display;   /**< what people are shown: of the rule, or empty */
    e911_text prefix;    /**< the access prefix that was dialled */
    e911_text region;    /**< code of the region whose number matched, upper case; or empty */
    e911_text number;    /**< standardized number for the provider's Request-URI (US 112 -> 911), or
                              empty: for a URN, for nothing, and for a rule with wildcards, whose
                              number e911_plan_format_number() forms */
    e911_text matched;   /**< the number or pattern of the plan that matched; for a dialled URN a
                              view into the dialled text */
    uint32_t rule;       /**< index of the rule that matched, or E911_NO_RULE */
    uint32_t line;       /**< line of that rule in its source, or 0 */
    uint32_t more;       /**< 1: longer input could still match a rule or number that does not end
                              in Z or ?, and win; 0 otherwise. An emergency does not wait for it */
    uint32_t reserved;   /**< 0 */
} e911_match;

/**
 * Name of a class as logs and tables spell it: "none", "emergency", "test", "crisis".
 *
 * @param call_class a class; any number is allowed.
 * @return a static string, never NULL; "?" for an unknown number. Thread-safe.
 * @since 0.1
 */
E911_API const char *e911_class_name(uint32_t call_class);

/**
 * Set up an e911_match before its first use.
 *
 * @param match        the struct; not NULL.
 * @param struct_size  sizeof(e911_match) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_match_init(e911_match *match, size_t struct_size);

/**
 * Set up an e911_rule before its first use.
 *
 * @param rule        the struct; not NULL.
 * @param struct_size sizeof(e911_rule) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_rule_init(e911_rule *rule, size_t struct_size);

/**
 * Start a plan.
 *
 * @param allocator    memory functions, or NULL for malloc; copied.
 * @param ret_builder  the builder; the caller owns it, e911_plan_builder_free() ends it.
 * @return E911_OK, E911_ERR_NOMEM, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_new(const e911_allocator *allocator,
                                           e911_plan_builder **ret_builder);

/**
 * End a builder; plans built from it live on. One thread at a time.
 *
 * @param builder the builder, or NULL.
 * @since 0.1
 */
E911_API void e911_plan_builder_free(e911_plan_builder *builder);

/**
 * Name the region whose emergency, test and crisis numbers the plan holds. They work dialled bare,
 * whatever else the plan says (47 U.S.C. 623(b) for the US).
 *
 * @param builder  the builder; not NULL.
 * @param region   ISO 3166 two-letter code, either case.
 * @param len      its length.
 * @param reterr   detail of a refusal, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX (not two letters), E911_ERR_NOT_FOUND (not in the world table,
 *         region.h), E911_ERR_STATE (set already) or E911_ERR_INVALID_ARGUMENT. One thread at a
 *         time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_set_region(e911_plan_builder *builder, const char *region,
                                                  size_t len, e911_error *reterr);

/**
 * Add an access prefix: the digits dialled for an outside line, which may stand once before a
 * number of the region (9911); in a plan without a region, before the numbers added.
 *
 * @param builder  the builder; not NULL.
 * @param prefix   1 to E911_PLAN_PREFIX_MAX characters of 0-9 * #.
 * @param len      its length.
 * @param reterr   detail of a refusal, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX, E911_ERR_DUPLICATE, E911_ERR_LIMIT, E911_ERR_NOMEM or
 *         E911_ERR_INVALID_ARGUMENT. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_add_access_prefix(e911_plan_builder *builder,
                                                         const char *prefix, size_t len,
                                                         e911_error *reterr);

/**
 * Add a number of this site, such as a campus security line. It wins over the region's row of the
 * same number, but cannot take an emergency number of the region away, dialled bare: a lesser class
 * for one is E911_ERR_CONFLICT.
 *
 * @param builder     the builder; not NULL.
 * @param number      1 to E911_PLAN_NUMBER_MAX characters of 0-9 * #; visual separators (space - .
 *                    and parentheses) are dropped.
 * @param len         its length.
 * @param call_class  of enum e911_class, not none.
 * @param reterr      detail of a refusal, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX, E911_ERR_DUPLICATE, E911_ERR_LIMIT, E911_ERR_NOMEM or
 *         E911_ERR_INVALID_ARGUMENT. One thread at a time. E911_ERR_CONFLICT comes from build.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_add_number(e911_plan_builder *builder, const char *number,
                                                  size_t len, uint32_t call_class,
                                                  e911_error *reterr);

/**
 * Set options. They replace those set before; a new builder has none.
 *
 * @param builder  the builder; not NULL.
 * @param options  bits of enum e911_plan_option.
 * @return E911_OK or E911_ERR_INVALID_ARGUMENT (NULL, or an unknown bit). One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_set_options(e911_plan_builder *builder, uint32_t options);

/**
 * Declare a further, ordinary category. Known from the start are Emergency, Test and Crisis, which
 * give a call its class, and Local, Long Distance, International, Toll Free, Blocked, Information,
 * Operator, Intercom, Network and Other.
 *
 * @param builder   the builder; not NULL.
 * @param category  its stable key; 1 to E911_PLAN_TEXT_MAX bytes.
 * @param len       its length.
 * @param reterr    detail of a refusal, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX (empty, or a blank at an edge), E911_ERR_ENCODING (not UTF-8, or
 * a control byte), E911_ERR_DUPLICATE (in any case), E911_ERR_LIMIT, E911_ERR_NOMEM or
 *         E911_ERR_INVALID_ARGUMENT. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_add_category(e911_plan_builder *builder,
                                                    const char *category, size_t len,
                                                    e911_error *reterr);

/**
 * Add a member to a number list; the first one makes the list. Rules may name a list before it has
 * members; a list that has none of the length asked for matches nothing.
 *
 * @param builder   the builder; not NULL.
 * @param list      name of the list, any case.
 * @param list_len  its length.
 * @param member    1 to E911_PLAN_LIST_MEMBER_MAX digits.
 * @param len       its length.
 * @param reterr    detail of a refusal, offset within the member; or NULL.
 * @return E911_OK, E911_ERR_SYNTAX, E911_ERR_ENCODING, E911_ERR_DUPLICATE (in this list),
 *         E911_ERR_LIMIT, E911_ERR_NOMEM or E911_ERR_INVALID_ARGUMENT. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_add_list_member(e911_plan_builder *builder, const char *list,
                                                       size_t list_len, const char *member,
                                                       size_t len, e911_error *reterr);

/**
 * Add a rule behind those added before: the first one that matches wins.
 *
 * @param builder  the builder; not NULL.
 * @param rule     the rule; its texts are copied.
 * @param reterr   detail of a refusal; offset: within the pattern, else 0; line: the rule's; or
 *                 NULL.
 * @return E911_OK, E911_ERR_SYNTAX (pattern, a text that must be given is not, or a blank at the
 *         edge of a name),
 *         E911_ERR_ENCODING (a text is not UTF-8, or holds a control byte), E911_ERR_NOT_FOUND (no
 *         such category), E911_ERR_DUPLICATE (the key, or pattern, number list and site, stands
 *         twice), E911_ERR_LIMIT, E911_ERR_NOMEM, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. After a refusal the builder is as before. One thread at a
 *         time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_add_rule(e911_plan_builder *builder, const e911_rule *rule,
                                                e911_error *reterr);

/**
 * Number of rules added.
 *
 * @param builder the builder, or NULL for 0.
 * @return the number. One thread at a time.
 * @since 0.1
 */
E911_API size_t e911_plan_builder_rule_count(const e911_plan_builder *builder);

/**
 * Read a rule back. Its dial strings are read by e911_plan_builder_dial_string().
 *
 * @param builder   the builder; not NULL.
 * @param index     0 to e911_plan_builder_rule_count() - 1.
 * @param ret_rule  an initialised struct; its texts live until the builder is changed.
 * @return E911_OK, E911_ERR_NOT_FOUND, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT. One
 *         thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_rule(const e911_plan_builder *builder, size_t index,
                                            e911_rule *ret_rule);

/**
 * Read a dial string of a rule back.
 *
 * @param builder          the builder; not NULL.
 * @param rule             index of the rule.
 * @param index            0 to its dial_string_count - 1.
 * @param ret_dial_string  the dial string; its texts live until the builder is changed.
 * @return E911_OK, E911_ERR_NOT_FOUND or E911_ERR_INVALID_ARGUMENT. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_dial_string(const e911_plan_builder *builder, size_t rule,
                                                   size_t index, e911_dial_string *ret_dial_string);

/**
 * Add the rules, number lists and categories of a CSV text (RFC 4180, UTF-8). The header row names
 * the columns, in any order: Action, Key, Pattern, NumberList, Site, Category, Display,
 * StandardizedNumber, Description, DialString (the default one) and a DialString:GROUP for each
 * dial group; only Pattern is needed. Action is blank or "rule"; "deny_emergency"; "list": Pattern
 * is a member of NumberList; "category": Category is declared, above the rules that name it. Fields
 * may also be separated by ';', TAB or '|'. An unknown column is refused, and so is a row
 * of several fields above the header.
 *
 * @param builder  the builder; not NULL. After a refusal it is as before.
 * @param text     the CSV text.
 * @param len      its length.
 * @param reterr   detail of a refusal with line, column and offset, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX, E911_ERR_ENCODING, E911_ERR_NOT_FOUND, E911_ERR_DUPLICATE,
 *         E911_ERR_LIMIT, E911_ERR_NOMEM or E911_ERR_INVALID_ARGUMENT. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_load_csv(e911_plan_builder *builder, const char *text,
                                                size_t len, e911_error *reterr);

/**
 * Write the rules, number lists and declared categories as CSV; loaded again they are the same.
 *
 * @param builder  the builder; not NULL.
 * @param sink     takes the text.
 * @return E911_OK, E911_ERR_CALLBACK, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_write_csv(const e911_plan_builder *builder,
                                                 const e911_sink *sink);

/**
 * The same into a buffer.
 *
 * @param builder  the builder; not NULL.
 * @param buf      takes the text, without NUL; NULL only if size is 0.
 * @param size     its size.
 * @param ret_len  length of the text, also when the buffer is too small; not NULL.
 * @return E911_OK, E911_ERR_BUFFER_SIZE or E911_ERR_INVALID_ARGUMENT. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_format_csv(const e911_plan_builder *builder, char *buf,
                                                  size_t size, size_t *ret_len);

/**
 * Compile the plan. The builder stays as it was and may build again.
 *
 * Rules in which ? or number lists meet each other need many states. When the first rules that the
 * builder holds need more than E911_PLAN_STATES_MAX, E911_ERR_LIMIT names the line of the last of
 * them, e911_plan_builder_blamed() the rules at fault, and e911_plan_builder_build_without_rules()
 * still makes a plan of the region's numbers and of the rules that say what one number is.
 *
 * A rule of category Test or Crisis that matches an emergency number of the region, which stands
 * before the region's numbers and would lessen it, is E911_ERR_CONFLICT with the rule's line, but
 * where a deny_emergency rule takes the number away for its site. So is a number added with another
 * class than Emergency that is an emergency number of the region, without a line.
 *
 * @param builder   the builder; not NULL.
 * @param ret_plan  the plan, with one reference, the caller's.
 * @param reterr    detail of a refusal, with the line of the rule at fault, or NULL.
 * @return E911_OK, E911_ERR_NOMEM, E911_ERR_CONFLICT, E911_ERR_LIMIT or E911_ERR_INVALID_ARGUMENT.
 *         One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_build(e911_plan_builder *builder, e911_plan **ret_plan,
                                             e911_error *reterr);

/**
 * Compile what an emergency call can count on when the rules cannot be had: the region's numbers,
 * access prefixes, numbers added, and of the rules those of category Emergency, Test or Crisis
 * whose pattern is one number, without wildcards. No deny_emergency is heeded, and so no Test or
 * Crisis rule for an emergency number of the region. Rules are counted in this plan as they stand
 * in it.
 *
 * @param builder   the builder; not NULL.
 * @param ret_plan  the plan, with one reference, the caller's.
 * @param reterr    detail of a refusal, or NULL.
 * @return E911_OK, E911_ERR_NOMEM, E911_ERR_CONFLICT or E911_ERR_INVALID_ARGUMENT. One thread at a
 *         time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_build_without_rules(e911_plan_builder *builder,
                                                           e911_plan **ret_plan,
                                                           e911_error *reterr);

/**
 * Whom to blame after e911_plan_builder_build() returned E911_ERR_LIMIT: the rule at which the
 * limit was crossed, then the rules with ? before it, in their order.
 *
 * @param builder    the builder, or NULL for 0.
 * @param ret_rules  takes up to `capacity` indexes of rules; NULL only if that is 0.
 * @param capacity   its elements.
 * @return how many there are, also when they do not fit; 0 after any other outcome of the last
 *         build, or once the builder was changed. One thread at a time.
 * @since 0.1
 */
E911_API size_t e911_plan_builder_blamed(const e911_plan_builder *builder, uint32_t *ret_rules,
                                         size_t capacity);

/**
 * Take a further reference.
 *
 * @param plan the plan, or NULL.
 * @return the same pointer. Thread-safe.
 * @since 0.1
 */
E911_API e911_plan *e911_plan_ref(e911_plan *plan);

/**
 * Give up a reference; the last one frees the plan. Thread-safe.
 *
 * @param plan the plan, or NULL.
 * @since 0.1
 */
E911_API void e911_plan_unref(e911_plan *plan);

/**
 * Number of rules of a plan.
 *
 * @param plan the plan, or NULL for 0.
 * @return the number. Thread-safe.
 * @since 0.1
 */
E911_API size_t e911_plan_rule_count(const e911_plan *plan);

/**
 * Read a rule. Its dial strings are formed by e911_plan_format_dial_string().
 *
 * @param plan      the plan; not NULL.
 * @param index     an index, such as e911_match.rule.
 * @param ret_rule  an initialised struct; its texts are owned by the plan.
 * @return E911_OK, E911_ERR_NOT_FOUND, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT.
 * Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_plan_rule(const e911_plan *plan, size_t index, e911_rule *ret_rule);

/**
 * Number of a site in a plan, to be asked once a plan and kept with it. Which site's rules a call
 * sees: from a workstation, the station's; from a remote station or number, the user's; forwarded,
 * the inbound line's.
 *
 * @param plan  the plan, or NULL for 0.
 * @param site  name of the site, any case.
 * @param len   its length.
 * @return its number in this plan; 0 when no rule names it, which stands for no site. Thread-safe.
 * @since 0.1
 */
E911_API uint32_t e911_plan_find_site(const e911_plan *plan, const char *site, size_t len);

/**
 * Classify a dialled text: digits with or without visual separators, or a sip:, sips:, tel: or
 * urn: URI. %HH is decoded once, user parameters (;phone-context=..) are ignored, letters are
 * never dropped: 9O11 is not 911.
 *
 * Read in this order: a service URN; the numbers added; the plan's own rules of the categories
 * Emergency, Test and Crisis; the region's numbers, dialled bare; one access prefix and a number of
 * the region (of the plan, where it has no region), unless a rule spells these very digits; all
 * rules in their order. Without a region the rules are read once, in their order: PureConnect
 * exactly. What follows "sos" in a service URN may have a flaw; the service is then
 * urn:service:sos.
 *
 * @param plan       the plan; not NULL.
 * @param dialled    the text; not NULL unless len is 0.
 * @param len        its length.
 * @param site       whose rules are seen, of e911_plan_find_site(); 0, or a number that is no
 *                   site's: only rules without a site.
 * @param ret_match  an initialised struct.
 * @return E911_OK, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT; with valid arguments it
 *         cannot fail: a text that is nothing at all is class none. Thread-safe, no allocation, no
 *         lock. RFC 5031, RFC 6881 section 5.
 * @since 0.1
 */
E911_API e911_status e911_plan_classify(const e911_plan *plan, const char *dialled, size_t len,
                                        uint32_t site, e911_match *ret_match);

/**
 * Form the number in standard form: e911_match.number where it is given; of a rule, its
 * standardized number, the wildcards in it filled in their order with what was dialled for the
 * pattern's; else the user part, decoded, in the case it was written in, and of a text without
 * letters without its visual separators. Empty for a URN.
 *
 * @param plan     the plan; not NULL.
 * @param match    what e911_plan_classify() made of the text; not NULL.
 * @param dialled  the text; not NULL unless len is 0.
 * @param len      its length.
 * @param buf      takes the number, without NUL; NULL only if size is 0.
 * @param size     its size.
 * @param ret_len  length of the number, also when the buffer is too small; not NULL.
 * @return E911_OK, E911_ERR_BUFFER_SIZE, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT.
 * Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_plan_format_number(const e911_plan *plan, const e911_match *match,
                                             const char *dialled, size_t len, char *buf,
                                             size_t size, size_t *ret_len);

/**
 * Form what to dial on the lines of a dial group: the rule's dial string of the group, or its
 * default one, its wildcards filled as by e911_plan_format_number().
 *
 * @param plan       the plan; not NULL.
 * @param match      what e911_plan_classify() made of the text; not NULL.
 * @param dialled    the text; not NULL unless len is 0.
 * @param len        its length.
 * @param group      name of the dial group, any case; empty for the default dial string.
 * @param group_len  its length.
 * @param buf        takes the dial string, without NUL; NULL only if size is 0.
 * @param size       its size.
 * @param ret_len    length of the dial string, also when the buffer is too small; not NULL.
 * @return E911_OK, E911_ERR_NOT_FOUND (no rule matched, or it has no such dial string),
 *         E911_ERR_BUFFER_SIZE, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_plan_format_dial_string(const e911_plan *plan, const e911_match *match,
                                                  const char *dialled, size_t len,
                                                  const char *group, size_t group_len, char *buf,
                                                  size_t size, size_t *ret_len);

#ifdef __cplusplus
}
#endif
#endif
