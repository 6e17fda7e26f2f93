#!/usr/bin/env python3
"""lint_headers.py SURFACE_FOLDER HEADER...

Public headers are read by binding generators and by people who have nothing else. For the first:
no construct that only a C compiler understands. For the second: a contract before each function,
with every parameter, the return value, the threads and the version it came with.
"""
import os
import re
import sys

sys.path.insert(0, sys.argv[1])
import surface  # noqa: E402  (it lives beside the ABI gates)

FORBIDDEN = [
    (r'\.\.\.', 'variable arguments'),
    (r'#[ \t]*define[ \t]+\w+\(', 'function-like macro'),
    (r'\b(?:__)?inline(?:__)?\b', 'inline function'),
    (r'\bstatic\b', 'static'),
    (r'\b_?[Bb]ool\b', 'bool'),
    (r'\blong\b', 'long'),
    (r'\b(?:unsigned|signed|short|u?int\d*_t|enum\s+\w+)\s+\w*\s*:\s*\d+', 'bit-field'),
    (r'\bint\s+\w*\s*:\s*\d+', 'bit-field'),
    (r'\bFILE\b', 'FILE'),
    (r'\b(?:ssize_t|off_t|time_t)\b', 'type of varying width'),
]


def line_at(text, position):
    return text.count('\n', 0, position) + 1


def constructs(code):
    for pattern, what in FORBIDDEN:
        for found in re.finditer(pattern, code):
            yield line_at(code, found.start()), what
    for found in re.finditer(r'\benum\s+\w+\s*\{(.*?)\}', code, re.DOTALL):
        for entry in re.finditer(r'[^,]+', found.group(1)):
            if entry.group().strip() and '=' not in entry.group():
                at = found.start(1) + entry.start() + len(entry.group()) - \
                    len(entry.group().lstrip())
                yield line_at(code, at), f'{entry.group().strip()}: enumerator without a value'


def parameters(text):
    """'const char *text, int (*sink)(void *user)' -> ['text', 'sink']; without a name: '?'"""
    if text.strip() in ('', 'void'):
        return []
    pointers = re.sub(r'\(\s*\*\s*(\w+)\s*\)\s*\([^()]*\)', r' \1', text)
    names = [re.search(r'\w\W+(\w+)\s*(?:\[\w*\])?\s*$', one) for one in pointers.split(',')]
    return [name[1] if name else '?' for name in names]


def contract(comment, returns, names):
    """What the comment before a function does not say."""
    if comment is None:
        yield 'no /** comment directly before it'
        return
    described = re.findall(r'@param\s+(\w+)', comment)
    if described != names:
        yield f'@param {", ".join(described) or "none"}; its parameters are ' \
              f'{", ".join(names) or "none"}'
    if returns != 'void' and '@return' not in comment:
        yield 'no @return'
    if not re.search(r'@since \d+\.\d+\b', comment):
        yield 'no @since with a version'
    if not re.search(r'\bthread', comment, re.IGNORECASE):
        yield 'not a word on threads'


def functions(text, code):
    """(line, name, comment, return type, parameter names) of each E911_API declaration."""
    pattern = r'^E911_API\s+([^;{]*?)\b(\w+)\s*\((.*?)\)\s*;'
    for found in re.finditer(pattern, code, re.MULTILINE | re.DOTALL):
        line = line_at(code, found.start())
        before = '\n'.join(text.split('\n')[:line - 1])
        comment = re.search(r'/\*\*(?:(?!\*/).)*\*/\Z', before, re.DOTALL)
        yield (line, found.group(2), comment and comment.group(), found.group(1).strip(),
               parameters(found.group(3)))


def lint(path):
    text, code = surface.read(path), surface.code_of(path)
    yield from constructs(code)
    seen = set()
    for line, name, comment, returns, names in functions(text, code):
        seen.add(name)
        for fault in contract(comment, returns, names):
            yield line, f'{name}: {fault}'
    for name in sorted(surface.declared([path]) - seen):
        yield 1, f'{name}: its declaration does not begin with E911_API on a line of its own'


def umbrella(headers):
    """e911.h is all of the core, without the adapter."""
    for path in headers:
        if os.path.basename(path) == 'e911.h':
            included = set(re.findall(r'<e911/(\w+\.h)>', surface.read(path)))
            core = {os.path.basename(other) for other in headers} - {'e911.h', 'sofia.h'}
            for name in sorted(included ^ core):
                yield f'{path}:1: {name} is ' + ('missing' if name in core else 'not its business')


def main():
    headers = sys.argv[2:]
    faults = [f'{path}:{line}: {fault}' for path in headers
              for line, fault in sorted(set(lint(path)))]
    faults += umbrella(headers)
    for fault in faults:
        print(fault)
    print(f'{len(surface.declared(headers))} functions in {len(headers)} headers, '
          f'{len(faults)} faults')
    return 1 if faults or not headers else 0


sys.exit(main())
