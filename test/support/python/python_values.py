"""What Python itself makes of values; judges the parts of explain that repeat Python's rules.

usage: python_values.py < JSON list of [function, text]; prints a JSON list of results, null where Python raises.
"""

import base64
import ipaddress
import json
import sys


def network(text):
    found = ipaddress.ip_network(text, strict=False)
    return [found.version, found.prefixlen if "/" in text else None]


FUNCTIONS = {
    "network": network,
    "ipv4_prefix": lambda mask: ipaddress.ip_network(f"0.0.0.0/{mask}").prefixlen,
    "lines": str.splitlines,
    "strip": str.strip,
    "base64": lambda text: len(base64.b64decode(text)) >= 0,
    "json": lambda text: json.loads(text) is None or True,
    "str": lambda text: str(json.loads(text)),
    "bool": lambda text: bool(json.loads(text)),
}


def result(function, text):
    try:
        return FUNCTIONS[function](text)
    except (ValueError, TypeError, RecursionError):
        return None


print(json.dumps([result(function, text) for function, text in json.load(sys.stdin)]))
