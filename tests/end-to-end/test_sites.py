"""Whose dial plan a call sees: the station's, the line's, and what a rule sends to the provider."""

import os

import sip
from proxy import PBX, STRANGER, World
from tap import case, check_equal, main

PLAN = '''\
Pattern,Site,Category,StandardizedNumber
55,Main Street,Emergency,911
66,Elsewhere,Emergency,911
77,,Emergency,
88Z,,Emergency,
'''


class Sites(World):
    """A proxy with a plan file, and a Site for what the PBX sends and for one address more."""

    def write(self, **changes):
        super().write(**changes)
        with open(os.path.join(self.folder, 'plan.csv'), 'w') as file:
            file.write(PLAN)
        path = os.path.join(self.folder, 'e911.yaml')
        with open(path) as file:
            text = file.read()
        text = text.replace('  region: US\n', '  region: US\n  file: plan.csv\n')
        text = text.replace('      trust: pbx\n', '      trust: pbx\n      site: elsewhere\n'
                            f'    - address: {STRANGER}\n      trust: phone\n      site: ELSEWHERE\n')
        with open(path, 'w') as file:
            file.write(text)


def taker(world, number, caller=None, user='8182', extra=()):
    """Who gets a call: 'provider' with the number it was sent, or 'hop'."""
    near = world.dial(number, caller, user)
    near.send('INVITE', body=sip.SDP, extra=extra)
    for _ in range(40):
        for name, peer in (('provider', world.provider), ('hop', world.hop)):
            try:
                invite = peer.expect('INVITE', seconds=0.1)
            except AssertionError:
                continue
            peer.reply(invite, 486, tag='x')
            near.peer.expect(486)
            return name, invite.uri.split(':')[1].split('@')[0]
    raise AssertionError(f'nobody got {number}')


@case('A station sees the rules of its Site, a stranger those of the address it calls from')
def station_and_line():
    with Sites() as world:
        stranger = world.peer(STRANGER)
        check_equal(taker(world, '55'), ('provider', '911'))
        check_equal(taker(world, '66')[0], 'hop')
        check_equal(taker(world, '55', stranger, '4711')[0], 'hop')
        check_equal(taker(world, '66', stranger, '4711'), ('provider', '911'))
        for caller, user in ((None, '8182'), (stranger, '4711')):
            check_equal(taker(world, '911', caller, user), ('provider', '911'))
            check_equal(taker(world, '77', caller, user), ('provider', '77'))
            check_equal(taker(world, '8812', caller, user), ('provider', '8812'))


@case('Behind the PBX its caller\'s Site counts, then that of the PBX')
def behind_pbx():
    with Sites() as world:
        pbx = world.peer(PBX)
        asserted = ['P-Asserted-Identity: <sip:8183@example.com>']
        check_equal(taker(world, '55', pbx, 'x', asserted), ('provider', '911'))
        check_equal(taker(world, '55', pbx, 'x')[0], 'hop')
        check_equal(taker(world, '66', pbx, 'x'), ('provider', '911'))


@case('A call that was forwarded sees the rules of the line it came by')
def forwarded():
    with Sites() as world:
        for line in ('Diversion: <sip:8183@example.com>;reason=unconditional',
                     'hIsToRy-InFo: <sip:8183@example.com>;index=1'):
            check_equal(taker(world, '55', extra=[line])[0], 'hop')
            check_equal(taker(world, '911', extra=[line]), ('provider', '911'))
            stranger = world.peer(STRANGER)
            check_equal(taker(world, '66', stranger, '8182', [line]), ('provider', '911'))


if __name__ == '__main__':
    main()
