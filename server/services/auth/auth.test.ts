import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callMutation, callQuery } from '../call-verb'
import { authState } from './auth-state'
import { createDemoSignIn } from './demo-sign-in'
import { redeemLink } from './redeem-link'
import { findSession, SESSION_LIFE_MS, useSession } from './session'
import { setup } from './setup'
import { ensureSetupCode } from './setup-code'
import { signIn } from './sign-in'
import { signOut } from './sign-out'
import { tokenHashOf } from './token'

const PASSWORD = 'correct horse battery'

describe('accounts and sessions', () => {
  let world: ServiceWorld
  beforeEach(async () => {
    world = await openServiceWorld()
  })
  afterEach(() => world.close())

  const nobody = () => world.caller(null)
  const kinds = async () => (await world.store.read.journal.since(0, 100)).map(({ kind }) => kind)
  const makeAdmin = async () => {
    const code = (await ensureSetupCode(world.store, world.clock.nowMs)) ?? ''
    return callMutation(world.host, setup, nobody(), { code, name: 'ada', password: PASSWORD })
  }
  const tryPassword = (password: string, name = 'ada') => callMutation(world.host, signIn, nobody(), { name, password })

  it('lets the first admin in by the printed code, once, and prints no other', async () => {
    expect(await callQuery(world.host, authState, nobody(), undefined)).toMatchObject({ setupNeeded: true, user: null })
    const code = await ensureSetupCode(world.store, world.clock.nowMs)
    expect(code).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/)
    const { user, token } = await callMutation(world.host, setup, nobody(), {
      code: (code ?? '').toLowerCase().replaceAll('-', ' '),
      name: 'ada',
      password: PASSWORD,
    })
    expect(user).toMatchObject({ name: 'ada', role: 'admin' })
    expect((await findSession(world.store, tokenHashOf(token), world.clock.nowMs))?.actor.role).toBe('admin')
    expect(await callQuery(world.host, authState, nobody(), undefined)).toMatchObject({ setupNeeded: false })
    expect(await ensureSetupCode(world.store)).toBeNull()
    await expect(
      callMutation(world.host, setup, nobody(), { code: code ?? '', name: 'eve', password: PASSWORD }),
    ).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('refuses a wrong setup code and an earlier one, and journals it', async () => {
    const earlier = (await ensureSetupCode(world.store)) ?? ''
    await ensureSetupCode(world.store)
    for (const code of ['AAAA-BBBB-CCCC', earlier])
      await expect(callMutation(world.host, setup, nobody(), { code, name: 'eve', password: PASSWORD })).rejects.toMatchObject({
        kind: 'unauthenticated',
      })
    expect((await kinds()).filter((kind) => kind === 'auth.setup-failed')).toHaveLength(2)
    expect(await world.store.read.users.count()).toBe(0)
  })

  it('keeps passwords as argon2id with the OWASP parameters, and tokens only as hashes', async () => {
    const { token } = await makeAdmin()
    const user = await world.store.read.users.byName('ada')
    expect(user?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(await world.store.read.sessions.get(token)).toBeNull()
    expect(await world.store.read.sessions.get(tokenHashOf(token))).not.toBeNull()
  })

  it('signs in, and says the same of a wrong name as of a wrong password', async () => {
    await makeAdmin()
    expect((await tryPassword(PASSWORD)).user.name).toBe('ada')
    const errors = await Promise.all(
      [tryPassword('wrong password'), tryPassword(PASSWORD, 'nobody')].map((tried) => tried.catch((error: unknown) => error)),
    )
    expect(errors[0]).toMatchObject({ kind: 'unauthenticated', message: 'Name or password is wrong' })
    expect(errors[1]).toMatchObject({ kind: 'unauthenticated', message: 'Name or password is wrong' })
  })

  it('K5 a password typed into the name field does not reach the journal', async () => {
    await makeAdmin()
    await expect(tryPassword('whatever', 'My-Secret-Passw0rd')).rejects.toThrow()
    const journal = JSON.stringify(await world.store.read.journal.since(0, 100))
    expect(journal).toContain('auth.sign-in-failed')
    expect(journal).not.toContain('My-Secret-Passw0rd')
    expect(journal).not.toContain(PASSWORD)
  })

  it('slows guessing down after five failures and answers again after the wait', async () => {
    await makeAdmin()
    for (let count = 0; count < 5; count += 1)
      await expect(tryPassword(`guess ${count}`)).rejects.toMatchObject({ kind: 'unauthenticated' })
    await expect(tryPassword(PASSWORD)).rejects.toMatchObject({ kind: 'too-many' })
    world.clock.nowMs += 5_000
    expect((await tryPassword(PASSWORD)).user.name).toBe('ada')
    await expect(tryPassword('guess again')).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  it('counts guesses that are made at the same time', async () => {
    await makeAdmin()
    const tries = await Promise.all(
      Array.from({ length: 8 }, (_, index) => tryPassword(`guess ${index}`).catch((error: unknown) => error)),
    )
    expect(tries.filter((error) => error instanceof Error && Reflect.get(error, 'kind') === 'too-many')).toHaveLength(3)
  })

  it('ends a session twelve hours after its last use, and extends it while it is used', async () => {
    const { token } = await makeAdmin()
    world.clock.nowMs += SESSION_LIFE_MS - 1
    expect(await useSession(world.store, token, world.clock.nowMs)).toMatchObject({ extended: true })
    world.clock.nowMs += SESSION_LIFE_MS - 1
    expect(await useSession(world.store, token, world.clock.nowMs)).not.toBeNull()
    world.clock.nowMs += SESSION_LIFE_MS
    expect(await useSession(world.store, token, world.clock.nowMs)).toBeNull()
  })

  it('signs out for good', async () => {
    const { token } = await makeAdmin()
    const session = await useSession(world.store, token, world.clock.nowMs)
    const caller = { ...nobody(), actor: session?.actor ?? null, sessionTokenHash: tokenHashOf(token) }
    await callMutation(world.host, signOut, caller, undefined)
    expect(await useSession(world.store, token, world.clock.nowMs)).toBeNull()
    expect(await kinds()).toContain('auth.signed-out')
  })

  it('signs the demo’s admin in by a link that works once', async () => {
    const token = await createDemoSignIn(world.store, world.clock.nowMs)
    const { user } = await callMutation(world.host, redeemLink, nobody(), { token })
    expect(user).toMatchObject({ name: 'demo', role: 'admin' })
    await expect(callMutation(world.host, redeemLink, nobody(), { token })).rejects.toMatchObject({ kind: 'unauthenticated' })
    const again = await createDemoSignIn(world.store, world.clock.nowMs)
    expect((await callMutation(world.host, redeemLink, nobody(), { token: again })).user.id).toBe(user.id)
  })
})
