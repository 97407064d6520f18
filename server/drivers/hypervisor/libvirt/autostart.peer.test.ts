import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SHARED } from '../../../../e2e/peers/kvm/domain-xml'
import { openAt, quick, value, words } from '../../../../e2e/peers/kvm/session'
import { hasKvmLab, type KvmLab, startKvmLab } from '../../../../e2e/peers/kvm/start'
import type { SafeguardFacts } from '../../../domain/safeguard'
import type { DriverResult, ManagerSession } from '../../ports'

const told = <T>(result: DriverResult<T> | undefined): T => {
  if (result === undefined) throw new Error('it has no safeguards')
  return value(result)
}

describe.skipIf(!hasKvmLab())('autostart of real KVM hosts', () => {
  let lab: KvmLab
  let session: ManagerSession
  const uuidOf = (name: string) => lab.guest(name).uuid
  const found = async (): Promise<readonly SafeguardFacts[]> => value(await session.inventory(quick)).safeguards ?? []
  const order = (what: 'disarm' | 'restore', nativeId: string, setting: SafeguardFacts['setting']) =>
    session.setSafeguard?.({ do: what, nativeId, found: setting }, quick)
  const onHost = async (at = 0): Promise<readonly string[]> =>
    (await lab.virsh(at, 'list', '--all', '--autostart', '--name'))
      .split(/\s+/)
      .filter((name) => name !== '')
      .sort()

  beforeAll(async () => {
    lab = await startKvmLab({
      guests: [
        { name: 'web', host: 0, disk: 'shared' },
        { name: 'db', host: 0, disk: 'shared', running: false },
        { name: 'batch', host: 1, disk: 'shared', running: false },
      ],
    })
    session = openAt(lab)
    for (const name of ['web', 'db']) await lab.virsh(0, 'autostart', name)
  })
  afterAll(async () => {
    await session?.close()
    await lab?.stop()
  })

  it('R2 VMs that a host starts when it boots are told, of all and of one, and what a running one holds of its host', async () => {
    const { vms } = value(await session.inventory(quick))
    const starting = vms.filter(({ startsWithHost }) => startsWithHost === true).map(({ name }) => name)
    expect(starting.sort()).toEqual(['db', 'web'])
    expect(value(await session.observeVm(uuidOf('db'), quick))?.startsWithHost).toBe(true)
    expect(value(await session.observeVm(uuidOf('batch'), quick))?.startsWithHost).toBeUndefined()
    const web = vms.find(({ name }) => name === 'web')
    expect(web?.memoryUse?.by).toBe('host')
    expect(web?.memoryUse?.usedMiB).toBeGreaterThan(0)
    expect(vms.find(({ name }) => name === 'db')?.memoryUse).toBeUndefined()
  })

  it('D10 R8 it is set aside for the VMs that are named alone, and put back as it was found', async () => {
    const [before, ...others] = await found()
    if (before?.setting.kind !== 'autostart') throw new Error('no autostart')
    expect(others).toEqual([])
    expect(before.setting.vms.map(({ name }) => name).sort()).toEqual(['db', 'web'])
    const onlyDb = { kind: 'autostart' as const, vms: before.setting.vms.filter(({ name }) => name === 'db') }
    told(await order('disarm', before.nativeId, onlyDb))
    expect(await onHost()).toEqual(['web'])
    // A2: what is so already stays so.
    told(await order('disarm', before.nativeId, before.setting))
    expect(await onHost()).toEqual([])
    expect(told(await session.observeSafeguard?.(before.nativeId, quick))).toMatchObject({
      isDisarmed: true,
      setting: { vms: [] },
    })
    expect(await found()).toEqual([])
    const gone = { nativeId: randomUUID(), name: 'gone', how: { autostart: 'enable' } }
    told(await order('restore', before.nativeId, { kind: 'autostart', vms: [gone, ...before.setting.vms] }))
    expect(await onHost()).toEqual(['db', 'web'])
    const after = told(await session.observeSafeguard?.(before.nativeId, quick))
    expect(after?.setting.kind === 'autostart' ? after.setting.vms.map(({ name }) => name).sort() : null).toEqual(['db', 'web'])
  })

  it('R8 one that is on another host now is put back there, and seen so; what was left of it where it was starts nothing (A5)', async () => {
    const [before] = await found()
    if (before?.setting.kind !== 'autostart') throw new Error('no autostart')
    const batch = { nativeId: uuidOf('batch'), name: 'batch', how: { autostart: 'enable' } }
    const setting = { kind: 'autostart' as const, vms: [...before.setting.vms, batch] }
    const seen = async () => {
      const facts = told(await session.observeSafeguard?.(before.nativeId, quick, setting))
      return facts?.setting.kind === 'autostart' ? facts.setting.vms.map(({ name }) => name).sort() : null
    }
    expect(await seen()).toEqual(['db', 'web'])
    told(await order('restore', before.nativeId, setting))
    expect(await onHost(1)).toEqual(['batch'])
    expect(await seen()).toEqual(['batch', 'db', 'web'])
    // As one would be that was moved without its definition being removed: it runs on the other host.
    await lab.virsh(1, 'autostart', '--disable', 'batch')
    await lab.virsh(0, 'define', `${SHARED}/batch.xml`)
    await lab.virsh(1, 'start', 'batch')
    told(await order('restore', before.nativeId, setting))
    expect([await onHost(0), await onHost(1)]).toEqual([['db', 'web'], ['batch']])
  })

  it('A1 of a host that is none of the site it says so', async () => {
    expect(told(await session.observeSafeguard?.('autostart 10.0.0.1', quick))).toBeNull()
    expect(told(await session.observeSafeguard?.('nonsense', quick))).toBeNull()
    const stranger = await order('disarm', 'autostart 10.0.0.1', { kind: 'autostart', vms: [] })
    expect(stranger === undefined ? '' : words(stranger)).toMatch(/^refused: 10\.0\.0\.1 is no host of this manager/)
  })
})
