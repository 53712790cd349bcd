"""Checks of the games: what the player does with buttons and tilts, what the game does, shows and plays."""

from bench import example, press, require, run_example, tilt
from displays import pictures
from screen import DARK, dots, font, image, picture, rows, scrolls
from sound import record, tones_of

# music.WAWAWAWAA is E3, D#3, D3, C#3; music.FUNERAL is four C3, D#3, two D3, two C3, B2, C3. In Hz.
WAWAWAWAA_HZ = [164.8, 155.6, 146.8, 138.6]
FUNERAL_HZ = [130.8, 130.8, 130.8, 130.8, 155.6, 146.8, 146.8, 130.8, 130.8, 123.5, 130.8]


def near(hz, wanted, share=0.02):
    return abs(hz / wanted - 1) < share


@example(
    "dodge_game.py",
    "the player crosses and scores (400 Hz), is hit on the way back, the score 1 and WAWAWAWAA (E3 D#3 D3 C#3)",
)
def dodge_game():
    seen, edges = record("dodge_game.py", 11, press("button_b", 2.2) + press("button_a", 6.2))
    # The enemy falls a row a second, two high: the player passes behind it and later runs into it.
    player = [(0, 2), (0, 2), (1, 2), (2, 2), (3, 2), (4, 2), (3, 2)]
    enemy = [{(2, y), (2, y + 1 if y < 4 else 0)} for y in (0, 1, 2, 3, 4, 0, 1)]
    wanted = [DARK] + [dots(place, *fiend) for place, fiend in zip(player, enemy)] + [font()["1"]]
    shown = pictures(seen, 0.1)
    require(shown == wanted, f"{shown} instead of {wanted}")
    tones = tones_of(edges)
    require(len(tones) == 5 and near(tones[0][2], 400) and tones[0][1] - tones[0][0] < 0.05, f"{tones}")
    require(all(near(hz, wanted) for (_, _, hz), wanted in zip(tones[1:], WAWAWAWAA_HZ)), f"{tones}")
    require(tones[4][1] - tones[4][0] > 2 * (tones[1][1] - tones[1][0]), "the last tone is no long one")


@example(
    "flappybit.py",
    "title; the bird falls when held upright, climbs when laid back, hits the terrain: sad face, FUNERAL, a new start",
)
def flappybit():
    acts = tilt(0.1, y=700, z=700) + tilt(9, y=100, z=990) + tilt(10.2, y=1000, z=0)
    seen, edges = record("flappybit.py", 25, acts)
    shown = seen.stable_frames(0.06)
    require(scrolls([frame for _, frame in shown], "Flappy Bit"), "no title")
    heights = []
    for when, frame in shown:
        bird = [y for y in range(5) if rows(frame)[y][0] == 9]
        if 7.9 < when < 12 and len(bird) == 1 and (not heights or heights[-1] != bird[0]):
            heights.append(bird[0])
    require(heights[:2] in ([3, 4], [2, 3]) and 0 in heights, f"heights of the bird: {heights}")
    crash = [when for when, frame in shown if frame == image("Image.SAD")]
    require(crash, "it never hits the terrain")
    tones = [hz for start, _, hz in tones_of(edges) if start > crash[0] - 0.1]
    require(len(tones) == 11 and all(map(near, tones, FUNERAL_HZ)), f"{tones}")
    restart = [frame for when, frame in shown if when > crash[0] + 1]
    require(scrolls(restart, "Flappy Bit", 0.5), "no new start")


@example(
    "simple_slalom.py",
    "tilting steers to the hole in the first wall; sad face at a later one, the score scrolls, button A begins anew",
)
def simple_slalom():
    seen = run_example("simple_slalom.py", 28, tilt(0.2, x=900, z=400) + press("button_a", 25))
    shown = seen.stable_frames(0.06)
    frames = [frame for _, frame in shown]
    # Tilted to the left, as the hole in the first wall is.
    first = [
        picture([[6 * (x > 0 and y == row) for x in range(5)] for y in range(4)] + [[9] + [6 * (row == 4)] * 4])
        for row in range(5)
    ]
    require("|".join(first) in "|".join(frames), f"{frames[:10]}")
    crash = frames.index(image("Image.SAD"))
    require(any(frame[0:5].count("6") == 4 for frame in frames[frames.index(first[4]) : crash]), "no second wall")
    scores = [score for score in range(10) if scrolls(frames[crash:], f"Score:{score}")]
    require(len(scores) == 1 and scores[0] >= 1, f"{scores}")
    again = [frame for when, frame in shown if when > 25]
    require(any(frame[0:5].count("6") == 4 for frame in again), f"{again}")
