import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { credentialIdSchema } from '../../domain/ids'
import { hardwareAddressSchema } from '../../domain/hardware'
import type { Json } from '../../domain/journal'
import { answeredOrder, givePasswords, PASSWORD_OF_ALL } from '../../testing/answered-order'
import { containing } from '../../testing/containing'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { type BmcSetOptions, setBmc } from './bmc-set'

const PIN = Array.from({ length: 32 }, () => 'AB').join(':')
const ANSWER = {
  identity: { product: 'Made BMC', version: null, systemUuid: null },
  findings: [{ trouble: 'note', severity: 'warning', message: 'Suite 3 only.', hint: null }],
  needsConfirmation: true,
}

let world: ServiceWorld
let environment: Record<string, string>
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
  await givePasswords(world.store)
  environment = { ...world.environment, MINE: PASSWORD_OF_ALL, SINCE: 'very-secret' }
})
afterEach(() => world.close())

const run = (more: Partial<BmcSetOptions> = {}) =>
  setBmc('host-2', { account: 'admin', accountPasswordEnv: 'MINE', fingerprint: [], addFingerprint: [], ...more }, environment)
const answered = (kind: 'hardware.save' | 'hardware.probe', state: 'done' | 'failed' = 'done', result: Json = ANSWER) =>
  answeredOrder(world.store, kind, state, result)
const NEW = { kind: 'redfish', address: 'https://bmc-2', user: 'root', passwordEnv: 'SINCE' }
const before = () =>
  world.store.write(async (tx) => {
    const credentialId = credentialIdSchema.parse('bmc')
    const address = hardwareAddressSchema.parse({ kind: 'redfish', url: 'https://bmc-2', pins: [PIN] })
    await tx.hardware.put({ hostId: IDS.host, address, credentialId, createdAtMs: 0 })
  })

describe('bmc set', () => {
  it('A8 K1 K5 orders it by the console’s own verb as the person who signed in, and tells what was found', async () => {
    const [outcome, row] = await Promise.all([run({ ...NEW, same: true, reason: 'new board' }), answered('hardware.save')])
    expect(row).toMatchObject({
      actor: 'admin',
      channel: 'cli',
      order: {
        hostId: IDS.host,
        address: { kind: 'redfish', url: 'https://bmc-2' },
        save: { confirmed: true, reason: 'new board' },
      },
    })
    expect(outcome).toMatchObject({ exitCode: 0, output: containing('Nothing it says of itself proves that this is host-2') })
    expect(outcome.output).toContain('Suite 3 only.')
    expect(JSON.stringify([outcome, row.order, await world.store.read.journal.page({ limit: 9 })])).not.toContain('very-secret')
  })

  it('A12 of one that is there only what is given changes: a second fingerprint, laid down before a renewal', async () => {
    await before()
    const second = 'cd'.repeat(32)
    const [, row] = await Promise.all([run({ addFingerprint: [second] }), answered('hardware.save')])
    expect(row.order).toMatchObject({
      address: { url: 'https://bmc-2', pins: [PIN, PIN.replaceAll('AB', 'CD')] },
      sealed: null,
    })
  })

  it('--look saves nothing; --json tells programs the same', async () => {
    const [outcome] = await Promise.all([run({ ...NEW, look: true, json: true }), answered('hardware.probe')])
    expect(JSON.parse(outcome.output)).toMatchObject({ saved: false, needsConfirmation: true })
  })

  it('an unknown certificate is not trusted, and how to trust it once it was compared is said', async () => {
    const refusal = { message: `Its certificate is not trusted: ${PIN}`, hint: 'Compare it.' }
    const [outcome] = await Promise.all([run(NEW), answered('hardware.save', 'failed', refusal)])
    expect(outcome).toMatchObject({ exitCode: 4, errors: containing(`--add-fingerprint '${PIN}'`) })
  })

  it('A8 who may not configure may not here either', async () => {
    expect(await run({ ...NEW, account: 'operator' })).toMatchObject({ exitCode: 4, errors: containing('does not allow') })
  })

  it.each([
    ['none yet, and no address', {}, '--kind and --address'],
    ['half a credential', { ...NEW, passwordEnv: undefined }, '--password-env'],
    ['an unset variable', { ...NEW, passwordEnv: 'NOT_SET' }, 'NOT_SET'],
    ['a kind that is none', { ...NEW, kind: 'telnet' }, 'kind'],
  ] as const)('%s is a wrong call', async (_what, wrong, words) => {
    expect(await run(wrong)).toMatchObject({ exitCode: 2, errors: containing(words) })
  })
})
