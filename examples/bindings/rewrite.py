#!/usr/bin/env python3
"""rewrite.py STATIONS.csv TARGET-URI SOURCE <MESSAGE: as e911-rewrite --region US --prefix 9, by cffi."""
import subprocess, sys, cffi
ffi = cffi.FFI()  # knows the types of <stddef.h> and <stdint.h>, and wants their text left out
ffi.cdef(subprocess.getoutput("echo '#include <e911/e911.h>' | cpp -P -D_STDDEF_H -D_STDINT_H "
                              "-D_GCC_WRAP_STDINT_H -DE911_API= $(pkg-config --cflags e911)"))
lib, message = ffi.dlopen("libe911.so.1"), sys.stdin.buffer.read()
table, target, source = open(sys.argv[1], "rb").read(), sys.argv[2].encode(), sys.argv[3].encode()
def new(name, **fields): return ffi.new(name + " *", dict(fields, struct_size=ffi.sizeof(name)))
def text(data): return ffi.from_buffer(data), len(data)
site = new("e911_engine_options", region=text(b"US"), access_prefixes=text(b"9"),
           stations_csv=text(table), target_uri=text(target), include_station_addresses=1)
engine, facts, summary = ffi.new("e911_engine **"), new("e911_facts"), new("e911_summary")
if lib.e911_engine_new(site, engine, ffi.NULL) or lib.e911_ip_parse(
        source, len(source), ffi.addressof(facts, "source"), ffi.NULL):
    sys.exit("rewrite.py: STATIONS.csv, TARGET-URI or SOURCE is refused")
out, size = ffi.new("char[]", len(message) + 4096), ffi.new("size_t *")
status = lib.e911_rewrite(engine[0], message, len(message), facts, 0, out, len(out), size, summary)
sys.stdout.buffer.write(ffi.buffer(out, size[0]) if status == 0 else message)
lib.e911_summary_format_json(summary, out, len(out), size)
print(ffi.string(out, size[0]).decode(), file=sys.stderr)
sys.exit(status != 0)
