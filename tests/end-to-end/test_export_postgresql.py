"""e911-export from a real PostgreSQL server: FusionPBX's tables, a plain one, passwords, and its death."""

import os
import signal
import subprocess
import sys
import time

from export import PROGRAM, SIX, Folder, Terminal, rows_of
from icws import make_certificates
from postgres import Server
from tap import Skip, case, check, check_equal, main

USER, PASSWORD = 'fusion', 'right \u00fc"=word'

# The tables of FusionPBX, as far as they matter, with all columns that hold a secret.
FUSIONPBX = '''
CREATE TABLE v_domains (domain_uuid uuid PRIMARY KEY, domain_name text);
CREATE TABLE v_devices (device_uuid uuid PRIMARY KEY, domain_uuid uuid, device_address text,
  device_label text, device_vendor text, device_location text, device_model text, device_enabled text,
  device_username text, device_password text, device_description text, device_provisioned_ip text);
CREATE TABLE v_device_lines (device_line_uuid uuid PRIMARY KEY, domain_uuid uuid, device_uuid uuid,
  line_number numeric, server_address text, label text, display_name text, user_id text, auth_id text,
  password text, enabled text);
CREATE TABLE v_extensions (extension_uuid uuid PRIMARY KEY, domain_uuid uuid, extension text,
  password text, emergency_caller_id_number text, outbound_caller_id_number text, enabled text);

INSERT INTO v_domains VALUES ('00000000-0000-0000-0000-000000000001', 'north.example.com'),
  ('00000000-0000-0000-0000-000000000002', 'south.example.com');
INSERT INTO v_devices VALUES
  ('00000000-0000-0000-0001-000000000001', '00000000-0000-0000-0000-000000000001', '0004f215c285',
   'Front desk', 'polycom', 'Room 101, by the door', 'VVX 450', 'true', 'u', 'top-secret-1', '',
   '10.1.0.4'),
  ('00000000-0000-0000-0001-000000000002', '00000000-0000-0000-0000-000000000001', '001565a1b2c3',
   '', 'yealink', NULL, 'T53W', 'true', NULL, 'top-secret-2', U&'Zo\\00EB, "Lager"', NULL),
  ('00000000-0000-0000-0001-000000000003', '00000000-0000-0000-0000-000000000002', '000413924e28',
   'Workshop', 'snom', '', 'D385', 'true', NULL, NULL, NULL, ''),
  ('00000000-0000-0000-0001-000000000004', '00000000-0000-0000-0000-000000000002', '000413924e99',
   'Switched off', 'snom', '', 'D385', 'false', NULL, NULL, NULL, '');
INSERT INTO v_device_lines VALUES
  ('00000000-0000-0000-0002-000000000002', '00000000-0000-0000-0000-000000000001',
   '00000000-0000-0000-0001-000000000001', 10, 'north.example.com', 'l', 'd', '8199', 'a',
   'top-secret-3', 'true'),
  ('00000000-0000-0000-0002-000000000001', '00000000-0000-0000-0000-000000000001',
   '00000000-0000-0000-0001-000000000001', 2, 'north.example.com', 'l', 'd', '8182', 'a',
   'top-secret-4', 'true'),
  ('00000000-0000-0000-0002-000000000003', '00000000-0000-0000-0000-000000000001',
   '00000000-0000-0000-0001-000000000002', 1, NULL, 'l', 'd', '8183', 'a', 'top-secret-5', NULL),
  ('00000000-0000-0000-0002-000000000004', '00000000-0000-0000-0000-000000000001',
   '00000000-0000-0000-0001-000000000002', 2, NULL, 'l', 'd', '8184', 'a', 'top-secret-6', 'false');
INSERT INTO v_extensions VALUES
  ('00000000-0000-0000-0003-000000000001', '00000000-0000-0000-0000-000000000001', '8182',
   'top-secret-7', '+13175550182', '+13175550100', 'true'),
  ('00000000-0000-0000-0003-000000000002', '00000000-0000-0000-0000-000000000001', '8183',
   'top-secret-8', NULL, NULL, 'true'),
  ('00000000-0000-0000-0003-000000000003', '00000000-0000-0000-0000-000000000002', '8182',
   'top-secret-9', '+13175550999', NULL, 'true');
'''

STATIONS = '''
CREATE TABLE stations (id serial, network_id text, displayname text, "Extension" int,
  identification_address text, password text, shelf text);
INSERT INTO stations (network_id, displayname, "Extension", identification_address, password, shelf)
  VALUES ('001565a1b2c3', 'Second', 2, '8183', 'top-secret', 'B'),
         ('0004f215c285', 'First', 1, '8182', 'top-secret', NULL);
'''

# What the role may read: no column that holds a password.
RIGHTS = f'''
CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}';
GRANT SELECT ON v_domains TO {USER};
GRANT SELECT (device_uuid, domain_uuid, device_address, device_label, device_vendor, device_location,
  device_model, device_enabled, device_description, device_provisioned_ip) ON v_devices TO {USER};
GRANT SELECT (device_line_uuid, device_uuid, line_number, server_address, label, display_name, user_id,
  enabled) ON v_device_lines TO {USER};
GRANT SELECT (domain_uuid, extension, emergency_caller_id_number, outbound_caller_id_number)
  ON v_extensions TO {USER};
GRANT SELECT (id, network_id, displayname, "Extension", identification_address, shelf)
  ON stations TO {USER};
'''

SERVER = None  # started below


def source():
    return SERVER.uri('fusionpbx', USER)


def folder_with_password(folder):
    """Options that sign in without asking."""
    return ['--password-file', folder.write('password', PASSWORD + '\n')]


def check_no_secret(*texts):
    for text in texts:
        check(PASSWORD not in text and 'top-secret' not in text, 'a secret is in', text)


WANTED = [
    ['Zo\u00eb, "Lager"', 'yealink', 'T53W', '001565a1b2c3', '8183', '8183'],
    ['Front desk', 'polycom', 'VVX 450', '0004f215c285', '8182@north.example.com', '8182'],
    ['Front desk', 'polycom', 'VVX 450', '0004f215c285', '8199@north.example.com', ''],
    ['Workshop', 'snom', 'D385', '000413924e28', '', ''],
]


@case('FusionPBX: a row a line, a phone without lines too, in a stable order; no password is selected')
def fusionpbx():
    with Folder() as folder:
        options = folder_with_password(folder)
        rows = folder.table(source(), *options)
        check_equal(rows[0], SIX)
        check_equal(sorted(rows[1:]), sorted(WANTED))
        check_equal([row[4] for row in rows[1:]],
                    ['8182@north.example.com', '8199@north.example.com', '8183', ''])
        first = folder.run(source(), *options, '--output', '-').expect(0)
        check_equal(folder.run(source(), *options, '--output', '-').out, first.out, 'second run')
        check_no_secret(first.out, first.err)


@case('FusionPBX, extended: ELIN, address of the phone, site and place come from where they are kept')
def fusionpbx_extended():
    with Folder() as folder:
        rows = folder.table(source(), *folder_with_password(folder), '--columns',
                            'NetworkID,Extension,ELIN,StationIPAddress,Site,LocationDetail,OutboundANI')
        check_equal(rows[1], ['0004f215c285', '8182', '+13175550182', '10.1.0.4', 'north.example.com',
                              'Room 101, by the door', '+13175550100'])
        check_equal(rows[4], ['000413924e28', '', '', '', 'south.example.com', '', ''])


@case('FusionPBX of an older version, whose column of the MAC address has another name')
def fusionpbx_older():
    SERVER.sql('ALTER TABLE v_devices RENAME COLUMN device_address TO device_mac_address', 'fusionpbx')
    try:
        with Folder() as folder:
            rows = folder.table(source(), *folder_with_password(folder))
            check_equal(sorted(rows[1:]), sorted(WANTED))
    finally:
        SERVER.sql('ALTER TABLE v_devices RENAME COLUMN device_mac_address TO device_address',
                   'fusionpbx')


# Columns that older versions lack, as what the export calls them.
NEWER = [('v_devices', 'device_provisioned_ip', 'StationIPAddress'), ('v_devices', 'device_location', 'LocationDetail'),
         ('v_extensions', 'emergency_caller_id_number', 'ELIN'),
         ('v_extensions', 'outbound_caller_id_number', 'OutboundANI'), ('v_devices', 'device_label', ''),
         ('v_devices', 'device_enabled', ''), ('v_device_lines', 'enabled', ''),
         ('v_device_lines', 'display_name', ''), ('v_device_lines', 'line_number', ''),
         ('v_device_lines', 'server_address', ''), ('v_domains', 'domain_name', 'Site')]


@case('FusionPBX of older versions: each column that is not there yet is a note, and blank')
def fusionpbx_columns():
    wanted = [column for _, _, column in NEWER if column]
    with Folder() as folder:
        options = [source(), *folder_with_password(folder), '--output', '-']
        full = rows_of(folder.run(*options, '--columns', ','.join(wanted)).expect(0).out)
        for table, column, name in NEWER:
            SERVER.sql(f'ALTER TABLE {table} RENAME COLUMN {column} TO away', 'fusionpbx')
            try:
                seen = folder.run(*options, '--columns', ','.join(wanted)).expect(
                    0, f'note: COLUMN_ABSENT: {table}.{column} is not in this version')
                check_equal(seen.err.count('COLUMN_ABSENT'), 1, seen.err)
                if name:
                    at = wanted.index(name)
                    check_equal(sorted(rows_of(seen.out)[1:]),
                                sorted([*row[:at], '', *row[at + 1:]] for row in full[1:]))
            finally:
                SERVER.sql(f'ALTER TABLE {table} RENAME COLUMN away TO {column}', 'fusionpbx')
        check('COLUMN_ABSENT' not in folder.run(*options).expect(0).err, 'a column was missed')


@case('A table stations, in any spelling of the names; its password column is not read')
def stations():
    with Folder() as folder:
        options = [source(), '--schema', 'stations', *folder_with_password(folder)]
        rows = folder.table(*options)
        check_equal(rows, [SIX, ['First', '', '', '0004f215c285', '8182', '1'],
                           ['Second', '', '', '001565a1b2c3', '8183', '2']])
        seen = folder.run(*options, '--force').expect(0, 'COLUMN_LEFT_OUT: stations.password looks like a secret')
        check_no_secret(seen.err)
        rows = folder.table(*options, '--columns', 'NetworkID,shelf')
        check_equal(rows[1:], [['0004f215c285', ''], ['001565a1b2c3', 'B']])


@case('A table stations: --map means the column of that very name; too many columns are left out with a note')
def stations_mapped():
    many = [f'filler{i}' for i in range(130)]
    with Folder() as folder:
        options = [source(), '--schema', 'stations', *folder_with_password(folder), '--output', '-']
        SERVER.sql('ALTER TABLE stations ADD networkid text, ' + ', '.join(f'ADD {name} int' for name in many)
                   + ", ADD erl text; UPDATE stations SET networkid = 'a8bbccddee01', erl = 'E1'; "
                   f'GRANT SELECT ON stations TO {USER}', 'fusionpbx')
        try:
            for more, wanted in (((), 'a8bbccddee01'), (('--map', 'NetworkID=networkid'), 'a8bbccddee01'),
                                 (('--map', 'NetworkID=network_id'), '0004f215c285')):
                seen = folder.run(*options, *more, '--columns', 'NetworkID,ERL')
                check([wanted, 'E1'] in rows_of(seen.out), more, seen.out, seen.err)
                check('stations.filler129 is left out: there are too many columns' in seen.err, seen.err)
        finally:
            SERVER.sql('ALTER TABLE stations DROP networkid, DROP erl, '
                       + ', '.join(f'DROP {name}' for name in many)
                       + f'; REVOKE SELECT ON stations FROM {USER}; GRANT SELECT (id, network_id, displayname, '
                       f'"Extension", identification_address, shelf) ON stations TO {USER}', 'fusionpbx')


@case('FusionPBX with numbers of lines that are text, one of them blank')
def fusionpbx_line_numbers():
    with Folder() as folder:
        options = [source(), *folder_with_password(folder), '--output', '-']
        full = folder.run(*options).expect(0).out
        SERVER.sql("ALTER TABLE v_device_lines ALTER line_number TYPE text; UPDATE v_device_lines "
                   "SET line_number = '' WHERE user_id = '8183'", 'fusionpbx')
        try:
            check_equal(folder.run(*options).expect(0).out, full)
        finally:
            SERVER.sql("UPDATE v_device_lines SET line_number = '1' WHERE line_number = ''; ALTER TABLE "
                       'v_device_lines ALTER line_number TYPE numeric USING line_number::numeric', 'fusionpbx')


@case('--query: one statement that only reads; what is wrong with it names the place; secrets stay out')
def query():
    with Folder() as folder:
        options = [source(), *folder_with_password(folder), '--query', 'q.sql']
        folder.write('q.sql', 'SELECT network_id AS mac, "Extension" AS "Extension", '
                     "'top-secret' AS sip_password FROM stations ORDER BY 1;\n")
        rows = folder.table(*options, '--map', 'NetworkID=mac')
        folder.write('q.sql', '\ufeff' + folder.read('q.sql'))  # as some editors leave it
        check_equal(folder.table(*options, '--map', 'NetworkID=mac', '--force'), rows)
        check_equal([row[3] for row in rows[1:]], ['0004f215c285', '001565a1b2c3'])
        seen = folder.run(*options, '--map', 'NetworkID=mac', '--output', '-').expect(
            0, "'sip_password' is left out")
        check_no_secret(seen.out, seen.err)
        folder.run(*options, '--map', 'NetworkID=nic').expect(2, "no column 'nic'", 'mac, Extension')
        folder.run(*options).expect(2, 'NO_KEY')
        for text, code, words in (
                ('SELECT nonsense FROM stations', 2, ('nonsense', '42703', 'character 8')),
                ('SELECT * FROM stations', 4, ('permission denied',)),
                ('SELECT 1; SELECT 2', 2, ('QUERY',)),
                ('COPY v_domains TO STDOUT', 2, ('no query that gives rows',)),
                ("DO $$ BEGIN RAISE NOTICE 'x'; END $$", 2, ('no query that gives rows',)),
                ("INSERT INTO v_domains VALUES (gen_random_uuid(), 'x')", 2, ('read-only',)),
                ('', 2, ('CANNOT_READ', 'q.sql'))):
            folder.write('q.sql', text)
            folder.run(*options).expect(code, *words)
        check_equal(folder.exports(), [])


@case('An error in a row names source and row, and nothing is written')
def error_in_a_row():
    with Folder() as folder:
        folder.write('q.sql', 'SELECT lpad(to_hex(i), 12, \'02\') AS "NetworkID", 1 / (500 - i) AS x '
                     'FROM generate_series(1, 1000) i')
        seen = folder.run(source(), *folder_with_password(folder), '--query', 'q.sql')
        seen.expect(2, source() + ':500:0: error: QUERY:', 'division by zero', '22012')
        check_equal(folder.exports(), [])


@case('A wrong password, then the right one: it asks again, keeps it, and then runs without a terminal')
def passwords():
    with Folder() as folder:
        with Terminal(folder, SERVER.uri('fusionpbx')) as terminal:
            terminal.answer('User', USER)
            terminal.wait_for('Password: ')
            check(not terminal.echoes(), 'the terminal shows the password')
            terminal.type('wrong\n')
            terminal.wait_for('refuses the password')
            terminal.answer('User', USER)
            terminal.answer('Password: ', PASSWORD)
            seen = terminal.end().expect(0)
        check(PASSWORD not in terminal.shown and 'wrong' not in terminal.shown, terminal.shown)
        check_equal(len(folder.exports()), 1)
        check_equal(seen.out, f'E911ExportUtility/{folder.exports()[0]}\n')
        check_equal(os.stat(folder.cache()).st_mode & 0o7777, 0o600)
        check_equal(os.stat(os.path.dirname(folder.cache())).st_mode & 0o7777, 0o700)

        for arguments in ((), ('-autoclose',), ('--autoclose',), (SERVER.uri('fusionpbx'),)):
            seen = folder.run(*arguments).expect(0)
            check_equal(seen.out, f'E911ExportUtility/{folder.exports()[-1]}\n')
            check_no_secret(seen.out, seen.err)
        check_equal(len(folder.exports()), 5)
        check_equal(len({folder.read('E911ExportUtility/' + name) for name in folder.exports()}), 1)

        os.unlink(folder.cache())
        begin = time.monotonic()
        folder.run('-autoclose').expect(4, 'no terminal')
        folder.run(SERVER.uri('fusionpbx'), '-autoclose').expect(4, 'no terminal')
        check(time.monotonic() - begin < 10, 'it waited')
        check_equal(len(folder.exports()), 5)


@case('A name that a terminal would obey is asked for as \\xHH')
def hostile_user():
    with Folder() as folder:
        with Terminal(folder, SERVER.uri('fusionpbx', '%1B%5B2J')) as terminal:
            terminal.answer('User [\\x1B[2J]: ', '')
            terminal.answer('Password: ', 'wrong')
            terminal.wait_for("of '\\x1B[2J'")
            terminal.type('\x04')
            terminal.end().expect(4)
            check('\x1b' not in terminal.shown, terminal.shown)


@case('From an empty environment, without a terminal or standard streams, it still finds what is kept')
def empty_environment():
    with Folder() as folder:
        os.mkdir(folder.at('kept'), 0o700)
        with Terminal(folder, source(), '--credentials', 'kept/creds', '--lint') as terminal:
            terminal.answer('User', USER)
            terminal.answer('Password: ', PASSWORD)
            terminal.end().expect(0, 'examined')
        check_equal(os.listdir(folder.at('kept')), [], 'after --lint')
        with Terminal(folder, source(), '--credentials', 'kept/creds') as terminal:
            terminal.answer('User', USER)
            terminal.answer('Password: ', PASSWORD)
            terminal.end().expect(0)
        for more in ('', '<&-', '2>&-', '<&- 2>&-'):
            done = subprocess.run(
                ['env', '-i', 'setsid', '-w', 'sh', '-c', f'exec "$0" -autoclose --credentials kept/creds {more}',
                 PROGRAM], stdin=subprocess.DEVNULL, capture_output=True, cwd=folder.path, timeout=20)
            check_equal((done.returncode, done.stdout.decode()),
                        (0, f'E911ExportUtility/{folder.exports()[-1]}\n'), more)
        os.unlink(folder.at('kept/creds'))
        done = subprocess.run(['env', '-i', 'setsid', '-w', PROGRAM, '-autoclose', '--credentials', 'kept/creds'],
                              stdin=subprocess.DEVNULL, capture_output=True, cwd=folder.path, timeout=5)
        check_equal((done.returncode, done.stdout), (4, b''))
        check(b'no terminal to ask on' in done.stderr, done.stderr)


@case('Kept credentials that stop working are asked for again, and only then; another user is not them')
def credentials_stop():
    with Folder() as folder:
        with Terminal(folder, source()) as terminal:
            terminal.answer('User', USER)
            terminal.answer('Password: ', PASSWORD)
            terminal.end().expect(0)
        SERVER.sql(f"ALTER ROLE {USER} PASSWORD 'changed'")
        try:
            folder.run().expect(4, 'refuses the password')
            with Terminal(folder) as terminal:
                terminal.wait_for('refuses the password')
                terminal.answer(f'User [{USER}]: ', '')
                terminal.answer('Password: ', 'changed')
                terminal.end().expect(0)
            folder.run().expect(0)
        finally:
            SERVER.sql(f"ALTER ROLE {USER} PASSWORD '{PASSWORD}'")
        folder.run('--user', 'somebody').expect(4)
        # Three refusals in one sitting are enough: servers lock users out.
        with Terminal(folder) as terminal:
            for _ in range(3):
                terminal.answer('User', '')
                terminal.answer('Password: ', 'no')
            terminal.end().expect(4)
        check("changed" in folder.read('.config/e911/PhoneExportUtilityCreds'), 'the cache was changed')


@case('What is kept for one host is sent to no other, and an export from another leaves it alone')
def other_host():
    with Folder() as folder:
        with Terminal(folder, source()) as terminal:
            terminal.answer('User', USER)
            terminal.answer('Password: ', PASSWORD)
            terminal.end().expect(0)
        kept = folder.read('.config/e911/PhoneExportUtilityCreds')
        other = SERVER.uri('postgres', USER)
        folder.run(other, '--query', folder.write('q.sql', 'SELECT 1')).expect(4, 'no terminal')
        folder.write('q.sql', "SELECT '0004f215c285' AS \"NetworkID\"")
        with Terminal(folder, other, '--query', 'q.sql', '--force') as terminal:
            terminal.answer('User', USER)
            terminal.answer('Password: ', PASSWORD)
            terminal.end().expect(0, 'NOT_KEPT')
        check_equal(folder.read('.config/e911/PhoneExportUtilityCreds'), kept)


@case('Without SOURCE and without a cache it asks for the host')
def asks_for_host():
    with Folder() as folder:
        with Terminal(folder, '--credentials', 'kept') as terminal:
            terminal.answer('Host', source())
            terminal.answer('User', USER)
            terminal.answer('Password: ', PASSWORD)
            terminal.end().expect(0)
        folder.run('--credentials', 'kept', '-autoclose').expect(0)
        check(not os.path.exists(folder.cache()), 'the other cache was written')


@case('A cache that cannot be written is exit 5, but the table is written')
def cannot_keep():
    with Folder() as folder:
        os.mkdir(folder.at('open'))
        os.chmod(folder.at('open'), 0o777)
        for path in ('open/kept', 'open', '/proc/kept'):
            with Terminal(folder, source(), '--credentials', path, '--output', 'out.csv') as terminal:
                if path == 'open':
                    terminal.end().expect(4, 'UNSAFE_FILE')
                    continue
                terminal.answer('User', USER)
                terminal.answer('Password: ', PASSWORD)
                terminal.end().expect(5, path)
            check_equal(len(folder.read('out.csv').splitlines()), 5)
            os.unlink(folder.at('out.csv'))


@case('libpq finds a password in its own places first; --password-file overrules them')
def own_places():
    with Folder() as folder:
        line = f'127.0.0.1:{SERVER.port}:*:{USER}:' + PASSWORD.replace(':', '\\:')
        folder.write('.pgpass', line + '\n')
        folder.run(source()).expect(0)
        folder.run(SERVER.uri('fusionpbx'), '--user', USER).expect(0)
        check(not os.path.exists(folder.cache()), 'it kept what it was not asked to')
        folder.run(source(), '--password-file', folder.write('p', 'wrong\n')).expect(
            4, '--password-file')
        folder.write('.pgpass', line + 'x\n')
        folder.run(source(), *folder_with_password(folder)).expect(0)


# Wherever libpq would find a password, or somebody may have meant one.
WITH_PASSWORD = [
    f'postgresql://{USER}:hunter2@127.0.0.1/x', f'postgres://{USER}:hunter2@/x', 'postgresql://u:hunter2@',
    'postgresql://h/x?password=hunter2', 'postgresql://h/x?passwor%64=hunter2',
    'postgresql://h/x?connect_timeout=3&%70assword=hunter2', 'postgresql://h/x?sslpassword=hunter2',
    'postgresql://h/x?SSLpassword=hunter2', 'postgresql://u:hunter2?@h/x', 'postgresql://u:hun/hunter2@h/x',
    'postgresql://u:hunter2@[h', 'postgresql://h/x?password=hunter2&nonsense=1', 'postgresql://h:x/y?p=hunter2',
    'postgresql://u:hunter2/x', 'postgresql://u:hunter2', 'icws://u:hunter2',
    'icws://a:hunter2@host', 'icws://host/?password=hunter2', 'icws://host;password=hunter2',
    'host=h password=hunter2', 'mysql://u:hunter2@h/x', 'postgresql:u:hunter2@h', 'http://h/?x=hunter2',
]


@case('A password in SOURCE is refused before anything else, and not repeated, wherever SOURCE is given')
def password_in_source():
    with open(os.path.join(os.environ['E911_SOURCE_ROOT'], 'examples', 'e911.yaml')) as file:
        base = file.read().split('\nexport:')[0]
    with Folder() as folder:
        for text in WITH_PASSWORD:
            folder.write('kept', f'source={text}\n')
            folder.write('e911.yaml', base + f'\nexport:\n  source: "{text}"\n')
            for arguments in ((text,), (text, '-t'), ('csv:x', text), ('--credentials', 'kept'),
                              ('-c', 'e911.yaml')):
                seen = folder.run(*arguments).expect(2)
                check('hunter2' not in seen.err and 'hunter2' not in seen.out, seen.err)
        folder.run(WITH_PASSWORD[4]).expect(2, 'may not hold a password')
        for option in ('--password=hunter2', '--password', '--pass=hunter2', '--passw'):
            seen = folder.run(source(), option, 'hunter2').expect(2, 'no option for a password')
            check('hunter2' not in seen.err, seen.err)
        folder.run('postgresql://u%3Ax@127.0.0.1:1/y').expect(3)  # a colon in the name of a user


@case('Nobody there, no such database, no such table: each with its exit code, and nobody is asked')
def unreachable():
    with Folder() as folder:
        options = folder_with_password(folder)
        nowhere = f'postgresql://{USER}@127.0.0.1:1/x'
        folder.run(nowhere, *options).expect(3, 'UNREACHABLE')
        with Terminal(folder, nowhere) as terminal:
            seen = terminal.end().expect(3)
            check('Password' not in seen.err, seen.err)
        folder.run(SERVER.uri('nothing', USER), *options).expect(3, 'does not exist')
        folder.run(SERVER.uri('postgres', USER), *options).expect(2, 'v_devices')
        folder.run(SERVER.uri('postgres', USER), *options, '--schema', 'stations').expect(2, 'stations')
        folder.run('postgresql://[x', *options).expect(2, 'names no server')


@case('With --ca-file the server has to show a certificate of that authority, for its own name')
def certificates():
    with Folder() as folder:
        folder.write('q.sql', """SELECT '0004f215c285' AS "NetworkID", ssl AS "DisplayName"
                     FROM pg_stat_ssl WHERE pid = pg_backend_pid()""")
        options = ['--query', 'q.sql', *folder_with_password(folder)]
        rows = folder.table(source(), *options, '--ca-file', SERVER.ca)
        check_equal(rows[1][0], 't')
        other, _ = make_certificates(folder.path)
        folder.run(source(), *options, '--ca-file', other).expect(3, 'UNREACHABLE', 'certificate')
        folder.run(source().replace('127.0.0.1', 'localhost'), *options, '--ca-file', SERVER.ca).expect(
            3, 'UNREACHABLE', 'localhost')


def wait_until_asleep(count=1):
    for _ in range(200):
        if SERVER.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == str(count):
            return
        time.sleep(0.05)
    raise AssertionError('the query does not run')


SLOW = '''SELECT lpad(to_hex(i), 12, '02') AS "NetworkID", repeat('x', 200) AS "DisplayName"
FROM generate_series(1, 5000) i,
LATERAL (SELECT pg_sleep(CASE WHEN i = 4000 THEN 60 ELSE 0 END)) s'''


@case('Passwords are in no argument and no output while it runs; a signal leaves nothing behind')
def while_it_runs():
    with Folder() as folder:
        folder.write('q.sql', SLOW)
        process = folder.start(source(), '--query', 'q.sql', *folder_with_password(folder))
        wait_until_asleep()
        with open(f'/proc/{process.pid}/cmdline', 'rb') as file:
            check(PASSWORD.encode() not in file.read(), 'the password is an argument')
        if os.geteuid() != 0:
            check(not os.access(f'/proc/{process.pid}/mem', os.R_OK), 'it could be dumped')
        process.terminate()
        out, err = process.communicate(timeout=10)
        check_equal(process.returncode, -signal.SIGTERM)
        check_no_secret(out.decode(), err.decode())
        check_equal(folder.exports(), [])


def stop_server():
    SERVER.stop(signal.SIGQUIT)


def kill_backend():
    pids = SERVER.sql("SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'").split()
    for pid in pids[:1]:  # the server ends the others of its own, and comes back
        os.kill(int(pid), signal.SIGKILL)


def end_backend():
    SERVER.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")


@case('A server that dies half way leaves the export before untouched, and no part of a new one')
def dies_half_way():
    with Folder() as folder:
        options = folder_with_password(folder)
        folder.run(source(), *options).expect(0)
        name, = folder.exports()
        before = folder.read('E911ExportUtility/' + name)
        named = folder.write('named.csv', before)
        folder.write('q.sql', SLOW)
        end_backend()  # of a run that was ended, which the server does not notice while it sleeps
        for die in (end_backend, kill_backend, stop_server):
            running = [folder.start(source(), '--query', 'q.sql', *options, *more)
                       for more in ((), ('--output', named))]
            wait_until_asleep(2)
            die()
            try:
                for process in running:
                    out, err = process.communicate(timeout=10)
                    check_equal((process.returncode, out), (3, b''), err)
                    check(b'error: UNREACHABLE' in err and source().encode() + b':' in err, err)
            finally:
                if die is stop_server:
                    SERVER.start()
            check(SERVER.is_back(), 'the server does not come back')
        check_equal(os.listdir(folder.at('E911ExportUtility')), [name])
        check_equal(folder.read('E911ExportUtility/' + name), before)
        check_equal(folder.read('named.csv'), before)
        check_equal(sorted(os.listdir(folder.path)),
                    ['E911ExportUtility', 'named.csv', 'password', 'q.sql'])


if __name__ == '__main__':
    try:
        SERVER = Server()
    except Skip as reason:
        print(f'1..0 # SKIP {reason}')
        sys.exit()
    with SERVER:
        SERVER.sql('CREATE DATABASE fusionpbx')
        SERVER.sql(FUSIONPBX + STATIONS + RIGHTS, 'fusionpbx')
        main()
