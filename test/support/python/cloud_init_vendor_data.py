"""Asks a real cloud-init what it does with vendor data, up to the password it would set: that of this machine, or one in PYTHONPATH.

usage: cloud_init_vendor_data.py < JSON list of vendor_data.json texts, or of {"vendorData": text, "userData": text}; prints a JSON
list of {"parts": [{"type", "text"}], "config": merged cloud-config of the vendor data, "whole": that of the instance,
 "warnings": [...], "passwords": [{"user", "password", "hashed"}], "expired": [users], "sshPwauth": value}.

Nothing of this machine is changed: cloud-init's own calls of chpasswd, passwd and sshd's configuration are noted instead.
"""

import inspect
import json
import logging
import sys
import tempfile

import yaml
from cloudinit import distros, handlers, helpers, sources, util
from cloudinit.config import cc_set_passwords
from cloudinit.handlers.cloud_config import CloudConfigPartHandler
from cloudinit.user_data import UserDataProcessor

LOG = logging.getLogger("vendor data")


class Cloud:
    def __init__(self, distro):
        self.distro = distro


class Warnings(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def judge(given):
    text, user_data = (given, "") if isinstance(given, str) else (given["vendorData"], given["userData"])
    warnings = Warnings()
    logging.getLogger().addHandler(warnings)
    try:
        with tempfile.TemporaryDirectory() as state:
            paths = helpers.Paths({"cloud_dir": state, "run_dir": state})
            paths.get_ipath = paths.get_ipath_cur = lambda name=None: f"{state}/{name}"
            parts = parts_of(sources.convert_vendordata(json.loads(text)), paths)
            config = merged(parts, paths, "vendor_cloud_config")
            merged(parts_of(user_data, paths), paths, "cloud_config")
            whole = helpers.ConfigMerger(paths, base_cfg={}, include_vendor=True).cfg
            verdict = {"parts": [shown(part) for part in parts], "config": config, "whole": whole, **set_by(config, paths)}
    finally:
        logging.getLogger().removeHandler(warnings)
    return {**verdict, "warnings": warnings.lines}


def parts_of(raw, paths):
    if not raw:
        return []
    message = UserDataProcessor(paths).process(raw)
    return [part for part in message.walk() if part.get_content_maintype() != "multipart"]


def shown(part):
    return {"type": part.get_content_type(), "text": util.fully_decoded_payload(part)}


def merged(parts, paths, name):
    """As Init._do_handlers would: every cloud-config in order, each by the merge rules of its own."""
    handler = CloudConfigPartHandler(paths, cloud_config_path=name)
    handler.handle_part(None, handlers.CONTENT_START, None, None, None, None)
    for part in parts:
        kind = part.get_content_type()
        if kind not in handler.list_types():
            continue
        handler.handle_part(None, kind, part.get_filename(), util.fully_decoded_payload(part), None, dict(part))
    handler.handle_part(None, handlers.CONTENT_END, None, None, None, None)
    with open(handler.cloud_fn, encoding="utf-8") as document:
        return yaml.safe_load(document)


def set_by(config, paths):
    noted = {"passwords": [], "expired": [], "sshPwauth": None}
    distro = distros.fetch("debian")("debian", {"default_user": {"name": "debian"}}, paths)

    def chpasswd(pairs, hashed):
        noted["passwords"] += [{"user": user, "password": password, "hashed": hashed} for user, password in pairs]

    distro.chpasswd = chpasswd
    distro.expire_passwd = noted["expired"].append
    cc_set_passwords.handle_ssh_pwauth = lambda value, distro: noted.update(sshPwauth=value)
    # As every distribution's cloud.cfg has it; vendor data comes above that file. Newer modules get no logger.
    words = ["set-passwords", {"users": ["default"], **(config or {})}, Cloud(distro), LOG, []]
    if len(inspect.signature(cc_set_passwords.handle).parameters) == 4:
        words.remove(LOG)
    cc_set_passwords.handle(*words)
    return noted


def main():
    print(json.dumps([judge(text) for text in json.load(sys.stdin)]))


main()
