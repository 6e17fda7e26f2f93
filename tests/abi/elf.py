"""What nm and readelf say about a shared library."""
import os
import re
import subprocess


def tool(*command):
    # Their output is read by column, and some columns are translated.
    environment = dict(os.environ, LC_ALL='C')
    return subprocess.run(command, env=environment, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def exports(library):
    """{name: version node} of the symbols that the library defines for others."""
    found = {}
    for line in tool('nm', '-D', '--defined-only', library).splitlines():
        kind, symbol = line.split()[-2:]
        name, _, node = symbol.partition('@')
        if kind != 'A':  # the node itself
            found[name] = node.lstrip('@')
    return found


def imports(library):
    """Names of the symbols that the library wants from others."""
    lines = tool('nm', '-D', '--undefined-only', library).splitlines()
    return {line.split()[-1].partition('@')[0] for line in lines}


def dynamic(binary, tag):
    """Values of one tag of the dynamic section: NEEDED, SONAME."""
    return re.findall(r'\(' + tag + r'\)[^\[]*\[(.*?)\]', tool('readelf', '-dW', binary))


def instrumented(library):
    """Whether a sanitizer or coverage adds symbols and libraries that are not ours."""
    marks = r' (__asan_|__ubsan_|__tsan_|__msan_|__gcov_|__llvm_prof|__sanitizer_)'
    return re.search(marks, tool('nm', library)) is not None
