import { describe, expect, it } from 'vitest'
import type { HostId } from '../../domain/ids'
import type { RunWithSteps, Step, StepAttempt } from '../../domain/run'
import type { Host, PowerDeviceView, World } from '../../domain/world'
import { runWith } from '../../testing/run-samples'
import { device, feed, host, manager, onHost, onVm, step, vm, world } from '../../testing/world-samples'
import { type HostSight, hostsSwitchedOff } from './hosts-switched-off'

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

/** Looks a second apart: how the host and the UPS are told at each. */
const looks = (
  run: RunWithSteps,
  told: readonly { readonly host: Partial<Host>; readonly ups?: Partial<PowerDeviceView>; readonly seconds?: number }[],
  beside: Partial<World> = {},
): RunWithSteps => {
  let sights: ReadonlyMap<HostId, HostSight> = new Map()
  let [now, nowMs] = [run, BEGAN_MS]
  for (const { host: patch, ups = onBattery, seconds = 1 } of told)
    for (let passed = 0; passed < seconds; passed += 1) {
      nowMs += 1_000
      const hosts = [host('h1', patch)]
      const managers = [manager({ refreshedAtMs: nowMs, kind: beside.managers?.[0]?.kind ?? 'proxmox' })]
      const given = world({ ...beside, managers, hosts: [...hosts, ...(beside.hosts ?? [])], feeds: [feed('ups', 'h1')] })
      const devices = [device('ups', { answeredAtMs: nowMs, ...ups })]
      const found = hostsSwitchedOff({ run: now, active: [now], world: given, devices, sights, nowMs })
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
const off = (patch: Partial<Host>, seconds = 10) => ({ host: patch, seconds })

describe('R5 R6 a host that went off beside its run', () => {
  it('R5 R6 is one that is off while the UPS that feeds it goes on, and that no step had ended', () => {
    expect(named(looks(outage(), [{ host: {} }, off(BY_BMC)]))).toEqual(['h1'])
    expect(named(looks(outage(), [{ host: {} }, off(BY_MANAGER)]))).toEqual(['h1'])
    // Nobody says that it is off.
    expect(named(looks(outage(), [{ host: {} }, off({ connection: 'unknown' })]))).toEqual([])
    expect(named(looks(outage(), [{ host: {} }, off({ connection: 'down', stale: true })]))).toEqual([])
  })

  it('R1 is none whose UPS fell silent or gave nothing with it: that is not told from a loss of power', () => {
    const last = { ...onBattery, answeredAtMs: BEGAN_MS + 1_000 }
    const [lost, dead] = [
      { ...last, contact: 'lost' as const },
      { ...onBattery, supply: 'off' as const },
    ]
    // Its last answer may be from just before.
    for (const ups of [last, lost, dead])
      expect(named(looks(outage(), [{ host: {} }, { host: BY_BMC, ups, seconds: 10 }]))).toEqual([])
  })

  it('R1 is none that a run has called the end of, and is one of which a step merely found it off', () => {
    const end = step(2, { object: onHost('h1'), action: 'shutdown-host', state: 'done' })
    const called = { ...end, attempts: [call] }
    expect(named(looks(outage([record, called]), [{ host: {} }, off(BY_BMC)]))).toEqual([])
    expect(named(looks(outage([record, end]), [{ host: {} }, off(BY_BMC)]))).toEqual(['h1'])
    const refused = { ...end, attempts: [{ ...call, outcome: 'refused' as const }] }
    expect(named(looks(outage([record, refused]), [{ host: {} }, off(BY_BMC)]))).toEqual(['h1'])
    // It was brought up again since.
    const woken = step(3, { object: onHost('h1'), action: 'power-on-host', direction: 'up', state: 'done' })
    expect(named(looks(outage([record, called, woken]), [{ host: {} }, off(BY_BMC)]))).toEqual(['h1'])
  })

  it('R1 D11 is none that goes with what a run has ended under another id: a runbook’s machine, or a host that two managers show', () => {
    const web = step(2, { object: onVm('web'), action: 'shutdown', state: 'done', attempts: [{ ...call, action: 'shutdown' }] })
    const machine = { managers: [manager({ kind: 'runbook' })], vms: [vm('web', 'h1', { power: 'off' })] }
    const gone = [{ host: {} }, off(BY_MANAGER)]
    expect(named(looks(outage([record, web]), gone, machine))).toEqual([])
    expect(named(looks(outage([record]), gone, machine))).toEqual(['h1'])
    // On a hypervisor a host goes on without that VM.
    expect(named(looks(outage([record, web]), gone, { vms: machine.vms }))).toEqual(['h1'])
    const other = step(2, { object: onHost('same'), action: 'shutdown-host', state: 'done', attempts: [call] })
    const shown = { hosts: [host('same', { uuid: 'u' })] }
    const both = [{ host: { uuid: 'u' } }, off({ ...BY_MANAGER, uuid: 'u' })]
    expect(named(looks(outage([record, other]), both, shown))).toEqual([])
    expect(named(looks(outage([record]), both, shown))).toEqual(['h1'])
  })

  it('A1 an engine that is started after it knows it by a UPS that has been on battery since before the run', () => {
    expect(named(looks(outage(), [off(BY_BMC)]))).toEqual(['h1'])
    // The mains were back in between: its feed may have been dark then.
    const ups = { ...onBattery, onBatterySinceMs: BEGAN_MS + 500 }
    expect(named(looks(outage(), [{ host: BY_BMC, ups, seconds: 10 }]))).toEqual([])
  })

  it('R5 stays one when the battery is empty later, where its own controller had said so', () => {
    const dark = { supply: 'off' } as const
    const later = (told: Partial<Host>) => looks(outage(), [{ host: {} }, off(told), { host: BY_MANAGER, ups: dark }])
    expect(named(later(BY_BMC))).toEqual(['h1'])
    // Only its manager had lost it, as it does when a switch on the way dies: then the battery may have taken it (R1).
    expect(named(later(BY_MANAGER))).toEqual([])
  })

  it('R1 is none any more once it is seen up', () => {
    expect(named(looks(outage(), [off(BY_BMC), { host: {} }]))).toEqual([])
  })

  it('P6 R1 is none that a manager called up for a while after its feeds were dark', () => {
    const again = { supply: 'mains' } as const
    const calledUpFor = (seconds: number) => [
      { host: {}, ups: { supply: 'off' } as const },
      { host: {}, ups: again, seconds },
      { host: BY_MANAGER, ups: again, seconds: 20 },
    ]
    const waiting = outage([record], { phase: 'waiting', mainsBackAtMs: BEGAN_MS + 2_000 })
    expect(named(looks(waiting, calledUpFor(60)))).toEqual([])
    expect(named(looks(waiting, calledUpFor(200)))).toEqual(['h1'])
  })

  it('R5 is none in maintenance, none that the run has nothing to do with, and none of a dry run', () => {
    expect(named(looks(outage(), [{ host: {} }, off({ ...BY_BMC, inMaintenance: true })]))).toEqual([])
    expect(named(looks(outage([]), [{ host: {} }, off(BY_BMC)]))).toEqual([])
    expect(named(looks(outage([record], { dryRun: true }), [{ host: {} }, off(BY_BMC)]))).toEqual([])
  })
})
