import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planContentSchema } from '../../../server/domain/plan'
import { isRecordOnly } from '../../../server/domain/run'
import { driver as vsphere } from '../../../server/drivers/hypervisor/vsphere/driver'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { type SnmpdUps, startSnmpdUps } from '../ups/snmpd-ups'
import { hasVcsim, startVcsim, type Vcsim } from '../vcsim/start'
import { readByWitness } from '../vcsim/witness'
import { allDone, configure, hostIdFor, openSite, type Site, vmIdFor, waitForRun, wholeJournal } from './site'

const ready = hasPrograms(['snmpd'], 'snmpd') && hasVcsim()

describe.skipIf(!ready)('the main job: a real SNMP agent and a vCenter', () => {
  let ups: SnmpdUps
  let vcenter: Vcsim
  let site: Site
  let names: readonly string[] = []

  beforeAll(async () => {
    ups = await startSnmpdUps()
    ups.onMains()
    vcenter = await startVcsim({ vms: 6 })
    site = await openSite()
    const address = { kind: 'vsphere' as const, url: vcenter.url, pins: [vcenter.fingerprint] }
    const secret = { kind: 'password' as const, user: vcenter.user, password: vcenter.password }
    const session = vsphere.open({ address, secret })
    const inventory = await session.inventory({ deadlineMs: 20_000 })
    await session.close()
    if (inventory.kind !== 'ok') throw new Error(inventory.message)
    const vms = [...inventory.value.vms].sort((left, right) => left.name.localeCompare(right.name))
    names = vms.map((vm) => vm.name)
    const placement = (vm: (typeof vms)[number], action: 'shutdown' | 'save-state') => ({
      vmId: vmIdFor(vm),
      vmName: vm.name,
      action,
      limitSeconds: 20,
    })
    await configure(site, {
      ups: {
        address: { protocol: 'snmp', host: ups.host, port: ups.port, family: 'auto' },
        secret: { kind: 'snmp-community', version: '2c', community: ups.community },
      },
      manager: { address, secret },
      hostIds: inventory.value.hosts.map(hostIdFor),
      content: planContentSchema.parse({
        stages: [
          {
            id: 'first',
            name: 'First',
            triggers: [{ kind: 'seconds-on-battery', seconds: 0 }],
            placements: [
              placement(vms[0] ?? raise(), 'shutdown'),
              { ...placement(vms[1] ?? raise(), 'shutdown'), after: [vmIdFor(vms[0] ?? raise())] },
            ],
          },
          {
            id: 'second',
            name: 'Second',
            triggers: [{ kind: 'seconds-on-battery', seconds: 6 }],
            placements: [placement(vms[2] ?? raise(), 'shutdown'), placement(vms[3] ?? raise(), 'save-state')],
          },
        ],
        recovery: { minChargePercent: 60, steadySeconds: 2, startVms: true, moveHome: true, startLimitSeconds: 30 },
      }),
    })
    // The first guest takes its time: whatever waits for it must wait for the verified end, not for the call.
    await vcenter.control({ vms: { [names[0] ?? '']: { shutdownMs: 1_500 }, '*': { shutdownMs: 300 } } })
    await site.startEngine()
    await until('the UPS and the manager to be known', async () => {
      const devices = await site.store.read.latest.all('device')
      const known = await site.store.read.latest.all('vm')
      return devices.length === 1 && known.length === names.length
    })
  })

  afterAll(async () => {
    await site?.close()
    await vcenter?.stop()
    await ups?.stop()
  })

  it('A4 D7 stops VMs in the plan’s order, verified by an independent client, and K1 journals why', async () => {
    ups.onBattery()
    const run = await waitForRun(site, 'every VM to have ended', (seen) => seen.fired.length === 2 && allDone(seen))
    const witness = await readByWitness(vcenter)
    const power = new Map(witness.vms.map((vm) => [vm.name, vm.power]))
    expect(names.slice(0, 3).map((name) => power.get(name))).toEqual(['poweredOff', 'poweredOff', 'poweredOff'])
    expect(power.get(names[3] ?? '')).toBe('suspended')
    // Nobody placed the last two: they go with the last stage (D7).
    expect(names.slice(4).map((name) => power.get(name))).toEqual(['poweredOff', 'poweredOff'])

    const happened = (await vcenter.happenings()).filter((each) => each.what === 'poweredOff').map((each) => each.name)
    expect(happened.slice(0, 2)).toEqual(names.slice(0, 2))
    expect(happened.indexOf(names[2] ?? '')).toBeGreaterThan(1)

    const journal = (await wholeJournal(site)).filter((entry) => entry.runId === run.id)
    const fired = journal.filter((entry) => entry.kind === 'run.stage-fired')
    expect(fired.map((entry) => entry.reason)).toEqual([
      expect.stringContaining('trigger 0 s'),
      expect.stringContaining('trigger 6 s'),
    ])
    for (const step of run.steps.filter((each) => !isRecordOnly(each))) {
      const intent = journal.find((entry) => entry.kind === 'step.intent' && entry.object.id === step.object.id)
      const result = journal.find((entry) => entry.kind === 'step.result' && entry.object.id === step.object.id)
      expect(intent?.id).toBeLessThan(result?.id ?? 0)
      expect(result?.outcome).toBe('ok')
    }
  })

  it('R1 R6 starts again what ran, once mains are back', async () => {
    ups.onMains()
    const run = await waitForRun(site, 'the recovery to end', (seen) => seen.phase === 'done')
    expect(run.steps.filter((step) => step.direction === 'up').every((step) => step.state === 'done')).toBe(true)
    const witness = await readByWitness(vcenter)
    expect(witness.vms.map((vm) => vm.power)).toEqual(names.map(() => 'poweredOn'))
    expect(await site.store.read.journal.verify()).toMatchObject({ ok: true })
  })
})

const raise = (): never => {
  throw new Error('the simulator has too few VMs')
}
