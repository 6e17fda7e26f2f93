"""What an emergency call and the programs must withstand: odd requests, and signals."""

import contextlib
import json
import os
import signal
import subprocess
import time

import sip
from proxy import OURS, World, end_with_parent, exchange, ininattr
from tap import case, check, check_equal, main

SIGNALS_TO_BEAR = (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)


def ring(world, party=None, dialled='911'):
    """A call that rings: the caller's end of it, and the INVITE as it was received."""
    party = party or world.provider
    near = world.dial(dialled)
    near.send('INVITE')
    invite = party.expect('INVITE')
    party.reply(invite, 180, tag='r')
    world.phone.expect(180)
    return near, invite


# ---- odd requests --------------------------------------------------------------------------------

@case('An INVITE with a To tag and no Route is an emergency call nevertheless')
def tag_without_dialog():
    with World() as world:
        for dialled in (world.uri('911'), 'urn:service:sos', 'tel:911', 'sip:911@some.other.name'):
            near = world.dial(dialled)
            near.remote += ';tag=oops'
            near.send('INVITE', body=sip.SDP)
            invite = world.provider.expect('INVITE')
            check_equal(invite.headers('ININAttr'), [OURS.split(': ')[1]], dialled)
            check_equal(invite.header('to'), near.remote)
            world.provider.reply(invite, 200, contact=world.provider.uri('psap'))
            near.learn(world.phone.expect(200))
            check_equal(near.remote, invite.header('to'))
            near.send('ACK')
            world.provider.expect('ACK')
            exchange(near, world.provider, 'BYE')
        world.hop.expect_nothing(0)


@case('A re-INVITE and its CANCEL follow their Route set, even to a party that calls itself 911')
def reinvite_to_911():
    with World() as world:
        near = world.dial('911')
        near.send('INVITE')
        invite = world.provider.expect('INVITE')
        behind = f'<sip:{world.second.place};lr>'
        invite.lines.insert(0, f'Record-Route: {behind}')
        for routes in ([], [behind]):
            party = world.second if routes else world.provider
            world.provider.reply(invite, 200, tag='r', contact=world.provider.uri('911'))
            near.learn(world.phone.expect(200))
            near.routes = near.routes[:1] + routes
            request = exchange(near, party, 'INVITE', extra=['ININAttr: "a=b"'])
            near.send('CANCEL', cseq=near.cseq, branch=near.branch)
            cancel = party.expect('CANCEL')
            check_equal(cancel.branch(), request.branch())
            for one in (request, cancel):
                check_equal(one.uri, world.provider.uri('911'))
                check_equal(one.listed('route'), routes)
                check_equal(ininattr(one), [])
        check_equal([m for m in world.provider.inbox if m.method == 'INVITE'], [])


@case('A CANCEL of an emergency call that is not known is answered 481 and goes nowhere')
def unknown_cancel():
    with World() as world:
        for dialled in ('911', 'urn:service:sos', 'tel:911', 'sip:911@some.other.name'):
            stray = world.dial(dialled)
            stray.send('CANCEL', cseq=1)
            check(world.phone.expect(481, method='CANCEL').tag('to'), 'a 481 without To tag')
            near, invite = ring(world, dialled=dialled)
            near.send('CANCEL', cseq=1)
            world.phone.expect(481, method='CANCEL')
            world.provider.expect_nothing(0.1)
            world.provider.reply(invite, 200, tag='r', contact=world.provider.uri('psap'))
            near.learn(world.phone.expect(200))
            near.send('ACK', cseq=1)
            world.provider.expect('ACK')
        world.hop.expect_nothing(0.1)
        world.second.expect_nothing(0)


@case('A CANCEL with a To tag ends the call whose INVITE has it, too, or is answered 481')
def tagged_cancel():
    with World() as world:
        for dialled in (world.uri('911'), 'urn:service:sos', 'tel:911', 'sip:911@some.other.name'):
            near = world.dial(dialled)
            near.remote += ';tag=oops'
            near.send('CANCEL', cseq=1)
            world.phone.expect(481, method='CANCEL')
            near.send('INVITE', cseq=1)
            branch = near.branch
            invite = world.provider.expect('INVITE')
            world.provider.reply(invite, 180)
            near.send('CANCEL', cseq=1)
            world.phone.expect(481, method='CANCEL')
            near.send('CANCEL', cseq=1, branch=branch)
            world.phone.expect(200, method='CANCEL')
            check_equal(world.provider.expect('CANCEL').branch(), invite.branch())
            world.provider.reply(invite, 487)
            world.phone.expect(487)
        world.hop.expect_nothing(0.1)


# ---- signals -------------------------------------------------------------------------------------

@case('SIGHUP, SIGUSR1 and SIGUSR2 do not end the proxy, and SIGUSR2 reloads as SIGHUP does')
def signals():
    with World() as world:
        near, invite = ring(world)
        world.running.process.send_signal(signal.SIGUSR1)
        time.sleep(0.1)
        world.answered('911')
        world.targets = [f'sip:{world.second.place}']
        world.write()
        world.running.process.send_signal(signal.SIGUSR2)
        check(world.running.wait_for('reloaded'), 'the proxy has ended')
        world.answered('911', callee=world.second)
        for number in SIGNALS_TO_BEAR * 10:
            world.running.process.send_signal(number)
        world.answered('911', callee=world.second)
        world.provider.reply(invite, 200, tag='r', contact=world.provider.uri('psap'))
        near.learn(world.phone.expect(200))


@contextlib.contextmanager
def psap_at(place):
    """An e911-psap that listens there and answers at once."""
    process = subprocess.Popen(
        [os.environ['E911_PSAP'], '--listen', f'sip:{place};transport=udp', '--json'],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=end_with_parent)
    try:
        check('listening' in process.stderr.readline(), 'e911-psap is not ready')
        yield process
    finally:
        process.kill()
        process.communicate()


@case('SIGHUP, SIGUSR1 and SIGUSR2 do not end e911-psap')
def signals_to_the_psap():
    with World() as world:
        world.provider.close()
        world.peers.remove(world.provider)
        with psap_at(world.provider.place) as psap:
            for number in SIGNALS_TO_BEAR:
                psap.send_signal(number)
                time.sleep(0.1)
                check_equal(psap.poll(), None, f'e911-psap ended at {number}')
                near = world.dial('911')
                near.send('INVITE', body=sip.SDP)
                near.learn(world.phone.expect(200, method='INVITE'))
                near.send('ACK')
                check('0004f215c285' in json.dumps(json.loads(psap.stdout.readline())), number)
                near.send('BYE')
                world.phone.expect(200, method='BYE')
                psap.stdout.readline()
            psap.send_signal(signal.SIGTERM)
            check_equal(psap.wait(5), 0, 'exit code of e911-psap at SIGTERM')


@case('At SIGTERM calls that ring are cancelled, answered ones are not, and it ends within 2 s')
def term_while_ringing():
    for number in (signal.SIGTERM, signal.SIGINT):
        for tcp, silent in ((False, False), (True, False), (False, True)):
            with World(provider_tcp=tcp) as world:
                world.answered('911')
                ringing = [ring(world)[1] for _ in range(3)]
                if silent:
                    world.dial('911').send('INVITE')
                    world.provider.expect('INVITE')
                begun = time.monotonic()
                world.running.process.send_signal(number)
                for invite in ringing:
                    cancel = world.provider.expect(
                        lambda m: m.method == 'CANCEL' and m.branch() == invite.branch(), 2)
                    check_equal([cancel.uri, cancel.header('call-id'), cancel.header('cseq')],
                                [invite.uri, invite.header('call-id'), '1 CANCEL'])
                check_equal(world.running.process.wait(5), 0, 'exit code')
                check(time.monotonic() - begun < 2, 'it took', time.monotonic() - begun, 's')
                branches = [invite.branch() for invite in ringing]
                world.provider.expect_nothing(0.1, unless=lambda m: m.branch() in branches or (
                    silent and m.method in ('INVITE', 'CANCEL')))


if __name__ == '__main__':
    main()
