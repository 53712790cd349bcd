"""What a pin plays, read from its edges: tones of square waves, and waves that modulate the width of pulses."""

import tempfile
from pathlib import Path

from bench import P0, run_example, run_program
from vcd import edges_of

# A tone ends where no rising edge comes for so long, and where the period changes by more than this share.
SILENCE_S = 0.06
SAME_PERIOD = 0.03
# The audio module makes two pulses, of what it has interpolated, per sample.
PULSE_S = 64e-6


def record(script, *arguments, **options):
    """Runs an example, or the program at a path; returns what was seen and the edges at P0."""
    with tempfile.TemporaryDirectory() as folder:
        vcd = Path(folder, "p0.vcd")
        run = run_example if isinstance(script, str) else run_program
        more = [*options.pop("arguments", ()), "--vcd", vcd, "--vcd-nets", P0]
        seen = run(script, *arguments, arguments=more, **options)
        return seen, edges_of(vcd, P0)


def tones_of(edges):
    """[(start, end, Hz)]: runs of at least three equal periods."""
    rises = [when for when, level in edges if level == "1"]
    runs = []
    for last, rise in zip(rises, rises[1:]):
        period = rise - last
        if period > SILENCE_S:
            continue
        if runs and runs[-1][1] == last and abs(period / runs[-1][2] - 1) < SAME_PERIOD:
            runs[-1][1] = rise
            runs[-1][3] += 1
        else:
            runs.append([last, rise, period, 1])
    return [(start, end, count / (end - start)) for start, end, _, count in runs if count >= 3]


def wave_of(edges, begin, end):
    """The share of time for which the pin is high, per pulse from `begin` to `end`."""
    wave = [0.0] * int((end - begin) / PULSE_S)
    spans = [(a, b) for (a, level), (b, _) in zip(edges, edges[1:]) if level == "1" and b > begin and a < end]
    for rise, fall in spans:
        at = max(rise, begin)
        while at < min(fall, end):
            slot = int((at - begin) / PULSE_S)
            if slot >= len(wave):
                break
            edge = min(fall, begin + (slot + 1) * PULSE_S)
            wave[slot] += max(edge - at, 0) / PULSE_S
            at = max(edge, at + 1e-9)
    return wave


def loudness(wave):
    """Mean square of what differs from the mean."""
    mean = sum(wave) / len(wave)
    return sum((sample - mean) ** 2 for sample in wave) / len(wave)


def pitch_of(wave, sample_s, lowest_hz, highest_hz):
    """The frequency whose period repeats the wave best (autocorrelation), in Hz."""
    mean = sum(wave) / len(wave)
    wave = [sample - mean for sample in wave]
    lags = range(int(1 / (sample_s * highest_hz)), int(1 / (sample_s * lowest_hz)) + 2)
    scores = {lag: sum(a * b for a, b in zip(wave, wave[lag:])) / (len(wave) - lag) for lag in lags}
    lag = max(lags, key=lambda lag: scores[lag])
    # Twice the period repeats the wave as well.
    if lag // 2 in lags and scores[lag // 2] > 0.85 * scores[lag]:
        lag = max((lag // 2, lag // 2 + 1), key=scores.__getitem__)
    if not lags[0] < lag < lags[-1]:
        return 1 / (lag * sample_s)
    # The top of a parabola through the best three.
    left, top, right = scores[lag - 1], scores[lag], scores[lag + 1]
    return 1 / ((lag + (left - right) / (2 * (left - 2 * top + right))) * sample_s)
