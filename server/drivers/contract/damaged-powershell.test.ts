import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hypervAnswer } from '../../../e2e/peers/windows/hyperv-machine'
import { scvmmAnswer } from '../../../e2e/peers/windows/scvmm-machine'
import { HYPERV_VMS, hypervWorld, SCVMM_HOSTS, SCVMM_VMS, scvmmWorld } from '../../../e2e/peers/windows/worlds'
import type { Inventory } from '../../domain/inventory'
import { askStates } from '../hypervisor/hyperv/change-question'
import { changedBetween } from '../hypervisor/hyperv/change-watch'
import { perform as performHyperv } from '../hypervisor/hyperv/acts'
import { SiteReader } from '../hypervisor/hyperv/site-reader'
import { askJobs } from '../hypervisor/scvmm/change-question'
import { changedSince } from '../hypervisor/scvmm/change-watch'
import { perform as performScvmm } from '../hypervisor/scvmm/acts'
import { inventoryOf } from '../hypervisor/scvmm/inventory'
import { askInventory, askVm } from '../hypervisor/scvmm/questions'
import { Vmm } from '../hypervisor/scvmm/vmm'
import type { ChangedObjects } from '../ports'
import { PowerShellHost } from '../protocols/powershell/power-shell-host'
import { CallFailed } from '../protocols/ssh/call-failed'
import type { SshHost } from '../protocols/ssh/ssh-host'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

const strange: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  null,
  '',
  'xyzzy',
  '\u0000',
  -1,
  0,
  1e308,
  true,
  [],
  {},
  [null],
  'Running',
  'Off',
)

/** One change somewhere in an answer: `steps` choose the way down, and what is found there is replaced, dropped or doubled. */
const changeSchema = fc.record({
  steps: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
  how: fc.constantFrom('replace', 'drop', 'double'),
  value: strange,
})
type Change = typeof changeSchema extends fc.Arbitrary<infer T> ? T : never

const changed = (json: Json, { steps, how, value }: Change): Json => {
  const [step, ...rest] = steps
  if (step === undefined || json === null || typeof json !== 'object') return value
  if (Array.isArray(json)) {
    const at = json.length === 0 ? 0 : step % json.length
    const item = json[at]
    if (item === undefined) return value
    if (rest.length > 0 || how === 'replace') return json.with(at, changed(item, { steps: rest, how, value }))
    return how === 'drop' ? json.toSpliced(at, 1) : [...json, item]
  }
  const keys = Object.keys(json)
  const key = keys[step % Math.max(1, keys.length)]
  const item = key === undefined ? undefined : json[key]
  if (key === undefined || item === undefined) return value
  if (rest.length > 0 || how === 'replace') return { ...json, [key]: changed(item, { steps: rest, how, value }) }
  return how === 'drop' ? Object.fromEntries(Object.entries(json).filter(([name]) => name !== key)) : json
}

/** A machine whose every answer is damaged by the same changes; `told`: what it was told to do, one after the other. */
const damagedHost = (answer: (name: string, p: Record<string, unknown>) => unknown, changes: readonly Change[]) => {
  const told: string[] = []
  const ssh: SshHost = {
    address: { name: 'hv-1', host: 'hv-1', port: 22 },
    user: 'someone',
    run: async (text, isChange) => {
      const { script, parameters } = JSON.parse(text) as {
        script: string
        parameters: Record<string, string | number | undefined>
      }
      const name = /^# Ridethrough: (.*)$/m.exec(script)?.[1] ?? ''
      if (isChange) told.push(`${name} ${String(parameters.vm ?? '')}`.trim())
      const whole = JSON.parse(JSON.stringify({ told: await answer(name, parameters) })) as Json
      const damaged = changes.reduce(changed, whole)
      const stdout = `ridethrough:${Buffer.from(JSON.stringify(damaged)).toString('base64')}:end`
      return { code: 0, stdout, stderr: '' }
    },
    reach: () => Promise.resolve(),
    close: () => {},
  }
  return { ssh, told: () => told.join(', ') }
}

const options = { deadlineMs: 60_000 }
const advice = { modules: 'install', account: 'allow' }

/** The value, or null where it was refused in words; anything else that is thrown fails the test. */
const outcome = async <T>(work: () => Promise<T>): Promise<T | null> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error
    expect(error.failure.message.trim()).not.toBe('')
    expect(error.failure.hint.trim()).not.toBe('')
    return null
  }
}

const isSane = (value: number | null): boolean => value === null || (Number.isFinite(value) && value >= 0)

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whatever is told of changes can be looked at: it is an id, or it is everything. */
const requireIds = (changed: ChangedObjects | null): void => {
  for (const id of [...(changed?.vmNativeIds ?? []), ...(changed?.hostNativeIds ?? [])]) expect(id).toMatch(GUID)
}

const requireSane = (inventory: Inventory): void => {
  for (const vm of inventory.vms) {
    expect(['on', 'off', 'saved', 'paused', 'unknown']).toContain(vm.power)
    expect([vm.cpuThreads, vm.cpuUsedPercent, vm.memoryMiB].every(isSane)).toBe(true)
  }
  for (const host of inventory.hosts)
    expect([host.cpuThreads, host.cpuUsedPercent, host.memoryMiB, host.memoryUsedMiB].every(isSane)).toBe(true)
}

/** The same few each time; by hand as many others as one likes. */
const many = process.env.RIDETHROUGH_DAMAGED_ANSWERS
const runs = many === undefined ? { numRuns: 200, seed: 20_261_122 } : { numRuns: Number(many) }
const damage = fc.array(changeSchema, { minLength: 1, maxLength: 3 })

describe('damaged answers of PowerShell', () => {
  it('hyperv: nothing crashes, no number is nonsense, and only what was asked for is told, once', async () => {
    await fc.assert(
      fc.asyncProperty(damage, fc.boolean(), async (changes, clustered) => {
        const world = hypervWorld(clustered)
        const { ssh, told } = damagedHost((name, p) => hypervAnswer(world, 'HV-1', name, p), changes)
        const reader = new SiteReader([new PowerShellHost(ssh, advice)], true)
        const inventory = await outcome(() => reader.inventory(options))
        if (inventory !== null) requireSane(inventory)
        await outcome(() => reader.vm(HYPERV_VMS[0] ?? '', options))
        await outcome(() => reader.host('hv-1', options))
        const before = askStates.answer.parse(
          await hypervAnswer(world, 'HV-1', 'wait for changes', { known: [], seconds: 0 }),
        ).states
        const now = await outcome(() => new PowerShellHost(ssh, advice).ask(askStates, { known: before, seconds: 0 }, options))
        if (now !== null) requireIds(changedBetween(before, now.states))
        expect(told()).toBe('')
        await outcome(() => performHyperv({ act: 'shutdown-guest', vmNativeId: HYPERV_VMS[0] ?? '' }, reader, options))
        expect(['', `shut a guest down ${HYPERV_VMS[0] ?? ''}`]).toContain(told())
        await outcome(() => performHyperv({ act: 'shutdown-host', hostNativeId: 'hv-1' }, reader, options))
        expect(world.hosts['HV-1']?.shutDown).toBeUndefined()
      }),
      runs,
    )
  })

  it('scvmm: nothing crashes, no number is nonsense, and only what was asked for is told, once', async () => {
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const world = scvmmWorld()
        for (const object of SCVMM_VMS) world.jobs[object] = { object, next: {}, isDone: true }
        const { ssh, told } = damagedHost((name, p) => scvmmAnswer(world, name, p), changes)
        const vmm = new Vmm(new PowerShellHost(ssh, advice), 'localhost')
        for (const [asked, parameters] of [[askInventory, {}] as const, [askVm, { vm: SCVMM_VMS[0] ?? '' }] as const]) {
          const answer = await outcome(() => vmm.ask(asked, parameters, options))
          if (answer !== null) requireSane(inventoryOf(answer))
        }
        const jobs = await outcome(() => vmm.ask(askJobs, { known: [], seconds: 0 }, options))
        if (jobs !== null) requireIds(changedSince([], jobs.jobs))
        expect(told()).toBe('')
        await outcome(() =>
          performScvmm({ act: 'migrate', vmNativeId: SCVMM_VMS[0] ?? '', toHostNativeId: SCVMM_HOSTS[1] ?? '' }, vmm, options),
        )
        expect(told()).toBe(`move a VM ${SCVMM_VMS[0] ?? ''}`)
      }),
      runs,
    )
  })
})
