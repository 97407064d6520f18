import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { dangersWith } from '../../testing/danger-samples'
import { contentOf, deviceDocJson, IDS, putDocs, seedServiceWorld, vmDoc } from '../../testing/service-seed'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { callMutation, callQuery } from '../call-verb'
import { getPlan } from './get-plan'
import { publishPlan } from './publish-plan'
import { saveVersion } from './save-version'
import { setMode } from './set-mode'

describe('plans', () => {
  let world: ServiceWorld
  beforeEach(async () => {
    world = await openServiceWorld()
    await seedServiceWorld(world.store)
  })
  afterEach(() => world.close())
  const admin = () => world.caller('admin')
  const save = (note: string | null = null) =>
    callMutation(world.host, saveVersion, admin(), {
      planId: IDS.plan,
      content: contentOf([
        { id: IDS.vm, name: 'vm-1' },
        { id: IDS.otherVm, name: 'vm-2', after: [IDS.vm] },
      ]),
      note,
    })

  it('numbers versions, and goes on with the published one until another is published', async () => {
    const second = await save('with vm-2')
    expect(second).toMatchObject({ number: 2, createdBy: 'admin', note: 'with vm-2' })
    await save()
    const detail = await callQuery(world.host, getPlan, world.caller('viewer'), { planId: IDS.plan })
    expect(detail.versions.map(({ number }) => number)).toEqual([3, 2, 1])
    expect(detail.latest?.number).toBe(3)
    expect(detail.published?.number).toBe(1)
    await callMutation(world.host, publishPlan, admin(), { planId: IDS.plan, versionId: second.id, reason: 'tested by hand' })
    expect((await world.store.read.plans.get(IDS.plan))?.publishedVersionId).toBe(second.id)
  })

  it('publishes a verdict that is not clean only with a reason, which stays on record with it', async () => {
    const { id: versionId } = await save()
    const publish = (reason: string | null) =>
      callMutation(world.host, publishPlan, admin(), { planId: IDS.plan, versionId, reason })
    const weak = { id: IDS.device, doc: { ...deviceDocJson, decidingRuntimeSeconds: 20 }, atMs: START_MS }
    await world.store.write((tx) => tx.latest.put('device', [weak]))
    await expect(publish(null)).rejects.toMatchObject({
      kind: 'refused',
      hint: 'Change the plan, or give a reason to publish it anyway.',
    })
    expect((await world.store.read.plans.get(IDS.plan))?.publishedVersionId).toBe(IDS.version)
    expect(await publish('we know this load')).toMatchObject({ verdict: 'cut-off' })
    const [entry] = await world.store.read.journal.page({ kinds: ['plan.published'], limit: 1 })
    expect(entry).toMatchObject({
      reason: 'we know this load',
      data: { verdict: 'cut-off', before: IDS.version, after: versionId },
    })
  })

  it('D5 A8 warns whoever publishes that nothing starts its own VM again, and records that', async () => {
    const doc = vmDoc(IDS.vm, IDS.thirdHost, { keepAlive: [{ role: 'console', of: null, sign: { by: 'uuid' } }] })
    await world.store.write((tx) => putDocs(tx, 'vm', [doc]))
    const content = contentOf([{ id: IDS.vm, name: 'vm-1' }])
    const { id: versionId } = await callMutation(world.host, saveVersion, admin(), { planId: IDS.plan, content, note: null })
    const told = await callMutation(world.host, publishPlan, admin(), { planId: IDS.plan, versionId, reason: null })
    expect(told.warnings).toEqual([expect.stringMatching(/Ridethrough itself runs in it: its platform is not known to start it/)])
    const [entry] = await world.store.read.journal.page({ kinds: ['plan.published'], limit: 1 })
    expect(entry?.message).toContain(told.warnings[0])
    expect(entry?.data).toMatchObject({ warnings: [...told.warnings] })
  })

  it('P6 A8 warns whoever publishes that its policy for long outages would end nothing, and records that', async () => {
    const given = contentOf([{ id: IDS.vm, name: 'vm-1' }])
    const stages = given.stages.map((stage) => ({ ...stage, triggers: [{ kind: 'manual' as const }] }))
    const longOutage = { shedAfterSeconds: null, shedTier: 3 as const, endAfterSeconds: 7_200 }
    const hosts = { ...given.hosts, action: 'keep' as const }
    const content = { ...given, stages, hosts, longOutage }
    const { id: versionId } = await callMutation(world.host, saveVersion, admin(), { planId: IDS.plan, content, note: null })
    const told = await callMutation(world.host, publishPlan, admin(), { planId: IDS.plan, versionId, reason: 'a test' })
    expect(told.warnings).toEqual([expect.stringMatching(/^a long outage is to end everything after 120 min/)])
    const [entry] = await world.store.read.journal.page({ kinds: ['plan.published'], limit: 1 })
    expect(entry?.message).toContain(told.warnings[0])
  })

  it('publishes a clean verdict without a word', async () => {
    const { id: versionId } = await save()
    const published = await callMutation(world.host, publishPlan, admin(), { planId: IDS.plan, versionId, reason: null })
    expect(published.verdict).toBe('clean')
  })

  it('tells the engine at once', async () => {
    const before = (await world.store.read.orders.placed()).length
    await save()
    const placed = await world.store.read.orders.placed()
    expect(placed.slice(before).map(({ order }) => order.kind)).toEqual(['config.changed'])
  })

  it('A10 arms nothing that was never published', async () => {
    const arm = (planId: typeof IDS.plan) => callMutation(world.host, setMode, admin(), { planId, mode: 'armed', reason: null })
    await expect(arm(IDS.idlePlan)).rejects.toMatchObject({ kind: 'conflict' })
    await arm(IDS.plan)
    expect((await world.store.read.plans.get(IDS.plan))?.mode).toBe('armed')
  })

  describe('while a danger holds that its triggers name', () => {
    const hot = contentOf([{ id: IDS.vm, name: 'vm-1' }], [{ kind: 'overload', seconds: 5 }])
    const version = () => callMutation(world.host, saveVersion, admin(), { planId: IDS.plan, content: hot, note: null })
    const publish = (versionId: typeof IDS.version, actsAtOnce?: boolean) =>
      callMutation(world.host, publishPlan, admin(), { planId: IDS.plan, versionId, reason: 'a test', actsAtOnce })
    const setTo = (mode: 'armed' | 'dry-run', actsAtOnce?: boolean) =>
      callMutation(world.host, setMode, admin(), { planId: IDS.plan, mode, reason: 'a test', actsAtOnce })
    const would = {
      kind: 'acts-at-once',
      message: 'plan-1 would act at once: stage “First” (ups-a: overloaded for 60 s, trigger 5 s)',
    }
    beforeEach(async () => {
      const dangers = { ...dangersWith({ overload: { sinceMs: START_MS - 60_000, seenMs: START_MS } }) }
      const doc = { ...deviceDocJson, dangers: z.json().parse(dangers) }
      await world.store.write((tx) => tx.latest.put('device', [{ id: IDS.device, doc, atMs: START_MS }]))
    })

    it('A6 A8 is not armed, nor taken out of its dry run, unless that is confirmed; the triggers are named', async () => {
      await setTo('dry-run')
      await publish((await version()).id)
      await expect(setTo('armed')).rejects.toMatchObject(would)
      expect((await world.store.read.plans.get(IDS.plan))?.mode).toBe('dry-run')
      await setTo('armed', true)
      const [entry] = await world.store.read.journal.page({ kinds: ['plan.mode-changed'], limit: 1 })
      expect(entry?.data).toMatchObject({
        after: 'armed',
        actsAtOnce: ['stage “First” (ups-a: overloaded for 60 s, trigger 5 s)'],
      })
    })

    it('A6 A8 no version of an armed plan is published that would act at once, unless that is confirmed', async () => {
      const { id } = await version()
      await expect(publish(id)).rejects.toMatchObject(would)
      expect((await world.store.read.plans.get(IDS.plan))?.publishedVersionId).toBe(IDS.version)
      await publish(id, true)
      expect((await world.store.read.plans.get(IDS.plan))?.publishedVersionId).toBe(id)
    })
  })
})
