"""Asks the real cloud-init what it makes of user data: its schema of a cloud-config, and which parts its handlers take.

usage: cloud_config_judge.py < JSON list of base64 texts; prints a JSON list of {"schema": error or null, "lost": [...]}.

`lost` are the media types of parts that no handler takes or that hold no mapping; `schema` is null where the text is no
cloud-config by its first line.
"""

import base64
import contextlib
import io
import json
import logging
import os
import sys
import tempfile

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


def main():
    logging.disable(logging.CRITICAL)
    known = schema.get_schema()
    with tempfile.TemporaryDirectory() as directory:
        paths = helpers.Paths({"cloud_dir": directory, "run_dir": directory})
        verdicts = []
        for text in json.load(sys.stdin):
            data = base64.b64decode(text)
            verdicts.append({"schema": schema_error(data, directory, known), "lost": lost_parts(data, paths)})
    print(json.dumps(verdicts))


main()
