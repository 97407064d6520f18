import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { containing } from './containing'
import { credentialIdSchema, deviceIdSchema, hostIdSchema, powerGroupIdSchema, runIdSchema } from '../domain/ids'
import type { Store } from '../store/store'
import { device, draft, NOON_MS, placedOrder, plan, planVersion, run, step, user } from './store-samples'

/** What every database must do alike. Each `describe` opens a store of its own. */
export const describeStore = (database: string, open: () => Promise<Store>): void => {
  const openedStore = (): (() => Store) => {
    let store: Store | null = null
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store?.close())
    return () => {
      if (store === null) throw new Error('the store is not open yet')
      return store
    }
  }

  describe(`transactions on ${database}`, () => {
    const store = openedStore()

    it('A1 keeps nothing of a transaction that fails, its journal entry included', async () => {
      const headBefore = await store().read.journal.head()
      const failing = store().write(async (tx) => {
        await tx.users.put(user('grace'))
        await tx.journal.append(draft())
        throw new Error('changed my mind')
      })
      await expect(failing).rejects.toThrow('changed my mind')
      expect(await store().read.users.byName('grace')).toBeNull()
      expect(await store().read.journal.head()).toEqual(headBefore)
    })

    it('reads its own writes inside, and only committed ones outside', async () => {
      await store().write(async (tx) => {
        await tx.users.put(user('ada'))
        await tx.journal.append(draft({ message: 'inside' }))
        expect(await tx.users.byName('ada')).toEqual(user('ada'))
        expect((await tx.journal.page({ limit: 1 }))[0]?.message).toBe('inside')
        expect(await store().read.users.byName('ada')).toBeNull()
      })
      expect(await store().read.users.byName('ada')).toEqual(user('ada'))
    })

    it('refuses a write inside a write instead of waiting for itself', async () => {
      const nested = store().write(() => store().write(async () => undefined))
      await expect(nested).rejects.toMatchObject({ code: 'misuse' })
    })

    it('K3 says in words that a name is taken', async () => {
      await store().write((tx) => tx.users.put(user('joan')))
      const second = store().write((tx) => tx.users.put({ ...user('joan'), id: user('other').id }))
      await expect(second).rejects.toMatchObject({ name: 'StoreError', code: 'conflict', hint: containing('another name') })
    })
  })

  describe(`nouns on ${database}`, () => {
    const store = openedStore()

    it('ends the sessions of a removed user and those that are over', async () => {
      const ada = user('ada')
      const session = { userId: ada.id, createdAtMs: NOON_MS, lastSeenAtMs: NOON_MS }
      await store().write(async (tx) => {
        await tx.users.put(ada)
        await tx.sessions.put({ ...session, tokenHash: 'short', expiresAtMs: NOON_MS + 10 })
        await tx.sessions.put({ ...session, tokenHash: 'long', expiresAtMs: NOON_MS + 1_000 })
        await tx.sessions.removeExpired(NOON_MS + 10)
      })
      expect(await store().read.sessions.get('short')).toBeNull()
      expect(await store().read.sessions.get('long')).toMatchObject({ userId: ada.id, expiresAtMs: NOON_MS + 1_000 })
      await store().write((tx) => tx.users.remove(ada.id))
      expect(await store().read.sessions.get('long')).toBeNull()
      expect(await store().read.users.count()).toBe(0)
    })

    it('K5 lists credentials without their secret and reveals it to the engine', async () => {
      const id = credentialIdSchema.parse('credential-1')
      const secret = { kind: 'snmp-community', version: '2c', community: 'geheim' } as const
      await store().write((tx) => tx.credentials.put({ id, name: 'UPS cards', secret }))
      expect(await store().read.credentials.list()).toEqual([{ id, name: 'UPS cards', kind: 'snmp-community' }])
      expect(await store().read.credentials.reveal(id)).toEqual(secret)
    })

    it('keeps devices with address and identity', async () => {
      const identity = {
        family: 'rfc1628',
        manufacturer: 'Eaton',
        model: null,
        serial: 'X1',
        firmware: null,
        agentFirmware: null,
      }
      const rows = [device('ups-1'), { ...device('ups-2'), enabled: false, identity }]
      await store().write(async (tx) => {
        for (const row of rows) await tx.devices.put(row)
      })
      expect(await store().read.devices.list()).toEqual(rows)
      const found = [
        { id: device('ups-1').id, identity },
        { id: device('ups-2').id, identity: { ...identity, serial: "O'Neill 2" } },
        { id: device('gone').id, identity },
      ]
      await store().write((tx) => tx.devices.identify(found))
      await store().write((tx) => tx.devices.identify([]))
      expect(await store().read.devices.list()).toEqual(rows.map((row, at) => ({ ...row, identity: found[at]?.identity })))
      await store().write((tx) => tx.devices.remove(device('ups-1').id))
      expect(await store().read.devices.get(device('ups-1').id)).toBeNull()
    })

    it("replaces one host's feeds and leaves the others'", async () => {
      const feed = (host: string, ups: string, label: 'A' | 'B', outletId: string | null = null) => ({
        hostId: hostIdSchema.parse(host),
        deviceId: deviceIdSchema.parse(ups),
        label,
        outletId,
      })
      await store().write(async (tx) => {
        await tx.feeds.setForHost(hostIdSchema.parse('h1'), [feed('h1', 'ups-1', 'A'), feed('h1', 'ups-2', 'B')])
        await tx.feeds.setForHost(hostIdSchema.parse('h2'), [feed('h2', 'ups-1', 'A')])
        await tx.feeds.setForHost(hostIdSchema.parse('h1'), [feed('h1', 'ups-3', 'A', '2')])
      })
      expect(await store().read.feeds.list()).toEqual([feed('h1', 'ups-3', 'A', '2'), feed('h2', 'ups-1', 'A')])
    })

    it('keeps groups and settings', async () => {
      const group = {
        id: powerGroupIdSchema.parse('group-1'),
        name: 'Hall 1',
        deviceIds: [deviceIdSchema.parse('ups-1'), deviceIdSchema.parse('ups-2')],
        requiredDevices: 1,
      }
      await store().write(async (tx) => {
        await tx.groups.put(group)
        await tx.settings.set('journal.anchor', { every: [1, null, 'x'] })
      })
      expect(await store().read.groups.list()).toEqual([group])
      expect(await store().read.settings.get('journal.anchor')).toEqual({ every: [1, null, 'x'] })
      expect(await store().read.settings.get('never set')).toBeNull()
    })

    it('keeps the versions of a plan, in order, also after the plan', async () => {
      await store().write(async (tx) => {
        await tx.plans.put(plan('plan-1'))
        await tx.plans.addVersion(planVersion('plan-1', 1))
        await tx.plans.addVersion(planVersion('plan-1', 2))
        await tx.plans.put({ ...plan('plan-1'), mode: 'armed', publishedVersionId: planVersion('plan-1', 2).id })
      })
      expect(await store().read.plans.get(plan('plan-1').id)).toMatchObject({ mode: 'armed', publishedVersionId: 'plan-1-v2' })
      await store().write((tx) => tx.plans.remove(plan('plan-1').id))
      expect(await store().read.plans.list()).toEqual([])
      expect(await store().read.plans.versions(plan('plan-1').id)).toEqual([planVersion('plan-1', 1), planVersion('plan-1', 2)])
    })

    it('A2 gives an engine that starts every run that has not ended, with its steps in order', async () => {
      const attempt = {
        action: 'shutdown',
        startedAtMs: NOON_MS,
        intentEntryId: 7,
        task: null,
        outcome: 'open',
        message: null,
        endedAtMs: null,
      } as const
      await store().write(async (tx) => {
        await tx.runs.put(run('run-1'))
        await tx.runs.put(run('run-2', { kind: 'maintenance', phase: 'done', startedAtMs: NOON_MS + 1, endedAtMs: NOON_MS + 9 }))
        await tx.runs.putSteps([step('run-1', 2), step('run-1', 1), step('run-2', 1)])
        await tx.runs.putSteps([step('run-1', 1, { state: 'running', attempts: [attempt] })])
      })
      const steps = [step('run-1', 1, { state: 'running', attempts: [attempt] }), step('run-1', 2)]
      expect(await store().read.runs.active()).toEqual([{ ...run('run-1'), steps }])
      expect((await store().read.runs.list({ limit: 10 })).map(({ id }) => id)).toEqual(['run-2', 'run-1'])
      expect(await store().read.runs.list({ limit: 10, kind: 'outage', activeOnly: true })).toEqual([run('run-1')])
      expect(await store().read.runs.get(runIdSchema.parse('none'))).toBeNull()
    })

    it('K5 wipes the sealed secret of an order when one engine takes it, and no other engine can', async () => {
      const sealed = store().secrets.seal({ kind: 'nut-user', user: 'upsmon', password: 'geheim' })
      const address = { protocol: 'nut', host: '10.0.0.9', port: 3493, upsName: 'ups', tls: 'off' } as const
      const probe = placedOrder('order-1', { kind: 'device.probe', address, sealed })
      const other = placedOrder('order-2', { kind: 'config.changed' })
      await store().write(async (tx) => {
        await tx.orders.place(probe)
        await tx.orders.place(other)
      })
      const placed = await store().read.orders.placed()
      expect(placed).toEqual([probe, other])
      const taken = await Promise.all([1, 2, 3].map(() => store().write((tx) => tx.orders.take(probe.id))))
      expect(taken.filter(Boolean)).toHaveLength(1)
      expect(await store().read.orders.get(probe.id)).toMatchObject({ state: 'taken', order: { sealed: '' } })
      expect(store().secrets.open(sealed)).toEqual({ kind: 'nut-user', user: 'upsmon', password: 'geheim' })
      await store().write((tx) => tx.orders.finish(probe.id, 'failed', { message: 'no answer', hint: 'check the cable' }))
      expect(await store().read.orders.get(probe.id)).toMatchObject({ state: 'failed', result: { message: 'no answer' } })
      expect(await store().read.orders.placed()).toEqual([other])
    })

    it('gives the lease to one owner until it ends or is released', async () => {
      const hold = (owner: string, nowMs: number) => store().write((tx) => tx.lease.hold('site', owner, nowMs, 3_000))
      expect(await hold('engine a', NOON_MS)).toBe(true)
      expect(await hold('engine b', NOON_MS + 2_999)).toBe(false)
      expect(await hold('engine a', NOON_MS + 2_999)).toBe(true)
      expect(await hold('engine b', NOON_MS + 5_999)).toBe(true)
      await store().write((tx) => tx.lease.release('site', 'engine a'))
      expect(await hold('engine a', NOON_MS + 6_000)).toBe(false)
      await store().write((tx) => tx.lease.release('site', 'engine b'))
      expect(await hold('engine a', NOON_MS + 6_000)).toBe(true)
    })
  })

  describe(`latest documents on ${database}`, () => {
    const store = openedStore()
    const doc = (id: string, load: number) => ({ id, doc: { id, load, note: 'ä' }, atMs: NOON_MS + load })

    it('raises the revision of what changed, of nothing else, over all kinds', async () => {
      await store().write((tx) => tx.latest.put('device', [doc('a', 1), doc('b', 1)]))
      await store().write((tx) => tx.latest.put('host', [doc('a', 1)]))
      const seen = await store().read.latest.revision()
      await store().write((tx) => tx.latest.put('device', [doc('a', 1), doc('b', 2)]))
      const changed = await store().read.latest.changedSince(seen, 100)
      expect(changed.map(({ kind, id, doc }) => ({ kind, id, doc }))).toEqual([{ kind: 'device', id: 'b', doc: doc('b', 2).doc }])
      expect(await store().read.latest.revision()).toBe(changed[0]?.revision)
    })

    it('leaves a tombstone for readers that resume, and nothing for those that begin', async () => {
      const seen = await store().read.latest.revision()
      await store().write((tx) => tx.latest.remove('device', ['a', 'a', 'never there'], NOON_MS))
      expect(await store().read.latest.changedSince(seen, 100)).toMatchObject([{ kind: 'device', id: 'a', doc: null }])
      expect((await store().read.latest.all('device')).map(({ id }) => id)).toEqual(['b'])
      expect(await store().read.latest.get('device', 'a')).toBeNull()
      await store().write((tx) => tx.latest.put('device', [doc('a', 1)]))
      expect((await store().read.latest.get('device', 'a'))?.doc).toEqual(doc('a', 1).doc)
    })

    it('publishes many at once: what changed is raised, the same keeps its revision, what is gone leaves a tombstone', async () => {
      const beat = (id: string, beatAtMs: number) => {
        return { kind: 'engine' as const, id, atMs: NOON_MS, doc: { id, version: 'ä', pid: 1, startedAtMs: 0, beatAtMs } }
      }
      const gone = (id: string) => ({ kind: 'engine' as const, id, atMs: NOON_MS, doc: null })
      await store().publish([beat('p', 1), beat('q', 1)])
      const seen = await store().read.latest.revision()
      await store().publish([beat('p', 1), beat('q', 2), beat('r', 1), gone('never there')])
      const changed = await store().read.latest.changedSince(seen, 100)
      expect(changed.map(({ id, doc }) => ({ id, doc }))).toEqual(
        [beat('q', 2), beat('r', 1)].map(({ id, doc }) => ({ id, doc })),
      )
      const before = await store().read.latest.revision()
      await store().publish([gone('q'), gone('q')])
      expect(await store().read.latest.changedSince(before, 100)).toMatchObject([{ kind: 'engine', id: 'q', doc: null }])
      expect((await store().read.latest.all('engine')).map(({ id }) => id)).toEqual(['p', 'r'])
      await store().publish([])
    })

    it('publishes while transactions are written, and neither loses anything', async () => {
      const seen = await store().read.latest.revision()
      await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          n % 2 === 0
            ? store().write((tx) => tx.latest.put('vm', [doc(`mixed-${n}`, n)]))
            : store().publish([
                {
                  kind: 'engine',
                  id: `mixed-${n}`,
                  atMs: NOON_MS,
                  doc: { id: '', version: '', pid: n, startedAtMs: 0, beatAtMs: 0 },
                },
              ]),
        ),
      )
      const changed = await store().read.latest.changedSince(seen, 100)
      expect(new Set(changed.map(({ id }) => id)).size).toBe(40)
      expect(changed.map(({ revision }) => revision)).toEqual(Array.from({ length: 40 }, (_, n) => seen + n + 1))
    })

    it('gives every concurrent change a revision of its own', async () => {
      const seen = await store().read.latest.revision()
      await Promise.all(Array.from({ length: 20 }, (_, n) => store().write((tx) => tx.latest.put('vm', [doc(`vm-${n}`, n)]))))
      const changed = await store().read.latest.changedSince(seen, 100)
      expect(changed.map(({ revision }) => revision)).toEqual(Array.from({ length: 20 }, (_, n) => seen + n + 1))
    })
  })
}
