import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAt, quick, value } from '../../../../e2e/peers/vcsim/session'
import { hasVcsim, startVcsim, type Vcsim } from '../../../../e2e/peers/vcsim/start'
import { readByWitness } from '../../../../e2e/peers/vcsim/witness'
import { until } from '../../../testing/require-peer'
import type { ManagerSession } from '../../ports'

describe.skipIf(!hasVcsim())('vSphere driver against a standalone ESX host', () => {
  let lab: Vcsim
  let session: ManagerSession

  beforeAll(async () => {
    lab = await startVcsim({ esx: true, vms: 3 })
    session = openAt(lab)
  })
  afterAll(async () => {
    await session?.close()
    await lab?.stop()
  })

  it('reads and stops its VMs without a vCenter', async () => {
    const identity = value(await session.identify(quick))
    expect(identity.product).toContain('ESXi')
    const inventory = value(await session.inventory(quick))
    expect(inventory.clusters).toEqual([])
    expect(inventory.isHost).toBe(true)
    expect(inventory.hosts).toHaveLength(1)
    expect(inventory.vms.map(({ clusterNativeId, power }) => [clusterNativeId, power])).toEqual([
      [null, 'on'],
      [null, 'on'],
      [null, 'on'],
    ])
    for (const vm of inventory.vms) value(await session.act({ act: 'shutdown-guest', vmNativeId: vm.nativeId }, quick))
    await until('all off', async () => value(await session.inventory(quick)).vms.every(({ power }) => power === 'off'))
    expect((await readByWitness(lab)).vms.map(({ power }) => power)).toEqual(['poweredOff', 'poweredOff', 'poweredOff'])
    const host = inventory.hosts[0]?.nativeId ?? ''
    const { task } = value(await session.act({ act: 'shutdown-host', hostNativeId: host }, quick))
    expect(task).not.toBeNull()
    await until('the host is down', async () => (await lab.happenings()).some(({ what }) => what === 'notResponding'))
  })
})
