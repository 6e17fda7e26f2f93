"""SIP as text over loopback sockets: enough to play a phone, a PBX or a provider by script.

Messages are str in Latin-1, so that every byte is one character and nothing is lost on the way.
"""

import itertools
import re
import select
import socket
import time

WAIT = 5.0

COMPACT = {'v': 'via', 'f': 'from', 't': 'to', 'i': 'call-id', 'm': 'contact', 'l': 'content-length',
           'c': 'content-type', 'k': 'supported', 's': 'subject', 'e': 'content-encoding'}

SDP = ('v=0\r\no=- 1 1 IN IP4 127.0.0.4\r\ns=-\r\nc=IN IP4 127.0.0.4\r\nt=0 0\r\n'
       'm=audio 20000 RTP/AVP 0\r\n')

_serial = itertools.count(0x10000)


def unique(prefix=''):
    """A word nothing else in this run has."""
    return f'{prefix}{next(_serial):x}'


def name_of(line):
    """Name of a header line in lower case, the compact form written out."""
    name = line.split(':', 1)[0].strip().lower()
    return COMPACT.get(name, name)


def split_list(values):
    """The parts of comma-separated header values; no comma within <> or "" counts."""
    parts = []
    for value in values:
        parts += re.findall(r'(?:"[^"]*"|<[^>]*>|[^,<"])+', value)
    return [part.strip() for part in parts]


class Message:
    """A message as received: `lines` are its header lines, byte for byte, folds within."""

    def __init__(self, text, source=None):
        head, _, self.body = text.partition('\r\n\r\n')
        lines = re.split('\r\n(?![ \t])', head)
        self.text = text
        self.source = source
        self.start = lines[0]
        self.lines = lines[1:]
        self.is_response = self.start.startswith('SIP/2.0 ')
        words = self.start.split(' ') + ['', '']
        self.status = int(words[1]) if self.is_response else 0
        self.method = (self.header('cseq').split() or [''])[-1] if self.is_response else words[0]
        self.uri = '' if self.is_response else words[1]

    def headers(self, name):
        return [line.partition(':')[2].strip() for line in self.lines if name_of(line) == name.lower()]

    def header(self, name):
        return (self.headers(name) or [''])[0]

    def listed(self, name):
        return split_list(self.headers(name))

    def branch(self):
        found = re.search(r';\s*branch=([^;,\s]+)', self.listed('via')[0])
        return found.group(1) if found else ''

    def tag(self, name):
        found = re.search(r';\s*tag=([^;,\s]+)', self.header(name))
        return found.group(1) if found else ''

    def __repr__(self):
        return f'<{self.start}>'


def text_of(start, lines, body=''):
    return '\r\n'.join([start, *lines, '', body])


def response(request, status, extra=(), body='', tag='', contact=''):
    """An answer to a request as received, its lines copied as RFC 3261 8.2.6.2 wants them."""
    lines = []
    for line in request.lines:
        name = name_of(line)
        if name == 'to' and tag and 'tag=' not in line:
            line += f';tag={tag}'
        if name in ('via', 'from', 'to', 'call-id', 'cseq'):
            lines.append(line)
        elif name == 'record-route' and 100 < status < 300:
            lines.append(line)
    if contact:
        lines.append(f'Contact: <{contact}>')
    lines += extra
    lines.append(f'Content-Length: {len(body)}')
    return text_of(f'SIP/2.0 {status} Scripted', lines, body)


class Peer:
    """A party on loopback with one address, over UDP or TCP."""

    def __init__(self, host, proxy=None, tcp=False, listen=False):
        kind = socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM
        family = socket.AF_INET6 if ':' in host else socket.AF_INET
        self.proxy = proxy
        self.transport = 'TCP' if tcp else 'UDP'
        self.inbox = []
        self.buffers = {}
        self.socket = socket.socket(family, kind)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.bind((host, 0))
        self.host, self.port = self.socket.getsockname()[:2]
        self.place = f'[{host}]:{self.port}' if ':' in host else f'{host}:{self.port}'
        self.listening = listen
        self.sockets = [self.socket]
        if listen:
            self.socket.listen()
        elif tcp:
            self.socket.connect(proxy)

    def close(self):
        for one in self.sockets:
            one.close()

    def uri(self, user):
        transport = ';transport=tcp' if self.transport == 'TCP' else ''
        return f'sip:{user}@{self.place}{transport}'

    def send(self, text, to=None):
        data = text.encode('latin-1')
        if self.transport == 'TCP':
            self.sockets[-1].sendall(data)
        else:
            self.socket.sendto(data, to or self.proxy)

    def _read_stream(self, one):
        data = one.recv(65536).decode('latin-1')
        if not data:
            self.sockets.remove(one)
            one.close()
            return
        text = (self.buffers.get(one, '') + data).lstrip('\r\n')
        while '\r\n\r\n' in text:
            head = text[:text.index('\r\n\r\n') + 4]
            length = re.search(r'\r\n(?:content-length|l)\s*:\s*(\d+)', head, re.I)
            size = len(head) + (int(length.group(1)) if length else 0)
            if len(text) < size:
                break
            self.inbox.append(Message(text[:size], one))
            text = text[size:]
        self.buffers[one] = text

    def _read(self, one):
        if self.transport == 'UDP':
            data, source = one.recvfrom(65536)
            if data.strip():
                self.inbox.append(Message(data.decode('latin-1'), source))
        elif self.listening and one is self.socket:
            self.sockets.append(one.accept()[0])
        else:
            self._read_stream(one)

    def gather(self, seconds):
        """Take in what arrives; return after something did or the time is over."""
        for one in select.select(self.sockets, [], [], max(0, seconds))[0]:
            try:
                self._read(one)
            except ConnectionError:
                pass  # what was sent before could not be delivered; that is the other side's affair

    def expect(self, what, seconds=WAIT, **wanted):
        """The first message not yet taken that is `what`: a method, a status, or a condition."""
        def fits(message):
            if callable(what):
                return what(message)
            if isinstance(what, int):
                return message.status == what and wanted.get('method', message.method) == message.method
            return not message.is_response and message.method == what

        end = time.monotonic() + seconds
        while True:
            for message in self.inbox:
                if fits(message):
                    self.inbox.remove(message)
                    return message
            if time.monotonic() >= end:
                raise AssertionError(f'{self.place} waited for {what}, has {self.inbox}')
            self.gather(end - time.monotonic())

    def drain(self):
        """Forget what has arrived."""
        while select.select(self.sockets, [], [], 0)[0]:
            self.gather(0)
        self.inbox.clear()

    def expect_nothing(self, seconds, unless=lambda message: False):
        """Fail when something arrives, or is there already, but what the condition allows."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.gather(end - time.monotonic())
        rest = [message for message in self.inbox if not unless(message)]
        if rest:
            raise AssertionError(f'{self.place} did not want {rest}')

    def reply(self, request, status, **more):
        """Answer a request; over UDP where its Via says, which is where it came from."""
        text = response(request, status, **more)
        if self.transport == 'TCP':
            request.source.sendall(text.encode('latin-1'))
        else:
            self.send(text, request.source)


class Dialog:
    """One end of a call: what it must remember to speak in it."""

    def __init__(self, peer, local, remote, call_id, target):
        self.peer, self.local, self.remote = peer, local, remote
        self.call_id, self.target = call_id, target
        self.routes = []
        self.cseq = 0

    @classmethod
    def calling(cls, peer, user, uri):
        local = f'<sip:{user}@{peer.host}>;tag={unique("a")}'
        return cls(peer, local, f'<{uri}>', unique('call-'), uri)

    @classmethod
    def called(cls, peer, invite, tag):
        remote = re.search('<(.*)>', invite.header('contact')).group(1)
        dialog = cls(peer, f'{invite.header("to")};tag={tag}', invite.header('from'),
                     invite.header('call-id'), remote)
        dialog.routes = invite.listed('record-route')
        return dialog

    def learn(self, answer):
        """Take the other end's tag, Contact and route set from its answer."""
        self.remote = answer.header('to')
        self.routes = list(reversed(answer.listed('record-route')))
        contact = re.search('<(.*)>', answer.header('contact'))
        if contact:
            self.target = contact.group(1)

    def text(self, method, extra=(), body='', cseq=0, branch='', drop=(), user='me'):
        """A request of this dialog. `drop` names lines of ours that are to be left out."""
        self.cseq = cseq or self.cseq + (method not in ('ACK', 'CANCEL'))
        self.branch = branch or unique('z9hG4bK')
        lines = [f'Via: SIP/2.0/{self.peer.transport} {self.peer.place};branch={self.branch}',
                 'Max-Forwards: 70', *(f'Route: {route}' for route in self.routes),
                 f'From: {self.local}', f'To: {self.remote}', f'Call-ID: {self.call_id}',
                 f'CSeq: {self.cseq} {method}', f'Contact: <{self.peer.uri(user)}>']
        lines = [line for line in lines if name_of(line) not in drop]
        lines += extra
        if body:
            lines.append('Content-Type: application/sdp')
        return text_of(f'{method} {self.target} SIP/2.0', lines + [f'Content-Length: {len(body)}'], body)

    def send(self, method, **more):
        text = self.text(method, **more)
        self.peer.send(text)
        return text
