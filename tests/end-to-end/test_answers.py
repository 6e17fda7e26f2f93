"""What comes back: flawed answers, refusals, and the hunt for a target that takes the call."""

import sip
from proxy import NOWHERE, PBX, SPOOF, World, free_port, ininattr
from tap import Skip, case, check, check_equal, main


def two_targets(world, first=None):
    """A first target, or the provider, and behind it the second provider."""
    world.targets = [first or f'sip:{world.provider.place}', f'sip:{world.second.place}']
    world.write()
    world.running.reload()


FLAWED = [
    'Contact: <<sip:', 'Contact: <sip:a@b;x="no end', 'Expires: soon', 'RSeq: x', 'Record-Route: <<',
    'Require: ;;', 'Content-Length: 0', 'Date: yesterday', 'Session-Expires: ;', 'Allow: ;',
    'Min-SE: x', 'To: <sip:again@example.com>', 'From: <sip:again@example.com>', 'Call-ID: again',
    'CSeq: 7 BYE', 'Retry-After: x', 'Accept: ///', 'X-Bare: \xff\xfe', 'Supported: "', 'Warning: 399',
]


@case('A 200 with a malformed or doubled line reaches the caller, the line verbatim')
def flawed_answers():
    with World() as world:
        for number, party in world.both_ways():
            for line in FLAWED:
                near = world.dial(number)
                near.send('INVITE')
                invite = party.expect('INVITE')
                party.reply(invite, 180, tag='r', extra=[line])
                check(line in world.phone.expect(180).lines, 'not verbatim in 180:', line)
                party.reply(invite, 200, tag='r', extra=[line])
                answer = world.phone.expect(200)
                check(line in answer.lines, 'not verbatim:', line, answer.text)
                check_equal(answer.header('call-id'), near.call_id)
                check_equal(len(answer.listed('via')), 1)


@case('Every line of an answer but our own Via arrives byte for byte and in order')
def answers_verbatim():
    with World() as world:
        extra = ['x-ODD :  1 ', 'k: a,b', 'X-Fold: a\r\n\tb', 'Server: \xe4', 'm: <sip:x@127.0.0.9>',
                 'Empty:']
        for number, party in world.both_ways():
            world.dial(number).send('INVITE')
            invite = party.expect('INVITE')
            text = sip.response(invite, 200, tag='r', extra=extra, body=sip.SDP)
            party.send(text)
            answer = world.phone.expect(200)
            own = sip.Message(text).lines
            own.remove(next(line for line in own if line.startswith('Via')))
            check_equal(answer.lines, own)
            check_equal(answer.body, sip.SDP)


SPOOFED = [f'ININAttr: "{SPOOF}"', f'iNiNaTTr\t:{SPOOF}', f'ININAttr:\r\n "{SPOOF}"',
           f'X-Foo: a\nININAttr: "{SPOOF}"']


def answer_with(party, invite, caller, line):
    """Answer a call to its end, the line in every answer; the answers as the caller got them."""
    answers = []
    for status in (180, 183, 200):
        party.reply(invite, status, tag='r', extra=[line], contact=party.uri('r'))
        answers.append(caller.expect(status))
    return answers


@case('An ININAttr in an answer of phone, trunk or provider goes no further, however it is written')
def spoofed_answers():
    with World() as world:
        for dialled, caller, party in (('911', world.phone, world.provider),
                                       ('5551234', world.phone, world.hop),
                                       (world.phone.uri('8182'), world.hop, world.phone)):
            for line in SPOOFED:
                near = world.dial(dialled, caller)
                near.send('INVITE')
                for answer in answer_with(party, party.expect('INVITE'), caller, line):
                    check_equal(ininattr(answer), [], (dialled, line, answer.text))
                    check('0666' not in answer.text, dialled, answer.text)
                near.learn(answer)
                near.send('BYE', cseq=2)
                party.reply(party.expect('BYE'), 200, extra=[line])
                check_equal(ininattr(caller.expect(200, method='BYE')), [], (dialled, line, 'BYE'))
                world.dial(dialled, caller).send('INVITE')
                party.reply(party.expect('INVITE'), 486, tag='r', extra=[line])
                check_equal(ininattr(caller.expect(486)), [], (dialled, line, 486))


@case('An ININAttr in an answer of a target that is no known source goes no further, either')
def spoofed_answers_of_a_stranger():
    with World() as world:
        two_targets(world, f'sip:{world.second.place}')
        for line in SPOOFED:
            world.dial('911').send('INVITE')
            for answer in answer_with(world.second, world.second.expect('INVITE'), world.phone, line):
                check_equal(ininattr(answer), [], (line, answer.text))


@case('An ININAttr in an answer of a trusted PBX is passed on verbatim')
def answers_of_a_pbx():
    with World() as world:
        pbx, pbx_on_tcp = world.peer(PBX), world.peer(PBX, tcp=True, listen=True)
        line = 'ININAttr:  "uu_StationMacAddress=0004f215c285;uu_StationIPAddress=192.168.1.4"'
        two_targets(world, f'sip:{pbx.place}')
        for dialled, caller, party in ((pbx.uri('100'), world.hop, pbx), ('911', world.phone, pbx),
                                       (pbx_on_tcp.uri('100'), world.hop, pbx_on_tcp)):
            world.dial(dialled, caller).send('INVITE')
            for answer in answer_with(party, party.expect('INVITE'), caller, line):
                check(line in answer.lines, dialled, answer.text)


@case('Over IPv6 an ININAttr in an answer of a trusted PBX is passed on, and no other')
def answers_of_a_pbx_over_ipv6():
    try:
        world = World(listen=('::1',))
    except OSError:
        raise Skip('no IPv6 on loopback')
    with world:
        for trust, wanted in ((PBX, []), ('"::1"', ['ININAttr: "x=y"'])):
            world.write(pbx=trust)
            world.running.reload()
            for number, party in world.both_ways():
                world.dial(number).send('INVITE')
                for answer in answer_with(party, party.expect('INVITE'), world.phone, 'ININAttr: "x=y"'):
                    check_equal(ininattr(answer), wanted, (number, trust))


@case('A 100 of the provider is seen, stops our sending, and is not passed on a second time')
def one_100():
    with World() as world:
        near = world.dial('911')
        near.send('INVITE')
        invite = world.provider.expect('INVITE')
        world.phone.expect(100)
        world.provider.reply(invite, 100)
        world.provider.reply(invite, 100)
        world.phone.expect_nothing(0.8)
        world.provider.expect_nothing(0)


@case('A 100 of the next hop reaches the caller of an ordinary call, for we send none of our own')
def ordinary_100():
    with World() as world:
        world.dial('5551234').send('INVITE')
        invite = world.hop.expect('INVITE')
        world.phone.expect_nothing(0.1)
        world.hop.reply(invite, 100)
        world.phone.expect(100)


@case('A call the first target refuses goes to the second, whose answer wins')
def hunt():
    with World() as world:
        two_targets(world)
        for status in (302, 400, 403, 404, 407, 408, 420, 480, 486, 500, 503, 513, 600, 603, 699):
            near = world.dial('911')
            near.send('INVITE', body=sip.SDP)
            first = world.provider.expect('INVITE')
            world.provider.reply(first, 100)
            world.provider.reply(first, status, tag='no', extra=['Retry-After: 600'])
            second = world.second.expect('INVITE')
            check_equal(world.provider.expect('ACK').branch(), first.branch())
            check(second.branch() != first.branch(), 'one branch for two targets')
            check_equal(second.uri, f'sip:911@{world.second.place}')
            check_equal([line for line in second.lines if sip.name_of(line) != 'via'],
                        [line for line in first.lines if sip.name_of(line) != 'via'])
            world.second.reply(second, 200, tag='yes', contact=world.second.uri('psap'))
            near.learn(world.phone.expect(lambda message: message.status > 100))
            check(near.remote.endswith('tag=yes'), near.remote)
            near.send('ACK')
            world.second.expect('ACK')
        check(world.running.wait_for('target=target1 answer=200'), 'the proxy has ended')


@case('A target that rings and then refuses is followed by the next')
def hunt_after_ringing():
    with World() as world:
        two_targets(world)
        near = world.dial('911')
        near.send('INVITE')
        first = world.provider.expect('INVITE')
        world.provider.reply(first, 180, tag='early')
        world.phone.expect(180)
        world.provider.reply(first, 486, tag='early')
        second = world.second.expect('INVITE')
        world.second.reply(second, 200, tag='yes', contact=world.second.uri('psap'))
        check_equal(world.phone.expect(lambda message: message.status > 180).tag('to'), 'yes')


@case('A target that nobody is behind is left at once, over UDP and over TCP')
def hunt_from_closed_port():
    with World() as world:
        for transport in ('udp', 'tcp'):
            two_targets(world, f'sip:{NOWHERE}:{free_port(NOWHERE)};transport={transport}')
            world.dial('911').send('INVITE')
            second = world.second.expect('INVITE', 1)
            world.second.reply(second, 200, tag='yes', contact=world.second.uri('psap'))
            world.phone.expect(200)


@case('A target that refuses our header is asked again without it where it is listed again so')
def hunt_without_ininattr():
    with World() as world:
        world.targets = [f'sip:{world.provider.place}',
                         f'sip:{world.provider.place}\n    ININAttr: none']
        world.write()
        world.running.reload()
        world.dial('911').send('INVITE')
        first = world.provider.expect('INVITE')
        check(first.header('ININAttr'), first.text)
        world.provider.reply(first, 420, tag='no')
        second = world.provider.expect('INVITE')
        check_equal(second.headers('ININAttr'), [])
        world.provider.reply(second, 200, tag='yes', contact=world.provider.uri('psap'))
        world.phone.expect(200)


@case('When all targets refuse, the caller gets a final answer, with a To tag')
def all_refuse():
    with World() as world:
        two_targets(world)
        near = world.dial('911')
        near.send('INVITE')
        world.provider.reply(world.provider.expect('INVITE'), 503, tag='a')
        world.second.reply(world.second.expect('INVITE'), 486, tag='b')
        check_equal(world.phone.expect(486).tag('to'), 'b')
        near.send('ACK', cseq=1, branch=near.branch)
        world.second.expect('ACK')
        world.second.expect_nothing(0.2)
        world.targets = [f'sip:{NOWHERE}:{free_port(NOWHERE)}']
        world.write()
        world.running.reload()
        world.dial('911').send('INVITE')
        check(world.phone.expect(503).tag('to'), 'a 503 of our own without To tag')
        check(world.running.wait_for('answer=503'), 'the proxy has ended')


@case('A refusal of an ordinary call reaches the caller; the providers see nothing of it')
def ordinary_refusal():
    with World() as world:
        two_targets(world)
        for status in (404, 486, 503, 603):
            near = world.dial('5551234')
            near.send('INVITE')
            world.hop.reply(world.hop.expect('INVITE'), status, tag='no')
            check_equal(world.phone.expect(lambda message: message.status > 100).status, status)
        world.provider.expect_nothing(0)
        world.second.expect_nothing(0)


@case('An answer that is not ours to pass on is dropped')
def foreign_answers():
    with World() as world:
        near = world.dial('5551234')
        near.send('INVITE')
        invite = world.hop.expect('INVITE')
        own = next(line for line in invite.lines if line.startswith('Via'))
        for via in ([], ['Via: SIP/2.0/UDP 127.0.0.99:5060;branch=z9hG4bKx'], [own]):
            stray = sip.Message(invite.text)
            stray.lines = via + [line for line in stray.lines if sip.name_of(line) != 'via']
            if via and via != [own]:
                stray.lines.insert(1, f'Via: SIP/2.0/UDP {world.phone.place};branch=z9hG4bKy')
            world.hop.send(sip.response(stray, 200, tag='x'))
        world.phone.expect_nothing(0.2)
        world.hop.reply(invite, 200, tag='x')
        world.phone.expect(200)


if __name__ == '__main__':
    main()
