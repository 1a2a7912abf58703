"""A warm pycdlib: for each line with a number, builds that many drives and answers CPU and wall microseconds of one."""
import io
import json
import sys
import time

import pycdlib

files = [(path, data.encode()) for path, data in json.loads(sys.stdin.readline())]
links = json.loads(sys.stdin.readline())
directories = sorted({'/'.join(path.split('/')[:depth]) for path, _ in files + links for depth in range(1, path.count('/') + 1)})


def build():
    iso = pycdlib.PyCdlib()
    iso.new(interchange_level=3, joliet=3, rock_ridge='1.12', vol_ident='config-2')
    plain = {}
    for number, path in enumerate(directories):
        parent = plain.get('/'.join(path.split('/')[:-1]), '')
        plain[path] = '%s/D%d' % (parent, number)
        iso.add_directory(plain[path], rr_name=path.split('/')[-1], joliet_path='/' + path)
    places = {}
    for number, (path, data) in enumerate(files):
        directory, name = path.rsplit('/', 1)
        places[path] = '%s/F%d.;1' % (plain[directory], number)
        iso.add_fp(io.BytesIO(data), len(data), places[path], rr_name=name, joliet_path='/' + path)
    for number, (path, of) in enumerate(links):
        directory, name = path.rsplit('/', 1)
        iso.add_hard_link(iso_old_path=places[of], iso_new_path='%s/L%d.;1' % (plain[directory], number), rr_name=name)
        iso.add_hard_link(iso_old_path=places[of], joliet_new_path='/' + path)
    image = io.BytesIO()
    iso.write_fp(image)
    iso.close()
    return image.getvalue()


for line in sys.stdin:
    times = int(line)
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(times):
        image = build()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(json.dumps({'cpu': cpu / times * 1e6, 'wall': wall / times * 1e6, 'byteLength': len(image)}), flush=True)
