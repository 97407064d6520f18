import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { userIdSchema } from '../../domain/ids'
import { KEEP_ALIVE_MARKS } from '../../domain/keep-alive'
import type { VirtualMachine } from '../../domain/world'
import { hashPassword } from '../../services/auth/password'
import { openStore } from '../../store/open-store'
import { vm } from '../../testing/world-samples'
import { keepAliveList, keepAliveMark } from './keep-alive'

const undo: (() => void)[] = []
afterEach(() => {
  for (const work of undo.splice(0)) work()
})

const OWN = [{ role: 'console', of: null, sign: { by: 'uuid' } }] as const

const placeWith = async (vms: readonly VirtualMachine[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-keep-alive-'))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  const place = { RIDETHROUGH_DATA_DIR: join(folder, 'data'), RIDETHROUGH_KEY_FILE: join(folder, 'key') }
  const open = () => openStore({ dataDirectory: place.RIDETHROUGH_DATA_DIR, keyFile: place.RIDETHROUGH_KEY_FILE })
  const store = await open()
  const passwordHash = await hashPassword(PASSWORD)
  await store.write(async (tx) => {
    await tx.latest.put(
      'vm',
      vms.map((one) => ({ id: one.id, doc: z.json().parse(JSON.parse(JSON.stringify(one))), atMs: 0 })),
    )
    for (const role of ['admin', 'viewer'] as const)
      await tx.users.put({ id: userIdSchema.parse(role), name: role, role, passwordHash, createdAtMs: 0, locale: null })
  })
  await store.close()
  return { place: { ...place, MINE: PASSWORD }, open }
}

const BY = { account: 'admin', accountPasswordEnv: 'MINE' }
const PASSWORD = 'long enough for admin'

describe('keep-alive', () => {
  it('D5 lists what the operation stands on, and by what it was recognised', async () => {
    const { place } = await placeWith([vm('console', null, { keepAlive: OWN }), vm('web', null)])
    const { output, exitCode } = await keepAliveList({}, place)
    expect(exitCode).toBe(0)
    expect(output).toMatch(/console .*Ridethrough itself runs in it \(its UUID/)
    expect(output).not.toContain('web')
  })

  it('D5 marks a VM, in the journal and for the engine, and takes that back', async () => {
    const { place, open } = await placeWith([vm('dns', null)])
    expect(await keepAliveMark('dns', { as: 'kept', reason: 'names', ...BY }, place)).toMatchObject({ exitCode: 0 })
    const store = await open()
    expect(await store.read.settings.get(KEEP_ALIVE_MARKS)).toEqual({ 'm:dns': 'kept' })
    const items = await store.read.journal.page({ limit: 5 })
    await store.close()
    expect(items.map(({ kind, channel, reason }) => [kind, channel, reason])).toContainEqual([
      'vm.keep-alive-marked',
      'cli',
      'names',
    ])
    await keepAliveMark('m:dns', { as: 'none', ...BY }, place)
    const after = await open()
    expect(await after.read.settings.get(KEEP_ALIVE_MARKS)).toEqual({})
    await after.close()
  })

  it('D5 refuses to call the console’s own VM an ordinary one', async () => {
    const { place } = await placeWith([vm('console', null, { keepAlive: OWN })])
    expect(await keepAliveMark('console', { as: 'ordinary', ...BY }, place)).toMatchObject({ exitCode: 4 })
  })

  it('A8 who may not configure may not here either', async () => {
    const { place } = await placeWith([vm('dns', null)])
    const outcome = await keepAliveMark('dns', { as: 'kept', ...BY, account: 'viewer' }, place)
    expect(outcome).toMatchObject({ exitCode: 4 })
    expect(outcome.errors).toContain('does not allow')
  })

  it('names what it does not know, and asks which of two is meant', async () => {
    const { place } = await placeWith([vm('web', null), { ...vm('other', null), name: 'web' }])
    expect((await keepAliveMark('ghost', { as: 'kept', ...BY }, place)).errors).toContain('No manager has a VM “ghost”')
    expect((await keepAliveMark('web', { as: 'kept', ...BY }, place)).errors).toContain('m:other')
  })
})
