"""e911-export from CSV: fields as they were, forms of files, the file written, and exit codes."""

import os
import resource
import signal
import stat
import subprocess
import time

from export import PROGRAM, SIX, Folder, rows_of
from tap import case, check, check_equal, main

SAMPLE = os.path.join(os.environ['E911_SOURCE_ROOT'], 'examples')

HEADER = ','.join(SIX)

# Whatever names people and spreadsheets think of.
HARD = [
    ['Front desk, left', 'Polycom', 'VVX 450', '0004f215c285', '8182', '8182'],
    ['The "Lager"', 'Yealink', 'T53W', '001565a1b2c3', '8183@pbx.example.com', '8183'],
    ['Two\nlines\r\nof text', 'Snom', 'D385', '000413924e28', '8184', '8184'],
    ['Z\u00fcrich M\u00f6vli \u00df \u6771\u4eac', '', '', '0004f215c286', '8185', ''],
    ['=HYPERLINK("http://example.com";"x")', '', '', '0004f215c287', '8186', ''],
    ['+1 (317) 555-0100', '-2+3', '@SUM(1)', '0004f215c288', '', ''],
    ['', '', '', '0004f215c289', '', ''],
    ['\ttab first', ' blanks ', '"', '0004f215c28a', '8187', '8187'],
    ['semi;colon|bar', "'", '\\', '0004f215c28b', '8188', '8188'],
]


def quoted(rows, separator=',', end='\r\n'):
    """A CSV text in which every field has quotes."""
    return ''.join(separator.join('"' + field.replace('"', '""') + '"' for field in row) + end
                   for row in rows)


@case('Commas, quotes, newlines, umlauts, formulas and blanks come out as they went in, twice the same')
def fields():
    with Folder() as folder:
        folder.write('in.csv', quoted([SIX, *HARD]))
        first = folder.run('csv:in.csv', '--format', 'pureconnect', '--output', '-').expect(0)
        check_equal(rows_of(first.out), [SIX, *HARD])
        second = folder.run('csv:in.csv', '--format', 'pureconnect', '--output', 'out.csv').expect(0)
        check_equal(second.out, 'out.csv\n')
        check_equal(folder.read('out.csv'), first.out)
        again = folder.run('csv:out.csv', '--output', '-').expect(0)
        check_equal(again.out, first.out, 'an export of the export')
        check_equal(first.out.splitlines()[0], HEADER)


@case('Semicolons, TABs, sep=, a byte order mark, prose above the header, other orders: the same table')
def forms():
    bare = [row for row in HARD if '\n' not in row[0]]
    turned = [list(reversed(row)) for row in [SIX, *bare]]
    with Folder() as folder:
        for text in (quoted([SIX, *bare], ';'), quoted([SIX, *bare], '\t'), quoted([SIX, *bare], ',', '\n'),
                     quoted([SIX, *bare], ',', '\r'), '\ufeff' + quoted([SIX, *bare]),
                     'sep=;\r\n' + quoted([SIX, *bare], ';'), quoted(turned),
                     'Phones of the north wing\r\n\r\n' + quoted([SIX, *bare])):
            folder.write('in.csv', text)
            check_equal(folder.table('csv:in.csv'), [SIX, *bare], text[:20])
        check_equal(rows_of(folder.run('csv:-', '--output', '-', stdin=quoted([SIX, *bare]).encode())
                            .expect(0).out), [SIX, *bare])


@case('One column of a source can be several of ours; what is mapped is not also itself; never a secret')
def maps():
    with Folder() as folder:
        folder.write('in.csv', 'Extension,mac,password,NetworkID\n8182,0004f215c285,hunter2,x\n')
        seen = folder.run('csv:in.csv', '--map', 'NetworkID=MAC', '--map', 'IdentificationAddress=extension',
                          '--output', '-').expect(0, "'NetworkID' is left out", "'password' is left out")
        check_equal(rows_of(seen.out)[1], ['', '', '', '0004f215c285', '8182', ''])
        rows = folder.table('csv:in.csv', '--map', 'NetworkID=mac', '--map', 'Extension=Extension',
                            '--map', 'IdentificationAddress=Extension')
        check_equal(rows[1], ['', '', '', '0004f215c285', '8182', '8182'])
        seen = folder.run('csv:in.csv', '--map', 'NetworkID=mac', '--map', 'DisplayName=password')
        check('hunter2' not in seen.expect(2, 'error: SECRET').err, seen.err)


@case('--columns makes any form; --format extended joins the locations; unknown columns can be had')
def layouts():
    stations = ('NetworkID,IdentificationAddress,ERL,Shelf,LocationDetail\n'
                '0004f215c285,8182,E1,B,\n001565a1b2c3,8183,E1,,by the door\n')
    locations = 'ERL,StreetName,City,LocationDetail\nE1,"Main, N",Carmel,Room 1\nE2,Oak,Carmel,\n'
    with Folder() as folder:
        folder.write('in.csv', stations)
        folder.write('loc.csv', locations)
        check_equal(folder.table('csv:in.csv', '--columns',
                                 'Identifier=NetworkID,"Caller, Name=DisplayName",Shelf,Empty='),
                    [['Identifier', 'Caller, Name', 'Shelf', 'Empty'], ['0004f215c285', '', 'B', ''],
                     ['001565a1b2c3', '', '', '']])
        rows = folder.table('csv:in.csv', '--format', 'extended', '--locations', 'loc.csv', code=1)
        check_equal(rows[0][:6], SIX)
        named = [dict(zip(rows[0], row)) for row in rows[1:]]
        check_equal([(row['StreetName'], row['City'], row['LocationDetail']) for row in named],
                    [('Main, N', 'Carmel', 'Room 1'), ('Main, N', 'Carmel', 'by the door')])
        folder.run('csv:in.csv', '--columns', 'NetworkID,Nothing', '--output', '-').expect(
            2, '--columns:1:11: error: NOT_FOUND')
        folder.run('csv:in.csv', '--columns', 'NetworkID,Nothing').expect(2)
        check_equal(folder.exports(), [])


# Text of a file; exit code; what is said of it.
BAD = [
    ('', 2, 'bad.csv:1:1: error: SYNTAX'),
    ('some,prose\nonly\n', 2, 'error: SYNTAX'),
    ('NetworkID,Extension\n0004f215c285,"1\n', 2, 'error: SYNTAX: a quoted field that never ends; expected a closing quote (byte 33)'),
    ('NetworkID,Extension\n0004f215c285,1"\n', 2, 'bad.csv:2:15: error: SYNTAX'),
    ('NetworkID,Extension\n0004f215c285,"1"x\n', 2, 'bad.csv:2:17: error: SYNTAX'),
    ('NetworkID,Extension\n0004f215c285,\0\n', 2, 'bad.csv:2:14: error: ENCODING'),
    ('\ufeff'.encode('utf-16') + 'NetworkID\n'.encode('utf-16'), 2, 'error: ENCODING'),
    ('NetworkID,Extension\n0004f215c285,1,2\n', 1, 'bad.csv:2:3: error: ROW_LENGTH'),
    ('NetworkID,,Extension\n0004f215c285,,1\n0004f215c286,lost,2\n0004f215c287,lost,3\n', 1,
     'bad.csv:3:2: warning: COLUMN_NAMELESS'),
    ('NetworkID,Extension\n0004f215c285,1,,\n', 0, ''),
    ('NetworkID,Extension\n0004f215c285\n', 1, 'bad.csv:2:0: warning: ROW_LENGTH'),
    ('NetworkID,Extension\n0004f215c285,1\n0004F215C285,1\n0004f215c285,1\n', 1, 'warning: DUPLICATE_ROW'),
    ('NetworkID,Extension,StationIPAddress\n0204f215c285,1,10.0.0.1\n', 0, 'note: NETWORK_ID_LOCAL'),
    ('NetworkID,Extension,StationIPAddress\n0004f215c285,1,127.0.0.1\n', 1, 'warning: IP_ADDRESS_ODD'),
    ('NetworkID,Extension\n,\n0004f215c285,1\n , \n4.1234E+16,2\n,,\n', 1,
     'bad.csv:5:1: error: NETWORK_ID_DAMAGED: NetworkID'),
    ('NetworkID,Extension\n,\n0004f215c285,1\n', 0, 'bad.csv:2:0: note: ROW_BLANK'),
    ('NetworkID,networkid\n0004f215c285,1\n', 2, 'NetworkID stands twice'),
    ('DisplayName,Extension\nx,1\n', 2, 'error: NO_KEY'),
    ('NetworkID,Extension\n0004f215c285,1\n4.1234E+16,2\n', 1,
     'bad.csv:3:1: error: NETWORK_ID_DAMAGED: NetworkID'),
    ('NetworkID,Extension\n"x\ny",1\n0004f215c2,2\n', 1, 'bad.csv:4:1: error: NETWORK_ID_'),
    ('NetworkID\n""\n12345\n', 1, 'bad.csv:3:1: error: NETWORK_ID_'),
    ('DisplayName,NetworkID\n"x\ny",12345\n', 1, 'bad.csv:3:4: error: NETWORK_ID_'),
    ('NetworkID,PhoneModel\n0004f215c285,A\n\n0004f215c285,B\n', 1, 'DEVICE_CONFLICT'),
    ('NetworkID,Extension,password\n0004f215c285,1,hunter2\n', 0, "'password' is left out"),
]


@case('Each flaw of a file is named with line and column; what is no table leaves no file')
def flaws():
    with Folder() as folder:
        for text, code, words in BAD:
            folder.write('bad.csv', text)
            seen = folder.run('csv:bad.csv', '--output', 'out.csv').expect(code, words)
            check('hunter2' not in seen.err, seen.err)
            check_equal(os.path.exists(folder.at('out.csv')), code != 2, f'there is a file for {text!r}')
            if code != 2:
                check('hunter2' not in folder.read('out.csv'), 'a password was exported')
                os.unlink(folder.at('out.csv'))
            check(folder.run('csv:bad.csv', '--lint').expect(code, words).out == '', 'lint wrote')
            check_equal(sorted(os.listdir(folder.path)), ['bad.csv'])


@case('In a table of many pieces each finding has its line, and each row its place')
def long_table():
    rows = [[f'Phone {i}' + 'x' * 100, '', '', f'0004f2{i:06x}', f'{i}', ''] for i in range(30000)]
    rows[7][3] = rows[29990][3] = '12345'
    rows[29995][3:5] = rows[3][3:5]
    rows[29995][2] = 'another'
    rows[15000][0] = 'two\nlines'
    with Folder() as folder:
        folder.write('in.csv', quoted([SIX, *rows], end='\n'))
        seen = folder.run('csv:in.csv', '--output', '-').expect(
            1, 'in.csv:9:', 'in.csv:29993:', 'in.csv:29998:', 'DEVICE_CONFLICT', '(compare line 5)')
        rows[7][3] = rows[29990][3] = ''  # what is no address is not passed on for one
        check_equal(rows_of(seen.out), [SIX, *rows])


@case('--lint writes nothing, --strict nothing with errors in it; without them findings are exit 1')
def lint_and_strict():
    with Folder() as folder:
        folder.write('in.csv', 'NetworkID,Extension\n0004f215c285,1\n12345,2\n')
        for option in ('--lint', '--strict'):
            seen = folder.run('csv:in.csv', option).expect(1, 'in.csv:3:1: error:')
            check_equal((seen.out, folder.exports()), ('', []))
        seen = folder.run('csv:in.csv', '--strict', '--output', '-').expect(1)
        check_equal(seen.out, '')
        seen = folder.run('csv:in.csv').expect(1, '2 stations', '; 1 error, 0 warnings')
        check_equal(seen.out, f'E911ExportUtility/{folder.exports()[0]}\n')
        folder.write('in.csv', 'NetworkID,Extension\n0004f215c285,1\n')
        for option in ('--lint', '--strict', '-q'):
            folder.run('csv:in.csv', option, '--force').expect(0)
        check_equal(folder.run('csv:in.csv', '-q', '--force').expect(0).err, '')


@case('A new dated file each time, also twice in a second, mode 0600 in a folder for its owner only')
def dated():
    with Folder() as folder:
        os.mkdir(folder.at('chosen'))
        folder.write('in.csv', HEADER + '\nx,,,0004f215c285,,\n')
        names = [folder.run('csv:in.csv', '--directory', 'chosen').expect(0).out.strip() for _ in range(3)]
        check_equal(len(set(names)), 3)
        check_equal(names, sorted(names))
        for name in names:
            check(name.startswith('chosen/E911ExportUtility/E911Stations-20'), name)
            check_equal(stat.S_IMODE(os.stat(folder.at(name)).st_mode), 0o600)
        check_equal(stat.S_IMODE(os.stat(folder.at('chosen/E911ExportUtility')).st_mode), 0o700)
        check_equal(len(os.listdir(folder.at('chosen/E911ExportUtility'))), 3, 'files')


@case('A table that shrank by more than a fifth is held back, unless forced')
def shrinking():
    def table(count):
        return HEADER + '\n' + ''.join(f'"x\ny",,,0004f2{i:06x},,\n' for i in range(count))

    with Folder() as folder:
        folder.write('in.csv', table(10))
        folder.run('csv:in.csv').expect(0)
        folder.run('csv:in.csv', '--output', 'named.csv').expect(0)
        folder.write('in.csv', table(7))
        for more in ((), ('--output', 'named.csv')):
            seen = folder.run('csv:in.csv', *more).expect(6, 'SHRUNK', '7 stations now, 10 in the last')
            check_equal(seen.out, '')
        check_equal((len(folder.exports()), len(rows_of(folder.read('named.csv')))), (1, 11))
        folder.run('csv:in.csv', '--lint').expect(0)
        folder.write('in.csv', table(8))
        folder.run('csv:in.csv').expect(0)
        folder.write('in.csv', table(0))
        folder.run('csv:in.csv').expect(6, '0 stations now, 8 in the last')
        folder.run('csv:in.csv', '--force').expect(0)
        folder.run('csv:in.csv', '--output', 'named.csv', '--force').expect(0)
        check_equal(folder.read('named.csv'), HEADER + '\r\n')


@case('What cannot be written is exit 5, and what was there before stays')
def cannot_write():
    with Folder() as folder:
        folder.write('in.csv', HEADER + '\nx,,,0004f215c285,,\n')
        folder.write('file', 'kept')
        os.symlink('file', folder.at('link'))
        os.mkfifo(folder.at('fifo'))
        os.mkdir(folder.at('taken'))
        os.symlink('..', folder.at('taken', 'E911ExportUtility'))
        for more in (('--output', 'nowhere/out.csv'), ('--output', 'taken'), ('--output', 'link'),
                     ('--output', 'fifo'), ('--output', '/dev/null'), ('--output', 'file/'),
                     ('--directory', 'nowhere'), ('--directory', 'file'), ('--directory', 'taken')):
            seen = folder.run('csv:in.csv', *more).expect(5, 'CANNOT_WRITE')
            check_equal(seen.out, '')
        check(stat.S_ISCHR(os.stat('/dev/null').st_mode), '/dev/null is gone')
        check_equal(folder.read('file'), 'kept')
        check_equal(sorted(os.listdir(folder.path)), ['fifo', 'file', 'in.csv', 'link', 'taken'])
        done = subprocess.run([PROGRAM, 'csv:in.csv', '--output', '-'], cwd=folder.path,
                              stdin=subprocess.DEVNULL, stdout=open('/dev/full', 'w'),
                              stderr=subprocess.PIPE, env=folder.environment())
        check_equal(done.returncode, 5, done.stderr)
        done = subprocess.run([PROGRAM, 'csv:in.csv', '--output', 'out.csv'], cwd=folder.path,
                              stdin=subprocess.DEVNULL, stdout=open('/dev/full', 'w'),
                              stderr=subprocess.PIPE, env=folder.environment())
        check_equal(done.returncode, 5)
        check(b'standard output:0:0: error: CANNOT_WRITE' in done.stderr, done.stderr)


@case('A file that cannot grow: the one before stays, and there is no part of a new one')
def cannot_grow():
    with Folder() as folder:
        folder.write('in.csv', HEADER + '\nx,,,0004f215c285,,\n')
        folder.run('csv:in.csv', '--output', 'out.csv').expect(0)
        before = folder.read('out.csv')
        folder.write('in.csv', HEADER + '\n' + ''.join(
            f'{"x" * 100},,,0004f2{i:06x},,\n' for i in range(2000)))
        for more in (('--output', 'out.csv'), ()):
            for limit in (0, 1000, 65536, 70000):
                process = folder.start('csv:-', *more, stdin=subprocess.PIPE)
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (limit, limit))
                out, err = process.communicate(folder.read('in.csv').encode(), timeout=10)
                check_equal((process.returncode, out), (5, b''), err)
                check(b'File too large' in err, err)
        check_equal(folder.read('out.csv'), before)
        check_equal(sorted(os.listdir(folder.path)), ['E911ExportUtility', 'in.csv', 'out.csv'])
        check_equal(folder.exports(), [])


@case('Sources that cannot be read, and usage that makes no sense')
def usage():
    with Folder() as folder:
        folder.write('in.csv', HEADER + '\nx,,,0004f215c285,,\n')
        folder.run('csv:none.csv').expect(3, 'csv:none.csv:0:0: error: CANNOT_READ')
        folder.run('csv:.').expect(3, 'CANNOT_READ')
        folder.run().expect(4, 'no terminal')
        for arguments in (('in.csv',), ('ftp://x',), ('csv:in.csv', 'csv:in.csv'), ('csv:in.csv', '--nothing'),
                          ('csv:in.csv', '--schema', 'x'), ('csv:in.csv', '--format', 'x'),
                          ('csv:in.csv', '--format', 'extended', '--columns', 'NetworkID'),
                          ('csv:in.csv', '--schema', 'stations', '--query', 'q'),
                          ('csv:in.csv', '--map', 'x'), ('csv:in.csv', '--map', 'Nothing=x'),
                          ('csv:in.csv', '--map', 'Site=a', '--map', 'site=b'),
                          ('csv:in.csv', '--map', 'Site='), ('csv:in.csv', '--directory', ''),
                          ('csv:in.csv', '--locations', 'none'), ('-c', 'none.yaml')):
            check_equal(folder.run(*arguments).expect(2).out, '')
        folder.run('csv:in.csv', '--map', 'Site=Nothing').expect(2, 'DisplayName, PhoneManufacturer')
        folder.write('twice.csv', 'mac,mac,ext\n0004f215c285,0004f215c286,1\n')
        folder.run('csv:twice.csv', '--map', 'NetworkID=mac').expect(2, "DUPLICATE: column 'mac' for NetworkID")
        check_equal(folder.exports(), [])
        check('e911-export 0.' in folder.run('-V').expect(0).out, 'version')
        check('not verified against a live server' in folder.run('--help').expect(0).out, 'help')


@case('The configuration says what options do not; paths count from its folder; options overrule it')
def configuration():
    with Folder() as folder:
        check_equal(folder.run('-t', '-c', os.path.join(SAMPLE, 'e911.yaml')).expect(0).err, '')
        folder.run('-c', os.path.join(SAMPLE, 'e911.yaml')).expect(1, '3 stations')  # at loopback addresses
        with open(os.path.join(SAMPLE, 'e911.yaml')) as file:
            text = file.read()
        os.mkdir(folder.at('etc'))
        folder.write('etc/in.csv', 'mac,Extension\n0004f215c285,1\nbad,2\n')
        base = text[:text.index('\nexport:')]
        folder.write('etc/e911.yaml', base + '\nexport:\n  source: csv:in.csv\n  map: ["NetworkID=mac"]\n'
                     '  columns: "MAC=NetworkID"\n  output: out.csv\n  strict: True\n')
        folder.run('-c', 'etc/e911.yaml').expect(1, 'not written')
        folder.write('etc/in.csv', 'mac,Extension\n0004f215c285,1\n')
        check_equal(folder.run('-c', 'etc/e911.yaml').expect(0).out, 'etc/out.csv\n')
        check_equal(folder.read('etc/out.csv'), 'MAC\r\n0004f215c285\r\n')
        check_equal(folder.run('-c', 'etc/e911.yaml', '--output', '-', '--format', 'pureconnect').expect(0)
                    .out.splitlines()[0], HEADER)
        folder.run('-c', 'etc/e911.yaml', '--directory', '.', '--force').expect(0)
        check_equal(len(folder.exports()), 2)
        folder.run('-c', 'etc/e911.yaml', 'csv:etc/in.csv', '--map', 'NetworkID=Extension').expect(1)
        for line, words in (('  map: ["x"]', 'SYNTAX'), ('  souce: x', 'UNKNOWN_KEY'),
                            ('  strict: Flase', 'BAD_VALUE'), ('  format: csv', 'BAD_VALUE')):
            folder.write('etc/e911.yaml', base + '\nexport:\n' + line + '\n')
            number = base.count('\n') + 3
            folder.run('-t', '-c', 'etc/e911.yaml').expect(2, f'etc/e911.yaml:{number}:', words)


@case('Names in the data never become paths, and what a terminal obeys is printed as \\xHH')
def hostile_data():
    with Folder() as folder:
        folder.write('in.csv', quoted([SIX, ['../../x', '/etc/passwd', '\x1b[2J', '0004f215c285', 'a', 'b']]))
        folder.run('csv:in.csv').expect(0)
        check_equal(sorted(os.listdir(folder.path)), ['E911ExportUtility', 'in.csv'])
        folder.write('bad\x1b.csv', 'NetworkID,"x\x1b[2Jpassword"\n0004f215c285,1\n')
        seen = folder.run('csv:bad\x1b.csv', '--lint').expect(0, 'x\\x1B[2Jpassword', 'bad\\x1B.csv')
        check('\x1b' not in seen.err, 'an escape sequence went to the terminal')


@case('Killed while it waits for a pipe, it leaves nothing')
def killed():
    with Folder() as folder:
        process = folder.start('csv:-', stdin=subprocess.PIPE)
        process.stdin.write(b'NetworkID\n0004f215c285\n')
        process.stdin.flush()
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
        check_equal(process.returncode, -signal.SIGINT)
        check_equal(os.listdir(folder.path), [])


if __name__ == '__main__':
    main()
