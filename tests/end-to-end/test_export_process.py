"""e911-export as a process: closed streams, signals, what killed runs left, two runs at once."""

import fcntl
import os
import signal
import stat
import subprocess
import termios
import time

from export import PROGRAM, SIX, Folder, rows_of
from tap import Skip, case, check, check_equal, main

TABLE = ','.join(SIX) + '\nx,,,0004f215c285,,\n'

STALE = '.e911-export-0123456789abcdef'


def closing(folder, streams, *arguments):
    """Run it with these of its standard streams closed."""
    done = subprocess.run(
        ['sh', '-c', 'exec "$0" "$@" ' + ' '.join(f'{stream}>&-' for stream in streams), PROGRAM, *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder.path,
        env=folder.environment())
    return done.returncode, done.stdout, done.stderr.decode()


@case('A closed standard stream is no success where it is needed, and no file takes its place')
def closed_streams():
    with Folder() as folder:
        folder.write('in.csv', TABLE)
        folder.write('p', 'secret')
        for streams in ((0,), (2,), (0, 2)):
            code, out, _ = closing(folder, streams, 'csv:in.csv', '--output', 'out.csv')
            check_equal((code, out), (0, b'out.csv\n'), streams)
            check_equal(len(rows_of(folder.read('out.csv'))), 2)
        for streams in ((1,), (0, 1), (1, 2), (0, 1, 2)):
            check_equal(closing(folder, streams, 'csv:in.csv', '--output', 'out.csv')[0], 5, streams)
            check_equal(rows_of(folder.read('out.csv'))[1][3], '0004f215c285')
            check_equal(closing(folder, streams, 'csv:in.csv', '--output', '-')[0], 5, streams)
        code, _, err = closing(folder, (0,), 'csv:-', '--output', 'none.csv')
        check_equal(code, 3, err)
        check('CANNOT_READ' in err, err)
        closing(folder, (1, 2), 'icws://127.0.0.1:1', '--user', 'u', '--password-file', 'p')
        check_equal(sorted(os.listdir(folder.path)), ['in.csv', 'out.csv', 'p'])


@case('What a killed run left is removed by the next: only ours, only old, only where it writes')
def stale():
    with Folder() as folder:
        folder.write('in.csv', TABLE)
        os.mkdir(folder.at('E911ExportUtility'), 0o700)
        os.mkdir(folder.at('other'))
        old = time.time() - 120
        kept = ['.e911-export-0123456789ABCDEF', '.e911-export-0123', STALE + 'x', 'other.csv']
        for name in kept:
            os.utime(folder.write('E911ExportUtility/' + name, 'x'), (old, old))
        os.mkdir(folder.at('E911ExportUtility/' + STALE[:-1] + '0'))
        os.symlink('other.csv', folder.at('E911ExportUtility/' + STALE[:-1] + '1'))
        os.link(folder.at('E911ExportUtility/other.csv'), folder.at('E911ExportUtility/' + STALE[:-1] + '2'))
        folder.write('E911ExportUtility/' + STALE[:-1] + '3', 'x')  # new
        os.utime(folder.write('other/' + STALE, 'x'), (old, old))
        locked = folder.write('E911ExportUtility/' + STALE[:-1] + '4', 'x')
        os.utime(locked, (old, old))
        kept += [STALE[:-1] + digit for digit in '01234']
        if os.geteuid() == 0:
            foreign = folder.write('E911ExportUtility/' + STALE[:-1] + '5', 'x')
            os.utime(foreign, (old, old))
            os.chown(foreign, 65534, 65534)
            kept.append(STALE[:-1] + '5')
        os.utime(folder.write('E911ExportUtility/' + STALE, 'x'), (old, old))
        with open(locked) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            written = os.path.basename(folder.run('csv:in.csv').expect(0).out.strip())
        check_equal(folder.exports(), sorted(kept + [written]))
        check_equal(os.listdir(folder.at('other')), [STALE])


def while_it_writes(folder, number):
    """Send a signal once the unfinished file is there; False when it was done before."""
    process = folder.start('csv:in.csv', '--output', 'new/out.csv')
    while process.poll() is None and not os.listdir(folder.at('new')):
        pass
    process.send_signal(number)
    process.communicate(timeout=20)
    check(process.returncode in (0, -number), process.returncode)
    return process.returncode != 0


@case('What it was told to outlive, it does: nohup')
def ignored_signal():
    with Folder() as folder:
        reader, writer = os.pipe()
        process = subprocess.Popen(['sh', '-c', 'trap "" HUP; exec "$0" csv:- --output out.csv', PROGRAM],
                                   cwd=folder.path, stdin=reader, env=folder.environment(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(reader)
        os.write(writer, TABLE.encode())
        while fcntl.ioctl(writer, termios.FIONREAD, bytes(4)) != bytes(4):
            pass
        process.send_signal(signal.SIGHUP)
        os.close(writer)
        check_equal(process.wait(timeout=20), 0)
        check(folder.read('out.csv').startswith(','.join(SIX)), 'nothing is written')


@case('A signal while it writes leaves neither a part nor a finished file; SIGKILL is for the next run')
def signal_while_it_writes():
    with Folder() as folder:
        folder.write('in.csv', ','.join(SIX) + '\n' + ''.join(
            f'{"x" * 200},,,0004f2{i:06x},{i},{i}\n' for i in range(60000)))
        os.mkdir(folder.at('new'))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGKILL):
            for _ in range(20):
                hit = while_it_writes(folder, number)
                left = os.listdir(folder.at('new'))
                if hit:
                    break
                check_equal(left, ['out.csv'])
                os.unlink(folder.at('new/out.csv'))
            check(hit, 'it is too fast for the test')
            if number != signal.SIGKILL:
                check_equal(left, [])
        check(len(left) == 1 and left[0].startswith('.e911-export-'), left)
        old = time.time() - 120
        os.utime(folder.at('new', left[0]), (old, old))
        folder.run('csv:in.csv', '--output', 'new/out.csv').expect(0)
        check_equal(os.listdir(folder.at('new')), ['out.csv'])


@case('Runs at once: each its own dated file; one name holds one of the tables, whole')
def at_once():
    with Folder() as folder:
        for name in 'ab':
            folder.write(f'{name}.csv', ','.join(SIX) + '\n' + ''.join(
                f'{name},,,0004f2{i:06x},{i},{i}\n' for i in range(5000)))
        running = [folder.start(f'csv:{name}.csv', '--force', *more)
                   for name in 'ab' for more in ((), (), ('--output', 'one.csv'), ('--output', 'one.csv'))]
        paths = []
        for process in running:
            out, err = process.communicate(timeout=20)
            check_equal(process.returncode, 0, err)
            paths.append(out.decode().strip())
        check_equal(len(set(paths)), 5, paths)
        for path in paths:
            rows = rows_of(folder.read(path))
            check_equal((len(rows), len({row[0] for row in rows[1:]})), (5001, 1), path)
        check_equal(len(folder.exports()), 4)


# In a mount namespace of its own: a file system that is full, then one that is read-only.
FULL = """mount -t tmpfs -o size=64k tmpfs disk || exit 77
head -4 in.csv | "$0" csv:- --directory disk -q || exit 70
for to in '--directory disk' '--output disk/out.csv'; do
    "$0" csv:in.csv $to --force; test $? = 5 || exit 71
done
mount -o remount,ro disk || exit 77
for to in '--directory disk' '--output disk/out.csv'; do
    "$0" csv:in.csv $to --force; test $? = 5 || exit 72
done
find disk -type f"""


@case('On a full disk, and on one that is read-only, nothing is left but the export before')
def full_disk():
    with Folder() as folder:
        folder.write('in.csv', ','.join(SIX) + '\n' + ''.join(f'x,,,0004f2{i:06x},,\n' for i in range(9000)))
        os.mkdir(folder.at('disk'))
        try:
            done = subprocess.run(['unshare', '-m', 'sh', '-c', FULL, PROGRAM], cwd=folder.path, text=True,
                                  stdin=subprocess.DEVNULL, capture_output=True, env=folder.environment())
        except FileNotFoundError:
            raise Skip('there is no unshare')
        if done.returncode == 77 or done.stderr.startswith('unshare: '):
            raise Skip('nothing can be mounted here')
        check_equal(done.returncode, 0, done.stderr)
        path, again = done.stdout.splitlines()
        check_equal(path, again, 'files')
        check('No space left' in done.stderr and 'Read-only file system' in done.stderr, done.stderr)


@case('Whatever the mask says, the file is 0600, and folders that are made are 0700')
def masks():
    with Folder() as folder:
        folder.write('in.csv', TABLE)
        for mask in (0, 0o777):
            os.makedirs(folder.at('in', str(mask)))
            done = subprocess.run(['sh', '-c', f'umask {mask:o}; exec "$0" "$@"', PROGRAM, 'csv:in.csv',
                                   '--directory', f'in/{mask}'], cwd=folder.path, capture_output=True,
                                  env=folder.environment())
            check_equal(done.returncode, 0)
            path = folder.at(done.stdout.decode().strip())
            check_equal(stat.S_IMODE(os.stat(path).st_mode), 0o600)
            check_equal(stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode), 0o700)
        folder.write('out.csv', TABLE, 0o644)
        folder.run('csv:in.csv', '--output', 'out.csv').expect(0)
        check_equal(stat.S_IMODE(os.stat(folder.at('out.csv')).st_mode), 0o600)


if __name__ == '__main__':
    main()
