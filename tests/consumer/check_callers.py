#!/usr/bin/env python3
"""check_callers.py SOURCE MAP...

Each exported function earns its place by a caller in examples/ or tests/consumer.
"""
import glob
import os
import re
import sys

SOURCE = sys.argv[1]
sys.path.insert(0, os.path.join(SOURCE, 'tests', 'abi'))
import surface  # noqa: E402  (it lives beside the ABI gates)


def names_used(folder):
    used = set()
    for path in glob.glob(os.path.join(SOURCE, folder, '**', '*.c*'), recursive=True):
        if path.endswith(('.c', '.cpp')):
            used.update(re.findall(r'\be911_\w+', surface.code_of(path)))
    return used


def main():
    exported = {name for path in sys.argv[2:] for name in surface.mapped(path)}
    in_examples = names_used('examples')
    idle = sorted(exported - in_examples - names_used('tests/consumer'))
    for name in idle:
        print(f'{name}: exported, called neither in examples/ nor in tests/consumer/')
    print(f'{len(exported)} functions exported, {len(exported & in_examples)} called in examples/, '
          f'{len(idle)} called by nobody')
    return 1 if idle or not exported else 0


sys.exit(main())
