"""What the stack does by itself unless it is told otherwise: STUN, TCP for UDP, rport, 482, late 200s."""

import socket
import struct
import time

import sip
from proxy import PHONE, PROVIDER, World, exchange
from tap import case, check, check_equal, main

STUN_COOKIE = 0x2112a442


@case('A STUN binding request on the SIP port gets no address from us')
def stun():
    with World() as world:
        for cookie in (STUN_COOKIE, 0x01020304):
            for message_type in (0x0001, 0x0002):
                request = struct.pack('>HHI', message_type, 0, cookie) + bytes(range(12))
                world.phone.send(request.decode('latin-1'))
        # An error response gives nothing away; 0x0101 and 0x0102 are the success responses.
        world.phone.expect_nothing(0.3, unless=lambda m: m.text[:2] not in ('\x01\x01', '\x01\x02'))
        world.phone.drain()
        world.answered('911')


def listener_at(host):
    """A UDP party and a listening TCP party that have the same port."""
    while True:
        udp = sip.Peer(host)
        try:
            listening = socket.create_server((host, udp.port))
        except OSError:
            udp.close()
            continue
        return udp, listening


@case('A long emergency call to a target on UDP leaves over UDP, though its TCP port listens, too')
def long_over_udp():
    with World() as world:
        party, listening = listener_at(PROVIDER)
        party.proxy = world.address
        world.peers.append(party)
        with listening:
            for target in (f'sip:{party.place};transport=udp', f'sip:{party.place}'):
                world.targets = [target]
                world.write()
                world.running.reload()
                for size in (1000, 1400, 3000, 30000):
                    near, _, invite = world.answered('911', callee=party,
                                                     extra=['X-Long: ' + 'x' * size])
                    check(invite.listed('via')[0].startswith('SIP/2.0/UDP'), invite.listed('via'))
                    exchange(near, party, 'INFO', extra=['X-Long: ' + 'x' * size])
            listening.settimeout(0)
            try:
                listening.accept()
            except BlockingIOError:
                return
            raise AssertionError('the proxy connected over TCP')


@case('Without rport answers go to the port the Via names; with rport to where the request came from')
def rport():
    with World() as world:
        named = world.peer(PHONE)
        for number, party in world.both_ways():
            for parameter, hears, other in (('', named, world.phone), (';rport', world.phone, named)):
                call = world.dial(number)
                text = call.text('INVITE')
                world.phone.send(text.replace(f'UDP {world.phone.place};',
                                              f'UDP {named.place}{parameter};', 1))
                invite = party.expect('INVITE')
                for status in (180, 200):
                    party.reply(invite, status, tag='r', contact=party.uri('r'))
                    hears.expect(status)
                other.expect_nothing(0.05)
                hears.drain()


@case('An INVITE that comes by two branches is not answered 482; an emergency call goes on by both')
def merged():
    with World() as world:
        for number, party in world.both_ways():
            near = world.dial(number)
            invites = []
            for _ in range(2):
                near.send('INVITE', cseq=1)
                invites.append(party.expect('INVITE'))
            # The stack makes a stateless branch of what both have in common, so an ordinary call has
            # one branch from here on, and is one call at the next hop.
            check_equal(invites[0].branch() == invites[1].branch(), number != '911', number)
            if number != '911':
                invites.pop()
            for invite in invites:
                party.reply(invite, 180, tag='r')
            party.reply(invites[0], 200, tag='r', contact=party.uri('r'))
            for invite in invites[1:]:
                party.reply(invite, 486, tag='s')
            finals = [world.phone.expect(lambda m: m.status >= 200).status for _ in invites]
            check_equal(sorted(finals), [200, 486][:len(invites)])
            world.phone.drain()


@case('A 200 that comes 1 s after the CANCEL reaches the caller, after the 487 of another party, too')
def very_late_200():
    with World() as world:
        waiting = []
        for refused in (False, True):
            near = world.dial('911')
            near.send('INVITE')
            invite = world.provider.expect('INVITE')
            world.provider.reply(invite, 180, tag='r')
            world.phone.expect(180)
            near.send('CANCEL', cseq=1, branch=near.branch)
            world.provider.reply(world.provider.expect('CANCEL'), 200, tag='r')
            world.phone.expect(200, method='CANCEL')
            if refused:
                world.provider.reply(invite, 487, tag='r')
                near.remote = world.phone.expect(487).header('to')
                near.send('ACK', cseq=1, branch=near.branch)
                world.provider.expect('ACK')
            waiting.append((near, invite))
        time.sleep(1)
        for near, invite in waiting:
            for _ in range(2):
                world.provider.reply(invite, 200, tag='late', contact=world.provider.uri('psap'))
                answer = world.phone.expect(lambda m: m.status == 200 and m.method == 'INVITE' and
                                            m.header('call-id') == near.call_id)
                check_equal(answer.tag('to'), 'late')
            near.learn(answer)
            near.send('ACK', cseq=1)
            check_equal(world.provider.expect('ACK').tag('to'), 'late')
            exchange(near, world.provider, 'BYE', cseq=2)


if __name__ == '__main__':
    main()
