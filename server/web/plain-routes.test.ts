import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDemoSignIn } from '../services/auth/demo-sign-in'
import { useSession } from '../services/auth/session'
import { openWebWorld, type WebWorld } from '../testing/web-world'
import { health } from './health'
import { sessionTokenOf } from './session-cookie'
import { handleSignInLink } from './sign-in-link'

describe('plain routes', () => {
  let world: WebWorld
  beforeEach(async () => {
    world = await openWebWorld({ RIDETHROUGH_DEMO_CONTROL: 'http://127.0.0.1:9' })
  })
  afterEach(() => world.close())

  it('a one-time link signs in once, and later says so', async () => {
    const { store, clock } = world.services
    const token = await createDemoSignIn(store, clock.nowMs)
    const follow = (cookie?: string) => handleSignInLink(world.web, world.request(`/signin/${token}`, { cookie }), token)
    const first = await follow()
    expect([first.status, first.headers.get('location')]).toEqual([303, '/'])
    const cookie = first.headers.get('set-cookie') ?? ''
    expect(cookie).toContain('HttpOnly')
    const session = await useSession(store, sessionTokenOf(cookie) ?? '', clock.nowMs)
    expect(session?.actor).toMatchObject({ name: 'demo', role: 'admin' })
    const again = await follow()
    expect(again.headers.get('location')).toBe('/sign-in?link=spent')
    expect(again.headers.get('set-cookie')).toBeNull()
    expect((await follow(cookie)).headers.get('location')).toBe('/')
  })

  it('K6 health tells whether the engine beats', async () => {
    const { store, clock } = world.services
    const ask = () => health(() => Promise.resolve(world.web))
    const beat = () =>
      store.write((tx) => tx.latest.put('engine', [{ id: 'e', doc: { id: 'e', beatAtMs: clock.nowMs }, atMs: clock.nowMs }]))
    expect(await ask()).toEqual({ status: 'ok', store: 'ok', engine: 'absent' })
    await beat()
    expect(await ask()).toMatchObject({ engine: 'ok' })
    clock.nowMs += 6_000
    expect(await ask()).toMatchObject({ status: 'ok', engine: 'silent' })
    await beat()
    expect(await ask()).toMatchObject({ engine: 'ok' })
  })

  it('health tells when the store cannot be opened', async () => {
    expect(await health(() => Promise.reject(new Error('no such folder')))).toEqual({
      status: 'failing',
      store: 'failing',
      engine: 'unknown',
    })
  })
})
