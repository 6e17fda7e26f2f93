#!/usr/bin/env python3
"""check_standalone.py INCLUDE_FOLDER

Each public header must compile alone, as C and as C++, with each compiler at hand and every
warning an error: it is included in programs whose standard and flags are not ours. Writes TAP.
"""
import glob
import os
import shutil
import subprocess
import sys

STRICT = ['-pedantic', '-Wall', '-Wextra', '-Werror', '-fsyntax-only']
MODES = [
    ('C99', 'c', ['gcc', 'clang'], ['-std=c99']),
    ('C11', 'c', ['gcc', 'clang'], ['-std=c11']),
    ('C++11', 'c++', ['g++', 'clang++'], ['-std=c++11']),
    # As a binding generator reads it.
    ('C99, E911_API empty', 'c', ['gcc', 'clang'], ['-std=c99', '-DE911_API=']),
]


def compile_header(compiler, language, flags, folder, header):
    command = [compiler, *flags, *STRICT, '-I', folder, '-x', language, '-']
    return subprocess.run(command, input=f'#include <e911/{header}>\n', text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def main():
    folder = sys.argv[1]
    headers = sorted(os.path.basename(path) for path in glob.glob(f'{folder}/e911/*.h'))
    cases = [(header, mode, compiler) for header in headers for mode in MODES
             for compiler in mode[2]]
    print(f'1..{len(cases)}')
    failed = not cases
    for header, (name, language, _, flags), compiler in cases:
        title = f'{header} as {name} with {compiler}'
        if shutil.which(compiler) is None:
            print(f'ok - {title} # SKIP {compiler} is not installed')
            continue
        result = compile_header(compiler, language, flags, folder, header)
        print(f'{"not ok" if result.returncode else "ok"} - {title}')
        for line in result.stdout.splitlines():
            print(f'# {line}')
        failed |= result.returncode != 0
    return 1 if failed else 0


sys.exit(main())
