import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NUT_SERVICE_KEY, nutServiceOf } from '../../domain/nut-service'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { passwordMatches } from '../auth/password'
import { callMutation, callQuery } from '../call-verb'
import { configureNutService } from './configure-nut-service'
import { getNutService } from './get-nut-service'

describe('the settings of the NUT service', () => {
  let world: ServiceWorld
  beforeEach(async () => {
    world = await openServiceWorld()
    await seedServiceWorld(world.store)
  })
  afterEach(() => world.close())

  const get = () => callQuery(world.host, getNutService, world.caller('admin'), undefined)
  const configure = (given: object) =>
    callMutation(
      world.host,
      configureNutService,
      world.caller('admin'),
      configureNutService.input.parse({ enabled: true, ...given }),
    )
  const stored = async () => nutServiceOf(await world.store.read.settings.get(NUT_SERVICE_KEY))

  it('are off until somebody switches it on', async () => {
    expect(await get()).toMatchObject({ enabled: false, port: 3493, users: [], state: null })
  })

  it('name each UPS by itself, until a name is chosen, and offer the stages of its plan', async () => {
    await world.store.write((tx) =>
      tx.plans.get(IDS.plan).then((plan) => plan && tx.plans.put({ ...plan, publishedVersionId: IDS.version })),
    )
    const before = (await get()).devices.find(({ deviceId }) => deviceId === IDS.device)
    expect(before).toMatchObject({ names: [], servedAs: ['ups-a'], lowBatteryRuntimeSeconds: null })
    expect(before?.stages).toMatchObject([{ stageId: IDS.stage }])
    await configure({ devices: [{ deviceId: IDS.device, names: ['ups', 'qnapups'], lowBatteryRuntimeSeconds: 300 }] })
    expect((await get()).devices.find(({ deviceId }) => deviceId === IDS.device)).toMatchObject({
      servedAs: ['ups', 'qnapups'],
      lowBatteryRuntimeSeconds: 300,
    })
  })

  it('leave out PDUs and ATSs, which have no battery to follow', async () => {
    await world.store.write(async (tx) => {
      const spare = await tx.devices.get(IDS.spareDevice)
      if (spare === null) throw new Error('the seed has no spare UPS')
      const nothing = { manufacturer: null, model: null, serial: null, firmware: null, agentFirmware: null }
      await tx.devices.put({ ...spare, identity: { kind: 'pdu', family: 'test', ...nothing } })
    })
    expect((await get()).devices.map(({ deviceId }) => deviceId)).toEqual([IDS.device])
    await expect(configure({ devices: [{ deviceId: IDS.spareDevice, names: ['pdu'] }] })).rejects.toMatchObject({
      message: 'ups-spare is no UPS: it has no battery to follow',
    })
  })

  it('K5 hash passwords, keep one that is not typed again, and give none back', async () => {
    await configure({ users: [{ name: 'nas', password: 'a-word-nobody-sees' }] })
    const [first] = (await stored()).users
    expect(await passwordMatches(first?.passwordHash ?? null, 'a-word-nobody-sees')).toBe(true)
    await configure({ users: [{ name: 'nas', primary: true }] })
    expect((await stored()).users).toEqual([{ ...first, primary: true }])
    const journal = await world.store.read.journal.since(0, 100)
    const shown = JSON.stringify([await get(), journal, await world.store.read.orders.placed()])
    expect(shown).not.toContain('a-word-nobody-sees')
    expect(shown).not.toContain(first?.passwordHash ?? 'no hash')
    await configure({ users: [] })
    expect((await stored()).users).toEqual([])
  })

  it.each([
    [{ users: [{ name: 'nas' }] }, 'The NUT user nas has no password yet'],
    [
      {
        users: [
          { name: 'nas', password: 'x' },
          { name: 'nas', password: 'y' },
        ],
      },
      'A NUT user is named twice',
    ],
    [{ requireTls: true }, 'TLS cannot be required without a certificate'],
    [{ certificateFile: '/etc/cert.pem' }, 'TLS needs both a certificate and its key'],
    [{ devices: [{ deviceId: 'nowhere' }] }, 'One of these UPSs does not exist (any more)'],
    [
      {
        devices: [
          { deviceId: IDS.device, names: ['ups'] },
          { deviceId: IDS.spareDevice, names: ['UPS'] },
        ],
      },
      'Two UPSs would both be served as “ups”',
    ],
  ])('are refused where they make no sense: %j', async (given, message) => {
    await expect(configure(given)).rejects.toMatchObject({ message })
    expect(await world.store.read.settings.get(NUT_SERVICE_KEY)).toBeNull()
  })
})
