import { readerOf } from './sentence'

/**
 * What the five checks say where they do not simply pass. Screens read it back and say it in the reader's language. One that holds
 * another's words stands before it.
 */
export const CHECK_SENTENCES = {
  // Storage.
  diskLocal: 'disk "{disk}" is on storage that only its own host reaches',
  diskUnreached: 'disk "{disk}" is on {store}, which {host} does not reach',
  diskPathless: 'disk "{disk}" is on {store}, to which no path of {host} works',
  cdLocal: 'a CD image on local storage is inserted: eject it',
  diskUntold: 'the manager does not say where disk "{disk}" is stored',
  onePath: 'only one path leads from {host} to {store}',
  // Networks.
  networkMissing: '{host} lacks network {network}',
  networksMissing: '{host} lacks networks {network}',
  vlanDiffers: 'network {network} is {vlan} on {host}, but {own} on {from}',
  vlanInside: 'network {network} leads nowhere out of its host: on {host} it reaches other VMs than on {from}',
  tagNotCarried: 'network {network} of {host} does not carry {vlan}, which a card of the VM bears',
  tagOnDemand: 'network {network} of {host} is not VLAN-aware: {vlan} of the VM’s card is set up there only when it comes',
  vlanUntold: 'VLANs not told: which one network {network} leads to on {host}',
  // CPU and memory.
  cpuUntold: 'CPU use of {vm} or {host} is not told',
  cpuTooMuch: 'CPU of {host} would reach {percent} %, the limit is {limit} %',
  memoryUntold: 'memory of {name} is not told',
  memoryTooMuch: 'needs {wanted} MiB, {host} has {room} MiB to give',
  // CPU compatibility.
  cpuVendor: 'CPU of {host} is {vendor}, the VM runs on {own}: it can only move while off',
  cpuOlder:
    'CPU of {host} ({model}, {year}) is older than that of {from} ({own}, {ownYear}): it may run slower there, how much is not measured',
  coldVendor: 'CPU of {host} is {vendor}, it ran on {own} ({from}): it may run slower there, how much is not measured',
  coldByPlatform:
    'its platform may start it on {host}, whose CPU is {vendor}, not {own}: it may run slower there, how much is not measured',
  admissionControl:
    'cluster {cluster} keeps room for hosts that fail (admission control): while {host} is in maintenance it may refuse to start VMs',
  startsAtBoot:
    '{vms} would start by themselves if {host} booted during its maintenance: switch their start at boot off on its manager first, for until then it is not rebooted from here',
  cpuLacksOfHost: 'CPU of {host} lacks {features} of {from}',
  cpuLacks: 'CPU of {host} lacks {features}',
  cpuModelsDiffer: 'CPU models differ or are not told; only the vendor ({vendor}) is known to match',
  cpuNotTold: 'the CPU of {host} or of the present host is not told',
} as const

export type CheckSentence = keyof typeof CHECK_SENTENCES

export const readCheckSentence = readerOf(CHECK_SENTENCES)
