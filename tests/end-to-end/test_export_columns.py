"""e911-export's columns: forms that cannot be are refused early, and what looks secret is in no file."""

import os

from export import SIX, Folder, rows_of
from tap import case, check, check_equal, main

SAMPLE = os.path.join(os.environ['E911_SOURCE_ROOT'], 'examples', 'e911.yaml')

SECRETS = ['password', 'Passwd', 'pwd', 'sip_pass', 'SipPass', 'pass', 'voicemail_pin', 'VoicemailPIN',
           'pin', 'PIN 2', 'token', 'accessToken', 'auth-token', 'secret', 'oauth_clientsecret', 'vmpwd', 'vm_pin',
           'userPassword', 'passphrase', 'md5_cred', 'ha1', 'ha1_sha256', 'ha1b', 'password2', 'device_password',
           'apikey', 'credentials', 'sippin', 'passcode']

HARMLESS = ['bypass', 'mapping', 'Shopping', 'pinned', 'Compass', 'spin', 'shelf', 'PinholeCamera', 'key', 'author',
            'tokenring', 'hash', 'Passage']


@case('A column that looks like a password, a PIN or a token is in no file; a finding names each')
def secrets():
    with Folder() as folder:
        folder.write('in.csv', ','.join(['NetworkID', *SECRETS, *HARMLESS]) + '\n0004f215c285' +
                     ',hunter2' * len(SECRETS) + ',fine' * len(HARMLESS) + '\n')
        seen = folder.run('csv:in.csv', '--columns', ','.join(['NetworkID', *HARMLESS]), '--output', '-').expect(0)
        check_equal(rows_of(seen.out)[1], ['0004f215c285'] + ['fine'] * len(HARMLESS))
        for name in SECRETS:
            check(f"note: COLUMN_LEFT_OUT: column '{name}' is left out: it looks like a secret" in seen.err,
                  name, seen.err)
            folder.run('csv:in.csv', '--map', f'DisplayName={name}').expect(2, 'error: SECRET')
            folder.run('csv:in.csv', '--columns', f'NetworkID,x={name}').expect(2, '--columns:1:11: error: SECRET')
        for layout in ([], ['--format', 'extended']):
            seen = folder.run('csv:in.csv', *layout, '--output', '-').expect(0)
            check('hunter2' not in seen.out + seen.err, seen.out, seen.err)
        # A column of the locations is in no file, unless --columns asks for it.
        folder.write('in.csv', 'NetworkID,ERL\n0004f215c285,E1\n')
        folder.write('loc.csv', 'ERL,door_pin\nE1,hunter2\n')
        for layout, code in ((['--format', 'extended'], 0), (['--columns', 'NetworkID,door_pin'], 2)):
            seen = folder.run('csv:in.csv', '--locations', 'loc.csv', *layout, '--output', '-').expect(code)
            check('hunter2' not in seen.out + seen.err, seen.out, seen.err)


@case('All columns of ours are known: extended, each by name, and mapped')
def own():
    with Folder() as folder:
        folder.write('in.csv', 'NetworkID,x\n0004f215c285,y\n')
        header = folder.table('csv:in.csv', '--format', 'extended')[0]
        check_equal((header[:6], len(header), len(set(header))), (SIX, 43, 43))
        check_equal(folder.table('csv:in.csv', '--columns', ','.join(header))[0], header)
        for name in header:
            if name not in ('NetworkID', 'StationType', 'StationIPAddress'):
                check_equal(folder.table('csv:in.csv', '--map', f'{name}=x', '--columns', name)[1:], [['y']], name)


# Each with its place; the same with --lint and -t, as it needs no source.
FORMS = [
    ('', '--columns:1:1: error: SYNTAX: no column'),
    (' ', '--columns:1:1: error: SYNTAX: no column'),
    ('NetworkID,"x', '--columns:1:11: error: SYNTAX'),
    ('NetworkID\nExtension', 'error: SYNTAX'),
    ('x=password', '--columns:1:1: error: SECRET'),
    (','.join(['NetworkID'] * 2000), 'error: LIMIT'),
]


@case('A form that makes no sense is refused before the source is looked at, also by --lint and -t')
def forms():
    with Folder() as folder:
        for text, words in FORMS:
            for more in ((), ('--lint',), ('-t',), ('--output', '-')):
                check_equal(folder.run('csv:none.csv', '--columns', text, *more).expect(2, words).out, '')
        with open(SAMPLE) as file:
            base = file.read().split('\nexport:')[0]
        folder.write('e911.yaml', base + '\nexport:\n  columns: "x=password"\n')
        folder.run('-t', '-c', 'e911.yaml').expect(2, 'error: SECRET')


@case('A column that no source of this kind has is refused before it is connected to')
def unknown():
    unknown_column = '--columns:1:11: error: NOT_FOUND: no table has this column'
    with Folder() as folder:
        # Nobody listens there: a connection would be exit 3.
        for source in ('icws://127.0.0.1:1', 'postgresql://u@127.0.0.1:1/x'):
            for more in ((), ('--lint',), ('-t',)):
                seen = folder.run(source, '--columns', 'NetworkID,Nothing', *more)
                check(seen.code == 2 and unknown_column in seen.err or 'UNSUPPORTED' in seen.err, seen.code, seen.err)
        folder.write('loc.csv', 'ERL,Wing\nE1,B\n')
        given = ('postgresql://u@127.0.0.1:1/x', '--locations', 'loc.csv', '--columns')
        seen = folder.run(*given, 'NetworkID,Nothing')
        check(unknown_column in seen.err or 'UNSUPPORTED' in seen.err, seen.err)
        seen = folder.run(*given, 'NetworkID,Wing')
        check(seen.code == 3 or 'UNSUPPORTED' in seen.err, seen.err)
        # What a file has is known with its header: before its rows, and with --lint.
        folder.write('in.csv', 'NetworkID,Shelf\n0004f215c285,B\n12345,"\n')
        for more in ((), ('--lint',)):
            folder.run('csv:in.csv', '--columns', 'NetworkID,Nothing', *more).expect(2, unknown_column)
            folder.run('csv:in.csv', '--columns', 'NetworkID,Shelf', *more).expect(2, 'in.csv:3:7: error: SYNTAX')
        check_equal(folder.exports(), [])


if __name__ == '__main__':
    main()
