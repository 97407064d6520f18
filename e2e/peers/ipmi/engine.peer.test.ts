import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HardwareDoc } from '../../../server/domain/hardware'
import { hostIdSchema } from '../../../server/domain/ids'
import { callMutation } from '../../../server/services/call-verb'
import { removeHardware } from '../../../server/services/hardware/remove-hardware'
import { saveHardware } from '../../../server/services/hardware/save-hardware'
import { docOf, docsOf } from '../../../server/services/latest-doc'
import { smallDatacenter } from '../../../server/simulator/small-datacenter'
import { until } from '../../../server/testing/require-peer'
import { type CommandedSite, startCommandedSite } from '../ups/commanded-site'
import { hasIpmiSim, type IpmiSim, startIpmiSim } from './start'

describe.skipIf(!hasIpmiSim())('a host’s BMC, from the verb to what the whole engine makes of it', () => {
  let site: CommandedSite
  let sim: IpmiSim
  beforeAll(async () => {
    sim = await startIpmiSim()
    site = await startCommandedSite(smallDatacenter)
  })
  afterAll(async () => {
    await site.close()
    await sim.stop()
  })

  const hosts = async () => docsOf('host', await site.world.store.read.latest.all('host'))
  const shown = async (hostId: string): Promise<HardwareDoc | null> =>
    docOf('hardware', await site.world.store.read.latest.get('hardware', hostId))
  const alarms = async () => docsOf('alarm', await site.world.store.read.latest.all('alarm')).map(({ code }) => code)

  it('A5 K5 is read once it is saved, tells of a lost input and a hot inlet, and is an alarm when it dies', async () => {
    const [host] = await hosts()
    if (host === undefined) throw new Error('no host')
    const admin = site.world.caller('admin')
    await callMutation(site.world.host, saveHardware, admin, {
      hostId: hostIdSchema.parse(host.id),
      address: { kind: 'ipmi', host: '127.0.0.1', port: sim.port, cipherSuite: null, privilege: 'operator' },
      secret: { kind: 'ipmi-user', user: sim.user, password: sim.password, kgHex: '' },
      reason: null,
    })
    const first = await until('the BMC to be read', async () => {
      const doc = await shown(host.id)
      return doc?.contact === 'ok' ? doc : null
    })
    expect(first).toMatchObject({ power: 'on', doubt: null, reading: { powerSupplies: [{ input: 'ok' }, { input: 'ok' }] } })
    expect(JSON.stringify(first)).not.toContain(sim.password)

    // A changed credential is taken at once: the new session reads at once too.
    await sim.setState(6, 3, true)
    sim.setReading(1, 47)
    await callMutation(site.world.host, saveHardware, admin, {
      hostId: hostIdSchema.parse(host.id),
      address: { kind: 'ipmi', host: '127.0.0.1', port: sim.port, cipherSuite: 3, privilege: 'administrator' },
      secret: { kind: 'ipmi-user', user: sim.user, password: sim.password, kgHex: '' },
      reason: 'suite 3 only',
    })
    await until('the lost input to be shown', async () => (await shown(host.id))?.reading?.powerSupplies?.[1]?.input === 'lost')
    // The simulator takes a reading in by itself, at the latest before the BMC is read again.
    await until('the heat to be an alarm', async () => (await alarms()).includes('bmc-sensor'), 70_000)

    await callMutation(site.world.host, removeHardware, admin, { hostId: hostIdSchema.parse(host.id), reason: 'done' })
    await until('it to be forgotten', async () => (await shown(host.id)) === null && !(await alarms()).includes('bmc-sensor'))
  })

  it('A5 a BMC that cannot be reached is an alarm, and its host’s power is not known', async () => {
    const [host] = await hosts()
    if (host === undefined) throw new Error('no host')
    await callMutation(site.world.host, saveHardware, site.world.caller('admin'), {
      hostId: hostIdSchema.parse(host.id),
      address: { kind: 'ipmi', host: '127.0.0.1', port: 1, cipherSuite: null, privilege: 'operator' },
      secret: { kind: 'ipmi-user', user: sim.user, password: sim.password, kgHex: '' },
      reason: null,
    })
    await until('the alarm', async () => (await alarms()).includes('bmc-no-contact'))
    expect(await shown(host.id)).toMatchObject({ power: 'unknown', reading: null })
  })
})
