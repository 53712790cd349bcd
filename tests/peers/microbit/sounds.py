"""Checks of the examples that play: notes, speech and waves at P0."""

import math
import tempfile
from pathlib import Path

from bench import EXAMPLES, STARTED_S, at, example, press, require, require_in, run_program, tilt
from screen import scrolls
from sound import PULSE_S, loudness, pitch_of, record, tones_of, wave_of

SEMITONES = {
    "c": -9,
    "c#": -8,
    "d": -7,
    "d#": -6,
    "e": -5,
    "f": -4,
    "f#": -3,
    "g": -2,
    "g#": -1,
    "a": 0,
    "a#": 1,
    "b": 2,
}
# The audio module plays a sample in two pulses, a frame of 32 samples in 4.1 ms.
FRAME_S = 64 * PULSE_S


def note_hz(name, octave):
    return 440 * 2 ** ((SEMITONES[name] + 12 * (octave - 4)) / 12)


def near(hz, wanted, share):
    return abs(hz / wanted - 1) < share


@example("music.py", "all 176 notes of the prelude at P0, each within 1.5 % of its pitch, an eighth of a second each")
def music():
    source = (EXAMPLES / "music.py").read_text()
    notes, octave = [], 4
    for word in source[source.index("[") + 1 : source.index("]")].replace("'", "").split(","):
        name = word.strip().partition(":")[0]
        if name[-1:].isdigit():
            octave = int(name[-1])
        notes.append(note_hz(name.rstrip("0123456789"), octave))
    require(len(notes) == 176, f"{len(notes)} notes in the program")
    _, edges = record("music.py", 25)
    tones = tones_of(edges)
    require(len(tones) == len(notes), f"{len(tones)} tones")
    wrong = [
        (number, hz, wanted)
        for number, ((_, _, hz), wanted) in enumerate(zip(tones, notes))
        if not near(hz, wanted, 0.015)
    ]
    require(not wrong, f"(number, Hz, wanted): {wrong}")
    starts = [start for start, _, _ in tones]
    spans = [after - before for before, after in zip(starts, starts[1:])]
    require(all(0.115 < span < 0.14 for span in spans) and 23 < starts[-1] - starts[0] < 23.2, f"{spans}")


@example(
    "tiltmusic.py",
    "the pitch follows the tilt, button A switches sound off and on, button B with a tilt sets the length",
)
def tiltmusic():
    acts = tilt(0.5, x=300) + press("button_a", 1) + press("button_a", 2) + tilt(2.5, x=-900, y=436, z=0)
    acts += at(3, "button_b.pressed=1")
    _, edges = record("tiltmusic.py", 6, acts)
    tones = tones_of(edges)

    def heard(begin, end):
        return [(hz, stop - start) for start, stop, hz in tones if begin < start < end]

    for begin, end, wanted, length in (
        (STARTED_S, 0.45, 233, 0.1),
        (0.6, 0.95, 369, 0.1),
        (2.6, 2.95, 830, 0.1),
        (3.3, 5, 830, 0.8),
    ):
        spans = heard(begin, end)
        require(spans and all(near(hz, wanted, 0.02) for hz, _ in spans), f"{begin} s: {spans}")
        require(all(0.85 * length < span < 1.02 * length for _, span in spans), f"{begin} s: {spans}")
    require(not heard(1.3, 2), "button A did not switch the sound off")


def played(edges):
    """(begin, end) of what the audio module played: from its first to its last pulse."""
    pulses = [when for when, level in edges if level == "1"]
    require(pulses, "nothing was played")
    return pulses[0], pulses[-1] + PULSE_S


def use(name, source):
    """Runs an example, which only defines functions, and then `source` at its prompt."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "use.py")
        script.write_text(source)
        seen, edges = record(name, 30, arguments=["--exec", script], watch=())
        require_in("played", seen.output)
        return edges


@example("play_file.py", "a file with 60 frames of a sine of 488 Hz, played from the board's file system to P0")
def play_file():
    edges = use(
        "play_file.py",
        """
import math, microbit
with open('tone', 'wb') as f:
    for i in range(60):
        f.write(bytes([int(128.5 + 120 * math.sin(2 * math.pi * k / 16)) for k in range(32)]))
play_file('tone', microbit.pin0)
print('played')
""",
    )
    begin, end = played(edges)
    require(60 <= (end - begin) / FRAME_S <= 64, f"{(end - begin) / FRAME_S} frames")
    wave = wave_of(edges, begin + 2 * FRAME_S, begin + 58 * FRAME_S)
    hz = pitch_of(wave, PULSE_S, 300, 700)
    require(near(hz, 1e6 / 128 / 16, 0.01), f"{hz} Hz")


@example("reverb.py", "a click comes back each 82 ms, half as loud each time")
def reverb():
    edges = use(
        "reverb.py",
        """
with open('click', 'wb') as f:
    f.write(bytes([8, 248] * 16))
    f.write(bytes([128] * 32))
play_file('click')
print('played')
""",
    )
    begin, end = played(edges)
    period = 20 * FRAME_S  # as many buckets

    def level(periods):
        start = begin + periods * period
        return math.sqrt(loudness(wave_of(edges, start, start + 2 * FRAME_S)))

    echoes = [level(n) for n in range(5)]
    between = [level(n + 0.5) for n in range(5)]
    ratios = [later / earlier for earlier, later in zip(echoes[1:], echoes[2:])]
    require(echoes[0] > echoes[1] and all(0.48 < ratio < 0.52 for ratio in ratios), f"{echoes}")
    require(max(between) < echoes[4], f"{between} between {echoes}")


def normal(samples):
    """Its mean taken away and its peak at 1."""
    mean = sum(samples) / len(samples)
    peak = max(abs(sample - mean) for sample in samples)
    return [(sample - mean) / peak for sample in samples]


def widths_of(edges, begin, count):
    """The lengths of the first `count` pulses from `begin` on, in seconds."""
    pulses = [fall - rise for (rise, level), (fall, _) in zip(edges, edges[1:]) if level == "1" and rise >= begin]
    return pulses[:count]


def unlike(edges, begin, samples):
    """How far what sounds from `begin` on is from a frame that repeats: the largest difference at the best of all rotations.
    The audio module goes to the next sample in four equal steps, a pulse each."""
    steps = [samples[k - 1] + (samples[k] - samples[k - 1]) * step / 4 for k in range(32) for step in (1, 2, 3, 4)]
    wanted, heard = normal(steps), normal(widths_of(edges, begin, len(steps)))
    require(len(heard) == len(wanted), f"only {len(heard)} pulses after {begin} s")
    return min(max(abs(a - b) for a, b in zip(heard[turn:] + heard[:turn], wanted)) for turn in range(len(steps)))


@example(
    "waveforms.py",
    "sine, triangle, square and sawtooth as the program calculates them, with their names; button A goes on to the next",
)
def waveforms():
    presses = [act for when in (3, 6, 9, 13) for act in press("button_a", when, 0.13)]
    seen, edges = record("waveforms.py", 16, presses)
    waves = {
        "Sine": [int(math.sin(math.pi * k / 16) * 124 + 128.5) for k in range(32)],
        "Triangle": [k * 15 for k in range(8)] + [248 - k * 15 for k in range(8)] + [128 - k * 15 for k in range(8)]
        + [k * 15 + 8 for k in range(8)],
        "Square": [8] * 16 + [248] * 16,
        "Sawtooth": [252 - k * 8 for k in range(32)],
    }  # fmt: skip
    shown = [frame for _, frame in seen.stable_frames(0.045)]
    for when, (name, samples) in zip((1, 4, 7, 11), waves.items()):
        difference = unlike(edges, when, samples)
        require(difference < 0.03, f"{name} at {when} s: {difference}")
        require(scrolls(shown, f"{name} wave", 0.4), f"no {name} wave in {shown}")
    require(scrolls(shown, "Ascending", 0.3), f"no mixture in {shown}")


@example(
    "speech.py",
    "two sentences and a cough, each after a second's silence; the scale C2 to C3 is sung upwards and downwards",
)
def speech():
    _, edges = record("speech.py", 19, watch=())
    span_s = 0.05
    size = int(span_s / PULSE_S)
    wave = wave_of(edges, 0, 19)
    spans = [wave[begin : begin + size] for begin in range(0, len(wave) - size, size)]
    voiced = [number for number, span in enumerate(spans) if loudness(span) > 1e-4]
    gaps = [(a, b) for a, b in zip(voiced, voiced[1:]) if b - a > 0.8 / span_s]
    require(len(gaps) == 3 and all(0.9 < (b - a) * span_s < 1.3 for a, b in gaps), f"pauses (in {span_s} s): {gaps}")
    # Half the samples are enough for pitches of a voice.
    pitches = [
        pitch_of(spans[number][::2], 2 * PULSE_S, 55, 150) for number in voiced[::2] if number > gaps[-1][1] + 2
    ]
    scale = [note_hz(name, 2) for name in ("c", "d", "e", "f", "g", "a", "b")] + [note_hz("c", 3)]
    sung = []
    for three in zip(pitches, pitches[1:], pitches[2:]):
        if max(three) < 1.01 * min(three):
            tone = min(range(8), key=lambda n: abs(scale[n] - three[0]))
            require(near(three[0], scale[tone], 0.04), f"{three} Hz are no tone of the scale")
            if not sung or sung[-1] != tone:
                sung.append(tone)
    require(sung == [0, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1, 0], f"{sung}")
