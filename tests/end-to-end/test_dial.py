"""e911-dial: its contract, line by line, since scripts rely on it."""

import contextlib
import json
import os
import random
import re
import subprocess
import tempfile

from tap import case, check, check_equal, main

PROGRAM = os.environ['E911_DIAL']
ROOT = os.environ.get('E911_SOURCE_ROOT', '.')
SAMPLE = os.path.join(ROOT, 'examples', 'e911.yaml')
DEFAULT_PLAN = os.path.join(ROOT, 'examples', 'dialplan.csv')


def run(*arguments, input=b''):
    """Run the program to its end: exit code, stdout, stderr."""
    done = subprocess.run([PROGRAM, *arguments], input=input, capture_output=True, timeout=20)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def rows(*arguments, input=b''):
    """The rows of a classification that succeeds."""
    status, out, err = run(*arguments, input=input)
    check_equal((status, err), (0, ''), arguments)
    return [line.split('\t') for line in out.splitlines()]


def classes(*arguments):
    return {row[0]: row[1] for row in rows(*arguments)}


@contextlib.contextmanager
def plan(text, name='plan.csv'):
    """A file with that text; its path."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, 'wb') as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        yield path


US = ('classify', '--region', 'US')
US9 = (*US, '--prefix', '9')


@case('classify: one TSV line a number with six columns')
def columns():
    check_equal(rows(*US9, '911', '9911', '9-911', '112', '933', '988', '5551234', 'URN:SERVICE:SOS'), [
        ['911', 'emergency', '911', 'urn:service:sos', 'region:US:911', 'yes'],
        ['9911', 'emergency', '911', 'urn:service:sos', 'region:US:911', 'no'],
        ['9-911', 'emergency', '911', 'urn:service:sos', 'region:US:911', 'no'],
        ['112', 'emergency', '911', 'urn:service:sos', 'region:US:112', 'no'],
        ['933', 'test', '933', 'urn:service:test.sos', 'region:US:933', 'no'],
        ['988', 'crisis', '988', '-', 'region:US:988', 'no'],
        ['5551234', 'none', '5551234', '-', '-', 'no'],
        ['URN:SERVICE:SOS', 'emergency', '-', 'URN:SERVICE:SOS', '-', 'no'],
    ])


@case('classify: what looks like 911 and is not')
def not_emergency():
    numbers = ['+911', '9O11', '91l', '9116666666', '911 with a letter', '*911', '#911', '911#', '1911',
               '91911', '99911', '91', '11', '', '\uff19\uff11\uff11', 'urn:service:counseling']
    check_equal(classes(*US9, '--', *numbers), {number: 'none' for number in numbers})


@case('classify: every way to write 911')
def emergency():
    numbers = ['911', '9-1-1', '(911)', '9.1.1', ' 911 ', '911;phone-context=+1', '%39%31%31', 'tel:911',
               'tel:911;phone-context=+1', 'sip:911@pbx', 'sips:911@pbx;user=phone', 'SIP:911@pbx',
               'URN:SERVICE:SOS', 'urn:service:sos.fire', 'urn:nena:service:sos', '9911', '9112']
    check_equal(classes(*US9, *numbers), {number: 'emergency' for number in numbers})
    check_equal(rows(*US9, '9112')[0][2:5], ['911', 'urn:service:sos', 'region:US:112'])
    check_equal(classes(*US9, '9933', '9988', 'urn:service:test.sos'),
                {'9933': 'test', '9988': 'crisis', 'urn:service:test.sos': 'test'})
    check_equal(classes(*US, '9911'), {'9911': 'none'})


@case('classify: where a bare and a prefixed reading meet, bare wins')
def ties():
    for region, number in (('BZ', '990'), ('ET', '991')):
        row = rows('classify', '--region', region, '--prefix', '9', number)[0]
        check_equal(row[1], 'emergency', region)
        check_equal(row[4], f'region:{region}:{number}', region)


@case('classify -: a line for each line of standard input')
def standard_input():
    check_equal([row[:2] for row in rows(*US, '-', input=b'911\n411\r\n\n112')],
                [['911', 'emergency'], ['411', 'none'], ['', 'none'], ['112', 'emergency']])
    check_equal([row[0] for row in rows(*US, '911', '-', '988', input=b'411\n')], ['911', '411', '988'])
    long = b'9' * (1 << 20)
    status, out, err = run(*US, '-', input=long + b'\n911\n')
    check_equal((status, err, out.count('\n')), (0, '', 2))
    check(out.startswith('9' * 1000) and out.splitlines()[0].split('\t')[1] == 'none', out[-100:])


@case('Control bytes and what is not UTF-8 are printed as \\xHH')
def control_bytes():
    row = rows(*US, '-', input=b'9\t1\x1b[2J\xff\x001\n')[0]
    check_equal(row[0], '9\\x091\\x1B[2J\\xFF\\x001')
    check_equal(row[1], 'none')
    status, out, err = run('--json', *US, '-', input=b'a"\\\x1b\xff\n')
    check_equal((status, err), (0, ''))
    check_equal(json.loads(out)['input'], 'a"\\\x1b\xff')


@case('--json: the same as JSON lines')
def json_lines():
    status, out, err = run('--json', *US9, '9911', '411', 'urn:service:sos')
    check_equal((status, err), (0, ''))
    check_equal([json.loads(line) for line in out.splitlines()], [
        {'input': '9911', 'class': 'emergency', 'number': '911', 'service': 'urn:service:sos',
         'rule': 'region:US:911', 'more': False},
        {'input': '411', 'class': 'none', 'number': '411', 'service': None, 'rule': None, 'more': False},
        {'input': 'urn:service:sos', 'class': 'emergency', 'number': None, 'service': 'urn:service:sos',
         'rule': None, 'more': False},
    ])


@case('-q: exit 0 only if every number is emergency, and nothing is printed')
def quiet():
    for numbers, status in ((('911',), 0), (('911', '9911', '112'), 0), (('911', '411'), 1), (('933',), 1),
                            (('988',), 1)):
        check_equal(run('-q', *US9, *numbers), (status, '', ''), numbers)
    check_equal(run('-q', *US, '-', input=b'911\n112\n')[0], 0)
    check_equal(run('-q', *US, '-', input=b'911\n113\n')[0], 1)
    check_equal(run('-q', *US, '-', input=b'')[0], 1)


@case('Usage: no plan, no silent US; exit code 2 and nothing on stdout')
def usage():
    for arguments in (('classify', '911'), ('classify', '--prefix', '9', '911'), ('lint',), ('explain', '911')):
        status, out, err = run(*arguments)
        check_equal((status, out), (2, ''), arguments)
        check('-c, --plan or --region' in err, err)
    for arguments in ((), ('dial', '911'), ('classify', '--region', 'US'), ('classify', '--region'),
                      ('classify', '--region', 'XX', '911'), ('classify', '--region', 'USA', '911'),
                      ('classify', '--region', 'US', '--prefix', 'x', '911'), ('-x',), ('regions', 'XX'),
                      (*US, *('--prefix', '9') * 17, '911'), ('lint', '--region', 'US', '911'),
                      ('classify', '--plan', '/nonexistent/plan.csv', '911'),
                      ('classify', '--plan', '/dev/null', '911'), ('-c', '/nonexistent', 'classify', '911')):
        status, out, err = run(*arguments)
        check_equal((status, out), (2, ''), (arguments, err))
        check(err, 'nothing on stderr for', arguments)


@case('-h and -V print to stdout and end with 0')
def help_and_version():
    status, out, err = run('-V')
    check(status == 0 and re.fullmatch(r'e911-dial \S+ \(library \S+\)\n', out) and not err, out, err)
    status, out, err = run('-h')
    check(status == 0 and not err and all(word in out for word in (
        'classify', 'explain', 'lint', 'regions', '--plan', '--region', '--prefix', '--site', '--json')), out)


@case('A full disk is exit code 5')
def full_disk():
    with open('/dev/full', 'wb') as full:
        done = subprocess.run([PROGRAM, *US, '911'], stdout=full, stderr=subprocess.PIPE, timeout=20)
    check_equal(done.returncode, 5)


@case('-c loads the plan of the proxy; options overrule its keys')
def configuration():
    check_equal([row[:3] for row in rows('-c', SAMPLE, 'classify', '911', '9911', '8911')],
                [['911', 'emergency', '911'], ['9911', 'emergency', '911'], ['8911', 'none', '8911']])
    check_equal(classes('-c', SAMPLE, 'classify', '--prefix', '8', '9911', '8911'),
                {'9911': 'none', '8911': 'emergency'})
    check_equal(classes('-c', SAMPLE, 'classify', '--region', 'GB', '999'), {'999': 'emergency'})
    check_equal(run('-c', SAMPLE, '-t', 'classify'), (0, '', ''))
    check_equal(run('-q', '-c', SAMPLE, 'classify', '911'), (0, '', ''))


SITES = ('Pattern,Category,Site,StandardizedNumber\n'
         '911,Emergency,,911\n'
         '5555,Emergency,Campus,911\n'
         '5XXX,Intercom,,\n')


@case('classify --plan: the rule is FILE:LINE, and --site shows what a site sees')
def sites():
    with plan(SITES) as path:
        check_equal(rows('classify', '--plan', path, '911', '5555', '6'), [
            ['911', 'emergency', '911', 'urn:service:sos', f'{path}:2', 'no'],
            ['5555', 'none', '5555', '-', f'{path}:4', 'no'],
            ['6', 'none', '6', '-', '-', 'no'],
        ])
        check_equal(rows('classify', '--plan', path, '--site', 'CAMPUS', '5555'), [
            ['5555', 'emergency', '911', 'urn:service:sos', f'{path}:3', 'no']])
        check_equal(rows('classify', '--plan', path, '91', '555')[0][5], 'yes')


@case('The default plan classifies as PureConnect documents it, without a region')
def default_plan():
    with open(DEFAULT_PLAN) as file:
        lines = file.read().splitlines()
    expected = {
        'sip:911@pbx': 'sip', 'sips:a@b': 'sips', 'alice@example.com': 'address', 'tel:911': 'tel',
        '0': 'operator', '00': 'local-operator', '911': 'emergency', '411': 'information',
        '1411': 'information-1', '5551212': 'information-7', '3175551212': 'information-10',
        '13175551212': 'information-11', '+13175551212': 'information-e164', '8002345678': 'toll-free-10',
        '18002345678': 'toll-free-11', '+18002345678': 'toll-free-e164', '9002345678': 'blocked-10',
        '19002345678': 'blocked-11', '+19002345678': 'blocked-e164', '(317) 234-5678': 'long-distance-10',
        '13172345678': 'long-distance-11', '+13172345678': 'long-distance-e164', '7': 'extension-1',
        '77': 'extension-2', '777': 'extension-3', '9911': 'extension-4', '77777': 'extension-5',
        '777777': 'extension-6', '/81820': 'extension', '011+4420': 'international-011+',
        '0114420': 'international-011', '+442079460000': 'international-e164', '+911': 'international-e164',
        '7777777': 'other', '*911': 'other', '911#': 'other',
    }
    for row in rows('classify', '--plan', DEFAULT_PLAN, *expected):
        line = int(row[4].rsplit(':', 1)[1])
        check_equal(lines[line - 1].split(',')[1], expected[row[0]], row)
        check_equal(row[1], 'emergency' if row[0] == '911' else 'none', row)


# What is wrong; the finding's code, line, column, and a word of its text.
BAD = [
    ('Pattern,Category\n9O11,Emergency\n', 'SYNTAX', 2, 2, 'letter'),
    ('Pattern,Category\n9Z11,Emergency\n', 'SYNTAX', 2, 2, 'last'),
    ('Pattern,Category\n411,Local\n911,Emergnecy\n', 'NOT_FOUND', 3, 5, 'category'),
    ('Pattern,Category\n911,Emergency\n911,Local\n', 'DUPLICATE', 3, 1, 'twice'),
    ('Key,Pattern,Category\na,911,Emergency\na,912,Local\n', 'DUPLICATE', 3, 1, 'key'),
    (b'Pattern,Category,Display\n911,Emergency,\xe9\n', 'ENCODING', 2, 15, 'UTF-8'),
    ('Pattern,Category\n911,' + 'x' * (1 << 20) + '\n', 'LIMIT', 2, 1029, '1024'),
    ('Pattern,Category\n' + '9' * (1 << 20) + ',Local\n', 'LIMIT', 2, 1025, '1024'),
    (b'Pattern,Category\n91\x001,Local\n', 'ENCODING', 2, 3, 'NUL'),
    ('Pattern,Catgory\n911,Emergency\n', 'SYNTAX', 1, 9, 'no such column'),
    ('', 'SYNTAX', 1, 1, 'column'),
]


@case('A plan that is refused: file, line, column and the reason on stderr, exit code 2')
def bad_plans():
    for text, code, line, column, word in BAD:
        with plan(text) as path:
            status, out, err = run('classify', '--plan', path, '--region', 'US', '911')
            check_equal((status, out), (2, ''), (code, err))
            check(err.startswith(f'{path}:{line}:{column}: error: {code}: '), code, err[:300])
            check(word in err and 'expected' in err, word, err[:300])


@case('--plan reads a pipe to its end; what cannot be read is refused')
def plan_from_a_pipe():
    rules = 'Pattern,Category\n' + ''.join(f'1{i:04},Local\n' for i in range(3000)) + '911,Emergency\n'
    table = rows('classify', '--plan', '/dev/stdin', '911', '12999', input=rules.encode())
    check_equal([row[1] for row in table], ['emergency', 'none'])
    check_equal(table[0][4], '/dev/stdin:3002')
    for path in (os.path.dirname(SAMPLE), '/no/such/file'):
        status, out, err = run('classify', '--plan', path, '911')
        check_equal((status, out), (2, ''), err)
        check(f'{path}:0:0: error: CANNOT_READ: ' in err, err)


@case('--site with a name that no rule has: a warning, and the rules for all sites')
def unknown_site():
    with plan('Pattern,Category,Site\n911,Emergency,\n5XXX,Local,Campus\n') as path:
        status, out, err = run('classify', '--plan', path, '--site', 'Canpus', '911')
        check_equal((status, out.split('\t')[1]), (0, 'emergency'), err)
        check(err.startswith(f'{path}:0:0: warning: UNKNOWN_SITE: ') and 'Canpus' in err, err)
        check_equal(rows('classify', '--plan', path, '--site', 'campus', '5555')[0][4], f'{path}:3')
    status, out, err = run('classify', '--region', 'US', '--site', 'Campus', '911')
    check_equal((status, out.split('\t')[1]), (0, 'emergency'), err)
    check('--region:0:0: warning: UNKNOWN_SITE: ' in err, err)


@case('A plan that is refused is found in the configuration, too')
def bad_plan_of_configuration():
    with open(SAMPLE) as file:
        sample = file.read()
    with plan('Pattern,Category\n9O11,Emergency\n', 'bad.csv') as path:
        file_line = '  file: bad.csv\n'
        text = sample.replace('dial plan:\n', 'dial plan:\n' + file_line, 1) if '\n  file:' not in sample \
            else re.sub(r'\n  file:.*\n', '\n' + file_line, sample)
        configuration_path = os.path.join(os.path.dirname(path), 'e911.yaml')
        with open(configuration_path, 'w') as file:
            file.write(text)
        status, out, err = run('-c', configuration_path, 'classify', '911')
        check_equal((status, out), (2, ''), err)
        check(f'{path}:2:2: error: SYNTAX: ' in err, err)
        check(re.search(rf'{re.escape(configuration_path)}:\d+:\d+: error: BAD_PLAN: ', err), err)


@case('Rules that need too many states: named on stderr, exit code 2, and the region still classifies')
def too_many_states():
    numbers = random.Random(1)
    wild = ['?' + '?'.join(str(numbers.randrange(10, 100)) for _ in range(6)) + '?' for _ in range(8)]
    with plan('Pattern,Category\n' + ''.join(f'{one},Local\n' for one in wild)) as path:
        status, out, err = run('classify', '--plan', path, '--region', 'US', '911', '411')
        check_equal(status, 2, err[:500])
        check_equal([line.split('\t')[1] for line in out.splitlines()], ['emergency', 'none'])
        crossed = re.match(rf'{re.escape(path)}:(\d+):\d+: error: LIMIT: ', err)
        check(crossed, err[:500])
        named = [int(one) for one in re.findall(r':(\d+):1: note: LIMIT: the pattern ', err)]
        check(named and max(named) < int(crossed.group(1)), err[:500])


@case('lint: findings on stdout as FILE:LINE:COL: severity: CODE: text, exit code 1 for an error')
def lint():
    with plan('Pattern,Category,StandardizedNumber\nXXX,Intercom,\n911,Emergency,911\n933,Test,911\n') as path:
        status, out, err = run('lint', '--plan', path)
        check_equal((status, err), (1, ''), out)
        for line in out.splitlines():
            check(re.fullmatch(r'\S+:\d+:\d+: (error|warning|note): [A-Z_]+: .+', line), line)
        check(f'{path}:2:1: error: EMERGENCY_SHADOWED: ' in out, out)
        check('error: TEST_IS_LIVE: ' in out, out)
        check_equal(run('-q', 'lint', '--plan', path), (1, '', ''))
        status, out, err = run('--json', 'lint', '--plan', path)
        codes = {json.loads(line)['code'] for line in out.splitlines()}
        check(status == 1 and {'EMERGENCY_SHADOWED', 'TEST_IS_LIVE'} <= codes, out)
    with plan('Action,Pattern\ndeny_emergency,911\n') as path:
        status, out, _ = run('lint', '--plan', path, '--region', 'US')
        check(status == 1 and f'{path}:2:1: error: EMERGENCY_DENIED: ' in out, out)
        status, out, _ = run('lint', '--plan', path, '--region', 'CA')
        check(status == 0 and 'warning: EMERGENCY_DENIED: ' in out, out)
    status, out, err = run('lint', '--region', 'US', '--prefix', '9')
    check_equal((status, err), (0, ''), out)
    check('note: PREFIX_TWICE: ' in out and '99911' in out and '9112' in out, out)


@case('explain: every step for people, and as JSON')
def explain():
    status, out, err = run('explain', '--region', 'US', '--prefix', '9', 'sip:9-911;phone-context=+1@pbx')
    check_equal((status, err), (0, ''))
    for word in ('9-911', '9911', 'phone-context', '911', 'emergency'):
        check(word in out, word, out)
    with plan(SITES) as path:
        status, out, err = run('explain', '--plan', path, '--site', 'Campus', '5555')
        check(status == 0 and '5XXX' in out and 'line 3' in out and 'line 4' in out, out)
        status, out, err = run('--json', 'explain', '--plan', path, '911')
        steps = {step['step']: step for step in json.loads(out)['steps']}
        check_equal((steps['rule']['text'], steps['rule']['line'], steps['class']['text']),
                    ('911', 2, 'emergency'))


@case('regions: the world table as TSV')
def regions():
    table = rows('regions')
    check(len(table) > 800 and all(len(row) == 5 for row in table), len(table))
    check(len({row[0] for row in table}) > 230, 'regions')
    us = rows('regions', 'us')
    check_equal({row[0] for row in us}, {'US'})
    check_equal([row[1:4] for row in us if row[1] == '911'],
                [['911', 'urn:service:sos', 'libphonenumber,Android']])
    check({'112', '933', '988', '211'} <= {row[1] for row in us}, us)
    check_equal({row[0] for row in rows('regions', 'BZ', 'ET')}, {'BZ', 'ET'})
    status, out, _ = run('--json', 'regions', 'GB')
    check_equal(status, 0)
    check_equal({json.loads(line)['region'] for line in out.splitlines()}, {'GB'})


if __name__ == '__main__':
    main()
