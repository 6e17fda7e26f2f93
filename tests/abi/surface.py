"""What the sources say the library offers: the names in its headers and in its symbol map."""
import re

# A string or a comment; strings are matched so that "/*" in one does not open a comment.
HIDDEN = re.compile(r'"(?:\\.|[^"\\\n])*"|/\*.*?\*/|//[^\n]*', re.DOTALL)


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def code_of(path):
    """The text of a C file without comments and strings; line numbers stay what they are."""
    return HIDDEN.sub(lambda hidden: '\n' * hidden.group().count('\n') or ' ', read(path))


def declared(headers):
    """Names of the functions that the headers declare with E911_API."""
    names = set()
    for header in headers:
        code = re.sub(r'^\s*#.*$', '', code_of(header), flags=re.MULTILINE)
        names.update(re.findall(r'\bE911_API\b[^;{]*?\b(\w+)\s*\(', code))
    return names


def mapped(path):
    """{name: node} of a version script. A pattern among the names is kept as it stands."""
    names = {}
    for node, body in re.findall(r'([\w.]+)\s*\{(.*?)\}', code_of(path), re.DOTALL):
        exported = re.search(r'\bglobal:(.*?)(?:\blocal:|\Z)', body, re.DOTALL)
        for name in exported.group(1).split(';') if exported else []:
            if name.strip():
                names[name.strip()] = node
    return names


def header_version(header):
    """E911_VERSION of base.h, as 0xMMmmpp."""
    return int(re.search(r'#define\s+E911_VERSION\s+(0x[0-9a-fA-F]+)', read(header)).group(1), 16)
