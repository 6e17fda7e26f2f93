"""Whole calls through the proxy: setting up, changing, giving up and ending them, both ways."""

import json
import os
import subprocess

import sip
from proxy import World, exchange
from tap import case, check, check_equal, main


# ---- answered calls ------------------------------------------------------------------------------

@case('INVITE, 180, 200, ACK and a BYE of the caller pass')
def caller_hangs_up():
    with World() as world:
        for number, party in world.both_ways():
            near, far, invite = world.answered(number, callee=party)
            bye = exchange(near, party, 'BYE')
            check_equal(bye.uri, party.uri('psap'))
            check_equal(bye.headers('route'), [])
            check_equal(bye.header('to'), far.local)
        check(world.running.wait_for('class=emergency station=known target=target0 answer=200'),
              'the proxy has ended')


@case('The BYE of the answering side passes')
def callee_hangs_up():
    with World() as world:
        for number, party in world.both_ways():
            near, far, invite = world.answered(number, callee=party)
            bye = exchange(far, world.phone, 'BYE')
            check_equal(bye.uri, world.phone.uri('me'))
            check_equal(bye.headers('route'), [])


@case('Re-INVITE, UPDATE, INFO and MESSAGE pass in both directions')
def changes_both_ways():
    with World() as world:
        for number, party in world.both_ways():
            near, far, _ = world.answered(number, callee=party)
            for one, other in ((near, party), (far, world.phone)):
                request = exchange(one, other, 'INVITE', body=sip.SDP)
                check_equal(request.body, sip.SDP)
                check_equal(request.uri, one.target)
                one.send('ACK')
                other.expect('ACK')
                for method in ('UPDATE', 'INFO', 'MESSAGE'):
                    exchange(one, other, method)
            exchange(near, party, 'BYE')
        check(not world.second.inbox, world.second.inbox)


@case('PRACK passes with its RAck, and the reliable 183 with its RSeq')
def reliable_provisional():
    with World() as world:
        for number, party in world.both_ways():
            near = world.dial(number)
            near.send('INVITE', extra=['Supported: 100rel'], body=sip.SDP)
            invite = party.expect('INVITE')
            reliable = ['Require: 100rel', 'RSeq: 4711']
            party.reply(invite, 183, tag='e', contact=party.uri('psap'), extra=reliable)
            early = world.phone.expect(183)
            check_equal([early.header('rseq'), early.header('require')], ['4711', '100rel'])
            near.learn(early)
            prack = exchange(near, party, 'PRACK', extra=['RAck: 4711 1 INVITE'])
            check_equal(prack.header('rack'), '4711 1 INVITE')
            party.reply(invite, 200, tag='e', contact=party.uri('psap'))
            world.phone.expect(200)
            near.send('ACK', cseq=1)
            party.expect('ACK')


@case('e911-psap rings, answers and hangs up behind the proxy')
def with_the_psap_program():
    with World() as world:
        listen = world.provider.place
        world.provider.close()
        psap = subprocess.Popen(
            [os.environ['E911_PSAP'], '--listen', f'sip:{listen};transport=udp', '--json', '--ring', '300'],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            check('listening' in psap.stderr.readline(), 'e911-psap is not ready')
            near = world.dial('911')
            near.send('INVITE', body=sip.SDP)
            world.phone.expect(180)
            near.learn(world.phone.expect(200))
            near.send('ACK')
            near.send('BYE')
            world.phone.expect(200, method='BYE')
            shown = json.loads(psap.stdout.readline())
            check('0004f215c285' in json.dumps(shown), shown)
        finally:
            psap.kill()
            psap.communicate()
            world.peers.remove(world.provider)


# ---- giving up -----------------------------------------------------------------------------------

@case('CANCEL before the answer: 200 for it, 487 for the INVITE, and the ACK ends here')
def cancel_ringing():
    with World() as world:
        near = world.dial('911')
        near.send('INVITE')
        invite = world.provider.expect('INVITE')
        world.provider.reply(invite, 180, tag='r')
        world.phone.expect(180)
        near.send('CANCEL', cseq=1, branch=near.branch)
        world.phone.expect(200, method='CANCEL')
        cancel = world.provider.expect('CANCEL')
        check_equal(cancel.branch(), invite.branch())
        check_equal(cancel.uri, invite.uri)
        check_equal(cancel.header('cseq'), '1 CANCEL')
        world.provider.reply(cancel, 200, tag='r')
        world.provider.reply(invite, 487, tag='r')
        check_equal(world.phone.expect(487).tag('to'), 'r')
        ack = world.provider.expect('ACK')
        check_equal([ack.branch(), ack.tag('to')], [invite.branch(), 'r'])
        near.send('ACK', cseq=1, branch=near.branch)
        world.provider.expect_nothing(0.3)
        world.hop.expect_nothing(0)
        world.phone.expect_nothing(0, unless=lambda message: message.status == 100)


@case('CANCEL of a silent target leaves after its first 1xx, and no earlier')
def cancel_silent():
    with World() as world:
        near = world.dial('911')
        near.send('INVITE')
        invite = world.provider.expect('INVITE')
        near.send('CANCEL', cseq=1, branch=near.branch)
        world.phone.expect(200, method='CANCEL')
        world.provider.expect_nothing(0.3, unless=lambda message: message.method == 'INVITE')
        world.provider.reply(invite, 180, tag='r')
        world.provider.reply(world.provider.expect('CANCEL'), 200, tag='r')
        world.provider.reply(invite, 487, tag='r')
        world.phone.expect(487)


@case('A 200 that comes after the CANCEL still reaches the caller, and its ACK and BYE the provider')
def cancel_too_late():
    with World() as world:
        near = world.dial('911')
        near.send('INVITE')
        invite = world.provider.expect('INVITE')
        world.provider.reply(invite, 180, tag='r')
        near.send('CANCEL', cseq=1, branch=near.branch)
        world.provider.expect('CANCEL')
        world.provider.reply(invite, 200, tag='r', contact=world.provider.uri('psap'))
        near.learn(world.phone.expect(200, method='INVITE'))
        near.send('ACK', cseq=1)
        world.provider.expect('ACK')
        exchange(near, world.provider, 'BYE', cseq=2)


@case('487 after a CANCEL does not hunt to the second target')
def cancel_does_not_hunt():
    with World() as world:
        world.targets = [f'sip:{world.provider.place}', f'sip:{world.second.place}']
        world.write()
        world.running.reload()
        for status in (487, 503):
            near = world.dial('911')
            near.send('INVITE')
            invite = world.provider.expect('INVITE')
            world.provider.reply(invite, 180, tag='r')
            near.send('CANCEL', cseq=1, branch=near.branch)
            world.provider.reply(world.provider.expect('CANCEL'), 200, tag='r')
            world.provider.reply(invite, status, tag='r')
            check_equal(world.phone.expect(lambda m: m.status > 200).status, status)
        world.second.expect_nothing(0.2)


@case('An ordinary call given up: CANCEL and the ACK reach the next hop with the INVITE\'s branch')
def cancel_ordinary():
    with World() as world:
        for dialled in ('5551234', 'sip:5551234@example.com', 'sip:5551234@example.com:5080',
                        'tel:5551234'):
            near = world.dial(dialled)
            near.send('INVITE')
            invite = world.hop.expect('INVITE')
            near.send('CANCEL', cseq=1, branch=near.branch)
            cancel = world.hop.expect('CANCEL')
            check_equal([cancel.branch(), cancel.uri], [invite.branch(), invite.uri], dialled)
            world.hop.reply(cancel, 200, tag='h')
            world.hop.reply(invite, 487, tag='h')
            near.remote = world.phone.expect(487).header('to')
            near.send('ACK', cseq=1, branch=near.branch)
            ack = world.hop.expect('ACK')
            check_equal([ack.branch(), ack.uri], [invite.branch(), invite.uri], dialled)


@case('The ACK of a refused ordinary call reaches the next hop with a preloaded Route, too')
def ack_with_preloaded_route():
    with World() as world:
        near = world.dial('5551234')
        near.routes = [f'<sip:{world.host}:{world.port};lr>']
        near.send('INVITE')
        invite = world.hop.expect('INVITE')
        check_equal(invite.headers('route'), [])
        world.hop.reply(invite, 486, tag='h')
        near.remote = world.phone.expect(486).header('to')
        near.send('ACK', cseq=1, branch=near.branch)
        ack = world.hop.expect('ACK')
        check_equal([ack.branch(), ack.uri], [invite.branch(), invite.uri])
        check_equal(len(ack.listed('via')), 2, 'Vias: it has been sent in a circle')


# ---- retransmissions -----------------------------------------------------------------------------

@case('A retransmitted INVITE is not doubled at the provider; the caller hears the last answer again')
def invite_again():
    with World() as world:
        near = world.dial('911')
        text = near.send('INVITE')
        invite = world.provider.expect('INVITE')
        world.provider.reply(invite, 100)
        world.phone.send(text)
        world.phone.send(text)
        world.provider.expect_nothing(0.3)
        for _ in range(3):
            world.phone.expect(100)
        world.provider.reply(invite, 180, tag='r')
        world.phone.expect(180)
        world.phone.send(text)
        world.phone.expect(180)


@case('A retransmitted ordinary request leaves with the same branch; another request with another')
def same_branch():
    with World() as world:
        near = world.dial('5551234')
        text = near.send('INVITE')
        world.phone.send(text)
        first, again = world.hop.expect('INVITE'), world.hop.expect('INVITE')
        check_equal(first.branch(), again.branch())
        check_equal(first.text, again.text)
        world.dial('5551234').send('INVITE')
        check(world.hop.expect('INVITE').branch() != first.branch(), 'one branch for two calls')


@case('A 200 that the provider sends again reaches the caller again')
def answer_again():
    with World() as world:
        near, far, invite = world.answered('911')
        for _ in range(2):
            world.provider.reply(invite, 200, tag=far.local.rsplit('=', 1)[1],
                                 contact=world.provider.uri('psap'))
            world.phone.expect(200)
            near.send('ACK')
            world.provider.expect('ACK')


@case('An INVITE that nobody answers is sent again by the proxy')
def proxy_retransmits():
    with World() as world:
        world.dial('911').send('INVITE')
        first = world.provider.expect('INVITE')
        check_equal(world.provider.expect('INVITE', 1.5).text, first.text)


if __name__ == '__main__':
    main()
