"""e911-export from what `mysql --batch` prints, and from the TAB files that only look like it."""

import os
import shutil
import subprocess
import time

from export import Folder, end_with_parent, rows_of
from tap import Skip, case, check, check_equal, main

MAPS = ('--map', 'NetworkID=mac', '--map', 'DisplayName=name', '--map', 'Extension=ext')

# As MariaDB 10.11 printed a table with every byte that matters: CR and quotes stay as they are.
PRINTED = (b'mac\tname\text\tn\n'
           b'0004f215c285\tplain\t8182\t1\n'
           b'0004f215c286\t"quoted"\tNULL\tNULL\n'
           b'0004f215c287\t"Bob" <8>\t\t3\n'
           b'0004f215c288\ta\\tb\\nc\\\\d\r\\ne"f\t1\t4\n'
           b'0004f215c28a\tNULL\t\\\\N\t6\n')


def table(text, *options, code=0):
    """DisplayName, NetworkID and Extension of the rows."""
    with Folder() as folder:
        seen = folder.run('csv:-', *options, '--output', '-', stdin=text).expect(code)
        return [(row[0], row[3], row[5]) for row in rows_of(seen.out)[1:]]


@case('What MariaDB prints: NULL is blank, escapes are undone, quotes and CR are bytes')
def printed():
    wanted = [('plain', '0004f215c285', '8182'), ('"quoted"', '0004f215c286', ''),
              ('"Bob" <8>', '0004f215c287', ''), ('a\tb\nc\\d\r\ne"f', '0004f215c288', '1'),
              ('', '0004f215c28a', '\\N')]
    check_equal(table(PRINTED, *MAPS), wanted)
    check_equal(table(PRINTED.rstrip(b'\n'), *MAPS), wanted, 'without the last line end')


# Text of a batch; the name and the extension of its only row.
BATCHES = [
    (b'mac\tname\text\n0004f215c285\t15" screen\t1\n', '15" screen', '1'),
    (b'mac\tname\text\n0004f215c285\t"\t1\n', '"', '1'),
    (b'mac\tname\text\n0004f215c285\t"Bob\t1\n', '"Bob', '1'),
    (b'mac\tname\text\n0004f215c285\tBob\r\t1\n', 'Bob\r', '1'),
    (b'mac\tname\text\n0004f215c285\tBob\t\\N\n', 'Bob', ''),
    (b'mac\tname\text\r\n0004f215c285\tBob\tNULL\r\n', 'Bob', ''),
    (b'mac\tname\text\n0004f215c285\t"Bob"\tNULL\n', '"Bob"', ''),
    (b'mac\tname\text\n0004f215c285\tnull\t\n', 'null', ''),
    (b'mac\tname\text\n0004f215c285\tC:\\\\phones\t\n', 'C:\\phones', ''),
]


@case('One quote, one CR, or CR LF at every line, as a terminal in between makes it, are still a batch')
def batches():
    for text, name, extension in BATCHES:
        check_equal(table(text, *MAPS), [(name, '0004f215c285', extension)], text)


# Text of a file of a spreadsheet, or of a person; the same.
FILES = [
    (b'mac\tname\text\r\n0004f215c285\t"Bob, left"\t1\r\n', 'Bob, left', '1'),
    (b'mac\tname\text\n0004f215c285\t"Bob, left"\t1\n', 'Bob, left', '1'),
    (b'mac\tname\text\n0004f215c285\t"say ""hi"""\tNULL\n', 'say "hi"', 'NULL'),
    (b'mac\tname\text\r\n0004f215c285\t"Bob"\tNULL\r\n', 'Bob', 'NULL'),
    (b'mac\tname\text\n0004f215c285\t"two\nlines"\t1\n', 'two\nlines', '1'),
    (b'mac\tname\text\n0004f215c285\tC:\\phones\t1\n', 'C:\\phones', '1'),
    (b'mac\tname\text\n0004f215c285\tC:\\temp\\\t1\n', 'C:\\temp\\', '1'),
    (b'sep=\t\nmac\tname\text\n0004f215c285\tNULL\t1\n', 'NULL', '1'),
    (b'Phones\t\t\nmac\tname\text\n0004f215c285\tNULL\t1\n', 'NULL', '1'),
    (b'Phones\tof\tus\nmac\tname\text\n0004f215c285\tBob\t1\n', 'Bob', '1'),
    (b'mac\tname\text\n\n0004f215c285\tBob\t1\n\n', 'Bob', '1'),
    (b'\xef\xbb\xbfmac\tname\text\n0004f215c285\tBob\t1\n', 'Bob', '1'),
    (b'"mac"\t"name"\t"ext"\n"0004f215c285"\t"Bob"\t"1"\n', 'Bob', '1'),
    (b'mac\tname\text\r0004f215c285\tBob\t1\r', 'Bob', '1'),
    (b'mac,name,ext\n0004f215c285,a\\tb,NULL\n', 'a\\tb', 'NULL'),
]


@case('TAB files with quotes, sep=, titles, empty lines, or a backslash that means nothing are CSV')
def files():
    for text, name, extension in FILES:
        check_equal(table(text, *MAPS), [(name, '0004f215c285', extension)], text)
    text = b'sep=\t\nmac\tname\n0004f215c285\tNULL\n'  # as many TABs in every line
    check_equal(table(text, *MAPS[:4]), [('NULL', '0004f215c285', '')])


# Each with what is said.
REFUSED = [
    (b'mac\tname\text\n0004f215c285\ta\\0b\t1\n', 'csv:-:2:2: error: ENCODING'),
    (b'mac\tname\text\r\n0004f215c285\t"Bob\t1\r\n', 'error: SYNTAX'),
    (b'', 'csv:-:1:1: error: SYNTAX'),
]


@case('What neither of them may hold is refused at its place')
def refused():
    with Folder() as folder:
        for text, words in REFUSED:
            folder.run('csv:-', *MAPS, stdin=text).expect(2, words)
        check_equal(folder.exports(), [])


# Names as a server may keep them.
KEPT = ['plain', '"quoted"', '"Bob" <8>', "O'Neil", 'tab\there', 'two\r\nlines', 'C:\\temp', 'NULL', '\\N',
        'Z\u00fcrich \u6771', '=SUM(1)', 'a,b;c|d', '"', '""', ' blanks ', '']


def sql(text):
    return "'" + text.replace('\\', '\\\\').replace("'", "\\'").replace('\r', '\\r') + "'"


def mariadb(folder, server, text):
    """What the client prints; None while the server does not answer."""
    done = subprocess.run(['mariadb', '--no-defaults', f'--socket={folder.at("socket")}',
                           '--default-character-set=utf8mb4', '--batch'],
                          input=text.encode(), capture_output=True)
    check(server.poll() is None, 'the server has ended')
    return done.stdout if done.returncode == 0 else None


@case('From a real MariaDB server, what it keeps comes out')
def real_server():
    if not shutil.which('mariadb-install-db') or not shutil.which('mariadbd') or not shutil.which('mariadb'):
        raise Skip('there is no MariaDB (packages mariadb-server-core, mariadb-client-core)')
    with Folder() as folder:
        options = ['--no-defaults', f'--datadir={folder.at("data")}']
        if os.geteuid() == 0:
            options.append('--user=root')
        made = subprocess.run(['mariadb-install-db', *options, '--skip-test-db'], capture_output=True)
        check_equal(made.returncode, 0, made.stderr)
        server = subprocess.Popen(
            ['mariadbd', *options, '--skip-networking', '--skip-grant-tables', f'--socket={folder.at("socket")}'],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=end_with_parent)
        try:
            while mariadb(folder, server, 'SELECT 1') is None:
                time.sleep(0.1)
            mariadb(folder, server, 'CREATE DATABASE x CHARACTER SET utf8mb4; USE x; '
                    'CREATE TABLE phones (mac text, name text, ext text)')
            mariadb(folder, server, 'USE x; INSERT INTO phones VALUES ' + ','.join(
                f"('0004f2{i:06x}', {sql(name)}, {'NULL' if i % 2 else i})" for i, name in enumerate(KEPT)))
            text = mariadb(folder, server, 'SELECT * FROM x.phones ORDER BY mac')
        finally:
            server.kill()
            server.wait()
        # mysql writes the text NULL as it writes no value.
        check_equal(table(text, *MAPS), [('' if name == 'NULL' else name, f'0004f2{i:06x}', '' if i % 2 else str(i))
                                         for i, name in enumerate(KEPT)], text)


if __name__ == '__main__':
    main()
