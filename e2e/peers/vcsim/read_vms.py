#!/usr/bin/python3
"""Reads a vCenter or ESX by VMware's own Python library: the independent witness for what our driver reports.

read_vms.py URL USER  (password on standard input); prints JSON.
"""

import json
import ssl
import sys
from urllib.parse import urlparse

from pyVim.connect import Disconnect, SmartConnect
from pyVmomi import vim


def every(content, kind):
    view = content.viewManager.CreateContainerView(content.rootFolder, [kind], True)
    try:
        return list(view.view)
    finally:
        view.Destroy()


def vm_facts(vm):
    cards = [d for d in vm.config.hardware.device if isinstance(d, vim.vm.device.VirtualEthernetCard)]
    return {
        "id": vm._moId,
        "name": vm.name,
        "power": vm.runtime.powerState,
        "host": vm.runtime.host.name,
        "instanceUuid": vm.config.instanceUuid,
        "macs": sorted(card.macAddress.lower() for card in cards),
        "template": vm.config.template,
        "datastores": sorted(store.name for store in vm.datastore),
    }


def host_facts(host):
    return {
        "id": host._moId,
        "name": host.name,
        "uuid": host.summary.hardware.uuid,
        "connection": host.runtime.connectionState,
        "maintenance": host.runtime.inMaintenanceMode,
        "memoryMiB": host.summary.hardware.memorySize // 2**20,
        "vms": sorted(vm.name for vm in host.vm),
    }


def main():
    url = urlparse(sys.argv[1])
    trusting = ssl._create_unverified_context()  # a witness on loopback
    service = SmartConnect(
        host=url.hostname, port=url.port, user=sys.argv[2], pwd=sys.stdin.read(), sslContext=trusting
    )
    try:
        content = service.RetrieveContent()
        facts = {
            "vms": [vm_facts(vm) for vm in every(content, vim.VirtualMachine)],
            "hosts": [host_facts(host) for host in every(content, vim.HostSystem)],
            "datastores": sorted(store.name for store in every(content, vim.Datastore)),
            "networks": sorted(network.name for network in every(content, vim.Network)),
        }
    finally:
        Disconnect(service)
    json.dump(facts, sys.stdout)


main()
