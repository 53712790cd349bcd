"""Checks of the examples that show something on the display by themselves or at the press of a button."""

from bench import STARTED_S, at, example, press, require, require_in, run_example
from screen import DARK, dots, image, pixels, rows, scrolls
from screen import picture as picture_of

# The board file's pixels, by row and column of the matrix.
MATRIX = [
    "1.1 2.4 1.2 2.5 1.3",
    "3.4 3.5 3.6 3.7 3.8",
    "2.2 1.9 2.3 3.9 2.1",
    "1.8 1.7 1.6 1.5 1.4",
    "3.3 2.7 3.1 2.6 3.2",
]


def pictures(seen, least_s=0.035):
    return [frame for _, frame in seen.stable_frames(least_s)]


@example("analog_watch.py", "hands and ticking dot of the first six minutes, a second each, each pixel's brightness")
def analog_watch():
    seen = run_example("analog_watch.py", 6)
    clocks = image("Image.ALL_CLOCKS")
    wanted = []
    for minute in range(6):
        hour_hand, minute_hand = rows(clocks[0]), rows(clocks[minute // 5])
        face = [
            [round(m * 0.1111) + round(h * 0.55555) for m, h in zip(minute_row, hour_row)]
            for minute_row, hour_row in zip(minute_hand, hour_hand)
        ]
        face[2][2] += 2 if minute % 2 == 0 else -2
        wanted.append(picture_of(face))
    shown = [frame for frame in pictures(seen, 0.5) if frame != DARK]
    require(shown == wanted, f"{shown} instead of {wanted}")


@example("asmleds.py", "the inline assembler lights the matrix column by column and darkens it again, four times")
def asmleds():
    seen = run_example("asmleds.py", 7)
    column_of = {
        (x, y): int(cell.split(".")[1]) for y, line in enumerate(MATRIX) for x, cell in enumerate(line.split())
    }
    lit = [dots(*(place for place, column in column_of.items() if column <= count)) for count in range(1, 10)]
    unlit = [dots(*(place for place, column in column_of.items() if column > count)) for count in range(1, 10)]
    shown = [frame for frame in pictures(seen) if set(frame) <= {"0", "9", ":"}]
    require((lit + unlit) * 4 == shown[1:], f"{shown}")


@example("conway.py", "every generation follows from the one before by Conway's rules; button A begins a new world")
def conway():
    starts = [0.2, 2, 3.5, 5, 6.5]
    seen = run_example("conway.py", 8, [act for start in starts[1:] for act in press("button_a", start)])
    shown = seen.stable_frames(0.1)

    def successor(frame):
        alive = set(pixels(frame))
        near = {
            place: sum((place[0] + i, place[1] + j) in alive for i in (-1, 0, 1) for j in (-1, 0, 1))
            - (place in alive)
            for place in ((x, y) for x in range(5) for y in range(5))
        }
        return dots(*(place for place, count in near.items() if count == 3 or (count == 2 and place in alive)))

    # A world per press, some of which may die out soon; while the button is held, each picture is a new one.
    worlds = [
        [frame for when, frame in shown if start + 0.35 < when < end] for start, end in zip(starts, starts[1:] + [8])
    ]
    followed = [successor(before) == after for world in worlds for before, after in zip(world, world[1:])]
    require(all(followed) and len(followed) >= 10, f"{followed} in {shown}")
    changes = [before[-1:] + after[:1] for before, after in zip(worlds, worlds[1:])]
    require(any(len(pair) == 2 and successor(pair[0]) != pair[1] for pair in changes), f"{changes}")


@example("counter.py", "scrolls the number of presses of button A, three more after one")
def counter():
    seen = run_example(
        "counter.py", 8, press("button_a", 1) + [act for i in range(3) for act in press("button_a", 1.6 + i * 0.3)]
    )
    shown = pictures(seen, 0.06)
    require(scrolls(shown, "1") and scrolls(shown, "4"), f"neither 1 nor 4: {shown}")
    require(not scrolls(shown, "2"), "2 was shown")


@example(
    "flame_simulation.py",
    "flames within the mask, brightest at the bottom; buttons A and B tell speeds on the serial line",
)
def flame_simulation():
    seen = run_example("flame_simulation.py", 5, press("button_a", 1) + press("button_a", 1.5) + press("button_b", 2))
    require(
        seen.output.splitlines()[:3] == ["percent interpolate= 30", "percent interpolate= 35", "sleeptime= 10"],
        seen.output,
    )
    mask = [
        [10, 33, 66, 33, 10],
        [33, 75, 88, 75, 33],
        [50, 88, 90, 88, 50],
        [60, 95, 100, 95, 60],
        [88, 100, 100, 100, 88],
    ]
    levels = [rows(frame) for _, frame in seen.frames[10:]]
    for frame in levels:
        for y, row in enumerate(frame):
            require(all(level <= 7 * mask[y][x] / 100 for x, level in enumerate(row)), f"{row} in row {y}")
    sums = [sum(sum(frame[y]) for frame in levels) for y in range(5)]
    require(sums == sorted(sums) and sums[4] > 2 * sums[0] > 0, f"brightness of the rows: {sums}")


@example("i_feel_today.py", "five faces in their order: button B happier, button A sadder, no further than the last")
def i_feel_today():
    happier = [act for i in range(3) for act in press("button_b", 0.5 + i * 0.4)]
    sadder = [act for i in range(5) for act in press("button_a", 2 + i * 0.4)]
    horror, meh, joy = (
        "09090:00000:09990:90009:99999",
        "00000:09090:00000:99999:00000",
        "09090:00000:99999:90009:09990",
    )
    happy, sad = image("Image.HAPPY"), image("Image.SAD")
    shown = pictures(run_example("i_feel_today.py", 4.5, happier + sadder))
    require(shown == [DARK, meh, happy, joy, happy, meh, sad, horror], f"{shown}")


@example("led_dance.py", "ten times a second one dot more at level 8, all others one level darker")
def led_dance():
    seen = run_example("led_dance.py", 5)
    shown = [(when, rows(frame)) for when, frame in seen.stable_frames(0.035) if when > STARTED_S]
    steps = [(a, b) for (begin, a), (end, b) in zip(shown, shown[1:]) if end - begin < 0.14]
    require(len(steps) >= 30, f"{len(steps)} steps")
    for before, after in steps:
        new = [(x, y) for y in range(5) for x in range(5) if after[y][x] != max(before[y][x] - 1, 0)]
        require(len(new) == 1 and after[new[0][1]][new[0][0]] == 8, f"{before} became {after}")


@example(
    "neopixel_random.py",
    "a strip of eight pixels at P0: one after the other gets a new colour, none over 60, without an error in timing",
)
def neopixel_random():
    parts = ["strip: {type: ws2812, gpio: 3, pixels: 8}"]
    seen = run_example("neopixel_random.py", 2.6, watch=["strip"], parts=parts)
    shown = [(when, text.split()) for when, text in seen.values["strip.pixels"]][1:]
    require(len(shown) >= 20, f"{len(shown)} times something new")
    for number, ((before, old), (when, new)) in enumerate(zip(shown, shown[1:])):
        changed = [pixel for pixel in range(8) if old[pixel] != new[pixel]]
        require(changed == [(number + 1) % 8], f"at {when} s: {old} became {new}")
        require(0.08 < when - before < 0.13, f"{when - before} s")
    colours = [int(colour[digit : digit + 2], 16) for _, strip in shown for colour in strip for digit in (1, 3, 5)]
    require(max(colours) <= 60 and len(set(colours)) > 20, f"{sorted(set(colours))}")
    require("ws2812.timing" not in seen.errors, seen.errors[-500:])


@example(
    "pomodoro.py", "the first 2 of 25 dots go out after 64 s each by the runtime's clock; text on the serial line"
)
def pomodoro():
    # running_time() loses 8 us at each call (a part of the runtime sets its stop watch back after having read it), and the
    # program calls nothing else: up to 5 % more pass in truth.
    seen = run_example("pomodoro.py", 140)
    require_in("pomodoro timer\n", seen.output)
    shown = seen.stable_frames(0.1)
    require(scrolls([frame for _, frame in shown], "Go!"), "no Go!")
    all_on = "99999:99999:99999:99999:99999"
    times = {frame: when for when, frame in shown if when > 2}
    first, second = all_on[:-1] + "0", all_on[:-2] + "00"
    require({all_on, first, second} <= set(times), f"{shown[-3:]}")
    spans = times[first] - times[all_on], times[second] - times[first]
    require(all(64 <= span <= 64 * 1.055 for span in spans), f"{spans} s")
    require(abs(spans[0] - spans[1]) < 0.5, f"{spans} s")


@example(
    "watch.py", "button A scrolls the mode, button B sets hours and minutes; digits as columns, the colon flashes"
)
def watch():
    acts = press("button_a", 1, 0.4)
    acts += [act for i in range(3) for act in press("button_b", 6 + i * 0.8, 0.3)] + press("button_a", 8.6, 0.4)
    acts += [act for i in range(2) for act in press("button_b", 13 + i * 0.8, 0.3)] + press("button_a", 14.8, 0.4)
    acts += press("button_b", 17.6, 0.3) + press("button_a", 18.5, 0.4)
    seen = run_example("watch.py", 27, acts)
    shown = pictures(seen, 0.06)
    for mode in ("set h", "mx10", "m", "clock"):
        require(scrolls(shown, mode), f"no {mode!r}")
    quarter_past = [(1, 2), (1, 3), (1, 4), (3, 3), (3, 4), (4, 4)]  # 03:21
    with_colon, without = dots(*quarter_past, (2, 1), (2, 3)), dots(*quarter_past)
    flashes = [frame for when, frame in seen.stable_frames(0.1) if when > 23]
    require(flashes and set(flashes) == {with_colon, without}, f"{flashes}")
