"""What would end a careless proxy: bursts and hostile bytes."""

import glob
import os
import random
import re
import select

import sip
from proxy import NOWHERE, OURS, STRANGER, World
from tap import Skip, case, check, check_equal, data_folder, main

# ---- bursts --------------------------------------------------------------------------------------

ORDINARY_CALLS = 2000
EMERGENCY_CALLS = 100

# What a call may leave behind; kept statefully it is 27.
CALL_KB = 5


def quick_emergency(world):
    """A 911 call from INVITE to BYE, without the slow care of the other suites."""
    near = world.dial('911')
    near.send('INVITE')
    invite = world.provider.expect('INVITE')
    check_equal(invite.header('call-id'), near.call_id)
    world.provider.reply(invite, 200, tag='e', contact=world.provider.uri('psap'))
    near.learn(world.phone.expect(200, method='INVITE'))
    near.send('ACK')
    world.provider.expect('ACK')
    near.send('BYE')
    world.provider.reply(world.provider.expect('BYE'), 200)
    world.phone.expect(200, method='BYE')
    world.phone.drain()


@case(f'{ORDINARY_CALLS} ordinary calls at once leave nothing behind, and {EMERGENCY_CALLS} '
      'emergency calls get through meanwhile')
def burst():
    with World() as world:
        caller = world.peer(STRANGER)
        quick_emergency(world)
        before = world.running.memory_kb()
        arrived = 0
        for number in range(ORDINARY_CALLS):
            world.dial('5551234', caller).send('INVITE', body=sip.SDP)
            if number % (ORDINARY_CALLS // EMERGENCY_CALLS) == 0:
                quick_emergency(world)
                while select.select([world.hop.socket], [], [], 0)[0]:
                    world.hop.gather(0)
                arrived += len(world.hop.inbox)
                world.hop.inbox.clear()
        grown = world.running.memory_kb() - before
        check(arrived > ORDINARY_CALLS * 9 // 10, 'only', arrived, 'calls reached the next hop')
        if not os.environ.get('E911_SANITIZED'):
            check(grown < ORDINARY_CALLS * CALL_KB, 'memory grew by', grown, 'kB')


# ---- hostile bytes -------------------------------------------------------------------------------

def only_loopback(text):
    """A message whose addresses lead nowhere else, for a proxy does go where a message says."""
    head, separator, body = text.partition('\r\n\r\n')
    start, end, rest = head.partition('\n')
    quad = r'\d+\.\d+\.\d+\.\d+'
    start = re.sub(quad, NOWHERE, start)
    rest = re.sub(rf'(?im)^(route\s*:|(?:v|via)\s*:).*', lambda line: re.sub(quad, NOWHERE, line[0]), rest)
    rest = re.sub(rf'(?i)maddr\s*=\s*[^;,\s]*', f'maddr={NOWHERE}', rest)
    return start + end + rest + separator + body


def lives(world, peer):
    """True when the proxy answers OPTIONS; so nothing sent before waits unread, either."""
    call = world.dial(f'sip:{world.host}:{world.port}', peer)
    for _ in range(3):
        call.send('OPTIONS')
        try:
            peer.expect(lambda message: message.header('call-id') == call.call_id, 1)
            return True
        except AssertionError:
            check(world.running.process.poll() is None, 'the proxy has ended')
    return False


def still_routes(world):
    """The proxy lives, and a 911 call gets through it to its end."""
    for one in world.peers:
        if one.transport == 'UDP':
            one.drain()
    check(lives(world, world.phone), 'no answer to OPTIONS')
    near = world.dial('911')
    near.send('INVITE', body=sip.SDP)
    ours = lambda message: message.header('call-id') == near.call_id and message.method == 'INVITE'
    invite = world.provider.expect(ours)
    check_equal(invite.headers('ININAttr'), [OURS.split(': ')[1]])
    world.provider.reply(invite, 200, tag='e', contact=world.provider.uri('psap'))
    world.phone.expect(lambda message: ours(message) and message.status == 200)


def throw(world, messages):
    """Send messages over UDP, none faster than the proxy can read them."""
    sender = world.peer(STRANGER)
    for number, text in enumerate(messages, 1):
        sender.send(text)
        if number % 25 == 0:
            check(lives(world, sender), 'no answer to OPTIONS after', repr(text))
            for one in (sender, world.provider, world.hop):
                one.drain()
    check(lives(world, sender), 'no answer to OPTIONS at the end')


def stored_messages():
    paths = sorted(glob.glob(os.path.join(data_folder(), 'torture', '*.sip')) +
                   glob.glob(os.path.join(data_folder(), 'invites', '*.sip')))
    if not paths:
        raise Skip('no messages in E911_TEST_DATA')
    texts = []
    for path in paths:
        with open(path, encoding='latin-1', newline='') as file:
            texts.append(only_loopback(file.read()))
    return texts


@case('Every torture message and every real INVITE leaves the proxy alive')
def torture():
    texts = stored_messages()
    with World() as world:
        throw(world, texts)
        # As calls to 911 they take the other way through the proxy.
        throw(world, [re.sub(r'^INVITE \S+', 'INVITE sip:911@example.com', text) for text in texts])
        still_routes(world)


@case('Every torture message leaves the proxy alive over TCP, too')
def torture_over_tcp():
    texts = stored_messages()
    with World() as world:
        for text in texts:
            sender = world.peer(STRANGER, tcp=True)
            sender.send(text.replace('SIP/2.0/UDP', 'SIP/2.0/TCP'))
            sender.close()
            world.peers.remove(sender)
        still_routes(world)


@case('Random bytes over UDP and TCP leave the proxy alive')
def random_bytes():
    source = random.Random(911)
    noise = [source.randbytes(source.randrange(1, 1500)).decode('latin-1') for _ in range(300)]
    with World() as world:
        throw(world, noise)
        for text in noise[:30]:
            sender = world.peer(STRANGER, tcp=True)
            sender.send(text)
        still_routes(world)


def mutate(source, text):
    """A message with a few of its bytes or lines changed, as a fuzzer does it."""
    for _ in range(source.randrange(1, 5)):
        at = source.randrange(len(text))
        lines = text.split('\r\n')
        line = source.randrange(len(lines))
        text = source.choice([
            lambda: text[:at] + chr(source.randrange(256)) + text[at + 1:],
            lambda: text[:at] + source.choice('\r\n\0"<>;,:@= \t%') * source.randrange(1, 9) + text[at:],
            lambda: text[:at] + text[at + source.randrange(1, 40):],
            lambda: '\r\n'.join(lines[:line] + [lines[line]] * source.randrange(2, 9) + lines[line:]),
            lambda: '\r\n'.join(lines[:line] + lines[line + 1:]),
            lambda: re.sub(r'\d+', lambda found: source.choice([found[0], '4294967296', '-1']), text),
        ])() or text[:1]
    return text


@case('2000 mutated requests and answers leave the proxy alive')
def mutations():
    source = random.Random(112)
    with World() as world:
        sender = world.peer(STRANGER)
        seeds = []
        for method, dialled in (('INVITE', '911'), ('INVITE', '5551234'), ('INVITE', 'urn:service:sos'),
                                ('ACK', '911'), ('CANCEL', '911'), ('REGISTER', '911'), ('PRACK', '911')):
            call = world.dial(dialled, sender)
            seeds.append(call.text(method, extra=['ININAttr: "a=b"', 'Expires: 60', 'RAck: 1 1 INVITE',
                                                  f'Record-Route: <sip:{NOWHERE};lr>'], body=sip.SDP))
        seeds.append(sip.response(sip.Message(seeds[0]), 200, tag='x', body=sip.SDP))
        throw(world, [only_loopback(mutate(source, source.choice(seeds))) for _ in range(2000)])
        still_routes(world)


@case('A name in the Via of a request that cannot be read is not looked up, which would stop all calls')
def no_lookup():
    with World() as world:
        local = world.peer('127.0.0.1')
        for version in ('SIP/3.0', 'SIP/-1.0'):
            text = world.dial('911', local).text('INVITE').replace(' SIP/2.0\r\n', f' {version}\r\n', 1)
            local.send(text.replace(f'UDP {local.place}', f'UDP localhost:{local.port}'))
        check(lives(world, world.phone), 'no answer to OPTIONS')
        local.expect_nothing(0.2)


@case('A message above 64 kB over TCP is refused, and the proxy goes on')
def too_large():
    with World() as world:
        phone = world.peer(STRANGER, tcp=True)
        phone.send(world.dial('911', phone).text('INVITE', body='x' * 70000))
        phone.expect(413)
        world.provider.expect_nothing(0.1)
        still_routes(world)


@case('Long lines and many lines pass in an emergency call')
def long_lines():
    with World() as world:
        for extra in (['X-Long: ' + 'x' * 40000], ['X-Many: x'] * 600, ['X-Fold: a' + '\r\n b' * 500]):
            sent = world.dial('911').send('INVITE', extra=extra)
            lines = world.provider.expect('INVITE').lines
            check_equal([line for line in lines if line.startswith('X-')], extra)
            check(len(sent) < 65507, 'too long for a datagram')


@case('OPTIONS to the proxy itself is answered with 200; to a user it is passed on')
def options():
    with World() as world:
        check(lives(world, world.phone), 'no answer')
        call = world.dial(f'sip:{world.host}:{world.port}')
        call.send('OPTIONS')
        check_equal(world.phone.expect(lambda message: message.is_response).status, 200)
        world.dial('8185').send('OPTIONS')
        world.hop.expect('OPTIONS')


@case('Blank lines in front of a message, or alone to keep a connection open, disturb nobody')
def keep_alive():
    with World() as world:
        idle = world.peer(STRANGER, tcp=True)
        for blank in ('\r\n\r\n', '\r\n', '\0\0\0\0'):
            world.phone.send(blank)
        idle.send('\r\n\r\n')
        for tcp in (False, True):
            for blank in ('\r\n\r\n', '\r\n', '\n'):
                phone = world.peer(STRANGER, tcp=tcp)
                sent = world.dial('911', phone).text('INVITE', body=sip.SDP)
                phone.send(blank + sent)
                invite = world.provider.expect('INVITE')
                check(invite.text.startswith('INVITE sip:911@'), invite.text)
                check_equal(invite.body, sip.SDP)
                phone.expect(100)
        idle.send(world.dial('5551234', idle).text('INVITE'))
        world.hop.expect('INVITE')


if __name__ == '__main__':
    main()
