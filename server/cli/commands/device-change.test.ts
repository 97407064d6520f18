import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeviceChangeAnswer } from '../../domain/device-change'
import type { Json } from '../../domain/journal'
import { answeredOrder, givePasswords, PASSWORD_OF_ALL } from '../../testing/answered-order'
import { containing } from '../../testing/containing'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { type DeviceChangeOptions, runDeviceChange } from './device-change'

const told = { kind: 'ups', family: 'rfc1628', manufacturer: 'Made', model: 'UPS 3000', serial: 'AS1234567890' } as const
const same = {
  deviceId: IDS.device,
  name: 'ups-a',
  endpoint: 'snmp 192.0.2.10:161',
  state: 'same',
  known: { ...told },
  found: { ...told },
  message: null,
} as const satisfies DeviceChangeAnswer['devices'][number]
const ANSWER = { devices: [same], needsConfirmation: false }

let world: ServiceWorld
let environment: Record<string, string>
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
  await givePasswords(world.store)
  environment = { ...world.environment, MINE: PASSWORD_OF_ALL, SINCE: 'very-secret-since', KEY: 'very-secret-key' }
})
afterEach(() => world.close())

const V3 = { v3AuthProtocol: 'sha', v3PrivProtocol: 'aes', v3Context: '' }
const run = (more: Partial<DeviceChangeOptions> = {}, name = 'ups-a') =>
  runDeviceChange(name, { account: 'admin', accountPasswordEnv: 'MINE', ...V3, communityEnv: 'SINCE', ...more }, environment)
const answered = (state: 'done' | 'failed', result: Json) => answeredOrder(world.store, 'device.change', state, result)

describe('device change', () => {
  it('A8 K1 K5 orders it by the console’s own verb, as the person who signed in, and tells who shares the old credential', async () => {
    const [outcome, row] = await Promise.all([run({ same: true, reason: 'yearly' }), answered('done', ANSWER)])
    expect(row).toMatchObject({
      actor: 'admin',
      channel: 'cli',
      order: { deviceId: IDS.device, address: { host: '192.0.2.10' }, also: [], save: { confirmed: true, reason: 'yearly' } },
    })
    expect(outcome).toMatchObject({ exitCode: 0, output: containing('the same device, by its serial number AS1234567890') })
    expect(outcome.output).toContain('Still with the credential that it had: ups-spare')
    expect(outcome.output).toContain('Saved.')
    expect(JSON.stringify([outcome, row.order, await world.store.read.journal.page({ limit: 9 })])).not.toContain('very-secret')
    const sealed = row.order.kind === 'device.change' ? (row.order.sealed ?? '') : ''
    expect(world.store.secrets.open(sealed)).toEqual({ kind: 'snmp-community', version: '2c', community: 'very-secret-since' })
  })

  it('--all-sharing changes them too; one that stays as it was makes the exit code 1', async () => {
    const failed = { ...same, deviceId: IDS.spareDevice, name: 'ups-spare', state: 'failed', message: 'Wrong community.' }
    const [outcome, row] = await Promise.all([
      run({ allSharing: true }),
      answered('done', { devices: [same, failed], needsConfirmation: false }),
    ])
    expect(row.order).toMatchObject({ also: [IDS.spareDevice] })
    expect(outcome).toMatchObject({ exitCode: 1, output: containing('ups-spare (snmp 192.0.2.10:161): stays as it was. Wrong') })
  })

  it('--look saves nothing; --json tells programs the same', async () => {
    const [outcome, row] = await Promise.all([run({ look: true, json: true }), answered('done', ANSWER)])
    expect(row.order).toMatchObject({ save: null })
    expect(JSON.parse(outcome.output)).toMatchObject({ saved: false, devices: [{ state: 'same' }] })
  })

  it('a v3 user in place of a community, at another address', async () => {
    const v3 = { communityEnv: undefined, v3User: 'monitor', v3AuthKeyEnv: 'KEY', v3PrivKeyEnv: 'KEY' }
    const [, row] = await Promise.all([run({ ...v3, host: '192.0.2.77', port: 1161 }), answered('done', ANSWER)])
    expect(row.order).toMatchObject({ address: { protocol: 'snmp', host: '192.0.2.77', port: 1161 } })
    const sealed = row.order.kind === 'device.change' ? (row.order.sealed ?? '') : ''
    expect(world.store.secrets.open(sealed)).toMatchObject({ kind: 'snmp-user', user: 'monitor', level: 'authPriv' })
  })

  it('D11 what the engine refuses is told as it says it', async () => {
    const refusal = { message: 'Another device answers there.', hint: 'Check the address.' }
    const [outcome] = await Promise.all([run(), answered('failed', refusal)])
    expect(outcome).toEqual({ exitCode: 4, output: '', errors: 'error: Another device answers there.\nCheck the address.' })
  })

  it('A8 who may not configure may not here either, and who does not know the password is nobody', async () => {
    expect(await run({ account: 'operator' })).toMatchObject({ exitCode: 4, errors: containing('does not allow') })
    environment.MINE = 'something else'
    expect(await run()).toMatchObject({ exitCode: 4, errors: containing('Name or password is wrong') })
  })

  it.each([
    ['an unset variable', { accountPasswordEnv: 'NOT_SET' }, 'NOT_SET'],
    ['an unset community', { communityEnv: 'NOT_SET' }, 'NOT_SET'],
    ['two credentials', { nutUser: 'monitor' }, 'one credential'],
    ['NUT’s options for an SNMP agent', { nutUps: 'rack' }, 'NUT servers'],
    ['a port that is none', { port: Number.NaN }, 'port'],
  ] as const)('%s is a wrong call', async (_what, wrong, words) => {
    expect(await run(wrong)).toMatchObject({ exitCode: 2, errors: containing(words) })
  })

  it('a device that is not there is named with those that are', async () => {
    expect(await run({}, 'ups-z')).toMatchObject({ exitCode: 2, errors: containing('ups-a') })
  })
})
