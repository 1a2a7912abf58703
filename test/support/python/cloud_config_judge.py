"""Asks the real cloud-init what it makes of user data: its schema of a cloud-config, and which parts its handlers take.

usage: cloud_config_judge.py [--no-schema] < JSON list of base64 texts; prints a JSON list of {"schema": error or null, "lost": [...],
"repeated": [line, ...]}.

`lost` are the media types of parts that no handler takes or that hold no mapping; `repeated` the lines of keys that their
mapping has already, of which PyYAML says nothing.
"""

import base64
import contextlib
import io
import json
import logging
import os
import sys
import tempfile

import yaml
from cloudinit import handlers, helpers, user_data, util
from cloudinit.config import schema

CLOUD_CONFIG = "text/cloud-config"

HANDLED = set(handlers.INCLUSION_TYPES_MAP.values()) - {"text/cloud-config-archive"}


def schema_error(data, directory, known):
    path = os.path.join(directory, "config")
    with open(path, "wb") as config:
        config.write(data)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            schema.validate_cloudconfig_file(path, known)
    except schema.SchemaValidationError as error:
        return str(error)
    except RuntimeError as error:
        return str(error)
    return None


def lost_parts(data, paths):
    try:
        message = user_data.UserDataProcessor(paths).process(data)
    except Exception as error:
        return [type(error).__name__]
    leaves = [part for part in message.walk() if part.get_content_maintype() != "multipart"]
    lost = [part.get_content_type() for part in leaves if not is_taken(part)]
    return lost if leaves else ["nothing"]


def is_taken(part):
    payload = util.fully_decoded_payload(part)
    kind = part.get_content_type()
    if kind == CLOUD_CONFIG:
        return util.load_yaml(payload) is not None or not significant(payload)
    return kind in HANDLED


def significant(payload):
    return [line for line in payload.splitlines() if line.strip() and not line.strip().startswith("#")]


def repeated_lines(data):
    try:
        root = yaml.compose(data.decode("utf-8"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError):
        return []
    return sorted(line for node in nodes_in(root, set()) for line in repeated_in(node))


def nodes_in(node, seen):
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        yield node
        for pair in node.value:
            for child in pair:
                yield from nodes_in(child, seen)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from nodes_in(child, seen)


def repeated_in(mapping):
    known = set()
    for key, _ in mapping.value:
        name = (key.tag, str(key.value))
        if name in known:
            yield key.start_mark.line + 1
        known.add(name)


def main():
    logging.disable(logging.CRITICAL)
    with_schema = sys.argv[1:] != ["--no-schema"]
    known = schema.get_schema()
    with tempfile.TemporaryDirectory() as directory:
        paths = helpers.Paths({"cloud_dir": directory, "run_dir": directory})
        verdicts = []
        for text in json.load(sys.stdin):
            data = base64.b64decode(text)
            schema_says = schema_error(data, directory, known) if with_schema else None
            verdicts.append({"schema": schema_says, "lost": lost_parts(data, paths), "repeated": repeated_lines(data)})
    print(json.dumps(verdicts))


main()
