#!/usr/bin/env python3
"""The world table of emergency numbers: from its sources to CSV, from CSV to C.

    generate.py union FOLDER    write emergency_numbers.csv from the sources in FOLDER
    generate.py c               write table.c from emergency_numbers.csv
    generate.py check [FOLDER]  compare both with what would be written; TAP on standard output

The sources are emergency_numbers.csv (region, pattern; libphonenumber) and android_eccdata.csv
(region, number, types, routing; Android). NOTICE names their versions and licence.
"""
import csv
import io
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CSV_FILE = os.path.join(HERE, 'emergency_numbers.csv')
C_FILE = os.path.join(HERE, 'table.c')
COLUMNS = ['region', 'number', 'class', 'types', 'standardized', 'sources', 'note']

# In the order of the enumerators in e911/dialplan.h and e911/region.h.
CLASSES = ['none', 'emergency', 'test', 'crisis']
CLASS_ORDER = ['emergency', 'test', 'crisis', 'none']
TYPES = ['police', 'ambulance', 'fire', 'marine', 'mountain']
SOURCES = ['libphonenumber', 'Android', 'NANP']
ANDROID_TYPES = {'POLICE': 'police', 'AMBULANCE': 'ambulance', 'FIRE': 'fire',
                 'MARINE_GUARD': 'marine', 'MOUNTAIN_RESCUE': 'mountain'}

# The regions of the North American Numbering Plan (country code 1).
NANP = 'AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT US VC VG VI'.split()
NANP_ROWS = [
    ('933', 'test', 'where the carrier has it: reads back the number and address of the caller'),
    ('988', 'crisis', 'suicide and crisis line'),
    ('211', 'none', 'N11: community services'),
    ('311', 'none', 'N11: local government'),
    ('411', 'none', 'N11: directory assistance'),
    ('511', 'none', 'N11: travel information'),
    ('611', 'none', 'N11: repair service'),
    ('711', 'none', 'N11: telecommunications relay service'),
    ('811', 'none', 'N11: underground utility location'),
]
# Where 47 U.S.C. 623 (Kari's Law) holds.
KARIS_LAW = 'AS GU MP PR US VI'.split()
# What the provider is sent in the place of the number dialled.
STANDARDIZED = {('US', '112'): '911', ('CA', '112'): '911'}


# ---- patterns ----------------------------------------------------------------------------------

class Pattern:
    """All texts a regular expression of the metadata matches: digits, [..], \\d, (?:..), |, ?,
    {n}, {n,m}. Anything else is refused, so that no number is lost unseen."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def peek(self):
        return self.text[self.at:self.at + 1]

    def take(self, expected):
        if not self.text.startswith(expected, self.at):
            sys.exit(f'{self.text}: {expected} is missing at {self.at}')
        self.at += len(expected)

    def all(self):
        found = self.alternatives()
        if self.at != len(self.text):
            sys.exit(f'{self.text}: cannot be read from {self.at} on')
        return found

    def alternatives(self):
        found = self.sequence()
        while self.peek() == '|':
            self.take('|')
            found |= self.sequence()
        return found

    def sequence(self):
        found = {''}
        while self.peek() and self.peek() not in '|)':
            part = self.repeated(self.atom())
            found = {head + tail for head in found for tail in part}
        return found

    def atom(self):
        if self.peek() == '(':
            self.take('(?:')
            found = self.alternatives()
            self.take(')')
        elif self.peek() == '[':
            end = self.text.index(']', self.at)
            found = self.characters(self.text[self.at + 1:end])
            self.at = end + 1
        elif self.peek() == '\\':
            self.take('\\d')
            found = set('0123456789')
        elif self.peek().isdecimal():
            found = {self.peek()}
            self.at += 1
        else:
            sys.exit(f'{self.text}: unknown sign at {self.at}')
        return found

    def characters(self, text):
        found = set()
        while text:
            last = text[2] if text[1:2] == '-' else text[0]
            if not (text[0] + last).isdecimal():
                sys.exit(f'{self.text}: unknown sign in brackets')
            found.update(map(str, range(int(text[0]), int(last) + 1)))
            text = text[3 if text[1:2] == '-' else 1:]
        return found

    def repeated(self, part):
        least = most = 1
        if self.peek() == '?':
            self.take('?')
            least = 0
        elif self.peek() == '{':
            end = self.text.index('}', self.at)
            first, _, last = self.text[self.at + 1:end].partition(',')
            least, most = int(first), int(last or first)
            self.at = end + 1
        power, found = {''}, set()
        for times in range(most + 1):
            if times >= least:
                found |= power
            power = {head + tail for head in power for tail in part}
        return found


# ---- the union ---------------------------------------------------------------------------------

def read_rows(path):
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def listed_by_libphonenumber(folder):
    """{region: numbers}"""
    return {row['region']: Pattern(row['pattern']).all()
            for row in read_rows(os.path.join(folder, 'emergency_numbers.csv'))}


def listed_by_android(folder):
    """{region: {number: row}}"""
    listed = {}
    for row in read_rows(os.path.join(folder, 'android_eccdata.csv')):
        listed.setdefault(row['region'], {})[row['number']] = row
    return listed


def types_of(row):
    """The services Android names for a number, in our order and words."""
    named = row['types'].split('|') if row else []
    known = {ANDROID_TYPES[name] for name in named if name != 'TYPE_UNSPECIFIED'}
    return [name for name in TYPES if name in known]


def note_on(number, ours, theirs, row):
    """Where the sources disagree on a number that one of them lists, or leave something open."""
    notes = []
    if ours is not None and number not in ours:
        notes.append('not listed by libphonenumber')
    if theirs is not None and number not in theirs:
        notes.append('not listed by Android')
    if ours is not None and theirs is not None and not ours & set(theirs):
        notes.append('the sources share no number of this region')
    if row and row['types'] == 'TYPE_UNSPECIFIED':
        notes.append('Android names no service')
    if row and row['routing'] == 'NORMAL':
        notes.append('Android routes it as an ordinary call')
    return '; '.join(notes)


def emergency_rows(region, ours, theirs):
    for number in set(ours or ()) | set(theirs or ()):
        row = (theirs or {}).get(number)
        listed = [number in (ours or ()), row is not None]
        yield {'region': region, 'number': number, 'class': 'emergency',
               'types': ' '.join(types_of(row)),
               'standardized': STANDARDIZED.get((region, number), ''),
               'sources': ' '.join(name for name, by in zip(SOURCES, listed) if by),
               'note': note_on(number, ours, theirs, row)}


def numbering_plan_rows(region, taken):
    """What the numbering plan adds, where no source calls the number an emergency."""
    for number, call_class, note in NANP_ROWS if region in NANP else []:
        if number not in taken:
            yield {'region': region, 'number': number, 'class': call_class, 'types': '',
                   'standardized': '', 'sources': 'NANP', 'note': note}


def union(folder):
    """The rows of the table, those above class none first in each region."""
    ours, theirs = listed_by_libphonenumber(folder), listed_by_android(folder)
    rows = []
    for region in sorted(ours.keys() | theirs.keys() | set(NANP)):
        here = list(emergency_rows(region, ours.get(region), theirs.get(region)))
        here += numbering_plan_rows(region, {row['number'] for row in here})
        rows += sorted(here, key=lambda row: (CLASS_ORDER.index(row['class']), row['number']))
    return rows


def csv_text(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator='\n')
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


# ---- C -----------------------------------------------------------------------------------------

class Pool:
    """Texts that end in NUL, one behind the other; the empty text is the first."""

    def __init__(self):
        self.offsets, self.size, self.pieces = {}, 0, []
        self.offset('')

    def offset(self, text):
        if text not in self.offsets:
            self.offsets[text] = self.size
            self.size += len(text) + 1
            *heads, tail = text.split('; ')
            self.pieces += [f'"{head}; "' for head in heads] + [f'"{tail}\\0"']
        return self.offsets[text]


def flags(names, known):
    return sum(1 << known.index(name) for name in names.split())


def wrapped(parts):
    """Parts in lines of at most 100 columns."""
    lines, line = [], '   '
    for part in parts:
        if len(line) + 1 + len(part) > 100:
            lines.append(line)
            line = '   '
        line += ' ' + part
    return '\n'.join(lines + [line])


def row_initialiser(row, pool):
    number = pool.offset(row['number'])
    fields = [number, pool.offset(row['standardized']) if row['standardized'] else number,
              pool.offset(row['note']), CLASSES.index(row['class']), flags(row['types'], TYPES),
              flags(row['sources'], SOURCES)]
    return '{' + ', '.join(map(str, fields)) + '},'


def region_initialiser(region, first, rows):
    special = sum(row['class'] != 'none' for row in rows)
    of_region = (region in NANP) + 2 * (region in KARIS_LAW)
    return f"{{{{'{region[0]}', '{region[1]}'}}, {of_region}, {special}, {len(rows)}, {first}}},"


def c_text(rows):
    pool, regions, parts = Pool(), [], []
    by_region = {}
    for row in rows:
        by_region.setdefault(row['region'], []).append(row)
    first = 0
    for region, here in sorted(by_region.items()):
        regions.append(region_initialiser(region, first, here))
        initialisers = [row_initialiser(row, pool) for row in here]
        parts += [f'/* {region} */ {initialisers[0]}'] + initialisers[1:]
        first += len(here)
    return f'''\
/*
 * Made by generate.py from emergency_numbers.csv: change that one. Derived from data under the
 * Apache License 2.0, see NOTICE.
 */
#include "dialplan/data/table.h"

/* clang-format off */

const size_t e911__region_count = {len(regions)};

/* code, flags, rows above class none, rows, place of the first */
const e911__region e911__regions[] = {{
{wrapped(regions)}
}};

/* places of number, standardized number and note, class, services, sources */
const e911__region_row e911__region_rows[] = {{
{wrapped(parts)}
}};

const char e911__region_texts[] =
{wrapped(pool.pieces)};
'''


# ---- commands ----------------------------------------------------------------------------------

def read_text(path):
    with open(path, encoding='utf-8', newline='') as file:
        return file.read()


def write_text(path, text):
    with open(path, 'w', encoding='utf-8', newline='') as file:
        file.write(text)


def report(title, found, made):
    print(f'{"ok" if found == made else "not ok"} - {title}')
    return found == made


def flat_pairs(folder):
    rows = read_rows(os.path.join(folder, 'emergency_numbers_flat.csv'))
    return {(row['region'], row['number']) for row in rows}


def check(folder):
    print('1..3')
    good = report('table.c is made from emergency_numbers.csv', read_text(C_FILE),
                  c_text(read_rows(CSV_FILE)))
    if not folder:
        print('ok - emergency_numbers.csv is the union of its sources # SKIP no sources here')
        print('ok - patterns are written out as libphonenumber reads them # SKIP no sources here')
        return good
    good &= report('emergency_numbers.csv is the union of its sources', read_text(CSV_FILE),
                   csv_text(union(folder)))
    written_out = {(region, number) for region, numbers in listed_by_libphonenumber(folder).items()
                   for number in numbers}
    return report('patterns are written out as libphonenumber reads them', flat_pairs(folder),
                  written_out) and good


def main():
    command, *rest = sys.argv[1:] or ['']
    folder = rest[0] if rest else os.environ.get('E911_TEST_DATA')
    if command == 'union' and folder:
        write_text(CSV_FILE, csv_text(union(folder)))
    elif command == 'c':
        write_text(C_FILE, c_text(read_rows(CSV_FILE)))
    elif command == 'check':
        return 0 if check(folder) else 1
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == '__main__':
    sys.exit(main())
