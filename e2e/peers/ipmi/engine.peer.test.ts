import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { HardwareDoc } from '../../../server/domain/hardware'
import { hostIdSchema } from '../../../server/domain/ids'
import { callMutation } from '../../../server/services/call-verb'
import { removeHardware } from '../../../server/services/hardware/remove-hardware'
import { saveHardware } from '../../../server/services/hardware/save-hardware'
import { docOf, docsOf } from '../../../server/services/latest-doc'
import { smallDatacenter } from '../../../server/simulator/small-datacenter'
import { containing } from '../../../server/testing/containing'
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

  type Given = z.output<typeof saveHardware.input>
  /** As an admin saves it, and the engine's answer. */
  const save = async (hostId: string, more: Partial<Given> & Pick<Given, 'address'>) => {
    const input = {
      hostId: hostIdSchema.parse(hostId),
      secret: { kind: 'ipmi-user' as const, user: sim.user, password: sim.password, kgHex: '' },
      confirmed: true,
      reason: null,
      ...more,
    }
    const { orderId } = await callMutation(site.world.host, saveHardware, site.world.caller('admin'), input)
    return until(
      'an answer',
      async () => {
        const order = await site.world.store.read.orders.get(orderId)
        return order?.state === 'done' || order?.state === 'failed' ? order : null
      },
      60_000,
    )
  }

  it('A5 K5 is read once it is saved, tells of a lost input and a hot inlet, and is an alarm when it dies', async () => {
    const [host] = await hosts()
    if (host === undefined) throw new Error('no host')
    const admin = site.world.caller('admin')
    const address = { kind: 'ipmi', host: '127.0.0.1', port: sim.port, cipherSuite: null, privilege: 'operator' } as const
    const wrong = { kind: 'ipmi-user', user: sim.user, password: 'not-it', kgHex: '' } as const
    expect(await save(host.id, { address, secret: wrong })).toMatchObject({ state: 'failed' })
    expect(await shown(host.id)).toBeNull()
    // Its manager tells no UUID of the hardware: a person answers for it.
    expect(await save(host.id, { address, confirmed: false })).toMatchObject({
      result: { message: containing('Nothing proves') },
    })
    expect(await save(host.id, { address })).toMatchObject({ state: 'done' })
    const first = await until('the BMC to be read', async () => {
      const doc = await shown(host.id)
      return doc?.contact === 'ok' ? doc : null
    })
    expect(first).toMatchObject({ power: 'on', doubt: null, reading: { powerSupplies: [{ input: 'ok' }, { input: 'ok' }] } })
    expect(JSON.stringify(first)).not.toContain(sim.password)

    // What is changed is taken at once, with the credential that is stored: the new session reads at once too.
    await sim.setState(6, 3, true)
    sim.setReading(1, 47)
    const suite3 = { ...address, cipherSuite: 3, privilege: 'administrator' } as const
    expect(await save(host.id, { address: suite3, secret: null, reason: 'suite 3 only' })).toMatchObject({ state: 'done' })
    await until('the lost input to be shown', async () => (await shown(host.id))?.reading?.powerSupplies?.[1]?.input === 'lost')
    // The simulator takes a reading in by itself, at the latest before the BMC is read again.
    await until('the heat to be an alarm', async () => (await alarms()).includes('bmc-sensor'), 70_000)

    await callMutation(site.world.host, removeHardware, admin, { hostId: hostIdSchema.parse(host.id), reason: 'done' })
    await until('it to be forgotten', async () => (await shown(host.id)) === null && !(await alarms()).includes('bmc-sensor'))
  })

  it('A5 a BMC that cannot be reached is an alarm, and its host’s power is not known', async () => {
    const [host] = await hosts()
    if (host === undefined) throw new Error('no host')
    const address = { kind: 'ipmi', host: '127.0.0.1', port: sim.port, cipherSuite: null, privilege: 'operator' } as const
    expect(await save(host.id, { address: { ...address, port: 1 } })).toMatchObject({ state: 'failed' })
    expect(await save(host.id, { address })).toMatchObject({ state: 'done' })
    await sim.stop()
    await until('the alarm', async () => (await alarms()).includes('bmc-no-contact'))
    await until('its power to be unknown', async () => (await shown(host.id))?.power === 'unknown', 70_000)
  })
})
