#!/usr/bin/python3
"""Reads an engine with libgovirt and, where told so, acts on one of its VMs: `client.py HOST:PORT CA_FILE [start|stop VM]`.

The password comes by standard input. Prints JSON.
"""

import json
import ssl
import sys
import urllib.parse
import urllib.request

import gi

gi.require_version("GoVirt", "1.0")
from gi.repository import GoVirt  # noqa: E402

address, authority, *act = sys.argv[1:]
user, password = sys.stdin.read().split("\n")[:2]

# The library takes a token, but leaves it to others to ask for one.
form = urllib.parse.urlencode(
    {"grant_type": "password", "scope": "ovirt-app-api", "username": user, "password": password}
)
context = ssl.create_default_context(cafile=authority)
with urllib.request.urlopen(f"https://{address}/ovirt-engine/sso/oauth/token", form.encode(), context=context) as answer:
    token = json.load(answer)["access_token"]

proxy = GoVirt.Proxy.new(address)
proxy.props.ssl_ca_file = authority
proxy.props.sso_token = token
proxy.props.admin = True
api = proxy.fetch_api()


def members(collection):
    collection.fetch(proxy)
    return collection.get_resources()


vms = members(api.get_vms())
if act:
    verb, name = act
    {"start": vms[name].start, "stop": vms[name].stop}[verb](proxy)
    vms[name].refresh(proxy)

print(
    json.dumps(
        {
            "hosts": {host.props.guid: name for name, host in members(api.get_hosts()).items()},
            "clusters": {cluster.props.guid: name for name, cluster in members(api.get_clusters()).items()},
            "vms": {
                vm.props.guid: {
                    "name": name,
                    "state": vm.props.state.value_nick,
                    "host": vm.props.host_id,
                    "cluster": vm.props.cluster_id,
                }
                for name, vm in vms.items()
            },
        }
    )
)
