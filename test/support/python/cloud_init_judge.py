"""Asks the real cloud-init of this machine what a guest would make of config drives.

usage: cloud_init_judge.py [netplan's generator] < JSON list of {"directory": ..., "source": "configDrive" or "noCloud",
"knownMacs": {mac: name}, "renderers": [name, ...]}; prints a JSON list of verdicts.

Each drive's tree is the seed directory of a DataSourceConfigDrive, or of a DataSourceNoCloud, with its own empty state;
nothing of this machine is read or written, files that a drive asks to inject included. NICs exist when knownMacs names them;
by default every MAC of network_data.json exists, as eth0, eth1 and so on in the order of its links.
"""

import base64
import json
import logging
import os
import subprocess
import sys
import tempfile

import yaml
from cloudinit import distros, helpers, stages
from cloudinit.distros import rhel
from cloudinit.net import eni, netplan, network_state, networkd, sysconfig
from cloudinit.sources import DataSourceConfigDrive as source
from cloudinit.sources import DataSourceNoCloud

NETPLAN_PATH = "etc/netplan/50-cloud-init.yaml"

RENDERERS = {
    "eni": (eni.Renderer, {}),
    "netplan": (netplan.Renderer, {"features": [], "postcmds": False}),
    "networkd": (networkd.Renderer, {}),
    "sysconfig": (sysconfig.Renderer, rhel.Distro.renderer_configs["sysconfig"]),
}


class Warnings(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def judge(directory, kind, known_macs=None, renderers=tuple(RENDERERS)):
    warnings = Warnings()
    logging.getLogger().addHandler(warnings)
    try:
        with tempfile.TemporaryDirectory() as state:
            verdict = verdict_of(directory, kind, known_macs, renderers, state)
    finally:
        logging.getLogger().removeHandler(warnings)
    return {**verdict, "warnings": warnings.lines}


def verdict_of(directory, kind, known_macs, renderers, state):
    datasource = SOURCES[kind](state, directory)
    try:
        accepted = bool(datasource.get_data())
    except Exception as error:  # a broken seed directory is not caught by cloud-init itself
        return {"accepted": False, "error": described(error)}
    if not accepted:
        return {"accepted": False, "error": "not claimed"}
    if kind == "configDrive":
        datasource.known_macs = known_macs if known_macs is not None else every_mac(datasource.network_json)
    return {
        "accepted": True,
        "instanceId": datasource.get_instance_id(),
        "hostname": hostname_of(datasource),
        "publicKeys": datasource.get_public_ssh_keys(),
        "availabilityZone": datasource.availability_zone,
        "metadata": datasource.metadata,
        "userData": encoded(datasource.userdata_raw),
        "vendorData": encoded(datasource.vendordata_raw),
        "vendorConfig": cloud_config(datasource.vendordata_raw),
        "injectedFiles": sorted(getattr(datasource, "files", {})),
        **network_of(datasource, renderers),
    }


def paths_in(state, seed, directory):
    """Empty state, but for the tree as the seed of that name."""
    paths = helpers.Paths({"cloud_dir": state, "run_dir": os.path.join(state, "run")})
    os.makedirs(paths.seed_dir)
    os.makedirs(paths.run_dir)
    os.symlink(os.path.abspath(directory), os.path.join(paths.seed_dir, seed))
    return paths


def config_drive(state, directory):
    paths = paths_in(state, "config_drive", directory)
    distro = distros.fetch("debian")("debian", {}, paths)
    return source.DataSourceConfigDrive({"datasource_list": ["ConfigDrive", "None"]}, distro, paths)


def no_cloud(state, directory):
    paths = paths_in(state, "nocloud", directory)
    distro = distros.fetch("debian")("debian", {}, paths)
    # Without a label no device of this machine is looked at.
    settings = {"datasource_list": ["NoCloud", "None"], "datasource": {"NoCloud": {"fs_label": None}}}
    return DataSourceNoCloud.DataSourceNoCloud(settings, distro, paths)


SOURCES = {"configDrive": config_drive, "noCloud": no_cloud}


def hostname_of(datasource):
    """The name only: what the machine itself is called is no answer."""
    if not datasource.metadata.get("local-hostname"):
        return None
    hostname = datasource.get_hostname()
    return hostname if isinstance(hostname, str) or hostname is None else hostname[0]


def encoded(data):
    if data is None or data == "":
        return None
    if isinstance(data, list):
        data = "\n".join(item if isinstance(item, str) else item.decode("utf-8", "replace") for item in data)
    return base64.b64encode(data.encode("utf-8") if isinstance(data, str) else data).decode("ascii")


def cloud_config(data):
    """The mapping of a #cloud-config text, by cloud-init's own YAML parser; None where it is something else."""
    if isinstance(data, bytes):
        data = data.decode("utf-8", "replace")
    if not isinstance(data, str) or not data.startswith("#cloud-config\n"):
        return None
    try:
        return yaml.safe_load(data)
    except yaml.YAMLError:
        return None


def every_mac(network_json):
    links = network_json.get("links", []) if isinstance(network_json, dict) else []
    macs = [link["ethernet_mac_address"].lower() for link in links if link.get("ethernet_mac_address")]
    return {mac: f"eth{position}" for position, mac in enumerate(macs)}


def network_of(datasource, renderers):
    try:
        config, source = found_config(datasource)
    except Exception as error:
        return {"networkConfig": None, "networkError": described(error), "networkSource": None, "rendered": {}}
    if config is None:
        return {"networkConfig": None, "networkError": None, "networkSource": source, "rendered": {}}
    rendered = {name: rendered_by(*RENDERERS[name], config) for name in renderers}
    return {"networkConfig": config, "networkError": None, "networkSource": source, "rendered": rendered}


def found_config(datasource):
    """What Init takes: None of a source that switches the network off, and of "fallback", which is DHCP on one NIC."""
    init = stages.Init(ds_deps=[])
    init.datasource = datasource
    init._cfg = {}
    init._paths = datasource.paths
    init._distro = datasource.distro
    config, source = init._find_networking_config()
    return config, str(getattr(source, "value", source))


def rendered_by(renderer, options, config):
    with tempfile.TemporaryDirectory() as target:
        try:
            program = renderer(options)
            # It knows netplan's, to which version 2 is handed on as it is.
            state = network_state.parse_net_config_data(config, renderer=program)
            program.render_network_state(state, target=target)
        except Exception as error:
            return {"error": described(error), "files": {}}
        files = texts_in(target)
        if NETPLAN_PATH not in files:
            return {"error": None, "files": files}
        netplan = yaml.safe_load(files[NETPLAN_PATH])
        return {"error": None, "files": files, "netplan": netplan, "refusal": refusal_of_netplan(target)}


def refusal_of_netplan(root):
    """What the last program in the chain says against the file below this root; None where it takes it, or is not asked."""
    if len(sys.argv) < 2:
        return None
    # It writes below the same root, and nothing else.
    ended = subprocess.run([sys.argv[1], "--root-dir", root], capture_output=True, text=True, check=False)
    return None if ended.returncode == 0 else ended.stderr or "ended by a signal"


def texts_in(target):
    texts = {}
    for parent, _, names in os.walk(target):
        for name in names:
            path = os.path.join(parent, name)
            with open(path, encoding="utf-8") as text:
                texts[os.path.relpath(path, target)] = text.read()
    return texts


def described(error):
    return f"{type(error).__name__}: {error}"


def main():
    # Not written, but a path that is no text stops cloud-init here.
    source.write_injected_files = lambda files: [path.startswith(os.sep) for path in files or {}]
    # Half of all its time goes into this text, which handle_physical makes and drops.
    network_state.NetworkStateInterpreter.dump_network_state = lambda interpreter: ""
    networkd.util.chownbyname = lambda path, user=None, group=None: None  # wants root and a user systemd-network
    # Of this machine's kernel words and initramfs nothing is taken, and no NIC of it is looked for.
    stages.cmdline.read_kernel_cmdline_config = lambda: None
    stages.cmdline.read_initramfs_config = lambda: None
    distros.Distro.generate_fallback_config = lambda distro: None
    drives = json.load(sys.stdin)
    verdicts = [
        judge(
            drive["directory"],
            drive.get("source", "configDrive"),
            drive.get("knownMacs"),
            drive.get("renderers", tuple(RENDERERS)),
        )
        for drive in drives
    ]
    # YAML has dates, and Python's JSON has NaN and Infinity, which JSON has not: never to be mistaken for the text.
    text = json.dumps(verdicts, default=lambda value: {"type": type(value).__name__})
    print(json.dumps(json.loads(text, parse_constant=lambda name: {"type": name})))


main()
