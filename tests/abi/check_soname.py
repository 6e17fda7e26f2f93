#!/usr/bin/env python3
"""check_soname.py LIBRARY SONAME: the name programs ask the loader for never changes."""
import sys

import elf

library, expected = sys.argv[1:]
found = elf.dynamic(library, 'SONAME')
print(f'{library}: SONAME {found}, expected {expected}')
sys.exit(0 if found == [expected] else 1)
