import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCheckSentence } from '../domain/check-sentences'
import { managerIdSchema } from '../domain/ids'
import type { ClusterFacts } from '../domain/inventory'
import type { Host, VirtualMachine } from '../domain/world'
import { host, hostId, manager, vm, world } from '../testing/world-samples'
import { checkMigration, judgeMigration } from './preflight'

const judge = (vmGiven: Partial<VirtualMachine>, targetGiven: Partial<Host>, sourceGiven: Partial<Host> = {}) => {
  const moving = vm('web', 'a', vmGiven)
  const target = host('b', targetGiven)
  const given = world({ managers: [manager()], hosts: [host('a', sourceGiven), target], vms: [moving] })
  return judgeMigration(given, moving, target, new Map())
}

describe('five checks before a live migration', () => {
  it('S1-09 passes where everything is there', () => {
    const verdict = judge({}, {})
    expect(verdict.feasible).toBe(true)
    expect(Object.values(verdict.checks).map((check) => check.state)).toEqual(['pass', 'pass', 'pass', 'pass', 'pass'])
  })

  it('S1-10 names the disk and the datastore that the target does not reach', () => {
    const { checks, feasible } = judge({}, { datastoreNativeIds: [] })
    expect(checks.storage).toEqual({ state: 'fail', reason: 'disk "Hard disk 1" is on san-1, which b does not reach' })
    expect(feasible).toBe(false)
  })

  it('S1-27 refuses local disks and inserted local CD images', () => {
    const disk = { label: 'Hard disk 2', datastoreNativeId: 'ds-local', gibibytes: 1, local: true }
    expect(judge({ disks: [disk] }, {}).checks.storage.reason).toContain('"Hard disk 2"')
    expect(judge({ hasLocalCdrom: true }, {}).checks.storage).toEqual({
      state: 'fail',
      reason: 'a CD image on local storage is inserted: eject it',
    })
  })

  it('S1-11 names the networks that are missing', () => {
    expect(judge({ networkNativeIds: ['net', 'dmz'] }, {}).checks.network).toEqual({
      state: 'fail',
      reason: 'b lacks network DMZ (VLAN 40)',
    })
  })

  it('S1-25 tells of a host whose network for live moves is in trouble, on either side', () => {
    const migrationTrouble = 'live migration is switched off on it'
    const expected = { state: 'warn', reason: 'b: live migration is switched off on it' }
    expect(judge({}, { migrationTrouble })).toMatchObject({ feasible: true, checks: { network: expected } })
    expect(judge({}, {}, { migrationTrouble }).checks.network).toEqual({ ...expected, reason: `a: ${migrationTrouble}` })
  })

  it('S1-28 warns of a single path to the storage, and refuses where none works', () => {
    const paths = (count: number) => judge({}, { storagePaths: [{ datastoreNativeId: 'ds', paths: count }] }).checks.storage
    expect(paths(2).state).toBe('pass')
    expect(paths(1)).toEqual({ state: 'warn', reason: 'only one path leads from b to san-1' })
    expect(paths(0)).toEqual({ state: 'fail', reason: 'disk "Hard disk 1" is on san-1, to which no path of b works' })
  })

  it('S1-12 keeps the CPU below the cluster’s limit, 90 % where none is set', () => {
    const busy: Partial<VirtualMachine> = { cpuThreads: 8, cpuUsedPercent: 100 }
    expect(judge(busy, { cpuUsedPercent: 69 }).checks['cpu-headroom'].state).toBe('pass')
    expect(judge(busy, { cpuUsedPercent: 71 }).checks['cpu-headroom'].reason).toBe('CPU of b would reach 91 %, the limit is 90 %')
    expect(judge({ cpuUsedPercent: null }, {}).checks['cpu-headroom'].state).toBe('unknown')
  })

  it('S1-13 counts what runs there, what it reports, and what is planned already', () => {
    const moving = vm('web', 'a', { memoryMiB: 30_000 })
    const target = host('b', { memoryUsedMiB: 10_000 })
    const given = world({ hosts: [host('a'), target], vms: [moving, vm('other', 'b', { memoryMiB: 20_000 })] })
    expect(checkMigration(given, moving, target, new Map()).memory.state).toBe('pass')
    const planned = new Map([[hostId('b'), { memoryMiB: 20_000, cpuThreads: 0, vmIds: [] }]])
    expect(checkMigration(given, moving, target, planned).memory.reason).toBe('needs 30000 MiB, b has 23569 MiB to give')
  })

  it('S1-13 does not place a VM whose memory nobody knows', () => {
    expect(judge({ memoryMiB: null }, {})).toMatchObject({ feasible: false, checks: { memory: { state: 'unknown' } } })
  })

  it('S1-14 names the CPU features that are missing', () => {
    const { checks } = judge({ requiredCpuFeatures: ['avx', 'avx512f'] }, {})
    expect(checks['cpu-compatibility']).toEqual({ state: 'fail', reason: 'CPU of b lacks avx512f' })
  })

  it('S3-15 refuses a live move between Intel and AMD', () => {
    expect(judge({}, { cpuVendor: 'AMD' }).checks['cpu-compatibility']).toEqual({
      state: 'fail',
      reason: 'CPU of b is AMD, the VM runs on Intel: it can only move while off',
    })
  })

  it('S3-14 warns of an older microarchitecture, though all features are there', () => {
    const older = judge({ requiredCpuFeatures: ['avx'] }, { cpuModel: 'E5-2650 v2' }, { cpuModel: 'Gold 6230' })
    expect(older.checks['cpu-compatibility']).toEqual({
      state: 'warn',
      reason:
        'CPU of b (Ivy Bridge, 2013) is older than that of a (Cascade Lake, 2019): it may run slower there, how much is not measured',
    })
    expect(older.feasible).toBe(true)
    expect(judge({}, { cpuModel: 'Gold 6338' }).checks['cpu-compatibility'].state).toBe('pass')
  })

  it('S3-03 a move to another kind of hypervisor is said to be one, and is not made', () => {
    const other = manager({ id: managerIdSchema.parse('pve'), kind: 'proxmox' })
    const moving = vm('web', 'a')
    const target = host('b', { managerId: other.id })
    const given = world({ managers: [manager(), other], hosts: [host('a'), target], vms: [moving] })
    const verdict = judgeMigration(given, moving, target, new Map())
    expect(verdict.feasible).toBe(false)
    expect(verdict.obstacles).toEqual(['on another hypervisor (proxmox, not vsphere): the VM would be another one there'])
  })

  it('S1-14 warns where another model lacks features of the present one and no baseline masks them', () => {
    const { checks, feasible } = judge({}, { cpuModel: 'E5-2650', cpuFeatures: ['aes', 'avx'] })
    expect(checks['cpu-compatibility']).toEqual({ state: 'warn', reason: 'CPU of b lacks avx2 of a' })
    expect(feasible).toBe(true)
  })

  it('S1-14 S1-21 a baseline’s name alone does not pass where the target tells that it lacks something', () => {
    const under = (more: Partial<ClusterFacts>, features: readonly string[] | null) => {
      const clusters = [{ nativeId: 'c', name: 'Cluster', maxCpuPercent: null, cpuBaseline: 'intel-haswell', ...more }]
      const [moving, target] = [vm('web', 'a'), host('b', { cpuFeatures: features })]
      const given = world({ managers: [manager({ clusters })], hosts: [host('a'), target], vms: [moving] })
      return checkMigration(given, moving, target, new Map())['cpu-compatibility']
    }
    expect(under({}, ['aes', 'avx', 'avx2'])).toEqual({ state: 'pass', reason: null })
    expect(under({}, null)).toEqual({ state: 'pass', reason: null })
    expect(under({}, ['aes', 'avx'])).toEqual({ state: 'warn', reason: 'CPU of b lacks avx2 of a' })
    const told = { cpuBaselineFeatures: ['avx', 'avx512f'] }
    expect(under(told, ['aes', 'avx'])).toEqual({ state: 'fail', reason: 'CPU of b lacks avx512f' })
    expect(under(told, ['avx', 'avx512f'])).toEqual({ state: 'pass', reason: null })
  })

  it('S1-14 passes only where the target offers all that the VM is known to use, and names each feature that it lacks', () => {
    const features = fc.uniqueArray(fc.constantFrom('aes', 'avx', 'avx2', 'avx512f', 'sha_ni'))
    fc.assert(
      fc.property(features, features, (required, offered) => {
        const { state, reason } = judge({ requiredCpuFeatures: required }, { cpuFeatures: offered }).checks['cpu-compatibility']
        const missing = required.filter((feature) => !offered.includes(feature))
        expect(state).toBe(missing.length === 0 ? 'pass' : 'fail')
        expect(missing.slice(0, 4).every((feature) => reason?.includes(feature))).toBe(true)
      }),
    )
  })

  it('S1-09 each reason that is not the platform’s own is one that screens can say in German', () => {
    const found = [
      judge({}, { datastoreNativeIds: [] }).checks.storage,
      judge({ hasLocalCdrom: true }, {}).checks.storage,
      judge({ networkNativeIds: ['net', 'dmz'] }, {}).checks.network,
      judge({ memoryMiB: null }, { cpuUsedPercent: null }).checks.memory,
      judge({ memoryMiB: 99_999 }, {}).checks.memory,
      judge({ cpuUsedPercent: null }, {}).checks['cpu-headroom'],
      judge({ requiredCpuFeatures: ['avx512f'] }, {}).checks['cpu-compatibility'],
      judge({}, { cpuVendor: 'AMD' }).checks['cpu-compatibility'],
      judge({}, { cpuVendor: null, cpuModel: null }, { cpuVendor: null, cpuModel: null }).checks['cpu-compatibility'],
    ]
    expect(found.flatMap(({ reason }) => (reason === null ? [] : [readCheckSentence(reason)?.name]))).not.toContain(undefined)
  })

  it.each<[string, Partial<VirtualMachine>, Partial<Host>, string]>([
    ['passthrough', { hasPassthrough: true }, {}, 'passed through'],
    ['passthrough that is not told', { hasPassthrough: null }, {}, 'passed through to it is not told'],
    ['a VM that its platform keeps where it is', { keptOnHost: 'pinned to its host' }, {}, 'pinned to its host'],
    ['a platform task', { lockedBy: 'backup' }, {}, 'backup'],
    ['a target in maintenance', {}, { inMaintenance: true }, 'in maintenance'],
    ['a target that is being emptied', {}, { enteringMaintenance: true }, 'being emptied for maintenance'],
    ['a target that is down', {}, { connection: 'down' }, 'it is down'],
    ['a target of unknown state', {}, { connection: 'unknown' }, 'nobody knows'],
    ['a target whose manager is silent', {}, { stale: true }, 'has not answered lately'],
    ['another cluster', {}, { clusterNativeId: 'other' }, 'another cluster'],
  ])('refuses %s', (_, vmGiven, targetGiven, words) => {
    const verdict = judge(vmGiven, targetGiven)
    expect(verdict.feasible).toBe(false)
    expect(verdict.reasons.join()).toContain(words)
  })
})
