"""A bench for the end-to-end tests: cases in the order of the file, results as TAP for Meson."""

import os
import signal
import sys
import traceback

CASES = []

# No case may hang the suite; the slowest needs a third of this.
CASE_SECONDS = 30


class Skip(Exception):
    """Raised by a case that cannot be run here; its text says why."""


def case(title):
    """Make a function a case of the suite."""

    def register(function):
        CASES.append((title, function))
        return function

    return register


def check(condition, *story):
    """Fail the case unless the condition holds; the story says what was seen."""
    if not condition:
        raise AssertionError(' '.join(str(part) for part in story))


def check_equal(seen, wanted, what='value'):
    if seen != wanted:
        raise AssertionError(f'{what}\n  seen   {shortened(seen)}\n  wanted {shortened(wanted)}')


def shortened(value):
    """A whole table in a message helps nobody."""
    text = repr(value)
    return text if len(text) <= 4000 else f'{text[:2000]} ... {text[-2000:]}'


def data_folder():
    """The folder of messages that are not the project's to distribute; a case is skipped without."""
    folder = os.environ.get('E911_TEST_DATA', '')
    if not os.path.isdir(folder):
        raise Skip('E911_TEST_DATA names no folder')
    return folder


def _out_of_time(number, frame):
    raise TimeoutError(f'the case took longer than {CASE_SECONDS} s')


def _run_one(number, title, function):
    signal.alarm(CASE_SECONDS)
    try:
        function()
    except Skip as reason:
        print(f'ok {number} - {title} # SKIP {reason}')
        return True
    except Exception:
        signal.alarm(0)
        print(f'not ok {number} - {title}')
        for line in traceback.format_exc().splitlines():
            print(f'# {line}')
        return False
    finally:
        signal.alarm(0)
        sys.stdout.flush()
    print(f'ok {number} - {title}')
    return True


def main():
    """Run the cases, or those whose title holds the words of the command line."""
    words = ' '.join(sys.argv[1:])
    chosen = [(title, function) for title, function in CASES if words in title]
    # Ended from outside, the programs that were started must be ended, too.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    signal.signal(signal.SIGALRM, _out_of_time)
    print(f'1..{len(chosen)}')
    results = [_run_one(number, *one) for number, one in enumerate(chosen, 1)]
    sys.exit(0 if all(results) else 1)
