#!/usr/bin/env python3
"""check_imports.py LIBRARY

The core does no input or output and keeps no state: it may want memory and its copying from libc,
nothing else (no snprintf, strtol or isdigit either: they follow the locale), depend on libc alone,
and hold no writable data. Exit 77 where instrumentation adds its own.
"""
import re
import sys

import elf

# bcmp: what clang makes of memcmp() == 0.
ALLOWED = set('''
    malloc calloc realloc free memcpy memmove memset memcmp memchr strlen bcmp
    __stack_chk_fail __memcpy_chk __memmove_chk __memset_chk
    __cxa_finalize __gmon_start__ _ITM_registerTMCloneTable _ITM_deregisterTMCloneTable
'''.split())

# Written by the loader while it relocates, then made read-only (PT_GNU_RELRO).
RELRO = re.compile(r'\.data\.rel\.ro|\.init_array|\.fini_array|\.preinit_array|\.dynamic|\.got$')

# The C run time's own.
RUN_TIME = re.compile(r'__dso_handle|__TMC_END__|completed\.\d+|_GLOBAL_OFFSET_TABLE_|_edata|_end'
                      r'|__bss_start')


def writable_sections(library):
    """{number: name} of the sections that stay writable while the program runs."""
    row = r'^ *\[ *(\d+)\] (\S+) +\S+ +[0-9a-f]+ [0-9a-f]+ [0-9a-f]+ [0-9a-f]+ +([A-Z]*) '
    rows = re.findall(row, elf.tool('readelf', '-SW', library), re.MULTILINE)
    return {number: name for number, name, flags in rows
            if 'W' in flags and not RELRO.match(name)}


def writable_symbols(library):
    sections = writable_sections(library)
    for line in elf.tool('readelf', '-sW', library).splitlines():
        fields = line.split()
        if len(fields) < 8 or fields[3] not in ('OBJECT', 'TLS', 'NOTYPE', 'COMMON'):
            continue
        section, name = fields[6], fields[7]
        if section in sections and not RUN_TIME.fullmatch(name.partition('@')[0]):
            yield f'{name}: writable data in {sections[section]}'


def main():
    library = sys.argv[1]
    if elf.instrumented(library):
        print('the library is instrumented')
        return 77
    if 'GNU_RELRO' not in elf.tool('readelf', '-lW', library):
        print('the library is linked without -z relro')
        return 1
    if '.symtab' not in elf.tool('readelf', '-SW', library):
        print('the library is stripped: its data cannot be seen')
        return 1
    faults = [f'{name}: imported, not on the list'
              for name in sorted(elf.imports(library) - ALLOWED)]
    faults += sorted(set(writable_symbols(library)))
    faults += [f'{name}: needed, libc.so.6 is all that may be'
               for name in elf.dynamic(library, 'NEEDED') if name != 'libc.so.6']
    for fault in faults:
        print(fault)
    print(f'{len(faults)} faults')
    return 1 if faults else 0


sys.exit(main())
