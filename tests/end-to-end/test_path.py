"""How a request finds its way: Route, Record-Route, Max-Forwards; connections, restarts, reloads."""

import time

import sip
from proxy import OTHER_PHONE, OURS, PHONE, World, exchange
from tap import case, check, check_equal, main


# ---- what a proxy does to a request --------------------------------------------------------------

@case('Record-Route is there once where both sides are UDP')
def one_record_route():
    with World() as world:
        for number, party in world.both_ways():
            world.dial(number).send('INVITE', extra=['Record-Route: <sip:127.0.0.77;lr>'])
            invite = party.expect('INVITE')
            check_equal(invite.listed('record-route'),
                        [f'<sip:{world.host}:{world.port};lr>', '<sip:127.0.0.77;lr>'])


@case('Record-Route is there twice from TCP to UDP, and the BYE of either side finds its way')
def two_record_routes():
    with World() as world:
        phone = world.peer(PHONE, tcp=True)
        for number, party in world.both_ways():
            near, far, invite = world.answered(number, phone, party)
            check_equal(invite.listed('record-route'),
                        [f'<sip:{world.host}:{world.port};lr>',
                         f'<sip:{world.host}:{world.port};transport=tcp;lr>'])
            exchange(near, party, 'UPDATE')
            bye = exchange(far, phone, 'BYE')
            check_equal(bye.headers('route'), [])


@case('From UDP to a provider on TCP a call passes, and its BYE in both directions')
def provider_on_tcp():
    with World(provider_tcp=True) as world:
        near, far, invite = world.answered('911')
        check_equal(invite.listed('record-route'),
                    [f'<sip:{world.host}:{world.port};transport=tcp;lr>',
                     f'<sip:{world.host}:{world.port};lr>'])
        check_equal(invite.uri, f'sip:911@{world.provider.place}')
        exchange(near, world.provider, 'BYE')


def call_over_tcp(world, phone, dialled, routes=()):
    """A call of the trunk over UDP that leaves for the phone over TCP, and requests back from it."""
    near = world.dial(dialled, world.hop)
    near.routes = list(routes)
    near.send('INVITE')
    invite = phone.expect('INVITE')
    check_equal(invite.listed('record-route'),
                [f'<sip:{world.host}:{world.port};transport=tcp;lr>',
                 f'<sip:{world.host}:{world.port};lr>'], dialled)
    phone.reply(invite, 200, tag='t', contact=phone.uri('8183'))
    near.learn(world.hop.expect(200))
    # What our Record-Route asks for: a connection of the phone's own.
    caller = world.peer(phone.host, tcp=True)
    far = sip.Dialog.called(caller, invite, 't')
    check(';transport=tcp' in far.routes[0], far.routes)
    check_equal(exchange(far, world.hop, 'UPDATE').headers('route'), [])
    check_equal(exchange(far, world.hop, 'BYE').uri, world.hop.uri('me'))


@case('Record-Route is there twice when Request-URI or Route leads from UDP to a phone on TCP')
def record_routes_to_tcp():
    with World() as world:
        phone = world.peer(OTHER_PHONE, tcp=True, listen=True)
        for uri in (phone.uri('8183'), phone.uri('8183').replace('transport=tcp', 'Transport=TCP')):
            call_over_tcp(world, phone, uri)
            own = f'<sip:{world.host}:{world.port};lr>'
            target = uri.replace(';', ';lr;').replace('8183@', '')
            for routes in ([f'<{target}>'], [own, f'<{target}>']):
                call_over_tcp(world, phone, f'sip:8183@{phone.place}', routes)
        # The Route counts, not the Request-URI behind it.
        near = world.dial(phone.uri('8183'), world.hop)
        near.routes = [f'<sip:{world.phone.place};lr>']
        near.send('INVITE')
        check_equal(world.phone.expect('INVITE').listed('record-route'), [own])


@case('Max-Forwards is counted down, added as 70, and 0 is refused with 483 even for 911')
def max_forwards():
    with World() as world:
        for number, party in world.both_ways():
            for before, after in (('70', '69'), ('1', '0'), ('255', '254'), (None, '70')):
                call = world.dial(number)
                lines = [f'Max-Forwards: {before}'] if before else []
                call.send('INVITE', extra=lines, drop=('max-forwards',))
                invite = party.expect('INVITE')
                check_equal(invite.headers('max-forwards'), [after], (number, before))
                party.reply(invite, 486, tag='x')
                world.phone.expect(486)
            call = world.dial(number)
            call.send('INVITE', extra=['Max-Forwards: 0'], drop=('max-forwards',))
            check(world.phone.expect(483).tag('to'), 'a 483 without To tag')
            party.expect_nothing(0.1, unless=lambda message: message.method == 'ACK')


@case('A Max-Forwards that is no number, or too large, leaves as one line of at most 70')
def bad_max_forwards():
    with World() as world:
        for number, party in world.both_ways():
            for value in ('abc', '-1', '4294967296', '', '300', '99999999999999999999', '70;x'):
                call = world.dial(number)
                call.send('INVITE', extra=[f'Max-Forwards: {value}'], drop=('max-forwards',))
                seen = party.expect('INVITE')
                lines = seen.headers('max-forwards')
                check(len(lines) == 1 and lines[0].isdecimal() and int(lines[0]) <= 70,
                      number, repr(value), lines)
                party.reply(seen, 486, tag='x')
                world.phone.expect(486)


@case('An emergency call leaves without any Route, whatever the phone has preloaded')
def emergency_routes():
    with World() as world:
        own = f'<sip:{world.host}:{world.port};lr>'
        foreign = f'<sip:{world.second.place};lr>'
        strict = f'<sip:{world.second.place}>'
        for dialled in ('911', 'urn:service:sos'):
            for routes in ([own], [own, foreign], [own, own, foreign, foreign], [own, strict],
                           [f'{own}, {foreign}'], [foreign]):
                call = world.dial(dialled)
                call.routes = routes
                call.send('INVITE')
                invite = world.provider.expect('INVITE')
                check_equal(invite.headers('route'), [], (dialled, routes))
                check_equal(invite.headers('ININAttr'), [OURS.split(': ')[1]])
                world.provider.reply(invite, 486, tag='x')
                world.phone.expect(486)
        world.second.expect_nothing(0)


@case('Of an ordinary call our own Route is taken off, a foreign one is kept and followed')
def routes():
    with World() as world:
        own = f'<sip:{world.host}:{world.port};lr>'
        foreign = f'<sip:{world.second.place};lr>'
        call = world.dial('5551234')
        call.routes = [own, foreign]
        call.send('INVITE')
        invite = world.second.expect('INVITE')
        check_equal(invite.listed('route'), [foreign])
        check_equal(invite.uri, call.target)
        check(not world.hop.inbox, 'the next hop saw it, too')


@case('ACK and BYE follow the Route set beyond the proxy')
def route_set():
    with World() as world:
        for number, party in world.both_ways():
            near = world.dial(number)
            near.send('INVITE')
            invite = party.expect('INVITE')
            # A proxy behind us has put itself on the path.
            behind = f'<sip:{world.second.place};lr>'
            invite.lines.insert(0, f'Record-Route: {behind}')
            party.reply(invite, 200, tag='r', contact=party.uri('psap'))
            near.learn(world.phone.expect(200))
            for method in ('ACK', 'BYE'):
                near.send(method)
                request = world.second.expect(method)
                check_equal(request.listed('route'), [behind])
                check_equal(request.uri, party.uri('psap'))


# ---- connections, restarts, reloads --------------------------------------------------------------

@case('A TCP caller gets its answers on its own connection')
def answers_on_the_connection():
    with World() as world:
        phone = world.peer(PHONE, tcp=True)
        for number, party in world.both_ways():
            near, far, _ = world.answered(number, phone, party)
            exchange(near, party, 'BYE')
        check_equal(len(phone.sockets), 1, 'connections')


@case('Two INVITEs in one TCP segment and one in many segments all arrive')
def segments():
    with World() as world:
        phone = world.peer(PHONE, tcp=True)
        emergency = world.dial('911', phone).text('INVITE', body=sip.SDP)
        ordinary = world.dial('5551234', phone).text('INVITE', body=sip.SDP)
        phone.send(emergency + ordinary)
        check_equal(world.provider.expect('INVITE').body, sip.SDP)
        check_equal(world.hop.expect('INVITE').body, sip.SDP)
        late = world.dial('911', phone).text('INVITE', body=sip.SDP)
        for start in range(0, len(late), 100):
            phone.send(late[start:start + 100])
            time.sleep(0.01)
        check_equal(world.provider.expect('INVITE').body, sip.SDP)


@case('After a restart of the proxy a call under way goes on: answer, re-INVITE and BYE pass')
def restart():
    with World() as world:
        near, far, _ = world.answered('911')
        waiting = world.dial('911')
        waiting.send('INVITE')
        pending = world.provider.expect('INVITE')
        world.provider.reply(pending, 180, tag='p')
        world.phone.expect(180)
        world.restart()
        # The provider answered before the CANCEL of the proxy that ended had reached it.
        check_equal(world.provider.expect('CANCEL').branch(), pending.branch())
        world.provider.reply(pending, 200, tag='p', contact=world.provider.uri('psap'))
        waiting.learn(world.phone.expect(200))
        waiting.send('ACK')
        world.provider.expect('ACK')
        exchange(far, world.phone, 'INVITE')
        exchange(near, world.provider, 'BYE')


@case('A reload during a call changes nothing for that call: answers, hunting, CANCEL and BYE')
def reload():
    with World() as world:
        world.targets = [f'sip:{world.provider.place}', f'sip:{world.second.place}']
        world.write()
        world.running.reload()
        near, far, _ = world.answered('911')
        ringing = world.dial('911')
        ringing.send('INVITE')
        invite = world.provider.expect('INVITE')
        world.provider.reply(invite, 180, tag='p')
        world.phone.expect(180)
        world.targets, world.include = ['sip:127.0.0.30:9'], 'False'
        world.write()
        world.running.reload()
        world.provider.reply(invite, 503, tag='p')
        hunted = world.second.expect('INVITE')
        check(hunted.header('ININAttr'), 'the new configuration was used for an old call')
        world.second.reply(hunted, 180, tag='q')
        ringing.send('CANCEL', cseq=1, branch=ringing.branch)
        world.second.reply(world.second.expect('CANCEL'), 200)
        world.second.reply(hunted, 487, tag='q')
        world.phone.expect(487)
        exchange(far, world.phone, 'UPDATE')
        exchange(near, world.provider, 'BYE')


if __name__ == '__main__':
    main()
