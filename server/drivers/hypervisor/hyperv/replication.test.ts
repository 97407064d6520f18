import { describe, expect, it } from 'vitest'
import { replicationOf } from './replication'
import type { VmsTold } from './vm-question'

const ID = '7E57AB1E-0000-4000-8000-000000000001'
type Told = NonNullable<VmsTold['replications']>[number]
const relation = (given: Partial<Told> = {}): Told => ({
  VMId: ID.toLowerCase(),
  State: 'Replicating',
  Health: 'Normal',
  Relationship: 'Simple',
  FrequencySec: 300,
  LastReplicationTime: '2026-11-22T03:00:00.0000000Z',
  ...given,
})
const of = (...replications: readonly Told[]) =>
  replicationOf(ID, { vms: [], adapters: [], disks: [], dvds: [], services: [], devices: [], replications: [...replications] })

describe('the replica of a Hyper-V VM', () => {
  it('is told with its age and how often it is brought up to date', () => {
    expect(of(relation())).toEqual({
      state: 'ok',
      rpoSeconds: 300,
      lastSyncAtMs: Date.UTC(2026, 10, 22, 3),
      rpoViolated: false,
    })
  })

  it.each([
    ['Replicating', 'ok'],
    ['InitialReplicationInProgress', 'initial-sync'],
    ['WaitingForStartResynchronize', 'syncing'],
    ['Suspended', 'paused'],
    ['FailedOverWaitingCompletion', 'changing'],
    ['FailedOver', 'recovered'],
    ['Error', 'error'],
    ['Disabled', 'not-active'],
    ['SomethingNew', 'unknown'],
    [null, 'unknown'],
  ])('%s is %s', (State, state) => expect(of(relation({ State }))).toMatchObject({ state }))

  it.each([
    ['Critical', true],
    ['Normal', false],
    ['Warning', null],
    ['NotApplicable', null],
    [null, null],
  ])('with the health %s: too old %s', (Health, rpoViolated) => expect(of(relation({ Health }))).toMatchObject({ rpoViolated }))

  it('was never sent where no time is told', () =>
    expect(of(relation({ LastReplicationTime: null, FrequencySec: 0 }))).toMatchObject({ lastSyncAtMs: null, rpoSeconds: null }))

  it('is the first one, where that is replicated further', () =>
    expect(of(relation({ Relationship: 'Extended', State: 'Error' }), relation())).toMatchObject({ state: 'ok' }))

  it('is none of another VM, nor where none was told', () => {
    expect(of(relation({ VMId: 'another' }))).toBeNull()
    expect(of()).toBeNull()
    expect(replicationOf(ID, { vms: [], adapters: [], disks: [], dvds: [], services: [], devices: [] })).toBeNull()
  })
})
