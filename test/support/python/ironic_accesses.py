"""What Ironic's conductor does with a config drive, by the accesses to pycdlib that it makes (readers of its source know them):
the network data by its plain name, then every file by its Rock Ridge path from the Joliet tree; and, for a kickstart, every
file of the plain tree as UTF-8, under its Rock Ridge path.

usage: ironic_accesses.py IMAGE; prints JSON: {"rewrites": why or null, "networkData": text, "files": {path: sha256},
"kickstart": {path: sha256} or null where one file is no text}, or {"left": error}.
"""

import hashlib
import io
import json
import sys

import pycdlib

NETWORK_DATA = "/openstack/latest/network_data.json;1"


def fault_in(text):
    """Why it makes a network data file of its own; None where it leaves the drive."""
    try:
        data = json.loads(text)
    except ValueError:
        return "not JSON"
    if not isinstance(data, dict):
        return "no object"
    if not (data.get("links") or data.get("networks") or data.get("services")):
        return "empty"
    links = data.get("links") or []
    return "no MTU" if any(not link.get("mtu") for link in links) else None


def files_of(iso):
    files = {}
    for directory, _, names in iso.walk(rr_path="/"):
        for name in names:
            path = directory.rstrip("/") + "/" + name
            record = iso.get_record(rr_path=path)
            target = iso.full_path_from_dirrecord(record, rockridge=True)
            files[target.lstrip("/")] = hashlib.sha256(bytes_at(iso, joliet_path=path)).hexdigest()
    return files


def kickstart_of(iso):
    files = {}
    for directory, _, names in iso.walk(iso_path="/"):
        for name in names:
            path = directory.rstrip("/") + "/" + name
            content = bytes_at(iso, iso_path=path)
            target = iso.full_path_from_dirrecord(iso.get_record(iso_path=path), rockridge=True)
            try:
                content.decode("utf-8")
            except UnicodeDecodeError:
                return None
            files[target.lstrip("/")] = hashlib.sha256(content).hexdigest()
    return files


def bytes_at(iso, **path):
    content = io.BytesIO()
    iso.get_file_from_iso_fp(content, **path)
    return content.getvalue()


def main():
    iso = pycdlib.PyCdlib()
    iso.open(sys.argv[1])
    try:
        text = bytes_at(iso, iso_path=NETWORK_DATA).decode("utf-8")
        verdict = {
            "rewrites": fault_in(text),
            "networkData": text,
            "files": files_of(iso),
            "kickstart": kickstart_of(iso),
        }
    except pycdlib.pycdlibexception.PyCdlibException as error:
        verdict = {"left": str(error)}
    iso.close()
    print(json.dumps(verdict))


main()
