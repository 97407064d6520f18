import { describe, expect, it } from 'vitest'
import type { Host, VirtualMachine } from '../domain/world'
import { host, hostId, onVm, step, vm, world } from '../testing/world-samples'
import { previewEvacuation } from './evacuation'
import { homecomings } from './homecoming'

const AMD: Partial<Host> = { cpuVendor: 'AMD', cpuModel: 'EPYC 7543' }

/** Web was shut down on a, and is off now, registered on `at`. */
const comesBack = (at: string, b: Partial<Host>) => {
  const before = { power: 'on', hostId: hostId('a'), inMaintenance: false, macs: [] } as const
  const down = step(1, { object: onVm('web'), action: 'shutdown', state: 'done', before })
  const given = world({ hosts: [host('a'), host('b', b)], vms: [vm('web', at, { power: 'off' })] })
  return homecomings({ world: given, steps: [down], startVms: true, moveHome: true, comingUp: new Set() })[0]
}

describe('a VM that is started on another host than that it ran on', () => {
  it('S3-15 is said to find a processor of another vendor, and that a slowdown is not measured; it starts all the same', () => {
    expect(comesBack('b', AMD)).toMatchObject({
      action: 'start',
      warning: 'CPU of a is Intel, it ran on AMD (b): it may run slower there, how much is not measured',
    })
  })

  it('S3-14 is said to find an older one', () => {
    expect(comesBack('b', { cpuModel: 'Gold 6430' })?.warning).toContain('(Cascade Lake, 2019) is older than that of b')
  })

  it('nothing is said where it finds what it had', () => {
    expect(comesBack('a', AMD)).toMatchObject({ action: 'start', warning: null })
    expect(comesBack('b', {})).toMatchObject({ action: 'start', warning: null })
    expect(comesBack('b', { cpuVendor: null, cpuModel: null })).toMatchObject({ action: 'start', warning: null })
  })
})

describe('a VM under high availability that is stopped for maintenance', () => {
  const remarks = (given: Partial<VirtualMachine>, b: Partial<Host>) =>
    previewEvacuation({
      world: world({ hosts: [host('a'), host('b', b)], vms: [vm('web', 'a', given)] }),
      hostId: hostId('a'),
      choices: [{ vmId: vm('web', 'a').id, action: 'shutdown', targetHostId: null }],
    }).items[0]?.remarks ?? []
  const cold = 'its platform may start it on b, whose CPU is AMD, not Intel: it may run slower there, how much is not measured'

  it('S3-15 may come up on a host of another vendor', () => {
    expect(remarks({ highlyAvailable: true }, AMD)).toContain(cold)
    expect(remarks({ highlyAvailable: false }, AMD)).not.toContain(cold)
    expect(remarks({ highlyAvailable: true }, {})).not.toContain(cold)
    expect(remarks({ highlyAvailable: true }, { ...AMD, clusterNativeId: 'other' })).not.toContain(cold)
  })
})
