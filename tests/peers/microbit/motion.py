"""Checks of the examples that are tilted, shaken, turned or touched."""

import math

from bench import EXAMPLES, at, example, press, require, run_example, tilt
from displays import pictures
from screen import DARK, dots, font, image, pixels, scrolls


@example("bubble_level_2d.py", "the bubble is at the higher side, for tilts to all four sides and a corner")
def bubble_level_2d():
    tilts = [(0, 0), (-100, 0), (100, 0), (0, 100), (0, -100), (-100, 100), (0, 0)]
    acts = [act for i, (x, y) in enumerate(tilts) for act in tilt(0.5 * i, x=x, y=y)]
    shown = pictures(run_example("bubble_level_2d.py", 3.9, acts))
    # What pushes back against gravity points up: to where the bubble goes.
    places = [(2 + (x > 0) * 2 - (x < 0) * 2, 2 - (y > 0) * 2 + (y < 0) * 2) for x, y in tilts]
    wanted = [DARK] + [dots(place) for place in places]
    require(shown == wanted, f"{shown} instead of {wanted}")


@example(
    "digital_water.py",
    "flat, water everywhere; upright and upside down at the bottom, slanted when turned; what is left dries",
)
def digital_water():
    poses = [(0, 0, 1000), (0, 1000, 0), (700, 700, 0), (0, -1000, 0)]
    acts = [act for i, pose in enumerate(poses) for act in tilt(2 * i, *pose)]
    seen = run_example("digital_water.py", 8, acts)

    def water(seconds):
        frame = [frame for when, frame in seen.stable_frames() if when < seconds][-1]
        return pixels(frame)

    everywhere = {(x, y) for x in range(5) for y in range(5)}
    require(water(2) == dict.fromkeys(everywhere, 4), f"{water(2)}")
    require(water(4) == {(x, y): 9 for x in range(5) for y in (3, 4)}, f"{water(4)}")
    # Its right and upper sides are up: the water is at the lower left, its surface level.
    wet = {(x, y) for x, y in everywhere if y - 2 > 1.43 * (x - 2)}
    require({place for place, level in water(6).items() if level == 9} == wet, f"{water(6)}")
    require(water(8) == {(x, y): 9 for x in range(5) for y in (0, 1)}, f"{water(8)}")


def up_turned(field, up):
    """A field that belongs to a board lying flat, in the axes of the board when `up` is where up is."""
    x, y, z = up
    if z > 0.9999:
        return field
    axis, cosine = (-y, x, 0.0), z
    sine = math.hypot(x, y)
    axis = tuple(part / sine for part in axis)
    along = sum(a * b for a, b in zip(axis, field))
    cross = (axis[1] * field[2] - axis[2] * field[1], axis[2] * field[0] - axis[0] * field[2],
             axis[0] * field[1] - axis[1] * field[0])  # fmt: skip
    return tuple(f * cosine + c * sine + a * along * (1 - cosine) for f, c, a in zip(field, cross, axis))


def calibration(begin_s, step_s):
    """Tilts to all 25 places of the calibration's screen, the magnetic field turning with the board."""
    acts = []
    slopes = (700, 300, 0, -300, -700)
    for number, (x, y) in enumerate((x, y) for y in slopes for x in slopes):
        up = (x / 1000, y / 1000, math.sqrt(1 - (x * x + y * y) / 1e6))
        when = begin_s + number * step_s
        acts += tilt(when, *(1000 * part for part in up))
        field = up_turned((0, 20_000, -45_000), up)
        acts += at(when, *(f"magnetometer.{axis}_nt={round(nt)}" for axis, nt in zip("xyz", field)))
    return acts


@example("compass.py", "after the calibration's tilts to fill the screen, the needle for headings all around")
def compass():
    headings = [0, 90, 180, 270, 30, 330]
    first_s = 17  # it calculates for some seconds
    acts = calibration(1, 0.3) + tilt(first_s)
    for number, heading in enumerate(headings):
        acts += at(first_s + number, f"magnetometer.heading_deg={heading}")
    seen = run_example("compass.py", first_s + len(headings), acts)
    clocks = image("Image.ALL_CLOCKS")
    shown = [seen.frame_at(first_s + number + 0.9) for number in range(len(headings))]
    wanted = [clocks[(15 - heading) // 30 % 12] for heading in headings]
    require(shown == wanted, f"{shown} instead of {wanted}")


@example("four_buttons.py", "buttons A and B and volts at P1 and P2 light their boxes, which fade away")
def four_buttons():
    parts = ["left_pad: {type: voltage, gpio: 2}", "right_pad: {type: voltage, gpio: 1}"]
    acts = press("button_a", 1, 0.2) + press("button_b", 2, 0.2)
    for when, pad in ((3, "left_pad"), (4, "right_pad")):
        acts += at(when, f"{pad}.mv=3000") + at(when + 0.2, f"{pad}.mv=0")
    seen = run_example("four_buttons.py", 4.8, acts, parts=parts)

    def box(wanted):
        return {(x, y) for x in range(5) for y in range(5) if wanted(x, y)}

    boxes = {
        1: box(lambda x, y: y == 2 or x <= 1),
        2: box(lambda x, y: y == 3 or x >= 3),
        3: box(lambda x, y: x == 1 or y <= 1),
        4: box(lambda x, y: x == 3 or y >= 3),
    }
    for when, places in boxes.items():
        require(seen.frame_at(when - 0.05) == DARK, f"before {when} s: {seen.frame_at(when - 0.05)}")
        require(set(pixels(seen.frame_at(when + 0.2))) == places, f"at {when} s: {seen.frame_at(when + 0.2)}")
    require(seen.frame_at(4.79) == DARK, seen.frame_at(4.79))


ANSWERS = """It is certain|It is decidedly so|Without a doubt|Yes, definitely|You may rely on it|As I see it, yes|Most likely
Outlook good|Yes|Signs point to yes|Reply hazy try again|Ask again later|Better not tell you now|Cannot predict now
Concentrate and ask again|Don't count on it|My reply is no|My sources say no|Outlook not so good|Very doubtful"""


@example("magic8.py", "an 8; after shaking, a dark second, then one of the twenty answers scrolls by")
def magic8():
    seen = run_example("magic8.py", 25, at(2, "accelerometer.shake_ms=1000"))
    shown = seen.stable_frames(0.06)
    require([frame for _, frame in shown[:3]] == [DARK, font()["8"], DARK], f"{shown[:3]}")
    dark = shown[3][0] - shown[2][0]
    require(2 < shown[2][0] < 3 and 0.9 < dark < 1.2, f"dark from {shown[2][0]} s for {dark} s")
    answers = ANSWERS.replace("\n", "|").split("|")
    said = [answer for answer in answers if scrolls([frame for _, frame in shown], answer)]
    require(len(said) == 1 and len(answers) == 20, f"{said}")
    require(shown[-1][1] == font()["8"], "it does not wait for the next question")


@example(
    "maze.py", "tilting walks step by step through free fields and stops at walls; the walker flashes in the middle"
)
def maze():
    walls = [
        line.strip()[2:-1] for line in (EXAMPLES / "maze.py").read_text().splitlines() if line.strip().startswith("0b")
    ]
    acts = tilt(1, x=-400) + tilt(6.5, y=400) + tilt(7.2, x=400) + tilt(8.5, y=400) + tilt(10, y=-400)
    directions = {0: (0, 0), 1: (1, 0), 6.5: (0, 1), 7.2: (-1, 0), 8.5: (0, 1), 10: (0, -1)}
    seen = run_example("maze.py", 12.5, acts)

    def is_wall(x, y):
        return not (0 <= x < 16 and 0 <= y < 16) or walls[y][x] == "1"

    def view(x, y):
        return {(i, j) for i in range(5) for j in range(5) if (i, j) != (2, 2) and is_wall(x + i - 2, y + j - 2)}

    steps, flashes = [(0, (0, 0))], set()  # (when, place)
    for when, frame in seen.stable_frames(0.025):
        if frame == DARK:
            continue
        walker, seen_walls = pixels(frame).pop((2, 2)), set(pixels(frame)) - {(2, 2)}
        flashes.add(walker)
        here = steps[-1][1]
        x, y = directions[max(begin for begin in directions if begin <= when - 0.02)]
        ahead = (here[0] + x, here[1] + y)
        if seen_walls != view(*here):
            require(seen_walls == view(*ahead) and not is_wall(*ahead), f"from {here} to {frame} at {when} s")
            steps.append((when, ahead))
    require({5, 9} <= flashes, f"the walker's levels: {flashes}")
    places = [place for _, place in steps]
    require(places[:16] == [(x, 0) for x in range(16)] and len(places) > 18, f"{places}")
    for (begin, here), (end, _) in zip(steps, steps[1:] + [(12.5, None)]):
        x, y = directions[max(start for start in directions if start < end - 0.5)]
        require(
            end - begin < 1 or (x, y) == (0, 0) or is_wall(here[0] + x, here[1] + y),
            f"it stays at {here} from {begin} s to {end} s",
        )
