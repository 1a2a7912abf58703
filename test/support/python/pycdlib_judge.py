"""Reads an image with pycdlib's strict parser, or makes one; prints JSON.

usage: pycdlib_judge.py list IMAGE | make DIRECTORY IMAGE LABEL
"""

import hashlib
import io
import json
import os
import stat
import sys

import pycdlib

FACADES = {"rockRidge": "rr_path", "joliet": "joliet_path", "plain": "iso_path"}


def listing(iso, tree):
    """Every entry of one tree, or None where the image has no such tree."""
    if tree == "rockRidge" and not iso.has_rock_ridge():
        return None
    if tree == "joliet" and not iso.has_joliet():
        return None
    key = FACADES[tree]
    entries = []
    for directory, directories, files in iso.walk(**{key: "/"}):
        for name in list(directories) + list(files):
            entries.append(entry(iso, tree, key, directory.rstrip("/") + "/" + name))
    return entries


def entry(iso, tree, key, path):
    record = iso.get_record(**{key: path})
    rock_ridge = record.rock_ridge if tree == "rockRidge" else None
    seen = {"path": path[1:], "extent": record.extent_location(), "type": "file"}
    if tree == "plain":
        seen["identifier"] = path.rsplit("/", 1)[1]
    if record.is_dir():
        seen["type"] = "directory"
    elif rock_ridge is not None and rock_ridge.is_symlink():
        seen["type"] = "symlink"
        seen["target"] = rock_ridge.symlink_path().decode("utf-8")
    else:
        seen.update(content(iso, key, path))
    if rock_ridge is not None:
        seen.update(attributes(record, rock_ridge))
    return seen


def content(iso, key, path):
    digest = hashlib.sha256()
    length = 0
    with iso.open_file_from_iso(**{key: path}) as source:
        while True:
            piece = source.read(1 << 20)
            if not piece:
                return {"byteLength": length, "sha256": digest.hexdigest()}
            digest.update(piece)
            length += len(piece)


def attributes(record, rock_ridge):
    px = rock_ridge.dr_entries.px_record or rock_ridge.ce_entries.px_record
    return {
        "mode": stat.S_IMODE(rock_ridge.get_file_mode()),
        "uid": px.posix_user_id,
        "gid": px.posix_group_id,
        "nlink": px.posix_file_links,
    }


def list_image(path):
    iso = pycdlib.PyCdlib(always_consistent=True)
    iso.open(path)
    try:
        return {tree: listing(iso, tree) for tree in FACADES}
    finally:
        iso.close()


def make_image(directory, path, label):
    """The whole directory with Rock Ridge and Joliet; level 4 keeps plain names as they are.

    Not Rock Ridge 1.12: pycdlib writes serial number 0 for every file, which libarchive takes for one file with many names.
    """
    iso = pycdlib.PyCdlib()
    iso.new(interchange_level=4, joliet=3, rock_ridge="1.09", vol_ident=label)
    for parent, directories, files in os.walk(directory):
        below = "/" + os.path.relpath(parent, directory) if parent != directory else ""
        for name in sorted(directories):
            iso.add_directory(below + "/" + name, rr_name=name, joliet_path=below + "/" + name, file_mode=0o040555)
        for name in sorted(files):
            with open(os.path.join(parent, name), "rb") as source:
                data = source.read()
            iso.add_fp(
                io.BytesIO(data), len(data), below + "/" + name, rr_name=name,
                joliet_path=below + "/" + name, file_mode=0o0100444,
            )
    iso.write(path)
    iso.close()
    return {}


def main(words):
    actions = {"list": list_image, "make": make_image}
    try:
        print(json.dumps(actions[words[0]](*words[1:])))
    except pycdlib.pycdlibexception.PyCdlibException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


sys.exit(main(sys.argv[1:]))
