import { afterEach, beforeEach, expect, it } from 'vitest'
import { userIdSchema } from '../../domain/ids'
import { hashPassword } from '../../services/auth/password'
import { containing } from '../../testing/containing'
import { holdHost } from '../../testing/held-host'
import { until } from '../../testing/require-peer'
import { hostDoc, IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { EXIT_CODE } from '../exit-code'
import { rebootByName, type RebootOptions } from './host-reboot'

const name = hostDoc(IDS.busyHost).name
const password = 'long enough to be one'
const wanted: RebootOptions = { confirm: name, reason: 'new firmware', account: 'otto', accountPasswordEnv: 'MINE' }

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
  await holdHost(world)
  const passwordHash = await hashPassword(password)
  const account = { passwordHash, locale: null, createdAtMs: START_MS }
  await world.store.write(async (tx) => {
    await tx.users.put({ ...account, id: userIdSchema.parse('otto'), name: 'otto', role: 'operator' })
    await tx.users.put({ ...account, id: userIdSchema.parse('vera'), name: 'vera', role: 'viewer' })
  })
})
afterEach(() => world.close())

const reboot = (more: Partial<RebootOptions> = {}, host = name, own = password) =>
  rebootByName(host, { ...wanted, ...more }, { ...world.environment, MINE: own })
const placed = async () => (await world.store.read.orders.placed()).filter(({ order }) => order.kind === 'maintenance.reboot')
/** What an engine would do with the order. */
const answer = async (state: 'done' | 'failed', result: { readonly message: string } | null): Promise<void> => {
  const [row] = await until('the order', async () => {
    const rows = await placed()
    return rows.length > 0 ? rows : null
  })
  if (row !== undefined) await world.store.write((tx) => tx.orders.finish(row.id, state, result))
}

it('A8 orders it as the account that signs in, by the verb of the console, and tells what the engine says', async () => {
  const [outcome] = await Promise.all([reboot(), answer('done', null)])
  expect(outcome).toMatchObject({ exitCode: EXIT_CODE.ok, errors: '' })
  expect(outcome.output).toContain(`The reboot of ${name} has begun`)
  const told = (await world.store.read.journal.since(0, 500)).find(({ kind }) => kind === 'maintenance.reboot-ordered')
  expect(told).toMatchObject({ actor: 'otto', channel: 'cli', reason: 'new firmware' })
  const [refusal] = await Promise.all([reboot(), answer('failed', { message: 'still under way' })])
  expect(refusal).toMatchObject({ exitCode: EXIT_CODE.refused, errors: 'error: still under way' })
})

it('A8 R5 what the console refuses it refuses, too', async () => {
  const refused = (words: string) => ({ exitCode: EXIT_CODE.refused, errors: containing(words) })
  expect(await reboot({ account: 'vera' })).toMatchObject(refused('role “viewer” does not allow'))
  expect(await reboot({}, name, 'wrong')).toMatchObject(refused('password is wrong'))
  expect(await reboot({ confirm: 'another' })).toMatchObject(refused('not that of'))
  const other = hostDoc(IDS.host).name
  expect(await reboot({ confirm: other }, other)).toMatchObject(refused('not held in maintenance'))
  expect(await reboot({}, 'ghost')).toMatchObject({ exitCode: EXIT_CODE.usage })
  expect(await placed()).toEqual([])
})
