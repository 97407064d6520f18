import { describe, expect, it } from 'vitest'
import { safeguardIdSchema } from '../domain/ids'
import type { Step } from '../domain/run'
import type { SafeguardFacts } from '../domain/safeguard'
import type { ManagerView, VirtualMachine } from '../domain/world'
import type { DriverResult, ManagerSession } from '../drivers/ports'
import { ok, refused, unreachable } from '../drivers/ports'
import { runWith, vmStep } from '../testing/run-samples'
import { hostId, manager, managerId, vm } from '../testing/world-samples'
import { DeletedVms } from './deleted-vms'
import { safeguardAlarms } from './safeguard-alarms'

const ENDED_MS = 1_000
const starting = (...names: readonly string[]) => ({
  kind: 'autostart' as const,
  vms: names.map((name) => ({ nativeId: name, name, how: { onboot: '1' } })),
})
const disarm: Step = {
  ...vmStep('autostart', {
    object: { kind: 'safeguard', id: safeguardIdSchema.parse('m:autostart a'), name: 'autostart of a' },
    action: 'disarm',
    state: 'done',
    attempts: [
      { action: 'disarm', startedAtMs: 0, intentEntryId: 1, task: null, outcome: 'verified', message: null, endedAtMs: 1 },
    ],
  }),
  safeguard: {
    managerId: managerId(),
    nativeId: 'autostart a',
    found: starting('web', 'db'),
    isKept: false,
    hostIds: [hostId('a')],
  },
}
const run = runWith([disarm], { phase: 'aborted', endedAtMs: ENDED_MS })
const autostartOf = (host: string, ...names: readonly string[]): SafeguardFacts => ({
  nativeId: `autostart ${host}`,
  name: `autostart of ${host}`,
  hostNativeIds: [host],
  setting: starting(...names),
  isDisarmed: false,
  disarmAfterVms: false,
  restore: 'after-vms',
  unhealthy: [],
})

/** `db` was deleted; `web` is there. What the manager says of a VM by itself is `told`. */
const start = (told: DriverResult<null> = ok(null)) => {
  const site = {
    managers: [manager({ contact: 'ok', refreshedAtMs: 5_000, safeguards: [autostartOf('a', 'web')] })] as ManagerView[],
    vms: [{ ...vm('web', 'a'), nativeId: 'web' }] as VirtualMachine[],
  }
  const asked: string[] = []
  const session: Pick<ManagerSession, 'observeVm'> = {
    observeVm: (nativeId) => {
      asked.push(nativeId)
      return Promise.resolve(told)
    },
  }
  const deleted = new DeletedVms({
    world: () => site,
    runs: () => [run],
    managers: { call: (_id, limits, work) => work(session as ManagerSession, limits) },
  })
  const look = async () => {
    deleted.tick()
    await deleted.settled()
    return safeguardAlarms([run], site.managers, deleted.has).map(({ severity }) => severity)
  }
  const reread = (patch: Partial<ManagerView>) => {
    site.managers = site.managers.map((one) => ({ ...one, ...patch }))
  }
  return { site, asked, look, reread }
}

describe('autostart of VMs that were deleted', () => {
  it('R8 A4 is no alarm any more once the manager, asked for that very VM, knows it no more', async () => {
    const { asked, look } = start()
    expect(await look()).toEqual([])
    expect(asked).toEqual(['db'])
  })

  it('R8 of one that is there, and starts nowhere, it stays an alarm', async () => {
    const { look, reread, site } = start()
    reread({ safeguards: [] })
    expect(await look()).toEqual(['critical'])
    site.vms = []
    reread({ refreshedAtMs: 6_000 })
    expect(await look()).toEqual([])
  })

  it.each([
    ['may not see it', refused('No right to see it.', '')],
    ['does not answer', unreachable('no answer', '')],
  ])('A4 an account that %s proves nothing; it is asked again with the next inventory, not before', async (_what, told) => {
    const { asked, look, reread } = start(told)
    expect([await look(), await look()]).toEqual([['critical'], ['critical']])
    expect(asked).toEqual(['db'])
    reread({ refreshedAtMs: 6_000 })
    await look()
    expect(asked).toEqual(['db', 'db'])
  })

  it.each([
    { contact: 'ok', refreshedAtMs: ENDED_MS },
    { contact: 'ok', refreshedAtMs: null },
    { contact: 'lost', refreshedAtMs: 5_000 },
  ] as const)('A4 an old inventory that does not name it asks nobody ($contact, $refreshedAtMs)', async (told) => {
    const { asked, look, reread } = start()
    reread(told)
    expect(await look()).toEqual(['critical'])
    expect(asked).toEqual([])
  })

  it('R8 one that comes back (a restored backup) and does not start is an alarm again', async () => {
    const { look, site } = start()
    expect(await look()).toEqual([])
    site.vms = [...site.vms, { ...vm('db', 'a'), nativeId: 'db' }]
    expect(await look()).toEqual(['critical'])
  })

  it('R8 one that starts with another host now is back', async () => {
    const { look, reread } = start(refused('No right to see it.', ''))
    reread({ safeguards: [autostartOf('a', 'web'), autostartOf('b', 'db')] })
    expect(await look()).toEqual([])
  })
})
