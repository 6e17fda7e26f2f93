"""
A server that speaks ICWS over HTTPS, as far as an export needs it: session, cookie and token,
select lists in pages of at most 200, switchover, and its errors in the words they were seen in.
"""

import http.server
import json
import os
import re
import secrets
import ssl
import subprocess
import threading
import urllib.parse

from tap import check, check_equal

USER, PASSWORD = 'admin', 'cic "secret" \u00fc'

RESOURCE = 'configuration/managed-phones-deprecated'


def make_certificates(folder, hosts=('127.0.0.1', '127.0.0.2')):
    """An authority of our own and a certificate for the hosts; the paths of authority and server."""

    def openssl(*arguments):
        done = subprocess.run(['openssl', *arguments], cwd=folder, capture_output=True, text=True)
        check_equal(done.returncode, 0, done.stderr)

    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
            '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Test authority')
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout',
            'server.key', '-out', 'server.csr', '-subj', '/CN=cic.example.com')
    with open(os.path.join(folder, 'extensions'), 'w') as file:
        file.write('subjectAltName=' + ','.join(f'IP:{host}' for host in hosts) + '\n')
    openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial',
            '-out', 'server.pem', '-days', '2', '-extfile', 'extensions')
    with open(os.path.join(folder, 'server.pem'), 'a') as file, \
            open(os.path.join(folder, 'server.key')) as key:
        file.write(key.read())
    return os.path.join(folder, 'ca.pem'), os.path.join(folder, 'server.pem')


def phone(number, stations=1, **more):
    """A managed phone as the server describes one, with so many stations."""
    return {
        'configurationId': {'id': f'P{number}', 'displayName': f'Phone {number}',
                            'uri': f'/configuration/managed-phones-deprecated/P{number}'},
        'manufacturer': 'Polycom', 'model': 'VVX301', 'networkID': f'0004f2{number:06x}',
        'managedStationsDeprecated': [
            {'configurationId': {'id': f'P{number}-{i}', 'displayName': f'P{number}-{i}'},
             'extension': str(number * 10 + i), 'identificationAddress': {'user': str(number * 10 + i)}}
            for i in range(stations)],
        **more}


class Server:
    """Use it with `with`. What it does and says is in the attributes, which a case may change."""

    def __init__(self, certificate, host='127.0.0.1', port=0, phones=()):
        self.host, self.phones = host, list(phones)
        self.user, self.password = USER, PASSWORD
        self.alternates = []          # of the session
        self.out_of_service = None    # hosts to name instead of taking part
        self.total_is_known = True
        self.errors = []              # what the client did wrong
        self.requests = []            # (method, path, range)
        self.on_page = lambda first: None  # may answer in its place: (status, body, headers)
        self.sessions = {}            # id -> (token, cookie)
        self.http = http.server.ThreadingHTTPServer((host, port), self._handler())
        self.http.daemon_threads = True
        self.http.handle_error = lambda *more: None  # a client that hangs up
        self.port = self.http.server_address[1]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True,
                                               do_handshake_on_connect=False)
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, kind, error, trace):
        self.stop()
        if kind is None:
            check_equal(self.errors, [], 'mistakes of the client')

    def stop(self):
        if self.thread.is_alive():
            self.http.shutdown()
            self.http.server_close()
            self.thread.join()

    def uri(self):
        return f'icws://{self.host}:{self.port}'

    def count(self, method, part):
        return sum(one == method and part in path for one, path, _ in self.requests)

    # ---- what is answered: (status, body, headers) ----

    def connect(self, headers, body):
        if self.out_of_service is not None:
            return 503, {'alternateHostList': self.out_of_service,
                         'errorId': 'error.server.notAcceptingConnections',
                         'message': 'This Session Manager is not currently accepting connections.'}, {}
        if not headers.get('Accept-Language'):
            self.errors.append('no Accept-Language')
        wanted = {'__type', 'applicationName', 'userID', 'password'}
        if set(body) != wanted or \
                body['__type'] != 'urn:inin.com:connection:icAuthConnectionRequestSettings':
            self.errors.append(f'request {sorted(body)}')
            return 400, {'__type': 'urn:inin.com:common:missingPropertyError'}, {}
        if (body['userID'], body['password']) != (self.user, self.password):
            return 400, {'errorId': 'error.request.connection.authenticationFailure',
                         'errorCode': -2147221503, 'message': 'The authentication process failed.'}, {}
        session, token, cookie = (secrets.token_hex(8) for _ in range(3))
        session = session + '/+'  # has to be escaped in a path
        self.sessions[session] = (token, f'icws_{cookie}={secrets.token_hex(4)}')
        return 201, {'csrfToken': token, 'sessionId': session, 'alternateHostList': self.alternates,
                     'userID': self.user, 'icServer': 'CIC'}, {
            'Set-Cookie': self.sessions[session][1] + '; path=/icws/; Secure; HttpOnly',
            'ININ-ICWS-CSRF-Token': token, 'ININ-ICWS-Session-ID': session}

    def refuse_session(self, session, headers):
        """The answer to a request without a session, or None."""
        if session not in self.sessions:
            return 401, {'errorId': 'error.request.connection.notFound', 'errorCode': 2}, {}
        token, cookie = self.sessions[session]
        if cookie not in headers.get('Cookie', ''):
            self.errors.append('no cookie')
            return 401, {'errorCode': 4}, {}
        if headers.get('ININ-ICWS-CSRF-Token') != token:
            self.errors.append('no token')
            return 401, {'errorCode': 4}, {}
        return None

    def page(self, query, headers):
        chosen = query.get('select', [''])[0].split(',')
        for name in ('manufacturer', 'model', 'networkID', 'managedStationsDeprecated'):
            if name not in chosen:
                self.errors.append(f'{name} is not selected')
        found = re.fullmatch(r'items=(\d+)-(\d+)', headers.get('Range', ''))
        if not found:
            self.errors.append(f'Range {headers.get("Range")}')
            return 400, {'errorId': 'error.request.invalidRange'}, {}
        first = int(found[1])
        instead = self.on_page(first)
        if instead:
            return (*instead, {})[:3]
        if first and first >= len(self.phones):
            self.errors.append(f'asked for items from {first}, there are {len(self.phones)}')
            return 416, {'errorId': 'error.request.invalidRange'}, {}
        items = self.phones[first:min(int(found[2]) + 1, first + 200)]
        if not items:
            return 200, {'items': []}, {}
        total = len(self.phones) if self.total_is_known else '*'
        return 200, {'items': items}, {
            'Content-Range': f'items {first}-{first + len(items) - 1}/{total}'}

    def answer(self, method, path, headers, body):
        parts = urllib.parse.urlsplit(path)
        if method == 'POST' and parts.path == '/icws/connection':
            return self.connect(headers, json.loads(body))
        steps = parts.path.split('/', 3)
        check(len(steps) == 4 and steps[1] == 'icws', path)
        refusal = self.refuse_session(urllib.parse.unquote(steps[2]), headers)
        if refusal:
            return refusal
        if method == 'DELETE' and steps[3] == 'connection':
            del self.sessions[urllib.parse.unquote(steps[2])]
            return 204, None, {}
        if method == 'GET' and steps[3] == RESOURCE:
            return self.page(urllib.parse.parse_qs(parts.query), headers)
        return 404, {'errorId': 'error.request.notFound', 'errorCode': 1, 'message': 'No such object.'}, {}

    # ---- HTTP ----

    def _handler(outer):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def handle_one(self):
                length = int(self.headers.get('Content-Length') or 0)
                body = self.rfile.read(length)
                outer.requests.append((self.command, self.path, self.headers.get('Range')))
                status, answer, headers = outer.answer(self.command, self.path, self.headers, body)
                if status is None:  # the server dies
                    self.close_connection = True
                    return
                data = answer if isinstance(answer, bytes) else b'' if answer is None else \
                    json.dumps(answer).encode()
                self.send_response(status)
                self.send_header('Content-Type', 'application/vnd.inin.icws+JSON;charset=utf-8')
                self.send_header('Content-Length', str(len(data)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_DELETE = handle_one

            def log_message(self, *arguments):
                pass

        return Handler
