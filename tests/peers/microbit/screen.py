"""Pictures of the display as text: "09090:99999:99999:09990:00900", and text that scrolls over it."""

import re
from functools import cache

from bench import IMAGE, require
from board import run_script

DARK = ":".join(["00000"] * 5)
PRINTABLE = "".join(map(chr, range(32, 127)))


def rows(frame):
    """Lists of levels, line by line."""
    return [[int(digit) for digit in line] for line in frame.split(":")]


def picture(lines):
    return ":".join("".join(str(level) for level in line) for line in lines)


def pixels(frame):
    """{(x, y): level} of those that shine."""
    return {(x, y): level for y, line in enumerate(rows(frame)) for x, level in enumerate(line) if level}


def dots(*places, level=9):
    """A picture of single pixels (x, y)."""
    return picture([[level if (x, y) in places else 0 for x in range(5)] for y in range(5)])


@cache
def image(expression):
    """The pictures of the image's own `Image` objects: of one, or of a list of them."""
    script = (
        f"from microbit import *\ni = {expression}\nfor j in (i if isinstance(i, list) else [i]): print(repr(j))\n"
    )
    output, _ = run_script(IMAGE, script, "--board", "microbit")
    found = [text.rstrip(":").replace("\\n", ":") for text in re.findall(r"Image\('(.*?)'\)", output)]
    require(found, f"no picture of {expression}: {output}")
    return found if output.count("Image(") > 1 else found[0]


@cache
def font():
    return dict(zip(PRINTABLE, image(f"[Image(c) for c in {PRINTABLE!r}]")))


def columns_of(text):
    """The columns that scroll in from the right when the runtime scrolls `text`: characters keep three columns at
    least, lose an empty first one (but for the very first) and are one column apart."""
    columns = []
    for number, character in enumerate(text):
        glyph = list(zip(*rows(font()[character])))
        first = 0 if number == 0 or any(glyph[0]) else 1
        last = max([2] + [x for x, column in enumerate(glyph) if any(column)])
        columns += glyph[first : last + 1] + [(0,) * 5]
    return columns + [(0,) * 5] * 4


def scrolled_frames(text):
    """The pictures that follow each other while `text` scrolls, from its first pixel on."""
    columns = [(0,) * 5] * 5 + columns_of(text)
    frames = []
    for begin in range(1, len(columns) - 4):
        frame = picture(zip(*columns[begin : begin + 5]))
        if not frames or frames[-1] != frame:
            frames.append(frame)
    while frames[0] == DARK:
        del frames[0]
    return frames


def scrolls(frames, text, share=1):
    """Whether pictures that follow each other show this text scrolling by, all of it or its first part."""
    wanted = scrolled_frames(text)
    return "|".join(wanted[: int(len(wanted) * share)]) in "|".join(frames)
