import { describe, expect, it } from 'vitest'
import { unreachable } from '../../ports'
import { parseXml } from '../../protocols/xml/xml-parser'
import type { EngineClient } from './engine-client'
import { other } from './failure'
import { PathReader, pathsIn } from './storage-paths'

const unit = (id: string, inner: string) =>
  `<host_storage id="${id}"><logical_units><logical_unit id="${id}">${inner}</logical_unit></logical_units><type>iscsi</type></host_storage>`
const storages = (...units: readonly string[]) => {
  const xml = parseXml(`<host_storages>${units.join('')}</host_storages>`)
  if (xml === null) throw new Error('no XML')
  return xml
}
const GROUPS = new Map([['vg-1', 'domain-1']])

describe('S1-28 paths to storage', () => {
  it('of several disks of a domain the one with the fewest working paths counts', () => {
    const told = storages(
      unit('a', '<paths>4</paths><active_paths>3</active_paths><storage_domain_id>domain-1</storage_domain_id>'),
      unit('b', '<paths>1</paths><volume_group_id>vg-1</volume_group_id>'),
      unit('c', '<paths>2</paths><storage_domain_id>domain-2</storage_domain_id>'),
      unit('free', '<paths>1</paths>'),
      unit('strange', '<paths>many</paths><storage_domain_id>domain-2</storage_domain_id>'),
    )
    expect(pathsIn(told, GROUPS)).toEqual([
      { datastoreNativeId: 'domain-1', paths: 1 },
      { datastoreNativeId: 'domain-2', paths: 2 },
    ])
  })

  /** An engine that answers by host; `asked`: whom it was asked about. */
  const reader = () => {
    const asked: string[] = []
    const clock = { nowMs: 0 }
    const answers = { fail: false }
    const get: EngineClient['get'] = (path) => {
      asked.push(/hosts\/([^/]+)\/storage/.exec(path)?.[1] ?? path)
      if (answers.fail) return Promise.resolve(other(unreachable('silent', 'wait')))
      return Promise.resolve({
        kind: 'ok',
        value: storages(unit('a', '<paths>2</paths><volume_group_id>vg-1</volume_group_id>')),
      })
    }
    const paths = new PathReader({ get }, () => clock.nowMs)
    return { asked, clock, answers, paths, refresh: (...hosts: readonly string[]) => paths.refresh(hosts, GROUPS) }
  }

  it('are asked of one host at a time, and rarely; every host has its turn', async () => {
    const { asked, clock, paths, refresh } = reader()
    await Promise.all([refresh('h1', 'h2', 'h3'), refresh('h1', 'h2', 'h3')])
    expect(asked).toEqual(['h1'])
    for (let reading = 0; reading < 5; reading += 1) await refresh('h1', 'h2', 'h3')
    expect(asked).toEqual(['h1', 'h2', 'h3'])
    expect(paths.of('h3')).toEqual([{ datastoreNativeId: 'domain-1', paths: 2 }])
    clock.nowMs += 61 * 60_000
    await refresh('h1', 'h2', 'h3')
    expect(asked.slice(3)).toEqual(['h1'])
  })

  it('what was told last stands for a while where the engine does not answer, and then no longer', async () => {
    const { clock, answers, paths, refresh } = reader()
    await refresh('h1')
    answers.fail = true
    clock.nowMs += 100 * 60_000
    await refresh('h1')
    expect(paths.of('h1')).not.toBeNull()
    clock.nowMs += 100 * 60_000
    expect(paths.of('h1')).toBeNull()
    expect(paths.of('never asked')).toBeNull()
  })
})
