#!/usr/bin/env python3
"""memory.py GENERATE MEASURE

A station takes at most 200 bytes: texts, record and every index. What the loading took is printed
and asserted nowhere.
"""
import subprocess
import sys
import tempfile

ROWS, BYTES = "100000", "200"

generate, measure = sys.argv[1:]
with tempfile.NamedTemporaryFile() as table:
    subprocess.run([generate, ROWS], check=True, stdout=table)
    table.flush()
    status = subprocess.run([measure, table.name, BYTES], check=False).returncode
sys.exit(status)
