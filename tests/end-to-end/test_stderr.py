"""A log that nobody reads, or nobody can: it must stop neither a call nor a reload nor an end."""

import contextlib
import fcntl
import os
import select
import signal
import struct
import termios
import time

from proxy import Process, World
from tap import case, check, check_equal, main


@contextlib.contextmanager
def proxy_into_pipe(world):
    """Start the world's proxy again, its log going into a small pipe; both ends of that."""
    check_equal(world.running.stop(), 0)
    reader, writer = os.pipe()
    try:
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 8192)
        world.running = Process(world.folder, ['-v'], stderr=writer)
        said = b''
        while b'ready' not in said:
            check(world.running.process.poll() is None, 'the proxy has ended:', said)
            if select.select([reader], [], [], 1)[0]:
                said += os.read(reader, 4096)
        yield reader, writer
    finally:
        os.close(reader)
        os.close(writer)


def bytes_waiting(pipe):
    return struct.unpack('i', fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0]


def fill(pipe):
    """Fill a pipe to its last byte."""
    os.set_blocking(pipe, False)
    try:
        while True:
            os.write(pipe, b'x')
    except BlockingIOError:
        os.set_blocking(pipe, True)


def refused_calls(world, count):
    """Calls that leave lines in the log, and nothing else."""
    for _ in range(count):
        for number, party in world.both_ways():
            world.dial(number).send('INVITE')
            party.reply(party.expect('INVITE'), 486, tag='x')
            world.phone.expect(486)
            world.phone.drain()


def reload_unseen(world):
    """Make the second provider the only target; no log tells when it is, but a call does."""
    world.targets = [f'sip:{world.second.place}']
    world.write()
    world.running.process.send_signal(signal.SIGHUP)
    for _ in range(25):
        world.dial('911').send('INVITE')
        try:
            invite = world.second.expect('INVITE', 0.2)
        except AssertionError:
            continue
        world.second.reply(invite, 486, tag='x')
        world.phone.expect(486)
        return
    raise AssertionError('the proxy has not reloaded within 5 s')


@case('A pipe as stderr that fills because nobody reads it stops no call')
def deaf_stderr():
    with World() as world:
        with proxy_into_pipe(world) as (reader, _):
            refused_calls(world, 200)
            # A line that does not fit in the first page of a pipe is on its second.
            full = bytes_waiting(reader)
            check(full > 3500, 'the pipe is not full:', full)
            refused_calls(world, 100)
            check(bytes_waiting(reader) < full + 512, 'the pipe was not full:', full)
            world.answered('911')
            check_equal(world.running.stop(), 0, 'exit code at SIGTERM')


@case('A pipe as stderr that is full to its last byte stops no reload, good or bad, and no end')
def full_stderr():
    with World() as world:
        with proxy_into_pipe(world) as (_, writer):
            fill(writer)
            world.answered('911')
            reload_unseen(world)
            world.write(next_hop='nonsense')
            world.running.process.send_signal(signal.SIGHUP)
            time.sleep(0.7)
            world.answered('911', callee=world.second)
            check_equal(world.running.stop(), 0, 'exit code at SIGTERM')


@case('A pipe as stderr whose reader has ended stops no call and no reload')
def broken_stderr():
    with World() as world:
        with proxy_into_pipe(world):
            world.answered('911')
        refused_calls(world, 20)
        reload_unseen(world)


if __name__ == '__main__':
    main()
