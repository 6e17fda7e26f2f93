#!/usr/bin/env python3
"""check_frozen.py FROZEN... -- HEADER...

The frozen files assert what they name; this makes sure that they name every enumerator and every
field of every struct that the headers lay open.
"""
import re
import sys

import surface


def enumerators(code):
    for body in re.findall(r'\benum\s+\w+\s*\{(.*?)\}', code, re.DOTALL):
        yield from re.findall(r'\b(E911_\w+)\s*=', body)
        for entry in body.split(','):
            if entry.strip() and '=' not in entry:
                yield f'{entry.strip()} has no explicit value'


def field_name(declaration):
    """uint8_t bytes[6] -> bytes; void *(*alloc)(void *user) -> alloc"""
    pointer = re.search(r'\(\s*\*\s*(\w+)\s*\)', declaration)
    return pointer.group(1) if pointer else re.search(r'(\w+)\s*(\[\w*\])?\s*$', declaration)[1]


def fields(code):
    for body, name in re.findall(r'\bstruct\s+\w+\s*\{(.*?)\}\s*(\w+)\s*;', code, re.DOTALL):
        for declaration in body.split(';'):
            if declaration.strip():
                yield name, field_name(declaration)


def main():
    end = sys.argv.index('--')
    frozen = '\n'.join(surface.code_of(path) for path in sys.argv[1:end])
    asserted = set(re.findall(r'^(VALUE|SIZE|FIELD)\((\w+), (-?\w+)', frozen,
                              re.MULTILINE))
    values = {name for kind, name, _ in asserted if kind == 'VALUE'}
    sizes = {name for kind, name, _ in asserted if kind == 'SIZE'}
    placed = {(name, field) for kind, name, field in asserted if kind == 'FIELD'}
    missing = []
    for header in sys.argv[end + 1:]:
        code = surface.code_of(header)
        here = [name for name in enumerators(code) if name not in values]
        for name, field in fields(code):
            if (name, field) not in placed:
                here.append(f'{name}.{field}')
            if name not in sizes and name not in here:
                here.append(name)
        missing += [f'{header}: {name} is in none of the frozen files' for name in here]
    for line in missing:
        print(line)
    print(f'{len(values)} values, {len(sizes)} sizes, {len(placed)} fields asserted, '
          f'{len(missing)} missing')
    return 1 if missing or not asserted else 0


sys.exit(main())
