/*
 * libe911 - base types: status, errors, text views, allocator, version.
 *
 * Rules that hold for every header of the library:
 *  - Bytes are pointer + length. No NUL is needed; a NUL in the input is a byte like any other.
 *  - Every call that can fail returns e911_status: 0 success, above 0 success with a note, below 0
 *    an error. Outputs are named ret_x, error details reterr; neither is touched on the other
 *    outcome, except ret_len, which holds the size needed on E911_ERR_BUFFER_SIZE. Errors of the
 *    call itself and not of an input (E911_ERR_INVALID_ARGUMENT, E911_ERR_STRUCT_SIZE,
 *    E911_ERR_STRUCT_UNKNOWN, E911_ERR_CALLBACK) leave reterr as it was, too, unless there is more
 *    to say than which argument it is. An e911_error whose struct_size is 0 gets no detail.
 *  - What an object owns, and what is a view into it, lives until its _free() or the caller's last
 *    _unref(), and a builder's until it changes.
 *  - Transparent structs begin with struct_size, are set up by their _init() function (or, in C99,
 *    by an initialiser: e911_call call = {.struct_size = sizeof call}), grow only at their end, and
 *    mean "default" by zero. Value types, marked "Final layout", are exempt.
 *  - Mutable objects have one owner and _new()/_free(); immutable objects may be shared by any
 *    number of threads and have an atomic reference count, _ref()/_unref(). Destructors take NULL.
 *  - The library reads no file, socket, clock, environment or locale, and never logs or aborts.
 */
#ifndef E911_BASE_H
#define E911_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Binding generators may predefine E911_API as empty. */
#ifndef E911_API
#if defined(__GNUC__)
#define E911_API __attribute__((visibility("default")))
#else
#define E911_API
#endif
#endif

/** Version of these headers: 0xMMmmpp. Compare with e911_version(). */
#define E911_VERSION        0x000100
#define E911_VERSION_STRING "0.1.0"

/** Result of every fallible call; values are those of enum e911_status_code. */
typedef int32_t e911_status;

/** Statuses. The numbers are frozen: none is ever renumbered or reused. */
enum e911_status_code {
    E911_OK = 0,
    E911_ERR_NOMEM = -1,            /**< the allocator returned NULL */
    E911_ERR_INVALID_ARGUMENT = -2, /**< NULL where none is allowed, or a value out of range */
    E911_ERR_STRUCT_SIZE = -3,      /**< struct_size unset, too small or absurd */
    E911_ERR_STRUCT_UNKNOWN = -4,   /**< the caller set a field this library does not know */
    E911_ERR_BUFFER_SIZE = -5,      /**< the buffer is too small; *ret_len holds the size needed */
    E911_ERR_NOT_FOUND = -6,        /**< no such region, row, target ... */
    E911_ERR_DUPLICATE = -7,        /**< a key stands twice */
    E911_ERR_SYNTAX = -8,           /**< the text does not follow its grammar */
    E911_ERR_ENCODING = -9,         /**< a byte the text may not hold, such as NUL */
    E911_ERR_LIMIT = -10,           /**< a hard limit of the library is passed */
    E911_ERR_UNSUPPORTED = -11,     /**< well formed, but not done by this build */
    E911_ERR_STATE = -12,           /**< the object is not in the state this call needs */
    E911_ERR_CONFLICT = -13,        /**< two statements contradict each other */
    E911_ERR_CALLBACK = -14,        /**< a sink of the caller returned non-zero */
    E911_ERR_STACK = -15            /**< the SIP stack refused an edit (adapter) */
};

/** A view of bytes that somebody else owns; data may be NULL where len is 0. Final layout. */
typedef struct e911_text {
    const char *data;
    size_t len;
} e911_text;

/**
 * Where and why an input was refused. Give a pointer to an initialised one to any call that takes
 * reterr, or NULL.
 * The strings are static and never freed.
 */
typedef struct e911_error {
    size_t struct_size;
    e911_status status;
    uint32_t line;        /**< 1-based; 0 where the input has no lines */
    uint32_t column;      /**< 1-based, in bytes; 0 where the input has no lines */
    uint32_t reserved;    /**< 0 */
    uint64_t offset;      /**< byte offset into the input, 0-based */
    const char *message;  /**< what is wrong */
    const char *expected; /**< what was expected there, or NULL */
} e911_error;

/**
 * Memory functions of the host; NULL wherever one is accepted means malloc, realloc and free.
 * The struct is copied. The functions must be as thread-safe as the host's use of the objects.
 */
typedef struct e911_allocator {
    size_t struct_size;
    void *user; /**< passed back as the first argument */
    void *(*alloc)(void *user, size_t size);
    void *(*resize)(void *user, void *memory, size_t old_size, size_t new_size);
    void (*release)(void *user, void *memory, size_t size); /**< memory is never NULL */
} e911_allocator;

/**
 * Where a function that writes much puts its bytes, piece by piece and in order: a file, a socket,
 * a growing string. Used during the call only.
 */
typedef struct e911_sink {
    size_t struct_size;
    void *user; /**< passed back as the first argument */
    /** Takes len bytes, above 0. Non-zero ends the writing with E911_ERR_CALLBACK. */
    int (*write)(void *user, const char *data, size_t len);
} e911_sink;

/** How grave a finding is. */
enum e911_severity {
    E911_SEVERITY_NOTE = 0,    /**< worth knowing */
    E911_SEVERITY_WARNING = 1, /**< works, but hardly as it was meant */
    E911_SEVERITY_ERROR = 2    /**< something is not used, or not as it stands */
};

enum e911_findings_limit {
    E911_FINDINGS_MAX = 100000 /**< findings kept; what comes after is only counted */
};

/** Row of a finding that belongs to none. */
#define E911_NO_ROW UINT32_MAX

/** What is odd about an input that was taken nevertheless. The strings are static. */
typedef struct e911_finding {
    size_t struct_size;
    uint32_t code;        /**< of the enumeration of what was examined, e911_table_finding ... */
    uint32_t severity;    /**< of enum e911_severity */
    uint32_t line;        /**< 1-based; 0 where the input has no lines */
    uint32_t column;      /**< 1-based, in bytes; 0 where it is not about one place */
    uint32_t row;         /**< 0-based row of the table, or E911_NO_ROW */
    uint32_t other_row;   /**< the row it disagrees with, or E911_NO_ROW */
    uint32_t other_line;  /**< its line, or 0 */
    uint32_t reserved;    /**< 0 */
    uint64_t offset;      /**< byte offset into the input, or 0 */
    const char *name;     /**< the code as text, such as "network-id-damaged" */
    const char *field;    /**< the column of the table it is about, or NULL */
    const char *message;  /**< what is odd */
    const char *expected; /**< what was expected, or NULL */
} e911_finding;

/** A list of findings. Mutable, single owner. */
typedef struct e911_findings e911_findings;

/**
 * Version of the library that is loaded, as 0xMMmmpp.
 *
 * @return the number; compare with E911_VERSION, the version of the headers compiled against.
 * Thread-safe.
 * @since 0.1
 */
E911_API uint32_t e911_version(void);

/**
 * Version of the library that is loaded, as text such as "0.1.0".
 *
 * @return a static string, never NULL. Thread-safe.
 * @since 0.1
 */
E911_API const char *e911_version_string(void);

/**
 * Name of a status, such as "E911_ERR_SYNTAX".
 *
 * @param code a status; any number is allowed.
 * @return a static string, never NULL; "E911_ERR_?" for a number this library does not know.
 * Thread-safe.
 * @since 0.1
 */
E911_API const char *e911_status_name(e911_status code);

/**
 * View of a NUL-terminated string.
 *
 * @param string NUL-terminated, or NULL for the empty view. It is not copied.
 * @return the view; it lives as long as the string. Thread-safe.
 * @since 0.1
 */
E911_API e911_text e911_text_of(const char *string);

/**
 * Set up an e911_error before its first use.
 *
 * @param error        the struct; not NULL.
 * @param struct_size  sizeof(e911_error) as the caller compiled it.
 * @return E911_OK, E911_ERR_INVALID_ARGUMENT (NULL) or E911_ERR_STRUCT_SIZE. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_error_init(e911_error *error, size_t struct_size);

/**
 * Set up an e911_allocator before its first use; the functions are NULL afterwards.
 *
 * @param allocator    the struct; not NULL.
 * @param struct_size  sizeof(e911_allocator) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_allocator_init(e911_allocator *allocator, size_t struct_size);

/**
 * Set up an e911_sink before its first use; the function is NULL afterwards.
 *
 * @param sink         the struct; not NULL.
 * @param struct_size  sizeof(e911_sink) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_sink_init(e911_sink *sink, size_t struct_size);

/**
 * Set up an e911_finding before its first use.
 *
 * @param finding      the struct; not NULL.
 * @param struct_size  sizeof(e911_finding) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_finding_init(e911_finding *finding, size_t struct_size);

/**
 * Make an empty list of findings.
 *
 * @param allocator     memory functions, or NULL for malloc; copied.
 * @param ret_findings  the list; the caller owns it, e911_findings_free() ends it.
 * @return E911_OK, E911_ERR_NOMEM, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_findings_new(const e911_allocator *allocator,
                                       e911_findings **ret_findings);

/**
 * End a list. One thread at a time.
 *
 * @param findings the list, or NULL.
 * @since 0.1
 */
E911_API void e911_findings_free(e911_findings *findings);

/**
 * Number of findings in the list, in the order in which they were found.
 *
 * @param findings the list, or NULL for 0.
 * @return the number. Any number of threads, while none adds.
 * @since 0.1
 */
E911_API size_t e911_findings_count(const e911_findings *findings);

/**
 * Number of findings that were not kept: past E911_FINDINGS_MAX, or for want of memory.
 *
 * @param findings the list, or NULL for 0.
 * @return the number. Any number of threads, while none adds.
 * @since 0.1
 */
E911_API size_t e911_findings_dropped(const e911_findings *findings);

/**
 * Read a finding.
 *
 * @param findings     the list; not NULL.
 * @param index        0 to e911_findings_count() - 1.
 * @param ret_finding  an initialised struct.
 * @return E911_OK, E911_ERR_NOT_FOUND, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT. Any
 *         number of threads, while none adds.
 * @since 0.1
 */
E911_API e911_status e911_findings_at(const e911_findings *findings, size_t index,
                                      e911_finding *ret_finding);

#ifdef __cplusplus
}
#endif
#endif
