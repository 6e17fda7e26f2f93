"""e911-proxy under test: its configuration in a folder of its own, its process, and its parties."""

import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import sip
from tap import check, check_equal

PROGRAM = os.environ.get('E911_PROXY', '')
if not os.access(PROGRAM, os.X_OK):
    print('Bail out! E911_PROXY names no program; run the tests with "meson test"')
    sys.exit(1)

# Who is who on loopback.
PHONE = '127.0.0.4'  # station 8182
OTHER_PHONE = '127.0.0.5'  # station 8183
STRANGER = '127.0.0.7'  # no station
PBX = '127.0.0.8'
PROVIDER = '127.0.0.9'
SECOND_PROVIDER = '127.0.0.10'
NEXT_HOP = '127.0.0.13'
PROXY = '127.0.0.20'
NOWHERE = '127.0.0.30'  # nobody listens there

STATIONS = '''\
DisplayName,PhoneManufacturer,PhoneModel,NetworkID,IdentificationAddress,Extension,StationType,Site,StationIPAddress
Front desk,Polycom,VVX 450,0004f215c285,8182,8182,Managed,Main Street,127.0.0.4
Warehouse,Yealink,T53W,001565a1b2c3,8183,8183,Managed,Main Street,127.0.0.5
'''

# What the provider is told of station 8182.
OURS = 'ININAttr: "uu_StationMacAddress=0004f215c285;uu_StationIPAddress=127.0.0.4"'

# What a phone would like the provider to be told.
SPOOF = 'uu_StationMacAddress=020000000666;uu_StationIPAddress=10.6.6.6'

PARAMETER = 'server parameters:\n  Include Station Mac And IP In SIP: {}\n'

CONFIG = '''\
{parameters}dial plan:
  region: US
  access prefixes: ["9"]
  emergency numbers: [{numbers}]
tables:
  stations: stations.csv
ingress:
  listen: [{listen}]
  sources:
    - address: {pbx}
      trust: pbx
    - address: {hop}
      trust: trunk
    - address: {provider}
      trust: trunk
targets:
{targets}
next hop: {next_hop}
'''


def free_port(host):
    """A port nobody has at this moment, neither for UDP nor for TCP."""
    family = socket.AF_INET6 if ':' in host else socket.AF_INET
    while True:
        with socket.socket(family, socket.SOCK_DGRAM) as udp, socket.socket(family) as tcp:
            udp.bind((host, 0))
            try:
                tcp.bind((host, udp.getsockname()[1]))
            except OSError:
                continue
            return udp.getsockname()[1]


def end_with_parent():
    """Run in the child: it ends with the test program, however that ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Process:
    """An e911-proxy that runs, and what it said on stderr, unless another file is given for that."""

    def __init__(self, folder, options=(), environment=None, stderr=None):
        self.log_path = os.path.join(folder, 'log')
        # Names in a message are looked up nowhere but on loopback, where nobody answers.
        resolver = os.path.join(folder, 'resolv.conf')
        with open(resolver, 'w') as file:
            file.write(f'nameserver {NOWHERE}\n')
        self.begin = os.path.getsize(self.log_path) if os.path.exists(self.log_path) else 0
        with open(self.log_path, 'ab') as log:
            self.process = subprocess.Popen(
                [PROGRAM, '-c', os.path.join(folder, 'e911.yaml'), '-v', *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=stderr or log, preexec_fn=end_with_parent,
                env={**os.environ, 'SRESOLV_CONF': resolver, **(environment or {})})

    def log(self):
        with open(self.log_path, encoding='latin-1') as file:
            file.seek(self.begin)
            return file.read()

    def wait_for(self, text, seconds=10, count=1):
        """Wait until the log holds the text; False when the process ended before."""
        end = time.monotonic() + seconds
        while self.log().count(text) < count:
            if self.process.poll() is not None:
                return False
            check(time.monotonic() < end, f'"{text}" is not in the log:', self.log())
            time.sleep(0.01)
        return True

    def reload(self, word='reloaded'):
        count = self.log().count(word)
        self.process.send_signal(signal.SIGHUP)
        self.wait_for(word, count=count + 1)

    def memory_kb(self):
        with open(f'/proc/{self.process.pid}/status') as file:
            return next(int(line.split()[1]) for line in file if line.startswith('VmRSS'))

    def stop(self):
        """End it as a supervisor would; its exit code."""
        self.process.terminate()
        return self.process.wait(10)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class World:
    """A proxy with a phone, a next hop and providers around it; use it with `with`.

    targets: None for one provider, or the target entries as YAML, made of the parties' addresses.
    """

    def __init__(self, listen=(f'{PROXY}',), transports=('udp', 'tcp'), targets=None, include='True',
                 numbers='', stations=STATIONS, provider_tcp=False, environment=None, host=None):
        self.peers = []
        self.running = None
        self.environment = environment
        self.transports = transports
        self.include, self.numbers, self.stations, self.targets = include, numbers, stations, targets
        self.host = host or listen[0]
        self.provider = self.peer(self.host if ':' in self.host else PROVIDER, tcp=provider_tcp,
                                  listen=provider_tcp)
        self.second = self.peer(self.host if ':' in self.host else SECOND_PROVIDER)
        self.hop = self.peer(self.host if ':' in self.host else NEXT_HOP)
        self.folder = tempfile.mkdtemp(prefix='e911-test-')

    def peer(self, host, **more):
        one = sip.Peer(host, self.address if self.running else None, **more)
        self.peers.append(one)
        return one

    def write(self, **changes):
        """Write the configuration and the station table as the attributes say."""
        bracketed = f'[{self.host}]' if ':' in self.host else self.host
        listen = ', '.join(f'"sip:{bracketed}:{self.port};transport={one}"' for one in self.transports)
        transport = self.provider.transport.lower()
        targets = self.targets or [f'sip:{self.provider.place};transport={transport}']
        entries = [f'  - name: target{i}\n    uri: {one}' for i, one in enumerate(targets)]
        parameters = PARAMETER.format(self.include) if self.include else ''
        text = CONFIG.format(**{
            'parameters': parameters, 'numbers': self.numbers, 'listen': listen, 'pbx': PBX,
            'hop': NEXT_HOP, 'provider': PROVIDER, 'targets': '\n'.join(entries),
            'next_hop': f'sip:{self.hop.place};transport=udp', **changes})
        with open(os.path.join(self.folder, 'e911.yaml'), 'w') as file:
            file.write(text)
        with open(os.path.join(self.folder, 'stations.csv'), 'w') as file:
            file.write(self.stations)

    def start(self):
        """Start the proxy; another process may take the free port first, so try again."""
        for _ in range(5):
            self.port = free_port(self.host)
            self.address = (self.host, self.port)
            self.write()
            self.running = Process(self.folder, environment=self.environment)
            if self.running.wait_for('ready'):
                return
            check_equal(self.running.process.returncode, 3, self.running.log())
        raise AssertionError('no free port for the proxy')

    def restart(self):
        check_equal(self.running.stop(), 0, 'exit code at SIGTERM')
        self.running = Process(self.folder, environment=self.environment)
        check(self.running.wait_for('ready'), 'it did not start again:', self.running.log())

    def __enter__(self):
        try:
            self.start()
            for one in self.peers:
                one.proxy = self.address
            self.phone = self.peer(self.host if ':' in self.host else PHONE)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind, error, trace):
        try:
            if kind is None:
                check_equal(self.running.stop(), 0, 'exit code at SIGTERM; ' + self.running.log())
            elif self.running:
                print('# ' + '\n# '.join(self.running.log().splitlines()[-20:]))
        finally:
            self.close()

    def close(self):
        if self.running:
            self.running.kill()
        for one in self.peers:
            one.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # ---- calls ----

    def uri(self, user):
        return f'sip:{user}@{f"[{self.host}]" if ":" in self.host else self.host}:{self.port}'

    def dial(self, number, caller=None, user='8182'):
        """A dialog about to begin; `number` is digits or a whole URI."""
        uri = number if ':' in number else self.uri(number)
        return sip.Dialog.calling(caller or self.phone, user, uri)

    def answered(self, number, caller=None, callee=None, user='8182', extra=()):
        """Place a call and answer it; both ends of it, and the INVITE as it was received."""
        callee = callee or self.provider
        near = self.dial(number, caller, user)
        near.send('INVITE', body=sip.SDP, extra=extra)
        invite = callee.expect('INVITE')
        far = sip.Dialog.called(callee, invite, sip.unique('b'))
        tag = far.local.rsplit('tag=', 1)[1]
        callee.reply(invite, 180, tag=tag, contact=callee.uri('psap'))
        callee.reply(invite, 200, tag=tag, contact=callee.uri('psap'), body=sip.SDP)
        near.peer.expect(180)
        near.learn(near.peer.expect(200, method='INVITE'))
        near.send('ACK')
        callee.expect('ACK')
        return near, far, invite

    def both_ways(self):
        """An emergency call and an ordinary one: what is dialled, and who takes it."""
        return (('911', self.provider), ('5551234', self.hop))


def exchange(near, far_peer, method, status=200, **more):
    """A request in a dialog and its answer; the request as it arrived."""
    near.send(method, **more)
    request = far_peer.expect(method)
    far_peer.reply(request, status, contact=far_peer.uri('psap'))
    near.peer.expect(status, method=method)
    return request


def ininattr(message):
    """ININAttr lines by the loosest reading: any line end counts, blanks before the name do, too."""
    head = message.text.split('\r\n\r\n')[0]
    return [line for line in re.split('[\r\n]+', head) if re.match(r'\s*ininattr\s*:', line, re.I)]


def own_lines(lines):
    """Header lines that a proxy has no business to change."""
    return [line for line in lines if sip.name_of(line) not in ('max-forwards', 'ininattr')]


def check_verbatim(sent, received, world):
    """Every line that was sent arrives byte for byte and in its order."""
    lines = own_lines(received.lines)
    via = next(line for line in lines if sip.name_of(line) == 'via')
    check(world.running and f':{world.port}' in via, 'the topmost Via is not the proxy\'s:', via)
    lines.remove(via)
    lines = [line for line in lines if not (sip.name_of(line) == 'record-route' and
                                            f'{world.host}:{world.port}' in line)]
    check_equal(lines, own_lines(sip.Message(sent).lines), 'header lines')
    check_equal(received.body, sip.Message(sent).body, 'body')
