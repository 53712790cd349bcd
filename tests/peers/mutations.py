"""Small faults that can be put into C++ text: see tests/peers/mutants."""

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"""(?P<skip>//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'|\#\s*(?:include|pragma|ifndef|endif|undef)[^\n]*
        |static_assert\([^\n]*)
      | (?P<number>\b(?:0x[0-9a-fA-F']+|[0-9][0-9']*)[uUlL]*\b)
      | (?P<scoped>\b[A-Z]\w*::[A-Z]\w*\b|\bexception::\w+\b)
      | (?P<field>\b(?:ip|slot)(?:->|\.)[abc]\b)
      | (?P<word>\b[A-Za-z_]\w*\b)
      | (?P<operator>(?<=\ )(?:<<=|>>=|==|!=|<=|>=|<<|>>|&&|\|\||\+=|-=|\|=|&=|\^=|[-+*/%&|^<>])(?=\ )|\+\+|--|[!~](?=[\w(]))
    """,
    re.VERBOSE | re.DOTALL,
)

OPERATORS = {
    "==": ["!="], "!=": ["=="], "<": ["<=", ">"], "<=": ["<", ">"], ">": [">=", "<"], ">=": [">", "<"],
    "+": ["-"], "-": ["+"], "*": ["+"], "/": ["*"], "%": ["/"], "&": ["|", "^"], "|": ["&", "^"], "^": ["|", "&"],
    "<<": [">>"], ">>": ["<<"], "&&": ["||"], "||": ["&&"], "+=": ["-="], "-=": ["+="], "|=": ["&=", "="],
    "&=": ["|=", "="], "^=": ["|="], "<<=": [">>="], ">>=": ["<<="], "++": ["--"], "--": ["++"], "!": [""], "~": [""],
}
FLAGS = {"nz": ["carry"], "carry": ["overflow"], "overflow": ["carry"]}
WORDS = {
    "true": ["false"], "false": ["true"], "min": ["max"], "max": ["min"],
    "int8_t": ["uint8_t"], "int16_t": ["uint16_t"], "int32_t": ["uint32_t"], "uint8_t": ["int8_t", "uint16_t"],
    "uint16_t": ["int16_t", "uint8_t"], "rotr": ["rotl"], "countr_zero": ["countl_zero"],
    "sp_register": ["pc_register"], "pc_register": ["sp_register"],
}
CYCLES = re.compile(r"(?:NEXT|GO|BRANCH|SPEND|EXCHANGE|charge)\([^;]*$|unsigned \w+ = $|cycles = $|refill")
# A statement on a line of its own that is no declaration and no jump. A macro's line ends with a backslash.
STATEMENT = re.compile(r"^\s+(?!return|break|continue|goto|case|default|using|const|auto|static|std::\w+ |struct|bool )"
                       r"(?:[\w.\->\[\]]+ (?:[-+|&^]|<<|>>)?= [^;]*|[\w.\->:]+\([^;]*\)|\+\+\w+|--\w+);(?=\s*(?://.*)?\\?$)")
CONDITION = re.compile(r"\b(?:if|while) \((?![^)]*;)")
ROW = re.compile(r"^ENCODING\((0x[0-9a-f]+), (0x[0-9a-f]+), (\w+), (\w+), .*\)$")


@dataclass(frozen=True)
class Mutant:
    file: str
    kind: str
    line: int
    column: int
    length: int
    text: str
    line_before: str

    @property
    def line_after(self):
        return self.line_before[: self.column] + self.text + self.line_before[self.column + self.length :]

    def apply(self, source):
        lines = source.split("\n")
        lines[self.line - 1] = self.line_after
        return "\n".join(lines)


def other_numbers(text):
    """Off by one, either way; a hexadecimal number with its lowest or highest bit flipped as well."""
    digits = re.match(r"(?:0x)?[0-9a-fA-F']+", text)[0]
    value = int(digits.replace("'", ""), 0)
    suffix = text[len(digits) :]
    others = {value + 1, value - 1 if value else 1}
    if digits.startswith("0x") and value:
        others |= {value ^ 1, value & value - 1, value ^ 1 << value.bit_length() - 1}
    form = "0x{:x}" if digits.startswith("0x") else "{}"
    return [form.format(other) + suffix for other in sorted(others - {value})]


def siblings(token, scoped):
    """Enumerators of the same type that the file names."""
    scope = token[: token.index("::") + 2]
    return [other for other in scoped if other.startswith(scope) and other != token]


def other_texts(match, before, scoped):
    """What may take the place of a token: (kind, text)."""
    token = match[0]
    kind = match.lastgroup
    if kind == "number":
        name = "cycles" if CYCLES.search(before) else "constant"
        return [(name, text) for text in other_numbers(token)]
    if kind == "operator":
        return [("operator", text) for text in OPERATORS.get(token, [])]
    if kind == "field":
        return [("register", token[:-1] + letter) for letter in "abc" if letter != token[-1]]
    if kind == "scoped":
        return [("enumerator", text) for text in siblings(token, scoped)]
    if kind == "word":
        return [("flag", text) for text in FLAGS.get(token, [])] + [("word", text) for text in WORDS.get(token, [])]
    return []


def closing(line, start):
    """Index of the parenthesis that closes the one at `start`; -1 on another line."""
    depth = 0
    for index in range(start, len(line)):
        depth += {"(": 1, ")": -1}.get(line[index], 0)
        if depth == 0:
            return index
    return -1


def of_line(line):
    """Faults of a whole line: (kind, column, length, text)."""
    if statement := STATEMENT.match(line):
        begin = len(line) - len(line.lstrip())
        yield "statement removed", begin, statement.end() - begin, ";"
    for match in CONDITION.finditer(line):
        begin = match.end() - 1
        end = closing(line, begin)
        if end > 0:
            inside = line[begin + 1 : end]
            head, separator, condition = inside.rpartition("; ")
            yield "condition negated", begin + 1, len(inside), f"{head}{separator}!({condition})"


def of_row(line, operands, operations):
    """Faults of a row of the instruction set."""
    match = ROW.match(line)
    if not match:
        return
    yield "row removed", 0, len(line), ""
    for group, name in ((1, "mask"), (2, "match")):
        value = int(match[group], 16)
        for bit in range(32 if value > 0xFFFF else 16):
            text = f"0x{value ^ 1 << bit:04x}"
            if name == "mask" or int(match[1], 16) >> bit & 1:
                yield name, match.start(group), match.end(group) - match.start(group), text
    for group, name, others in ((3, "operands", operands), (4, "operation", operations)):
        for text in others:
            if text != match[group]:
                yield name, match.start(group), match.end(group) - match.start(group), text


def candidates(file, source):
    """All faults that this text can be given, in its order."""
    lines = source.split("\n")
    if file.endswith(".def"):
        rows = [ROW.match(line) for line in lines]
        operands = sorted({row[3] for row in rows if row})
        operations = sorted({row[4] for row in rows if row})
        for number, line in enumerate(lines, 1):
            for kind, column, length, text in of_row(line, operands, operations):
                yield Mutant(file, kind, number, column, length, text, line)
        return
    scoped = sorted({match[0] for match in TOKEN.finditer(source) if match.lastgroup == "scoped"})
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    number = 1
    for match in TOKEN.finditer(source):
        while starts[number] <= match.start():
            number += 1
        line = lines[number - 1]
        column = match.start() - starts[number - 1]
        if "#define" in line[:column] and "(" not in line:
            continue
        for kind, text in other_texts(match, line[:column], scoped):
            yield Mutant(file, kind, number, column, len(match[0]), text, line)
    for number, line in enumerate(lines, 1):
        if "#" not in line:
            for kind, column, length, text in of_line(line):
                yield Mutant(file, kind, number, column, length, text, line)
