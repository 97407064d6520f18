import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planContentSchema } from '../../../server/domain/plan'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { hasRunbookLab, NAS, type RunbookLab, SERVER, startRunbookLab } from '../runbook/start'
import { type SnmpdUps, startSnmpdUps } from '../ups/snmpd-ups'
import { configure, hostIdFor, openSite, type Site, vmIdFor, waitForRun, wholeJournal } from './site'

const ready = hasPrograms(['snmpd'], 'snmpd') && hasRunbookLab()

describe.skipIf(!ready)('the main job: machines without a hypervisor, behind a real sshd', () => {
  let ups: SnmpdUps
  let lab: RunbookLab
  let site: Site

  beforeAll(async () => {
    ups = await startSnmpdUps()
    ups.onMains()
    lab = await startRunbookLab()
    site = await openSite()
    const placed = (id: string, name: string) => ({
      vmId: vmIdFor({ uuid: id, nativeId: id }),
      vmName: name,
      action: 'shutdown',
      limitSeconds: 60,
      fallback: 'power-off',
    })
    await configure(site, {
      ups: {
        address: { protocol: 'snmp', host: ups.host, port: ups.port, family: 'auto' },
        secret: { kind: 'snmp-community', version: '2c', community: ups.community },
      },
      manager: { address: lab.address, secret: lab.secret },
      hostIds: [NAS, SERVER].map((id) => hostIdFor({ uuid: null, nativeId: `host-${id}` })),
      content: planContentSchema.parse({
        stages: [
          {
            id: 'only',
            name: 'Only',
            triggers: [{ kind: 'seconds-on-battery', seconds: 0 }],
            placements: [
              placed(SERVER, 'server'),
              { ...placed(NAS, 'nas'), after: [vmIdFor({ uuid: SERVER, nativeId: SERVER })] },
            ],
          },
        ],
        hosts: { action: 'shutdown', triggers: [{ kind: 'seconds-on-battery', seconds: 0 }], limitSeconds: 90 },
        recovery: { minChargePercent: 60, steadySeconds: 2, startVms: true, moveHome: true, startLimitSeconds: 30 },
      }),
    })
    await site.startEngine()
    await until('the UPS and the machines to be known', async () => {
      const devices = await site.store.read.latest.all('device')
      const known = await site.store.read.latest.all('vm')
      return devices.length === 1 && known.length === 2
    })
  })

  afterAll(async () => {
    await site?.close()
    await lab?.stop()
    await ups?.stop()
  })

  it('A2 A4 stops each once, in the plan’s order; A5 its host is off after half a minute', { timeout: 180_000 }, async () => {
    ups.onBattery()
    const run = await waitForRun(
      site,
      'every machine to be off',
      (seen) => seen.steps.length === 4 && seen.steps.every(({ state }) => state === 'done'),
      150_000,
    )
    // The server's command ends as one does whose other end goes off: that forces nothing, and nothing is done twice.
    expect(lab.ran()).toEqual(['stop-server', 'stop-nas'])
    expect([lab.isOn('server'), lab.isOn('nas')]).toEqual([false, false])
    const hosts = run.steps.filter(({ action }) => action === 'shutdown-host')
    expect(hosts).toHaveLength(2)
    for (const { startedAtMs, endedAtMs } of hosts) expect((endedAtMs ?? 0) - (startedAtMs ?? 0)).toBeGreaterThanOrEqual(30_000)
  })

  it('R1 starts what it stopped and waits for what nothing starts; nothing of a command is in the record (K5)', async () => {
    ups.onMains()
    await until('the NAS to be started', () => lab.isOn('nas'), 60_000)
    // As its firmware would, when power returns.
    lab.switchTo('server', true)
    const run = await waitForRun(site, 'the recovery to end', (seen) => seen.phase === 'done')
    expect(run.steps.filter(({ direction }) => direction === 'up').every(({ state }) => state === 'done')).toBe(true)
    expect(lab.ran()).toEqual(['stop-server', 'stop-nas', 'start-nas'])
    expect(JSON.stringify(await wholeJournal(site))).not.toContain('hidden-in-the-command')
  })
})
