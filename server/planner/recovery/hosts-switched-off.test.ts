import { describe, expect, it } from 'vitest'
import type { HostPower } from '../../domain/hardware'
import type { HostId } from '../../domain/ids'
import type { RunWithSteps, Step, StepAttempt } from '../../domain/run'
import { type Host, isSeenUp, type PowerDeviceView, type World } from '../../domain/world'
import { runWith } from '../../testing/run-samples'
import { device, feed, host, hostId, manager, onHost, onVm, step, vm, world } from '../../testing/world-samples'
import type { HostSight } from './host-sight'
import { hostsLeftOff, hostsSwitchedOff } from './hosts-switched-off'

const BEGAN_MS = 1_000_000
const record = step(1, { object: onHost('h1'), action: 'keep', state: 'cancelled' })
const onBattery = { supply: 'battery', onBatterySinceMs: BEGAN_MS - 30_000 } as const
const BY_BMC = { connection: 'unknown', verifiedOff: true } as const
const BY_MANAGER = { connection: 'down' } as const
const call: StepAttempt = {
  action: 'shutdown-host',
  startedAtMs: 1,
  intentEntryId: 1,
  task: null,
  outcome: 'open',
  message: null,
  endedAtMs: null,
}

interface Told {
  /** Null: its manager does not list it. */
  readonly host: Partial<Host> | null
  readonly ups?: Partial<PowerDeviceView>
  /** Absent: the same. */
  readonly ups2?: Partial<PowerDeviceView>
  /** Absent: a controller that lives on the host's power. */
  readonly bmc?: HostPower
  readonly run?: Partial<RunWithSteps>
  readonly seconds?: number
}
const powerOf = (host: Host): HostPower => (host.verifiedOff === true ? 'off' : isSeenUp(host) ? 'on' : 'unknown')

/** Looks a second apart: how the host and its UPSs are told at each. */
const looks = (
  run: RunWithSteps,
  told: readonly Told[],
  beside: Partial<World> = {},
  feeds: World['feeds'] = [feed('ups', 'h1')],
): RunWithSteps => {
  let sights: ReadonlyMap<HostId, HostSight> = new Map()
  let [now, nowMs] = [run, BEGAN_MS]
  for (const { host: patch, ups = onBattery, ups2 = ups, bmc, run: change, seconds = 1 } of told)
    for (let passed = 0; passed < seconds; passed += 1) {
      nowMs += 1_000
      now = { ...now, ...change }
      const own = host('h1', patch ?? {})
      const managers = [manager({ refreshedAtMs: nowMs, kind: beside.managers?.[0]?.kind ?? 'proxmox' })]
      const hosts = [...(patch === null ? [] : [own]), ...(beside.hosts ?? [])]
      const found = hostsSwitchedOff({
        run: now,
        active: [now],
        world: world({ ...beside, managers, hosts, feeds }),
        trustedFeeds: feeds,
        devices: [device('ups', { answeredAtMs: nowMs, ...ups }), device('ups2', { answeredAtMs: nowMs, ...ups2 })],
        powerOf: (id) => (id === own.id ? (bmc ?? powerOf(own)) : undefined),
        sights,
        nowMs,
      })
      sights = found.sights
      now = { ...now, switchedOff: found.switchedOff }
    }
  return now
}
const outage = (steps: readonly Step[] = [record], patch: Partial<RunWithSteps> = {}): RunWithSteps =>
  runWith(steps, {
    phase: 'shedding',
    startedAtMs: BEGAN_MS,
    outageStartedAtMs: BEGAN_MS - 30_000,
    mainsBackAtMs: null,
    ...patch,
  })
const named = ({ switchedOff = [] }: RunWithSteps): readonly string[] => switchedOff.map(({ name }) => name)
/** Named, and left off or woken. */
const found = ({ switchedOff = [] }: RunWithSteps): readonly string[] =>
  switchedOff.map(({ name, isVerified }) => `${name} ${isVerified ? 'left off' : 'woken'}`)
const off = (patch: Partial<Host>, seconds = 10): Told => ({ host: patch, seconds })
/** So long that a manager that calls it up is believed. */
const UP: Told = { host: {}, seconds: 200 }
const MAINS = { supply: 'mains' } as const
const DARK = { supply: 'off' } as const

describe('R5 a host that went off beside its run', () => {
  it('R5 is one that is off while the UPS that feeds it goes on, and that no step had ended; it is left off where its own controller says so', () => {
    expect(found(looks(outage(), [UP, off(BY_BMC)]))).toEqual(['h1 left off'])
    expect(found(looks(outage(), [UP, off(BY_MANAGER)]))).toEqual(['h1 woken'])
    // Its manager noticed first.
    expect(found(looks(outage(), [UP, { ...off(BY_MANAGER), bmc: 'on' }, off(BY_BMC)]))).toEqual(['h1 left off'])
    // Nobody says that it is off.
    expect(found(looks(outage(), [UP, off({ connection: 'unknown' })]))).toEqual([])
    expect(found(looks(outage(), [UP, off({ connection: 'down', stale: true })]))).toEqual([])
    // Only the way to it is gone, or its platform saves power with it.
    expect(found(looks(outage(), [UP, { ...off(BY_MANAGER), bmc: 'on' }]))).toEqual([])
    expect(found(looks(outage(), [UP, off({ ...BY_BMC, isStandby: true })]))).toEqual([])
  })

  it('R1 is woken where its controller was silent in between, as one is that lost its power with it', () => {
    const later = [{ ...off(BY_MANAGER, 30), bmc: 'unknown' as const }, off(BY_BMC, 60)]
    expect(found(looks(outage(), [UP, ...later]))).toEqual(['h1 woken'])
    expect(found(looks(outage(), [{ ...UP, bmc: 'unknown' }, off(BY_BMC, 60)]))).toEqual(['h1 woken'])
  })

  it('R1 P5 is none that lost its power as the mains failed, through an outlet that no battery holds or a dead feed', () => {
    const lost = [{ host: {}, seconds: 20, bmc: 'unknown' as const }, off(BY_MANAGER, 60)]
    const back = { ...off(BY_BMC, 600), ups: MAINS, run: { phase: 'waiting', mainsBackAtMs: BEGAN_MS + 90_000 } as const }
    expect(found(looks(outage(), [...lost, back]))).toEqual([])
    // Also where the mains had failed again in the same run.
    const again = { run: { outageStartedAtMs: BEGAN_MS + 200_000 } }
    expect(found(looks(outage(), [UP, { ...off({}, 20), ...again }, off(BY_BMC, 60)]))).toEqual([])
    // One of two feeds is empty later, and the other was never a live one.
    const two = [feed('ups', 'h1'), feed('ups2', 'h1')]
    const empty = { ups: DARK, ups2: MAINS }
    const told = [
      { ...UP, ups2: MAINS },
      { host: {}, seconds: 20, bmc: 'unknown' as const, ...empty },
      { ...off(BY_MANAGER, 60), ...empty },
      { ...off(BY_BMC, 600), ups: MAINS },
    ]
    expect(found(looks(outage(), told, {}, two))).toEqual(['h1 woken'])
  })

  it('R1 P8 is woken where something was told that makes a host end itself: low battery, a danger', () => {
    const low = { ...onBattery, flags: ['low-battery'] } as const
    expect(found(looks(outage(), [UP, { host: {}, ups: low }, off(BY_BMC)]))).toEqual(['h1 woken'])
    const danger = { kinds: ['temperature-at-least'], over: false } as const
    expect(found(looks(outage(), [UP, { host: {}, run: { danger } }, off(BY_BMC)]))).toEqual(['h1 woken'])
    // What it was before stays.
    expect(found(looks(outage(), [UP, off(BY_BMC), { host: BY_BMC, ups: low }]))).toEqual(['h1 left off'])
  })

  it('R1 D4 is none of whose feeds all that are believed are dark', () => {
    expect(found(looks(outage(), [UP, off(BY_BMC)], {}, []))).toEqual([])
  })

  it('R1 is none whose UPS fell silent or gave nothing with it: that is not told from a loss of power', () => {
    const last = { ...onBattery, answeredAtMs: BEGAN_MS + 200_000 }
    const lost = { ...last, contact: 'lost' as const }
    // Its last answer may be from just before.
    for (const ups of [last, lost, { ...onBattery, ...DARK }])
      expect(found(looks(outage(), [UP, { host: BY_BMC, ups, seconds: 10 }]))).toEqual([])
  })

  it('R1 is none that a run has called the end of, and is one of which a step merely found it off', () => {
    const end = step(2, { object: onHost('h1'), action: 'shutdown-host', state: 'done' })
    const called = { ...end, attempts: [call] }
    expect(named(looks(outage([record, called]), [UP, off(BY_BMC)]))).toEqual([])
    expect(named(looks(outage([record, end]), [UP, off(BY_BMC)]))).toEqual(['h1'])
    const refused = { ...end, attempts: [{ ...call, outcome: 'refused' as const }] }
    expect(named(looks(outage([record, refused]), [UP, off(BY_BMC)]))).toEqual(['h1'])
    // It was brought up again since.
    const woken = step(3, { object: onHost('h1'), action: 'power-on-host', direction: 'up', state: 'done' })
    expect(named(looks(outage([record, called, woken]), [UP, off(BY_BMC)]))).toEqual(['h1'])
  })

  it('R1 D11 is none that goes with what a run has ended under another id: a runbook’s machine, or a host that two managers show', () => {
    const web = step(2, { object: onVm('web'), action: 'shutdown', state: 'done', attempts: [{ ...call, action: 'shutdown' }] })
    const machine = { managers: [manager({ kind: 'runbook' })], vms: [vm('web', 'h1', { power: 'off' })] }
    const gone = [UP, off(BY_MANAGER)]
    expect(named(looks(outage([record, web]), gone, machine))).toEqual([])
    expect(named(looks(outage([record]), gone, machine))).toEqual(['h1'])
    // On a hypervisor a host goes on without that VM.
    expect(named(looks(outage([record, web]), gone, { vms: machine.vms }))).toEqual(['h1'])
    const other = step(2, { object: onHost('same'), action: 'shutdown-host', state: 'done', attempts: [call] })
    const shown = { hosts: [host('same', { uuid: 'u' })] }
    const both = [{ host: { uuid: 'u' }, seconds: 200 }, off({ ...BY_MANAGER, uuid: 'u' })]
    expect(named(looks(outage([record, other]), both, shown))).toEqual([])
    expect(named(looks(outage([record]), both, shown))).toEqual(['h1'])
  })

  it('R1 is none any more whose end a run has called since', () => {
    const ours = step(2, { object: onHost('h1'), action: 'shutdown-host', state: 'done', attempts: [call] })
    const glitch = looks(outage(), [UP, off(BY_MANAGER)])
    expect(named(glitch)).toEqual(['h1'])
    expect(named(looks({ ...glitch, steps: [record, ours] }, [off(BY_BMC)]))).toEqual([])
  })

  it('R5 R1 is left off as runs have it that look after their hosts, and where its own controller says so', () => {
    const one = (isVerified: boolean): RunWithSteps['switchedOff'] => [{ hostId: hostId('h1'), name: 'h1', atMs: 1, isVerified }]
    const left = (patch: Partial<RunWithSteps>) => [...hostsLeftOff([outage([record], patch)])]
    expect(left({ switchedOff: one(true) })).toEqual([hostId('h1')])
    expect(left({ switchedOff: one(false) })).toEqual([])
    // What it has found is held against the site no more.
    expect(left({ switchedOff: one(true), abandoned: true })).toEqual([])
    expect(left({ switchedOff: one(true), dryRun: true })).toEqual([])
  })

  it('A1 R1 an engine that is started after it, or just before, cannot tell it from one that was dark: what was written down stays', () => {
    expect(found(looks(outage(), [off(BY_BMC)]))).toEqual([])
    const waiting = outage([record], { phase: 'waiting', mainsBackAtMs: BEGAN_MS })
    expect(
      found(
        looks(waiting, [
          { host: {}, ups: MAINS, seconds: 20 },
          { ...off(BY_BMC, 600), ups: MAINS },
        ]),
      ),
    ).toEqual([])
    const { switchedOff = [] } = looks(outage(), [UP, off(BY_BMC)])
    expect(found(looks({ ...waiting, switchedOff }, [{ ...off(BY_BMC, 600), ups: MAINS }]))).toEqual(['h1 left off'])
  })

  it('R5 stays one when the battery is empty later, where its own controller had said so', () => {
    const later = (told: Partial<Host>) => looks(outage(), [UP, off(told), { host: BY_MANAGER, ups: DARK }])
    expect(found(later(BY_BMC))).toEqual(['h1 left off'])
    // Only its manager had lost it, as it does when a switch on the way dies: then the battery may have taken it (R1).
    expect(found(later(BY_MANAGER))).toEqual([])
  })

  it('R1 is none any more once it is seen up, or its own controller says on; one that is not listed for a moment is as it was', () => {
    const left = looks(outage(), [UP, off(BY_BMC)])
    expect(found(looks(left, [{ host: {} }]))).toEqual([])
    expect(found(looks(left, [{ ...off(BY_MANAGER), bmc: 'on' }]))).toEqual([])
    expect(found(looks(left, [{ host: null }]))).toEqual(['h1 left off'])
  })

  it('P6 R1 is none that a manager called up for a while after its feeds were dark', () => {
    const calledUpFor = (seconds: number): readonly Told[] => [
      { host: {}, ups: DARK },
      { host: {}, ups: MAINS, seconds },
      { ...off(BY_MANAGER, 20), ups: MAINS },
    ]
    const waiting = outage([record], { phase: 'waiting', mainsBackAtMs: BEGAN_MS + 2_000 })
    expect(named(looks(waiting, calledUpFor(60)))).toEqual([])
    expect(named(looks(waiting, calledUpFor(200)))).toEqual(['h1'])
  })

  it('R5 is one on the way back, too, but where the run has woken it', () => {
    const back = { phase: 'recovering', mainsBackAtMs: BEGAN_MS + 200_000 } as const
    const told = [UP, { host: {}, ups: MAINS, run: back }, { ...off(BY_BMC), ups: MAINS }]
    expect(found(looks(outage(), told))).toEqual(['h1 left off'])
    const wake = step(2, { object: onHost('h1'), action: 'power-on-host', direction: 'up', state: 'done' })
    expect(found(looks(outage([record, wake]), told))).toEqual([])
  })

  it('R5 is none in maintenance, none that the run has nothing to do with, and none of a dry run', () => {
    expect(found(looks(outage(), [UP, off({ ...BY_BMC, inMaintenance: true })]))).toEqual([])
    expect(found(looks(outage([]), [UP, off(BY_BMC)]))).toEqual([])
    expect(found(looks(outage([record], { dryRun: true }), [UP, off(BY_BMC)]))).toEqual([])
  })
})
