#!/usr/bin/env python3
"""check_symbols.py LIBRARY MAP HEADER...

What the library exports, what its symbol map names and what its public headers declare with
E911_API must be the same functions, each under the version node the map gives it. Until 1.0 there
is one node, LIBE911_PROVISIONAL, so that a program built against a draft does not start with
another. What a release exported (symbols-*.txt beside this script) stays exported for ever.
"""
import glob
import os
import re
import sys

import elf
import surface

HERE = os.path.dirname(os.path.abspath(__file__))
PROVISIONAL = 'LIBE911_PROVISIONAL'


def differences(left_name, left, right_name, right):
    for name in sorted(set(left) - set(right)):
        yield f'{name}: in {left_name}, not in {right_name}'
    for name in sorted(set(right) - set(left)):
        yield f'{name}: in {right_name}, not in {left_name}'


def wrong_nodes(exported, mapped, version):
    for name, node in sorted(exported.items()):
        if node != mapped.get(name, node):
            yield f'{name}: exported as {node or "no version"}, mapped as {mapped[name]}'
    for node in sorted(set(mapped.values())):
        provisional = version < 0x010000
        if provisional and node != PROVISIONAL:
            yield f'node {node}: before 1.0 the only node is {PROVISIONAL}'
        if not provisional and not re.fullmatch(r'LIBE911_\d+\.\d+', node):
            yield f'node {node}: from 1.0 on a node is called LIBE911_MAJOR.MINOR'


def withdrawn(exported, is_adapter):
    """Functions of earlier releases that are gone. A line: name, since, deprecated (or -)."""
    for path in sorted(glob.glob(os.path.join(HERE, 'symbols-*.txt'))):
        for number, line in enumerate(surface.read(path).splitlines(), 1):
            fields = line.split()
            if not fields or line.startswith('#'):
                continue
            if len(fields) != 3:
                yield f'{path}:{number}: not "name since deprecated"'
            elif fields[0].startswith('e911_sofia_') == is_adapter and fields[0] not in exported:
                yield f'{path}:{number}: {fields[0]}, exported since {fields[1]}, is gone'


def main():
    library, map_path, *headers = sys.argv[1:]
    exported = elf.exports(library)
    mapped = surface.mapped(map_path)
    version = surface.header_version(os.path.join(os.path.dirname(headers[0]), 'base.h'))
    faults = [
        *differences('the map', mapped, 'the library', exported),
        *differences('the map', mapped, 'the headers', surface.declared(headers)),
        *wrong_nodes(exported, mapped, version),
        *withdrawn(exported, 'sofia' in os.path.basename(library)),
    ]
    for fault in faults:
        print(fault)
    print(f'{len(exported)} functions exported, {len(faults)} faults')
    return 1 if faults or not exported else 0


sys.exit(main())
