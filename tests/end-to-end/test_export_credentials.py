"""The files that keep secrets of e911-export: who may read them, and what is in no place else."""

import os
import resource
import signal
import subprocess
import time

from export import PROGRAM, Folder, Terminal
from tap import Skip, case, check, check_equal, main

SECRET = 'hunter2-the-secret'


def cache(source='csv:in.csv'):
    return f'source={source}\nuser=admin\npassword={SECRET}\n'


TABLE = 'NetworkID,Extension\n0004f215c285,1\n'


def need_icws(folder):
    if 'UNSUPPORTED' in folder.run('-t', 'icws://host').err:
        raise Skip('it was built without icws://')


def make(folder, name, text, mode=0o600):
    os.makedirs(folder.at('kept'), mode=0o700, exist_ok=True)
    return folder.write('kept/' + name, text, mode)


@case('The cache is used when it is ours alone: a plain file, mode 0600, one name, in a folder of ours')
def accepted():
    with Folder() as folder:
        folder.write('in.csv', TABLE)
        for mode in (0o600, 0o400):
            make(folder, 'creds', cache(), mode)
            seen = folder.run('--credentials', 'kept/creds', '--output', 'out.csv').expect(0)
            check(SECRET not in seen.err, seen.err)
        os.makedirs(folder.at('config', 'e911'), mode=0o700)
        make(folder, 'creds', cache())
        os.rename(folder.at('kept/creds'), folder.at('config/e911/PhoneExportUtilityCreds'))
        folder.run('-autoclose', environment={'XDG_CONFIG_HOME': folder.at('config')}).expect(0)


@case('The cache is refused, exit 4, when anybody else could have read or written it')
def refused():
    with Folder() as folder:
        folder.write('in.csv', TABLE)
        path = make(folder, 'creds', cache())
        options = ('--credentials', 'kept/creds')

        def check_refused(words):
            seen = folder.run(*options).expect(4, 'UNSAFE_FILE', words)
            check(SECRET not in seen.err, seen.err)
            check_equal(folder.exports(), [])

        for mode in (0o640, 0o604, 0o620, 0o602, 0o610, 0o666, 0o660):
            os.chmod(path, mode)
            check_refused('others can read or change it')
        os.chmod(path, 0o600)
        os.link(path, folder.at('second-name'))
        check_refused('second name')
        os.unlink(folder.at('second-name'))
        for mode in (0o777, 0o770, 0o722, 0o1777, 0o755, 0o711, 0o750, 0o701):
            os.chmod(folder.at('kept'), mode)
            check_refused('others can look into the directory')
        os.chmod(folder.at('kept'), 0o700)
        os.rename(path, folder.at('kept/real'))
        os.symlink('real', path)
        check_refused('symbolic link')
        os.unlink(path)
        os.mkfifo(path, 0o600)
        check_refused('plain file')
        os.unlink(path)
        os.mkdir(path)
        check_refused('plain file')
        os.rmdir(path)
        folder.run(*options).expect(4, 'no terminal')
        if os.geteuid() == 0:
            make(folder, 'creds', cache())
            os.chown(path, 65534, 65534)
            check_refused('another user')
            os.chown(path, 0, 0)
            os.chown(folder.at('kept'), 65534, 65534)
            check_refused('another user')


@case('A cache that is not ours in form is refused with the advice to delete it')
def malformed():
    with Folder() as folder:
        for text in ('', 'password=x\n', 'nonsense\n', cache() + cache(), 'source=\n', cache() + 'x=y\n',
                     'source=csv:a\0b\n', 'source=' + 'x' * 10000):
            make(folder, 'creds', text)
            folder.run('--credentials', 'kept/creds').expect(4, 'kept/creds:0:0: error:')


@case('The password file: first line only, private, and no link; what systemd hands over is taken')
def password_file():
    with Folder() as folder:
        need_icws(folder)
        nowhere = ('icws://127.0.0.1:1', '--user', 'admin', '--password-file')
        folder.write('p', SECRET + '\nsecond line\n')
        folder.run(*nowhere, 'p').expect(3)
        for mode in (0o640, 0o604, 0o644):
            os.chmod(folder.at('p'), mode)
            seen = folder.run(*nowhere, 'p').expect(4, 'others can read or change it')
            check(SECRET not in seen.err, seen.err)
        os.chmod(folder.at('p'), 0o440)
        folder.run(*nowhere, folder.at('p'),
                   environment={'CREDENTIALS_DIRECTORY': folder.path}).expect(3)
        os.chmod(folder.at('p'), 0o600)
        os.symlink('p', folder.at('link'))
        folder.run(*nowhere, 'link').expect(4, 'symbolic link')
        folder.run(*nowhere, 'none').expect(4, 'CANNOT_READ')
        folder.run(*nowhere, folder.write('empty', '\nx')).expect(4, 'no password')


@case('A signal during the question gives the terminal its echo back, and nothing is written')
def signal_during_question():
    with Folder() as folder:
        need_icws(folder)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            with Terminal(folder, 'icws://127.0.0.1:1', '--user', 'admin') as terminal:
                terminal.wait_for('Password: ')
                check(not terminal.echoes(), 'the terminal shows the password')
                terminal.process.send_signal(number)
                terminal.process.wait(10)
                check_equal(terminal.process.returncode, -number)
                check(terminal.echoes(), 'the terminal does not echo any more')
        check_equal(os.listdir(folder.path), [])


@case('Ctrl-D, and a process in the background, get no password: exit 4 at once')
def no_answer():
    with Folder() as folder:
        need_icws(folder)
        with Terminal(folder, 'icws://127.0.0.1:1', '--user', 'admin') as terminal:
            terminal.wait_for('Password: ')
            terminal.type('\x04')
            terminal.end().expect(4)
        with Terminal(folder) as terminal:
            terminal.answer('Host', '')
            terminal.end().expect(2)
        with Terminal(folder) as terminal:
            terminal.answer('Host', f'icws://admin:{SECRET}@h')
            seen = terminal.end().expect(2, 'may not hold a password')
            check(SECRET not in seen.err.split('\n', 1)[1], seen.err)  # after what was typed
        background = ('sh', '-mc', '"$0" "$@" & wait $!')
        with Terminal(folder, 'icws://127.0.0.1:1', '--user', 'admin', before=background) as terminal:
            terminal.end().expect(4, 'no terminal')


@case('While it has a password, it is in no argument and no environment')
def not_in_proc():
    with Folder() as folder:
        need_icws(folder)
        with Terminal(folder, 'icws://127.0.0.1:1', '--user', 'admin') as terminal:
            terminal.wait_for('Password: ')
            terminal.type(SECRET)
            time.sleep(0.2)
            for name in ('cmdline', 'environ', 'comm'):
                with open(f'/proc/{terminal.process.pid}/{name}', 'rb') as file:
                    check(SECRET.encode() not in file.read(), f'the password is in {name}')
            terminal.type('\n')
            terminal.end().expect(3)
            check(SECRET not in terminal.shown, terminal.shown)


def dumps_core(folder, arguments):
    """Whether a program leaves a core when it crashes, where the limits allow it."""
    process = subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder.path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2))
    time.sleep(0.3)
    process.send_signal(signal.SIGSEGV)
    _, status = os.waitpid(process.pid, 0)
    process.returncode = 0
    process.stdin.close()
    return os.WCOREDUMP(status)


@case('A crash leaves no core, which would hold the password')
def no_core():
    if os.environ.get('E911_SANITIZED'):
        raise Skip('a sanitizer takes the signal')
    with Folder() as folder:
        if not dumps_core(folder, ['cat']):
            raise Skip('nothing leaves a core here')
        check(not dumps_core(folder, [PROGRAM, 'csv:-']), 'it leaves a core')


if __name__ == '__main__':
    main()
