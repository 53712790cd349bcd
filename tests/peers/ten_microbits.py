"""Runs examples/ten_microbits: all ten talk by radio, and each hears the nine others."""

import re
import sys

from board import ROOT, Failure, require, run, stats_of

BENCH = ROOT / "examples" / "ten_microbits" / "bench.yaml"
MACHINES = {f"m{number}" for number in range(10)}


def main():
    runs = [run(BENCH, "--until", "3s", "--stats=json") for _ in range(2)]
    output = runs[0][0]
    names = {unique_id: machine for machine, unique_id in re.findall(r"^(m\d): I am (\w{16})$", output, re.M)}
    require(set(names.values()) == MACHINES and len(names) == len(MACHINES), f"names: {names}")
    heard = {(by, names[of]) for by, of in re.findall(r"^(m\d): (\w{16}) \d+$", output, re.M)}
    missing = {(by, of) for by in MACHINES for of in MACHINES if by != of} - heard
    require(not missing, f"(who, whom) was not heard: {sorted(missing)}")
    require(all(by != of for by, of in heard), "one hears itself")
    traces = [stats_of(errors)["simulated"]["trace"] for _, errors in runs]
    require(traces[0] == traces[1] and runs[1][0] == output, f"two runs differ: {traces}")
    ratio = stats_of(runs[0][1])["real_time_ratio"]
    print(f"each of {len(MACHINES)} hears the others; {ratio:.1f} x real time")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"{BENCH}: {failure}")
