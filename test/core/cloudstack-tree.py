"""Makes the directory trees that CloudStack 4.20 masters its config drives from. Knows nothing of the code it is compared with.

usage: cloudstack-tree.py < JSON list of cases. A case is {"directory": where the tree goes, must not exist,
"vm": fields of NetworkModelImpl.generateVmData} or {"directory", "triples": [[directory, name, content]]}, and in both
"nics": a list of NicProfiles in words: {"deviceId", "mac", "mtu", "uuid", "ipv4": {"address", "gateway", "dns"}, "ipv6", "services"}.

Source of every rule: the project's page of facts about CloudStack (ConfigDriveBuilder, NetworkModelImpl), sections 1.1 to 1.7.
"""

import base64
import hashlib
import ipaddress
import json
import os
import sys
import unicodedata

META_KEYS = {
    "availability-zone": "availability_zone",
    "local-hostname": "hostname",
    "vm-id": "uuid",
    "public-hostname": "name",
    "cloud-domain": "cloud-domain",
    "cloud-domain-id": "cloud-domain-id",
    "cloud-name": "cloud-name",
    "hypervisor-host-name": "hypervisor-host-name",
}
NOT_IN_JSON = {"service-offering", "local-ipv4", "public-ipv4", "instance-id", "cloud-identifier"}


def escaped(text):
    """unicodeEscape: every UTF-16 unit above U+007F as backslash, u and four upper-case digits."""
    units = text.encode("utf-16-be")
    codes = [units[at] << 8 | units[at + 1] for at in range(0, len(units), 2)]
    return "".join(chr(code) if code <= 0x7F else "\\u%04X" % code for code in codes)


def generate_vm_data(vm):
    triples = []

    def add(directory, name, content):
        triples.append([directory, name, content])

    if vm.get("userData") is not None:
        add("userdata", "user_data", base64.b64encode(vm["userData"].encode("utf-8")).decode("ascii"))
    add("metadata", "service-offering", escaped(vm["serviceOffering"]))
    add("metadata", "availability-zone", escaped(vm["zone"]))
    add("metadata", "local-hostname", escaped(vm["hostname"]))
    add("metadata", "local-ipv4", vm.get("localIpv4"))
    for name, value in vm.get("customParameters", []):
        add("metadata", name, escaped(value))
    public = vm.get("staticNatIpv4")
    if vm.get("basicZone"):
        add("metadata", "public-ipv4", vm.get("localIpv4"))
        add("metadata", "public-hostname", vm["hostname"])
    else:
        add("metadata", "public-ipv4", public if public is not None else vm.get("localIpv4"))
        add("metadata", "public-hostname", public)
    add("metadata", "instance-id", vm.get("vmId", vm["instanceName"]))
    add("metadata", "vm-id", vm.get("vmId"))
    keys = vm.get("publicKeys")
    add("metadata", "public-keys", None if keys is None else "\n".join(keys))
    identifier = vm.get("cloudIdentifier")
    add("metadata", "cloud-identifier", "" if identifier is None else "CloudStack-{%s}" % identifier)
    password = vm.get("password")
    if password not in (None, "", "saved_password"):
        if vm.get("guestOs", "").lower() == "windows":
            digest = hashlib.md5(password.encode("utf-8")).digest()
            add("password", "vm-password-md5checksum", "%x" % int.from_bytes(digest, "big"))
        add("password", "vm_password", password)
    add("metadata", "hypervisor-host-name", vm.get("hypervisorHostName"))
    if "cloudDomain" in vm:
        add("metadata", "cloud-domain", vm["cloudDomain"])
        add("metadata", "cloud-domain-id", vm["cloudDomainId"])
    if is_not_blank(vm.get("cloudName")):
        add("metadata", "cloud-name", vm["cloudName"])
    return triples


def is_not_blank(text):
    """StringUtils.isNotBlank, by the documentation of Java's Character.isWhitespace."""
    return text is not None and not all(is_whitespace(character) for character in text)


def is_whitespace(character):
    if character in "\u00a0\u2007\u202f":
        return False
    return unicodedata.category(character) in ("Zs", "Zl", "Zp") or character in "\t\n\v\f\r\x1c\x1d\x1e\x1f"


def gson(value):
    """JsonElement.toString: compact, no HTML escapes, but the two separators that JavaScript once did not take."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def write(root, path, content):
    place = os.path.join(root, path)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "wb") as file:
        file.write(content)


def write_metadata(root, triples):
    document = {}
    for directory, name, content in triples:
        if not is_not_blank(directory):
            continue
        os.makedirs(os.path.join(root, "cloudstack", directory), exist_ok=True)
        if is_not_blank(content):
            is_user_data = name == "user_data"
            data = base64.b64decode(content) if is_user_data else content.encode("utf-8")
            write(root, f"cloudstack/{directory}/{name}.txt", data)
        if directory == "metadata" and content:
            add_to_document(document, name, content)
    write(root, "openstack/latest/meta_data.json", gson(document).encode("utf-8"))


def add_to_document(document, name, content):
    if name == "public-keys":
        data = content.replace("\\n", "")
        words = data.rstrip(" ").split(" ")  # Java's split drops empty words at the end
        key = words[2] if len(words) > 3 and words[2] else "key"
        document["keys"] = [{"type": "ssh", "data": data, "name": key}]
        document["public_keys"] = {key: content}
    elif name in META_KEYS:
        document[META_KEYS[name]] = content
    elif name not in NOT_IN_JSON:
        document[name] = content  # one of the machine's custom parameters


def write_vendor_data(root, triples):
    text = "{}"
    for _, name, content in triples:
        if name == "vm_password":
            text = '{"cloud-init": "#cloud-config\\npassword: %s\\nchpasswd:\\n  expire: False"}' % content
    write(root, "openstack/latest/vendor_data.json", text.encode("utf-8"))


def write_network_data(root, nics):
    document = {}
    if any(service in services_of(nic) for nic in nics for service in ("Dhcp", "Dns")):
        lists = {"links": [], "networks": [], "services": []}
        for nic in nics:
            merge(lists["links"], links_of(nic), ("id", "type"))
            merge(lists["networks"], networks_of(nic), ("id", "type"))
            merge(lists["services"], dns_of(nic), ("address", "type"))
        document = {name: items for name, items in lists.items() if items}
    write(root, "openstack/latest/network_data.json", gson(document).encode("utf-8"))


def services_of(nic):
    return nic.get("services", ["Dhcp", "Dns", "UserData"])


def merge(items, more, keys):
    known = [[item[key] for key in keys] for item in items]
    items += [item for item in more if [item[key] for key in keys] not in known]


def links_of(nic):
    return [{
        "ethernet_mac_address": nic["mac"],
        "id": f"eth{nic['deviceId']}",
        "mtu": nic.get("mtu", 1500),
        "type": "phy",
    }]


def networks_of(nic):
    networks = []
    for family, netmask_of, everything in (
        ("ipv4", lambda network: str(network.netmask), ("0.0.0.0", "0.0.0.0")),
        ("ipv6", lambda network: str(network.prefixlen), ("0", "::")),
    ):
        given = nic.get(family)
        if not isinstance(given, dict):
            continue
        network = ipaddress.ip_interface(given["address"]).network
        networks.append({
            "id": f"eth{nic['deviceId']}",
            "ip_address": given["address"].split("/")[0],
            "link": f"eth{nic['deviceId']}",
            "netmask": netmask_of(network),
            "network_id": nic.get("uuid"),
            "type": family,
            "routes": [{"gateway": given.get("gateway"), "netmask": everything[0], "network": everything[1]}],
        })
    return networks


def dns_of(nic):
    addresses = [given for family in ("ipv4", "ipv6") if isinstance(nic.get(family), dict)
                 for given in nic[family].get("dns", [])]
    return [{"address": address, "type": "dns"} for address in addresses]


def make_tree(case):
    root = case["directory"]
    os.makedirs(root)
    triples = generate_vm_data(case["vm"]) if "vm" in case else case["triples"]
    nics = case["nics"]
    write_vendor_data(root, triples)
    write_network_data(root, nics)
    if not nics or any("UserData" in services_of(nic) for nic in nics):
        write_metadata(root, triples)
        user_data = os.path.join(root, "cloudstack/userdata/user_data.txt")
        if os.path.exists(user_data):
            os.link(user_data, os.path.join(root, "openstack/latest/user_data"))


for case in json.load(sys.stdin):
    make_tree(case)
