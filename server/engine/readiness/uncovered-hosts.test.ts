import { describe, expect, it } from 'vitest'
import type { ManagerIdentity, ManagerKind } from '../../domain/manager'
import { containing } from '../../testing/containing'
import { host } from '../../testing/world-samples'
import { uncoveredHosts } from './uncovered-hosts'

const hosts = ['one', 'two', 'three'].map((name) => host(name, { uuid: null }))
const [one, two, three] = hosts
const idOf = (given: typeof one) => (given === undefined ? [] : [given.id])
const findings = (
  kind: ManagerKind,
  { url = 'https://manager', identity = {}, covered = new Set(idOf(undefined)), others = [] as typeof hosts } = {},
) => {
  const told: ManagerIdentity = { kind, product: kind, version: null, instanceUuid: null, ...identity }
  return uncoveredHosts({ address: { kind, url, pins: [] }, identity: told, hosts }, covered, others)
}

describe('hosts that are reached through their manager only', () => {
  it.each(['vsphere', 'scvmm', 'proxmox'] as const)('A9 are named once, of %s', (kind) => {
    expect(findings(kind)).toEqual([
      expect.objectContaining({
        trouble: 'no-direct-path',
        severity: 'advisory',
        message: containing('3 of 3 hosts are reached through this manager only: one, three, two'),
      }),
    ])
  })

  it('are those without a direct path, and not seen by another manager either', () => {
    const covered = new Set([...idOf(one), ...idOf(two)])
    expect(findings('scvmm', { covered })).toMatchObject([{ message: containing('1 of 3 hosts') }])
    expect(findings('scvmm', { covered, others: three === undefined ? [] : [{ ...three, name: 'THREE.lab.example' }] })).toEqual(
      [],
    )
  })

  it.each(['hyperv', 'libvirt', 'ovirt', 'xapi', 'runbook', 'srm'] as const)(
    'are none of %s: each host is spoken to, or nothing else could be',
    (kind) => expect(findings(kind)).toEqual([]),
  )

  it('are none of an ESX host by itself, nor of a Proxmox cluster whose nodes are all in the address', () => {
    expect(findings('vsphere', { identity: { isHost: true } })).toEqual([])
    expect(findings('proxmox', { url: 'https://one:8006,https://two:8006,https://three:8006' })).toEqual([])
  })
})
