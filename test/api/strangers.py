"""Calls an API by a client that is not ours: strangers.py CLIENT PORT KEY SECRET, calls on standard input, answers on standard output.

CLIENT is cs-get, cs-post or libcloud. A call is [command, parameters] in JSON; an answer what the client makes of it, or an error.
"""
import json
import sys

client, port, key, secret = sys.argv[1:]


def by_cs(method):
    from cs import CloudStack, CloudStackException

    api = CloudStack(endpoint=f"http://127.0.0.1:{port}/client/api", key=key, secret=secret, method=method)

    def call(command, parameters):
        try:
            return {"answer": getattr(api, command)(**parameters)}
        except CloudStackException as exception:
            return {"error": exception.error}

    return call


def by_libcloud():
    from libcloud.compute.providers import get_driver
    from libcloud.compute.types import Provider

    driver = get_driver(Provider.CLOUDSTACK)(
        key, secret, host="127.0.0.1", port=int(port), path="/client/api", secure=False
    )

    def call(command, parameters):
        try:
            if command == "list_locations":
                return {"answer": [location.name for location in driver.list_locations()]}
            if command == "list_sizes":
                return {"answer": [[size.name, size.ram] for size in driver.list_sizes()]}
            if command == "list_key_pairs":
                return {"answer": [pair.fingerprint for pair in driver.list_key_pairs()]}
            if command == "list_networks":
                return {"answer": [network.name for network in driver.ex_list_networks()]}
            if command == "list_nodes":
                return {"answer": [node.name for node in driver.list_nodes()]}
            return {"answer": driver._sync_request(command, params=parameters)}
        except Exception as exception:
            return {"error": str(exception)}

    return call


call = by_libcloud() if client == "libcloud" else by_cs(client.removeprefix("cs-"))
print(json.dumps([call(command, parameters) for command, parameters in json.load(sys.stdin)]))
