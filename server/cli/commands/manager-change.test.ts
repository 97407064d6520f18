import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../../domain/journal'
import { answeredOrder, givePasswords, PASSWORD_OF_ALL } from '../../testing/answered-order'
import { containing } from '../../testing/containing'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { type ManagerChangeOptions, runManagerChange } from './manager-change'

const PIN = Array.from({ length: 32 }, () => 'AB').join(':')
const ANSWER = {
  product: 'Proxmox VE',
  version: '8.4',
  notes: [],
  instance: 'untold',
  instanceUuid: null,
  hosts: { known: 3, found: 2, missing: ['host-3'] },
  vms: { known: 0, found: 0, missing: [] },
  needsConfirmation: true,
}

let world: ServiceWorld
let environment: Record<string, string>
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
  await givePasswords(world.store)
  environment = { ...world.environment, MINE: PASSWORD_OF_ALL, SINCE: 'very-secret-since' }
})
afterEach(() => world.close())

const run = (more: Partial<ManagerChangeOptions> = {}) =>
  runManagerChange(
    'pve',
    { account: 'admin', accountPasswordEnv: 'MINE', fingerprint: [], addFingerprint: [PIN], ...more },
    environment,
  )

const answered = (state: 'done' | 'failed', result: Json) => answeredOrder(world.store, 'manager.change', state, result)

describe('manager change', () => {
  it('A8 K1 orders it by the same verb, as the person who signed in, and shows what the engine found', async () => {
    const [outcome, row] = await Promise.all([run({ same: true, reason: 'renewal' }), answered('done', ANSWER)])
    expect(row).toMatchObject({
      actor: 'admin',
      channel: 'cli',
      order: { managerId: IDS.manager, pins: [PIN], sealed: null, save: { confirmed: true, reason: 'renewal' } },
    })
    expect(outcome).toMatchObject({ exitCode: 0, output: containing('2 of 3 are there; not there: host-3') })
    expect(outcome.output).toContain('Saved.')
    const kinds = (await world.store.read.journal.page({ limit: 5 })).map(({ kind }) => kind)
    expect(kinds).toEqual(['auth.signed-out', 'manager.change-ordered', 'auth.signed-in'])
  })

  it('--look saves nothing; --json tells programs the same', async () => {
    const [outcome, row] = await Promise.all([run({ look: true, json: true }), answered('done', ANSWER)])
    expect(row.order).toMatchObject({ save: null })
    expect(JSON.parse(outcome.output)).toMatchObject({ saved: false, hosts: { found: 2 } })
  })

  it('K5 a rotated credential is sealed and never shown', async () => {
    const given = { user: 'root@pam', passwordEnv: 'SINCE' }
    const [outcome, row] = await Promise.all([run(given), answered('failed', { message: 'Wrong password.', hint: 'Check it.' })])
    expect(outcome).toEqual({ exitCode: 4, output: '', errors: 'error: Wrong password.\nCheck it.' })
    expect(JSON.stringify([row, await world.store.read.journal.page({ limit: 9 })])).not.toContain('very-secret')
  })

  it('A8 who may not configure may not here either, and who does not know the password is nobody', async () => {
    expect(await run({ account: 'operator' })).toMatchObject({ exitCode: 4, errors: containing('does not allow') })
    environment.MINE = 'something else'
    expect(await run()).toMatchObject({ exitCode: 4, errors: containing('Name or password is wrong') })
  })

  it.each([
    ['an unset variable', { accountPasswordEnv: 'NOT_SET' }, 'NOT_SET'],
    ['half a credential', { user: 'root@pam' }, 'one way to sign in'],
  ] as const)('%s is a wrong call', async (_what, wrong, words) => {
    expect(await run(wrong)).toMatchObject({ exitCode: 2, errors: containing(words) })
  })

  it('a manager that is not there is named with those that are', async () => {
    const outcome = await runManagerChange(
      'vcenter',
      { account: 'admin', accountPasswordEnv: 'MINE', fingerprint: [], addFingerprint: [PIN] },
      environment,
    )
    expect(outcome).toMatchObject({ exitCode: 2, errors: containing('pve') })
  })
})
