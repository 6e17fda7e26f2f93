"""A PostgreSQL server of the test's own, on loopback, in a folder that goes with it."""

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from icws import make_certificates
from tap import Skip, check

ADMIN, ADMIN_PASSWORD = 'admin', 'admin-only-here'


def _programs():
    found = sorted(glob.glob('/usr/lib/postgresql/*/bin/initdb'))
    if found:
        return os.path.dirname(found[-1])
    found = shutil.which('initdb')
    if not found:
        raise Skip('there is no PostgreSQL server (package postgresql)')
    return os.path.dirname(found)


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


class Server:
    """It refuses to be run by root, so root runs it as somebody else. Use it with `with`."""

    def __init__(self):
        self.programs = _programs()
        self.folder = tempfile.mkdtemp(prefix='e911-test-')
        self.data = os.path.join(self.folder, 'data')
        self.log_path = os.path.join(self.folder, 'log')
        self.process = None
        self.prefix = ['setpriv', '--pdeathsig', 'QUIT']
        if os.geteuid() == 0:
            names = [user.pw_name for user in pwd.getpwall()]
            user = pwd.getpwnam('postgres' if 'postgres' in names else 'nobody')
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.prefix += [f'--reuid={user.pw_uid}', f'--regid={user.pw_gid}', '--clear-groups']

    def __enter__(self):
        try:
            self._make()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind, error, trace):
        self.close()

    def _run(self, program, *arguments):
        return subprocess.run([*self.prefix, os.path.join(self.programs, program), *arguments],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=self.folder)

    def _make(self):
        password = os.path.join(self.folder, 'password')
        with open(password, 'w') as file:
            file.write(ADMIN_PASSWORD + '\n')
        os.chmod(password, 0o644)
        self.ca, certificate = make_certificates(self.folder)
        os.chmod(certificate, 0o600)
        if os.geteuid() == 0:
            shutil.chown(certificate, os.stat(self.folder).st_uid)
        made = self._run('initdb', '-D', self.data, '-U', ADMIN, '--auth=scram-sha-256',
                         f'--pwfile={password}', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync')
        check(made.returncode == 0, 'initdb:', made.stdout, made.stderr)

    def start(self):
        """Another process may take the free port first, so try again."""
        for _ in range(5):
            self.port = free_port()
            with open(self.log_path, 'ab') as log:
                self.process = subprocess.Popen(
                    [*self.prefix, os.path.join(self.programs, 'postgres'), '-D', self.data, '-p',
                     str(self.port), '-h', '127.0.0.1', '-k', self.folder, '-c', 'fsync=off',
                     '-c', 'ssl=on', '-c', f'ssl_cert_file={self.folder}/server.pem', '-c',
                     f'ssl_key_file={self.folder}/server.pem', '-c', 'log_statement=all', '-c', 'max_connections=20'],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder)
            if self._is_ready():
                return
        raise AssertionError('the server does not start: ' + self.log())

    def _is_ready(self):
        for _ in range(200):
            if self.process.poll() is not None:
                return False
            if self._run('pg_isready', '-h', '127.0.0.1', '-p', str(self.port)).returncode == 0:
                return True
            time.sleep(0.05)
        return False

    def is_back(self):
        """Whether it takes connections again after it ended them all."""
        return self._is_ready()

    def log(self):
        with open(self.log_path, encoding='utf-8', errors='replace') as file:
            return file.read()

    def stop(self, how=signal.SIGINT):
        """SIGQUIT is the server that dies: its connections break off."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(20)

    def close(self):
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def sql(self, text, database='postgres'):
        done = subprocess.run(
            [os.path.join(self.programs, 'psql'), '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h',
             '127.0.0.1', '-p', str(self.port), '-U', ADMIN, '-d', database], input=text, text=True,
            capture_output=True, env={**os.environ, 'PGPASSWORD': ADMIN_PASSWORD})
        check(done.returncode == 0, done.stderr)
        return done.stdout.strip()

    def uri(self, database, user=None):
        return f'postgresql://{user + "@" if user else ""}127.0.0.1:{self.port}/{database}'
