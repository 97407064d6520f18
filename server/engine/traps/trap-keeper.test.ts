import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { deviceIdSchema } from '../../domain/ids'
import { openStore } from '../../store/open-store'
import type { Store } from '../../store/store'
import { freePort, until } from '../../testing/require-peer'
import type { Resolve } from './sender-book'
import { TrapKeeper } from './trap-keeper'

const ADDRESS = '192.0.2.7'
let directory: string
let store: Store
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'traps-'))
  store = await openStore({ dataDirectory: directory, databaseUrl: null })
})
afterEach(async () => {
  await store.close()
  rmSync(directory, { recursive: true, force: true })
})

const keeperWith = async (resolve: Resolve): Promise<TrapKeeper> =>
  new TrapKeeper({
    store,
    log: pino({ level: 'silent' }),
    now: () => 1_700_000_000_000,
    port: await freePort(),
    record: () => Promise.resolve(),
    devices: () => [
      {
        id: deviceIdSchema.parse('ups'),
        name: 'ups',
        target: {
          address: { protocol: 'snmp', host: 'ups.example', port: 161, family: 'auto' },
          secret: { kind: 'snmp-community', version: '2c', community: 'public' },
        },
      },
    ],
    hurry: () => true,
    resolve,
  })

it('A12 an engine that starts while no name server answers does not wait for one: everything else begins', async () => {
  let answer: (found: readonly { readonly address: string }[]) => void = () => undefined
  const keeper = await keeperWith(() => new Promise((done) => (answer = done)))
  await keeper.reload()
  expect(keeper.state.listeningAt).not.toBeNull()
  const heard = () => {
    keeper.take(Buffer.from('nonsense'), { address: ADDRESS, port: 50_000 })
    return keeper.state
  }
  expect(heard()).toMatchObject({ unknownSender: 1, malformed: 0 })
  answer([{ address: ADDRESS }])
  await until('the name to be known', () => heard().malformed > 0)
  await keeper.stop()
})

it('A12 one that ends while no name server answers does not wait for it either', async () => {
  const keeper = await keeperWith(() => new Promise(() => undefined))
  await keeper.reload()
  await keeper.stop()
  expect(keeper.state.listeningAt).not.toBeNull()
})
