"""e911-rewrite: a message in, bytes out, one line of JSON beside; and the Python program that does the same."""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from tap import Skip, case, check, check_equal, data_folder, main

PROGRAM = os.environ['E911_REWRITE']
ROOT = os.environ['E911_SOURCE_ROOT']
VECTORS = os.path.join(ROOT, 'tests', 'vectors', 'sip')
STATIONS = 'NetworkID,IdentificationAddress,StationIPAddress\n0004f215c285,8182,127.0.0.4\n'
TARGET = 'sip:psap.example.com:5070'
OURS = b'ININAttr: "uu_StationMacAddress=0004f215c285;uu_StationIPAddress=127.0.0.4"\r\n'
PBX = b'ININAttr: "uu_StationMacAddress=0004f2000009;uu_StationIPAddress=192.0.2.9"\r\n'

CONFIG = f'''server parameters:
  Include Station Mac And IP In SIP: True
dial plan:
  region: US
  access prefixes: ["9"]
tables:
  stations: stations.csv
ingress:
  listen: ["sip:127.0.0.1:5060"]
  sources:
    - address: 192.0.2.0/24
      trust: pbx
targets:
  - name: psap
    uri: {TARGET}
next hop: sip:127.0.0.9:5060
'''

FOLDER = tempfile.TemporaryDirectory()


def path(name, text=None):
    """A file of the folder of this run."""
    name = os.path.join(FOLDER.name, name)
    if text is not None:
        with open(name, 'w', encoding='utf-8') as file:
            file.write(text)
    return name


TABLE = path('stations.csv', STATIONS)
FILE = path('e911.yaml', CONFIG)
SITE = ('--region', 'US', '--prefix', '9', '--stations', TABLE, '--target', TARGET)
PHONE = (*SITE, '--source', '127.0.0.4')


def vector(name):
    with open(os.path.join(VECTORS, name + '.sip'), 'rb') as file:
        return file.read()


def run(message, *options, **more):
    return subprocess.run([PROGRAM, *options], input=message, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False, timeout=20, **more)


def rewritten(message, *options, exit_code=0):
    """What is sent on, and the summary: one line of JSON and nothing else."""
    done = run(message, *options)
    check_equal(done.returncode, exit_code, f'exit code, {done.stderr!r}')
    check(done.stderr.endswith(b'}\n') and done.stderr.count(b'\n') == 1, done.stderr)
    return done.stdout, json.loads(done.stderr)


def with_edits(message, uri, line):
    """The message with another Request-URI and one more line at the end of its headers."""
    start, rest = message.split(b'\r\n', 1)
    method, _, version = start.split(b' ')
    head, body = rest.split(b'\r\n\r\n', 1)
    return b' '.join((method, uri, version)) + b'\r\n' + head + b'\r\n' + line + b'\r\n' + body


@case('An emergency call leaves with the Request-URI and the header line of the decision')
def emergency():
    for name in ('phone', 'emergency', 'multipart'):
        sent, summary = rewritten(vector(name), *PHONE)
        check_equal(sent, with_edits(vector(name), b'sip:911@psap.example.com:5070', OURS), name)
        check_equal(summary, {
            'status': 'E911_OK', 'classified': True, 'class': 'emergency', 'match': 'region',
            'targets': 1, 'station': {'found': True, 'mac': True, 'ip': True}, 'flags': [],
            'reasons': ['REGION_NUMBER', 'STATION_BY_IDENTITY', 'ININATTR_ADDED']}, name)


@case('What is no emergency call leaves as it came')
def others():
    for name in ('ordinary', 'in_dialog', 'bye', 'register', 'response', 'start_http', 'ordinary'):
        sent, summary = rewritten(vector(name), *PHONE)
        check_equal(sent, vector(name), name)
        check_equal((summary['classified'], summary['class'], summary['targets']),
                    (True, 'none', 0), name)


@case('A test call goes to the target, too')
def test_call():
    sent, summary = rewritten(vector('test_call'), *PHONE)
    check_equal(summary['class'], 'test')
    check(sent.startswith(b'INVITE sip:933@psap.example.com:5070 SIP/2.0\r\n'), sent)


@case('What cannot be read leaves as it came, with the offset where reading stopped')
def unreadable():
    for message, offset in ((b'', 0), (b'hello\r\n\r\n', 5), (b'\0\xff\r\nINVITE', 0), (b'\r\n\r\n', 4),
                            (b'INVITE', 6), (bytes(range(256)) * 64, 0), (b'\0' * 1048576, 0)):
        sent, summary = rewritten(message, *PHONE, exit_code=1)
        check_equal(sent, message)
        check_equal(summary, {'status': 'E911_ERR_SYNTAX', 'classified': False, 'offset': offset})


@case('A claim from beyond the trust boundary goes, in whatever form it is made')
def claims():
    for name in ('odd_case', 'folded', 'repeated', 'smuggled_cr', 'smuggled_lf', 'fold_before_colon',
                 'bare_lf', 'bare_cr', 'pbx'):
        sent, summary = rewritten(vector(name), *PHONE)
        check(b'spoofed' not in sent and PBX not in sent, name, sent)
        check_equal(sent.count(OURS), 1, name)
        check('ININATTR_REMOVED' in summary['reasons'], name, summary)


@case('A trusted PBX keeps its own line; a trunk gets none')
def trust():
    message = vector('pbx')
    for options in ((), ('--trust', 'phone'), ('--trust', 'PHONE')):
        sent, _ = rewritten(message, *PHONE, *options)
        check(OURS in sent and PBX not in sent, options, sent)
    sent, summary = rewritten(message, *PHONE, '--trust', 'pbx')
    check(PBX in sent and OURS not in sent, sent)
    check('ININATTR_KEPT' in summary['reasons'] or 'ININATTR_DIFFERS' in summary['reasons'], summary)
    sent, _ = rewritten(message, *PHONE, '--trust', 'trunk')
    check(b'ININAttr' not in sent, sent)


@case('The source decides whether a station is known')
def source():
    for options, reason in (((), 'SOURCE_UNKNOWN'), (('--source', '127.0.0.9'), 'SOURCE_MISMATCH'),
                            (('--source', '2001:db8::1'), 'SOURCE_MISMATCH')):
        sent, summary = rewritten(vector('phone'), *SITE, *options)
        check(sent.startswith(b'INVITE sip:911@psap.example.com:5070 '), sent)
        check(reason in summary['reasons'], options, summary)
    sent, _ = rewritten(vector('phone'), *SITE, '--source', '::ffff:127.0.0.4')
    check_equal(sent.count(OURS), 1)


@case('--prefix may be repeated, and only then a prefixed number is one')
def prefixes():
    site = ('--region', 'US', '--stations', TABLE, '--target', TARGET)
    for number, options, kind in (
            (b'9911', ('--prefix', '9'), 'emergency'), (b'9911', (), 'none'),
            (b'8911', ('--prefix', '9', '--prefix', '8'), 'emergency'),
            (b'9911', ('--prefix', '9', '--prefix', '8'), 'emergency'),
            (b'8911', ('--prefix', '9'), 'none'), (b'911', (), 'emergency')):
        message = vector('phone').replace(b'sip:911@', b'sip:' + number + b'@', 1)
        check_equal(rewritten(message, *site, *options)[1]['class'], kind, (number, options))


@case('A configuration file says the same, and whose packets are worth what')
def config():
    by_options = rewritten(vector('phone'), *PHONE)
    check_equal(rewritten(vector('phone'), '-c', FILE, '--source', '127.0.0.4'), by_options)
    sent, _ = rewritten(vector('pbx'), '-c', FILE, '--source', '192.0.2.7')
    check(PBX in sent, 'the file trusts that source', sent)
    sent, _ = rewritten(vector('pbx'), '-c', FILE, '--source', '192.0.2.7', '--trust', 'phone')
    check(PBX not in sent, 'the command line outweighs the file', sent)
    check_equal(rewritten(vector('ordinary'), '--config', FILE)[0], vector('ordinary'))
    done = run(b'', '-c', FILE, '-t')
    check_equal((done.returncode, done.stdout, done.stderr), (0, b'', b''))
    bad = path('bad.yaml', CONFIG.replace('region: US', 'region: XX'))
    done = run(vector('phone'), '-c', bad)
    check_equal((done.returncode, done.stdout), (2, b''))
    check(re.match(rb'.*bad\.yaml:\d+:\d+: error: NOT_FOUND: ', done.stderr), done.stderr)


@case('Usage errors name the option, exit with 2 and write nothing')
def usage():
    for options, said in (
            ((), b'--region'), (('--region', 'US'), b'--stations'), (('-c', FILE, *SITE), b'--region'),
            (('-c', FILE, '--prefix', '9'), b'--prefix'), (('-c', FILE, '--target', TARGET), b'--target'),
            ((*SITE, '--source', '1.2.3'), b'--source'), ((*SITE, '--trust', 'me'), b'--trust'),
            ((*SITE, '--prefix', 'x' * 2000), b'--prefix'), ((*SITE, '--prefix', '(('), b'options'),
            ((*SITE, '--target', 'psap'), b'URI'), ((*SITE, '--region', 'XX'), b'region'),
            ((*SITE, '--stations', path('none.csv')), b'none.csv'),
            ((*SITE, '--stations', path('bad.csv', 'NetworkID\nfoo\n')), b'bad.csv:2:1: error: '),
            ((*SITE, 'argument'), b'argument'), (('--no-such',), b'--no-such'),
            (('-c', path('none.yaml')), b'none.yaml')):
        done = run(vector('phone'), *options)
        check_equal((done.returncode, done.stdout), (2, b''), options)
        check(said in done.stderr, options, done.stderr)


@case('--help and --version go to standard output, -q leaves standard error empty')
def short():
    for option in ('-h', '--help', '-V', '--version'):
        done = run(b'', option)
        check_equal((done.returncode, done.stderr), (0, b''), option)
        check(b'e911-rewrite' in done.stdout, option, done.stdout)
    done = run(vector('phone'), *PHONE, '-q')
    check_equal((done.returncode, done.stderr), (0, b''))
    check(OURS in done.stdout, done.stdout)


@case('A message may be as long as the limit, and no byte longer')
def sizes():
    head = vector('phone').split(b'\r\n\r\n')[0] + b'\r\n\r\n'
    for size in (len(head), 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 5 * 1024 * 1024):
        message = head + b'\0' * (size - len(head))
        sent, _ = rewritten(message, *PHONE)
        check_equal(sent, with_edits(message, b'sip:911@psap.example.com:5070', OURS))
    done = run(b'x' * 3000000, *PHONE)
    check_equal((done.returncode, done.stdout == b'x' * 3000000), (1, True))


@case('Output that cannot be written is exit code 5')
def full():
    with open('/dev/full', 'wb') as out:
        done = subprocess.run([PROGRAM, *PHONE], input=vector('phone'), stdout=out,
                              stderr=subprocess.PIPE, check=False, timeout=20)
    check_equal(done.returncode, 5, done.stderr)


@case('The document\'s INVITE, dialled to 911, changes in the lines of the edits alone')
def document():
    with open(os.path.join(data_folder(), 'seed-invite.sip'), 'rb') as file:
        message = file.read()
    dialled = message.replace(b'SIP:0123456789@', b'SIP:911@', 1)
    check_equal(rewritten(message, *SITE)[0], message, 'as it was dialled')
    sent, summary = rewritten(dialled, *SITE, '--source', '192.168.1.123')
    check_equal(summary['class'], 'emergency')
    before, after = (text.split(b'\r\n') for text in (dialled, sent))
    gone = [line for line in before if line not in after]
    check_equal([line.split(b' ')[0] for line in gone], [b'INVITE', b'ININAttr:'])
    check_equal([line for line in after if line not in before],
                [b'INVITE sip:911@psap.example.com:5070 SIP/2.0'])
    check_equal([line for line in after[1:]], [line for line in before[1:] if line not in gone])
    sent, _ = rewritten(dialled, *SITE, '--source', '192.168.1.123', '--trust', 'pbx')
    check_equal(sent.split(b'\r\n')[1:], before[1:], 'a trusted PBX\'s own line stays')


@case('The Python program does the same with every message')
def binding():
    if shutil.which('cpp') is None or shutil.which('pkg-config') is None:
        raise Skip('no C preprocessor or no pkg-config')
    if subprocess.run([sys.executable, '-c', 'import cffi'], check=False, stderr=subprocess.DEVNULL).returncode:
        raise Skip('no python3-cffi')
    if os.environ.get('E911_SANITIZED'):
        raise Skip('sanitizers must be loaded first')
    environment = dict(os.environ, PKG_CONFIG_PATH=os.environ['E911_PKG_CONFIG_PATH'],
                       LD_LIBRARY_PATH=os.environ['E911_LIBRARY_PATH'])
    program = os.path.join(ROOT, 'examples', 'bindings', 'rewrite.py')
    for name in ('phone', 'emergency', 'ordinary', 'response', 'folded', 'nul', 'start_line_only'):
        done = subprocess.run([sys.executable, program, TABLE, TARGET, '127.0.0.4'],
                              input=vector(name), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment, check=False, timeout=20)
        other = run(vector(name), *PHONE)
        check_equal((done.returncode, done.stdout, done.stderr), (0, other.stdout, other.stderr), name)
    with open(program, encoding='utf-8') as file:
        check(len(file.readlines()) < 30, 'it is to be short')


@case('Every message of the project and of the test data comes out whole')
def every():
    folders = [VECTORS]
    if os.path.isdir(os.environ.get('E911_TEST_DATA', '')):
        folders += [os.path.join(data_folder(), name) for name in ('torture', 'invites')]
    for name in [name for folder in folders for name in sorted(glob.glob(folder + '/*.sip'))]:
        with open(name, 'rb') as file:
            message = file.read()
        done = run(message, *PHONE)
        summary = json.loads(done.stderr)
        check(done.returncode in (0, 1), name, done.returncode)
        check_equal(done.returncode == 0, summary['classified'], name)
        if summary.get('targets', 0) == 0:
            check_equal(done.stdout, message, name)


main()
