"""A warm pycdlib: for each line with a number, opens and lists the image that many times and answers CPU and wall microseconds of one."""
import json
import sys
import time

import pycdlib

path = json.loads(sys.stdin.readline())


def names():
    iso = pycdlib.PyCdlib()
    iso.open(path)
    found = [name for where, directories, files in iso.walk(rr_path='/') for name in directories + files]
    iso.close()
    return found


for line in sys.stdin:
    times = int(line)
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(times):
        found = names()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(json.dumps({'cpu': cpu / times * 1e6, 'wall': wall / times * 1e6, 'names': len(found)}), flush=True)
