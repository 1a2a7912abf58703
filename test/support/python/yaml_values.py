"""What PyYAML makes of texts, by cloud-init's own loader; judges the YAML of explain.

usage: yaml_values.py < JSON list of texts; prints a JSON list of values with their types, null where PyYAML raises.
"""

import datetime
import json
import sys

import yaml
from cloudinit import safeyaml


def described(value, depth=0):
    if depth > 100:
        return ["deep"]
    if isinstance(value, dict):
        return ["map", sorted([name(key), described(item, depth + 1)] for key, item in value.items())]
    if isinstance(value, (list, tuple)):
        return ["list", [described(item, depth + 1) for item in value]]
    if isinstance(value, bool):
        return ["boolean", value]
    if isinstance(value, int):
        return ["integer", str(value)]
    if value is None:
        return ["null"]
    if isinstance(value, str):
        return ["text", value]
    return ["other"]


def name(key):
    """As text; explain keeps no more of a key."""
    if isinstance(key, bool) or key is None:
        return json.dumps(key)
    return str(key)


def result(text):
    try:
        value = safeyaml.load(text)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError, KeyError, IndexError, AttributeError):
        return None
    return described(value)


print(json.dumps([result(text) for text in json.load(sys.stdin)]))
