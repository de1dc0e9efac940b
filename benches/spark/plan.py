#!/usr/bin/env python3
"""A plan for very many images on a Spark cluster, by simulation from rates that were measured.

    plan.py --images 100000000 --cores 64 128 256 --seconds-per-image 0.012

Parts of the list of paths are handed to whichever core is free; a part takes its images' time, which varies, and the start
of the program; machines fail at random, lose what they are at, and are replaced after a while; at the end some cores wait
for the last parts. What comes out is how long the whole takes, how much of the cores' time is work, and what it costs.
`--check SECONDS` holds the model against a run that was measured: the same images and cores, its wall time.
"""

import argparse
import heapq
import random


def simulate(images, cores, cores_a_machine, part, seconds_per_image, spread, overhead, failures_an_hour, repair, seed):
    """Wall seconds and failures. `spread` is the standard deviation of a part's time over its mean."""
    chance = random.Random(seed)
    parts = -(-images // part)
    machines = -(-cores // cores_a_machine)

    def duration():
        mean = part * seconds_per_image
        return overhead + max(0.0, chance.gauss(mean, spread * mean))

    def life():
        return chance.expovariate(failures_an_hour / 3600) if failures_an_hour else float("inf")

    dies = [life() for _ in range(machines)]
    free = [(0.0, core) for core in range(cores)]
    heapq.heapify(free)
    waiting, failures, end = parts, 0, 0.0
    # Parts that a failing machine takes along are waiting again from the moment it fails.
    lost = []
    while waiting or lost:
        start, core = heapq.heappop(free)
        if not waiting:
            start = max(start, heapq.heappop(lost))
            waiting += 1
        machine = core // cores_a_machine
        while start >= dies[machine]:
            failures += 1
            start = max(start, dies[machine] + repair)
            dies[machine] = dies[machine] + repair + life()
        waiting -= 1
        takes = duration()
        if start + takes > dies[machine]:
            heapq.heappush(lost, dies[machine])
            heapq.heappush(free, (dies[machine], core))
        else:
            end = max(end, start + takes)
            heapq.heappush(free, (start + takes, core))
    return end, failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=100_000_000)
    parser.add_argument("--cores", type=int, nargs="+", default=[64, 128, 256, 512])
    parser.add_argument("--cores-a-machine", type=int, default=16)
    parser.add_argument("--part", type=int, default=5_000, help="images a part")
    parser.add_argument("--seconds-per-image", type=float, required=True, help="of one core, as measured")
    parser.add_argument("--spread", type=float, default=0.2)
    parser.add_argument("--overhead", type=float, default=0.5, help="seconds a part, for Spark and the start of the program")
    parser.add_argument("--start-up", type=float, default=30, help="seconds until the first part begins")
    parser.add_argument("--failures-an-hour", type=float, default=0.005, help="of one machine: spot machines go more often")
    parser.add_argument("--repair", type=float, default=300, help="seconds until another machine is there")
    parser.add_argument("--kilobytes", type=float, default=1_300, help="of an image's file")
    parser.add_argument("--price", type=float, default=0.05, help="of a core for an hour, in whatever currency")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--check", type=float, help="wall seconds that the first number of cores took")
    options = parser.parse_args()
    print(f"{options.images:,} images at {options.seconds_per_image * 1000:.1f} ms each, parts of {options.part:,}")
    print(f"{'cores':>6} {'hours':>8} {'work':>6} {'failures':>9} {'GB/s read':>10} {'cost':>9}")
    for cores in options.cores:
        wall, failures = simulate(
            options.images, cores, min(cores, options.cores_a_machine), options.part, options.seconds_per_image,
            options.spread, options.overhead, options.failures_an_hour, options.repair, options.seed)
        wall += options.start_up
        hours = wall / 3600
        read = options.images * options.kilobytes / 1e6 / wall
        work = options.images * options.seconds_per_image / (wall * cores)
        print(f"{cores:6} {hours:8.2f} {work:6.0%} {failures:9} {read:10.2f} {hours * cores * options.price:9.2f}")
        if options.check and cores == options.cores[0]:
            print(f"       measured {options.check:.1f} s, simulated {wall:.1f} s: {wall / options.check - 1:+.0%}")


if __name__ == "__main__":
    main()
