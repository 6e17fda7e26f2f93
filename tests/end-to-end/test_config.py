"""The program around the proxy: options, configuration findings, exit codes, reload."""

import contextlib
import os
import re
import signal
import subprocess

from proxy import OURS, PROGRAM, PROXY, STATIONS, World, free_port
from tap import case, check, check_equal, main


def run(*arguments):
    """Run the program to its end: exit code, stdout, stderr."""
    done = subprocess.run([PROGRAM, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=10)
    return done.returncode, done.stdout, done.stderr


@contextlib.contextmanager
def folder(change=lambda text: text, stations=STATIONS):
    """A folder with a good configuration, changed; the path of its file."""
    world = World(stations=stations)
    try:
        world.port = free_port(PROXY)
        world.write()
        path = os.path.join(world.folder, 'e911.yaml')
        with open(path) as file:
            text = file.read()
        with open(path, 'w') as file:
            file.write(change(text))
        yield path
    finally:
        world.close()


def replaced(old, new):
    """A change of the configuration's text, which must hold what is replaced."""
    def change(text):
        check(old in text, f'"{old}" is not in the configuration')
        return text.replace(old, new, 1)
    return change


def place_of(text, part):
    """Line and column of a part of a file, as findings count them."""
    at = text.index(part)
    return text.count('\n', 0, at) + 1, at - (text.rfind('\n', 0, at) + 1) + 1


@case('-t accepts a good configuration: exit code 0, nothing on stdout')
def good():
    with folder() as path:
        check_equal(run('-t', '-c', path), (0, '', ''))
        check_equal(run('--test-config', '--config', path), (0, '', ''))


# What is changed; the code of the finding; the part of the file it points to, or None where the
# finding is about another file; and a word of its text.
BAD = [
    (replaced('  region: US', '  region: "US'), 'YAML_SYNTAX', None, 'expected'),
    (replaced('  region: US', '\tregion: US'), 'YAML_SYNTAX', '\t', 'expected spaces'),
    (replaced('  region: US', '  region: US\n  regoin: CA'), 'UNKNOWN_KEY', 'regoin', 'known here'),
    (replaced('next hop:', 'nexthop:'), 'UNKNOWN_KEY', 'nexthop', 'known here'),
    (replaced('In SIP: True', 'In SIP: Flase'), 'BAD_VALUE', 'Flase', 'expected True or False'),
    (replaced('In SIP: True', 'In SIP: yes'), 'BAD_VALUE', 'yes', 'expected True or False'),
    (replaced('trust: pbx', 'trust: friend'), 'BAD_VALUE', 'friend', 'expected phone, pbx or trunk'),
    (replaced('  region: US', '  region: XX'), 'NOT_FOUND', 'XX', 'expected'),
    (replaced('["9"]', '["9", "x"]'), 'SYNTAX', '"x"', 'expected'),
    (replaced('numbers: []', 'numbers: ["12a4"]'), 'SYNTAX', '"12a4"', 'expected'),
    (replaced('uri: sip:', 'uri: http:'), 'SYNTAX', 'http:', 'expected'),
    (lambda text: re.sub('uri: .*', 'uri: sip:x:65536', text), 'SYNTAX', 'sip:x', '1 to 65535'),
    (lambda text: re.sub('uri: .*', 'uri: sip:x;transport=sctp', text), 'SYNTAX', 'sip:x', 'udp or tcp'),
    (lambda text: re.sub('uri: .*', 'uri: sip:x;transport=tls', text), 'SYNTAX', 'sip:x', 'udp or tcp'),
    (lambda text: re.sub('uri: .*', 'uri: sips:x', text), 'SYNTAX', 'sips:x', 'udp or tcp'),
    (lambda text: re.sub('hop: .*', 'hop: sip:x;transport=tls', text), 'SYNTAX', 'sip:x', 'udp or tcp'),
    (lambda text: re.sub('hop: .*', 'hop: sip:x;Transport=TLS', text), 'SYNTAX', 'sip:x', 'udp or tcp'),
    (lambda text: re.sub('next hop: .*', 'next hop: sip:x:y', text), 'SYNTAX', 'sip:x', '1 to 65535'),
    (replaced('next hop: sip:', 'next hop: '), 'SYNTAX', None, 'expected'),
    (replaced('address: 127.0.0.8', 'address: 127.0.0.8/33'), 'SYNTAX', '127.0.0.8/33', 'expected'),
    (replaced('address: 127.0.0.8', 'address: 127.0.0.8/'), 'SYNTAX', '127.0.0.8/', 'expected'),
    (replaced('address: 127.0.0.8', 'address: pbx.example.com'), 'SYNTAX', 'pbx.example', 'expected'),
    (replaced('stations: stations.csv', 'stations: no.csv'), 'CANNOT_READ', 'no.csv', 'expected'),
    (lambda text: text + 'Next Hop: sip:127.0.0.1\n', 'DUPLICATE_KEY', 'Next Hop', 'expected it once'),
    (lambda text: '', 'EMPTY_FILE', None, 'expected'),
]


def check_finding(path, code, line_column, word):
    """-t must refuse the file with exit code 2, findings on stderr and nothing on stdout."""
    status, out, err = run('-t', '-c', path)
    check_equal((status, out), (2, ''), err)
    lines = err.splitlines()
    for line in lines:
        check(re.fullmatch(r'\S+:\d+:\d+: (error|warning|note): [A-Z_]+: .+', line), 'not a finding:', line)
    found = [line for line in lines if f': error: {code}: ' in line]
    check(found, f'no {code} in', err)
    check(word in found[0], f'"{word}" is not in', found[0])
    if line_column:
        check(found[0].startswith('{}:{}:{}: '.format(path, *line_column)), line_column, found[0])


@case('A fault in the configuration is found at its line and column: exit code 2')
def bad_configurations():
    for change, code, part, word in BAD:
        with folder(change) as path:
            with open(path) as file:
                place = place_of(file.read(), part) if part else None
            check_finding(path, code, place, word)


@case('A bad MAC in the station table is found at its line and column there')
def bad_station_table():
    with folder(stations=STATIONS.replace('001565a1b2c3', '001565a1b2')) as path:
        table = os.path.join(os.path.dirname(path), 'stations.csv')
        status, out, err = run('-t', '-c', path)
        check_equal((status, out), (2, ''), err)
        found = re.search(rf'{re.escape(table)}:(\d+):(\d+): error: SYNTAX: .*expected', err)
        check(found, err)
        check_equal(found.groups()[0], '3', 'line')
        check(': error: BAD_TABLE: ' in err, err)
    with folder(stations='Nothing,Of,Use\n1,2,3\n') as path:
        check_equal(run('-t', '-c', path)[0], 2)


@case('Every fault is reported, not only the first')
def several_faults():
    def change(text):
        return text.replace('US', 'XX').replace('trust: trunk', 'trust: trunk', 1).replace(
            'address: 127.0.0.8', 'address: nonsense')
    with folder(change) as path:
        err = run('-t', '-c', path)[2]
        check('NOT_FOUND' in err and 'nonsense' not in err.splitlines()[0], err)
        check_equal(len([line for line in err.splitlines() if ': error: ' in line]), 2, err)


@case('An absent server parameter is False, with a warning under -t and exit code 0')
def parameter_absent():
    with folder(lambda text: text[text.index('dial plan:'):]) as path:
        status, out, err = run('-t', '-c', path)
        check_equal((status, out), (0, ''), err)
        check(': warning: ABSENT: ' in err and 'False' in err, err)


@case('-V and -h print to stdout and end with 0; no -c, an unknown option and more end with 2')
def options():
    status, out, err = run('-V')
    check(status == 0 and re.fullmatch(r'e911-proxy \S+ \(library \S+\)\n', out) and not err, out, err)
    status, out, err = run('-h')
    check(status == 0 and '--config' in out and '--test-config' in out and not err, out, err)
    for arguments in ((), ('-x',), ('-c',), ('--no-such',), ('-t', 'more'), ('-t',)):
        status, out, err = run(*arguments)
        check_equal((status, out), (2, ''), arguments)
        check(err, 'nothing on stderr for', arguments)
    check_equal(run('-c', '/nonexistent/e911.yaml')[0], 2)


@case('An address that is in use: exit code 3, and a line that names it')
def address_in_use():
    with World() as world:
        path = os.path.join(world.folder, 'e911.yaml')
        status, out, err = run('-c', path)
        check_equal((status, out), (3, ''), err)
        check(f'cannot listen on sip:{PROXY}:{world.port}' in err, err)
        world.answered('911')


@case('SIGHUP with a broken file keeps the previous configuration, and calls are routed')
def broken_reload():
    with World() as world:
        path = os.path.join(world.folder, 'e911.yaml')
        for broken in ('dial plan: [', 'nonsense: 1\n', ''):
            with open(path, 'w') as file:
                file.write(broken)
            world.running.reload('not reloaded')
            _, _, invite = world.answered('911')
            check_equal(invite.headers('ININAttr'), [OURS.split(': ')[1]])
            world.answered('5551234', callee=world.hop)
        world.stations = STATIONS.replace('0004f215c285', 'nonsense')
        world.write()
        world.running.reload('not reloaded')
        _, _, invite = world.answered('911')
        check_equal(invite.headers('ININAttr'), [OURS.split(': ')[1]])


@case('SIGHUP with a broken dial plan keeps the previous one, and a good one is followed')
def plan_reload():
    with World() as world:
        path = os.path.join(world.folder, 'e911.yaml')
        plan = os.path.join(world.folder, 'plan.csv')
        with open(path) as file:
            text = file.read()
        with open(path, 'w') as file:
            file.write(text.replace('  region: US', '  region: US\n  file: plan.csv', 1))
        for rules, word in (('Pattern,Category\n555XXXX,Emergency\n', 'reloaded'),
                            ('Pattern,Category\n555XXXX,Emergnecy\n', 'not reloaded'),
                            ('Pattern,Category\n55Z5,Emergency\n', 'not reloaded'),
                            ('Pattern,Category\n\xff,Emergency\n', 'not reloaded')):
            with open(plan, 'w', encoding='latin-1') as file:
                file.write(rules)
            world.running.reload(word)
            world.answered('5551234')
            world.answered('911')
            world.answered('4441234', callee=world.hop)
        check(f'{plan}:2:9: error: NOT_FOUND: ' in world.running.log(), world.running.log())
        check(f'{plan}:2:3: error: SYNTAX: ' in world.running.log(), world.running.log())
        check(f'{plan}:2:1: error: ENCODING: ' in world.running.log(), world.running.log())
        check(': error: BAD_PLAN: ' in world.running.log(), world.running.log())
        with open(plan, 'w') as file:
            file.write('Pattern,Category\n444XXXX,Emergency\n')
        world.running.reload()
        world.answered('4441234')
        world.answered('5551234', callee=world.hop)


# Each rule doubles what must be remembered of a number; far past the limit of states.
WILD = ''.join(f'?{i % 10}{i // 10}?{(i + 3) % 10}{i // 10}XXXXXXX,Local\n' for i in range(60))


@case('A dial plan with too many states: refused by -t and at SIGHUP, and a start is made without its rules')
def plan_with_too_many_states():
    with World() as world:
        path = os.path.join(world.folder, 'e911.yaml')
        plan = os.path.join(world.folder, 'plan.csv')
        with open(path) as file:
            text = file.read()
        with open(path, 'w') as file:
            file.write(text.replace('  region: US', '  region: US\n  file: plan.csv', 1))
        with open(plan, 'w') as file:
            file.write('Pattern,Category\n444XXXX,Emergency\n')
        world.running.reload()
        with open(plan, 'w') as file:
            file.write(f'Pattern,Category\n5551234,Emergency\n444XXXX,Emergency\n{WILD}')
        world.running.reload('not reloaded')
        world.answered('4441234')
        world.answered('5551234', callee=world.hop)
        status, out, err = run('-t', '-c', path)
        check_equal((status, out), (2, ''), err)
        check('error: LIMIT: ' in err and 'WITHOUT' not in err, err)
        world.restart()
        world.answered('911')
        world.answered('5551234')
        world.answered('4441234', callee=world.hop)
        log = world.running.log()
        check(f'{plan}:' in log and ': error: LIMIT: ' in log and ': warning: BAD_PLAN: ' in log, log)
        check('started WITHOUT the rules of the dial plan' in log, log)
        with open(plan, 'w') as file:
            file.write('Pattern,Category\n444XXXX,Emergency\n')
        world.running.reload()
        world.answered('4441234')


@case('SIGHUP with a good file: the next call follows it')
def good_reload():
    with World() as world:
        _, _, before = world.answered('911')
        world.stations = STATIONS.replace('0004f215c285', '0004f215c299')
        world.numbers, world.include = '"5551234"', 'True'
        world.targets = [f'sip:{world.second.place}']
        world.write()
        world.running.reload()
        _, _, after = world.answered('5551234', callee=world.second)
        check_equal(after.headers('ININAttr'), [OURS.split(': ')[1].replace('c285', 'c299')])
        check(before.header('ININAttr') != after.header('ININAttr'), 'the old table')
        for _ in range(20):
            world.running.process.send_signal(signal.SIGHUP)
        world.answered('911', callee=world.second)


@case('SIGTERM and SIGINT end it with exit code 0, during a call, too')
def ends():
    for number in (signal.SIGTERM, signal.SIGINT):
        with World() as world:
            world.dial('911').send('INVITE')
            world.provider.expect('INVITE')
            world.running.process.send_signal(number)
            check_equal(world.running.process.wait(5), 0)


@case('The sample configuration passes -t without a finding')
def sample():
    path = os.path.join(os.environ.get('E911_SOURCE_ROOT', '.'), 'examples', 'e911.yaml')
    check_equal(run('-t', '-c', path), (0, '', ''))


if __name__ == '__main__':
    main()
