import { describe, expect, it } from 'vitest'
import type { AffinityRule } from '../domain/inventory'
import type { Step } from '../domain/run'
import type { World } from '../domain/world'
import { capabilities, host, hostId, manager, onHost, onVm, step, vm, world } from '../testing/world-samples'
import { checkRun, type CheckOptions } from './check-run'
import type { ViolationRule } from './check-violation'

const site = world({
  hosts: [host('a'), host('b', { memoryMiB: 10_000 }), host('c')],
  vms: [vm('web', 'a'), vm('db', 'a'), vm('big', 'b', { memoryMiB: 8000 })],
})
const came = (from: string): Step['before'] => ({ power: 'on', hostId: hostId(from), inMaintenance: false, macs: [] })
const id = (seq: number) => step(seq, { object: onVm('web'), action: 'shutdown' }).id

/** A run that may be carried out as it stands; each case below plants one mistake. */
const sound: readonly Step[] = [
  step(1, { object: onVm('web'), action: 'migrate', targetHostId: hostId('c') }),
  step(2, { object: onVm('db'), action: 'shutdown' }),
  step(3, { object: onHost('a'), action: 'shutdown-host', after: [id(1), id(2)] }),
]
const change = (seq: number, given: Partial<Step>): Step[] =>
  sound.map((each) => (each.seq === seq ? { ...each, ...given } : each))
const hosts = (name: string, given: Parameters<typeof host>[1]): World => ({
  ...site,
  hosts: site.hosts.map((each) => (each.name === name ? { ...each, ...given } : each)),
})
const vms = (name: string, given: Parameters<typeof vm>[2]): World => ({
  ...site,
  vms: site.vms.map((each) => (each.name === name ? { ...each, ...given } : each)),
})

const ruled = (kind: AffinityRule['kind'], hostNativeIds: string[] = [], mandatory = true): World => ({
  ...site,
  managers: [manager({ affinityRules: [{ name: 'r', kind, mandatory, vmNativeIds: ['web', 'big', 'db'], hostNativeIds }] })],
})
const toB = change(1, { targetHostId: hostId('b') })

const KEPT = { keepAlive: [{ role: 'console', of: null, sign: { by: 'uuid' } }] } as const
/** `db` goes last, behind `web`, and its host after it. */
const dbLast = change(2, { fallback: 'leave', after: [id(1)] })
/** Emptied and held by this run, then rebooted and seen in maintenance again. */
const rebooting = (given: Partial<Step> = {}): readonly Step[] => [
  { ...step(1, { object: onHost('c'), action: 'enter-maintenance' }), state: 'done' },
  step(2, { object: onHost('c'), action: 'reboot-host', ...given }),
  step(3, { object: onHost('c'), action: 'enter-maintenance', after: [id(2)] }),
]
const holding = (given: Parameters<typeof host>[1] = {}, able = true): World => ({
  ...hosts('c', { inMaintenance: true, ...given }),
  managers: [manager({ capabilities: capabilities({ hostReboot: able }) })],
})

it('R5 accepts a reboot of an empty host that this run holds', () => {
  expect(checkRun(holding(), rebooting())).toEqual([])
})

it.each<[ViolationRule, string, World, readonly Step[]]>([
  ['reboot-in-service', 'R5 that somebody else holds', holding(), rebooting().slice(1)],
  ['reboot-in-service', 'R5 that is in service', holding({ inMaintenance: false }), rebooting()],
  [
    'reboot-in-service',
    'R5 that was left meanwhile',
    holding(),
    [
      ...rebooting().slice(0, 1),
      { ...step(4, { object: onHost('c'), action: 'exit-maintenance', direction: 'up' }), state: 'done' },
      step(5, { object: onHost('c'), action: 'reboot-host' }),
    ],
  ],
  ['host-not-empty', 'A5 on which a VM runs', { ...holding(), vms: [vm('web', 'c')] }, rebooting()],
  [
    'host-not-empty',
    'A5 on which a system VM runs',
    { ...holding(), vms: [vm('vCLS', 'c', { systemKind: 'vcls' })] },
    rebooting(),
  ],
  ['unsupported', 'that its platform cannot reboot', holding({}, false), rebooting()],
  ['direction', 'on the way up', holding(), rebooting({ direction: 'up' })],
  [
    'target-going-down',
    'D4 that something is to be brought to',
    holding(),
    [...rebooting(), step(4, { object: onVm('web'), action: 'migrate', targetHostId: hostId('c') })],
  ],
])('refuses a reboot of a host (%s): %s', (rule, _what, given, steps) => {
  expect(checkRun(given, steps).map((violation) => violation.rule)).toContain(rule)
})

describe('the independent checker', () => {
  it('D5 accepts what the operation stands on where it goes behind all else, its host after it', () => {
    expect(checkRun(vms('db', KEPT), dbLast)).toEqual([])
    const kept = vms('web', KEPT)
    expect(checkRun(kept, change(1, { fallback: 'leave' })).map(({ rule }) => rule)).toEqual([])
  })

  it('R1 accepts the start of what was not known to run where this run has ended it, and only there', () => {
    const before = { power: 'unknown' as const, hostId: hostId('a'), inMaintenance: false, macs: [] }
    const call = { action: 'shutdown', startedAtMs: 0, intentEntryId: 1, task: null, message: null, endedAtMs: 1 } as const
    const down = (outcome: 'verified' | 'refused') =>
      step(1, { object: onVm('web'), action: 'shutdown', state: 'done', before, attempts: [{ ...call, outcome }] })
    const up = step(2, {
      object: onVm('web'),
      action: 'start',
      direction: 'up',
      before,
      after: [id(1)],
      targetHostId: hostId('a'),
    })
    const off = vms('web', { power: 'off' })
    const rules = (steps: readonly Step[]) => checkRun(off, steps).map(({ rule }) => rule)
    expect(rules([down('verified'), up])).not.toContain('not-running-before')
    expect(rules([down('refused'), up])).toContain('not-running-before')
    expect(rules([up])).toContain('not-running-before')
  })

  it('accepts a sound run', () => {
    expect(checkRun(site, sound)).toEqual([])
  })

  const cases: [ViolationRule, string, World, readonly Step[], CheckOptions?][] = [
    ['duplicate-id', 'two steps with one id', site, change(2, { id: id(1) })],
    ['duplicate-seq', 'two steps with one number', site, change(2, { seq: 1 })],
    ['twice', 'A2 one VM treated twice', site, [...sound, step(4, { object: onVm('web'), action: 'shutdown' })]],
    ['limit', 'A3 a step without a limit', site, change(2, { limitSeconds: 0 })],
    ['unknown-object', 'D11 a VM that is not in the inventory', site, change(2, { object: onVm('ghost') })],
    ['dependency-unknown', 'waiting for a step that is not there', site, change(2, { after: [id(99)] })],
    [
      'dependency-circle',
      'steps that wait for each other',
      site,
      [...change(1, { after: [id(2)] }).slice(0, 1), { ...step(2, { object: onVm('db'), action: 'shutdown' }), after: [id(1)] }],
    ],
    ['order', 'waiting for a step that is issued later', site, change(1, { after: [id(2)] })],
    ['direction', 'a start on the way down', site, change(2, { action: 'start' })],
    ['target-missing', 'a move to nowhere', site, change(1, { targetHostId: null })],
    ['target-unknown', 'a move to an unknown host', site, change(1, { targetHostId: hostId('ghost') })],
    ['target-other-cluster', 'S1-08 a move out of its cluster', hosts('c', { clusterNativeId: 'other' }), sound],
    ['target-is-source', 'a move to where it is', site, change(1, { targetHostId: hostId('a') })],
    ['target-not-up', 'a move to a host that is down', hosts('c', { connection: 'down' }), sound],
    ['target-in-maintenance', 'a move to a host in maintenance', hosts('c', { inMaintenance: true }), sound],
    ['target-in-maintenance', 'a move to a host that is being emptied', hosts('c', { enteringMaintenance: true }), sound],
    [
      'target-without-power',
      'D4 a move to a host whose power is in trouble',
      site,
      sound,
      { hostsInTrouble: new Set([hostId('c')]) },
    ],
    [
      'target-going-down',
      'a move to a host that goes down itself',
      site,
      [...sound, step(4, { object: onHost('c'), action: 'shutdown-host' })],
    ],
    ['target-memory', 'S1-13 a move to a host that is full', site, change(1, { targetHostId: hostId('b') })],
    ['host-not-empty', 'A5 a host that goes before its VM', site, change(3, { after: [id(1)] })],
    [
      'not-running-before',
      'R6 a start of what did not run',
      site,
      [step(1, { object: onVm('web'), action: 'start', direction: 'up', before: { ...came('a'), power: 'off' } })],
    ],
    [
      'not-home',
      'R6 a way home that leads elsewhere',
      site,
      [step(1, { object: onVm('web'), action: 'migrate-home', direction: 'up', targetHostId: hostId('c'), before: came('b') })],
    ],
    [
      'silent-guest',
      'S0-07 a second move of a VM that does not answer since the first',
      site,
      [
        step(1, {
          object: onVm('web'),
          action: 'migrate',
          targetHostId: hostId('a'),
          state: 'done',
          moved: { guest: 'silent', asked: 'guest-tools', downtimeMs: null, downtimeFrom: null },
        }),
        step(2, { object: onVm('web'), action: 'migrate', targetHostId: hostId('c') }),
      ],
    ],
    ['affinity', 'S1-14 a move to a VM that it is kept apart from', ruled('apart'), toB],
    ['affinity', 'S1-14 a move away from VMs that it is kept together with', ruled('together'), sound],
    ['affinity', 'S1-14 a move to a host that it is kept off', ruled('off-hosts', ['c']), sound],
    ['affinity', 'S1-14 a move off the hosts where it belongs', ruled('on-hosts', ['a']), sound],
    [
      'technician-inside',
      'R5 power for a host in maintenance',
      site,
      [step(1, { object: onHost('a'), action: 'power-on-host', direction: 'up', before: { ...came('a'), inMaintenance: true } })],
    ],
    ['keep-alive', 'D5 what the operation stands on before something else', vms('db', KEPT), change(2, { fallback: 'leave' })],
    [
      'keep-alive',
      'D5 what the operation stands on saved',
      vms('db', KEPT),
      dbLast.map((each) => (each.seq === 2 ? { ...each, action: 'save-state' as const } : each)),
    ],
    [
      'keep-alive',
      'D5 what the operation stands on by force as a fallback',
      vms('db', KEPT),
      change(2, { fallback: 'power-off', after: [id(1)] }),
    ],
    [
      'keep-alive',
      'D5 what the operation stands on shut down for maintenance',
      vms('db', KEPT),
      [...dbLast.slice(0, 2), step(3, { object: onHost('a'), action: 'enter-maintenance', after: [id(1), id(2)] })],
    ],
    [
      'host-not-empty',
      'D6 a host under a storage controller',
      vms('db', { systemKind: 'nutanix-cvm' }),
      [...sound.slice(0, 1), step(3, { object: onHost('a'), action: 'shutdown-host', after: [id(1)] })],
    ],
    ['system-vm', 'D6 a system VM in a plain loop', vms('db', { systemKind: 'vCLS' }), sound],
    ['save-forbidden', 'D9 a domain controller saved', vms('db', { tags: ['DC'] }), change(2, { action: 'save-state' })],
    [
      'save-forbidden',
      'D9 passthrough saved as a fallback',
      vms('db', { hasPassthrough: true }),
      change(2, { fallback: 'save-state' }),
    ],
    [
      'save-forbidden',
      'D9 passthrough that is not told saved as a fallback',
      vms('db', { hasPassthrough: null }),
      change(2, { fallback: 'save-state' }),
    ],
    [
      'save-forbidden',
      'D9 a VM whose tags are not told saved as a fallback',
      vms('db', { tagsUntold: true }),
      change(2, { fallback: 'save-state' }),
    ],
    [
      'unsupported',
      'an action that the platform has not',
      { ...site, managers: [manager({ capabilities: capabilities({ liveMigration: false }) })] },
      sound,
    ],
  ]
  it.each(cases)('%s: finds %s', (rule, _, given, steps, options) => {
    expect(checkRun(given, steps, options).map((violation) => violation.rule)).toContain(rule)
  })

  it('D4 counts a moving VM on both sides until a dependency says that it has left', () => {
    // b holds 8000 of 10000 MiB; big leaves to c, web comes to b.
    const leaving = step(1, { object: onVm('big'), action: 'migrate', targetHostId: hostId('c') })
    const coming = step(2, { object: onVm('web'), action: 'migrate', targetHostId: hostId('b') })
    expect(checkRun(site, [leaving, coming]).map(({ rule }) => rule)).toEqual(['target-memory'])
    expect(checkRun(site, [leaving, { ...coming, after: [leaving.id] }])).toEqual([])
  })

  it('D4 adds up arrivals that nothing keeps apart', () => {
    const tight = hosts('c', { memoryMiB: 6000 })
    const both = ['web', 'db'].map((name, at) =>
      step(at + 1, { object: onVm(name), action: 'migrate', targetHostId: hostId('c') }),
    )
    expect(checkRun(tight, both.slice(0, 1))).toEqual([])
    expect(checkRun(tight, both).map(({ rule }) => rule)).toEqual(['target-memory', 'target-memory'])
  })

  it('takes ended steps as facts', () => {
    expect(checkRun(site, change(1, { state: 'done', targetHostId: null }))).toEqual([])
  })

  it('accepts a start on a host that is powered on first, and only then', () => {
    const dark = hosts('c', { connection: 'down' })
    const off: World = { ...dark, vms: [vm('cold', 'c', { power: 'off' })] }
    const power = step(1, { object: onHost('c'), action: 'power-on-host', direction: 'up', before: came('c') })
    const start = step(2, {
      object: onVm('cold'),
      action: 'start',
      direction: 'up',
      targetHostId: hostId('c'),
      before: came('c'),
    })
    expect(checkRun(off, [power, { ...start, after: [power.id] }])).toEqual([])
    expect(checkRun(off, [power, start]).map(({ rule }) => rule)).toEqual(['target-not-up'])
  })
})
