/* An explanation as a thing: its steps, their names, its text. */
#include "base/struct.h"
#include "base/utf8.h"
#include "dialplan/explain.h"

#define NAME_WIDTH 16

const char *e911_step_name(uint32_t code)
{
    switch (code) {
    case E911_STEP_DIALLED:
        return "dialled";
    case E911_STEP_URN:
        return "urn";
    case E911_STEP_USER_PART:
        return "user-part";
    case E911_STEP_PARAMETERS:
        return "parameters";
    case E911_STEP_UNESCAPED:
        return "unescaped";
    case E911_STEP_SEPARATORS:
        return "separators";
    case E911_STEP_TERMINATOR:
        return "terminator";
    case E911_STEP_SITE:
        return "site";
    case E911_STEP_TRIED:
        return "tried";
    case E911_STEP_SERVICE_URN:
        return "service-urn";
    case E911_STEP_PLAN_NUMBER:
        return "plan-number";
    case E911_STEP_REGION_NUMBER:
        return "region-number";
    case E911_STEP_ACCESS_PREFIX:
        return "access-prefix";
    case E911_STEP_RULE:
        return "rule";
    case E911_STEP_NOTHING:
        return "nothing";
    case E911_STEP_DENIED:
        return "denied";
    case E911_STEP_LITERAL_HELD:
        return "literal-held";
    case E911_STEP_CLASS:
        return "class";
    case E911_STEP_CATEGORY:
        return "category";
    case E911_STEP_STANDARDIZED:
        return "standardized";
    case E911_STEP_MORE:
        return "more";
    case E911_STEP_WITHOUT:
        return "without";
    case E911_STEP_NOTE:
        return "note";
    }
    return "?";
}

e911_status e911_step_init(e911_step *step, size_t struct_size)
{
    return e911__struct_init(step, struct_size, sizeof *step);
}

e911_status e911_explanation_new(const e911_allocator *allocator,
                                 e911_explanation **ret_explanation)
{
    return e911__object_new(allocator, sizeof **ret_explanation, ret_explanation);
}

void e911_explanation_free(e911_explanation *explanation)
{
    if (explanation == NULL)
        return;
    e911__release(&explanation->memory, explanation->steps,
                  explanation->capacity * sizeof *explanation->steps);
    e911__release(&explanation->memory, explanation->texts, explanation->text_capacity);
    e911__release(&explanation->memory, explanation, sizeof *explanation);
}

void e911__explain_step(e911_explanation *e, uint32_t code, uint32_t rule, uint32_t line,
                        const e911_text *parts, size_t part_count)
{
    e911__step step = {.code = code, .rule = rule, .line = line, .text = e->text_len};

    for (size_t i = 0; i < part_count; i++)
        step.len += parts[i].len;
    if (e->status == E911_OK)
        e->status = e911__grow(&e->memory, &e->steps, &e->capacity, e->count + 1, sizeof step);
    if (e->status == E911_OK)
        e->status = e911__grow(&e->memory, &e->texts, &e->text_capacity, e->text_len + step.len, 1);
    if (e->status != E911_OK)
        return;
    for (size_t i = 0; i < part_count; i++) {
        if (parts[i].len > 0)
            memcpy(e->texts + e->text_len, parts[i].data, parts[i].len);
        e->text_len += parts[i].len;
    }
    e->steps[e->count++] = step;
}

size_t e911_explanation_step_count(const e911_explanation *explanation)
{
    return explanation == NULL ? 0 : explanation->count;
}

static e911_text step_text(const e911_explanation *e, const e911__step *step)
{
    return e911__text(step->len == 0 ? "" : e->texts + step->text, step->len);
}

e911_status e911_explanation_step(const e911_explanation *explanation, size_t index,
                                  e911_step *ret_step)
{
    e911_status status = e911__struct_check_out(ret_step, sizeof *ret_step);
    e911_step full = {0};
    const e911__step *step;

    if (status != E911_OK)
        return status;
    if (explanation == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (index >= explanation->count)
        return E911_ERR_NOT_FOUND;
    step = &explanation->steps[index];
    full.code = step->code;
    full.rule = step->rule;
    full.line = step->line;
    full.text = step_text(explanation, step);
    e911__struct_store(ret_step, &full, sizeof full);
    return E911_OK;
}

/* ---- as text --------------------------------------------------------------------------------- */

/* What is UTF-8 and no control byte as it is, any other byte as \xHH. */
static void write_printable(e911__writer *w, e911_text text)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t flaw;

    while (!e911__is_printable(text, &flaw)) {
        unsigned char byte = (unsigned char)text.data[flaw];

        e911__writer_bytes(w, text.data, flaw);
        e911__writer_bytes(w, "\\x", 2);
        e911__writer_byte(w, hex[byte >> 4]);
        e911__writer_byte(w, hex[byte & 15]);
        text = e911__slice(text, flaw + 1, text.len - flaw - 1);
    }
    e911__writer_text(w, text);
}

static void write_number(e911__writer *w, uint32_t number)
{
    char digits[10];
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    e911__writer_bytes(w, digits + at, sizeof digits - at);
}

static void write_step(const e911_explanation *e, const e911__step *step, e911__writer *w)
{
    e911_text name = e911_text_of(e911_step_name(step->code));

    e911__writer_text(w, name);
    for (size_t i = name.len; i < NAME_WIDTH; i++)
        e911__writer_byte(w, ' ');
    write_printable(w, step_text(e, step));
    if (step->line > 0) {
        e911__writer_text(w, E911__TEXT(" (line "));
        write_number(w, step->line);
        e911__writer_byte(w, ')');
    }
    e911__writer_byte(w, '\n');
}

e911_status e911_explanation_format(const e911_explanation *explanation, char *buf, size_t size,
                                    size_t *ret_len)
{
    e911__writer writer = e911__writer_on(buf, size);

    if (explanation == NULL || ret_len == NULL || (buf == NULL && size > 0))
        return E911_ERR_INVALID_ARGUMENT;
    for (size_t i = 0; i < explanation->count; i++)
        write_step(explanation, &explanation->steps[i], &writer);
    return e911__writer_end(&writer, ret_len);
}
