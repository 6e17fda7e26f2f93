"""Running e911-export: in a folder of its own, with and without somebody at a terminal."""

import ctypes
import csv
import fcntl
import io
import os
import pty
import select
import shutil
import signal
import subprocess
import tempfile
import termios
import time

from tap import check, check_equal

PROGRAM = os.environ['E911_EXPORT']

SIX = ['DisplayName', 'PhoneManufacturer', 'PhoneModel', 'NetworkID', 'IdentificationAddress', 'Extension']

SECONDS = 20


def end_with_parent():
    """Run in the child: it ends with the test program, however that ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def rows_of(text):
    """The records of a CSV text as Python reads them."""
    return list(csv.reader(io.StringIO(text, newline=''), strict=True))


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def expect(self, code, *words):
        """The exit code is this one, and standard error holds the words."""
        check_equal(self.code, code, f'exit code; stderr: {self.err}')
        for word in words:
            check(word in self.err, f'"{word}" is not in what it said:', self.err)
        return self


class Folder:
    """A home directory that is also the current one; use it with `with`."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix='e911-test-')
        return self

    def __exit__(self, kind, error, trace):
        shutil.rmtree(self.path, ignore_errors=True)

    def at(self, *parts):
        return os.path.join(self.path, *parts)

    def write(self, name, text, mode=0o600):
        data = text if isinstance(text, bytes) else text.encode()
        path = self.at(name)
        with open(path, 'wb') as file:
            file.write(data)
        os.chmod(path, mode)
        return path

    def read(self, name):
        with open(self.at(name), encoding='utf-8', newline='') as file:
            return file.read()

    def cache(self):
        return self.at('.config', 'e911', 'PhoneExportUtilityCreds')

    def exports(self):
        """The dated files, oldest first."""
        folder = self.at('E911ExportUtility')
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []

    def environment(self, more=None):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith('PG') and name not in ('XDG_CONFIG_HOME', 'https_proxy')}
        return {**kept, 'HOME': self.path, 'LC_ALL': 'C.UTF-8', **(more or {})}

    def start(self, *arguments, environment=None, stdin=subprocess.DEVNULL, folder=''):
        """Start it as cron would: in a session of its own, without a terminal."""
        return subprocess.Popen([PROGRAM, *arguments], stdin=stdin, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, cwd=self.at(folder), start_new_session=True,
                                env=self.environment(environment), preexec_fn=end_with_parent)

    def run(self, *arguments, environment=None, stdin=b'', folder=''):
        process = self.start(*arguments, environment=environment, stdin=subprocess.PIPE, folder=folder)
        try:
            out, err = process.communicate(stdin, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return Result(process.returncode, out.decode(), err.decode())

    def table(self, *arguments, code=0):
        """The table it writes to standard output, as Python reads it."""
        done = self.run(*arguments, '--output', '-')
        done.expect(code)
        return rows_of(done.out)


class Terminal:
    """The program with somebody at the terminal; use it with `with`."""

    def __init__(self, folder, *arguments, environment=None, before=()):
        self.screen = self.shown = ''  # what is not waited for yet, and all of it
        self.master, slave = pty.openpty()

        def take_terminal():
            end_with_parent()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            [*before, PROGRAM, *arguments], stdin=slave, stdout=subprocess.PIPE, stderr=slave,
            cwd=folder.path, start_new_session=True, env=folder.environment(environment),
            preexec_fn=take_terminal)
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        os.close(self.master)

    def _read(self, seconds):
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.master, 4096)
        except OSError:  # the program has ended
            return False
        self.screen += data.decode(errors='replace')
        self.shown += data.decode(errors='replace')
        return bool(data)

    def wait_for(self, text):
        """Wait until the screen shows the text; returns what came before it since the last time."""
        end = time.monotonic() + SECONDS
        while text not in self.screen:
            check(time.monotonic() < end and (self._read(0.2) or self.process.poll() is None),
                  f'"{text}" is not on the screen:', self.screen)
        before, self.screen = self.screen.split(text, 1)
        return before

    def type(self, text):
        os.write(self.master, text.encode())

    def answer(self, question, text):
        self.wait_for(question)
        self.type(text + '\n')

    def echoes(self):
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)

    def end(self):
        """Wait for the end: exit code, standard output, and what is on the screen."""
        end = time.monotonic() + SECONDS
        while self._read(0.05) or self.process.poll() is None:
            check(time.monotonic() < end, 'it does not end:', self.shown)
        return Result(self.process.wait(), self.process.stdout.read().decode(), self.screen)
