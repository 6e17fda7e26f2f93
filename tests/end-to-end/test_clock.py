"""Steps of the time of day, which a proxy's timers must not follow."""

import glob
import os

from proxy import World
from tap import Skip, case, check, check_equal, main


def faketime_library():
    """Where libfaketime is; its package need not be installed."""
    if os.environ.get('E911_SANITIZED'):
        raise Skip('a sanitizer must be loaded before any other library')
    named = os.environ.get('E911_FAKETIME', '')
    for path in [named] + glob.glob('/usr/lib/*/faketime/libfaketime.so.1'):
        if os.path.exists(path):
            return path
    raise Skip('libfaketime is not installed')


class SteppedWorld(World):
    """A world whose proxy has a time of day that can be stepped; its monotonic clock cannot."""

    def __init__(self, **more):
        library = faketime_library()
        super().__init__(**more)
        self.clock = os.path.join(self.folder, 'clock')
        self.step(0)
        self.environment = {'LD_PRELOAD': library, 'FAKETIME_NO_CACHE': '1',
                            'FAKETIME_TIMESTAMP_FILE': self.clock, 'DONT_FAKE_MONOTONIC': '1',
                            'FAKETIME_DONT_FAKE_MONOTONIC': '1'}

    def step(self, seconds):
        with open(self.clock + '.new', 'w') as file:
            file.write(f'{seconds:+d}s\n')
        os.replace(self.clock + '.new', self.clock)


@case('A step of the clock changes nothing for a call that rings')
def step_while_ringing():
    for seconds in (120, -120):
        with SteppedWorld() as world:
            near = world.dial('911')
            near.send('INVITE')
            invite = world.provider.expect('INVITE')
            world.provider.reply(invite, 180, tag='r')
            world.phone.expect(180)
            world.step(seconds)
            world.phone.expect_nothing(1.0, unless=lambda message: message.status == 100)
            world.provider.expect_nothing(0)
            world.provider.reply(invite, 200, tag='r', contact=world.provider.uri('psap'))
            near.learn(world.phone.expect(200))
            near.send('ACK')
            world.provider.expect('ACK')


@case('A step of the clock neither ends nor stops the sending to a target that is silent yet')
def step_while_silent():
    for seconds in (120, -120):
        with SteppedWorld() as world:
            world.dial('911').send('INVITE')
            invite = world.provider.expect('INVITE')
            world.step(seconds)
            for _ in range(2):
                check_equal(world.provider.expect('INVITE', 2).branch(), invite.branch())
            check(not [m for m in world.phone.inbox if m.status > 100], world.phone.inbox)
            world.provider.reply(invite, 200, tag='r', contact=world.provider.uri('psap'))
            world.phone.expect(200)


if __name__ == '__main__':
    main()
