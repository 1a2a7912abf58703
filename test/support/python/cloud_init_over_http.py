"""Asks the real cloud-init of this machine what guests get from a metadata service over HTTP.

usage: cloud_init_over_http.py < JSON list of {"source": "cloudStack", "openStack", "ec2" or "noCloud", "from": address of the guest,
"seedFrom": URL or null, "values": {name: base64 of a file}}; prints a JSON list of verdicts.

Each guest asks from its own address, by Python's sockets and by wget alike; how it finds the service is left to cloud-init.
`values` of a drive are read as cloud-init reads what the service answers, so that both can be compared.
"""

import base64
import json
import logging
import os
import socket
import sys
import tempfile

from cloudinit import distros, dmi, helpers, util
from cloudinit.sources import normalize_pubkey_data
from cloudinit.sources import DataSourceCloudStack, DataSourceNoCloud, DataSourceOpenStack
from cloudinit.sources.helpers import ec2

WAITS = {"max_wait": 10, "timeout": 5, "retries": 1}


class Ec2Crawl:
    """The crawl of cloud-init's Ec2 source, which asks only on hardware of its clouds: at another address, and nothing of tokens."""

    vendordata_raw = None

    def __init__(self, address):
        self.metadata_address = address

    def get_data(self):
        self.metadata = ec2.get_instance_metadata("2009-04-04", self.metadata_address, retries=1)
        self.userdata_raw = ec2.get_instance_userdata("2009-04-04", self.metadata_address, retries=1)
        return bool(self.metadata)

    @property
    def availability_zone(self):
        return self.metadata["placement"]["availability-zone"]

    def get_instance_id(self):
        return str(self.metadata["instance-id"])

    def get_hostname(self):
        return str(self.metadata["local-hostname"]).split(".")[0]

    def get_public_ssh_keys(self):
        return normalize_pubkey_data(self.metadata.get("public-keys"))


class Warnings(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def judge(guest, state):
    warnings = Warnings()
    logging.getLogger().addHandler(warnings)
    try:
        ask_from(guest["from"], state)
        datasource = SOURCES[guest["source"]](guest, state)
        accepted = bool(datasource.get_data())
    except Exception as error:
        return {"accepted": False, "error": described(error), "warnings": warnings.lines}
    finally:
        logging.getLogger().removeHandler(warnings)
    if not accepted:
        return {"accepted": False, "error": "not claimed", "warnings": warnings.lines}
    return {"accepted": True, **seen_by(datasource), **read(guest), "warnings": warnings.lines}


def seen_by(datasource):
    config = datasource.get_config_obj() if hasattr(datasource, "get_config_obj") else {}
    return {
        "router": getattr(datasource, "vr_addr", None) or getattr(datasource, "metadata_address", None),
        "instanceId": datasource.get_instance_id(),
        "hostname": hostname_of(datasource),
        "publicKeys": datasource.get_public_ssh_keys(),
        "availabilityZone": zone_of(datasource),
        "metadata": datasource.metadata,
        "userData": encoded(datasource.userdata_raw),
        "vendorData": encoded(datasource.vendordata_raw),
        "password": config.get("password"),
        "networkData": getattr(datasource, "network_json", None) or None,
    }


def zone_of(datasource):
    try:
        return datasource.availability_zone
    except KeyError:
        return None


def read(guest):
    decoder = ec2.MetadataLeafDecoder()
    values = guest.get("values") or {}
    return {"values": {name: decoder(name, base64.b64decode(data)) for name, data in values.items()}}


def hostname_of(datasource):
    """The name only: what the machine itself is called is no answer."""
    if not datasource.metadata.get("local-hostname"):
        return None
    hostname = datasource.get_hostname()
    return hostname if isinstance(hostname, str) or hostname is None else hostname[0]


def encoded(data):
    if not data:
        return None
    return base64.b64encode(data.encode("utf-8") if isinstance(data, str) else bytes(data)).decode("ascii")


source_address = None
connect = socket.socket.connect


def connect_from(self, peer):
    if self.family in (socket.AF_INET, socket.AF_INET6):
        # Of a link: with the number of its NIC.
        self.bind(socket.getaddrinfo(source_address, 0, self.family)[0][4])
    return connect(self, peer)


def ask_from(address, state):
    """Guests are who they are by their address; wget has its own way to be told."""
    global source_address
    source_address = address
    os.environ["WGETRC"] = os.path.join(state, "wgetrc")
    with open(os.environ["WGETRC"], "w", encoding="ascii") as settings:
        settings.write(f"bind_address = {address}\n")


def made(kind, name, settings, state):
    paths = helpers.Paths({"cloud_dir": state, "run_dir": os.path.join(state, "run")})
    distro = distros.fetch("debian")("debian", {}, paths)
    # Oracle is named so that no other name of this machine is asked for.
    config = {"datasource_list": [name, "Oracle", "None"], "datasource": {name: {**WAITS, **settings}}}
    return kind(config, distro, paths)


SOURCES = {
    "cloudStack": lambda guest, state: made(DataSourceCloudStack.DataSourceCloudStack, "CloudStack", {}, state),
    "openStack": lambda guest, state: made(
        DataSourceOpenStack.DataSourceOpenStack,
        "OpenStack",
        {"metadata_urls": [guest["seedFrom"]]} if guest.get("seedFrom") else {},
        state,
    ),
    "ec2": lambda guest, state: Ec2Crawl(guest["seedFrom"]),
    "noCloud": lambda guest, state: made(
        DataSourceNoCloud.DataSourceNoCloudNet, "NoCloud", {"seedfrom": guest["seedFrom"], "fs_label": None}, state
    ),
}


def described(error):
    return f"{type(error).__name__}: {error}"


def plain(value):
    return {"bytes": base64.b64encode(value).decode("ascii")} if isinstance(value, bytes) else {"type": str(type(value))}


def main():
    socket.socket.connect = connect_from
    # What this machine is does not matter: each guest is one of its source's clouds.
    dmi.read_dmi_data = lambda key: "OpenStack Nova"
    util.is_x86 = lambda machine=None: True
    verdicts = []
    for guest in json.load(sys.stdin):
        with tempfile.TemporaryDirectory() as state:
            verdicts.append(judge(guest, state))
    print(json.dumps(verdicts, default=plain))


main()
