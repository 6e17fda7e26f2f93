"""The program README.md shows is examples/minimal.c, and prints what README.md says it prints."""

import pathlib
import re
import subprocess
import sys


def main(root, program):
    root = pathlib.Path(root)
    readme = (root / "README.md").read_text(encoding="utf-8")
    source = (root / "examples/minimal.c").read_text(encoding="utf-8")
    shown = re.search(r"```c\n(.*?)```", readme, re.DOTALL)
    printed = re.search(r"\$ \./minimal (\S+)\n((?:    .*\n)+)", readme)
    faults = []
    if shown is None or shown.group(1) != source:
        faults.append("README.md: the program shown is not examples/minimal.c")
    if printed is None:
        faults.append("README.md: no run of ./minimal is shown")
    else:
        output = subprocess.run([program, printed.group(1)], capture_output=True, text=True,
                                check=True, timeout=30).stdout
        if output != re.sub("^    ", "", printed.group(2), flags=re.MULTILINE):
            faults.append(f"README.md: ./minimal {printed.group(1)} prints\n{output}")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
