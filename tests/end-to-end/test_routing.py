"""Which request goes where, and which ININAttr goes with it."""

import re

import sip
from proxy import OTHER_PHONE, OURS, PBX, SPOOF, STATIONS, STRANGER, World, check_verbatim, ininattr
from tap import Skip, case, check, check_equal, main

PBX_SAYS = 'ININAttr:  "uu_StationMacAddress=0004f215c285;uu_StationIPAddress=192.168.1.4;x=Y"'


@case('911, 9911, 933 and their other spellings reach the provider with the standardized number')
def emergency_numbers():
    with World() as world:
        for dialled, number in [('911', '911'), ('9911', '911'), ('933', '933'), ('9933', '933'),
                                ('9-911', '911'), ('%39%31%31', '911'), ('112', '911'),
                                ('tel:911', '911'), ('tel:911;phone-context=example.com', '911'),
                                ('sip:911@example.com', '911'), ('SIP:911@example.com;user=phone', '911'),
                                ('sips:911@example.com', '911')]:
            call = world.dial(dialled)
            call.send('INVITE', body=sip.SDP)
            invite = world.provider.expect('INVITE')
            check_equal(invite.uri, f'sip:{number}@{world.provider.place}', dialled)
            check_equal(invite.headers('ININAttr'), [OURS.split(': ')[1]], dialled)
            world.provider.reply(invite, 486, tag='x')
            world.phone.expect(486)
        check(not world.hop.inbox, 'the next hop saw an emergency call')


@case('A service URN reaches the provider as it was dialled, and no 416 comes back')
def service_urns():
    with World() as world:
        for urn in ('urn:service:sos', 'URN:Service:SOS', 'urn:service:sos.police',
                    'urn:service:test.sos'):
            call = world.dial(urn)
            call.send('INVITE')
            invite = world.provider.expect('INVITE')
            check_equal(invite.start, f'INVITE {urn} SIP/2.0')
            check_equal(invite.headers('ININAttr'), [OURS.split(': ')[1]], urn)
            world.provider.reply(invite, 200, tag='x', contact=world.provider.uri('psap'))
            world.phone.expect(200)


@case('An ordinary number reaches the next hop with its Request-URI and without ININAttr')
def ordinary_numbers():
    with World() as world:
        for dialled in ('5551234', '19110', '9111', '9O11', '911#', '+911', 'tel:5551234',
                        'sip:5551234@example.com'):
            call = world.dial(dialled)
            call.send('INVITE', body=sip.SDP)
            invite = world.hop.expect('INVITE')
            check_equal(invite.uri, call.target)
            check_equal(ininattr(invite), [], dialled)
            world.hop.reply(invite, 200, tag='x', contact=world.hop.uri('x'))
            world.phone.expect(200)
        check(not world.provider.inbox, 'the provider saw an ordinary call')


@case('Only an INVITE is a call: OPTIONS and MESSAGE to 911 go to the next hop')
def other_methods():
    with World() as world:
        for method in ('OPTIONS', 'MESSAGE', 'REGISTER', 'SUBSCRIBE', 'PUBLISH'):
            world.dial('911').send(method)
            world.hop.reply(world.hop.expect(method), 200, tag='x')
            world.phone.expect(200, method=method)
        check(not world.provider.inbox, 'the provider saw', world.provider.inbox)


@case('The call of an unknown station is routed without ININAttr')
def unknown_station():
    with World() as world:
        stranger = world.peer(STRANGER)
        world.answered('911', stranger, user='4711')
        world.dial('911', stranger, user='4711').send('INVITE')
        check_equal(ininattr(world.provider.expect('INVITE')), [])
        check('reason=STATION_UNKNOWN' in world.running.log(), world.running.log())


@case('The identity of one station from the address of another is not believed; the call is routed')
def source_mismatch():
    with World() as world:
        other = world.peer(OTHER_PHONE)
        near, _, invite = world.answered('911', other, user='8182')
        check_equal(ininattr(invite), [])
        check_equal(invite.uri, f'sip:911@{world.provider.place}')
        check('reason=SOURCE_MISMATCH' in world.running.log(), world.running.log())
        stranger = world.peer(STRANGER)
        world.dial('911', stranger, user='8182').send('INVITE')
        check_equal(ininattr(world.provider.expect('INVITE')), [])


@case('Where the server parameter is False or absent no ININAttr goes anywhere')
def parameter_off():
    for include in ('False', 'FALSE', None):
        with World(include=include) as world:
            world.dial('911').send('INVITE', extra=[f'ININAttr: "{SPOOF}"'])
            check_equal(ininattr(world.provider.expect('INVITE')), [])
            world.dial('5551234').send('INVITE', extra=[f'ININAttr: "{SPOOF}"'])
            check_equal(ininattr(world.hop.expect('INVITE')), [])
            check('reason=ININATTR_OFF' in world.running.log(), world.running.log())


@case('A target may want ININAttr unquoted, or not at all')
def target_forms():
    with World() as world:
        world.targets = [f'sip:{world.provider.place}\n    ININAttr: unquoted',
                         f'sip:{world.second.place}\n    ININAttr: none']
        world.write()
        world.running.reload()
        world.dial('911').send('INVITE')
        invite = world.provider.expect('INVITE')
        check_equal(invite.headers('ININAttr'), [OURS.split('"')[1]])
        world.provider.reply(invite, 503, tag='x')
        check_equal(ininattr(world.second.expect('INVITE')), [])


SPOOFS = {
    'plain': [f'ININAttr: "{SPOOF}"'],
    'odd case': [f'iNiNaTTr: "{SPOOF}"'],
    'blank before the colon': [f'ININAttr : "{SPOOF}"', f'ININAttr\t: "{SPOOF}"'],
    'folded': [f'ININAttr:\r\n "{SPOOF}"', f'ININAttr: "uu_StationMacAddress=020000000666;\r\n\tx=y"'],
    'folded before the colon': [f'ININAttr\r\n : "{SPOOF}"'],
    'three copies': [f'ININAttr: "{SPOOF}"', f'inInAttr: {SPOOF}', f'ININATTR: "{SPOOF}"'],
    'comma list': [f'ININAttr: "{SPOOF}", "{SPOOF}"'],
    'after a bare CR': [f'X-Foo: a\rININAttr: "{SPOOF}"'],
    'after a bare LF': [f'X-Foo: a\nININAttr: "{SPOOF}"'],
    'after a bare CR in a known header': [f'Subject: a\rININAttr: "{SPOOF}"'],
    'after a bare LF in a known header': [f'Allow: INVITE\nININAttr: "{SPOOF}"'],
    'after a bare LF in a malformed header': [f'Contact: <<\nININAttr: "{SPOOF}"'],
    'after a blank and a bare LF': [f'X-Foo: a \nININAttr: "{SPOOF}"', f'X-Bar: b\n\tc\nininattr:{SPOOF}'],
    'empty': ['ININAttr:', 'ININAttr: ""'],
}


@case('An ININAttr of a phone, however it is written, reaches neither provider nor next hop')
def spoofed_ininattr():
    with World() as world:
        for name, lines in SPOOFS.items():
            world.dial('911').send('INVITE', extra=lines)
            invite = world.provider.expect('INVITE')
            check_equal(ininattr(invite), [OURS], name)
            world.provider.reply(invite, 486, tag='x')
            world.dial('5551234').send('INVITE', extra=lines)
            invite = world.hop.expect('INVITE')
            check_equal(ininattr(invite), [], name)
            check('0666' not in invite.text, name, invite.text)
            world.hop.reply(invite, 486, tag='x')


@case('A spoof behind a line that ends the header too early stays out of every header')
def spoof_after_early_end():
    with World() as world:
        for early in ('\n\n', '\r\r', '\n\r\n', '\r\n\n', '\r\n\r', '\r\n\r\r\n', '\n\r'):
            for number, party in world.both_ways():
                # With all of its own lines in front of the early end it is a whole message, and
                # the spoof is its body.
                head = world.dial(number).text('INVITE', drop=('content-length',))
                head = re.sub('Content-Length.*', '', head, flags=re.S)
                body = f'ININAttr: "{SPOOF}"\r\n\r\n'
                world.phone.send(f'{head}Content-Length: {len(body)}\r\nX-Foo: a{early}{body}')
                invite = party.expect('INVITE')
                seen = [line for line in ininattr(invite) if line != OURS]
                check_equal(seen, [], (early, number, invite.text))
                party.reply(invite, 486, tag='x')


@case('A message with bare line ends leaves with CR LF, the empty line before its body, too')
def bare_line_ends():
    with World() as world:
        for end in ('\n', '\r'):
            for number, party in world.both_ways():
                sent = world.dial(number).text('INVITE', body='v=0 and so on')
                world.phone.send(sent.replace('\r\n', end))
                invite = party.expect('INVITE')
                check_equal(invite.body, 'v=0 and so on', (end, invite.text))
                check_equal(invite.header('content-length'), '13')
                party.reply(invite, 486, tag='x')


@case('An ININAttr in a request within a dialog goes no further, in either kind of call')
def spoof_in_dialog():
    with World() as world:
        for number, party in world.both_ways():
            near, _, _ = world.answered(number, callee=party)
            for method in ('INVITE', 'UPDATE', 'INFO', 'MESSAGE', 'REFER', 'NOTIFY', 'BYE'):
                near.send(method, extra=[f'ininATTR : "{SPOOF}"', f'X: a\nININAttr: {SPOOF}'])
                request = party.expect(method)
                check_equal(ininattr(request), [], (number, method))
                party.reply(request, 200)
                world.phone.expect(200, method=method)
                if method == 'INVITE':
                    near.send('ACK', extra=[f'ININAttr: "{SPOOF}"'])
                    check_equal(ininattr(party.expect('ACK')), [])


@case('The ININAttr of a trusted PBX is kept verbatim; a malformed or ambiguous one is replaced')
def pbx_ininattr():
    with World() as world:
        pbx = world.peer(PBX)
        other = PBX_SAYS.replace('c285', 'c286')
        for lines, wanted in [
                ([PBX_SAYS], PBX_SAYS),
                (['iNiNAttr :uu_StationMacAddress=0004f215c285'],
                 'iNiNAttr :uu_StationMacAddress=0004f215c285'),
                (['ININAttr: "uu_StationMacAddress=nonsense"'], OURS),
                (['ININAttr: "unclosed'], OURS), ([PBX_SAYS, other], OURS)]:
            call = world.dial('911', pbx)
            sent = call.send('INVITE', extra=lines)
            invite = world.provider.expect('INVITE')
            check_equal([line for line in invite.lines if 'ininattr' in line.lower()], [wanted])
            check_verbatim(sent, invite, world)


@case('A PBX that brings no ININAttr gets the one of its caller\'s station')
def pbx_without_ininattr():
    with World() as world:
        pbx = world.peer(PBX)
        world.dial('911', pbx, user='main').send(
            'INVITE', extra=['P-Asserted-Identity: "Front" <sip:8182@pbx.example.com>'])
        check_equal(ininattr(world.provider.expect('INVITE')), [OURS])


@case('An IPv6 station is identified by its address')
def ipv6():
    stations = STATIONS.replace('127.0.0.4', '::1')
    try:
        world = World(listen=('::1',), stations=stations)
    except OSError:
        raise Skip('no IPv6 on loopback')
    with world:
        near, _, invite = world.answered('911')
        check_equal(ininattr(invite), [OURS.replace('127.0.0.4', '::1')])
        near.send('BYE')
        world.provider.expect('BYE')


@case('A call from the next hop to a phone goes where its Request-URI says')
def call_to_a_phone():
    with World() as world:
        near, far, invite = world.answered(world.phone.uri('8182'), world.hop, world.phone)
        check_equal(invite.uri, world.phone.uri('8182'))
        far.send('BYE')
        world.hop.reply(world.hop.expect('BYE'), 200)
        world.phone.expect(200, method='BYE')


if __name__ == '__main__':
    main()
