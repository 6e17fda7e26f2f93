"""The program README.md shows is examples/minimal.c, and programs print what README.md says."""

import pathlib
import re
import subprocess
import sys


def check_run(readme, name, program):
    """Run what README.md shows behind a prompt; the faults found."""
    shown = re.search(rf"^    \$ {re.escape(name)}( .*)\n((?:    .*\n)+)", readme, re.MULTILINE)
    if shown is None:
        return [f"README.md: no run of {name} is shown"]
    words = shown.group(1).split()
    output = subprocess.run([program, *words], capture_output=True, text=True, check=True,
                            timeout=30).stdout
    if output != re.sub("^    ", "", shown.group(2), flags=re.MULTILINE):
        return [f"README.md: {name} {' '.join(words)} prints\n{output}"]
    return []


def main(root, minimal, dial=None):
    root = pathlib.Path(root)
    readme = (root / "README.md").read_text(encoding="utf-8")
    source = (root / "examples/minimal.c").read_text(encoding="utf-8")
    shown = re.search(r"```c\n(.*?)```", readme, re.DOTALL)
    faults = []
    if shown is None or shown.group(1) != source:
        faults.append("README.md: the program shown is not examples/minimal.c")
    faults += check_run(readme, "./minimal", minimal)
    if dial is not None:
        faults += check_run(readme, "e911-dial", dial)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
