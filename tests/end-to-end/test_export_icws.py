"""e911-export from a server that speaks ICWS: the exchange, its pages, its errors, and switchover."""

import contextlib
import os
import shutil
import tempfile
import time

from export import Folder, Terminal
from icws import PASSWORD, USER, Server, make_certificates, phone
from tap import case, check, check_equal, main

FOLDER = tempfile.mkdtemp(prefix='e911-test-')
CA, CERTIFICATE = make_certificates(FOLDER)

ALL = 'DisplayName,PhoneManufacturer,PhoneModel,NetworkID,IdentificationAddress,Extension,Site,' \
      'StationIPAddress'


def options(folder, password=PASSWORD):
    return ['--ca-file', CA, '--user', USER, '--password-file', folder.write('password', password)]


def export(server, code=0, *more, words=()):
    """What is written from a server, as rows without the header; the folder is gone after."""
    with Folder() as folder:
        folder.run(server.uri(), *options(folder), '--output', 'out.csv', *more).expect(code, *words)
        check_equal(os.path.exists(folder.at('out.csv')), code in (0, 1), 'there is a file')
        return folder.read('out.csv') if code in (0, 1) else None


@contextlib.contextmanager
def two_servers(**more):
    """Two servers on two addresses with one port, as a pair that can switch over."""
    for _ in range(20):
        first = Server(CERTIFICATE, '127.0.0.1', **more)
        try:
            second = Server(CERTIFICATE, '127.0.0.2', first.port, **more)
        except OSError:
            first.http.server_close()
            continue
        with first, second:
            yield first, second
        return
    raise AssertionError('no port is free on both addresses')


@case('A row for each station of each phone, one for a phone without; addresses in one text')
def rows():
    phones = [
        phone(1, ipAddress='10.0.0.1', location={'id': 'L1', 'displayName': 'Main, Street'}),
        phone(2, stations=2),
        phone(3, stations=0),
        {'configurationId': {'id': 'P4', 'displayName': 'Z\u00fcrich "4"'}},
        phone(5),
    ]
    phones[1]['managedStationsDeprecated'][0]['identificationAddress'] = {
        'user': '8182', 'host': 'cic.example.com', 'port': '5060', 'alternateFormat': None}
    phones[1]['managedStationsDeprecated'][1]['identificationAddress'] = {
        'user': 'x', 'alternateFormat': 'sip:8183@cic'}
    phones[4]['managedStationsDeprecated'][0] = {'configurationId': {'id': 'P5-0'}}
    with Server(CERTIFICATE, phones=phones) as server, Folder() as folder:
        table = folder.table(server.uri(), *options(folder), '--columns', ALL)
        check_equal(table[1:], [
            ['Phone 1', 'Polycom', 'VVX301', '0004f2000001', '10', '10', 'Main, Street', '10.0.0.1'],
            ['Phone 2', 'Polycom', 'VVX301', '0004f2000002', '8182@cic.example.com:5060', '20', '', ''],
            ['Phone 2', 'Polycom', 'VVX301', '0004f2000002', 'sip:8183@cic', '21', '', ''],
            ['Phone 3', 'Polycom', 'VVX301', '0004f2000003', '', '', '', ''],
            ['Z\u00fcrich "4"', '', '', '', '', '', '', ''],
            ['Phone 5', 'Polycom', 'VVX301', '0004f2000005', '', '', '', ''],
        ])
        check_equal(server.sessions, {}, 'sessions left')
        check_equal([one[0] for one in server.requests], ['POST', 'GET', 'DELETE'])


@case('Every number of phones around the size of a page, with and without a total')
def pages():
    for total_is_known in (True, False):
        for count in (0, 1, 199, 200, 201, 400, 401, 1000):
            with Server(CERTIFICATE, phones=[phone(i) for i in range(1, count + 1)]) as server:
                server.total_is_known = total_is_known
                text = export(server)
                check_equal(text.count('\n'), count + 1, f'lines for {count}')
                for i in (1, count // 2, count):
                    check(f'0004f2{i:06x}' in text or not 0 < i <= count, f'phone {i} is missing')
                # Without a total, only one question more tells that 200 phones were all.
                server.errors = [one for one in server.errors if total_is_known]
                check_equal(server.count('GET', 'managed-phones'),
                            max(1, (count + 199) // 200) + (not total_is_known and count > 0
                                                            and count % 200 == 0))


@case('Wrong credentials are asked for again, kept when they are right, and reused without a terminal')
def passwords():
    with Server(CERTIFICATE, phones=[phone(1)]) as server, Folder() as folder:
        shutil.copy(CA, folder.at('ca.pem'))
        with Terminal(folder, '--ca-file', 'ca.pem') as terminal:
            terminal.answer('Host', f'127.0.0.1:{server.port}')
            terminal.answer('User: ', USER)
            terminal.wait_for('Password: ')
            check(not terminal.echoes(), 'the terminal shows the password')
            terminal.type('wrong\n')
            terminal.wait_for('refuses the user or the password')
            terminal.answer('User: ', USER)
            terminal.answer('Password: ', PASSWORD)
            terminal.end().expect(0)
            check(PASSWORD not in terminal.shown and 'wrong' not in terminal.shown, terminal.shown)
        os.mkdir(folder.at('elsewhere'))
        seen = folder.run('--directory', '..', '-autoclose', folder='elsewhere').expect(0)
        check_equal(seen.out, f'../E911ExportUtility/{folder.exports()[-1]}\n')
        folder.run(server.uri()).expect(3, 'certificate')  # of a SOURCE that is given, nothing else is kept
        seen = folder.run('-autoclose').expect(0)
        check_equal(seen.out, f'E911ExportUtility/{folder.exports()[-1]}\n')
        check(PASSWORD not in seen.err, seen.err)
        server.password = 'another'
        folder.run('--ca-file', CA, '-autoclose').expect(4, 'refuses the user or the password')
        check_equal(len(folder.exports()), 3)
        os.unlink(folder.cache())
        folder.run('--ca-file', CA).expect(4, 'no terminal')
        folder.run(server.uri(), '--ca-file', CA).expect(4, 'no terminal')
        folder.run(server.uri(), '--ca-file', CA, '--password-file',
                   folder.write('p', 'x')).expect(4, '--user')


@case('A server that is not in charge names others, which are tried, each once')
def switchover():
    with two_servers(phones=[phone(1)]) as (first, second):
        first.out_of_service = ['127.0.0.2']
        check('0004f2000001' in export(first), 'no phone')
        check_equal((len(first.requests), len(second.requests)), (1, 3))
        second.out_of_service = ['127.0.0.1', '127.0.0.2', 'bad host/../x', 7]
        export(first, 3, words=['127.0.0.2 answered 503', 'error.server.notAcceptingConnections'])
        check_equal((len(first.requests), len(second.requests)), (2, 4))


@case('A switchover half way: the list is read anew, whole, from the other server')
def switchover_half_way():
    phones = [phone(i) for i in range(1, 451)]
    for answer in ((503, {'alternateHostList': ['127.0.0.2'], 'errorId': 'error.server.unavailable'}),
                   (None, None)):
        with two_servers(phones=phones) as (first, second):
            first.alternates = ['127.0.0.2']
            first.on_page = lambda at: answer if at == 200 else None
            original, first.connect = first.connect, lambda *more: original(*more)
            if answer[0] is None:  # it dies: who comes again is refused
                first.connect = lambda *more: original(*more) if not first.sessions else (None, None, {})
            else:
                first.connect = lambda *more: (503, {'alternateHostList': ['127.0.0.2']}, {}) \
                    if first.sessions else original(*more)
            text = export(first)
            check_equal(text.count('\n'), 451)
            check_equal(len(set(text.splitlines())), 451, 'different lines')
            check_equal(second.count('GET', 'managed-phones'), 3)
            check_equal(second.sessions, {}, 'sessions left')


@case('A session that ends half way is opened again; one that never holds is an error')
def session_ends():
    with Server(CERTIFICATE, phones=[phone(i) for i in range(1, 451)]) as server:
        lost = []

        def lose_once(at):
            if at == 200 and not lost:
                lost.append(at)
                server.sessions.clear()
                return 401, {'errorId': 'error.request.connection.authenticationFailure',
                             'errorCode': -2147221499}
            return None

        server.on_page = lose_once
        check_equal(export(server).count('\n'), 451)
        check_equal(server.count('POST', 'connection'), 2)
        server.on_page = lambda at: (401, {'errorCode': 2}) if at == 200 else None
        export(server, 3, words=['in one piece'])
        # While it ran, the password was changed.

        def change_password(at):
            server.password = 'changed'
            server.sessions.clear()
            return 401, {'errorCode': 2}

        server.on_page = change_password
        export(server, 4, words=['FORBIDDEN'])


@case('A list that changes while it is read is read anew')
def list_changes():
    with Server(CERTIFICATE, phones=[phone(i) for i in range(1, 402)]) as server:
        changed = []

        def remove_one(at):
            if at == 200 and not changed:
                changed.append(server.phones.pop(0))

        server.on_page = remove_one
        text = export(server)
        check_equal(text.count('\n'), 401)
        for one in server.phones:
            check(one['networkID'] in text, 'a phone is missing')


@case('What a server may say wrong: each is named, and there is no file')
def server_errors():
    with Server(CERTIFICATE, phones=[phone(i) for i in range(1, 301)]) as server:
        for first, answer, code, words in (
                (0, (404, {'errorId': 'error.request.notFound', 'message': 'Gone.'}), 3, ('404', 'Gone.')),
                (0, (403, {'errorId': 'error.request.notAllowed', 'message': 'No right.'}), 4,
                 ('FORBIDDEN', 'No right.')),
                (0, (410, {'errorId': 'e', 'message': 'Old.'}), 3, ('410',)),
                (200, (500, None), 3, ('500',)),
                (200, (200, {'items': 'none'}), 2, (':201:0: error: SYNTAX', 'a list of items')),
                (200, (200, {'items': [phone(1)]}), 2, ('begins anew',)),
                (200, (200, {'items': [phone(9)]}, {'Content-Range': 'items 8-8/300'}), 2,
                 ('another range',)),
                (200, (200, {'items': [phone(9)]}, {'Content-Range': 'items 200-299/300'}), 2,
                 ('not as many items',)),
                (200, (200, {'items': []}, {'Content-Range': 'items 200-299/300'}), 2, ('empty',)),
                (200, (200, {'items': [7]}), 2, ('this item is no phone', ':201:')),
                (200, (None, None), 3, ('UNREACHABLE', 'no answer'))):
            server.on_page = lambda at: answer if at == first else None
            export(server, code, words=(*words, f'icws://127.0.0.1:{server.port}:'))


@case('A redirection is not followed, and an alternate host without a valid certificate gets nothing')
def other_hosts():
    with two_servers(phones=[phone(1)]) as (first, second):
        for status in (301, 302, 303, 307, 308):
            there = {'Location': f'https://127.0.0.2:{first.port}/icws/connection'}
            original, first.connect = first.connect, lambda *more: (status, {}, there)
            export(first, 3, words=[f'answered {status}'])
            first.connect = original
            first.on_page = lambda at: (status, {}, there)
            export(first, 3, words=[f'answered {status}'])
        check_equal(second.requests, [], 'requests to another host')
    with Server(CERTIFICATE, phones=[phone(1)]) as first, \
            Server(CERTIFICATE, '127.0.0.3', first.port, phones=[phone(1)]) as second:
        first.out_of_service = ['127.0.0.3']
        export(first, 3, words=['no answer from 127.0.0.3'])
        check_equal(second.requests, [], 'requests to a host that it is not')


HTML = b'<!DOCTYPE html><html><body>Sign in to the <b>wireless network</b></body></html>'

# Answers to signing in, and to asking for phones: status, body, exit code, words.
NO_JSON = [
    ('connect', 200, HTML, 3, 'opened no session'), ('connect', 201, b'', 3, 'opened no session'),
    ('connect', 201, b'[]', 3, 'opened no session'), ('connect', 404, HTML, 3, 'answered 404'),
    ('connect', 400, HTML, 3, 'answered 400'), ('connect', 403, HTML, 4, 'FORBIDDEN'),
    ('connect', 503, HTML, 3, 'answered 503'), ('connect', 200, b' ' * (17 << 20), 3, 'larger than 16 MiB'),
    ('connect', 201, {'sessionId': 's', 'csrfToken': 'x\r\nX-Other: y'}, 3, 'opened no session'),
    ('connect', 201, {'sessionId': '', 'csrfToken': 'x'}, 3, 'opened no session'),
    ('page', 200, HTML, 2, 'a list of items'), ('page', 200, b'{"items":[', 2, 'a list of items'),
    ('page', 200, b'[' * 100000, 2, 'a list of items'), ('page', 200, b'{"items":{}}', 2, 'a list of items'),
    ('page', 502, HTML, 3, 'answered 502'), ('page', 200, b' ' * (17 << 20), 3, 'larger than 16 MiB'),
]


@case('What is no JSON, cut off, too deep or too large is an error with a name, and no file')
def no_json():
    with Server(CERTIFICATE, phones=[phone(1)]) as server:
        original = server.connect
        for where, status, body, code, words in NO_JSON:
            server.connect = (lambda *more: (status, body, {})) if where == 'connect' else original
            server.on_page = (lambda at: (status, body)) if where == 'page' else lambda at: None
            export(server, code, words=[words])


@case('Nobody there, a certificate that nobody vouches for: exit 3, and nobody is asked')
def unreachable():
    with Server(CERTIFICATE, phones=[phone(1)]) as server, Folder() as folder:
        given = options(folder)
        folder.run(server.uri(), *given[2:]).expect(3, 'certificate')
        check_equal(server.requests, [], 'a request went to a server without a valid certificate')
        folder.run(server.uri(), '--ca-file', 'none.pem', *given[2:]).expect(2, 'none.pem:0:0: error: CANNOT_READ')
        folder.run(server.uri(), '--ca-file', folder.write('empty.pem', ''), *given[2:]).expect(3, 'UNREACHABLE')
        folder.run('icws://localhost:%d' % server.port, *given).expect(3, 'UNREACHABLE')
        folder.run('icws://127.0.0.1:1', *given).expect(3, 'UNREACHABLE')
        for bad in ('icws://', 'icws://a b', 'icws://h:x', 'icws://h:70000', 'icws://h/x', 'icws://h?x'):
            folder.run(bad, *given).expect(2, 'SYNTAX')
        kept = ['--ca-file', CA, '--credentials', 'kept']
        folder.write('kept', f'source={server.uri()}\nuser={USER}\npassword={PASSWORD}\n')
        folder.run(*kept).expect(0)
        server.out_of_service = []
        with Terminal(folder, *kept) as terminal:
            terminal.end().expect(3)
            check('Password' not in terminal.shown, terminal.shown)
        check(PASSWORD in folder.read('kept'), 'an outage changed the cache')


@case('A bar on a terminal for a long export, none for a short one and none without a terminal')
def progress():
    with Server(CERTIFICATE, phones=[phone(i) for i in range(1, 1001)]) as server, Folder() as folder:
        given = [server.uri(), *options(folder), '--output', 'out.csv']
        with Terminal(folder, *given) as terminal:
            terminal.end().expect(0)
            check('%' not in terminal.shown, terminal.shown)
        server.on_page = lambda at: time.sleep(0.5)
        with Terminal(folder, *given) as terminal:
            terminal.wait_for('[########')
            terminal.wait_for('80%')
            terminal.end().expect(0, '1000 stations')
        seen = folder.run(*given).expect(0)
        check('%' not in seen.err and '\r' not in seen.err, seen.err)


if __name__ == '__main__':
    try:
        main()
    finally:
        shutil.rmtree(FOLDER)
