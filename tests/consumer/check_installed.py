#!/usr/bin/env python3
"""check_installed.py MESON BUILD SOURCE LIBRARY MODULE...

Installs the build into an empty folder and treats it as its users would: builds the consumers of
this folder outside the tree with what pkg-config says, runs them, compares what they print, and
looks at what a program gets into the bargain. MODULE is e911, then e911-sofia where it was built.
Writes TAP.
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile

SOURCE = sys.argv[3]
sys.path.insert(0, os.path.join(SOURCE, 'tests', 'abi'))
import elf  # noqa: E402  (it lives beside the ABI gates)

HERE = os.path.join(SOURCE, 'tests', 'consumer')
C_FLAGS = ['-std=c99', '-pedantic', '-Wall', '-Wextra', '-Werror']
CPP_FLAGS = ['-std=c++11', '-pedantic', '-Wall', '-Wextra', '-Werror']


class Fault(Exception):
    pass


class Skip(Exception):
    pass


def run(*command, **more):
    result = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            **more)
    if result.returncode:
        raise Fault(f'{" ".join(command)}: {result.returncode}\n{result.stdout}')
    return result.stdout


class Installation:
    """The installed tree and a folder for what is built against it."""

    def __init__(self, folder):
        self.root = os.path.join(folder, 'root')
        self.work = os.path.join(folder, 'work')
        os.mkdir(self.work)

    def install(self):
        meson, build = sys.argv[1:3]
        run(meson, 'install', '-C', build, '--no-rebuild', '--quiet', '--destdir', self.root)

    def pkg_config(self, *arguments):
        """Asked with the installation as the system: it was not built for where it lies now."""
        found = glob.glob(f'{self.root}/**/pkgconfig', recursive=True)
        environment = dict(os.environ, PKG_CONFIG_SYSROOT_DIR=self.root,
                           PKG_CONFIG_PATH=':'.join(found))
        return run('pkg-config', *arguments, env=environment).split()

    def built(self, compiler, flags, source, module, *more_flags):
        if shutil.which(compiler) is None:
            raise Skip(f'{compiler} is not installed')
        for path in glob.glob(f'{HERE}/*.c*'):
            shutil.copy(path, self.work)
        program = f'{source}.program'
        run(compiler, *flags, source, '-o', program,
            *self.pkg_config('--cflags', '--libs', module), *more_flags, cwd=self.work)
        return os.path.join(self.work, program)

    def environment(self):
        library = glob.glob(f'{self.root}/**/libe911.so.*', recursive=True)[0]
        return dict(os.environ, LD_LIBRARY_PATH=os.path.dirname(library))

    def prints(self, program, expected):
        printed = run(program, env=self.environment())
        with open(os.path.join(HERE, expected), encoding='utf-8') as file:
            if printed != file.read():
                raise Fault(f'it does not print what {expected} says, but\n{printed}')


def c_consumer(installation):
    program = installation.built('gcc', C_FLAGS, 'consumer.c', 'e911')
    installation.prints(program, 'consumer.expected')


def tables_consumer(installation):
    program = installation.built('gcc', C_FLAGS, 'consumer_tables.c', 'e911')
    installation.prints(program, 'consumer_tables.expected')


def tables_consumer_is_clean(installation):
    leaves_memory_clean('consumer_tables.c.program', installation)


def cpp_consumer(installation):
    program = installation.built('g++', CPP_FLAGS, 'consumer.cpp', 'e911')
    installation.prints(program, 'consumer.expected')


def leaves_memory_clean(program, installation):
    """Criterion cannot tell leaks; a program that ends by itself can."""
    if shutil.which('valgrind') is None:
        raise Skip('valgrind is not installed')
    try:
        run('valgrind', '-q', '--leak-check=full', '--error-exitcode=99',
            os.path.join(installation.work, program), env=installation.environment())
    except Fault as fault:
        if 'debuginfo reader' in str(fault):
            raise Skip("valgrind cannot read this compiler's debug information")
        raise


def c_consumer_is_clean(installation):
    leaves_memory_clean('consumer.c.program', installation)


def sofia_consumer_is_clean(installation):
    leaves_memory_clean('consumer_sofia.c.program', installation)


def core_drags_in_nothing(installation):
    program = os.path.join(installation.work, 'consumer.c.program')
    needed = sorted(elf.dynamic(program, 'NEEDED'))
    if needed != ['libc.so.6', 'libe911.so.1']:
        raise Fault(f'the consumer needs {needed}')
    loaded = run('ldd', program, env=installation.environment())
    names = [line.split()[0] for line in loaded.splitlines()]
    others = [name for name in names
              if not name.startswith(('libe911.so.1', 'libc.so.', 'linux-vdso', '/lib', 'linux-gate'))]
    if others:
        raise Fault(f'the loader brings {others}')


def core_requires_nothing(installation):
    for option in ('--print-requires', '--print-requires-private'):
        required = installation.pkg_config(option, 'e911')
        if required:
            raise Fault(f'e911.pc {option}: {required}')


def sofia_requires_privately(installation):
    public = installation.pkg_config('--print-requires', 'e911-sofia')
    private = installation.pkg_config('--print-requires-private', 'e911-sofia')
    if public != ['e911']:
        raise Fault(f'e911-sofia.pc Requires: {public}, not e911 alone')
    if not {'sofia-sip-ua', 'uuid'} <= set(private):
        raise Fault(f'e911-sofia.pc Requires.private: {private}, not sofia-sip-ua and uuid')


def sofia_consumer(installation):
    # sofia-sip is not in the installation: its flags are the system's. Its headers are not c99.
    sofia = run('pkg-config', '--cflags', '--libs', 'sofia-sip-ua').split()
    program = installation.built('gcc', ['-std=gnu99', '-Wall', '-Wextra', '-Werror'],
                                 'consumer_sofia.c', 'e911-sofia', *sofia)
    installation.prints(program, 'consumer_sofia.expected')


CASES = {
    'e911': [
        ('the installation is complete', Installation.install),
        ('a C program builds and runs', c_consumer),
        ('valgrind finds nothing in it', c_consumer_is_clean),
        ('a C program with tables builds and runs', tables_consumer),
        ('valgrind finds nothing in that program', tables_consumer_is_clean),
        ('a C++ program builds and runs', cpp_consumer),
        ('the core drags in nothing but libc', core_drags_in_nothing),
        ('e911.pc requires nothing', core_requires_nothing),
    ],
    'e911-sofia': [
        ('e911-sofia.pc requires sofia-sip and libuuid privately', sofia_requires_privately),
        ('a program on sofia-sip builds and runs', sofia_consumer),
        ('valgrind finds nothing in that', sofia_consumer_is_clean),
    ],
}


def report(title, check, installation):
    try:
        check(installation)
        print(f'ok - {title}')
        return True
    except Skip as skip:
        print(f'ok - {title} # SKIP {skip}')
        return True
    except (Fault, OSError, IndexError, subprocess.CalledProcessError) as fault:
        print(f'not ok - {title}')
        for line in str(fault).splitlines():
            print(f'# {line}')
        return False


def main():
    library, *modules = sys.argv[4:]
    if elf.instrumented(library):
        print('1..0 # SKIP an instrumented library wants an instrumented program')
        return 0
    cases = [case for module in modules for case in CASES[module]]
    print(f'1..{len(cases)}')
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(folder)
        results = [report(title, check, installation) for title, check in cases]
    return 0 if all(results) else 1


sys.exit(main())
